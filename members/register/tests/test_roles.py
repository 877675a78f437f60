import pytest
from django.contrib.auth.models import Permission

from members.register.roles import ensure_roles, secretariat_permissions

pytestmark = pytest.mark.django_db


def test_the_secretariat_has_exactly_the_rights_that_the_apps_name():
    granted = {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in ensure_roles().permissions.select_related("content_type")
    }

    assert granted == set(secretariat_permissions())


def test_the_secretariat_deletes_only_lines_in_preparation_and_addresses_on_request():
    deleting = [name for name in secretariat_permissions() if ".delete_" in name]

    assert sorted(deleting) == [
        "declarations.delete_commitment",
        "knowledge_exchange.delete_action",
        "knowledge_exchange.delete_agendaitem",
        "knowledge_exchange.delete_author",
        "knowledge_exchange.delete_decision",
        "knowledge_exchange.delete_subscription",
    ]


def test_a_right_that_was_taken_out_of_the_list_is_taken_away():
    group = ensure_roles()
    group.permissions.add(Permission.objects.get(codename="delete_user"))

    ensure_roles()

    assert not group.permissions.filter(codename="delete_user").exists()
