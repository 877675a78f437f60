class ReadOnlyMixin:
    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


class NeverDeletedMixin:
    """History stays: what is over gets an end, not an eraser."""

    def has_delete_permission(self, request, obj=None):
        return False
