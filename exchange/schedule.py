"""The lines of the schedule of personal data for what centres exchange."""

from django.utils.translation import gettext_lazy as _

from common.personal_data import Ground, Line, Then, both, marker

LINES = (
    Line(
        name="exchange.posts",
        label=_("Requests and offers, and their answers"),
        people=_("people who speak for a centre"),
        data=_("what they wrote for their centre, and when"),
        why=_("so that centres help each other"),
        ground=Ground.TASK,
        readers=_("everybody who speaks for a centre, the secretariat"),
        kept=_("as long as the centre's words are of use to the others"),
        then=Then.KEPT,
        why_kept=_("They are the centre's words. On request those of a person are erased."),
        fields=("exchange.Post: title text", "exchange.Answer: text"),
        goes=_("what you wrote; that your centre asked or offered stays"),
        on_request=both(
            marker("exchange.Post", "title", "by"),
            marker("exchange.Post", "text", "by"),
            marker("exchange.Answer", "text", "by"),
        ),
    ),
    Line(
        name="exchange.notes",
        label=_("Notes of buddies"),
        people=_("people of the two centres of a pair"),
        data=_("what they noted of their meetings"),
        why=_("so that both centres know what they agreed on"),
        ground=Ground.TASK,
        readers=_("the two centres, the secretariat"),
        kept=_("as long as the Network keeps its records"),
        then=Then.KEPT,
        why_kept=_("They are what two centres agreed on, and belong to both."),
        fields=("exchange.BuddyNote: text",),
    ),
)
NOTHING_PERSONAL = (
    "exchange.Service: name description note",
    "exchange.ServiceOffer: note languages link since",
)
