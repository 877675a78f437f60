"""What can be done with a letter that has not arrived, or may not have: with one, or with many."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.bulk_steps import BulkStep
from common.admin.steps import Step, Text
from outbox import kinds, services
from outbox.models import Mail, MailStatus
from outbox.rehearsal import letter_of

TWICE = _(
    "If the first one did arrive after all, the person may get it twice; programs that know its "
    "message id drop the second."
)


def waits_for_a_person(mail: Mail) -> bool:
    return mail.is_for_a_person


def why_not_again(mail: Mail, user: object) -> Text:
    if kinds.is_known(mail.kind):
        return ""
    return _("This email was sent at once and not kept. The person has to ask for it.")


STEPS = (
    Step(
        name="send-again",
        label=_("Send again"),
        applies=waits_for_a_person,
        act=services.send_again,
        leads_to=MailStatus.QUEUED,
        why_not=why_not_again,
        explains_itself=False,
        consequence=_("The letter goes out once more."),
        seen_by=TWICE,
        done=_("The letter is on its way again."),
        letters=lambda trial: [letter_of(Mail.objects.get(pk=trial.obj.pk), timezone.now())],
        style="btn-primary",
    ),
    Step(
        name="arrived",
        label=_("It has arrived"),
        applies=waits_for_a_person,
        act=services.settle_as_arrived,
        leads_to=MailStatus.SENT,
        consequence=_("The letter counts as sent."),
        done=_("The letter is noted as arrived."),
    ),
    Step(
        name="not-needed",
        label=_("No longer needed"),
        applies=waits_for_a_person,
        act=services.settle_as_not_needed,
        leads_to=MailStatus.CANCELLED,
        consequence=_("The letter is closed as not sent."),
        done=_("The letter is noted as no longer needed."),
    ),
    Step(
        name="came-back",
        label=_("It came back"),
        applies=lambda mail: mail.is_sent,
        act=services.note_return,
        leads_to=MailStatus.FAILED,
        consequence=_("The letter counts as failed."),
        sends_later=_(
            "Where it asks for a centre's ballot, the next person of the centre is written to."
        ),
        done=_("The letter is noted as failed."),
    ),
)


def named(mail: Mail) -> str:
    """Whom it goes to tells letters of one subject apart."""
    title = mail.subject or kinds.label(mail.kind)
    return f"{mail.user or mail.to}: {title}"


BULK_STEPS = (
    BulkStep(
        name="send-again",
        label=_("Send again"),
        act=services.send_again,
        done=lambda count: (
            ngettext("%d letter is on its way again.", "%d letters are on their way again.", count)
            % count
        ),
        consequence=TWICE,
        letters=lambda trial: [letter_of(Mail.objects.get(pk=trial.obj.pk), timezone.now())],
        named=named,
        among=lambda mails: mails.for_a_person(),
    ),
    BulkStep(
        name="arrived",
        label=_("They have arrived"),
        act=services.settle_as_arrived,
        done=lambda count: (
            ngettext("%d letter counts as sent.", "%d letters count as sent.", count) % count
        ),
        consequence=_("The letters count as sent."),
        named=named,
        among=lambda mails: mails.for_a_person(),
    ),
    BulkStep(
        name="not-needed",
        label=_("No longer needed"),
        act=services.settle_as_not_needed,
        done=lambda count: (
            ngettext(
                "%d letter is closed as not sent.", "%d letters are closed as not sent.", count
            )
            % count
        ),
        consequence=_("The letters are closed as not sent."),
        named=named,
        among=lambda mails: mails.for_a_person(),
    ),
)
