"""A Network is founded by one proposal, which two delegates of different centres agree to."""

from datetime import date

import pytest
from django.urls import reverse

from common.refusals import Refused
from common.tests.step_pages import fields, press, text
from members.models import (
    Centre,
    CoChairTerm,
    Founding,
    FoundingCentre,
    FoundingPerson,
    Membership,
    MembershipEvent,
    Representative,
    User,
)
from members.register import founded as state
from members.register.acting import acting_for
from members.register.importing import planning, spreadsheet_reader
from members.register.services import founding, importing, memberships
from members.register.tests.sheets import csv_of
from members.tests.factories import NOW, CentreFactory, OrganisationFactory, UserFactory
from members.tests.signing_in import sign_in_again
from outbox.kinds import compose
from outbox.models import Mail
from tests.waiting import found

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
PEOPLE = {  # who is invited to speak for which centre
    "ada": ("nl", "delegate"),
    "bea": ("se", "delegate"),
    "cid": ("nl", "alternate"),
    "dan": ("gr", "delegate"),
}


@pytest.fixture(autouse=True)
def nothing_yet(monkeypatch, founded):
    """Nobody is in the Network, and the rules are another app's part."""
    monkeypatch.setitem(state._kept, "is_founded", False)
    monkeypatch.setattr(founding, "_parts", [])


@pytest.fixture
def office():
    """One superuser, as `createsuperuser` makes it."""
    return UserFactory(is_staff=True, is_superuser=True, name="Office")


@pytest.fixture
def prepared(office):
    row = founding.begin(by=office, now=NOW)
    for slug, country in (("nl", "NL"), ("se", "SE"), ("gr", "GR")):
        centre = CentreFactory(slug=slug, name=f"Centre {slug}", country=country)
        centre.hosts.add(OrganisationFactory(country=country))
        leads = {"term": "2026–2027", "leads_from": "2026-11"} if slug == "nl" else {}
        row.centres.create(centre=centre, effective="2026-10", **leads)
    for name, (slug, role) in PEOPLE.items():
        centre = Centre.objects.get(slug=slug)
        row.people.create(centre=centre, role=role, name=name.title(), email=f"{name}@example.org")
    return row


@pytest.fixture
def proposed(prepared, office):
    return founding.propose(prepared, by=office, now=NOW)


def user(name):
    return User.objects.get(email=f"{name}@example.org")


def agree(row, name, *, seen=None):
    return founding.agree(row, seen=seen or row.sha256, by=user(name), now=NOW)


def test_before_it_is_founded_nobody_acts_and_nothing_is_in_the_network(proposed):
    agree(proposed, "ada")

    assert state.is_being_founded()
    assert not Membership.objects.exists()
    assert not Representative.objects.exists()
    assert not CoChairTerm.objects.exists()
    assert acting_for(user("ada"), on=TODAY) is None


def test_two_delegates_of_different_centres_found_it_as_a_whole(proposed, office, settings):
    agree(proposed, "ada")
    row = agree(proposed, "bea")

    assert row.founded_at == NOW
    assert state.is_founded()
    assert Membership.objects.in_the_network().count() == 3
    assert set(MembershipEvent.objects.values_list("basis", "by", "released_by")) == {
        ("founding", office.pk, None)
    }
    acting = Representative.objects.acting(TODAY)
    assert {(one.user.email.split("@")[0], one.role) for one in acting} == {
        (name, role) for name, (_slug, role) in PEOPLE.items()
    }
    term = CoChairTerm.objects.get()
    assert (term.centre.slug, term.basis, term.term) == ("nl", "founding", "2026–2027")
    told = Mail.objects.filter(kind="members.founded")
    assert {mail.to for mail in told} == {
        *(f"{name}@example.org" for name in PEOPLE),
        settings.CONTACT_EMAIL,
    }
    assert "Ada of Centre nl agreed" in compose(told.first(), NOW).text
    assert not FoundingPerson.objects.exclude(email="").exists()  # the sign-in has it


def test_everybody_who_is_named_is_invited_with_a_link_to_choose_a_password(proposed):
    asked = Mail.objects.filter(kind="members.founding_asked")

    assert {mail.to for mail in asked} == {f"{name}@example.org" for name in PEOPLE}
    letters = {mail.to: compose(mail, NOW) for mail in asked}
    assert "agree if it is right" in letters["ada@example.org"].text
    assert "agree if it is right" not in letters["cid@example.org"].text
    assert all("/accounts/password/" in letter.text for letter in letters.values())
    assert all(letter.secrets for letter in letters.values())


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("office", "invited as delegates"),
        ("another of the office", "invited as delegates"),
        ("stranger", "invited as delegates"),
        ("cid", "invited as delegates"),  # an alternate
        ("ada", "Your centre has agreed"),  # the same person twice
        ("locked", "invited as delegates"),
    ],
)
def test_nobody_else_is_the_second_one(proposed, office, who, why):
    agree(proposed, "ada")
    by = {
        "office": lambda: office,
        "another of the office": lambda: UserFactory(secretariat=True),
        "stranger": UserFactory,
        "locked": lambda: user("bea"),
    }.get(who, lambda: user(who))()
    if who == "locked":
        User.objects.filter(pk=by.pk).update(is_active=False)
        by.refresh_from_db()

    with pytest.raises(Refused, match=why):
        founding.agree(proposed, seen=proposed.sha256, by=by, now=NOW)
    assert not Membership.objects.exists()


def test_two_accounts_of_one_person_are_recorded(proposed):
    User.objects.filter(email="bea@example.org").update(name="ADA")
    agree(proposed, "ada")

    assert agree(proposed, "bea").looks_like_one_person


def test_what_was_changed_since_is_not_agreed_to(proposed):
    Centre.objects.filter(slug="gr").update(name="Another centre")

    with pytest.raises(Refused, match="proposed anew"):
        agree(proposed, "ada")


def test_what_another_page_showed_is_not_agreed_to(proposed):
    with pytest.raises(Refused, match="proposed anew"):
        agree(proposed, "ada", seen="0" * 64)


def test_who_agreed_to_an_earlier_text_agrees_again(proposed, office):
    agree(proposed, "ada")
    with pytest.raises(Refused, match="waits for two delegates"):
        founding.propose(proposed, by=office, now=NOW)
    row = founding.take_back(proposed, by=office, now=NOW)
    row.note = "By the assembly in Utrecht."
    row.save()
    row = founding.propose(row, by=office, now=NOW)

    row = agree(row, "bea")

    assert row.founded_at is None
    assert agree(row, "ada").founded_at == NOW


@pytest.mark.parametrize(
    ("missing", "why"),
    [
        (lambda: FoundingPerson.objects.exclude(name="Ada").delete(), "need a delegate"),
        (lambda: FoundingCentre.objects.update(term="", leads_from=""), "without a co-chair"),
        (lambda: FoundingCentre.objects.filter(centre__slug="gr").delete(), "not among"),
        (
            lambda: founding._parts.append(
                founding.Part(list, str, lambda: "No rules are in force.")
            ),
            "No rules",
        ),
    ],
)
def test_what_is_missing_is_said_before_anybody_is_invited(prepared, office, missing, why):
    missing()

    with pytest.raises(Refused, match=why):
        founding.propose(prepared, by=office, now=NOW)
    assert not Mail.objects.exists()


def test_what_could_not_take_effect_is_refused_at_once(prepared, office):
    prepared.centres.filter(centre__slug="se").update(effective="2999")

    with pytest.raises(Refused):
        founding.propose(prepared, by=office, now=NOW)


def test_the_secretariat_founds_nothing_by_naming_itself(prepared, office):
    prepared.people.filter(name="Ada").update(email=office.email)

    with pytest.raises(Refused, match="never acts for a centre"):
        founding.propose(prepared, by=office, now=NOW)


def test_no_other_door_enters_the_first_membership(office):
    two = {"by": office, "released_by": UserFactory(secretariat=True), "now": NOW}

    with pytest.raises(Refused, match="being founded"):
        memberships.enter(CentreFactory(), membership_class="member", reason="x", **two)


# --- A file -----------------------------------------------------------------------------


def shown(office, *rows):
    table = csv_of(*rows, headings=["name", "country", "class", "status", "effective"])
    run = importing.show(spreadsheet_reader.read(table), by=office, now=NOW)
    return run, planning.plan(run.rows, on=TODAY).fingerprint


def test_a_file_becomes_part_of_the_founding_and_enters_no_membership(office):
    run, seen = shown(office, ["First", "NL", "member", "active", "2026"])
    with pytest.raises(Refused, match="keep the file"):
        importing.propose(run, seen=seen, reason="x", by=office, now=NOW)

    row = founding.keep_import(run, seen=seen, by=office, now=NOW)

    line = row.centres.get()
    assert (line.centre.name, line.membership_class, line.effective) == ("First", "member", "2026")
    assert not Membership.objects.exists()
    run.refresh_from_db()
    assert run.status == "applied"


def test_a_file_with_members_that_have_left_founds_nothing(office):
    run, seen = shown(office, ["First", "NL", "member", "suspended", "2026"])

    with pytest.raises(Refused, match="founded by active members"):
        founding.keep_import(run, seen=seen, by=office, now=NOW)
    assert not Centre.objects.exists()


def test_once_it_is_founded_a_file_takes_two_people_again(proposed, office):
    agree(proposed, "ada")
    agree(proposed, "bea")
    run, seen = shown(office, ["First", "NO", "member", "active", "2026"])

    with pytest.raises(Refused, match="is founded"):
        founding.keep_import(run, seen=seen, by=office, now=NOW)


# --- Pages ------------------------------------------------------------------------------

BEING_FOUNDED = "This Network is being founded."


@pytest.mark.parametrize("name", ["home", "members:directory", "governance"])
def test_public_pages_say_that_the_network_is_being_founded_until_it_is(client, proposed, name):
    assert BEING_FOUNDED in text(client.get(reverse(name)))

    agree(proposed, "ada")
    agree(proposed, "bea")

    assert BEING_FOUNDED not in text(client.get(reverse(name)))


def test_a_delegate_reads_it_under_tasks_and_agrees_after_signing_in_again(client, proposed):
    ada = user("ada")
    ada.set_password("a-long-password")
    ada.save()
    client.force_login(ada)
    page = reverse("members:founding")
    assert page in text(client.get(reverse("tasks")))
    shown = text(client.get(page))
    for words in ("Centre nl", "co-chair, 2026–2027", "Delegate: Bea", "Agree to the founding"):
        assert words in shown
    typed = {"seen": proposed.sha256}

    asked = client.post(page, typed)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    sign_in_again(client, ada)
    done = text(client.post(page, typed, follow=True))

    assert "You have agreed." in done
    assert "Your centre has agreed." in done
    assert page not in text(client.get(reverse("tasks")))


@pytest.mark.parametrize("who", ["stranger", "invited before it is proposed"])
def test_nobody_else_reads_it(client, prepared, office, who):
    if who == "stranger":
        founding.propose(prepared, by=office, now=NOW)
        client.force_login(UserFactory())
    else:
        invited = UserFactory()
        prepared.people.filter(name="Ada").update(user=invited)
        client.force_login(invited)

    assert client.get(reverse("members:founding")).status_code == 404


def test_the_office_finds_it_on_the_desk_until_it_is_founded(proposed, office):
    def on_the_desk():
        return "The Network is being founded" in found(office, NOW)

    assert on_the_desk()
    agree(proposed, "ada")
    agree(proposed, "bea")
    assert not on_the_desk()


def test_the_office_prepares_it_in_the_admin_and_proposes_it(client, office):
    client.force_login(office)
    centres = [CentreFactory(slug=slug, country=slug.upper()) for slug in ("nl", "se")]
    add = reverse("admin:members_founding_add")
    typed = fields(client.get(add), having="note")
    typed |= {"note": "By the assembly.", "centres-TOTAL_FORMS": 2, "people-TOTAL_FORMS": 2}
    for number, centre in enumerate(centres):
        line, person = f"centres-{number}-", f"people-{number}-"
        typed |= {f"{line}centre": centre.pk, f"{line}membership_class": "member"}
        typed |= {f"{line}term": "2026" if number == 0 else "", f"{line}effective": ""}
        typed |= {f"{line}maturity": "", f"{line}announced": "", f"{line}leads_from": ""}
        typed |= {f"{person}centre": centre.pk, f"{person}role": "delegate"}
        typed |= {f"{person}name": f"P{number}", f"{person}email": f"p{number}@example.org"}

    client.post(add, typed)
    row = Founding.objects.get()
    page = reverse("admin:members_founding_change", args=[row.pk])
    assert client.get(add)["Location"] == page
    done = text(
        press(client, reverse("admin:members_founding_step", args=[1, "propose"]), follow=True)
    )

    assert "Proposed. Two delegates agree" in done
    row.refresh_from_db()
    assert (row.proposed_by, row.is_waiting) == (office, True)
    assert b"_save" not in client.get(page).content  # it is closed while it waits
    press(client, reverse("admin:members_founding_step", args=[1, "take-back"]))
    assert b"_save" in client.get(page).content


def test_a_file_is_kept_for_the_founding_by_its_page(client, office):
    client.force_login(office)
    run, seen = shown(office, ["First", "NL", "member", "active", "2026"])
    page = reverse("admin:members_centre_import_run", args=[run.pk])
    assert "Keep it for the founding" in text(client.get(page))

    client.post(page, {"seen": seen, "keep": ""})

    assert FoundingCentre.objects.get().centre.name == "First"


@pytest.mark.parametrize("who", ["observer", "staff without rights"])
def test_who_is_not_the_secretariat_prepares_nothing(client, who):
    client.force_login(UserFactory(is_staff=who != "observer"))

    assert client.get(reverse("admin:members_founding_add")).status_code in (302, 403)
