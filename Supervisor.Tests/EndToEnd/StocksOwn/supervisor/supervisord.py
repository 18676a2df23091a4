# Stock's tests start the daemon as a module of Python; this one becomes the program under test.
import os
import sys

program = os.environ["SUPERVISORD_FOR_TESTS"]
os.execv(program, [program] + sys.argv[1:])
