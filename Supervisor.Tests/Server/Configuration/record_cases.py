"""What record_stock.py asks of stock: configurations, command lines, and texts for the small parsers."""
import fnmatch, io, random, shlex

from supervisor import datatypes, options

ENVIRONMENT = {'PATH': '/usr/bin:/bin', 'COLOR': 'red', 'PERCENT': '100%', 'EMPTY': '', 'QUOTED': 'it\'s "x"', 'HOME': '/root'}

BASE = '[supervisord]\n'
INTEGERS = ['5', '-3', '+4', '1_000', '1__0', '_1', '1_', '', 'x', '1.5', '0x10', '007', '1 2', '\u0661', '99999999999', '-', '%(ENV_EMPTY)s7', '%(nope)s']
BOOLEANS = ['true', 'FALSE', 'yes', 'No', 'on', 'Off', '1', '0', '', 'y', 't', '2', 'true ; c', 'true;c', 'maybe', "it's"]
SIZES = ['0', '10', '1KB', '2mb', '3 Gb', '-1', '1k', '5B', '1.5MB', '5TB', '', 'MB', '10%%', '1_0KB', 'kb']
OCTALS = ['022', '0o22', '0O7', '22', '8', '', '-1', '+7', '0_7', '0b1', '777', 'rwx', '0o', '07 7']
SIGNALS = ['TERM', 'sigterm', 'SIGTERM', 'Hup', '9', '0', '15', '34', '35', '64', '65', '9999', 'FOO', 'RTMIN', 'RTMAX', 'RTMIN+1', 'CLD', 'POLL', 'IOT',
           'IO', 'SIG', '', '-9', '+9', '1_5', 'SIG_DFL', '_IGN', '_BLOCK', 'WINCH', 'STKFLT', 'term x']
CODES = ['0', '0,2', ' 1 , 2 ', '', '256', '-1', 'a', '0,', ',0', '1;2', '0, 2, 255', '1_0', '1\n 2', '1,\n 2']
RESTARTS = ['true', 'false', 'unexpected', 'UNEXPECTED', 'Unexpected', '', 'always', '1', 'no', 'unexpected ; c']
LOGS = ['NONE', 'none', 'off', 'OFF', 'auto', 'AUTO', 'Auto', 'syslog', 'SYSLOG', 'x.log', '@dir@/x.log', '@dir@//y.log', '@dir@/sub/../z.log',
        '/nope/x.log', 'nope/x.log', 'sub/x.log', '/dev/stdout', '~root/x.log', '~nosuchuser/x', '', 'none x', '%(here)s/%(program_name)s.log',
        '@dir@/%(process_num)02d.log', '@dir@/a%%b', '@dir@/a%%%%b', '@dir@/%(ENV_PERCENT)s', '@dir@/%', 'a b.log']
USERS = ['root', 'daemon', '0', '1', 'nosuchuser', '99999999', '-1', '', ' root', 'root:root', '1.0', '0_1', '%(ENV_COLOR)s']
OWNERS = ['root', 'root:root', 'daemon:daemon', '0:0', 'daemon', '1:1', 'nosuchuser', 'root:nosuchgroup', 'root:', ':root', '', 'root:root:root', '99999999:0']
LEVELS = ['critical', 'error', 'warn', 'info', 'debug', 'trace', 'blather', 'INFO', 'warning', '', '20', 'Crit', 'debug ; c']
ADDRESSES = ['9001', ':9001', '*:9001', 'localhost:9001', 'LocalHost:80', '127.0.0.1:1', 'h:', ':', 'abc', '0', '70000', 'h:abc', 'h:0', 'h:70000', '', '-1',
             'h:-1', '1:2:3', ' 80', 'h: 80', 'h :80', '65535', '65536', '*', '+80', '8_0', 'h:1.5', '*:', '%(ENV_COLOR)s:9', '%(here)s']
EXPANSIONS = ['%(here)s/x', '%(program_name)s', '%(group_name)s', '%(host_node_name)s', '%(process_num)d', '%(process_num)02d', '%(process_num)x',
              '%(process_num)s', '%(numprocs)s', '%(numprocs)5d|', '%(here).2s', '%(here)10s', '%(program_name)-5s|', '%(program_name)d', '%(nope)s', '%s',
              '%d', '%%', '100%', '%', '%(here)', '%(here', '%Y', '%(here)Y', '% d', '%(here)%', '%(ENV_COLOR)s', '%(ENV_NOPE)s', '%(ENV_PERCENT)s', '%%(here)s',
              '%(process_num)c', '%(program_name)r', '%(program_name)a', '%(process_num)+d', '%(process_num)#x', '%(process_num)i', '%(ENV_QUOTED)s',
              '%(process_num)ld', '%(program_name)hs', '%(process_num)*d', '%(program_name).*s', '%(HERE)s', '%( here)s', '%()s', '%((here))s',
              '%(process_num)o', '%(process_num)X', '%(process_num)u', '%(process_num)e', '%(program_name)c', '%(process_num)05s|', 'date +%H:%M', 'a%20b']
ENVIRONMENTS = ['A=1', 'A=1,B=2', 'A="x y",B=\'z\'', 'A=1, B=2', 'A = 1 , B = 2', 'A=1,\n B=2', 'A=1,', 'A="%(here)s"', 'A="%%"', 'A="%(ENV_COLOR)s"',
                'A="%(nope)s"', 'A=""', 'A="a,b=c;d"', 'PATH="/x:%(ENV_PATH)s"', 'A="1",A="2"', '', 'A=/x/y.z+w-v(u):t']
# What the newer tokenizer takes differently is recorded from it in stock_environments.json.
BAD_ENVIRONMENTS = ['A', 'A=', 'A=1 B=2', '=1', 'A=1,,B=2', 'A=a;b', 'A="x', "A='x", 'A=a@b', 'A=a%%b', 'A="%"']
EVENTS = ['EVENT', 'PROCESS_STATE', 'process_state_running', 'TICK_5, TICK_60', 'A', 'TICK_5,,TICK_60', 'TICK_5,', '', ',', 'TICK_5,TICK_5', 'PROCESS_LOG_STDOUT',
          'PROCESS_COMMUNICATION', 'REMOTE_COMMUNICATION', 'SUPERVISOR_STATE_CHANGE_STOPPING', 'PROCESS_GROUP_ADDED', 'TICK', 'TICK_5\n TICK_60', 'getEventNameByType']
SOCKETS = ['unix:///tmp/x.sock', 'unix://%(here)s/x', 'unix:///tmp//a/../%(program_name)s', 'unix://x', 'unix://', 'tcp://localhost:9000', 'tcp://LOCALHOST:9000',
           'tcp://h:0', 'tcp://h:70000', 'tcp://h:65535', 'tcp://:9000', 'tcp://h', 'tcp://h:x', 'tcp://h:9000/x', 'tcp://a:b:9', 'tcp://a b:9', 'foo', '', 'http://h:1', 'TCP://h:1',
           'unix:/x', 'tcp://h:%(ENV_COLOR)s', "it's"]
INTERFACE = '[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n'

SUPERVISORD = {
    'logfile': ['x.log', '@dir@/x.log', '@dir@//sub/../y.log', '/nope/x', 'sub/x', 'nope/x', '~root/x', 'syslog', 'Syslog', 'NONE', '', '%(here)s/z', '%(host_node_name)s', '/dev/stdout', '@dir@/%'],
    'pidfile': ['x.pid', '@dir@/x.pid', '/nope/x', '', '%(here)s/z', '~nosuchuser/x', '%(ENV_COLOR)s'],
    'logfile_maxbytes': SIZES, 'logfile_backups': INTEGERS, 'loglevel': LEVELS, 'umask': OCTALS, 'directory': ['@dir@', 'sub', '/nope', '', '~root', '@dir@/main.conf', '%(here)s'],
    'nodaemon': BOOLEANS, 'silent': ['true', 'x'], 'nocleanup': ['true', ''], 'strip_ansi': ['1', 'yep'], 'minfds': INTEGERS, 'minprocs': ['1', 'x'],
    'childlogdir': ['@dir@', 'sub', '/nope', '', '%(here)s/sub', '@dir@//sub'], 'user': USERS,
    'identifier': ['x', '', 'a b', 'a:b', '%(ENV_COLOR)s', '%(host_node_name)s'], 'environment': ENVIRONMENTS[:7] + ENVIRONMENTS[9:] + BAD_ENVIRONMENTS[:7],
    'unheard_of': ['x', '%'],
}
PROGRAM = {
    'command': ['/bin/cat', '', 'a "b c" \'d\'', 'bash -c "a ; b"', 'bash -c "a;b"', 'a # b', 'a\n b\n c', 'a\\ ;b'] + EXPANSIONS,
    'process_name': ['%(program_name)s', 'y', 'a b', 'a:b', 'a/b', '', '%(program_name)s_%(process_num)02d', '%(nope)s', '%(group_name)s', 'x%', '%(here)s', '%(ENV_COLOR)s', 'x%%y'],
    'numprocs': ['0', '-1', '1', '2', 'x', ''], 'numprocs_start': ['0', '5', '-2', 'x'], 'priority': INTEGERS, 'autostart': BOOLEANS, 'autorestart': RESTARTS,
    'startsecs': INTEGERS[:9], 'startretries': ['0', '-1', 'x'], 'exitcodes': CODES, 'stopsignal': SIGNALS, 'stopwaitsecs': ['0', '-1', 'x'], 'stopasgroup': BOOLEANS[:6],
    'killasgroup': BOOLEANS[:9], 'user': USERS, 'umask': OCTALS, 'directory': ['/nope', '', '~', 'x'] + EXPANSIONS[:8], 'environment': ENVIRONMENTS + BAD_ENVIRONMENTS + ['A="%(process_num)d"', 'A="%(numprocs)s%(group_name)s"'],
    'redirect_stderr': BOOLEANS[:8], 'stdout_logfile': LOGS, 'stderr_logfile': LOGS[:14], 'stdout_logfile_maxbytes': SIZES, 'stderr_logfile_maxbytes': ['0', '1KB', 'x'],
    'stdout_logfile_backups': ['0', '-1', 'x', '%(process_num)d'], 'stderr_logfile_backups': ['3', ''], 'stdout_capture_maxbytes': ['1MB', '0', 'x', '-5'], 'stderr_capture_maxbytes': ['1MB', 'x'],
    'stdout_events_enabled': ['true', 'x'], 'stderr_events_enabled': ['true', 'x'], 'stdout_syslog': ['true', 'x', ''], 'stderr_syslog': ['true', 'x'],
    'serverurl': ['AUTO', 'auto', ' Auto ', '', 'http://x:1', '%(here)s', 'junk'], 'unheard_of': ['x', '%(x'],
}
FASTCGI = {'socket': SOCKETS, 'socket_backlog': ['1', '65535', '0', '65536', '-1', 'x', ''], 'socket_owner': OWNERS, 'socket_mode': OCTALS, 'user': ['root', 'nosuchuser'], 'priority': ['1', 'x'],
           'command': ['%(program_name)s', '%(process_num)d']}
LISTENER = {'events': EVENTS, 'buffer_size': ['1', '0', '-1', 'x', '', '100'], 'priority': ['5', 'x', ''], 'redirect_stderr': ['true', 'false', 'x'],
            'result_handler': ['supervisor.dispatchers:default_handler'], 'stdout_capture_maxbytes': ['1KB'], 'stdout_logfile': ['NONE'], 'stderr_logfile': ['@dir@/x']}
UNIX = {'file': ['@dir@/x.sock', 'x.sock', '%(here)s/y', '~root/z', '@dir@//sub/../z', '', '%(nope)s'], 'chmod': OCTALS, 'chown': OWNERS,
        'username': ['u', '', '%(ENV_COLOR)s', '%(here)s'], 'password': ['p']}
INET = {'port': ADDRESSES, 'username': ['u', ''], 'password': ['p', '{SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d', '']}


def each(section, table, before='', also=()):
    for key, values in table.items():
        for value in values:
            lines = ''.join('%s=%s\n' % pair for pair in also if pair[0] != key)
            yield case('[%s] %s=%s' % (section, key, value.replace('\n', '\\n')), '%s[%s]\n%s%s=%s\n' % (before, section, lines, key, value))


def case(name, text, arguments=('-c', 'main.conf'), **files):
    return {'name': name, 'files': {'main.conf': text, **{key.replace('__', '/').replace('_conf', '.conf'): value for key, value in files.items()}}, 'arguments': list(arguments)}


def program(name, *lines):
    return '[program:%s]\ncommand=/bin/%s\n%s' % (name, name, ''.join(line + '\n' for line in lines))


def wholes():
    a, b = program('a'), program('b')
    yield case('nothing', '')
    yield case('no supervisord section', a)
    yield case('only supervisord', BASE)
    yield case('missing file', BASE, ['-c', 'nope.conf'])
    yield case('a directory', BASE, ['-c', 'sub'])
    yield case('no section header', 'a=b\n')
    yield case('byte order mark', '\ufeff' + BASE)
    yield case('parse errors', BASE + 'garbage\n\n=x\n[program:a]\nmore garbage\n')
    yield case('default section', '[DEFAULT]\npriority=5\nuser=root\nlogfile=d.log\n' + BASE + a)
    yield case('default section with command', '[DEFAULT]\ncommand=/bin/d\n' + BASE + '[program:a]\n[program:b]\nx=y\n')
    yield case('merged sections', BASE + a + b + '[program:a]\ncommand=/bin/c\n[supervisord]\nidentifier=z\n')
    yield case('upper case section', '[SUPERVISORD]\n')
    yield case('no name', BASE + '[program:]\ncommand=x\n')
    yield case('name with blank', BASE + '[program:a b]\ncommand=x\n')
    yield case('name with colon', BASE + '[program:a:b]\ncommand=x\n')
    yield case('name with slash', BASE + '[program:a/b]\ncommand=x\n')
    yield case('name in blanks', BASE + '[program: a ]\ncommand=x\n')
    yield case('name in letters of the world', BASE + '[program:sch\u00f6n]\ncommand=x\n')
    yield case('no command', BASE + '[program:a]\n')
    yield case('numprocs', BASE + program('a', 'numprocs=3', 'numprocs_start=8', 'process_name=%(program_name)s_%(process_num)02d', 'environment=N="%(process_num)d"', 'directory=/%(ENV_N)s',
                                         'stdout_logfile=@dir@/%(process_num)d.log'))
    yield case('numprocs in lexical order', BASE + program('a', 'numprocs=12', 'process_name=p%(process_num)d'))
    yield case('numprocs without number', BASE + program('a', 'numprocs=2'))
    yield case('numprocs none', BASE + program('a', 'numprocs=0'))
    yield case('numprocs warns each', BASE + program('a', 'numprocs=2', 'process_name=%(process_num)s', 'stdout_logfile=syslog', 'stderr_logfile_maxbytes=0'))
    yield case('own environment seen', BASE + program('a', 'environment=X="1",Y="2"', 'directory=/%(ENV_X)s', 'stdout_logfile=@dir@/%(ENV_Y)s', 'process_name=n%(ENV_X)s'))
    yield case('own environment not seen early', BASE + program('a', 'environment=X="1"', 'priority=%(ENV_X)s'))
    yield case('common environment', '[supervisord]\nenvironment=X="1",Y="%(here)s"\n' + program('a', 'environment=X="2"', 'priority=%(ENV_X)s'))
    yield case('common environment before its section', program('a', 'priority=%(ENV_X)s') + '[supervisord]\nenvironment=X="1"\n')
    yield case('stopasgroup without killasgroup', BASE + program('a', 'stopasgroup=true', 'killasgroup=false'))
    yield case('stopasgroup', BASE + program('a', 'stopasgroup=true'))
    yield case('redirect with stderr file', BASE + program('a', 'redirect_stderr=true', 'stderr_logfile=@dir@/x'))
    yield case('redirect with stderr auto', BASE + program('a', 'redirect_stderr=true', 'stderr_logfile=AUTO', 'stderr_logfile_maxbytes=0'))
    yield case('auto without rollover', BASE + program('a', 'stdout_logfile_maxbytes=0', 'stderr_logfile_maxbytes=0KB'))
    yield case('file without rollover', BASE + program('a', 'stdout_logfile=/dev/stdout', 'stdout_logfile_maxbytes=0'))
    yield case('deprecated syslog', BASE + program('a', 'stdout_logfile=syslog', 'stderr_logfile=SysLog', 'stdout_syslog=false'))
    group = '[group:g]\nprograms=%s\n'
    yield case('group', BASE + a + b + group % 'b,a')
    yield case('group with priorities', BASE + program('a', 'priority=1') + b + group % 'b, a' + 'priority=7\n')
    yield case('group with numprocs', BASE + program('a', 'numprocs=2', 'process_name=%(group_name)s%(process_num)d') + group % 'a')
    yield case('group without programs', BASE + a + '[group:g]\n')
    yield case('group of nothing', BASE + a + group % '')
    yield case('group of an unknown program', BASE + a + group % 'nope')
    yield case('group with an unknown program after a good one', BASE + a + group % 'a,nope')
    yield case('group with an empty item', BASE + a + group % 'a,,')
    yield case('group ambiguous', BASE + a + '[fcgi-program:a]\nsocket=unix:///x\ncommand=x\n' + group % 'a')
    yield case('group name with colon', BASE + a + '[group:x:y]\nprograms=a\n')
    yield case('group priority', BASE + a + group % 'a' + 'priority=x\n')
    yield case('group expands', BASE + a + group % '%(ENV_COLOR)s')
    yield case('group of fcgi', BASE + '[fcgi-program:f]\nsocket=unix:///x\ncommand=x\n' + group % 'f')
    yield case('two groups of one program', BASE + a + group % 'a' + '[group:h]\nprograms=a\n')
    yield case('group named as a program', BASE + a + b + '[group:a]\nprograms=b\n')
    yield case('error in a grouped program', BASE + program('a', 'startsecs=x') + group % 'a')
    yield case('ordering', BASE + program('z', 'priority=1') + program('y') + program('x') + '[eventlistener:l]\ncommand=l\nevents=TICK\n[group:g]\nprograms=y\npriority=2\n'
               '[fcgi-program:f]\ncommand=f\nsocket=tcp://h:1\npriority=1\n' + program('c', 'priority=999') + program('B', 'priority=999'))
    yield case('priorities within a program', BASE + '[program:p]\ncommand=x\nnumprocs=3\nprocess_name=%(process_num)d\n')
    yield case('listener', BASE + '[eventlistener:l]\ncommand=l\nevents=TICK_5,PROCESS_STATE\nbuffer_size=3\npriority=4\n')
    yield case('listener without events', BASE + '[eventlistener:l]\ncommand=l\n')
    yield case('listener without command', BASE + '[eventlistener:l]\nevents=TICK\n')
    yield case('listener name', BASE + '[eventlistener:a:b]\ncommand=l\nevents=TICK\n')
    yield case('listener numprocs', BASE + '[eventlistener:l]\ncommand=l\nevents=TICK\nnumprocs=2\nprocess_name=%(program_name)s%(process_num)d\n')
    fcgi = '[fcgi-program:f]\ncommand=f\n'
    yield case('fcgi', BASE + fcgi + 'socket=unix:///x\nsocket_owner=daemon:daemon\nsocket_mode=0770\nsocket_backlog=5\n')
    yield case('fcgi without socket', BASE + fcgi)
    yield case('fcgi owner on tcp', BASE + fcgi + 'socket=tcp://h:1\nsocket_owner=root\n')
    yield case('fcgi mode on tcp', BASE + fcgi + 'socket=tcp://h:1\nsocket_mode=0700\n')
    yield case('fcgi owner by user', BASE + fcgi + 'socket=unix:///x\nuser=daemon\n')
    yield case('fcgi without command', BASE + '[fcgi-program:f]\nsocket=unix:///x\n')
    yield case('two servers of each', BASE + '[unix_http_server]\nfile=a\n[inet_http_server:two]\nport=2\n[unix_http_server:b]\nfile=b\n[inet_http_server]\nport=1\n')
    yield case('server by prefix', BASE + '[inet_http_serverx]\nport=2\n')
    for kind, address in (('unix', 'file=a'), ('inet', 'port=1')):
        section = '[%s_http_server]\n' % kind
        yield case(kind + ' without address', BASE + section)
        yield case(kind + ' with username only', BASE + section + address + '\nusername=u\n')
        yield case(kind + ' with password only', BASE + section + address + '\npassword=p\n')
        yield case(kind + ' with both', BASE + section + address + '\nusername=u\npassword=%(ENV_COLOR)s\n')
        yield case(kind + ' with both empty', BASE + section + address + '\nusername=\npassword=\n')
        yield case(kind + ' with percent', BASE + section + address + '\nusername=u\npassword=50%\n')
    yield case('interface', BASE + INTERFACE)
    yield case('interface without factory', BASE + '[rpcinterface:supervisor]\n')
    yield case('interface of one\'s own name', BASE + INTERFACE.replace(':supervisor]', ':other]'))
    yield case('client\'s sections', BASE + '[supervisorctl]\nserverurl=%(nope)s\n[ctlplugin:x]\nsupervisor.ctl_factory=a:b\nwhat=%\n')
    yield case('unknown section', BASE + '[progam:x]\ncommand=%\n')


def includes():
    a, b = program('a'), program('b')
    include = '[include]\nfiles=%s\n'
    yield case('include without files', BASE + '[include]\n')
    yield case('include of nothing', BASE + include % '')
    yield case('include no match', BASE + include % 'nope/*.conf')
    yield case('include a file', BASE + include % 'conf.d/a.conf', conf__d__a_conf=a)
    yield case('include sorted', BASE + include % 'sub/*.conf other.conf', sub__b_conf=b, sub__a_conf=a, sub___hidden_conf=program('h'), other_conf=program('o'))
    yield case('include over lines', BASE + include % 'sub/a.conf\n  sub/b.conf', sub__b_conf=b, sub__a_conf=a)
    yield case('include classes', BASE + include % 'sub/[a-b].conf sub/[!a].conf', sub__b_conf=b, sub__a_conf=a, sub__c_conf=program('c'))
    yield case('include absolute', BASE + include % '@dir@/sub/a.conf', sub__a_conf=a)
    yield case('include twice', BASE + include % 'sub/a.conf sub/a.conf', sub__a_conf=a)
    yield case('include double star', BASE + include % '**/a.conf', sub__deep__a_conf=a, sub__b_conf=b)
    yield case('include home', BASE + include % '~/a.conf')
    yield case('include expands', BASE + include % '%(here)s/sub/%(ENV_COLOR)s.conf %(host_node_name)s.conf', sub__red_conf=a, thehost_conf=b)
    yield case('include unknown name', BASE + include % '%(nope)s')
    yield case('include bad format', BASE + include % '%')
    yield case('include is not followed', BASE + include % 'sub/a.conf', sub__a_conf=a + include % 'b.conf', sub__b_conf=b)
    yield case('include overrides', BASE + 'identifier=one\n' + program('a', 'priority=1') + include % 'sub/a.conf', sub__a_conf='[supervisord]\nidentifier=two\n[program:a]\npriority=2\n')
    yield case('include brings supervisord', include % 'sub/a.conf', sub__a_conf=BASE + a)
    yield case('include here', BASE + program('m', 'directory=%(here)s') + include % 'sub/a.conf', sub__a_conf=program('a', 'directory=%(here)s', 'environment=H="%(here)s"'))
    yield case('include here in process_name', BASE + include % 'sub/a.conf' + '[unix_http_server]\nfile=x\nusername=%(here)s\npassword=p\n', sub__a_conf=a)
    yield case('include error names the file', BASE + include % 'sub/a.conf', sub__a_conf=program('a', 'startsecs=x'))
    yield case('include error in a merged section', BASE + program('a') + include % 'sub/a.conf', sub__a_conf='[program:a]\nstartsecs=x\n')
    yield case('include parse error', BASE + include % 'sub/a.conf', sub__a_conf='[program:a]\ngarbage\n')
    yield case('include no header', BASE + include % 'sub/a.conf', sub__a_conf='garbage\n')
    yield case('include default', BASE + a + include % 'sub/a.conf', sub__a_conf='[DEFAULT]\npriority=3\ndirectory=%(here)s\n')
    yield case('include comment', BASE + '[include]\nfiles = sub/a.conf ; sub/b.conf\n', sub__a_conf=a, sub__b_conf=b)


def command_lines():
    values = {'-u': USERS[:6], '-m': OCTALS, '-d': ['@dir@', 'sub', '/nope', ''], '-l': ['x.log', '/nope/x', '@dir@/y', ''], '-y': SIZES, '-z': INTEGERS[:9], '-e': LEVELS,
              '-j': ['x.pid', '/nope/x'], '-i': ['x', 'a b', ''], '-q': ['@dir@', '/nope', 'sub'], '-a': INTEGERS[:9], '--minprocs': ['1', 'x'], '--profile_options': ['cumulative', 'calls,callers', 'x', 'Calls'],
              '--user': ['root'], '--umask': ['077'], '--directory': ['sub'], '--logfile': ['x'], '--logfile_maxbytes': ['1KB'], '--logfile_backups': ['2'], '--loglevel': ['debug'],
              '--pidfile': ['p'], '--identifier': ['i'], '--childlogdir': ['sub'], '--minfds': ['7']}
    plain = [['-n'], ['-s'], ['-k'], ['-t'], ['--nodaemon'], ['--silent'], ['--nocleanup'], ['--strip_ansi'], ['-nskt'], ['-nX'], ['-X'], ['--foo'], ['--log', 'x'], ['--logl', 'debug'], ['--logl=debug'],
             ['--nodaemon=1'], ['--nod'], ['--mi', '1'], ['-e'], ['--loglevel'], ['-edebug'], ['-nedebug'], ['-e', 'debug', '-e', 'info'], ['-n', '-n'], ['-n', '--nodaemon'], ['-i', 'a', '--identifier=b'],
             ['x'], ['-n', 'x', 'y'], ['--', 'x'], ['-n', '--'], ['-'], ['-n', '-', '-s'], ["it's"], ['-c', 'other.conf'], ['--loglevel='], ['-l', '', '-i='], ['--logfile_maxbytes', '5TB'], ['-:'], ['--=x'],
             ['--configuration', 'x'], ['-u', '', '-z', '3'], ['-z'], ['--s'], ['--si'], ['--st'], ['-n-s']]
    text = BASE + 'umask=027\nloglevel=error\nidentifier=file\nnodaemon=false\nminfds=3\nlogfile=f.log\nlogfile_maxbytes=9\nlogfile_backups=8\npidfile=f.pid\nchildlogdir=@dir@\nuser=root\n'
    for words in [[flag, value] for flag, all_values in values.items() for value in all_values] + plain:
        yield case('command line %s' % ' '.join(words), text, ['-c', 'main.conf', *words])
    yield case('command line help', text, ['-h'])
    yield case('command line version', text, ['-v'])
    yield case('command line question mark', text, ['-?'])
    yield case('command line help after an error', text, ['-X', '-h'])
    yield case('command line help before a bad value', text, ['-h', '-e', 'foo'])
    yield case('command line bad value before help', text, ['-e', 'foo', '-h'])
    yield case('command line help with words', text, ['-h', 'x'])
    yield case('command line over a bad value of the file', BASE + 'loglevel=foo\n', ['-c', 'main.conf', '-e', 'info'])
    yield case('command line over a bad flag of the file', BASE + 'nodaemon=foo\n', ['-c', 'main.conf', '-n'])
    yield case('command line over a bad user of the file', BASE + 'user=nosuchuser\n', ['-c', 'main.conf', '-u', 'root'])
    yield case('command line flag over false', BASE + 'nodaemon=false\n', ['-c', 'main.conf', '-n'])


def configurations():
    yield from wholes()
    yield from includes()
    yield from each('supervisord', SUPERVISORD)
    yield from each('program:x', PROGRAM, BASE, [('command', '/bin/x')])
    yield from each('fcgi-program:f', FASTCGI, BASE, [('command', '/bin/x'), ('socket', 'unix:///tmp/f.sock')])
    yield from each('eventlistener:l', LISTENER, BASE, [('command', '/bin/x'), ('events', 'TICK')])
    yield from each('unix_http_server', UNIX, BASE, [('file', 's.sock'), ('username', 'name'), ('password', 'pass')])
    yield from each('inet_http_server', INET, BASE, [('port', '9001'), ('username', 'name'), ('password', 'pass')])
    yield from command_lines()


def mixtures(seed, pieces, count, longest):
    source = random.Random(seed)
    return sorted({''.join(source.choice(pieces) for _ in range(source.randrange(longest))) for _ in range(count)})


def document(text):
    parser = options.UnhosedConfigParser()
    parser.read_file(io.StringIO(text, newline=None), 'x.conf')
    return {'sections': [[name, parser.items(name)] for name in parser.sections()], 'defaults': list(parser.defaults().items())}


def functions():
    lines = ['[a]', '[b]', ' [a]', '[DEFAULT]', '[a]junk', '[]', '[]]', '[ a ]', '[a', 'k=v', 'K = w', 'k: v', ' k=deeper', '\tk=tab', '  more', '    even more', '', '   ', '# c', ';c', '  ; c', '  #c',
             'k=v ; c', 'k=v;c', 'k=v #c', 'k=;v', 'k= ;v', 'x==1', 'x:=1', 'a b.c = d', 'k', '=v', ':v', 'k=', '  k2 = v', 'k=a;b;c ;d #e', 'k=a#b #c ;d', 'k=\u00e9', 'rem x=y', 'k=v\r', 'k=\u00a0v', 'k=[x]', '[x]=k',
             'k="a ; b"', '[a] ; c', '[a;b]', '[a ;b]', 'k=a\\ ;b', '\x0bk=v', 'k=a\x0c;b']
    yield 'documents', document, mixtures(1, [line + '\n' for line in lines], 700, 9) + mixtures(2, ['[a]\n' + line + '\n' for line in lines], 100, 3)
    values = {'here': '/etc', 'n': 7, 'minus': -12, 'name': 'caf\u00e9', 'zero': 0}
    pieces = ['%', '(', ')', 'n', 'here', '(n)', '(here)', '(name)', '(minus)', '(zero)', 's', 'd', 'x', 'X', 'o', 'i', 'u', 'r', 'a', 'c', '0', '5', '12', '.', '-', '+', ' ', '#', '%%', 'l', 'h', 'L', 'q', 'text', '%(n)', '%(here)', '%(name)', '%(minus)', '%(zero)']
    yield 'formats', lambda text: text % values, [text for text in mixtures(3, pieces, 1500, 7)]
    yield 'words', shlex.split, mixtures(4, ['a', ' ', '"', "'", '\\', '\n', 'b c', '#', '$x', ';', '\u00e9', '\t', '""'], 600, 9)
    yield 'integers', int, INTEGERS + mixtures(5, ['1', '0', '_', '-', '+', ' ', '9', '\n', 'x'], 200, 6)
    yield 'octals', lambda text: int(text, 8), OCTALS[:6] + OCTALS[7:] + mixtures(6, ['1', '0', 'o', '_', '+', ' ', '7', '8', 'O'], 200, 6)
    yield 'sizes', datatypes.byte_size, SIZES + mixtures(7, ['1', '0', 'k', 'KB', 'mb', 'GB', ' ', '-', '_', 'b'], 200, 5)
    yield 'codes', datatypes.list_of_exitcodes, CODES + mixtures(8, ['1', '0', ',', ' ', '255', '-', '_'], 200, 6)
    yield 'signals', lambda text: int(datatypes.signal_number(text)), SIGNALS + [str(number) for number in range(-2, 70)]
    yield 'addresses', lambda text: list(datatypes.inet_address(text)), ADDRESSES + mixtures(9, ['h', ':', '1', '0', '*', ' ', 'A', '65535', '[::1]'], 200, 5)
    yield 'names', datatypes.process_or_group_name, ['a', ' a ', 'a b', 'a:b', 'a/b', '', 'a\tb', '\u00e9', 'a:b/c', 'a b:c', '%(x)s', 'a\nb', "'", '\\']
    yield 'reprs', repr, mixtures(10, ['a', "'", '"', '\\', '\n', '\t', '\r', '\0', '\x7f', '\u00e9', '\u00a0', '\u200b', '\U0001f600', '\ud7ff', '\ue000', '\u3000', '\U000e0001'], 300, 7)
    names = ['a', 'b', 'ab', 'a.conf', 'b.conf', '.hidden', '[x]', 'a-b', 'x]', '!', '\u00e9']
    yield 'matches', lambda pattern: [name for name in names if fnmatch.fnmatchcase(name, pattern)], mixtures(11, ['*', '?', '[', ']', '!', 'a', 'b', '-', '.conf', 'x', '\u00e9', 'c'], 600, 6)


def newer_functions():
    pieces = ['A', 'B', '=', '=', '=', ',', ',', ' ', '"', "'", '\\', '\n', 'x y', '/p.q', '#', '$', '@', '\u00e9', '\u0101', '"q,r"', "'s=t'", '""', '~', ';', '&', '\u00d7', '\u00ba']
    whole = ['A=1', 'A="a\\"b"', 'A="x"y', "A=it's", 'A=\\x', 'A=\\', "A='\"q\"'", '"A"=1', 'A="\\n"', "A='\\'", 'A="x"\'y\'z', 'A="",B=2', 'A=,B=2', 'A=a b', 'A=a b,B=c', 'A=http://x:80/y?z=1', 'A=#x', 'A=1 # c\n,B=2',
             'A=1,\n  B=2,\n', 'A=a=b', 'A="1"B="2"', 'A=1;B=2', 'A=1\nB=2', '=', ',', 'A', '"', 'A="\\', 'A=1,2=3', 'A=$HOME', 'A=~/x', 'A=a;b', 'A=a@b', 'A=a%b']
    yield 'environments', datatypes.dict_of_key_value_pairs, whole + mixtures(12, pieces, 400, 5) + ['A=1,%s' % text for text in mixtures(13, pieces, 300, 7)] + ['A=%s' % text for text in mixtures(14, pieces, 300, 6)]
