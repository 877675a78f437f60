"""The mailed link and the mailed code: what they open, for how long and how often."""

from datetime import timedelta

import pytest

from common.refusals import Refused
from members.applications import codes
from members.applications.services import access, applying
from members.models import Collaborator
from members.tests.factories import NOW, ApplicationFactory, CollaboratorFactory
from outbox.kinds import compose
from outbox.models import Mail
from traces.enums import Act
from traces.models import Trace

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
WRONG = "a wrong one"


@pytest.fixture
def person():
    return ApplicationFactory().collaborators.get()


def ask(person, now=NOW):
    """Ask for a code and read it from the mail."""
    mail = access.ask_for_code(person, now=now)
    person.refresh_from_db()
    return compose(mail, now).subject.split()[0]


def enter(person, typed, *, now):
    """In the browser that asked for the newest code."""
    serial = Collaborator.objects.get(pk=person.pk).code_serial
    return access.enter(person, typed, serial=serial, now=now)


def sent(kind):
    return list(Mail.objects.filter(kind=kind).values_list("to", flat=True))


def test_a_link_opens_one_application_for_one_person(person):
    CollaboratorFactory(application=person.application)

    assert Collaborator.objects.by_link(person.link_token).get() == person


@pytest.mark.parametrize("token", ["", "P2I-AAAAAAAA:1:1", "P2I-AAAAAAAA:1:1:forged", ":::"])
def test_a_forged_link_opens_nothing(token):
    ApplicationFactory(reference="P2I-AAAAAAAA")

    assert not Collaborator.objects.by_link(token).exists()


def test_a_removed_persons_link_opens_nothing():
    removed = CollaboratorFactory(removed_at=NOW)

    assert not Collaborator.objects.by_link(removed.link_token).exists()


def test_the_code_has_six_digits_and_is_mailed_to_the_person_only(person):
    code = ask(person)

    assert len(code) == 6
    assert code.isdecimal()
    assert sent(access.CODE_MAIL) == [person.email]


def test_the_code_stands_in_the_letter_and_in_nothing_that_is_kept(person):
    mail = access.ask_for_code(person, now=NOW)
    letter = compose(mail, NOW)
    person.refresh_from_db()
    code = codes.code(person)

    assert all(code in part for part in (letter.subject, letter.text, letter.html))
    kept = letter.redacted()
    assert not any(code in part for part in (kept.subject, kept.text, kept.html))
    rows = [Mail.objects.values().get(pk=mail.pk), Collaborator.objects.values().get(pk=person.pk)]
    assert code not in str(rows)


def test_people_and_requests_have_codes_of_their_own(person):
    other = CollaboratorFactory(application=person.application)

    assert len({ask(person), ask(person), ask(other)}) == 3


def test_the_right_code_lets_in_and_the_first_one_confirms_the_address(person):
    first = enter(person, ask(person), now=NOW + MINUTE)
    later = enter(person, ask(person, NOW + 2 * MINUTE), now=NOW + 3 * MINUTE)

    assert first.confirmed_at == later.confirmed_at == NOW + MINUTE
    started, event = person.application.events.all()
    assert (started.what, started.at) == ("Application started", person.application.created_at)
    assert (event.collaborator, person.email in event.what) == (person, False)


def test_a_code_works_once(person):
    code = ask(person)
    enter(person, code, now=NOW)

    with pytest.raises(Refused, match="it was used"):
        enter(person, code, now=NOW)


def test_a_code_works_for_ten_minutes(person):
    code = ask(person)

    with pytest.raises(Refused, match="older than 10 minutes"):
        enter(person, code, now=NOW + 10 * MINUTE)
    enter(person, code, now=NOW + 10 * MINUTE - timedelta(seconds=1))


@pytest.mark.parametrize("serial", [None, 0, 1])
def test_a_code_opens_nothing_in_a_browser_that_did_not_ask_for_it(person, serial):
    ask(person)
    code = ask(person)

    with pytest.raises(Refused, match="in another browser"):
        access.enter(person, code, serial=serial, now=NOW)
    assert Collaborator.objects.get().code_tries == 0
    enter(person, code, now=NOW)


def test_asking_again_voids_the_older_code_and_its_mail(person):
    first_mail = access.ask_for_code(person, now=NOW)
    person.refresh_from_db()
    first = codes.code(person)
    second = ask(person)

    with pytest.raises(Refused, match="4 more tries"):
        enter(person, first, now=NOW)
    assert compose(Mail.objects.get(pk=first_mail.pk), NOW) is None
    enter(person, second, now=NOW)


def test_a_code_that_is_too_old_or_used_is_not_mailed_any_more(person):
    mail = access.ask_for_code(person, now=NOW)
    assert compose(mail, NOW + 10 * MINUTE) is None
    person.refresh_from_db()
    enter(person, codes.code(person), now=NOW)

    assert compose(Mail.objects.get(pk=mail.pk), NOW) is None


def test_five_wrong_tries_void_the_code(person):
    code = ask(person)
    for left in ("4 more tries", "3 more tries", "2 more tries", "1 more try", "the last try"):
        with pytest.raises(Refused, match=left):
            enter(person, WRONG, now=NOW)

    with pytest.raises(Refused, match="too many wrong codes"):
        enter(person, code, now=NOW)
    enter(person, ask(person), now=NOW)


def test_a_wrong_code_is_noted_without_what_was_typed(person):
    ask(person)
    with pytest.raises(Refused):
        enter(person, WRONG, now=NOW)

    [trace] = Trace.objects.filter(what=Act.FACTOR_FAILED)
    assert (trace.by_id, trace.about_key) == (None, str(person.application_id))
    assert not trace.details.exists()


def test_without_asking_there_is_no_code(person):
    with pytest.raises(Refused, match="none was sent"):
        enter(person, codes.code(person), now=NOW)


def is_sent(person, now):
    try:
        return bool(access.ask_for_code(person, now=now))
    except Refused:
        return False


def test_five_codes_an_hour_and_fifteen_a_day_are_mailed_by_a_link(person):
    hour = timedelta(hours=1)

    counts = [sum(is_sent(person, NOW + n * hour) for _click in range(6)) for n in range(4)]

    assert counts == [5, 5, 5, 0]
    assert len(sent(access.CODE_MAIL)) == 15
    assert is_sent(person, NOW + timedelta(days=1))


def test_a_new_link_gives_codes_again_to_a_person_whose_old_one_was_used_up(person):
    assert sum(is_sent(person, NOW) for _click in range(6)) == 5

    assert is_sent(access.replace_own_link(person, now=NOW), NOW)


def test_twenty_codes_an_hour_go_to_all_the_people_of_an_application(person):
    people = [person, *CollaboratorFactory.create_batch(4, application=person.application)]
    for each in people[:4]:
        for _click in range(5):
            access.ask_for_code(each, now=NOW)

    with pytest.raises(Refused, match="Too many codes"):
        access.ask_for_code(people[4], now=NOW)
    access.ask_for_code(ApplicationFactory().collaborators.get(), now=NOW)


def test_replacing_ones_own_link_ends_the_old_link_and_its_code(person):
    old, code = person.link_token, ask(person)

    replaced = access.replace_own_link(person, now=NOW)

    assert not Collaborator.objects.by_link(old).exists()
    assert Collaborator.objects.by_link(replaced.link_token).get() == person
    assert sent("members.application_link") == [person.email]
    with pytest.raises(Refused, match="no longer works"):
        enter(person, code, now=NOW)
    with pytest.raises(Refused, match="none was sent"):
        enter(replaced, codes.code(replaced), now=NOW)


def test_links_are_sent_again_to_every_application_the_address_works_on():
    colleague = CollaboratorFactory(email="ada@example.org")
    ApplicationFactory(contact_email="ada@example.org", submitted=True)
    CollaboratorFactory(email="ada@example.org", removed_at=NOW)
    ApplicationFactory()

    access.resend_links("Ada@Example.org", now=NOW)

    links = Mail.objects.filter(kind="members.application_link")
    assert [mail.to for mail in links] == ["ada@example.org"] * 2
    assert colleague in [mail.about for mail in links]


def test_an_unknown_address_gets_no_mail():
    access.resend_links("never@example.org", now=NOW)

    assert not Mail.objects.exists()


def test_starting_with_a_colleagues_address_starts_a_draft_of_their_own():
    colleague = CollaboratorFactory()

    started = applying.start(colleague.email, now=NOW)

    assert started != colleague.application
    assert started.collaborators.get().is_owner


def test_a_letter_with_the_link_is_sent_at_most_once_in_five_minutes(person):
    for minute in (0, 1, 5):
        access.send_link(person, now=NOW + minute * MINUTE)

    assert len(sent("members.application_link")) == 2
