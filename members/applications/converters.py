"""What a part of an address may look like; anything else is a page that does not exist."""

from django.urls.converters import StringConverter

from members.applications.form_fields import SECTIONS


class Reference(StringConverter):
    regex = "P2I-[0-9A-Z]{8}"


class Section(StringConverter):
    regex = "|".join(SECTIONS)
