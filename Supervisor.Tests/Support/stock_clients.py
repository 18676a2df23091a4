"""Runs stock's supervisorctl for one request after another, each in a process of its own, without loading Python each time.

A request is a line of JSON on standard input, {"arguments": [...], "directory": "...", "input": "..."}; the answer is one on standard output.
"""
import json
import os
import signal
import sys
import tempfile

from supervisor import options, supervisorctl, xmlrpc, http_client, rpcinterface  # noqa: F401 (loaded once, for all)


def carry_out(arguments, directory, stdin, stdout, stderr):
    os.chdir(directory)
    for number, stream in enumerate((stdin, stdout, stderr)):
        os.dup2(stream.fileno(), number)
    sys.stdin = open(0, encoding='utf-8', closefd=False)
    sys.stdout = open(1, 'w', encoding='utf-8', closefd=False)
    sys.stderr = open(2, 'w', encoding='utf-8', closefd=False)
    signal.alarm(60)
    code = 0
    try:
        supervisorctl.main(arguments)
    except SystemExit as end:
        code = end.code or 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


for line in sys.stdin:
    request = json.loads(line)
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        stdin.write(request['input'].encode())
        stdin.seek(0)
        child = os.fork()
        if child == 0:
            carry_out(request['arguments'], request['directory'], stdin, stdout, stderr)
        status = os.waitpid(child, 0)[1]
        stdout.seek(0)
        stderr.seek(0)
        print(json.dumps({
            'code': os.waitstatus_to_exitcode(status),
            'output': stdout.read().decode(),
            'error': stderr.read().decode(),
        }), flush=True)
