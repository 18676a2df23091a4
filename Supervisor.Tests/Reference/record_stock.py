#!/usr/bin/python3
"""Records what stock Supervisor's process object does, for the transition table to be compared with.

    record_stock.py cells          every reachable situation x everything that can happen, one JSON object a line
    record_stock.py walks COUNT    COUNT random walks of 40 steps, one JSON array a line

The object is stock's own; the kernel below it is played by stock's own test doubles, and its clock by ours.
PYTHONPATH must lead to the stock package with its tests.

One of stock's defects is mended first: a start by hand out of STOPPED begins a new count of attempts. In stock
the count of before the stop goes on, so that a program can be given up after fewer attempts than configured.
"""
import errno
import json
import random
import sys

from supervisor import events, process
from supervisor.datatypes import RestartUnconditionally, RestartWhenExitUnexpected
from supervisor.states import ProcessStates, SupervisorStates, getProcessStateDescription
from supervisor.tests.base import DummyOptions, DummyPConfig

RESTART = {'false': False, 'unexpected': RestartWhenExitUnexpected, 'true': RestartUnconditionally}
CHILD = 77
STEPS = 40


class Clock:
    """Stands in for the time module inside supervisor.process."""

    now = 0.0

    def time(self):
        return self.now


class Kernel(DummyOptions):
    """Forks to one pid always, and writes down the signals that were delivered."""

    def __init__(self):
        DummyOptions.__init__(self)
        self.forkpid = CHILD
        self.delivered = []

    def kill(self, pid, sig):
        if self.kill_exception is not None:
            raise self.kill_exception
        self.delivered.append(int(sig))


class Subject:
    """One process, its clock, and all it announced since the last step."""

    def __init__(self, autorestart):
        events.clear()
        self.clock = process.time = Clock()
        self.clock.now = 1000.0
        self.kernel = Kernel()
        self.announced = []
        events.subscribe(events.Event, self.hear)
        config = DummyPConfig(self.kernel, 'p', '/bin/true', autorestart=RESTART[autorestart],
                              startsecs=1, startretries=3, stopwaitsecs=10)
        self.process = process.Subprocess(config)

    def hear(self, event):
        name = events.getEventNameByType(event.__class__)
        self.announced.append('%s|%s' % (name, event.payload()))

    @property
    def state(self):
        return getProcessStateDescription(self.process.state)

    def do(self, what, seconds=0.0):
        """Lets time pass, then one thing happen. Returns stock's assertion, if it made one."""
        self.clock.now += seconds
        self.announced.clear()
        self.kernel.delivered.clear()
        self.kernel.mood = SupervisorStates.RUNNING
        self.kernel.kill_exception = self.kernel.fork_exception = None
        self.process.config.command = '/bin/true'
        try:
            getattr(self, what.replace('-', '_'))()
        except AssertionError as refusal:
            return str(refusal)
        return None

    def tick(self):
        self.process.transition()

    def tick_shutdown(self):
        self.kernel.mood = SupervisorStates.SHUTDOWN
        self.process.transition()

    def start(self):
        if self.process.state == ProcessStates.STOPPED:
            self.process.backoff = 0
        self.process.spawn()

    def start_bad(self):
        self.process.config.command = '/bad/filename'
        self.start()

    def start_eagain(self):
        self.kernel.fork_exception = OSError(errno.EAGAIN, 'try again')
        self.start()

    def exit0(self):
        self.process.finish(self.process.pid, 0)

    def exit3(self):
        self.process.finish(self.process.pid, 3 << 8)

    def killed9(self):
        self.process.finish(self.process.pid, 9)

    def stop(self):
        self.process.stop()

    def stop_esrch(self):
        self.kernel.kill_exception = OSError(errno.ESRCH, 'no such process')
        self.process.stop()

    def stop_eperm(self):
        self.kernel.kill_exception = OSError(errno.EPERM, 'not permitted')
        self.process.stop()

    def giveup(self):
        self.process.give_up()

    def seen(self):
        subject = self.process
        return {
            'state': self.state, 'events': list(self.announced), 'signals': list(self.kernel.delivered),
            'tries': subject.backoff, 'pid': subject.pid, 'exit': subject.exitstatus, 'error': subject.spawnerr,
            # What stock leaves there in other states is of no consequence.
            'deadline': round(subject.delay - self.clock.now, 2)
                        if self.state in ('STARTING', 'BACKOFF', 'STOPPING') else None,
        }


FAILING_START = [('start', 0), ('exit0', 0.01)]
RUNNING = [('start', 0), ('tick', 5)]
RETRY = [('tick', 100), ('exit0', 0.01)]
SITUATIONS = {
    'STOPPED, never started': [],
    'STARTING': [('start', 0)],
    'RUNNING': RUNNING,
    'BACKOFF': FAILING_START,
    'BACKOFF, no retry left': FAILING_START + 3 * RETRY,
    'STOPPING': RUNNING + [('stop', 0)],
    'STOPPED': RUNNING + [('stop', 0), ('exit0', 0.01)],
    'STOPPED out of BACKOFF': FAILING_START + [('stop', 0)],
    'EXITED as expected': RUNNING + [('exit0', 0.01)],
    'EXITED unexpectedly': RUNNING + [('exit3', 0.01)],
    'FATAL': FAILING_START + 3 * RETRY + [('tick', 100)],
    'UNKNOWN': RUNNING + [('stop-eperm', 0)],
}
HAPPENINGS = [
    ('tick', 0.1), ('tick', 100), ('tick-shutdown', 100), ('start', 0), ('start-bad', 0), ('start-eagain', 0),
    ('exit0', 0.1), ('exit0', 100), ('exit3', 100), ('killed9', 100), ('stop', 0), ('stop-esrch', 0),
    ('stop-eperm', 0), ('giveup', 0),
]


def cells():
    for autorestart in sorted(RESTART):
        for situation, way in SITUATIONS.items():
            for what, seconds in HAPPENINGS:
                subject = Subject(autorestart)
                for step in way:
                    subject.do(*step)
                if what in ('exit0', 'exit3', 'killed9') and not subject.process.pid:
                    continue
                assertion = subject.do(what, seconds)
                yield {'autorestart': autorestart, 'situation': situation, 'way': way, 'what': what,
                       'seconds': seconds, 'asserts': assertion is not None, 'then': subject.seen()}


def walks(count):
    for seed in range(count):
        chance = random.Random(seed)
        autorestart = chance.choice(sorted(RESTART))
        subject = Subject(autorestart)
        steps = []
        for _ in range(STEPS):
            what = chance.choice(possible(subject, chance))
            seconds = chance.choice([0.01, 0.25, 0.97, 1.03, 2.51, 7.3, 11.7])
            if subject.do(what, seconds) is not None:
                break
            steps.append({'what': what, 'seconds': seconds, 'then': subject.seen()})
        yield {'autorestart': autorestart, 'steps': steps}


def possible(subject, chance):
    choices = ['tick'] * 4 + ['tick-shutdown', 'start', 'start-bad', 'stop', 'stop-esrch']
    if chance.random() < 0.05:
        choices.append('stop-eperm')
    if subject.process.pid:
        choices += ['exit0', 'exit3', 'killed9'] * 2
    if subject.state == 'BACKOFF':
        choices.append('giveup')
    return choices


if __name__ == '__main__':
    lines = cells() if sys.argv[1] == 'cells' else walks(int(sys.argv[2]))
    for line in lines:
        print(json.dumps(line))
