"""A declaration is opened, a signature recorded and withdrawn by two people; who hears of it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from common.refusals import Refused
from declarations import services
from declarations.models import DeclarationEvent
from declarations.tests.factories import (
    DAY,
    NOW,
    CommitmentFactory,
    DeclarationFactory,
    SignatureFactory,
    TextVersionFactory,
)
from members.tests.factories import (
    CentreFactory,
    CoChairTermFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
    two_people,
)
from outbox import kinds
from outbox.models import Mail
from proposals import services as proposals
from uploads.checking import CheckedUpload

pytestmark = pytest.mark.django_db


def letter():
    file = SimpleUploadedFile("letter.pdf", b"%PDF-1.7")
    return CheckedUpload(file, "letter.pdf", "application/pdf", 8, "a" * 64, False)


def declaration():
    return TextVersionFactory(public=True, is_authentic=True).declaration


SUBJECTS = {
    "open": declaration,
    "sign": SignatureFactory,
    "withdraw": lambda: SignatureFactory(signed=True, mailbox="trade@ministry.example"),
    "correct": lambda: SignatureFactory(signed=True, mailbox="trade@ministry.example"),
}
ACTS = {
    "open": lambda row, **people: services.open_for_signature(row, now=NOW, **people),
    "sign": lambda row, **people: services.sign(row, on=DAY, proof=letter(), now=NOW, **people),
    "withdraw": lambda row, **people: services.withdraw(
        row, on=NOW.date(), reason="Left.", now=NOW, **people
    ),
    "correct": lambda row, **people: services.correct(
        row, office="Minister of State", why="Misspelt.", now=NOW, **people
    ),
}


def propose(subject, act, *, by):
    details = {
        "open": {},
        "sign": {"on": DAY, "proof": letter()},
        "withdraw": {"on": NOW.date(), "reason": "Left."},
        "correct": {"office": "Minister of State", "why": "Misspelt."},
    }[act]
    facts = {"title": act, "reason": "As they wrote."}
    return proposals.propose(subject, f"declarations.{act}", details, **facts, by=by, now=NOW)


def refused(act, *arguments, **options):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **options)
    return str(refusal.value)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("is_superuser", [True, False])
def test_nobody_does_it_alone(act, is_superuser):
    person, subject = UserFactory(secretariat=True, is_superuser=is_superuser), SUBJECTS[act]()

    for second in (None, person):
        said = refused(ACTS[act], subject, by=person, released_by=second)
        assert said.startswith("Nobody decides alone")
    row = propose(subject, act, by=person)
    assert "You proposed this" in refused(proposals.release, row, by=person, now=NOW)


@pytest.mark.parametrize("act", ACTS)
def test_nobody_but_the_secretariat_proposes_it(act):
    delegate = RepresentativeFactory().user

    assert "The secretariat proposes" in refused(propose, SUBJECTS[act](), act, by=delegate)


@pytest.mark.parametrize(("country", "may"), [("DE", True), ("GR", False)])
def test_a_co_chair_of_another_country_releases_a_signature(country, may):
    centre = MembershipFactory(centre=CentreFactory(country=country)).centre
    chair = RepresentativeFactory(centre=centre).user
    CoChairTermFactory(centre=centre)
    row = propose(SignatureFactory(country="GR"), "sign", by=UserFactory(secretariat=True))

    if may:
        assert proposals.release(row, by=chair, now=NOW).status == "released"
    else:
        assert "your own country" in refused(proposals.release, row, by=chair, now=NOW)


def test_a_second_account_of_one_person_is_marked():
    one, other = (UserFactory(secretariat=True, name=name) for name in ("Ana Ruiz", "Ruiz Ana"))
    row = propose(declaration(), "open", by=one)

    assert proposals.release(row, by=other, now=NOW).looks_like_one_person


def test_what_was_changed_after_the_proposal_does_not_take_effect():
    one, other = two_people().values()
    opening, signing = declaration(), SignatureFactory()
    rows = propose(opening, "open", by=one), propose(signing, "sign", by=one)
    CommitmentFactory(declaration=opening)
    type(signing).objects.filter(pk=signing.pk).update(ministry="Another ministry")

    for row in rows:
        assert "It was changed since" in refused(proposals.release, row, by=other, now=NOW)


def test_a_proposal_lapses_once_the_step_is_not_possible_any_more():
    signature = SignatureFactory()
    row = propose(signature, "sign", by=UserFactory(secretariat=True))
    services.withdraw(signature, on=NOW.date(), reason="No.", now=NOW, **two_people())

    assert proposals.lapse(row, now=NOW).status == "lapsed"


@pytest.mark.parametrize(
    ("act", "members", "ministry"),
    [("open", 1, 0), ("sign", 1, 1), ("withdraw", 1, 1), ("correct", 1, 1)],
)
def test_members_and_the_ministry_are_told(act, members, ministry):
    RepresentativeFactory()
    subject = SUBJECTS[act]()
    if act == "sign":
        subject.mailbox = "trade@ministry.example"
        subject.save()

    ACTS[act](subject, **two_people())

    assert Mail.objects.exclude(user=None).count() == members
    assert Mail.objects.filter(to="trade@ministry.example").count() == ministry


def test_the_members_never_learn_of_an_invitation_that_was_withdrawn():
    RepresentativeFactory()

    ACTS["withdraw"](SignatureFactory(), **two_people())

    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "people", [{"by": "one"}, {"by": "one", "released_by": "one"}, {"released_by": "one"}]
)
@pytest.mark.parametrize("act", ["opened", "signed", "corrected", "withdrawn"])
def test_the_database_lets_nobody_do_it_alone(act, people):
    one, row = UserFactory(), DeclarationFactory()
    with (
        pytest.raises(IntegrityError, match="opened_and_signed_by_two_people"),
        transaction.atomic(),
    ):
        row.events.create(at=NOW, what="x", act=act, **dict.fromkeys(people, one))


def test_what_one_person_opened_or_signed_before_releases_is_marked_and_nothing_else():
    signature, one = SignatureFactory(), UserFactory()
    events = signature.declaration.events
    old = ["Opened for signature.", f"{signature}: Signed.", f"{signature}: Withdrawn."]
    for what in [*old, "Back to preparation.", f"{signature}: Announced."]:
        events.create(at=NOW, by=one, what=what)
    ACTS["open"](declaration(), **two_people())
    ACTS["sign"](SignatureFactory(), **two_people())

    import_module("declarations.migrations.0006_before_releases").mark(apps, None)

    marked = DeclarationEvent.objects.filter(is_before_releases=True)
    assert [event.what for event in marked] == old
    assert {event.by for event in marked} == {one}


def test_the_database_marks_no_act_of_two_people_as_from_before():
    row = DeclarationFactory()
    with (
        pytest.raises(IntegrityError, match="before_releases_is_none_of_two"),
        transaction.atomic(),
    ):
        row.events.create(at=NOW, what="x", act="opened", is_before_releases=True, **two_people())


def test_a_letter_says_what_was_corrected():
    RepresentativeFactory()
    services.correct(
        SUBJECTS["correct"](), ministry="Ministry of Art", why="Misspelt.", now=NOW, **two_people()
    )

    letters = [kinds.compose(mail, NOW) for mail in Mail.objects.all()]

    assert len(letters) == 2
    for letter in letters:
        assert letter.subject.startswith("Corrected: Ministry of Art under")
        assert ": ministry." in letter.text


def test_a_correction_that_makes_two_of_one_is_refused():
    one = SignatureFactory(announced=True, ministry="Ministry of Art")
    other = SignatureFactory(
        announced=True, declaration=one.declaration, ministry="Ministry of Arts"
    )

    said = refused(
        services.correct, other, ministry="Ministry of Art", why="s", now=NOW, **two_people()
    )

    assert said


def test_what_was_corrected_meanwhile_is_not_corrected_over():
    one, other = two_people().values()
    signature = SUBJECTS["correct"]()
    row = propose(signature, "correct", by=one)
    services.correct(signature, office="Secretary", why="So.", now=NOW, by=one, released_by=other)

    assert "It was changed since" in refused(proposals.release, row, by=other, now=NOW)
