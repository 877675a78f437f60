"""The schedule of personal data: complete, and carried out as it says, on time and not before."""

from datetime import date, timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from api.models import Token
from common import personal_data
from common.dates import network_day
from common.models import SentForm
from common.personal_data import Ground, Line, Purge, Then
from members.models import Application, User
from members.tests.factories import ApplicationFactory, RepresentativeFactory, UserFactory
from outbox.models import Mail, MailStatus
from outbox.tests.factories import MailFactory

DAY = timedelta(days=1)
YEAR = timedelta(days=365)


@pytest.fixture
def registered(monkeypatch):
    """Lines of a test's own, beside nothing else."""

    def register(*lines):
        monkeypatch.setattr(personal_data, "_lines", {line.name: line for line in lines})

    return register


def line(name, **details):
    words = ("label", "people", "data", "why", "readers", "kept")
    facts = dict.fromkeys(words, "x")
    facts |= {"ground": Ground.TASK, "then": Then.ERASED, "fields": ()}
    return Line(name=name, **{**facts, **details})


def purged(now):
    return {one.line.name: one.rows for one in personal_data.purge(now) if one.rows}


def columns_with_words():
    """Every column of every table in which something personal could stand."""
    kinds = (
        models.CharField,
        models.TextField,
        models.JSONField,
        models.FileField,
        models.BinaryField,
        models.GenericIPAddressField,
    )
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices
    }


def test_no_column_is_without_a_line_of_the_schedule_or_the_word_that_it_is_of_nobody():
    assert columns_with_words() ^ personal_data.covered() == set()


def test_a_column_that_no_line_names_is_found(monkeypatch):
    lines = {**personal_data._lines}
    del lines["members.people"]
    monkeypatch.setattr(personal_data, "_lines", lines)

    missing = columns_with_words() - personal_data.covered()

    assert "members.User.telephone" in missing


def test_every_line_says_what_the_law_asks_and_why_what_stays_stays():
    for one in personal_data.schedule():
        said = (one.label, one.people, one.data, one.why, one.readers, one.kept)
        assert all(map(str, said)), one.name
        assert one.why_kept or one.then == Then.ERASED, one.name
        assert bool(one.goes) == bool(one.on_request), one.name


def test_the_purge_of_one_kind_that_fails_keeps_no_other(registered):
    done = []
    failing = Purge(lambda now: User.objects.none(), "date_joined", lambda now: 1 // 0)
    other = Purge(lambda now: User.objects.none(), "date_joined", lambda now: done.append(now) or 2)
    registered(line("a", purge=failing), line("b", purge=other))

    with pytest.raises(personal_data.PurgeError, match="a"):
        list(personal_data.purge(timezone.now()))

    assert len(done) == 1


def test_a_dry_run_lists_kind_number_and_age_and_changes_nothing(db):
    now = timezone.now()
    mail = MailFactory(to="somebody@example.org", status=MailStatus.SENT, sent_at=now)
    Mail.objects.filter(pk=mail.pk).update(due_at=now - 2 * YEAR, text="Words", html="Words")
    Session.objects.create(
        session_key="secret-key", session_data="x", expire_date=now - timedelta(days=3)
    )

    written = StringIO()
    call_command("purge", "--dry-run", stdout=written)

    told = written.getvalue()
    rows = [row.split() for row in told.splitlines()]
    assert ["outbox.letters", str(mail.pk), "730", "days"] in [row[:4] for row in rows]
    assert ["common.sessions", "-", "3", "days"] in [row[:4] for row in rows]
    assert "2 in all" in told
    assert "somebody" not in told
    assert "secret-key" not in told
    mail.refresh_from_db()
    assert mail.text == "Words"


def test_the_command_tells_each_kind_as_it_is_done(db):
    written = StringIO()

    call_command("purge", stdout=written)

    told = [row.split()[0] for row in written.getvalue().splitlines()]
    assert told == [one.name for one in personal_data.schedule() if one.purge]


def test_letters_keep_that_they_left_and_lose_address_and_words_after_a_year(db):
    now = timezone.now()
    old = MailFactory(status=MailStatus.SENT, sent_at=now - YEAR, due_at=now - YEAR, text="Words")
    new = MailFactory(status=MailStatus.SENT, sent_at=now, due_at=now - YEAR + DAY, text="Words")
    waiting = MailFactory(due_at=now - 2 * YEAR)

    assert purged(now) == {"outbox.letters": 1}
    assert purged(now) == {}

    for mail in (old, new, waiting):
        mail.refresh_from_db()
    assert (old.to, old.html, old.details, old.is_sent) == ("", "", {}, True)
    assert "by the schedule" in old.text
    assert new.text == "Words"
    assert waiting.to


def test_sessions_and_what_is_told_of_them_go_once_they_have_ended(db):
    now, user = timezone.now(), UserFactory(last_login=timezone.now())
    for key, ends in (("alive", now + DAY), ("over", now - DAY)):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for key in ("alive", "over", "gone"):
        UserSession.objects.create(user=user, session_key=key, ip="10.0.0.1")

    purged(now)

    assert [row.session_key for row in Session.objects.all()] == ["alive"]
    assert [row.session_key for row in UserSession.objects.all()] == ["alive"]


def test_old_forms_tokens_and_notes_of_the_admin_go(db):
    now, user = timezone.now(), UserFactory(last_login=timezone.now())
    SentForm.objects.create(token="1" * 32, content=b"x", led_to="/", sent_at=now - 31 * DAY)
    token = {"user": user, "name": "x", "prefix": "x", "sha256": "x", "created_on": "2020-01-01"}
    Token.objects.create(**token, expires_on=now.date() - 366 * DAY)
    Token.objects.create(**token | {"sha256": "y"}, expires_on=now.date() - 300 * DAY)
    note = {"user": user, "content_type": ContentType.objects.get_for_model(User)}
    for years in (4, 6):
        LogEntry.objects.create(
            **note,
            object_id="1",
            object_repr="x",
            action_flag=CHANGE,
            action_time=now - years * YEAR,
        )

    assert purged(now) == {"common.forms": 1, "api.tokens": 1, "members.notes": 1}


def test_who_never_came_and_who_has_had_no_role_for_five_years_loses_the_name(db):
    now = timezone.now()
    day = network_day(now)
    came = {"last_login": now, "date_joined": now - 9 * YEAR}
    people = {
        "never came": UserFactory(date_joined=now - YEAR),
        "invited lately": UserFactory(date_joined=now - YEAR + DAY),
        "left long ago": UserFactory(**came),
        "left lately": UserFactory(**came),
        "acts": UserFactory(**came),
        "staff": UserFactory(date_joined=now - 9 * YEAR, is_staff=True),
    }
    ends = {"left long ago": day - 5 * YEAR, "left lately": day - 5 * YEAR + DAY, "acts": None}
    for who, end in ends.items():
        RepresentativeFactory(user=people[who], valid_from=date(2010, 1, 1), valid_until=end)

    purged(now)
    purged(now)

    erased = {who for who, user in people.items() if User.objects.get(pk=user.pk).erased_at}
    assert erased == {"never came", "left long ago"}
    gone = User.objects.get(pk=people["left long ago"].pk)
    assert people["left long ago"].name not in f"{gone.name} {gone.name_words} {gone.email}"
    assert not gone.is_active


def test_a_refused_application_keeps_decision_and_reasons_and_loses_people_and_words(db):
    now = timezone.now()
    ended = {"submitted": True, "status": "ineligible", "decision_reasons": "No mandate."}
    refused = ApplicationFactory(**ended, delegate_name="Ada")
    refused.case_notes.create(by=UserFactory(secretariat=True), at=now, text="Call Ada.")
    Application.objects.update(status_since=now - 2 * YEAR)
    newer = ApplicationFactory(**ended, delegate_name="Eva")
    Application.objects.filter(pk=newer.pk).update(status_since=now - 2 * YEAR + DAY)
    eligible = ApplicationFactory(eligible=True, delegate_name="Ira")
    Application.objects.filter(pk=eligible.pk).update(status_since=now - 9 * YEAR)

    assert purged(now)["members.applications"] == 1
    assert "members.applications" not in purged(now)

    for row in (refused, newer, eligible):
        row.refresh_from_db()
    assert (refused.delegate_name, refused.contact_email, refused.statements.count()) == ("", "", 0)
    assert refused.decision_reasons
    assert refused.organisation_name
    assert "Ada" not in refused.search_text
    assert [person.email for person in refused.collaborators.all()] == [""]
    assert "by the schedule" in refused.case_notes.get().text
    assert (newer.delegate_name, eligible.delegate_name) == ("Eva", "Ira")


def test_a_draft_that_nobody_wrote_in_for_a_year_is_withdrawn_and_emptied(db):
    now = timezone.now()
    opened = {"confirmed_at": now - 2 * YEAR}
    old, new = ApplicationFactory(centre_name="Old"), ApplicationFactory(centre_name="New")
    for draft in (old, new):
        draft.collaborators.update(**opened)
        draft.events.create(at=now - 2 * YEAR, status="draft", what="Opened")
        Application.objects.filter(pk=draft.pk).update(status_since=now - 2 * YEAR)
    new.saved_sections.create(section="mandate", saved_at=now - DAY)

    assert purged(now) == {"members.left_drafts": 1}
    assert purged(now) == {}

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, old.centre_name, old.contact_email) == ("withdrawn", "", "")
    assert (new.status, new.centre_name) == ("draft", "New")
