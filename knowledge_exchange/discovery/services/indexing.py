"""What a paper or meeting is found by, made anew in the transaction that changes it.

The public finds what is public: the newest published version of a published paper, the title of
a withdrawn one, a public meeting with who organises it and the minutes that are for everybody.
Members also find meetings that are not public yet, who chairs and speaks, and the minutes that are
for members. Drafts are found by nobody.
"""

from operator import attrgetter

from django.db import transaction

from knowledge_exchange.discovery import passages
from knowledge_exchange.discovery.models import SearchEntry
from knowledge_exchange.enums import Audience, TextOfRecord
from knowledge_exchange.meetings.models import Meeting, Minutes
from knowledge_exchange.papers.models import Paper, PaperVersion
from uploads import pdf_text


@transaction.atomic
def index_paper(paper):
    """The paper's row should be locked; return how many entries there are."""
    if paper.published_at is None:
        entries = []
    elif paper.is_withdrawn:
        entries = [_entry(Audience.EVERYBODY, paper.title, paper.announced, paper=paper)]
    else:
        entries = [_paper_entry(paper)]
    return _replace(entries, paper=paper)


def _paper_entry(paper):
    version = paper.versions.published().only("paper", "html", "pdf_text").first()
    lead = "\n".join((paper.authors, paper.keywords, paper.abstract))
    body = (passages.of_html(version.html) or version.pdf_text) if version else ""
    return _entry(Audience.EVERYBODY, paper.title, paper.announced, lead, body, paper=paper)


@transaction.atomic
def index_meeting(meeting):
    """The meeting's row should be locked; return how many entries there are."""
    minutes = Minutes.objects.filter(meeting=meeting, shared_at__isnull=False).first()
    agenda = list(meeting.agenda.order_by("position"))
    spoken = [_item(item, item.speaker) for item in agenda]
    inside = _meeting_text(meeting, spoken, minutes, chair=meeting.chair)
    told = minutes if minutes and minutes.is_public else None
    public = _meeting_text(meeting, map(_item, agenda), told)
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


@transaction.atomic
def index_meetings_of(partner):
    """It has another name now."""
    for meeting in Meeting.objects.select_for_update().filter(partners=partner):
        index_meeting(meeting)


def _item(item, speaker=""):
    """Who speaks is shown to members only."""
    return "\n".join((item.title, speaker, item.summary))


def _meeting_text(meeting, agenda, minutes, chair=""):
    """Lead and body, with what these minutes tell."""
    told = [minutes.text, *(row.text for row in meeting.decisions.all())] if minutes else []
    lead = (meeting.summary, meeting.place, *_organisers(meeting), chair)
    return "\n".join(lead), "\n".join((*agenda, *told))


def _organisers(meeting):
    """As its page names them."""
    chairing = [meeting.chairing_centre] if meeting.chairing_centre else []
    of_them = [*meeting.organising_centres.all(), *meeting.partners.all(), *chairing]
    return dict.fromkeys(organiser.name for organiser in of_them)


def _entry(audience, title, day, lead="", body="", **of):
    lines = passages.split(f"{lead}\n{body}")
    words = [passages.compared(line) for line in lines]
    own = passages.compared(title)
    return SearchEntry(
        audience=audience,
        title=title,
        text="\n".join(lines),
        title_words=own,
        lead_words=passages.compared(f"{title} {lead}"),
        search_text=passages.joined([*words, own]),
        day=day,
        **of,
    )


SAID = ("audience", "title", "text", "title_words", "lead_words", "search_text", "day")


def _replace(entries, **of):
    """What is the same stays as it is: to index everything again costs little."""
    present = SearchEntry.objects.filter(**of)
    if sorted(present.values_list(*SAID)) != sorted(map(attrgetter(*SAID), entries)):
        present.delete()
        SearchEntry.objects.bulk_create(entries)
    return len(entries)


def rebuild(report):
    """Index everything again, one thing at a time; `report(count, things)` says what was done."""
    read_what_was_not()
    for index, things in ((index_paper, Paper), (index_meeting, Meeting)):
        count = sum(_again(index, things, key) for key in _keys(things))
        report(count, things._meta.verbose_name_plural)


def read_what_was_not():
    """Uploaded PDFs whose words are not known: they came before the search read any."""
    uploaded = PaperVersion.objects.filter(text_of_record=TextOfRecord.UPLOADED, pdf_text="")
    for version in uploaded.without_texts():
        with version.pdf.open("rb") as file:
            words = pdf_text.text_of(file)
        PaperVersion.objects.filter(pk=version.pk, pdf=version.pdf.name).update(pdf_text=words)


def _keys(things):
    return things.objects.order_by("pk").values_list("pk", flat=True)


@transaction.atomic
def _again(index, things, key):
    return index(things.objects.select_for_update().get(pk=key))
