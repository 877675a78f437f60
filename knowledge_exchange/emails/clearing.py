"""What the Network writes while a paper is commented and cleared.

Each letter says again what holds when it leaves: one that is overtaken is not sent.
"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledge_exchange.enums import Stage
from knowledge_exchange.services import clearing, consulting
from outbox.kinds import composes, letter

MEMBER = _("You get this because you represent a member centre of the Network.")
SPEAKER = _("You get this because you speak for a member centre of the Network.")
STAFF = _("You get this because you are of the secretariat.")
FOLDER = "knowledge_exchange/mails"


def _page(name, version):
    return reverse(f"knowledge_exchange:{name}", args=[version.paper.slug])


def _facts(version, **more):
    return {"paper": version.paper, "version": version, **more}


@composes(consulting.ASKED)
def comments_asked(mail, now):
    version = mail.about
    if not _is_commented_as_meant(version, mail, now):
        return None
    return letter(
        f"{FOLDER}/comments_asked.txt",
        _facts(version),
        why=MEMBER,
        action=(_("Read and comment"), _page("comments", version)),
    )


@composes(consulting.REMINDER, is_reminder=True)
def comments_due(mail, now):
    version = mail.about
    if not _is_commented_as_meant(version, mail, now):
        return None
    return letter(
        f"{FOLDER}/comments_due.txt",
        _facts(version),
        why=MEMBER,
        action=(_("Read and comment"), _page("comments", version)),
    )


def _is_commented_as_meant(version, mail, now):
    meant = datetime.fromisoformat(mail.details["until"])
    return version.takes_comments(now) and version.comments_until == meant


@composes(clearing.BEGUN)
def silence_begun(mail, now):
    version = mail.about
    silence = version.silence
    meant = datetime.fromisoformat(mail.details["until"])
    if not (silence and silence.takes_objections(now) and silence.closes_at == meant):
        return None
    return letter(
        f"{FOLDER}/silence_begun.txt",
        _facts(version, silence=silence),
        why=MEMBER,
        action=(_("Read the paper"), _page("clearance", version)),
    )


@composes(clearing.REMINDER, is_reminder=True)
def silence_due(mail, now):
    """Not to a centre that has spoken meanwhile."""
    silence = mail.about
    meant = datetime.fromisoformat(mail.details["until"])
    if not silence.takes_objections(now) or silence.closes_at != meant:
        return None
    if clearing.has_spoken(silence, mail.user):
        return None
    return letter(
        f"{FOLDER}/silence_due.txt",
        _facts(silence.version, silence=silence),
        why=SPEAKER,
        action=(_("Read the paper"), _page("clearance", silence.version)),
    )


@composes(clearing.ENDED)
def silence_ended(mail, now):
    silence = mail.about
    return letter(
        f"{FOLDER}/silence_ended.txt",
        _facts(silence.version, silence=silence),
        why=MEMBER,
        action=(_("See where the paper stands"), _page("clearance", silence.version)),
    )


@composes(clearing.OBJECTED)
def objection_raised(mail, now):
    objection = mail.about
    version = objection.silence.version
    if objection.withdrawn_at or version.stage != Stage.CLEARANCE:
        return None
    return letter(
        f"{FOLDER}/objection_raised.txt",
        _facts(version, objection=objection),
        why=STAFF,
        action=(
            _("Open the paper"),
            reverse("admin:knowledge_exchange_paper_change", args=[version.paper_id]),
        ),
    )
