"""The migration that cleans what was typed before there was one way to type it."""

import importlib

import pytest
from django.apps import apps

from common.cleaning_rows import clean_rows
from members.models import Application, Centre, Organisation, ProfileChange, User
from members.tests.factories import (
    ApplicationFactory,
    CentreFactory,
    OrganisationFactory,
    ProfileChangeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
migration = importlib.import_module("members.migrations.0021_one_spelling")
ODD = "Na\u200bme\u202e  of\ufffe"


def test_register_drafts_and_profiles_are_cleaned_and_each_row_is_named(capsys):
    centre, user = CentreFactory(), UserFactory(email="zoe@demo.example")
    draft, change = ApplicationFactory(), ProfileChangeFactory()
    Centre.objects.filter(pk=centre.pk).update(name=ODD, about="a\r\nb\u200b")
    User.objects.filter(pk=user.pk).update(name=ODD, email="zoe@straße.example")
    Application.objects.filter(pk=draft.pk).update(centre_name=ODD)
    ProfileChange.objects.filter(pk=change.pk).update(
        proposed={"about": "x\u202e", "languages": []}
    )

    migration.clean(apps, None)

    centre.refresh_from_db()
    assert (centre.name, centre.about) == ("Name of", "a\nb")
    user.refresh_from_db()
    assert (user.name, user.email) == ("Name of", "zoe@xn--strae-oqa.example")
    assert Application.objects.get(pk=draft.pk).centre_name == "Name of"
    assert ProfileChange.objects.get(pk=change.pk).proposed["about"] == "x"
    told = capsys.readouterr().out
    assert f"members.Centre {centre.pk}: cleaned name, about" in told
    assert f"members.User {user.pk}: cleaned name, email" in told
    assert "Name" not in told
    assert "zoe" not in told

    migration.clean(apps, None)
    assert capsys.readouterr().out == ""


def test_what_is_with_the_secretariat_stays_to_the_letter():
    sent = ApplicationFactory(submitted=True)
    Application.objects.filter(pk=sent.pk).update(centre_name=ODD)

    migration.clean(apps, None)

    assert Application.objects.get(pk=sent.pk).centre_name == ODD


def test_a_double_is_named_and_stops_nothing():
    lines = []
    kept = OrganisationFactory(name="Name of", country="AT")
    double = OrganisationFactory(name=ODD, country="AT")

    clean_rows(Organisation.objects.all(), lines.append, name=None)

    assert lines == [f"  members.Organisation {double.pk}: left as it is, a double in name"]
    assert Organisation.objects.get(pk=kept.pk).name == "Name of"


def test_open_applications_of_one_name_stop_nothing_and_are_named(capsys):
    first = ApplicationFactory(submitted=True, country="AT", organisation_name="Söhne")
    second = ApplicationFactory(submitted=True, country="AT", organisation_name="Soehne")
    Organisation.objects.update(name_words="")

    migration.fill_in(apps, None)

    keys = dict(Application.objects.values_list("pk", "organisation_key"))
    assert keys == {first.pk: "sohne", second.pk: None}
    assert f"members.Application {second.pk}: open under the same name" in capsys.readouterr().out
    assert all(name for name in Centre.objects.values_list("name_words", flat=True))
