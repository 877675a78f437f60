"""What a part of an address may look like; anything else is a page that does not exist."""

from django.urls.converters import StringConverter

from members.enums import Criterion


class Reference(StringConverter):
    regex = "P2I-[0-9A-Z]{8}"


class Section(StringConverter):
    regex = "|".join(["organisation", "people", *Criterion.values])
