"""What a paper or meeting is found by, made anew in the transaction that changes it.

The public finds what is public: the newest published version of a published paper, the title of
a withdrawn one, a public meeting with who organises it and the minutes that are for everybody.
Members also find meetings that are not public yet, who chairs and speaks, and the minutes that are
for members. Drafts are found by nobody.
"""

from collections.abc import Callable
from operator import attrgetter

from django.db import transaction

from knowledge_exchange.discovery import passages
from knowledge_exchange.discovery.enums import Audience
from knowledge_exchange.discovery.models import SearchEntry
from knowledge_exchange.meetings.models import Meeting, Minutes, Partner
from knowledge_exchange.papers.enums import TextOfRecord
from knowledge_exchange.papers.models import Paper, PaperVersion
from members.models import Centre
from uploads import pdf_text
from uploads.room import FileGoneError

COMPARED = ("audience", "title", "text", "title_words", "lead_words", "search_text", "day")


@transaction.atomic
def index_paper(paper: Paper) -> int:
    """The paper's row should be locked; return how many entries there are."""
    if paper.published_at is None:
        return _replace([], paper=paper)
    lead = body = ""
    if not paper.is_withdrawn:
        lead = "\n".join((paper.authors, paper.keywords, paper.abstract))
        version = paper.versions.published().only("paper", "html", "pdf_text").first()
        if version is not None:
            body = passages.of_html(version.html) or version.pdf_text
    entry = _entry(Audience.EVERYBODY, paper.title, paper.announced, lead, body, paper=paper)
    return _replace([entry], paper=paper)


@transaction.atomic
def index_meeting(meeting: Meeting) -> int:
    """The meeting's row should be locked; return how many entries there are."""
    minutes = Minutes.objects.filter(meeting=meeting, shared_at__isnull=False).first()
    inside = _meeting_text(meeting, minutes, for_members=True)
    public_minutes = minutes if minutes and minutes.is_public else None
    public = _meeting_text(meeting, public_minutes, for_members=False)
    if not meeting.is_public:
        texts = {Audience.MEMBERS: inside}
    elif inside == public:
        texts = {Audience.EVERYBODY: public}
    else:
        texts = {Audience.PUBLIC: public, Audience.MEMBERS: inside}
    entries = [
        _entry(audience, meeting.title, meeting.held, *text, meeting=meeting)
        for audience, text in texts.items()
    ]
    return _replace(entries, meeting=meeting)


def _meeting_text(
    meeting: Meeting, minutes: Minutes | None, *, for_members: bool
) -> tuple[str, str]:
    """Lead and body, with what these minutes say. Who chairs and speaks is for members only."""
    chairing = [meeting.chairing_centre] if meeting.chairing_centre else []
    organisers: list[Centre | Partner] = [
        *meeting.organising_centres.all(),
        *meeting.partners.all(),
        *chairing,
    ]
    names = dict.fromkeys(organiser.name for organiser in organisers)
    lead = (meeting.summary, meeting.place, *names, meeting.chair if for_members else "")
    body = [
        "\n".join((item.title, item.speaker if for_members else "", item.summary))
        for item in meeting.agenda.order_by("position")
    ]
    if minutes:
        body += [minutes.text, *(decision.text for decision in meeting.decisions.all())]
    return "\n".join(lead), "\n".join(body)


def _entry(
    audience: Audience,
    title: str,
    day: str,
    lead: str,
    body: str,
    *,
    paper: Paper | None = None,
    meeting: Meeting | None = None,
) -> SearchEntry:
    lines = passages.split(f"{lead}\n{body}")
    title_words = passages.compared(title)
    words = [passages.compared(line) for line in lines]
    return SearchEntry(
        paper=paper,
        meeting=meeting,
        audience=audience,
        title=title,
        text="\n".join(lines),
        title_words=title_words,
        lead_words=passages.compared(f"{title} {lead}"),
        search_text=passages.joined([*words, title_words]),
        day=day,
    )


def _replace(entries: list[SearchEntry], **owner: Paper | Meeting) -> int:
    """What is the same stays as it is: to index everything again costs little."""
    present = SearchEntry.objects.filter(**owner)
    if sorted(present.values_list(*COMPARED)) != sorted(map(attrgetter(*COMPARED), entries)):
        present.delete()
        SearchEntry.objects.bulk_create(entries)
    return len(entries)


def rebuild(report: Callable[[int, str], object]) -> None:
    """Index everything again, one thing at a time; `report(count, plural)` says what was done.

    Uploaded PDFs that came before the search read any are read first.
    """
    unread = PaperVersion.objects.filter(text_of_record=TextOfRecord.UPLOADED, pdf_text="")
    for version in unread.without_texts():
        try:
            with version.pdf.open("rb") as file:
                text = pdf_text.text_of(file)
        except FileGoneError:  # which the log says
            continue
        PaperVersion.objects.filter(pk=version.pk, pdf=version.pdf.name).update(pdf_text=text)
    indexers: tuple[tuple[type[Paper | Meeting], Callable[..., int]], ...] = (
        (Paper, index_paper),
        (Meeting, index_meeting),
    )
    for model, index in indexers:
        count = 0
        for key in model.objects.order_by("pk").values_list("pk", flat=True):
            with transaction.atomic():
                count += index(model.objects.select_for_update().get(pk=key))
        report(count, str(model._meta.verbose_name_plural))
