"""The languages that evidence may be in: those of the Union, then others of Europe."""

from django.utils.translation import gettext_lazy as _

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
