"""Types into a program on a terminal of its own, each time after having seen what it waits for.

Takes the program as arguments and on standard input JSON: a list of [what to wait for, what to type then]. Writes JSON: everything that
was shown, and the exit code.
"""
import fcntl
import json
import os
import pty
import re
import select
import struct
import sys
import termios
import time

PATIENCE = 30


def main():
    script = json.load(sys.stdin)
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 240, 0, 0))
    shown = ''
    pending = b''
    start = 0

    def read(until):
        nonlocal shown, pending
        if not select.select([terminal], [], [], max(0, until - time.monotonic()))[0]:
            raise TimeoutError
        try:
            pending += os.read(terminal, 65536)
        except OSError:  # the program has closed its side
            return False
        text = pending.decode('utf-8', 'ignore')
        pending = pending[len(text.encode()):]
        shown += text
        return True

    try:
        for wanted, typed in script:
            until = time.monotonic() + PATIENCE
            while not (found := re.search(wanted, shown[start:])):
                if not read(until):
                    raise EOFError(wanted)
            start += found.end()
            os.write(terminal, typed.encode())
        until = time.monotonic() + PATIENCE
        while read(until):
            pass
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except (TimeoutError, EOFError) as failure:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        code = f'{type(failure).__name__} at {wanted!r}'
    json.dump({'shown': shown, 'code': code}, sys.stdout)


main()
