"""Records what Python Supervisor's own parser makes of configurations and command lines, for the tests beside this file.

    PYTHONPATH=<where supervisor is> /usr/bin/python3 -B -W ignore record_stock.py > stock.json
    PYTHONPATH=<where supervisor 4.4 is> /usr/bin/python3 -B -W ignore record_stock.py environments > stock_environments.json

The second is for what 4.4 changed: how environment= is cut into words. Run as root. One case a line, so that a new recording shows as a difference of lines. `@dir@` stands for the directory of a case.
"""
import io, json, os, platform, shutil, socket, sys, tempfile

import record_cases
from supervisor import events
from supervisor.datatypes import Automatic
from supervisor.options import EventListenerPoolConfig, FastCGIGroupConfig, ServerOptions

HERE = os.path.realpath(tempfile.mkdtemp(prefix='svr-'))
platform.node = lambda: 'thehost'


def stripped(text):
    return text.replace(HERE, '@dir@') if isinstance(text, str) else text


class Ended(Exception):
    pass


class Recorded(ServerOptions):
    """Stock's options, ending by an exception instead of the process."""

    def __init__(self):
        self.stderr, self.stdout = io.StringIO(), io.StringIO()
        self.exit = self.end
        ServerOptions.__init__(self)

    def end(self, code):
        raise Ended(code)


def error_of(text):
    lines = text.split('\nFor help, use')[0]
    return stripped(lines[len('Error: '):])


def log_file(value):
    return 'AUTO' if value is Automatic else stripped(value)


def process(config):
    channels = {}
    for name in ('stdout', 'stderr'):
        get = lambda key: getattr(config, '%s_%s' % (name, key))
        channels[name] = {
            'logfile': log_file(get('logfile')), 'maxbytes': get('logfile_maxbytes'), 'backups': get('logfile_backups'),
            'capture': get('capture_maxbytes'), 'events': get('events_enabled'), 'syslog': bool(get('syslog'))}
    restart = config.autorestart
    return {
        'name': stripped(config.name), 'command': stripped(config.command), 'directory': stripped(config.directory), 'umask': config.umask,
        'priority': config.priority, 'autostart': config.autostart,
        'autorestart': restart if isinstance(restart, bool) else {'RestartUnconditionally': True, 'RestartWhenExitUnexpected': 'unexpected'}[restart.__name__],
        'startsecs': config.startsecs, 'startretries': config.startretries, 'uid': config.uid, 'stopsignal': int(config.stopsignal),
        'stopwaitsecs': config.stopwaitsecs, 'stopasgroup': config.stopasgroup, 'killasgroup': bool(config.killasgroup),
        'exitcodes': config.exitcodes, 'redirect_stderr': config.redirect_stderr, 'serverurl': stripped(config.serverurl) or None,
        'environment': {key: stripped(value) for key, value in config.environment.items()}, **channels}


def group(config):
    result = {'name': stripped(config.name), 'priority': config.priority, 'processes': [process(p) for p in config.process_configs]}
    if isinstance(config, EventListenerPoolConfig):
        names = {value: key for key, value in vars(events.EventTypes).items() if isinstance(value, type)}
        result['buffer_size'] = config.buffer_size
        result['events'] = sorted(names[event] for event in config.pool_events)
    if isinstance(config, FastCGIGroupConfig):
        at = config.socket_config
        owner = getattr(at, 'owner', None)
        result['socket'] = {'url': stripped(at.url), 'owner': list(owner) if owner else None, 'mode': getattr(at, 'mode', None), 'backlog': at.backlog}
    return result


def server(config):
    result = {key: stripped(config[key]) for key in ('section', 'username', 'password')}
    if config['family'] == socket.AF_INET:
        return {**result, 'host': config['host'], 'port': config['port']}
    return {**result, 'file': stripped(config['file']), 'chmod': config['chmod'], 'chown': list(config['chown'])}


def whole(found):
    section = found.configroot.supervisord
    return {
        'supervisord': {
            'logfile': stripped(found.logfile), 'logfile_maxbytes': found.logfile_maxbytes, 'logfile_backups': found.logfile_backups,
            'loglevel': found.loglevel, 'pidfile': stripped(found.pidfile), 'umask': found.umask, 'directory': found.directory and stripped(os.path.abspath(found.directory)),
            'nodaemon': bool(found.nodaemon), 'silent': bool(found.silent), 'nocleanup': bool(found.nocleanup),
            'strip_ansi': bool(found.strip_ansi), 'minfds': found.minfds, 'minprocs': found.minprocs,
            'childlogdir': stripped(os.path.abspath(found.childlogdir)), 'uid': found.uid, 'identifier': found.identifier,
            'environment': {key: stripped(value) for key, value in section.environment.items()}},
        'servers': [server(s) for s in found.server_configs],
        'groups': [group(g) for g in found.process_group_configs],
        'interfaces': [name for name, _, _ in found.rpcinterface_factories],
        'warnings': [stripped(text) for text in found.parse_warnings],
        'infos': [stripped(text) for text in found.parse_infos]}


def configuration(case):
    for entry in os.listdir(HERE):
        path = os.path.join(HERE, entry)
        shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
    os.makedirs(os.path.join(HERE, 'sub'))
    for name, text in case['files'].items():
        path = os.path.join(HERE, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8', newline='') as file:
            file.write(text.replace('@dir@', HERE))
    os.chdir(HERE)
    os.environ.clear()
    os.environ.update(record_cases.ENVIRONMENT)
    os.environ['TMPDIR'] = tempfile.tempdir = HERE
    found = Recorded()
    try:
        found.realize([word.replace('@dir@', HERE) for word in case['arguments']], doc='', progname='supervisord')
        return {'result': whole(found)}
    except Ended as end:
        text = found.stderr.getvalue()
        return {'error': error_of(text)} if end.args[0] == 2 else {'ended': end.args[0]}


def outcome(function, *arguments):
    try:
        return {'result': function(*arguments)}
    except Exception as why:
        return {'error': str(why)}


def main():
    if sys.argv[1:] == ['environments']:
        kinds, functions = {}, record_cases.newer_functions()
    else:
        kinds, functions = {'configurations': [{**case, **configuration(case)} for case in record_cases.configurations()]}, record_cases.functions()
    for kind, function, texts in functions:
        kinds[kind] = [{'text': text, **outcome(function, text)} for text in texts]
    lines = ['%s: [\n%s\n]' % (json.dumps(kind), ',\n'.join(json.dumps(c, separators=(',', ':')) for c in cases)) for kind, cases in kinds.items()]
    sys.stdout.write('{\n%s\n}\n' % ',\n'.join(lines))
    shutil.rmtree(HERE)


main()
