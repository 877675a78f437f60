"""The countries of Europe: their UN M49 region, and their standing with the European Union.

Data only: no Django, no database. Cyprus, Türkiye and the Caucasus lie in Western Asia by M49;
they are here because their competence centres may apply. Kosovo has no M49 code and is listed
with its neighbours. It is a potential candidate, which is not a candidate.
"""

REGIONS = {
    "Northern Europe": "DK EE FI GB IE IS LT LV NO SE".split(),
    "Western Europe": "AT BE CH DE FR LI LU MC NL".split(),
    "Southern Europe": "AD AL BA ES GR HR IT ME MK MT PT RS SI SM XK".split(),
    "Eastern Europe": "BG CZ HU MD PL RO SK UA".split(),
    "Western Asia": "AM AZ CY GE TR".split(),
}
REGION_OF = {code: region for region, codes in REGIONS.items() for code in codes}
EUROPE = sorted(REGION_OF)
BY_NAME = (  # in the order of their English names; an index of centres is made of this very text
    "AL AD AM AT AZ BE BA BG HR CY CZ DK EE FI FR GE DE GR HU IS IE IT XK LV LI LT LU MT MD MC ME "
    "NL MK NO PL PT RO SM RS SK SI ES SE CH TR UA GB"
)

STANDINGS_ON = "2025-01-01"  # the day on which the lists below are true; they change
STANDINGS_SOURCE = (
    "European Commission, list of member states and of candidate countries; "
    "EFTA Secretariat, parties to the EEA Agreement"
)
EU, EEA, CANDIDATE, ELSEWHERE = "EU", "EEA, outside the EU", "Candidate for the EU", "Elsewhere"
STANDINGS = {
    EU: (
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
    ),
    EEA: "IS LI NO".split(),
    CANDIDATE: "AL BA GE MD ME MK RS TR UA".split(),
}
STANDING_OF = {code: standing for standing, codes in STANDINGS.items() for code in codes}
