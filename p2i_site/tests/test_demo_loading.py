"""Loading the demo where nothing is, where an older one is, and where there is none."""

import pytest
from django.core.management import call_command

from members.models import User
from members.tests.factories import UserFactory
from p2i_site.demo import past_votes, people
from p2i_site.tests.test_demo import everything

pytestmark = pytest.mark.django_db


def test_a_demo_of_before_the_past_votes_is_left_as_it_is(settings, monkeypatch, capsys):
    settings.DEMO = True
    with monkeypatch.context() as older:
        older.setattr(past_votes, "load", lambda now, rule_set: None)
        call_command("load_demo")
    before = everything()
    assert len(before["voting.Motion"]) == 1

    call_command("load_demo")

    assert everything() == before
    assert "   1 vote\n" in capsys.readouterr().out


def test_without_the_demo_setting_nothing_is_loaded(settings):
    settings.DEMO = False

    with pytest.raises(SystemExit):
        call_command("load_demo")

    assert not User.objects.exists()


def test_a_person_of_the_demo_who_changed_the_address_is_found_again():
    moved = UserFactory(name=people.NAMES["delegate.nl"], email="moved@demo.example", is_demo=True)

    assert people.delegate_of("NL") == moved
