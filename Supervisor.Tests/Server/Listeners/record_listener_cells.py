"""Records what stock's PEventListenerDispatcher makes of a listener's bytes; the output is listener_cells.json beside this file.

    PYTHONPATH=<stock's dist-packages> python3 record_listener_cells.py > listener_cells.json

A run is a list of inputs - bytes in hexadecimal, or "event" for an event that is sent where the listener is READY - and for each
of them what came of it: [state, bytes kept, log lines, whether the event came back].
"""
import json
import random

from supervisor import events
from supervisor.dispatchers import PEventListenerDispatcher, default_handler
from supervisor.states import EventListenerStates, getEventListenerStateDescription
from supervisor.tests.base import DummyOptions, DummyPConfig, DummyPGroupConfig, DummyProcess

random.seed(7)


class Log:
    def __init__(self):
        self.lines = []

    def debug(self, text):
        if not text.startswith(("'l' stdout output:", 'fd ')):
            self.lines.append('D ' + text)

    def warn(self, text):
        self.lines.append('W ' + text)


def run(inputs, only_last=False):
    events.clear()
    returned = []
    events.subscribe(events.EventRejectedEvent, returned.append)
    options = DummyOptions()
    options.logger, options.strip_ansi = Log(), False
    process = DummyProcess(DummyPConfig(options, 'l', '/bin/l'))
    process.group = type('Group', (), {'config': DummyPGroupConfig(options)})()
    process.group.config.result_handler = default_handler
    dispatcher = PEventListenerDispatcher(process, 'stdout', 0)
    outcome = []
    for given in inputs:
        options.logger.lines, returned[:] = [], []
        if given == 'event':
            if process.listener_state == EventListenerStates.READY:
                process.listener_state, process.event = EventListenerStates.BUSY, object()
        else:
            options.readfd_result = bytes.fromhex(given)
            dispatcher.handle_read_event()
        state = getEventListenerStateDescription(process.listener_state)
        outcome.append([state, dispatcher.state_buffer.hex(), options.logger.lines, len(returned) == 1])
    return dict(inputs=inputs, outcome=outcome[-1:] if only_last else outcome)


def h(text):
    return text.encode('latin-1').hex()


READY, EVENT = h('READY\n'), 'event'
BUSY = [READY, EVENT]
SITUATIONS = [
    [], [h('R')], [h('READY')], [h('XX')], [READY], BUSY, [h('READY\n'), EVENT, h('RES')], BUSY + [h('RESULT 2')], BUSY + [h('RESULT 2\n')],
    BUSY + [h('RESULT 2\nO')], BUSY + [h('RESULT 0\n')], BUSY + [h('RESULT 4\nFA')], BUSY + [h('RESULT 300\n')], BUSY + [h('xxxxxxx3')],
    BUSY + [h('RESULT 2\nOK')], BUSY + [h('RESULT 2\nOKRE')], BUSY + [h('RESULT 4\nFAIL')], BUSY + [h('bad\n')], [h('garbage')],
    [READY, h('x')],
]
LENGTHS = [
    '2', '02', ' 2', '2 ', '\t2\r', '+2', '-0', '2_', '_2', '0_2', '0__2', '', ' ', '2.0', '0x2', 'two', '2 2', '\xa02', '+ 2', '--2',
    '1' * 25, '0' * 4299 + '2',
    '0' * 4300 + '2', '\x0b2\x0c', '\x1c2', '2\x00', '\xb2', '++2', '+', '_', '1_0',
]
ANSWERS = ['OK', 'OKREADY\n', 'OKREADY\nx', 'ok', 'O', 'FAIL', 'K', 'IL', 'OK\n', '0123456789', 'READY\n', 'OKRE', 'OKxxxxxx']
INPUTS = ['', 'R', 'READY', 'READY\n', 'READY\nREADY\n', 'READY\nx']
INPUTS += ['READX\n', 'ready\n', '\n', '\n\n\n\n\n\n', 'EADY\n', 'ADY\nREADY\n', '\nREADY\n', 'XXXX', '\xff']
INPUTS += ['RESULT %s\n' % n for n in ('0', '2', '3', '10')]
INPUTS += ['result 2\n', 'RESULT2\n', 'RESULT\n', 'RESULT  2\n', 'xxxxxxx2\n', 'ULT 2\nOK', '2\n', '0\n']
INPUTS += ['RESULT 2\n' + answer for answer in ANSWERS]
INPUTS += ['RESULT 0\nREADY\n', 'RESULT 0\nx', 'RESULT 4\nFAILREADY\n', 'RESULT 2\n\xff\xfe']
INPUTS += ['caf\xe9 \'"\n', 'caf\xc3\xa9\n', 'it\'s\n', '\xff\n', '\x00\x01\n'] + ANSWERS


def cells():
    for situation in SITUATIONS:
        for given in INPUTS:
            yield situation + [h(given)]
        yield situation + [EVENT]
    for length in LENGTHS:
        yield BUSY + [h('RESULT %s\nOK' % length), h('READY\n')]
    for script in ('RESULT 2\nOKREADY\n', 'RESULT 4\nFAILREADY\n', 'RESULT 0\nREADY\n', 'bad line\nREADY\n',
                   'RESULT 12\nREADY\nREADY\nREADY\n'):
        for at in range(1, len(script)):
            yield BUSY + [h(script[:at]), h(script[at:])]
        yield BUSY + [h(c) for c in script]
    for at in range(1, 12):
        yield [h('READY\nREADY\n'[:at]), h('READY\nREADY\n'[at:])]


def walks():
    """Conversations cut anywhere, with now and then something that does not belong."""
    for _ in range(120):
        walk = [h('READY\n')]
        for _ in range(random.randrange(2, 6)):
            text = random.choice(['RESULT 2\nOK', 'RESULT 2\nOK', 'RESULT 4\nFAIL', 'RESULT 0\n', 'RESULT 11\nOK\nREADY\nxx']) + 'READY\n'
            if random.random() < 0.1:
                text += random.choice(['x', 'READY\n', '\n'])
            cuts = sorted(random.sample(range(1, len(text)), random.randrange(3)))
            walk += [EVENT] + [h(text[a:b]) for a, b in zip([0] + cuts, cuts + [len(text)])]
            if random.random() < 0.03:
                walk.append(h('?'))
        yield walk


rows = [run(inputs, only_last=True) for inputs in cells()] + [run(inputs) for inputs in walks()]
print('[\n' + ',\n'.join(json.dumps(row, separators=(',', ':')) for row in rows) + '\n]')
