"""Each request has a number: in its answer, its error page, its traces and its tasks."""

import io
import logging
import re

import pytest
import structlog
from django.test import RequestFactory
from django.urls import reverse

from common.log_lines import LineFormatter
from members.tests.factories import UserFactory
from p2i_site.views import server_error
from traces import visits
from traces.enums import Act
from traces.models import Trace

MADE = re.compile(r"[0-9a-f]{16}")


@pytest.mark.parametrize("asked", ["4f1c2f9e-proxy-0001", "0123456789abcdef0123456789abcdef"])
def test_a_number_that_looks_like_one_is_taken(asked):
    assert visits.numbered(asked) == asked


@pytest.mark.parametrize("asked", ["", "short", "x" * 65, "forged\nline 12345", "a@example.org:12"])
def test_anything_else_gets_a_number_of_ours(asked):
    assert MADE.fullmatch(visits.numbered(asked))


@pytest.mark.django_db
def test_the_answer_and_the_trace_have_the_number_of_the_request(client):
    client.force_login(UserFactory(secretariat=True))
    address = reverse("admin:traces_trace_export")
    answer = client.get(address, headers={"X-Request-ID": "proxy-number-1"})

    assert answer["X-Request-ID"] == "proxy-number-1"
    assert Trace.objects.get(what=Act.EXPORTED).request_number == "proxy-number-1"


@pytest.mark.django_db
def test_a_page_that_refuses_tells_its_number(client):
    client.force_login(UserFactory())
    answer = client.get(reverse("admin:traces_trace_export"), headers={"X-Request-ID": "number-2"})
    client.logout()
    odd = client.get("/?q=%00", headers={"X-Request-ID": "number-3"})

    assert (answer.status_code, odd.status_code) == (302, 400)
    assert "number-3" in odd.content.decode()


@pytest.mark.django_db
def test_a_refused_person_stands_in_the_log_with_the_address_and_the_number(client):
    written, log = io.StringIO(), logging.getLogger("django.request")
    handler = logging.StreamHandler(written)
    handler.setFormatter(LineFormatter("text"))
    person = UserFactory(is_staff=True)
    client.force_login(person)
    log.addHandler(handler)
    client.get(reverse("admin:traces_trace_export"), headers={"X-Request-ID": "number-6"})
    log.removeHandler(handler)

    line = written.getvalue().splitlines()[0]
    assert "WARNING django.request Forbidden (Permission denied): /admin/" in line
    assert f"person={person.pk}" in line
    assert "request_id=number-6" in line


def test_the_page_of_a_fault_tells_its_number_without_the_database():
    request = RequestFactory().get("/")
    request.number = "number-4"

    assert "number-4" in server_error(request).content.decode()


def test_a_task_carries_the_number_of_the_request_that_asked_for_it():
    from django_structlog.celery.receivers import CeleryReceiver  # noqa: PLC0415

    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id="number-5")
    headers = {}
    CeleryReceiver().receiver_before_task_publish(headers=headers)
    structlog.contextvars.clear_contextvars()

    class Task:
        name = "outbox.tasks.deliver_due"
        request = type("Request", (), headers)()

    CeleryReceiver().receiver_task_prerun("task-1", Task)
    assert visits.number() == "number-5"
    structlog.contextvars.clear_contextvars()


def test_worker_and_web_are_set_up_to_pass_it_on(settings):
    from django_structlog.celery.steps import DjangoStructLogInitStep  # noqa: PLC0415

    from p2i_site import celery_app  # noqa: PLC0415

    assert settings.DJANGO_STRUCTLOG_CELERY_ENABLED
    assert DjangoStructLogInitStep in celery_app.steps["worker"]
    assert settings.MIDDLEWARE[0] == "traces.middleware.numbered_requests"
