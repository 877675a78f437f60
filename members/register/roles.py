"""The one group of people with rights in the admin, and what they may do."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Value
from django.db.models.functions import Concat
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
    named = Permission.objects.annotate(
        full_name=Concat("content_type__app_label", Value("."), "codename")
    )
    group.permissions.set(named.filter(full_name__in=secretariat_permissions()))
    return group
