"""What is among the secretariat reaches nobody else, by any page, download or feed.

Secrets are planted wherever the secretariat writes; then everything that can be reached by
following links is read as the applicant, the public, a delegate and an observer. That the
secretariat itself finds each secret shows that the crawl can fail.
"""

import io
import re
import zipfile
from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone
from weasyprint import HTML

from api.tests.reading import addresses, carry_token
from members.applications.services import case_notes, conflicts, decisions, review
from members.applications.services.moves import note
from members.applications.services.notifications import Wording
from members.applications.tests.test_applicant_pages import open_by_link
from members.enums import Criterion, Outcome, Verdict, Visibility
from members.tests.factories import ApplicationFactory, UserFactory
from members.tests.reading import words_of
from outbox import services as outbox
from outbox.models import Mail
from voting.tests.factories import make_delegates, make_observer, open_motion

pytestmark = pytest.mark.django_db

LINK = re.compile(r"""(?:href|src|action)=["'](/[^"'#]*)["']|https?://testserver(/[^\s"'<#]*)""")
LEFT_ALONE = ("/static/", "/accounts/logout/", "/accounts/login/", "/admin/logout/")
PAGES_AT_MOST = 400
IN_EVERY_STAGE = {
    "a note": "Zqnote1",
    "the note of an internal finding": "Zqfinding2",
    "why somebody has a conflict of interest": "Zqconflict3",
    "why a conflict was overridden": "Zqoverride4",
    "why a draft was discarded": "Zqdiscard5",
    "the reasons of a discarded draft": "Zqreasons6",
    "the mail of a discarded draft": "Zqmail7",
    "why something happened that the applicant does not read of": "Zqinternal8",
    "why something happened that the applicant reads of": "Zqwhy9",
    "why no mail went out": "Zqnomail10",
}
WHILE_A_DRAFT_WAITS = {
    **IN_EVERY_STAGE,
    "the reasons of a draft": "Zqreasons11",
    "the mail of a draft": "Zqmail12",
}
SPOKEN = "Zqspoken99"  # stands where everybody may read it


@pytest.fixture
def people(db):
    first, second = UserFactory(secretariat=True), UserFactory(secretariat=True)
    delegate, _other = make_delegates(2)
    return {
        "secretariat": first,
        "colleague": second,
        "delegate": delegate.user,
        "observer": make_observer(delegate).user,
    }


def draft(case, people, *, reasons, mail):
    return decisions.draft(
        case,
        Outcome.INELIGIBLE,
        reasons=f"Because {reasons}.",
        wording=Wording(written=f"About your application\n\nBecause {mail}."),
        by=people["secretariat"],
        now=timezone.now(),
    )


def find(case, criterion, verdict, text, visibility, people):
    review.record_finding(
        case,
        criterion,
        verdict=verdict,
        note_text=text,
        visibility=visibility,
        by=people["secretariat"],
        now=timezone.now(),
    )


@pytest.fixture
def case(people):
    """A case under review in which the secretariat has written everywhere it can."""
    secret, how = IN_EVERY_STAGE, {"by": people["secretariat"], "now": timezone.now()}
    case = ApplicationFactory(under_review=True)
    for criterion in Criterion:
        find(case, criterion, Verdict.NOT_MET, SPOKEN, Visibility.MEMBERS, people)
    hidden = secret["the note of an internal finding"]
    find(case, "resources", Verdict.UNCLEAR, hidden, Visibility.INTERNAL, people)
    case_notes.add(case, secret["a note"], **how)
    reason = secret["why somebody has a conflict of interest"]
    conflict = conflicts.declare(case, reason=reason, by=people["colleague"], now=how["now"])
    conflicts.override(conflict, reason=secret["why a conflict was overridden"], **how)
    reasons, mail = (secret[f"the {part} of a discarded draft"] for part in ("reasons", "mail"))
    decisions.discard(
        draft(case, people, reasons=reasons, mail=mail),
        why=secret["why a draft was discarded"],
        **how,
    )
    for_applicant = {
        "why something happened that the applicant does not read of": False,
        "why something happened that the applicant reads of": True,
        "why no mail went out": False,
    }
    for place, shown in for_applicant.items():
        note(case, what="Something", why=secret[place], for_applicant=shown, **how)
    return case


def drafted(case, people):
    reasons, mail = (WHILE_A_DRAFT_WAITS[f"the {part} of a draft"] for part in ("reasons", "mail"))
    draft(case, people, reasons=reasons, mail=mail)


def declined(case, people):
    decision = draft(case, people, reasons=SPOKEN, mail=SPOKEN)
    decisions.release(decision, by=people["colleague"], now=timezone.now())


def in_vote(case, people):
    decision = decisions.draft(
        case,
        Outcome.ELIGIBLE,
        exception="The law changes in June.",
        by=people["secretariat"],
        now=timezone.now(),
    )
    decisions.release(decision, by=people["colleague"], now=timezone.now())
    case.refresh_from_db()
    open_motion(application=case, now=timezone.now(), by=people["secretariat"])


STAGES = {
    "drafted": (drafted, WHILE_A_DRAFT_WAITS),
    "declined": (declined, IN_EVERY_STAGE),
    "in vote": (in_vote, IN_EVERY_STAGE),
}


def enter(client, role, case, people):
    """Come in as somebody of that role, and say where there may be something to find."""
    if role == "applicant":
        open_by_link(client, case)
        return [case.get_absolute_url()]
    if role == "secretariat":
        client.force_login(people[role])
        return [reverse("admin:members_application_change", args=[case.pk])]
    if role != "public":
        client.force_login(people[role])
        carry_token(client, people[role])
    return [reverse("voting:motions"), case.get_absolute_url()]


def crawl(client, waiting, *, below="/"):
    """All that can be reached by links, read whatever its form: {address: words}."""
    seen = {}
    while waiting and len(seen) < PAGES_AT_MOST:
        path = waiting.pop()
        if path in seen or path.startswith(LEFT_ALONE) or not path.startswith(below):
            continue
        response = client.get(path)
        content = b"".join(response) if response.streaming else response.content
        seen[path] = words_of(content) + response.get("Location", "")
        found = LINK.findall(seen[path]) + LINK.findall(response.get("Location", ""))
        waiting += [(one or other).replace("&amp;", "&") for one, other in found]
    assert len(seen) < PAGES_AT_MOST, "more pages than are read: nothing is proved"
    return seen


def leaks(seen, secrets):
    return [
        (place, path)
        for path, words in seen.items()
        for place, secret in secrets.items()
        if secret in words
    ]


ROLES = ["applicant", "public", "delegate", "observer"]
QUICK = {("applicant", "declined"), ("delegate", "in vote")}  # the others: in the long proofs


def crawls(pairs):
    return [
        pytest.param(*pair, marks=[] if pair in QUICK else [pytest.mark.slow]) for pair in pairs
    ]


@pytest.mark.parametrize("role, stage", crawls(product(ROLES, STAGES)))
def test_nothing_internal_is_found_by_anybody_else(client, case, people, role, stage):
    walk_on, secrets = STAGES[stage]
    walk_on(case, people)

    starts = enter(client, role, case, people)
    seen = crawl(client, ["/", "/join/", "/health/", *addresses(), *starts])

    assert len(seen) > 10
    assert leaks(seen, secrets) == []


@pytest.mark.parametrize("stage", STAGES)
def test_the_secretariat_finds_all_of_it(client, case, people, stage):
    walk_on, secrets = STAGES[stage]
    walk_on(case, people)
    mails = [
        reverse("admin:outbox_mail_change", args=[mail.pk]) for mail in Mail.objects.about(case)
    ]

    starts = enter(client, "secretariat", case, people)
    seen = crawl(client, [*starts, *mails], below=(*starts, *mails))

    unsent = {"the mail of a discarded draft"}  # nobody reads a letter that is never written
    assert {place for place, _path in leaks(seen, secrets)} >= set(secrets) - unsent


@pytest.mark.parametrize(
    "role, stage",
    [
        ("applicant", "declined"),
        pytest.param("delegate", "in vote", marks=pytest.mark.slow),
    ],
)
def test_what_is_meant_for_others_is_found_by_the_same_crawl(client, case, people, role, stage):
    STAGES[stage][0](case, people)

    seen = crawl(client, enter(client, role, case, people))

    assert leaks(seen, {"a shared note": SPOKEN})


@pytest.mark.parametrize("stage", STAGES)
def test_no_mail_to_anybody_outside_holds_a_secret(case, people, stage, mailoutbox):
    walk_on, secrets = STAGES[stage]
    walk_on(case, people)

    later = timezone.now() + timedelta(hours=1)
    outbox.deliver_due(lambda: later)

    written = {f"{mail.to}": f"{mail.subject}{mail.body}{mail.alternatives}" for mail in mailoutbox}
    assert (stage == "drafted") or written
    assert leaks(written, secrets) == []


def test_the_crawl_reads_archives_and_pdfs():
    pdf = HTML(string="<p>Because of Zqnote1, office</p>").write_pdf()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("dossier.pdf", pdf)
        archive.writestr("facts.json", '{"why": "Zqwhy9"}')

    words = words_of(packed.getvalue())

    assert "Because of Zqnote1" in words
    assert "Zqwhy9" in words
