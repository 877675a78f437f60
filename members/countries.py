"""The countries of Europe with their UN M49 region. Data only: no Django, no database.

Cyprus, Türkiye and the Caucasus lie in Western Asia by M49; they are here because their
competence centres may apply. Kosovo has no M49 code and is listed with its neighbours.
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
