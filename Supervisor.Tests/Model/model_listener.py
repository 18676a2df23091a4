"""Records what an event listener is told, a line each: "L" at its own start, then poolserial, name of the event, payload."""
import sys

out, events = sys.stdout, sys.stdin
with open(sys.argv[1], "a") as record:
    record.write("L\n")
    record.flush()
    while True:
        out.write("READY\n")
        out.flush()
        header = events.readline()
        if not header:
            break
        fields = dict(pair.split(":", 1) for pair in header.split())
        payload = events.read(int(fields["len"])).strip()
        record.write("%s %s %s\n" % (fields["poolserial"], fields["eventname"], payload))
        record.flush()
        out.write("RESULT 2\nOK")
        out.flush()
