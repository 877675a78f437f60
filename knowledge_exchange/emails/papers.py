"""What the Network writes to its centres about papers."""

from django.utils.translation import gettext_lazy as _

from outbox.kinds import composes, letter


@composes("knowledge_exchange.paper_published")
def paper_published(mail, now):
    paper = mail.about
    if not paper.is_published:
        return None
    return letter(
        "knowledge_exchange/mails/paper_published.txt",
        {"paper": paper, "meeting": paper.meeting, "version": mail.details["version"]},
        why=_("You get this because you represent a member centre of the Network."),
        action=(_("Read the paper"), paper.get_absolute_url()),
    )
