"""Says to NOTIFY_SOCKET what is in the files "say.1", "say.2" and so on, as they come; feeds the watchdog while "feed" is there."""
import os
import socket
import time

name = os.environ["NOTIFY_SOCKET"]
speaker = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
speaker.connect("\0" + name[1:] if name.startswith("@") else name)
number = 1
while True:
    if os.path.exists(f"say.{number}"):
        speaker.send(open(f"say.{number}", "rb").read())
        number += 1
    if os.path.exists("feed"):
        speaker.send(b"WATCHDOG=1")
    time.sleep(0.05)
