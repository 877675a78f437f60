"""The histories that this floor knows of: its own traces, and what the admin keeps."""

import json

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from traces.enums import Act, Part
from traces.models import Detail, Trace
from traces.timeline import Asked, Line, Source, is_number

MOST = 50  # people that a search finds


def traces(asked: Asked, kind: str) -> QuerySet[Trace]:
    rows = Trace.objects.prefetch_related(Prefetch("details", Detail.objects.order_by("pk")))
    if kind:
        rows = rows.filter(what=kind)
    if asked.person:
        rows = rows.filter(Q(by=asked.person) | _about_people([str(asked.person)]))
    if asked.about:
        rows = rows.filter(about_model=asked.about[0], about_key=asked.about[1])
    if asked.text:
        told = Detail.objects.filter(
            part__in=[Part.WORDS, Part.CHANGES], text__icontains=asked.text
        )
        rows = rows.filter(
            Q(by__in=asked.people())
            | _about_people([str(pk) for pk in asked.people().values_list("pk", flat=True)[:MOST]])
            | Q(request_number=asked.text)
            | Q(pk__in=told.values("trace"))
        )
    return rows


def _about_people(keys: list[str]) -> Q:
    return Q(about_model=get_user_model()._meta.label_lower, about_key__in=keys)


def line_of(trace: Trace) -> Line:
    parts = {detail.part: detail for detail in trace.details.all()}
    text = {part: detail.text for part, detail in parts.items()}
    changes = json.loads(text.get(Part.CHANGES) or "{}")
    return Line(
        at=trace.at,
        what=str(trace.get_what_display()),
        by=trace.by_id,
        about=(trace.about_model, trace.about_key) if trace.about_model else None,
        words=text.get(Part.WORDS, ""),
        changes=[
            (_label(trace.about_model, name), before, after)
            for name, (before, after) in changes.items()
        ],
        address=text.get(Part.ADDRESS, ""),
        request_number=trace.request_number,
        erased=any(
            part != Part.ADDRESS and detail.erased_at is not None for part, detail in parts.items()
        ),
    )


def _label(model: str, name: str) -> str:
    """A field as forms call it; one that is gone by now keeps its name."""
    try:
        return str(getattr(apps.get_model(model)._meta.get_field(name), "verbose_name", name))
    except (LookupError, ValueError):
        return name


def admin_entries(asked: Asked, kind: str) -> QuerySet[LogEntry]:
    rows = LogEntry.objects.select_related("content_type")
    if asked.person:
        rows = rows.filter(Q(user=asked.person) | _of_entry(of_person(asked.person)))
    if asked.about:
        rows = rows.filter(_of_entry(asked.about))
    if asked.text:
        rows = rows.filter(
            Q(user__in=asked.people())
            | Q(object_repr__icontains=asked.text)
            | Q(change_message__icontains=asked.text)
        )
    return rows


def of_row(about: tuple[str, str], *, kind: str = "subject_type", key: str = "subject_id") -> Q:
    """In a table with a generic key: those that are about this row."""
    app, _dot, model = about[0].partition(".")
    types = ContentType.objects.filter(app_label=app, model=model)
    return Q(**{f"{kind}__in": types, key: about[1]}) if is_number(about[1]) else Q(pk__in=[])


def of_person(person: int) -> tuple[str, str]:
    return get_user_model()._meta.label_lower, str(person)


def _of_entry(about: tuple[str, str]) -> Q:
    return of_row(about, kind="content_type", key="object_id")


def line_of_admin(entry: LogEntry) -> Line:
    kind = entry.content_type
    return Line(
        at=entry.action_time,
        what=str(_("In the admin: %s") % str(entry.get_action_flag_display()).lower()),
        by=entry.user_id,
        about=(f"{kind.app_label}.{kind.model}", entry.object_id or "") if kind else None,
        words=entry.get_change_message(),
    )


SOURCES = (
    Source("traces", _("Traces"), traces, line_of, kinds=Act.choices),
    Source("admin", _("History of the admin"), admin_entries, line_of_admin, at="action_time"),
)
