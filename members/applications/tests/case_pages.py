"""How the tests go through the secretariat's pages of a case: as a browser would."""

from django.urls import reverse

from common.tests import step_pages
from common.tests.step_pages import fields, text

__all__ = ["case_url", "confirm", "fields", "findings_url", "look", "press", "step_url", "text"]


def case_url(application):
    return reverse("admin:members_application_change", args=[application.pk])


def step_url(application, step):
    return reverse("admin:members_application_step", args=[application.pk, step])


def findings_url(application):
    return reverse("admin:members_application_findings", args=[application.pk])


def look(desk, application, step, **typed):
    return step_pages.look(desk, step_url(application, step), **typed)


def confirm(desk, application, step, page, **typed):
    return step_pages.confirm(desk, step_url(application, step), page, **typed)


def press(desk, application, step, **typed):
    """Take the step as it is offered; what has a name of the mail form is typed on its page."""
    return step_pages.press(desk, step_url(application, step), **typed)
