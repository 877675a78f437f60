"""What the Network writes to those who subscribed to new papers, or asked to."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledge_exchange.discovery.services import announcing, subscribing
from knowledge_exchange.papers.models import Paper
from outbox.kinds import absolute, composes, letter

FOLDER = "knowledge_exchange/mails"
ASKED = _(
    "You get this because somebody asked for news of papers at this address. If it was not you, "
    "do nothing: nothing more comes, and the address is forgotten within a week."
)
SUBSCRIBED = _("You get this because you subscribed to new papers of the Network.")


@composes(subscribing.LINK_TO_CONFIRM)
def subscription_asked(mail, now):
    subscription = mail.about
    if subscription is None or subscription.is_confirmed:
        return None
    return _letter("subscription_asked", subscription, ASKED, _("Look at the subscription"))


@composes(subscribing.LINK_TO_CHANGE)
def subscription_known(mail, now):
    subscription = mail.about
    if subscription is None or not subscription.is_confirmed:
        return None
    return _letter("subscription_known", subscription, SUBSCRIBED, _("Change the subscription"))


def _letter(name, subscription, why, label):
    token = subscribing.token(subscription)
    return letter(
        f"{FOLDER}/{name}.txt",
        {"themes": list(subscription.themes.all()), "wants_all": subscription.wants_all},
        why=why,
        action=(label, reverse("knowledge_exchange:subscription", args=[token])),
        secrets=[token],
    )


@composes(announcing.NEW_PAPER)
def new_paper(mail, now):
    """Not to somebody who left meanwhile, nor of a paper that was withdrawn."""
    subscription = mail.about
    if subscription is None or not subscription.is_confirmed:
        return None
    papers = Paper.objects.published().select_related("meeting")
    paper = papers.filter(pk=mail.details["paper"]).first()
    if paper is None:
        return None
    token = subscribing.token(subscription)
    leave = absolute(reverse("knowledge_exchange:unsubscribe", args=[token]))
    change = absolute(reverse("knowledge_exchange:subscription", args=[token]))
    return letter(
        f"{FOLDER}/new_paper.txt",
        {"paper": paper, "meeting": paper.meeting, "leave": leave, "change": change},
        why=SUBSCRIBED,
        action=(_("Read the paper"), paper.get_absolute_url()),
        secrets=[token],
        headers=one_click(leave),
    )


def one_click(address):
    """RFC 8058: the reader's mail program posts to the address, and that is all it takes."""
    return (
        ("List-Unsubscribe", f"<{address}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
