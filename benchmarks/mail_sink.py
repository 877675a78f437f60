"""A mail server that takes every letter and keeps none: as little work as SMTP allows.

python -m benchmarks.mail_sink port
"""

import sys
from socketserver import StreamRequestHandler, ThreadingTCPServer

ANSWERS = {b"DATA": b"354 Go on", b"QUIT": b"221 Bye"}  # to all else: 250 Fine
END = b".\r\n"


class Session(StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        self.answer(b"220 Ready")
        for line in self.rfile:
            command = line[:4].upper()
            self.answer(ANSWERS.get(command, b"250 Fine"))
            if command == b"QUIT":
                return
            if command == b"DATA":
                self.take_letter()

    def take_letter(self):
        while self.rfile.readline() not in (END, b""):
            pass
        self.answer(b"250 Taken")

    def answer(self, line):
        self.wfile.write(line + b"\r\n")


class Sink(ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


if __name__ == "__main__":
    with Sink(("127.0.0.1", int(sys.argv[1])), Session) as sink:
        sink.serve_forever()
