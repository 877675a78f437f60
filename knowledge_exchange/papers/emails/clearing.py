"""What the Network writes while a paper is commented and cleared.

Each letter says again what holds when it leaves: one that is overtaken is not sent.
"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledge_exchange.papers.enums import Stage
from knowledge_exchange.papers.services import clearing, commenting, consulting
from outbox.kinds import composes, letter

MEMBER = _("You get this because you represent a member centre of the Network.")
SPEAKER = _("You get this because you speak for a member centre of the Network.")
SPOKE = _("You get this because you took part in this conversation.")
STAFF = _("You get this because you are of the secretariat.")
FOLDER = "knowledge_exchange/mails"
PAPER_IN_ADMIN = "admin:knowledge_exchange_paper_change"
SEE_WHERE_IT_STANDS = {
    "why": MEMBER,
    "label": _("See where the paper stands"),
    "page": "clearance",
}


def _letter(name, version, *, why, label, page, switch_off="", **more):
    """Of the template with this name; its button leads to a page of the paper."""
    return letter(
        f"{FOLDER}/{name}.txt",
        {"paper": version.paper, "version": version, **more},
        why=why,
        action=(label, reverse(f"knowledge_exchange:{page}", args=[version.paper.slug])),
        switch_off=switch_off,
    )


@composes(consulting.ASKED)
def comments_asked(mail, now):
    return _about_comments("comments_asked", mail, now)


@composes(consulting.REMINDER, is_reminder=True)
def comments_due(mail, now):
    return _about_comments("comments_due", mail, now, switch_off=reverse("members:preferences"))


def _about_comments(name, mail, now, **more):
    version, is_moved = mail.about, mail.details.get("is_moved")
    if not version.takes_comments(now) or version.comments_until != _deadline(mail):
        return None
    button = {"label": _("Read and comment"), "page": "comments"}
    return _letter(name, version, why=MEMBER, is_moved=is_moved, **button, **more)


@composes(clearing.BEGUN)
def silence_begun(mail, now):
    silence = mail.about.silence
    return _about_silence("silence_begun", silence, mail, now, why=MEMBER)


@composes(clearing.REMINDER, is_reminder=True)
def silence_due(mail, now):
    """Not to a centre that has spoken meanwhile."""
    if clearing.has_spoken(mail.about, mail.user):
        return None
    more = {"why": SPEAKER, "switch_off": reverse("members:preferences")}
    return _about_silence("silence_due", mail.about, mail, now, **more)


def _about_silence(name, silence, mail, now, **more):
    if silence is None or not silence.takes_objections(now) or silence.closes_at != _deadline(mail):
        return None
    button = {"label": _("Read the paper"), "page": "clearance"}
    is_moved = mail.details.get("is_moved")
    more |= {"silence": silence, "is_moved": is_moved}
    return _letter(name, silence.version, **button, **more)


def _deadline(mail):
    """The deadline that the letter was to tell of."""
    return datetime.fromisoformat(mail.details["until"])


@composes(clearing.ENDED)
def silence_ended(mail, now):
    silence = mail.about
    return _letter("silence_ended", silence.version, silence=silence, **SEE_WHERE_IT_STANDS)


@composes(clearing.OBJECTED)
def objection_raised(mail, now):
    objection = mail.about
    version = objection.silence.version
    if objection.withdrawn_at or version.stage != Stage.CLEARANCE:
        return None
    return _to_staff("objection_raised", version, objection=objection)


@composes(clearing.TOLD_MEMBERS)
def objection_told(mail, now):
    objection = mail.about
    version = objection.silence.version
    if objection.withdrawn_at or version.stage != Stage.CLEARANCE:
        return None
    button = {"label": _("Read the objection"), "page": "clearance"}
    return _letter("objection_told", version, why=MEMBER, objection=objection, **button)


@composes(clearing.WITHDRAWN)
def objection_withdrawn(mail, now):
    objection = mail.about
    version = objection.silence.version
    return _letter("objection_withdrawn", version, objection=objection, **SEE_WHERE_IT_STANDS)


@composes(clearing.TAKEN_BACK)
def clearance_taken_back(mail, now):
    button = {"label": _("See the paper"), "page": "paper"}
    reasons = mail.details["why"]
    return _letter("clearance_taken_back", mail.about, why=MEMBER, reasons=reasons, **button)


@composes(consulting.OVER)
def comments_over(mail, now):
    version = mail.about
    if version.stage != Stage.COMMENTS or version.comments_until != _deadline(mail):
        return None
    comments = version.comments.filter(answers=None, taken_back_at=None)
    counts = {"count": comments.count(), "open_count": comments.open().count()}
    return _to_staff("comments_over", version, **counts)


def _to_staff(name, version, **more):
    paper = version.paper
    return letter(
        f"{FOLDER}/{name}.txt",
        {"paper": paper, "version": version, **more},
        why=STAFF,
        action=(_("Open the paper"), reverse(PAPER_IN_ADMIN, args=[paper.pk])),
    )


@composes(commenting.ANSWERED)
def comment_answered(mail, now):
    reply = mail.about
    if reply.taken_back_at or reply.answers.taken_back_at:
        return None
    return _about_comment("comment_answered", reply.answers, reply=reply)


@composes(commenting.RESOLVED)
def comment_resolved(mail, now):
    if not mail.about.is_resolved:
        return None
    return _about_comment("comment_resolved", mail.about)


def _about_comment(name, comment, **more):
    return letter(
        f"{FOLDER}/{name}.txt",
        {"paper": comment.version.paper, "comment": comment, **more},
        why=SPOKE,
        action=(_("Open the comment"), reverse("knowledge_exchange:comment", args=[comment.pk])),
    )
