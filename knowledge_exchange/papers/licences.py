"""The licences a paper can have: what is stored is the name that stands on the paper."""

from django.utils.translation import gettext_lazy as _

_CC = "https://creativecommons.org/licenses/"
ADDRESSES = {
    "CC BY 4.0": f"{_CC}by/4.0/",
    "CC BY-SA 4.0": f"{_CC}by-sa/4.0/",
    "CC BY-NC 4.0": f"{_CC}by-nc/4.0/",
    "CC BY-ND 4.0": f"{_CC}by-nd/4.0/",
    "CC BY-NC-ND 4.0": f"{_CC}by-nc-nd/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
LICENCES = [(name, name) for name in ADDRESSES] + [
    ("All rights reserved", _("All rights reserved"))
]


def address_of(name: str) -> str:
    """Where the licence can be read; empty when it is not one of these."""
    return ADDRESSES.get(name, "")
