"""Records what stock's EventListenerPool sends, drops and logs; the output is pools.json beside this file.

    PYTHONPATH=<stock's dist-packages> python3 record_pools.py > pools.json

After each step every pool gets its turn, as in stock's main loop. Two kinds of log line are left out: "rebuffering" from a turn
that found no listener for the next event, because it says that nothing happened, and "epipe", which is repeated each turn.
"""
import errno
import json
import random
import time

from supervisor import events, process as stock
from supervisor.dispatchers import PEventListenerDispatcher, default_handler
from supervisor.states import ProcessStates
from supervisor.tests.base import DummyOptions, DummyPConfig, DummyPGroupConfig

random.seed(11)
TYPES = {
    'TICK_5': lambda: events.Tick5Event(5, None),
    'TICK_60': lambda: events.Tick60Event(60, None),
    'REMOTE_COMMUNICATION': lambda: events.RemoteCommunicationEvent('t', 'd\u00e4'),
    'PROCESS_GROUP_ADDED': lambda: events.ProcessGroupAddedEvent('g'),
}
SUBSCRIPTIONS = [['EVENT'], ['TICK'], ['TICK_5', 'REMOTE_COMMUNICATION'], ['PROCESS_STATE', 'TICK', 'REMOTE_COMMUNICATION']]
OVERLAPPING = [['TICK', 'TICK_5'], ['EVENT', 'TICK', 'TICK_60'], ['TICK_5', 'TICK_5'], ['REMOTE_COMMUNICATION', 'EVENT']]


class Log:
    def __init__(self):
        self.lines, self.in_turn = [], False

    def debug(self, text):
        if not text.startswith(('epipe', '\'')) and not (self.in_turn and text.startswith('rebuffering')):
            self.lines.append('D ' + text)

    def info(self, text):
        pass

    def warn(self, text):
        self.lines.append('W ' + text)

    def error(self, text):
        self.lines.append('E ' + text)


class Listener(stock.Subprocess):
    broken = False

    def transition(self):
        pass

    def write(self, chars):
        if self.broken or not self.pid:
            raise OSError(errno.EPIPE, 'gone')
        self.group.sent.append([self.config.name, chars.decode()])

    def start(self):
        self.pid, self.state, self.laststart = 100, ProcessStates.RUNNING, time.time() - 60
        self.stdout = PEventListenerDispatcher(self, 'stdout', 0)

    def says(self, text):
        self.config.options.readfd_result = text
        self.stdout.handle_read_event()


def make_pool(options, name, listeners, size, subscribed, priority):
    config = DummyPGroupConfig(options, name=name)
    config.buffer_size, config.result_handler = size, default_handler
    config.pool_events = [getattr(events.EventTypes, t) for t in subscribed]
    config.process_configs = []
    for at in range(listeners):
        # Priorities differ because stock takes processes of one priority for the same process.
        made = DummyPConfig(options, '%s%d' % (name, at), '/bin/l', priority=priority + at, startsecs=1)
        made.make_process = lambda group, made=made: Listener(made)
        config.process_configs.append(made)
    pool = stock.EventListenerPool(config)
    pool.sent = []
    for listener in pool.processes.values():
        listener.group = pool
    return pool


def step(pools, kind, who=None, what=None):
    listener = next((p.processes[who] for p in pools if who in p.processes), None)
    if kind == 'notify':
        events.notify(TYPES[what]())
    elif kind == 'start':
        listener.start()
    elif kind == 'says':
        listener.says(what.encode())
    elif kind == 'break':
        listener.broken = not listener.broken
    elif kind == 'die':
        listener.finish(listener.pid, 0)


def scenario(at_rest):
    """At rest no listener is started and subscriptions overlap: stock buffers both copies before it looks for a listener."""
    events.clear()
    stock.GlobalSerial.serial = -1
    options = DummyOptions()
    options.identifier, options.strip_ansi, options.logger = 'supervisor', False, Log()
    log = options.logger
    shapes = [dict(name='ab'[at], listeners=random.randrange(1, 4), size=random.choice([1, 2, 3, 5, 10]),
                   subscribed=random.choice(OVERLAPPING if at_rest else SUBSCRIPTIONS))
              for at in range(random.randrange(1, 3))]
    pools = [make_pool(options, priority=10 * at, **shape) for at, shape in enumerate(shapes)]
    listeners = [listener for pool in pools for listener in pool.processes.values()]
    steps = []
    for _ in range(8 if at_rest else 40):
        one = random.choice(listeners)
        state = getattr(one, 'listener_state', None) if one.pid else None
        busy = ['RESULT 2\nOK', 'RESULT 2\nOKREADY\n', 'RESULT 4\nFAIL', 'RESULT 4\nFAILREADY\n', 'RESULT 2\n', 'bad\n', 'RESU']
        choices = {None: ['start'], 10: ['notify', 'notify', 'notify', 'break', 'die'], 20: ['says', 'says', 'says', 'die'],
                   30: ['says'] * 7 + ['die'], 40: ['die']}[state]
        kind = 'notify' if at_rest or random.random() < 0.25 else random.choice(choices)
        given = dict(kind=kind, who=one.config.name if kind != 'notify' else None)
        if kind == 'notify':
            given['what'] = random.choice(list(TYPES))
        elif kind == 'says':
            given['what'] = random.choice(busy) if state == 20 else 'READY\n'
        log.lines, log.in_turn = [], False
        step(pools, **given)
        log.in_turn = True
        for pool in pools:
            pool.transition()
        given['log'] = log.lines
        given['sent'] = [sent for pool in pools for sent in pool.sent]
        for pool in pools:
            pool.sent = []
        given['waiting'] = [[event.serial for event in pool.event_buffer] for pool in pools]
        steps.append(given)
    return dict(pools=shapes, steps=steps)


print('[\n' + ',\n'.join(json.dumps(scenario(at % 5 == 0), separators=(',', ':')) for at in range(60)) + '\n]')
