"""The lines of the schedule of personal data for meetings, papers and who hears of them."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from common.accounts import User
from common.personal_data import Ground, Line, Purge, Then, both, marker
from knowledge_exchange.discovery.models import Subscription
from knowledge_exchange.discovery.services import subscribing
from knowledge_exchange.meetings.services import guests, practical


def forget_subscription(user: User, day: date) -> None:
    for subscription in Subscription.objects.filter(email=user.email):
        subscribing.end(subscription)


LINES = (
    Line(
        name="knowledge_exchange.unconfirmed",
        label=_("Subscriptions that nobody confirmed"),
        people=_("whoever owns an address that somebody typed"),
        data=_("email address, themes"),
        why=_("so that the address can be confirmed"),
        ground=Ground.CONSENT,
        readers=_("the secretariat"),
        kept=_("7 days"),
        then=Then.ERASED,
        fields=(),
        purge=Purge(subscribing.unconfirmed_too_long, "asked_at", subscribing.forget_unconfirmed),
    ),
    Line(
        name="knowledge_exchange.subscriptions",
        label=_("Subscriptions to new papers"),
        people=_("subscribers"),
        data=_("email address, themes"),
        why=_("so that they hear of new papers"),
        ground=Ground.CONSENT,
        readers=_("the secretariat"),
        kept=_("until the subscriber ends it, by the link in each letter"),
        then=Then.ERASED,
        fields=("knowledge_exchange.Subscription: email",),
        goes=_("your subscription"),
        on_request=forget_subscription,
    ),
    Line(
        name="knowledge_exchange.authors",
        label=_("Authors of papers"),
        people=_("authors"),
        data=_("name, affiliation, ORCID"),
        why=_("so that a paper can be cited and its authors are named"),
        ground=Ground.TASK,
        readers=_("everybody"),
        kept=_("as long as the paper is published"),
        then=Then.KEPT,
        why_kept=_("Whoever has published a paper is its author: libraries cite it."),
        fields=(
            "knowledge_exchange.Author: family_name given_names affiliation orcid",
            "knowledge_exchange.Paper: authors",
            "knowledge_exchange.PaperVersion: said",
        ),
    ),
    Line(
        name="knowledge_exchange.writing",
        label=_("Comments on papers, and who wrote what"),
        people=_("people who speak for a centre, the secretariat"),
        data=_("comments, objections and positions of a centre; who saved which text when"),
        why=_("so that papers are written together, and that it was so can be shown"),
        ground=Ground.TASK,
        readers=_("everybody who speaks for a centre, the secretariat"),
        kept=_("as long as the paper stands"),
        then=Then.KEPT,
        why_kept=_(
            "Objections and positions are the centre's and belong to how a paper was cleared. On "
            "request the comments of a person are erased."
        ),
        fields=(
            "knowledge_exchange.Comment: text resolution",
            "knowledge_exchange.Objection: reasons",
            "knowledge_exchange.Position: text",
            "knowledge_exchange.Clearance: note",
            "knowledge_exchange.SilenceProcedure: why",
            "knowledge_exchange.PaperEvent: what",
        ),
        goes=_("what you wrote in comments"),
        on_request=both(
            marker("knowledge_exchange.Comment", "text", "by"),
            marker("knowledge_exchange.Comment", "resolution", "resolved_by"),
        ),
    ),
    Line(
        name="knowledge_exchange.meetings",
        label=_("Meetings"),
        people=_("people who are invited, speak or chair"),
        data=_("who was invited, answered and came; speakers, chair, minutes, actions"),
        why=_("so that meetings can be held and what was agreed on is known"),
        ground=Ground.TASK,
        readers=_(
            "agenda: everybody; attendance and minutes: everybody who speaks for a centre and the "
            "secretariat"
        ),
        kept=_("as long as the Network keeps its records"),
        then=Then.KEPT,
        why_kept=_("Minutes and agendas are the Network's record of what it did."),
        fields=(
            "knowledge_exchange.Meeting: chair cancellation_reasons link",
            "knowledge_exchange.AgendaItem: speaker summary",
            "knowledge_exchange.MaterialVersion: file name",
            "knowledge_exchange.Minutes: text",
            "knowledge_exchange.Decision: text",
            "knowledge_exchange.Action: what outcome",
        ),
    ),
    Line(
        name="knowledge_exchange.guests",
        label=_("Guests of meetings"),
        people=_("guests, observers and speakers without an account"),
        data=_("name, organisation, what they came as, whether they were there"),
        why=_("so that whoever prepares a meeting knows who comes, and it is noted who was there"),
        ground=Ground.TASK,
        readers=_("everybody who speaks for a centre, the secretariat"),
        kept=_("2 years after the meeting"),
        then=Then.ANONYMISED,
        why_kept=_(
            "That there was a guest, as what, and whether they came, belongs to the meeting."
        ),
        fields=("knowledge_exchange.Guest: name organisation",),
        purge=Purge(guests.outlived, "added_at", guests.forget),
    ),
    Line(
        name="knowledge_exchange.practical",
        label=_("What is to be prepared for people at a meeting"),
        people=_("people who come to a meeting"),
        data=_("what they answered to practical questions, such as a diet or access needs"),
        why=_("so that a meeting can be prepared for those who come"),
        ground=Ground.CONSENT,
        readers=_("the secretariat"),
        kept=_("14 days after the meeting"),
        then=Then.ERASED,
        fields=("knowledge_exchange.PracticalAnswer: text",),
        purge=Purge(practical.outlived_answers, "over_at", practical.forget_answers),
        goes=_("your answers to practical questions"),
        on_request=practical.forget_answers_of,
    ),
    Line(
        name="knowledge_exchange.needs_of_guests",
        label=_("What is to be prepared for guests of a meeting"),
        people=_("guests without an account"),
        data=_("such as a diet or access needs"),
        why=_("so that a meeting can be prepared for those who come"),
        ground=Ground.CONSENT,
        readers=_("the secretariat"),
        kept=_("14 days after the meeting"),
        then=Then.ERASED,
        fields=("knowledge_exchange.Guest: practical",),
        purge=Purge(practical.outlived_needs, "added_at", practical.forget_needs),
    ),
)
NOTHING_PERSONAL = (
    "knowledge_exchange.Partner: name website",
    "knowledge_exchange.Series: name slug description",
    "knowledge_exchange.Meeting: title summary held time_zone place",
    "knowledge_exchange.AgendaItem: title",
    "knowledge_exchange.PracticalQuestion: text",
    "knowledge_exchange.Material: title",
    "knowledge_exchange.MaterialVersion: content_type sha256",
    "knowledge_exchange.Theme: name slug",
    "knowledge_exchange.Paper: slug title abstract keywords doi announced withdrawal_reasons"
    " why_not_stated",
    "knowledge_exchange.PaperVersion: body what_changed html contents pdf pdf_text pdf_why",
    "knowledge_exchange.Revision: body window",
    "knowledge_exchange.SilenceProcedure: text_sha256",
    "knowledge_exchange.Comment: passage",
    "knowledge_exchange.Figure: name description file content_type",
    "knowledge_exchange.SearchEntry: title text title_words lead_words search_text day",
    "knowledge_exchange.CountedBatch: token",
)
