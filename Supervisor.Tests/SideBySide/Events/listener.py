# A listener as people write them, on stock's own childutils. It notes every event in the file named first, and answers as the
# type of a remote event asks it to.
import json
import os
import sys
import time

from supervisor import childutils

records = sys.argv[1]
name = os.environ["SUPERVISOR_PROCESS_NAME"]


def note(headers, payload):
    header = " ".join("%s:%s" % item for item in headers.items())
    with open(records, "a") as file:
        file.write(json.dumps({"listener": name, "header": header, "payload": payload}) + "\n")


def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def first_time(what):
    try:
        os.close(os.open("%s.%s" % (records, what), os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False


def wait_for_go():
    while not os.path.exists(records + ".go"):
        time.sleep(0.01)


def answer(kind):
    if kind == "type:hold":
        wait_for_go()
    if kind == "type:reject once" and first_time("reject"):
        childutils.listener.fail(sys.stdout)
    elif kind == "type:die once" and first_time("die"):
        sys.exit(7)
    elif kind == "type:bad once" and first_time("bad"):
        say("RESULT two\nOK")
    elif kind == "type:nothing once" and first_time("nothing"):
        say("RESULT 0\n")
    elif kind == "type:chatter":
        childutils.listener.ok(sys.stdout)
        say("READY\nREADY\n")
        sys.stdin.read()
    else:
        childutils.listener.ok(sys.stdout)


if "late" in sys.argv:
    wait_for_go()
while True:
    headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
    note(headers, payload)
    answer(payload.split("\n", 1)[0])
