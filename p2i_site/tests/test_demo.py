import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from declarations.models import Declaration
from exchange.models import BuddyPair, Post, ServiceOffer
from knowledge_exchange.models import Meeting, Paper
from members.models import Application, Centre, CoChairTerm, Decision, Membership, User
from outbox.models import Mail
from p2i_site.demo import NETWORK
from voting import verify
from voting.models import Confirmation, Motion
from voting.records import publishing
from voting.tally import Counts, tally

pytestmark = pytest.mark.django_db
OURS = ["members", "voting", "knowledge_exchange", "declarations", "exchange", "outbox"]


def everything():
    return {
        model._meta.label: json.loads(serializers.serialize("json", model.objects.order_by("pk")))
        for app in OURS
        for model in apps.get_app_config(app).get_models()
    }


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for all tests that follow; what it said, and what it said aside."""
    said, aside = StringIO(), StringIO()
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(DEMO=True, MEDIA_ROOT=tmp_path_factory.mktemp("demo")),
    ):
        call_command("load_demo", stdout=said, stderr=aside)
        yield said.getvalue(), aside.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def loaded(once, db, settings):
    settings.DEMO = True
    return once


def test_the_real_network_is_there_and_nothing_is_made_up_about_it(loaded):
    real = Centre.objects.filter(is_demo=False)
    assert sorted(real.values_list("country", flat=True)) == sorted(
        centre["country"] for centre in NETWORK["centres"]
    )
    assert Membership.objects.entitled_to_vote().filter(centre__in=real).count() == 10
    assert CoChairTerm.objects.count() == 2
    assert Meeting.objects.filter(is_demo=False).count() == 3
    assert Paper.objects.published().filter(is_demo=False).count() == 3
    assert Declaration.objects.get().signatures.count() == 0
    ireland = real.get(country="IE")
    assert (ireland.established, ireland.website, ireland.hosts.count()) == ("", "", 0)


def test_three_applications_are_under_way_and_one_vote_is_open(loaded):
    assert Application.objects.before_the_secretariat().exclude(status="in_vote").count() == 3
    assert Motion.objects.open().count() == 1


def test_an_admission_is_certified_and_other_rules_would_have_decided_otherwise(
    loaded, client, settings
):
    settings.DEMO = False  # whose pages the tests' addresses do not know
    motion = Motion.objects.certified().get()

    assert motion.carried
    assert Membership.objects.entitled_to_vote().filter(centre__is_demo=True).count() == 1
    assert motion.roll.filter(status="recused").count() == 1
    for name in ("result", "record", "minutes"):
        assert client.get(reverse(f"voting:{name}", args=[motion.pk])).status_code == 200
    other = {"rule_set": "file-three-quarters-of-entitled"}
    replay = (
        client.get(reverse("voting:what_if"), other).content.decode().partition("Past votes")[2]
    )
    assert motion.title in replay
    assert "Not carried" in replay


def test_a_result_of_the_past_is_contested_and_turns_on_that_line(loaded):
    motion = Motion.objects.contested().get()

    counts = motion.result["counts"]
    assert (motion.carried, counts["yes"], counts["no"]) == (False, 7, 4)
    rules = motion.rule_set.rules
    assert tally(rules, Counts(**counts | {"yes": 8, "no": 3})).carried
    objection = Confirmation.objects.objections().get()
    assert objection.entry.ballots.get().choice == "no"
    assert motion.roll.filter(confirmations=None).exists()  # so that a visitor can confirm a line


def test_the_past_votes_and_their_letters_lie_in_the_past_and_their_records_verify(
    loaded, tmp_path
):
    for motion in Motion.objects.counted():
        record = tmp_path / f"{motion.pk}.json"
        record.write_text(json.dumps(publishing.document(motion)))
        steps = list(motion.record.order_by("index").values_list("at", flat=True))
        mails = Mail.objects.about(motion)

        assert verify.main([str(record)]) == 0
        assert steps == sorted(steps)
        assert motion.opened_at < motion.closed_at < timezone.now() - timedelta(days=3)
        assert not mails.to_come().exists()
        assert mails.sent().filter(kind="voting.closed").exists()
        last = datetime.fromisoformat(steps[-1])
        assert all(motion.opened_at <= mail.sent_at <= last for mail in mails.sent())


def test_a_drafted_decision_waits_for_the_second_person(loaded):
    waiting = Decision.objects.waiting().get()

    assert waiting.drafted_by.email == "secretariat@demo.example"
    assert User.objects.filter(email="secretariat2@demo.example", is_staff=True).exists()


def test_everything_invented_is_marked(loaded):
    for invented in (User, Application, Motion, ServiceOffer, BuddyPair, Post):
        assert not invented.objects.filter(is_demo=False).exists()
    admitted = Centre.objects.get(is_demo=True)
    assert all("(invented)" in thing.name for thing in (admitted, admitted.hosts.get()))
    assert Meeting.objects.filter(is_demo=True).count() == 2


def test_loading_twice_changes_nothing(loaded):
    before = everything()

    call_command("load_demo")

    assert everything() == before


def test_the_addresses_and_logins_are_printed(loaded, capsys):
    capsys.readouterr()
    call_command("load_demo", "--addresses")

    printed = capsys.readouterr().out
    assert "Application of Danish Hub for Innovation Procurement (invented), as its" in printed
    assert "/join/open/P2I-" in printed.partition("as its applicant sees it:")[2]
    assert "asks for a code, which arrives at http://testserver/demo/mails/" in printed
    for motion in Motion.objects.counted():
        assert f"http://testserver/votes/{motion.pk}/result/" in printed
    assert printed.count("delegate of") == 3
    assert "secretariat@demo.example" in printed
    assert "secretariat2@demo.example" in printed


def test_the_first_load_tells_what_it_does_apart_from_the_addresses(loaded, capsys):
    said, aside = loaded
    call_command("load_demo")

    assert [line.partition(": ")[0] for line in aside.splitlines()] == ["Loading the demo"] * 3
    assert said.splitlines()[:4] == [
        "  13 centres",
        "  17 people",
        "   5 applications",
        "   3 votes",
    ]
    assert capsys.readouterr().err == ""
