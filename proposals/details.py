"""The arguments of a service as JSON: what a form gave, kept until a second person has read it."""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string


def pack(details: Mapping[str, object]) -> dict[str, Any]:
    """TypeError for what could not be given back as it was, a file for example."""
    return {name: _packed(value) for name, value in details.items()}


def unpack(packed: Mapping[str, Any]) -> dict[str, Any]:
    """A row that was deleted meanwhile raises its model's DoesNotExist."""
    return {name: _unpacked(value) for name, value in packed.items()}


def _packed(value: object) -> Any:
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)  # a choice is its value
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"number": str(value)}
        case Model():
            return {"row": value._meta.label_lower, "pk": value.pk}
        case list() | tuple() | QuerySet():
            return {"list": [_packed(item) for item in value]}
        case dict():
            return {"dict": pack(value)}
        case _ if is_dataclass(value) and not isinstance(value, type):
            kind = f"{type(value).__module__}.{type(value).__qualname__}"
            return {"made": kind, "of": pack(asdict(value))}
    raise TypeError(f"a {type(value).__name__} cannot be kept in a proposal")


def _unpacked(value: Any) -> Any:
    match value:
        case {"instant": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case {"number": text}:
            return Decimal(text)
        case {"row": label, "pk": pk}:
            return apps.get_model(label)._base_manager.get(pk=pk)
        case {"list": items}:
            return [_unpacked(item) for item in items]
        case {"dict": packed}:
            return unpack(packed)
        case {"made": kind, "of": packed}:
            return import_string(kind)(**unpack(packed))
    return value
