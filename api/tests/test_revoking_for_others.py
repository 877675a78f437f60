"""The secretariat sees whose tokens there are and revokes one, with a reason its owner reads."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from api import services
from api.models import Token
from common.dates import network_day
from common.refusals import Refused
from common.tests.step_pages import text
from members.tests.factories import RepresentativeFactory, UserFactory
from outbox import kinds
from outbox.models import Mail

pytestmark = pytest.mark.django_db
LIST = reverse("admin:api_token_changelist")


@pytest.fixture
def owner():
    return RepresentativeFactory(centre__member=True).user


@pytest.fixture
def made(owner):
    return services.make(name="Dashboard", days=30, by=owner, on=network_day(timezone.now()))


def test_one_person_revokes_a_token_and_its_owner_reads_why(made, owner):
    clerk, now = UserFactory(secretariat=True, name="Clara Clerk"), timezone.now()

    services.revoke_for(made[0], reason="It stands in a public file.", by=clerk, now=now)

    assert services.token_of(made[1], on=network_day(now)) is None
    mail = Mail.objects.get()
    assert mail.user == owner
    shown = kinds.compose(mail, now).text
    for part in ("Dashboard", made[0].prefix, "Clara Clerk", "It stands in a public file."):
        assert part in shown
    assert made[1] not in shown


def test_only_the_secretariat_does_with_a_reason_and_once(made, owner):
    clerk, now = UserFactory(secretariat=True), timezone.now()

    with pytest.raises(Refused, match="secretariat revokes"):
        services.revoke_for(made[0], reason="Why.", by=owner, now=now)
    with pytest.raises(Refused, match="reason"):
        services.revoke_for(made[0], reason=" ", by=clerk, now=now)
    services.revoke_for(made[0], reason="Why.", by=clerk, now=now)
    with pytest.raises(Refused, match="opens nothing"):
        services.revoke_for(made[0], reason="Why.", by=clerk, now=now)
    assert Mail.objects.count() == 1


def test_others_do_not_revoke_without_a_reason_on_record(made):
    clerk = UserFactory(secretariat=True)
    for facts in ({"why_revoked": ""}, {"why_revoked": "Why.", "revoked_at": None}):
        with pytest.raises(IntegrityError, match="with_a_reason"), transaction.atomic():
            Token.objects.filter(pk=made[0].pk).update(
                **{"revoked_by": clerk, "revoked_at": timezone.now(), **facts}
            )


def test_the_pages_name_person_times_and_what_it_reads_and_never_the_secret(client, made, owner):
    client.force_login(UserFactory(secretariat=True))
    page = reverse("admin:api_token_change", args=[made[0].pk])
    for address in (LIST, page):
        shown = text(client.get(address))
        for part in (owner.name, "Dashboard", made[0].prefix, "valid", "it changes nothing"):
            assert part in shown
        assert made[1] not in shown
        assert made[0].sha256 not in shown
    step = reverse("admin:api_token_step", args=[made[0].pk, "revoke"])
    assert "The person is told" in text(client.get(step))


def test_nobody_adds_changes_or_deletes_a_token_there(client, made):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    assert client.get(reverse("admin:api_token_add")).status_code == 403
    place = [made[0].pk]
    assert client.get(reverse("admin:api_token_delete", args=place)).status_code == 403
    client.post(reverse("admin:api_token_change", args=place), {"name": "Another"})
    made[0].refresh_from_db()
    assert made[0].name == "Dashboard"


def test_the_list_asks_the_same_for_many_as_for_one(client, made, django_assert_max_num_queries):
    clerk = UserFactory(secretariat=True)
    client.force_login(clerk)
    for number in range(5):
        services.make(
            name=f"T{number}", days=3, by=clerk, on=network_day(timezone.now() - timedelta(days=1))
        )
    with django_assert_max_num_queries(14):
        client.get(LIST)
