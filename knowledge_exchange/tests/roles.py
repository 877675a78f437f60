"""The people by whom pages are tried."""

from django.contrib.auth.models import AnonymousUser

from members.enums import RepresentativeRole
from members.tests.factories import RepresentativeFactory, UserFactory


def person(role):
    if role == "public":
        return AnonymousUser()
    if role == "secretariat":
        return UserFactory(secretariat=True)
    if role == "staff without rights":
        return UserFactory(staff=True)
    if role == "former delegate":
        return RepresentativeFactory(valid_until="2021-01-01").user
    return RepresentativeFactory(role=role).user


READERS_OF_DRAFTS = {"secretariat", *RepresentativeRole}
ROLES = ["public", "staff without rights", "former delegate", *READERS_OF_DRAFTS]


def as_role(client, role):
    user = person(role)
    if user.is_authenticated:
        client.force_login(user)
    return client
