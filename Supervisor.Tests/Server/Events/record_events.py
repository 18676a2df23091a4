"""Records what stock Supervisor's events look like on the wire; the output is events.json beside this file.

    PYTHONPATH=<stock's dist-packages> python3 record_events.py > events.json
"""
import json
import random
import sys

from supervisor import events
from supervisor.process import EventListenerPool, ProcessStates
from supervisor.tests.base import DummyOptions, DummyPConfig, DummyPGroupConfig, DummyProcess

random.seed(1)


class Config(DummyPGroupConfig):
    def __init__(self, options, name):
        DummyPGroupConfig.__init__(self, options, name=name)
        self.pool_events, self.process_configs, self.buffer_size = (), [], 10


def process(name, group, tries=0, pid=0):
    options = DummyOptions()
    made = DummyProcess(DummyPConfig(options, name, '/bin/true'))
    made.group = type('Group', (), {'config': Config(options, group)})()
    made.backoff, made.pid = tries, pid
    return made


def row(event, **how):
    return dict(how, type=events.getEventNameByType(event.__class__), payload=event.payload())


def states():
    classes = {name[len('PROCESS_STATE_'):]: made for name, made in vars(events.EventTypes).items() if name.startswith('PROCESS_STATE_')}
    for to, made in sorted(classes.items()):
        for before in sorted(classes):
            for tries, pid, expected in ((0, 0, True), (3, 4711, False)):
                yield row(made(process('web_00', 'web', tries, pid), getattr(ProcessStates, before), expected),
                          kind='state', to=to, before=before, tries=tries, pid=pid, expected=expected)


def output():
    texts = [b'', b'hi\n', 'tyd\u00e4 \U0001f600 \ufeff\u20ac'.encode(), b'\xff', b'caf\xe9\'s', b'\xe2\x82', b'\xed\xa0\x80', b'\xc0\xaf',
             b'a\x00b',
             b'\xff\'"', b'\xf4\x90\x80\x80', b'\xef\xbb\xbfx', b'\xff\\\t\r\n\x7f\x1b[0m']
    texts += [bytes(random.randrange(256) for _ in range(random.randrange(1, 12))) for _ in range(40)]
    kinds = {'log': (events.ProcessLogStdoutEvent, events.ProcessLogStderrEvent),
             'communication': (events.ProcessCommunicationStdoutEvent, events.ProcessCommunicationStderrEvent)}
    for kind, classes in kinds.items():
        for made in classes:
            for data in texts:
                yield row(made(process('cat', 'zoo'), 12, data), kind=kind, channel=made.channel, data=data.hex())


def others():
    yield row(events.SupervisorRunningEvent(), kind='supervisor', change='Running')
    yield row(events.SupervisorStoppingEvent(), kind='supervisor', change='Stopping')
    yield row(events.ProcessGroupAddedEvent('zoo'), kind='group', change='Added')
    yield row(events.ProcessGroupRemovedEvent('zoo'), kind='group', change='Removed')
    for kind, data in (('ty', 'd\u00e4'), ('', ''), ('a b', 'line\nline\n'), ('\U0001f600', '\u20ac')):
        yield row(events.RemoteCommunicationEvent(kind, data), kind='remote', about=kind, data=data)
    for made in events.TICK_EVENTS:
        yield row(made(1700000000 // made.period * made.period, None), kind='tick', period=made.period)


def envelopes():
    payloads = ['', 'x', 'when:5', 'type:ty\nd\u00e4', '\U0001f600\u20ac', 'groupname:g\n']
    for at, payload in enumerate(payloads):
        options = DummyOptions()
        options.identifier = ('supervisor', 'h\u00f6st', 'a b')[at % 3]
        pool = EventListenerPool(Config(options, 'pool%d' % at))
        serial, pool_serial = (0, sys.maxsize)[at % 2], at
        whole = pool._eventEnvelope(events.Tick5Event, serial, pool_serial, payload).encode()
        yield dict(server=options.identifier, serial=serial, pool=pool.config.name, poolSerial=pool_serial, payload=payload,
                   bytes=whole.hex())


def types():
    known = {name: made for name, made in vars(events.EventTypes).items() if not name.startswith('_')}
    for name, made in known.items():
        yield dict(name=name, isA=[other for other, parent in known.items() if issubclass(made, parent)])


def reprs():
    rows = [bytes([value]) for value in range(256)] + [b'', b'\'', b'"', b'\'"', b'a\'b', b'\\\'']
    rows += [bytes(random.choice(b'\'"\\ab\x00\xff\n') for _ in range(random.randrange(8))) for _ in range(60)]
    return [dict(data=data.hex(), repr=repr(data)) for data in rows]


def lines(rows):
    return '[\n' + ',\n'.join(json.dumps(row) for row in rows) + '\n]'


parts = dict(events=[*states(), *output(), *others()], envelopes=envelopes(), types=types(), reprs=reprs())
print('{' + ',\n'.join('"%s": %s' % (name, lines(rows)) for name, rows in parts.items()) + '}')
