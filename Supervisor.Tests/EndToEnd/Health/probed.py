"""A server that is asked how it is: it opens its socket when the file "open" is there, and answers as the file "mode" says."""
import os
import socket
import sys
import time

while not os.path.exists("open"):
    time.sleep(0.05)
kind, place = sys.argv[1:3]
server = socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
if kind == "unix" and os.path.exists(place):
    os.unlink(place)
server.bind(place if kind == "unix" else ("127.0.0.1", int(place)))
server.listen(16)
held = []
while True:
    connection, _ = server.accept()
    mode = open("mode").read().strip()
    try:
        if mode == "hang":
            held.append(connection)
            continue
        if mode == "drip":
            for letter in b"HTTP/1.0 200 OK\r\n":
                connection.send(bytes([letter]))
                time.sleep(1)
            connection.close()
            continue
        connection.recv(4096)
        if mode != "close":
            connection.send(f"HTTP/1.0 {mode} x\r\n\r\n".encode())
    except OSError:
        pass
    connection.close()
