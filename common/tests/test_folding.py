import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.folding import name_key, names, readings, same_name, slug, sought, transliterated, words

LETTERS = st.one_of(
    st.characters(codec="utf-8"),
    st.sampled_from("äöüåøæœđłþßıİΣσςάαύυεημπγξχκ'’- \u0301\u0308абвгѓйїієґјљяьъЖЩІőŐħġЂ"),
)
TEXTS = st.text(LETTERS, max_size=24)
SAME = [
    ("Österreichische Söhne", "Oesterreichische Soehne"),
    ("Österreichische Söhne", "OSTERREICHISCHE SOHNE"),
    ("Café  Zoë", "Cafe\u0301 Zoe\u0308"),
    ("O’Brien", "O'Brien"),
    ("OBrien", "O´Brien"),
    ("e-Government", "e – government"),
    ("København Indkøb", "Kobenhavn Indkob"),
    ("Århus", "Aarhus"),
    ("Ærø", "Aeroe"),
    ("Łódź", "LODZ"),
    ("Għaqda tal-Ħajt", "Ghaqda tal-Hajt"),
    ("Đuro Đaković", "Djuro Dakovic"),
    ("Þróun", "THROUN"),
    ("Straße", "STRASSE"),
    ("Ţara Ştefan", "Țara Ștefan"),
    ("İstanbul", "ISTANBUL"),
    ("Consip S.p.A.", "Consip SpA"),
    ("Ελληνική Αρχή Δημοσίων Συμβάσεων", "Elliniki Archi Dimosion Symvaseon"),
    ("Αυτοδιοίκηση", "Aftodioikisi"),
    ("ΕΛΛΗΝΙΚΗ ΑΡΧΗ", "Ελληνική αρχή"),
    ("Μπάμπης Άγγελος", "Bampis Angelos"),
    ("Агенция по обществени поръчки", "Agentsia po obshtestveni porachki"),
    ("Міністерство економіки України", "Ministerstvo ekonomiky Ukrainy"),
    ("Національний центр", "Natsionalnyi tsentr"),
    ("Київський центр закупівель", "Kyivskyi tsentr zakupivel"),
    ("Згурський Євген Юрійович", "Zghurskyi Yevhen Yuriiovych"),
    ("Центр инноваций и экономики", "Tsentr innovatsii i ekonomiki"),
    ("Национальный центр", "Natsionalnyi tsentr"),
    ("Център за обществени поръчки", "Tsentar za obshtestveni porachki"),
    ("Научни центар Жељко Ђорђевић", "Naučni centar Željko Đorđević"),
    ("Центар за иновације и јавне набавке", "Centar za inovacije i javne nabavke"),
    ("Κέντρο Αυτόματης Εύρεσης", "Kentro Aftomatis Evresis"),
    ("Канцеларија за јавне набавке", "Kancelarija za javne nabavke"),
    ("Биро за јавни набавки", "Biro za javni nabavki"),
    ("Name\u200b of \u202ea Centre", "Name of a Centre"),
    ("ﬁnance Ⅳ", "finance IV"),
]
DIFFERENT = [
    ("Motiva", "Motivo"),
    ("Ministry of Economy", "Ministry of the Economy"),
    ("PIANOo", "PIANO 2"),
    ("Ελληνική Αρχή", "Ελληνική Αρχείο"),
    ("Centre 1", "Centre 2"),
    ("", ""),
    ("…", "!"),
    ("София", "Пловдив"),
    ("Hansel", "Gretel"),
    ("Zürich", "Zurzach"),
    ("Національний центр", "Natsionalnyi centr"),  # of two standards
]
FOUND = [
    ("soehne", "Söhne"),
    ("söhne", "Soehne"),
    ("sohne", "Söhne"),
    ("soe", "Söhne"),
    ("αρχη", "Ελληνική Αρχή"),
    ("archi", "Ελληνική Αρχή"),
    ("afto", "Αυτοδιοίκηση"),
    ("αυτ", "Αυτοδιοίκηση"),
    ("agents", "Агенция"),
    ("аген", "Агенция"),
    ("kancel", "Канцеларија"),
    ("kyiv", "Kyïv"),
    ("hromad", "Громада"),
    ("obrien", "O’Brien"),
    ("brien", "O’Brien"),
    ("italia", "Agenzia d'Italia"),
    ("lodz", "Łódź"),
    ("LÓDZ", "lodz"),
    ("aarhus", "Århus"),
    ("sakartvelo", "საქართველო"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_are_the_same(one, other):
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_names_are_not(one, other):
    assert not same_name(one, other)


@pytest.mark.parametrize(("typed", "name"), FOUND)
def test_a_name_is_found_by_the_beginning_of_any_spelling(typed, name):
    stored = words(name)

    assert sought(typed)
    assert all(any(word.startswith(part) for word in stored) for part in sought(typed))


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Κέντρο Καινοτομίας", "kentro-kainotomias"),
        ("Αρχή Εύρεσης", "archi-evresis"),
        ("Агенция по обществени поръчки", "agentsia-po-obshtestveni-porachki"),
        ("Міністерство Згурський", "ministerstvo-zghurskyi"),
        ("Türkiye İnovasyon Merkezi", "turkiye-inovasyon-merkezi"),
        ("Diyarbakır Kiymet Siyasi", "diyarbakir-kiymet-siyasi"),
        ("Български институт София", "balgarski-institut-sofia"),
        ("Национальный Юрий", "natsionalynyy-yuriy"),
        ("Канцеларија за јавне набавке", "kancelarija-za-javne-nabavke"),
        ("KEINÖ", "keino"),
        ("Straße & Söhne GmbH", "strasse-sohne-gmbh"),
        ("Łódź – Żółć", "lodz-zolc"),
        ("საქართველო", "sakartvelo"),
        ("Հայաստան", "hayastan"),
        ("…", ""),
        ("Name_with_lines", "name-with-lines"),
    ],
)
def test_the_address_of_a_page_is_made_by_transliteration(name, address):
    assert slug(name, 60) == address


def test_an_address_has_no_more_letters_than_it_may():
    assert slug("Aa " * 40, 10) == "aa-aa-aa-a"
    assert slug("abcd efgh", 5) == "abcd"


@given(TEXTS)
def test_what_is_stored_is_found_by_what_was_typed(text):
    stored = words(text)

    assert set(sought(text)) <= set(stored)
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in stored)


@given(st.text(LETTERS, min_size=2, max_size=12), st.integers(1, 11))
def test_the_beginning_of_a_word_finds_the_word(text, letters):
    for word in "".join(filter(str.isalnum, text)).split():
        whole, beginning = readings(word), readings(word[:letters])
        if whole and beginning:
            assert whole[0].startswith(beginning[0])


@given(TEXTS)
def test_case_and_form_and_blanks_make_no_other_name(text):
    spelt = f"  {text} ".replace(" ", "  \u200b")

    assert names(spelt) == names(text) or "'" in text or "’" in text
    assert same_name(text, text) == bool(name_key(text))


@given(TEXTS)
def test_an_address_is_of_plain_letters_figures_and_hyphens(text):
    made = slug(text, 30)

    assert len(made) <= 30
    assert all(part.isascii() and part.isalnum() for part in made.split("-") if made)
    assert transliterated(text).isascii()


def test_no_django_takes_part():
    probe = "import sys, common.folding; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", probe]).returncode == 0
