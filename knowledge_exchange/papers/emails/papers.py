"""What the Network writes to its centres about papers."""

from django.utils.translation import gettext_lazy as _

from knowledge_exchange.papers.services import corrections, details, publishing
from outbox.kinds import composes, letter

MEMBER = _("You get this because you represent a member centre of the Network.")


@composes(publishing.PUBLISHED)
def paper_published(mail, now):
    paper = mail.about
    if not paper.is_published:
        return None
    version = paper.versions.without_texts().get(number=mail.details["version"])
    return letter(
        "knowledge_exchange/mails/paper_published.txt",
        {"paper": paper, "meeting": paper.meeting, "version": version},
        why=MEMBER,
        action=(_("Read the paper"), paper.get_absolute_url()),
    )


@composes(publishing.WITHDRAWN)
def paper_withdrawn(mail, now):
    return letter(
        "knowledge_exchange/mails/paper_withdrawn.txt",
        {"paper": mail.about},
        why=MEMBER,
        action=(_("See the paper's page"), mail.about.get_absolute_url()),
    )


@composes(corrections.CORRECTED)
def paper_corrected(mail, now):
    paper, labels = mail.about, details.labels()
    if not paper.is_published:
        return None
    return letter(
        "knowledge_exchange/mails/paper_corrected.txt",
        {"paper": paper, "changed": ", ".join(labels[name] for name in mail.details["changed"])},
        why=MEMBER,
        action=(_("See the paper's page"), paper.get_absolute_url()),
    )
