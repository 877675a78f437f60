"""While a vote is open, and for ever if it is withdrawn, no choice and no count leaves the system.

What outsiders are shown must not depend on how anybody voted: every page is read twice, with
other choices in the database the second time, and has to be the same.
"""

import re
import sys
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter
from openpyxl import load_workbook

from api.tests.reading import addresses, carry_token
from common.downloads import XLSX
from members.applications.services import questions
from members.applications.tests.test_applicant_pages import open_by_link
from members.tests.factories import UserFactory, two_people
from outbox import kinds
from outbox import services as outbox
from outbox.models import Mail
from tests.waiting import found
from voting import services
from voting.emails import notifications
from voting.enums import Choice
from voting.models import Ballot, CalendarFeed
from voting.records import history
from voting.services.calendar_addresses import new_address
from voting.tests.factories import cast
from voting.tests.pages import Voter, admin_page, page

pytestmark = pytest.mark.django_db
SECRET = "PLANTED-{unit}"
FOLLOWED = ("/votes/", "/governance/", "/members/", "/admin/voting/", "/admin/outbox/")
PAGES = [
    "motion",
    "ballot",
    "ballot_recorded",
    "recuse",
    "certify",
    "result",
    "receipt",
    "ask",
    "motion_calendar",
    "confirm",
    "record",
    "minutes",
    "result_csv",
    "result_json",
]
QUICK = ["public", "other"]  # the others crawl in the long proofs
LONG = ["secretariat", "stranger", "outsider", "observer", "own observer"]
LONG += ["delegate", "alternate", "chair", "superuser"]
ROLES = [*QUICK, *(pytest.param(role, marks=pytest.mark.slow) for role in LONG)]
ADMIN_AND_CHAIR = ["secretariat", "superuser", "chair"]
CHANGES_EACH_TIME = re.compile(
    r'value="(\w{64}|[0-9a-f-]{36})"|name="form_stamp" value="[^"]+"'
    r'|DTSTAMP:\w+|"generated_at": "[^"]+"|oldest [^<]+'
    r"|, (now|\d+ minutes? ago)"
)
LINK = re.compile(r'href="(/[^"?#]*)"')


@pytest.fixture
def voted(motion, network):
    """Austria and Germany have voted, the former twice; the Netherlands have not."""
    for role, choice in (("delegate", "yes"), ("delegate", "no"), ("other", "yes")):
        unit = motion.roll.get(voters__user=network[role]).unit
        cast(
            motion,
            Voter(network[role]),
            choice,
            reason=SECRET.format(unit=unit),
            at=timezone.now(),
        )
    with_everything_else(motion, network)
    return motion


def with_everything_else(motion, network):
    """Questions in every state, changes of the roll, a calendar: none tells of a ballot."""
    now, desk = timezone.now(), {"by": network["secretariat"], "now": timezone.now()}
    for _number in range(3):
        services.ask(motion, "Who pays?", by=network["chair"])
    asked = list(motion.application.voter_questions.all())
    questions.forward(asked[0], "Who pays?", **desk)
    questions.answer(asked[0], "The ministry.", now=now)
    questions.decline(asked[1], "It stands in the dossier.", **desk)
    silent = motion.roll.get(unit="NL")
    services.discard_amendment(
        services.propose_recusal(motion, silent, reason="Own.", by=UserFactory(secretariat=True)),
        by=network["secretariat"],
    )
    services.propose_recusal(motion, silent, reason="Own.", by=UserFactory(secretariat=True))
    notifications.notify_answered(motion, now=now)
    new_address(network["delegate"], now=now)


def units_of(user):
    return set(
        Ballot.objects.filter(entry__voters__user=user).values_list("entry__unit", flat=True)
    )


def turn_every_ballot_but_those_of(units):
    """Another world, in which everybody else voted otherwise."""
    ballots = Ballot.objects.exclude(entry__unit__in=units)
    for ballot in ballots:
        turned = {"yes": "abstain", "no": "yes", "abstain": "no"}[ballot.choice]
        ballots.filter(pk=ballot.pk).update(choice=turned, reason="Otherwise.")


def feeds():
    return CalendarFeed.objects.all()


def crawl(client, motion):
    """Every page that can be reached from where votes are spoken of, as this person sees it."""
    waiting = ["/", "/governance/", "/admin/", reverse("voting:motions")]
    waiting += [page(name, motion) for name in PAGES] + addresses()
    waiting += [
        admin_page("motion_changelist"),
        admin_page("motion_change", motion.pk),
        admin_page("motion_end", motion.pk, "withdraw"),
        admin_page("motion_extend", motion.pk),
        admin_page("motion_mails", motion.pk),
        *(admin_page("motion_replace", motion.pk, entry.pk) for entry in motion.roll.all()),
        *(admin_page("motion_recuse", motion.pk, entry.pk) for entry in motion.roll.all()),
        *(reverse("voting:calendar_feed", args=[feed.token]) for feed in feeds()),
        reverse("voting:calendar"),
        reverse("members:preferences"),
        reverse("admin:outbox_mail_changelist"),
        reverse("admin:members_application_change", args=[motion.application_id]),
    ]
    seen = {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        response = client.get(path, headers={"x-request-id": "the-same-number"})
        seen[path] = CHANGES_EACH_TIME.sub("", as_text(response))
        waiting += [link for link in LINK.findall(seen[path]) if link.startswith(FOLLOWED)]
    return seen


def as_text(response):
    """A page as text; of a workbook what its cells say, for it names the moment it was made."""
    body = b"".join(response) if response.streaming else response.content
    if response.headers["Content-Type"] != XLSX:
        return body.decode()
    return "\n".join(str(row) for row in load_workbook(BytesIO(body)).active.values)


def user_of(role, network):
    if role == "superuser":
        return UserFactory(is_staff=True, is_superuser=True)
    return network[role]


@pytest.mark.parametrize("role", ROLES)
def test_no_page_depends_on_how_others_voted(client, voted, network, role):
    look_twice(client, voted, user_of(role, network))


@pytest.mark.slow
@pytest.mark.parametrize("role", ["public", "other", "chair", "superuser"])
def test_nor_does_any_once_the_motion_is_withdrawn(client, voted, network, role):
    services.withdraw(voted, reasons="Wrong text.", **two_people(), now=timezone.now())

    look_twice(client, voted, user_of(role, network))


def look_twice(client, voted, user):
    if user:
        client.force_login(user)
        carry_token(client, user)
    own = units_of(user)

    shown = crawl(client, voted)

    turn_every_ballot_but_those_of(own)
    turned = crawl(client, voted)

    assert shown.keys() == turned.keys()
    assert [path for path in shown if shown[path] != turned[path]] == []
    secrets = {SECRET.format(unit=unit) for unit in {"AT", "DE"} - own}
    assert [path for path in shown for secret in secrets if secret in shown[path]] == []


@pytest.mark.parametrize(
    "role",
    ["other", *(pytest.param(one, marks=pytest.mark.slow) for one in ADMIN_AND_CHAIR)],
)
def test_no_page_tells_that_a_ballot_was_changed(client, motion, network, role):
    if user := user_of(role, network):
        client.force_login(user)
        carry_token(client, user)
    delegate = Voter(network["delegate"])
    cast(motion, delegate, "yes", at=timezone.now())

    shown = crawl(client, motion)
    cast(motion, delegate, "no", at=timezone.now())
    changed = crawl(client, motion)

    assert shown.keys() == changed.keys()
    assert [path for path in shown if shown[path] != changed[path]] == []


@pytest.mark.parametrize("name, further", [("change", []), ("letter", []), ("settle", ["arrived"])])
def test_a_receipt_of_a_change_has_no_page_until_the_count(desk, voted, network, name, further):
    receipt = Mail.objects.filter(kind="voting.ballot_recorded", user=network["delegate"]).first()
    address = reverse(f"admin:outbox_mail_{name}", args=[receipt.pk, *further])

    assert desk.get(address).status_code == 404
    services.close(voted, now=voted.closes_at)
    assert desk.get(address).status_code == 200


def test_a_failed_receipt_of_a_change_is_not_counted_on_the_desk(desk, voted, network):
    receipts = Mail.objects.filter(kind="voting.ballot_recorded", user=network["delegate"])
    Mail.objects.filter(pk=receipts.first().pk).update(status="failed", why="550 No such person")

    staff = UserFactory(secretariat=True)
    assert found(staff)["Emails that failed or are in doubt"].count == 0
    services.close(voted, now=voted.closes_at)
    assert found(staff)["Emails that failed or are in doubt"].count == 1


def test_the_crawl_finds_a_ballot_where_one_is_shown(client, voted, network):
    client.force_login(network["alternate"])

    shown = crawl(client, voted)

    assert {path for path in shown if SECRET.format(unit="AT") in shown[path]} == {
        page("motion", voted),
        page("ballot", voted),
        page("ballot_recorded", voted),
        reverse("voting:receipt_json", args=[voted.pk, 2]),
    }


def test_no_mail_depends_on_how_anybody_voted(voted, mailoutbox):
    now = timezone.now()

    def letters():
        return [kinds.compose(mail, now) for mail in Mail.objects.order_by("pk")]

    written = letters()
    turn_every_ballot_but_those_of(set())

    assert letters() == written
    outbox.deliver_due(lambda: now)
    assert mailoutbox
    assert not any("PLANTED" in letter.body for letter in mailoutbox)
    assert not any("PLANTED" in str(row) for row in Mail.objects.values())


def test_the_applicant_learns_nothing_of_any_ballot(client, voted):
    application = voted.application
    open_by_link(client, application)
    question = application.voter_questions.before_the_applicant().first()
    pages = [
        application.get_absolute_url(),
        reverse("members:voter_question", args=[application.reference, question.pk]),
    ]

    def read():
        seen = [client.get(path, follow=True).content.decode() for path in pages]
        return [CHANGES_EACH_TIME.sub("", body) for body in seen]

    read()  # the message that the question is answered stands on the first page once
    shown = read()
    turn_every_ballot_but_those_of(set())

    assert read() == shown


def test_a_receipt_of_another_centre_tells_nothing(client, voted, network):
    """The same words for a receipt that exists elsewhere and for one that never was."""
    receipt = Ballot.objects.filter(entry__unit="DE").get().receipt
    client.force_login(network["delegate"])

    def checked(code):
        body = client.post(page("receipt", voted), {"code": code}).content.decode()
        return CHANGES_EACH_TIME.sub("", body).replace(code, "")

    assert checked(receipt) == checked("AAAA-AAAA-AAAA-AAAA")


def test_no_log_names_a_choice(client, motion, network, caplog):
    client.force_login(network["delegate"])
    fields = {"choice": "abstain", "reason": "PLANTED", "form_token": str(uuid4()), "cast": "1"}
    with caplog.at_level(0):
        client.post(page("ballot", motion), fields)
        client.post(page("ballot", motion), {**fields, "choice": "no"})  # refused: used already

    messages = [record.getMessage() for record in caplog.records]
    assert not any("PLANTED" in message or "abstain" in message for message in messages)


def test_an_error_report_does_not_tell_the_choice(motion, network):
    def broken_clock():
        raise OSError("no clock")

    try:
        services.cast(
            motion,
            choice=Choice.ABSTAIN,
            reason="PLANTED",
            form_token=uuid4(),
            by=network["delegate"],
            clock=broken_clock,
        )
    except OSError:
        report = ExceptionReporter(None, *sys.exc_info())

    frames = report.get_traceback_frames()
    inside = next(n for n, frame in enumerate(frames) if "sensitive" in frame["function"])
    told = str([frame["vars"] for frame in frames[inside:]])
    assert "PLANTED" not in told
    assert "abstain" not in told


def test_no_refusal_names_a_choice(motion, network):
    person = Voter(network["delegate"])
    cast(motion, person, "abstain", reason="PLANTED", token=uuid4())

    with pytest.raises(services.Refused) as refusal:
        services.recuse(motion, reason="Own interest.", by=person.user)

    assert "abstain" not in str(refusal.value).lower()


def test_events_name_no_choice(voted):
    told = [*history.for_the_desk(voted), *history.for_the_members(voted)]
    rows = str([vars(event) for event in told])

    assert not any(choice in rows for choice in ("yes", "'no'", "abstain"))
    assert "PLANTED" not in rows


def test_the_record_holds_no_choice_before_the_count(voted):
    rows = str(list(voted.record.values_list("body", flat=True)))

    assert "PLANTED" not in rows
    assert not any(f'"{choice}"' in rows for choice in Choice.values)
