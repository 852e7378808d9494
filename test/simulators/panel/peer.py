#!/usr/bin/env python3
"""A second receiver, written from the text of the manuals alone (MLR2-E installation manual p.38 and
p.42, MLR2-DG p.39-41): a check of the console by a program that shares no code with it.

  peer.py (--connect HOST:PORT | --serial PATH) [--timeout SECONDS] < frames

Each line of standard input is a frame without its terminator. Prints one JSON object a frame:
{"frame": ..., "tries": ..., "answer": "ack" | "nak" | "none" | hex}.
"""
import argparse
import json
import os
import select
import socket
import sys
import time
import tty

ACK, NAK, DC4 = 0x06, 0x15, b"\x14"
TRIES = 3


class Line:
    def __init__(self, args):
        if args.connect:
            host, port = args.connect.rsplit(":", 1)
            self.socket = socket.create_connection((host, int(port)), timeout=10)
            self.fd = self.socket.fileno()
        else:
            self.fd = os.open(args.serial, os.O_RDWR | os.O_NOCTTY)
            tty.setraw(self.fd)

    def write(self, data):
        while data:
            data = data[os.write(self.fd, data):]

    def read(self, until):
        wait = until - time.monotonic()
        if wait <= 0 or not select.select([self.fd], [], [], wait)[0]:
            return None
        data = os.read(self.fd, 1)
        if not data:
            raise EOFError("the computer hung up")
        return data[0]


def deliver(line, frame, timeout):
    """The same message until it is acknowledged, TRIES times; an answer other than ACK counts as none."""
    answer = "none"
    for tries in range(1, TRIES + 1):
        line.write(frame + DC4)
        byte = line.read(time.monotonic() + timeout)
        if byte == ACK:
            return tries, "ack"
        answer = "none" if byte is None else "nak" if byte == NAK else f"{byte:02X}"
    return TRIES, answer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--connect")
    parser.add_argument("--serial")
    parser.add_argument("--timeout", type=float, default=4.0)
    args = parser.parse_args()
    line = Line(args)
    for text in sys.stdin:
        frame = text.rstrip("\n").encode("ascii")
        tries, answer = deliver(line, frame, args.timeout)
        print(json.dumps({"frame": frame.decode(), "tries": tries, "answer": answer}), flush=True)


main()
