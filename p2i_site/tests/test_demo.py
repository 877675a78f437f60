import json

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command

from declarations.models import Declaration
from exchange.models import BuddyPair, Post, ServiceOffer
from knowledge_exchange.models import Meeting, Paper
from members.models import Application, Centre, CoChairTerm, Decision, Membership, User
from p2i_site.demo import NETWORK
from voting.models import Motion

pytestmark = pytest.mark.django_db
OURS = ["members", "voting", "knowledge_exchange", "declarations", "exchange", "outbox"]


def everything():
    return {
        model._meta.label: json.loads(serializers.serialize("json", model.objects.order_by("pk")))
        for app in OURS
        for model in apps.get_app_config(app).get_models()
    }


@pytest.fixture
def loaded(settings, capsys):
    settings.DEMO = True
    call_command("load_demo")


def test_the_real_network_is_there_and_nothing_is_made_up_about_it(loaded):
    real = Centre.objects.filter(is_demo=False)
    assert sorted(real.values_list("country", flat=True)) == sorted(
        centre["country"] for centre in NETWORK["centres"]
    )
    assert Membership.objects.entitled_to_vote().count() == 10
    assert CoChairTerm.objects.count() == 2
    assert Meeting.objects.filter(is_demo=False).count() == 3
    assert Paper.objects.published().filter(is_demo=False).count() == 3
    assert Declaration.objects.get().signatures.count() == 0
    ireland = real.get(country="IE")
    assert (ireland.established, ireland.website, ireland.hosts.count()) == ("", "", 0)


def test_three_applications_are_under_way_and_one_vote_is_open(loaded):
    assert Application.objects.before_the_secretariat().exclude(status="in_vote").count() == 3
    assert Motion.objects.open().count() == 1


def test_a_drafted_decision_waits_for_the_second_person(loaded):
    waiting = Decision.objects.waiting().get()

    assert waiting.drafted_by.email == "secretariat@demo.example"
    assert User.objects.filter(email="secretariat2@demo.example", is_staff=True).exists()


def test_everything_invented_is_marked(loaded):
    for invented in (User, Application, Motion, ServiceOffer, BuddyPair, Post):
        assert not invented.objects.filter(is_demo=False).exists()
    assert Meeting.objects.filter(is_demo=True).count() == 2


def test_loading_twice_changes_nothing(loaded):
    before = everything()

    call_command("load_demo")

    assert everything() == before


def test_the_addresses_and_logins_are_printed(loaded, capsys):
    capsys.readouterr()
    call_command("load_demo", "--addresses")

    printed = capsys.readouterr().out
    assert "/join/open/P2I-" in printed
    assert printed.count("delegate of") == 3
    assert "secretariat@demo.example" in printed
    assert "secretariat2@demo.example" in printed


def test_without_the_demo_setting_nothing_is_loaded(settings):
    settings.DEMO = False

    with pytest.raises(SystemExit):
        call_command("load_demo")

    assert not User.objects.exists()
