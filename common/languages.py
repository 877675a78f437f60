"""Languages of Europe, each under its own name; and those that evidence may be in."""

from django.utils.translation import gettext_lazy as _

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

# Those of the Union and of the other countries whose centres may apply.
EUROPEAN_LANGUAGES = sorted(
    [
        *OFFICIAL_LANGUAGES,
        ("az", "azərbaycanca"),
        ("bs", "bosanski"),
        ("ca", "català"),
        ("cnr", "crnogorski"),
        ("eu", "euskara"),
        ("gl", "galego"),
        ("hy", "հայերեն"),
        ("is", "íslenska"),
        ("ka", "ქართული"),
        ("lb", "Lëtzebuergesch"),
        ("mk", "македонски"),
        ("no", "norsk"),
        ("sq", "shqip"),
        ("sr", "српски"),
        ("tr", "Türkçe"),
        ("uk", "українська"),
    ],
    key=lambda language: language[1].casefold(),
)

# The languages of the Union, then others of Europe.
EVIDENCE_LANGUAGES = [  # kept by their English names, which is how they are shown
    (name, _(name))
    for name in (
        "Bulgarian Croatian Czech Danish Dutch English Estonian Finnish French German Greek "
        "Hungarian Irish Italian Latvian Lithuanian Maltese Polish Portuguese Romanian Slovak "
        "Slovenian Spanish Swedish Icelandic Norwegian Ukrainian"
    ).split()
]
OTHER = ("Other", _("Another language"))
EVIDENCE_LANGUAGE_CHOICES = [("", _("Choose a language")), *EVIDENCE_LANGUAGES, OTHER]
