"""Every box in which somebody looks for words: no matter how they are spelled or typed."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib import admin
from django.db.models import CharField, TextField
from django.urls import reverse

from common import country_names, site_search
from common.admin.folded_search import FoldedSearchMixin
from common.admin.list_admin import ListAdmin
from common.folded_search import finding
from common.search_words import WordsField
from exchange.models import Post
from exchange.tests.factories import PostFactory
from knowledge_exchange.models import Meeting, Subscription, Theme
from knowledge_exchange.tests.factories import MeetingFactory, PaperFactory
from members.models import Centre, Organisation, User
from members.register import centre_search
from members.tests.factories import CentreFactory, OrganisationFactory, UserFactory
from outbox.models import Mail
from outbox.tests.factories import MailFactory
from p2i_site.demo_mail import DemoMail
from p2i_site.tests.test_governance import certified
from voting.enums import MotionKind
from voting.models import Motion
from voting.tests.factories import draft_motion, make_delegates

ROOT = Path(__file__).parent.parent
SEARCHED = [  # a list that is a `Listing` says by what its rows are found
    one
    for one in admin.site._registry.values()
    if one.search_fields and not isinstance(one, ListAdmin)
]
# One name as it stands, and as it is looked for: by another keyboard, a Mac, or written out.
SPELT = [
    ("Söhne", ["soehne", "söhne", "sohne", "so\u0308hne", "SÖHNE"]),
    ("München", ["Munchen", "München", "Muenchen", "mu\u0308nch"]),
    ("Łódź", ["lodz", "Łódź", "ŁODZ"]),
    ("Ηλεκτρονικές", ["ilektronikes", "ηλεκτρονικες"]),
    ("Muenchen", ["München", "Munchen"]),
    ("Aarhus", ["Århus", "arhus"]),
]
EACH = [(stands, typed) for stands, every in SPELT for typed in every]


@pytest.mark.parametrize("shown", SEARCHED, ids=lambda shown: shown.model.__name__)
def test_every_list_of_the_admin_folds_its_search(shown):
    assert type(shown).get_search_results is FoldedSearchMixin.get_search_results
    plain = [name for name in shown.search_fields if _is_text(shown.model, name)]
    unread = plain if shown.texts_read is not None else []
    # What is not read holds no words of a language: addresses, and keys of our own.
    assert set(unread) - set(shown.texts_read or ()) <= {"email", "user__email", "key", "prefix"}


def _is_text(model, name):
    *relations, column = name.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    field = model._meta.get_field(column)
    return isinstance(field, CharField | TextField) and not isinstance(field, WordsField)


def test_no_other_search_takes_letters_as_they_stand():
    looks_up = re.compile(r"__(icontains|istartswith|search)\b|SearchQuery|Trigram")
    apps = "api declarations exchange knowledge_exchange members outbox p2i_site proposals voting"
    found = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for app in apps.split()
        for path in (ROOT / app).rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts)
        for line in path.read_text().splitlines()
        if looks_up.search(line)
    }
    assert not found


@pytest.mark.django_db
@pytest.mark.parametrize(("stands", "typed"), EACH)
def test_a_name_is_found_in_whatever_spelling(stands, typed):
    motion = draft_motion(MotionKind.POSITION, title=f"Admit {stands}")
    assert list(Motion.objects.with_words(typed)) == [motion]
    CentreFactory(name=f"Agentur {stands}")
    OrganisationFactory(name=f"Amt {stands}")
    for model in (Centre, Organisation):
        assert finding(model.objects.all(), typed, ["name_words", "country"]).count() == 1
    theme = Theme.objects.create(name=f"About {stands}")
    assert list(finding(Theme.objects.all(), typed, ["name"])) == [theme]
    mail = DemoMail(f"To {stands}", "a@b.example", "Text", datetime(2026, 1, 1, tzinfo=UTC), "<1>")
    assert mail.has_words(typed)


ADMINS = {
    Motion: lambda: draft_motion(MotionKind.POSITION, title="Die Söhne"),
    Mail: lambda: MailFactory(subject="Die Söhne"),
    Subscription: lambda: Subscription.objects.create(
        email="soehne@demo.example", asked_at=datetime(2026, 1, 1, tzinfo=UTC)
    ),
    Meeting: lambda: MeetingFactory(title="Die Söhne"),
    Post: lambda: PostFactory(text="Die Söhne"),
    User: lambda: UserFactory(name="Die Söhne"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("model", ADMINS, ids=lambda model: model.__name__)
def test_the_lists_of_the_admin_find_it(rf, model):
    row, shown = ADMINS[model](), admin.site._registry[model]

    for typed in ("soehne", "Söhne", "so\u0308hne"):
        found, _many = shown.get_search_results(rf.get("/"), model.objects.all(), typed)
        assert row in found
    assert not shown.get_search_results(rf.get("/"), model.objects.all(), "xyzzy")[0]


@pytest.mark.django_db
def test_public_pages_find_it(client):
    make_delegates(3)
    certified("Die Söhne")
    for address in (reverse("decisions"), reverse("search")):
        assert "Die Söhne" in client.get(address, {"q": "soehne"}).content.decode()
    PaperFactory(title="Die Söhne")
    groups = site_search.search("soehne", UserFactory(secretariat=True), limit=5)
    assert "Die Söhne" in {hit.title for group in groups for hit in group.hits}


COUNTRIES = [
    ("EL", "GR"), ("UK", "GB"), ("Hellas", "GR"), ("Ellada", "GR"), ("Ελλάδα", "GR"),
    ("Turkey", "TR"), ("Türkiye", "TR"), ("Czech Republic", "CZ"), ("Česko", "CZ"),
    ("Czechoslovakia", "CZ"), ("Holland", "NL"), ("Deutschland", "DE"), ("Suomi", "FI"),
    ("Macedonia", "MK"), ("FYROM", "MK"), ("Osterreich", "AT"), ("Éire", "IE"), ("eire", "IE"),
    ("България", "BG"), ("Balgariya", "BG"), ("Great Britain", "GB"), ("Moldavia", "MD"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "code"), COUNTRIES)
def test_a_centre_is_found_by_what_people_call_its_country(rf, typed, code):
    centre = CentreFactory(name="Xyzzy", country=code)
    CentreFactory(name="Plugh", country="PT")

    shown = admin.site._registry[Centre]
    found, _many = shown.get_search_results(rf.get("/"), Centre.objects.all(), typed)
    assert list(found) == [centre]
    assert list(centre_search.matching(Centre.objects.all(), typed)) == [centre]  # the directory
    if len(typed) > 2 and typed != "Czechoslovakia":
        assert country_names.code_of(typed) == code
