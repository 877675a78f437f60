"""A real mail server for tests: it keeps what it takes and answers as it is told."""

import asyncio
import socket
from collections import Counter
from threading import Event

from aiosmtpd.controller import Controller


class Sink:
    def __init__(self, *, takes_letters=False):
        self.options, self.readers = [], []  # of MAIL FROM, and as the header names them
        self.letters = []  # (address, message id), in the order of arrival
        self.senders = []  # as the session named them
        self.answers = {}  # address: what the server says instead of taking it
        self.silences = {}  # address: whether the letter is kept before the server falls silent
        self.has_fallen_silent = Event()
        self.controller = Controller(
            self, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=takes_letters
        )

    @property
    def port(self):
        return self.controller.port

    def arrivals(self):
        return Counter(address for address, _message_id in self.letters)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        self.options.append(envelope.mail_options)
        self.readers.append(_header(envelope.content, "To"))
        self.senders.append(envelope.mail_from)
        if self.silences.get(address, True):
            self.letters.append((address, _header(envelope.content, "Message-ID")))
        if address in self.silences:
            self.has_fallen_silent.set()
            await asyncio.Event().wait()
        return "250 Taken"


def _header(content, name):
    headers = content.decode().partition("\r\n\r\n")[0].splitlines()
    return next(line.partition(": ")[2] for line in headers if line.startswith(name))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
