"""Sends standard input to a socket of ``rotation_no_outage.py``, and waits for its reply."""

import socket
import sys

with socket.socket(socket.AF_UNIX) as wire:
    wire.connect(sys.argv[1])
    wire.sendall(sys.stdin.buffer.read())
    wire.shutdown(socket.SHUT_WR)
    sys.exit(0 if wire.recv(16) else 1)
