"""The names and codes by which people call the countries of Europe. Data and look-ups, no database.

Names in the country's own languages, those that it had before, and what people say for short. The
EU writes EL and UK where ISO 3166 writes GR and GB.
"""

from functools import cache

from django.utils import translation
from django_countries import countries

from common.countries import EUROPE
from common.folding import name_key, words

OTHER_CODES = {"EL": "GR", "UK": "GB", "KOS": "XK", "RKS": "XK"}
CALLED = {
    "AD": "Principat d'Andorra",
    "AL": "Shqipëria|Shqipëri",
    "AM": "Հայաստան|Hayastan",
    "AT": "Österreich|Oesterreich|Autriche",
    "AZ": "Azərbaycan",
    "BA": "Bosna i Hercegovina|Босна и Херцеговина|Bosnia|BiH",
    "BE": "België|Belgique|Belgien",
    "BG": "България|Balgariya",
    "CH": "Schweiz|Suisse|Svizzera|Svizra|Confoederatio Helvetica",
    "CY": "Κύπρος|Kypros|Kıbrıs",
    "CZ": "Česko|Česká republika|Czech Republic|Czechoslovakia|Czechia",
    "DE": "Deutschland|Allemagne|Federal Republic of Germany|FRG",
    "DK": "Danmark",
    "EE": "Eesti",
    "ES": "España|Espanya|Espainia|Kingdom of Spain",
    "FI": "Suomi",
    "FR": "République française|French Republic",
    "GB": "United Kingdom|Great Britain|Britain|England|Scotland|Wales|Northern Ireland",
    "GE": "საქართველო|Sakartvelo",
    "GR": "Ελλάδα|Ellada|Ελλάς|Ellas|Hellas|Hellenic Republic|Ελληνική Δημοκρατία",
    "HR": "Hrvatska",
    "HU": "Magyarország|Republic of Hungary",
    "IE": "Éire|Republic of Ireland",
    "IS": "Ísland",
    "IT": "Italia|Italian Republic",
    "LI": "Fürstentum Liechtenstein",
    "LT": "Lietuva",
    "LU": "Lëtzebuerg|Luxemburg|Grand Duchy of Luxembourg",
    "LV": "Latvija",
    "MC": "Principauté de Monaco",
    "MD": "Moldova|Republica Moldova|Republic of Moldova|Moldavia",
    "ME": "Crna Gora|Црна Гора|Serbia and Montenegro",
    "MK": (
        "Северна Македонија|Severna Makedonija|Македонија|Makedonija|Macedonia|Maqedonia e Veriut|"
        "FYROM|The former Yugoslav Republic of Macedonia"
    ),
    "MT": "Repubblika ta' Malta",
    "NL": "Nederland|Holland|The Netherlands|Pays-Bas",
    "NO": "Norge|Noreg|Norga",
    "PL": "Polska|Rzeczpospolita Polska",
    "PT": "República Portuguesa",
    "RO": "România|Rumania|Roumania",
    "RS": "Srbija|Србија|Serbia and Montenegro|Yugoslavia",
    "SE": "Sverige",
    "SI": "Slovenija",
    "SK": "Slovensko|Slovak Republic|Slovenská republika|Czechoslovakia",
    "SM": "Serenissima Repubblica di San Marino",
    "TR": "Türkiye|Turkey|Republic of Turkey",
    "UA": "Україна|Ukraina|Ukrayina|The Ukraine",
    "XK": "Kosova|Kosovë|Косово|Republic of Kosovo",
}


@cache
def names_of(code: str) -> tuple[str, ...]:
    """All of them, the codes included, the name that the site shows first."""
    with translation.override("en"):
        shown = str(countries.name(code))
    others = [other for other, ours in OTHER_CODES.items() if ours == code]
    return (shown, code, *others, *filter(None, CALLED.get(code, "").split("|")))


@cache
def words_of(code: str) -> frozenset[str]:
    """What the country is found by."""
    return frozenset(words(" ".join(names_of(code))))


def beginning(word: str) -> list[str]:
    """The codes of the countries of which a name has a word that begins so."""
    return [code for code in EUROPE if any(named.startswith(word) for named in words_of(code))]


def code_of(text: str) -> str:
    """The code of the one country of Europe that is called so, or an empty text."""
    key = name_key(text)
    found = {code for code in EUROPE if key and key in _keys_of(code)}
    return found.pop() if len(found) == 1 else ""


@cache
def _keys_of(code: str) -> frozenset[str]:
    """With the code of three letters, by which nothing is searched: AND is Andorra."""
    return frozenset(map(name_key, (*names_of(code), countries.alpha3(code)))) - {""}
