"""Answers what Python and stock Supervisor make of an input, one line for each line: `<kind> <base64>` in, the outcome in ASCII out.

    PYTHONPATH=<where supervisor is> /usr/bin/python3 -B -W ignore stock_oracle.py

Outcomes are worded as Wording.cs words ours: texts in quotes with everything but plain ASCII as \\u{hex}, lists in brackets, refusals after `refused`.
"""
import base64, configparser, datetime, getopt, io, re, shlex, struct, sys

from supervisor import events, loggers
from supervisor.dispatchers import PEventListenerDispatcher, POutputDispatcher, default_handler, stripEscapes
from supervisor.options import UnhosedConfigParser, expand
from supervisor.states import EventListenerStates, getEventListenerStateDescription
from supervisor.tests.base import DummyOptions, DummyPConfig, DummyPGroupConfig, DummyProcess
from supervisor.xmlrpc import supervisor_xmlrpc_handler

VALUES = {'here': '/etc', 'n': 7, 'minus': -12, 'name': 'caf\xe9 \U0001F600', 'zero': 0}
SHORT, LONG = 'a:bn:hv', ['alpha=', 'beta', 'betamax=', 'help', 'version']
REFUSED = re.compile(r'[^ !#-\[\]-~]')


def quoted(text):
    return '"' + REFUSED.sub(lambda found: '\\u{%x}' % ord(found.group()), text) + '"'


def listed(items):
    return '[' + ','.join(items) + ']'


def pairs(items):
    return listed(quoted(key) + ':' + quoted(value) for key, value in items)


def value(found):
    if found is None:
        return 'nil'
    if isinstance(found, bool):
        return 'true' if found else 'false'
    if isinstance(found, int):
        return str(found) if -2**31 <= found < 2**31 else 'wide:%d' % found
    if isinstance(found, float):
        return 'nan' if found != found else 'double:' + struct.pack('>d', found).hex()
    if isinstance(found, datetime.datetime):
        return 'time:%04d%02d%02dT%02d:%02d:%02d' % found.timetuple()[:6]
    if isinstance(found, list):
        return listed(value(item) for item in found)
    if isinstance(found, dict):
        return '{' + ','.join(value(key or '') + ':' + value(item) for key, item in found.items()) + '}'
    return quoted(found)


def xml_rpc(data):
    handler = supervisor_xmlrpc_handler.__new__(supervisor_xmlrpc_handler)
    try:
        params, method = handler.loads(data.decode('utf-8'))
    except Exception:
        return 'refused'
    if not method:
        return 'refused'
    return quoted(method) + listed(value(param) for param in params or ())


def text_refusal(error):
    return 'refused ' + quoted(str(error))


def ini(data):
    parser = UnhosedConfigParser()
    try:
        parser.read_file(io.StringIO(data.decode('utf-8'), newline=None), 'x.conf')
    except (configparser.Error, UnicodeDecodeError) as error:
        return text_refusal(error)
    sections = listed('%s%s' % (quoted(name), pairs(parser.items(name))) for name in parser.sections())
    return sections + pairs(parser.defaults().items())


def expansion(data):
    # Python would make a text of that width: gigabytes.
    if re.search(rb'[0-9]{5}', data):
        return 'too wide'
    try:
        return quoted(expand(data.decode('utf-8'), VALUES, 'x.y'))
    except ValueError as error:
        return text_refusal(error)


def words(data):
    try:
        return listed(quoted(word) for word in shlex.split(data.decode('utf-8')))
    except ValueError as error:
        return text_refusal(error)


def environment(data):
    """As 4.4 cuts it: the tokens are shlex's, in POSIX mode."""
    text = data.decode('utf-8')
    try:
        lexer = shlex.shlex(text, posix=True)
        lexer.wordchars += '/.+-():'
        tokens = list(lexer)
    except ValueError as error:
        return text_refusal(error)
    found = {}
    for at in range(0, len(tokens), 4):
        three = tokens[at:at + 3]
        if len(three) != 3 or three[1] != '=':
            return text_refusal("Unexpected end of key/value pairs in value '%s'" % text)
        found[three[0]] = three[2]
    return pairs(found.items())


def command_line(data):
    try:
        options, rest = getopt.getopt(data.decode('utf-8').split(' '), SHORT, LONG)
    except getopt.GetoptError as error:
        return text_refusal(error)
    return pairs(options) + listed(quoted(word) for word in rest)


class Log:
    def __init__(self):
        self.lines = []

    def debug(self, text, **_):
        if not text.startswith(("'l' stdout output:", 'fd ')):
            self.lines.append(text)

    def warn(self, text):
        if 'has entered the UNKNOWN state' not in text:
            self.lines.append(text)

    def log(self, *_, **__):
        pass


def process_of(options):
    process = DummyProcess(DummyPConfig(options, 'l', '/bin/l'))
    process.group = type('Group', (), {'config': DummyPGroupConfig(options)})()
    process.group.config.result_handler = default_handler
    return process


def listener(data):
    events.clear()
    options = DummyOptions()
    options.logger, options.strip_ansi = Log(), False
    lines = options.logger.lines
    events.subscribe(events.EventRejectedEvent, lambda event: lines.append('returned'))
    process = process_of(options)
    dispatcher = PEventListenerDispatcher(process, 'stdout', 0)
    outcome = []
    for piece in data.split(b'\x1e'):
        del lines[:]
        if piece == b'\x1d':
            if process.listener_state == EventListenerStates.READY:
                process.listener_state, process.event = EventListenerStates.BUSY, object()
        elif piece:
            options.readfd_result = piece
            dispatcher.handle_read_event()
        outcome.append(getEventListenerStateDescription(process.listener_state) + listed(quoted(line) for line in lines))
    return listed(outcome)


class Collected:
    """Stands for a log file: what was written, in one piece."""

    def __init__(self):
        self.bytes, self.handlers = b'', []

    def info(self, data):
        self.bytes += data


def capture(data):
    events.clear()
    options = DummyOptions()
    options.logger, options.strip_ansi, options.loglevel = Log(), False, loggers.LevelsByName.INFO
    options.getLogger = lambda: loggers.getLogger(loggers.LevelsByName.INFO)
    process = process_of(options)
    process.config.stdout_logfile, process.config.stdout_capture_maxbytes = None, 1 << 30
    process.config.stdout_syslog = process.config.stderr_syslog = False
    captured = []
    events.subscribe(events.ProcessCommunicationEvent, lambda event: captured.append(event.data))
    dispatcher = POutputDispatcher(process, events.ProcessCommunicationStdoutEvent, 0)
    log = dispatcher.normallog = dispatcher.childlog = Collected()
    dispatcher.output_buffer = data + b'.' * 64
    dispatcher.record_output()
    return log.bytes.hex() + listed(text.hex() for text in captured)


def ansi(data):
    return stripEscapes(data).hex()


KINDS = {
    'xml-rpc': xml_rpc, 'ini': ini, 'expansion': expansion, 'shell-words': words, 'environment': environment, 'command-line': command_line,
    'listener': listener, 'capture': capture, 'ansi': ansi,
}

for line in sys.stdin.buffer:
    kind, given = line.split(b' ')
    try:
        answer = KINDS[kind.decode('ascii')](base64.b64decode(given))
    except Exception as error:
        answer = 'crashed ' + quoted('%s: %s' % (type(error).__name__, error))
    sys.stdout.write(answer + '\n')
    # A batch ends with an empty input of no kind that matters; flushing each line costs a third of the speed.
    if given == b'\n':
        sys.stdout.flush()
