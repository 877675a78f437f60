"""The least valid mail; states are traits: `MailFactory(in_doubt=True)`."""

from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from members.tests.factories import UserFactory
from outbox.models import Mail, MailStatus
from outbox.services import message_id

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class MailFactory(DjangoModelFactory):
    """A test letter that is due and belongs to nobody's login."""

    class Meta:
        model = Mail

    key = factory.Sequence(lambda n: f"mail:{n}")
    kind = "outbox.test_letter"
    to = factory.Sequence(lambda n: f"reader{n}@example.org")
    about = factory.SubFactory(UserFactory)
    due_at = NOW
    message_id = factory.LazyAttribute(lambda mail: message_id(mail.key))

    class Params:
        claimed = factory.Trait(status=MailStatus.CLAIMED, held_until=NOW + timedelta(minutes=5))
        sending = factory.Trait(
            status=MailStatus.SENDING, held_until=NOW + timedelta(minutes=5), attempts=1
        )
        written = factory.Trait(
            subject="A subject", text="The text as it left.\n", html="<p>The HTML as it left.</p>"
        )
        sent = factory.Trait(status=MailStatus.SENT, sent_at=NOW, attempts=1, written=True)
        failed = factory.Trait(
            status=MailStatus.FAILED, why="550 No such person", attempts=1, written=True
        )
        in_doubt = factory.Trait(
            status=MailStatus.IN_DOUBT, why="The worker stopped.", attempts=1, written=True
        )
        cancelled = factory.Trait(status=MailStatus.CANCELLED, why="No longer needed.")
