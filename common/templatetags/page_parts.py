from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from common import page_parts

register = template.Library()


@register.simple_tag
def page_parts_of(place: str, row: Model, **details: object) -> SafeString:
    """What the apps show of this row in this place of the page; see `common.page_parts`."""
    rendered = [
        (mark_safe(render_to_string(part.template, dict(part.context(row, **details)))),)  # noqa: S308
        for part in page_parts.parts_of(place)
    ]
    return format_html_join("\n", "{}", rendered)
