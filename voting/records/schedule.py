"""The lines of the schedule of personal data for votes: why they stay, and who cannot go yet."""

from datetime import date, datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common.accounts import User
from common.personal_data import Ground, Line, Then
from voting.models import CalendarFeed, Motion, RollVoter


def forget_feed(user: User, day: date) -> None:
    CalendarFeed.objects.filter(user=user).delete()


def why_not_erased(user: User, now: datetime) -> str:
    """Who stands on the roll of a vote that is not decided yet acts there until it is."""
    undecided = Motion.objects.undecided()
    if RollVoter.objects.on_the_roll().filter(user=user, entry__motion__in=undecided).exists():
        return _now(
            "The roll of a vote that is not decided yet still needs the name. Once the result is "
            "certified, the data can be erased."
        )
    return ""


LINES = (
    Line(
        name="voting.votes",
        label=_("Votes"),
        people=_("people who cast the ballot of a centre, propose, certify or contest"),
        data=_("which centre voted how, when, by whom; reasons they gave for their centre"),
        why=_("so that the Network can decide, and everybody can check how it did"),
        ground=Ground.TASK,
        readers=_(
            "choices: nobody before the close, then everybody who speaks for a centre; in the "
            "published record people have an alias and no name"
        ),
        kept=_("for good"),
        then=Then.KEPT,
        why_kept=_(
            "A vote that could be changed afterwards would be none: its record is signed and "
            "checked by others. It holds no names, but an alias of each person; the register that "
            "leads from it to a person is what is erased. Reasons are the centre's words."
        ),
        fields=(
            "voting.Motion: title question text reasons frozen result certified_composition",
            "voting.RollEntry: name recusal_reason",
            "voting.RollVoter: alias",
            "voting.RecordAlias: alias",
            "voting.Ballot: reason receipt",
            "voting.Amendment: reason",
            "voting.Confirmation: reason",
            "voting.MotionEvent: note",
            "voting.Seal: words",
            "voting.RecordEntry: body",
        ),
    ),
    Line(
        name="voting.calendars",
        label=_("Private calendar addresses"),
        people=_("people who speak for a centre and asked for one"),
        data=_("a secret address"),
        why=_("so that a calendar shows their votes and meetings"),
        ground=Ground.TASK,
        readers=_("their owner"),
        kept=_("until its owner ends it"),
        then=Then.ERASED,
        fields=("voting.CalendarFeed: token",),
        goes=_("your calendar address"),
        on_request=forget_feed,
    ),
)
NOTHING_PERSONAL = (
    "voting.RuleSet: name document sha256 source source_link",
    "voting.Motion: term frozen_sha256 record_scope record_site",
    "voting.RollEntry: unit",
    "voting.Ballot: salt words_salt receipt_key",
    "voting.MotionEvent: unit",
    "voting.NetworkPosition: title text",
    "voting.RecordEntry: previous at what body_sha256 key public_key hash signature",
    "voting.Seal: words_salt",
)
