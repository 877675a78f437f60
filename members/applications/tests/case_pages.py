"""How the tests go through the secretariat's pages of a case: as a browser would."""

from django.urls import reverse
from lxml import html


def case_url(application):
    return reverse("admin:members_application_change", args=[application.pk])


def step_url(application, step):
    return reverse("admin:members_application_step", args=[application.pk, step])


def findings_url(application):
    return reverse("admin:members_application_findings", args=[application.pk])


def text(response):
    return " ".join(response.content.decode().split())


def fields(response, *, having):
    """What a browser would send of the form with the field `having`, if nothing is typed.

    As it does, the line break that begins a textarea is dropped.
    """
    forms = html.fromstring(response.content.decode()).forms
    form = next((form for form in forms if having in form.fields), None)
    assert form is not None, text(response)
    sent = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value.removeprefix("\n"))
    return sent


def look(desk, application, step, **typed):
    """The page of a step that can be confirmed: the first, or the second with the mail."""
    page = desk.get(step_url(application, step))
    if b'name="look"' not in page.content:
        return page
    sent = {**fields(page, having="seen"), **typed, "look": "yes"}
    return desk.post(step_url(application, step), sent)


def confirm(desk, application, step, page, **typed):
    sent = {**fields(page, having="seen"), **typed, "confirm": "yes"}
    return desk.post(step_url(application, step), sent)


def press(desk, application, step, **typed):
    """Take the step as it is offered; what has a name of the mail form is typed on its page."""
    page = look(desk, application, step, **typed)
    return confirm(desk, application, step, page, **typed)
