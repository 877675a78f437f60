"""What a row held before an edit and after it.

The one place where saving a row does something else too: an edit by a raw form, a command or a
console leaves its trace as one by a service does. Rows that are written many at once are told of
by `bulk_update` and `added`, since Django sends no signal of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Field, Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.utils import timezone

from common.search_words import WordsField
from traces import visits
from traces.enums import Act
from traces.services import Changes, Note, note, note_all

_followed: dict[type[Model], tuple[Field, ...]] = {}
_linked: dict[type[Model], Any] = {}  # the table between two, and the field that it is of
_rights: set[str] = set()
BATCH = 500


def follow(
    model: type[Model], *, without: Collection[str] = (), rights: Collection[str] = ()
) -> None:
    """Note what becomes of this model's rows. Its `rights` are told apart from other edits.

    Search words are made of other fields and tell nothing of their own.
    """
    _followed[model] = tuple(
        each
        for each in model._meta.concrete_fields
        if not (each.primary_key or isinstance(each, WordsField) or each.name in without)
    )
    _rights.update(f"{model._meta.label_lower}.{name}" for name in rights)
    key = f"traces of {model._meta.label_lower}"
    pre_save.connect(_before_save, sender=model, dispatch_uid=key)
    post_save.connect(_after_save, sender=model, dispatch_uid=key)
    post_delete.connect(_after_delete, sender=model, dispatch_uid=key)
    for many in model._meta.local_many_to_many:
        through: Any = many.remote_field.through
        _linked[through] = many
        m2m_changed.connect(_after_linking, sender=through, dispatch_uid=f"{key} {many.name}")


def relinked(name: str, change_of: Mapping[Model, tuple[str, str]]) -> None:
    """Of rows whose links of this name were written many at once: the names before and after."""
    notes = [
        Note(Act.CHANGED, row, changes={name: change})
        for row, change in change_of.items()
        if change[0] != change[1]
    ]
    note_all(notes, by=visits.person(), now=timezone.now())


def added(rows: Sequence[Model]) -> None:
    """Of rows that were created many at once."""
    note_all([Note(Act.ADDED, row) for row in rows], by=visits.person(), now=timezone.now())


def bulk_update(rows: Sequence[Any], fields: Sequence[str]) -> None:
    """Django's, and a trace of each row that is changed by it."""
    if not rows:
        return
    model = type(rows[0])
    before = model._default_manager.in_bulk([row.pk for row in rows])
    model._default_manager.bulk_update(rows, fields, batch_size=BATCH)
    told = [each for each in _followed[model] if each.name in fields]
    notes = [note_ for row in rows for note_ in _notes(row, _values(before[row.pk], told), told)]
    note_all(notes, by=visits.person(), now=timezone.now())


# --- Called by Django ---------------------------------------------------------------------


def _before_save(
    sender: type[Model], instance: Any, raw: bool, update_fields: Any, using: str, **signal: object
) -> None:
    instance._before_edit = None
    told = _told(sender, update_fields)
    if raw or not told or instance._state.adding:
        return
    stored = sender._base_manager.using(using).filter(pk=instance.pk)
    row = stored.only(*(each.name for each in told)).first()
    instance._before_edit = _values(row, told) if row else None


def _after_save(
    sender: type[Model],
    instance: Any,
    created: bool,
    raw: bool,
    update_fields: Any,
    **signal: object,
) -> None:
    if raw:
        return
    if created:
        note(Act.ADDED, by=visits.person(), about=instance, now=timezone.now())
    elif (before := instance._before_edit) is not None:
        notes = _notes(instance, before, _told(sender, update_fields))
        if notes:
            note_all(notes, by=visits.person(), now=timezone.now())
    instance._before_edit = None


def _after_delete(sender: type[Model], instance: Model, **signal: object) -> None:
    told = _followed[sender]
    changes = {name: (value, "") for name, value in _values(instance, told).items() if value}
    note(Act.REMOVED, by=visits.person(), about=instance, changes=changes, now=timezone.now())


def _after_linking(
    sender: type[Model], instance: Any, action: str, reverse: bool, pk_set: Any, **signal: object
) -> None:
    """Told of the row that has the field, from whichever side it was linked; by names."""
    if action not in ("post_add", "post_remove", "pre_clear"):
        return
    many = _linked[sender]
    other = many.remote_field.model
    if action == "pre_clear":
        own, others = many.m2m_field_name(), many.m2m_reverse_field_name()
        own, others = (others, own) if reverse else (own, others)
        pk_set = sender._default_manager.filter(**{own: instance.pk}).values_list(others, flat=True)
    linked = [*(many.model if reverse else other)._default_manager.in_bulk([*pk_set]).values()]
    pairs = [(row, [instance]) for row in linked] if reverse else [(instance, linked)]
    what = Act.RIGHTS if _is_right(many.model, many.name) else Act.CHANGED
    notes = []
    for row, others in pairs:
        names = ", ".join(sorted(map(str, others)))
        change = ("", names) if action == "post_add" else (names, "")
        notes += [Note(what, row, changes={many.name: change})] if names else []
    note_all(notes, by=visits.person(), now=timezone.now())


def _is_right(model: type[Model], name: str) -> bool:
    return f"{model._meta.label_lower}.{name}" in _rights


def _told(model: type[Model], update_fields: Collection[str] | None) -> list[Field]:
    if update_fields is None:
        return [*_followed[model]]
    return [each for each in _followed[model] if {each.name, each.attname} & set(update_fields)]


def _values(row: Model, told: Iterable[Field]) -> dict[str, str]:
    """As texts; an instant in UTC, a row of another table by its key."""
    return {each.name: _shown(each, row) for each in told}


def _shown(each: Field, row: Model) -> str:
    value = each.value_from_object(row)
    if value is None or hasattr(value, "resolve_expression"):  # the database computes it
        return ""
    value = each.to_python(value)
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _notes(row: Model, before: dict[str, str], told: Iterable[Field]) -> list[Note]:
    """One of the rights that are other now, one of everything else; without a change none."""
    after = _values(row, told)
    changes: Changes = {
        name: (before[name], after[name]) for name in after if before[name] != after[name]
    }
    rights = {name: change for name, change in changes.items() if _is_right(type(row), name)}
    others = {name: change for name, change in changes.items() if name not in rights}
    found = []
    if rights:
        found.append(Note(Act.RIGHTS, row, changes=rights))
    if others:
        found.append(Note(Act.CHANGED, row, changes=others))
    return found
