"""How the pages write instants, states, countries and errors. Shows only: no queries, no rules."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django import template
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django_countries import countries
from django_countries.fields import Country
from heroicons.templatetags.heroicons import heroicon_micro

from common import quoting
from common.dates import network_day, show_instant, show_partial, show_until
from common.form_fields import UNREADABLE

register = template.Library()
Error = dict[str, str]  # its message, and the id of the field that it leads to

TONES = {  # the colour of every state that any page shows; see `static/css/components.css`
    "quiet": "draft withdrawn ended cancelled recused associate declined todo later complete ready "
    "not_offered not_public members_only quiet",
    "active": "open submitted under_review in_vote comments clearance claimed sending invited "
    "request",
    "good": "eligible admitted certified active met yes sent published adopted signed accepted "
    "confirmed agreed present on_site online cleared endorse in_place offer "
    "offered public done",
    "bad": "ineligible refused not_met no failed annulled contested absent dissent missing overdue "
    "called_off",
    "wait": "clarification closed suspended unclear queued held drafted in_doubt announced "
    "asked answered proposed reserve abstain needs_decision differs",
}
TONE_OF = {value: tone for tone, values in TONES.items() for value in values.split()}
OF_VALIDATORS = {UNREADABLE, "max_length", "min_length", "max_value", "min_value"}
SIGN_OF = {"yes": "check", "no": "x-mark", "abstain": "minus"}
UNEQUAL = mark_safe('<span aria-hidden="true">≠</span> ')


@register.filter
def moment(instant: datetime | None) -> str:
    """An instant for people and for machines: <time> around "24 November 2026, 17:00 CET …"."""
    if instant is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>',
        instant.isoformat(timespec="seconds"),
        show_instant(instant),
    )


@register.filter
def moment_text(instant: datetime | None) -> str:
    """An instant in plain text, for mails."""
    return show_instant(instant)


@register.filter
def quoted(text: object) -> str:
    """In a letter: words that somebody outside typed, as lines of a quotation without links."""
    return quoting.quoted(str(text))


@register.filter
def network_date(instant: datetime | None) -> str:
    """The day of an instant as the Network counts it, whatever zone the viewer is in."""
    return date_format(network_day(instant), "j F Y") if instant else ""


@register.filter
def until(instant: datetime | None) -> str:
    """How long from now: "in 3 days", "2 hours ago"."""
    return show_until(instant, timezone.now()) if instant else ""


@register.filter
def is_past(day: date | None) -> bool:
    """Is this the last day of something that is over by today?"""
    return day is not None and day < network_day(timezone.now())


@register.filter
def partial_date(partial: str | None) -> str:
    """ "2018-11" as "November 2018"."""
    return show_partial(partial)


@register.simple_tag
def status_tag(value: object, label: str) -> str:
    """A state as a coloured word; an unknown state stays quiet. Ballots get a sign as well."""
    state, sign = str(value), ""
    if state in SIGN_OF:
        sign = mark_safe(heroicon_micro(SIGN_OF[state]))  # noqa: S308
    elif state == "differs":
        sign = UNEQUAL
    tone = TONE_OF.get(state, "quiet")
    return format_html('<span class="tag tag-{}">{}{}</span>', tone, sign, label)


@register.inclusion_tag("components/demo_mark.html")
def demo_mark(thing: object) -> dict[str, bool]:
    return {"is_demo": getattr(thing, "is_demo", False)}


@register.simple_tag
def country_name(code: Country | str | None) -> str:
    """The country's name for its code, or for a Country."""
    return countries.name((code.code if isinstance(code, Country) else code) or "")


@register.simple_tag
def flag(country: Country | None) -> str:
    """The country's flag, to stand before its name. A picture: not every machine has a font."""
    if not country:
        return ""
    address = static(f"flags/{country.code.lower()}.gif")
    return format_html('<img class="flag" src="{}" alt="" width="16" height="11">', address)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | Iterable[BaseForm] | None) -> dict[str, list[Error]]:
    """What is wrong in these forms and formsets, each line linked to its field."""
    single: list[BaseForm] = []
    for form in forms:
        if isinstance(form, BaseForm):
            single.append(form)
        elif form is not None:
            single.extend(form)
    errors: list[Error] = []
    for form in single:
        if not form.is_bound:
            continue
        errors += [{"message": str(message), "target": ""} for message in form.non_field_errors()]
        for name in form.fields:
            errors += _field_errors(form[name], form.errors.as_data().get(name, ()))
    return {"errors": errors}


def _field_errors(field: BoundField, errors: Iterable[ValidationError]) -> Iterator[Error]:
    """Each links to the field's first control: a group of radios has no id of its own."""
    target = "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
    kinds = [getattr(kind, "default_error_messages", {}) for kind in type(field.field).__mro__]
    for error in errors:
        # Django's own words do not say which field is meant, nor those of a kind of field.
        djangos = [words[error.code] for words in kinds if error.code in words]
        is_djangos = error.code in OF_VALIDATORS or error.message in djangos
        for message in error.messages:
            shown = f"{field.label}: {message}" if is_djangos else message
            yield {"message": shown, "target": target}
