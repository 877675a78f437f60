"""The one group of people with rights in the admin, and what they may do."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.utils.module_loading import module_has_submodule

SECRETARIAT = "Secretariat"


def secretariat_permissions():
    """What each of our apps grants, from its `permissions.SECRETARIAT_PERMISSIONS`."""
    names = []
    for app in settings.INSTALLED_APPS:
        if "." not in app and module_has_submodule(import_module(app), "permissions"):
            module = import_module(f"{app}.permissions")
            names += getattr(module, "SECRETARIAT_PERMISSIONS", ())
    return names


def ensure_roles():
    """Create the group or bring its rights up to date; safe to run again."""
    group, _created = Group.objects.get_or_create(name=SECRETARIAT)
    names = set(secretariat_permissions())
    granted = [
        permission
        for permission in Permission.objects.select_related("content_type")
        if f"{permission.content_type.app_label}.{permission.codename}" in names
    ]
    group.permissions.set(granted)
    return group
