import subprocess
import sys

import pytest

from members.register import likeness

SAME = [
    ("Österreichische Bundesbeschaffung", "Oesterreichische Bundesbeschaffung GmbH"),
    ("Bundesbeschaffung GmbH", "BUNDESBESCHAFFUNG G.m.b.H."),
    ("Österreichische Energieagentur", "Österreichische Energie-Agentur"),
    ("Hankintakeskus Oy", "Hankinta-keskus"),
    ("Agencia Española de Contratación", "Agencia Espanola de Contratacion, S.A."),
    ("Urząd Zamówień Publicznych", "Urzad Zamowien Publicznych"),
    ("Forsvarets indkøbsstyrelse", "Forsvarets Indkobsstyrelse"),
    ("Århus Indkøb", "Aarhus Indkøb"),
    (
        "Direktoratet for forvaltning og økonomistyring",
        "Direktoratet for forvaltning og okonomistyring",
    ),
    ("Consip S.p.A.", "CONSIP SPA"),
    ("Vlaams Agentschap Innoveren en Ondernemen", "Agentschap Innoveren en Ondernemen, Vlaams"),
    ("Service des achats de l'État", "Service des Achats de l’Etat"),
    ("Straßenbauamt", "Strassenbauamt"),
]
DIFFERENT = [
    ("Agency for Digital Italy", "Consip S.p.A."),
    ("Ministry of Economy", "Ministry of Health"),
    ("Hansel", "Motiva"),
    ("Office for Public Markets", "Council for Public Innovation"),
    ("Urząd Zamówień Publicznych", "Narodowe Centrum Badań i Rozwoju"),
    ("", "Consip"),
    ("...", "Consip"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_name_in_another_spelling_is_found(one, other):
    assert likeness.of_names(one, other)
    assert likeness.of_names(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_are_left_alone(one, other):
    assert likeness.of_names(one, other) is None


def test_what_every_name_has_does_not_make_two_alike():
    one, other = "National Agency for Innovation Procurement", "Ministry of Public Procurement"

    assert likeness.of_names(one, other) is None


def test_a_longer_name_with_the_same_telling_words_is_alike():
    found = likeness.of_names(
        "Zamówienia Publiczne Śląsk", "Regionalny Ośrodek Zamówienia Publiczne Śląsk Katowice"
    )

    assert found.respect == "many of the same words"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.bbg.gv.at/ueber-uns", "bbg.gv.at"),
        ("http://BBG.gv.at:8080", "bbg.gv.at"),
        ("", ""),
    ],
)
def test_a_website_is_known_by_its_host(address, host):
    assert likeness.site(address) == host


@pytest.mark.parametrize(
    ("address", "domain"),
    [("ada@BBG.gv.at", "bbg.gv.at"), ("ada@gmail.com", ""), ("", "")],
)
def test_an_address_is_known_by_its_domain_unless_everybody_shares_it(address, domain):
    assert likeness.mail_domain(address) == domain


def test_likeness_needs_no_django():
    probe = "import sys, members.register.likeness; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0  # noqa: S603


@pytest.mark.parametrize(
    ("name", "other", "is_slip"),
    [
        ("Agency", "Agensy", True),
        ("Agency for Procurement", "agency for procurment", True),
        ("Ministry of Finance", "Ministry of Economy", False),
        ("Agency", "Board", False),
    ],
)
def test_a_slip_is_told_from_another_name(name, other, is_slip):
    assert likeness.is_slip_of(name, other) == is_slip
