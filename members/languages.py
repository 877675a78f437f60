"""Languages to choose from: what the secretariat writes in, and what evidence may be in."""

from django.utils.translation import gettext_lazy as _

# The official languages of the European Union, each under its own name.
OFFICIAL_LANGUAGES = [
    ("bg", "български"),
    ("cs", "čeština"),
    ("da", "dansk"),
    ("de", "Deutsch"),
    ("el", "ελληνικά"),
    ("en", "English"),
    ("es", "español"),
    ("et", "eesti"),
    ("fi", "suomi"),
    ("fr", "français"),
    ("ga", "Gaeilge"),
    ("hr", "hrvatski"),
    ("hu", "magyar"),
    ("it", "italiano"),
    ("lt", "lietuvių"),
    ("lv", "latviešu"),
    ("mt", "Malti"),
    ("nl", "Nederlands"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("sk", "slovenčina"),
    ("sl", "slovenščina"),
    ("sv", "svenska"),
]

LANGUAGES = [  # kept by their English names, which is how they are shown
    (name, _(name))
    for name in (
        "Bulgarian Croatian Czech Danish Dutch English Estonian Finnish French German Greek "
        "Hungarian Irish Italian Latvian Lithuanian Maltese Polish Portuguese Romanian Slovak "
        "Slovenian Spanish Swedish Icelandic Norwegian Ukrainian"
    ).split()
]
OTHER = ("Other", _("Another language"))
CHOICES = [("", _("Choose a language")), *LANGUAGES, OTHER]
