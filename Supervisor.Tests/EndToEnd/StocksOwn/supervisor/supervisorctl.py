# Stock's tests start the client as a module of Python, too.
import os
import sys

program = os.environ["SUPERVISORD_FOR_TESTS"]
os.execv(program, [program, "ctl"] + sys.argv[1:])
