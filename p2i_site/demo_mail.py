"""The mails of a demonstration, read back from the files that Django's file backend writes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from common.folded_search import stands_in
from common.folding import sought

BETWEEN_MAILS = b"-" * 79


@dataclass(frozen=True)
class DemoMail:
    subject: str
    to: str
    date: datetime
    text: str
    message_id: str

    def has_words(self, words):
        """Whether it holds each of these words, wherever or in whatever spelling."""
        said = f"{self.subject} {self.to} {self.text}".casefold()
        return all(
            word in said or (bool(wanted := sought(word)) and stands_in(wanted, [said]))
            for word in words.casefold().split()
        )


def read(folder, limit):
    """The newest mails first. The folder need not exist: it comes with the first mail."""
    mails = []
    for path in sorted(Path(folder).glob("*.log"), reverse=True):
        parts = [part for part in path.read_bytes().split(BETWEEN_MAILS) if part.strip()]
        for part in reversed(parts):
            message = message_from_bytes(part.lstrip(), policy=policy.default)
            body = message.get_body(("plain",))
            sent = message["Date"].datetime  # without a zone for -0000, which is UTC
            mails.append(
                DemoMail(
                    subject=message["Subject"].strip(),
                    to=message["To"],
                    date=sent if sent.tzinfo else sent.replace(tzinfo=UTC),
                    text=body.get_content() if body else "",
                    message_id=message["Message-ID"],
                )
            )
        if len(mails) >= limit:
            break
    return sorted(mails, key=lambda mail: mail.date, reverse=True)[:limit]
