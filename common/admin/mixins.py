from django.db.models import Model
from django.http import HttpRequest


class ReadOnlyMixin:
    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


class NeverDeletedMixin:
    """History stays: what is over gets an end, not an eraser."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
