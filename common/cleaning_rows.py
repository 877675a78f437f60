"""For migrations: living rows as they would be typed today, and a line on each that changed.

What is named there is a row's number and its columns, never its text. What is hashed, frozen or
only grows is left to the letter.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, models, transaction

from common.typed_text import one_line, several_lines

Report = Callable[[str], object]


def lines(text: str) -> str:
    return several_lines(text).strip()


def in_json(value: Any) -> Any:
    """All texts in it."""
    if isinstance(value, str):
        return lines(value)
    if isinstance(value, dict):
        return {name: in_json(part) for name, part in value.items()}
    return [in_json(part) for part in value] if isinstance(value, list) else value


def clean_rows(
    rows: models.QuerySet, report: Report, **cleaners: Callable[[Any], Any] | None
) -> None:
    """Clean these columns, each by its function; None for one line."""
    for row in rows.only("pk", *cleaners).order_by("pk").iterator(chunk_size=500):
        changed = {}
        for name, clean in cleaners.items():
            stored = getattr(row, name)
            cleaned = (clean or one_line)(stored) if stored else stored
            if cleaned != stored:
                changed[name] = cleaned
        if changed:
            report(f"  {rows.model._meta.label} {row.pk}: {_update(rows.model, row.pk, changed)}")


def _update(model: type[models.Model], pk: Any, changed: Mapping[str, Any]) -> str:
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=pk).update(**changed)
    except IntegrityError:  # it would be the same as another row
        return f"left as it is, a double in {', '.join(changed)}"
    return f"cleaned {', '.join(changed)}"
