from datetime import timedelta

import pytest
from django.utils import timezone

from outbox import services as outbox
from p2i_site.health import report

pytestmark = pytest.mark.django_db


def test_a_beat_that_ticked_lately_is_well():
    now = timezone.now()
    assert not report(now)["beat"]

    outbox.tick(now)

    assert report(now + timedelta(minutes=1))["beat"]
    assert not report(now + timedelta(hours=1))["beat"]


def test_the_site_answers_while_only_the_beat_is_silent(client):
    response = client.get("/health/")

    assert response.status_code == 200
    assert response.json()["database"] is True
