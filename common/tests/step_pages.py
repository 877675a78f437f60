"""How the tests go through the pages of steps in the admin: as a browser would."""

from lxml import html


def text(response):
    return " ".join(response.content.decode().split())


def fields(response, *, having):
    """What a browser would send of the form with the field `having`, if nothing is typed.

    As it does, the line break that begins a textarea is dropped.
    """
    forms = html.fromstring(response.content.decode()).forms
    form = next((form for form in forms if having in form.fields), None)
    assert form is not None, text(response)
    values = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value.removeprefix("\n"))
    return values


def look(client, address, **typed):
    """The page of a step that can be confirmed: the first, or the second with what follows."""
    page = client.get(address)
    if b'name="look"' not in page.content:
        return page
    return client.post(address, {**fields(page, having="seen"), **typed, "look": "yes"})


def confirm(client, address, page, *, follow=False, **typed):
    values = {**fields(page, having="seen"), **typed, "confirm": "yes"}
    return client.post(address, values, follow=follow)


def press(client, address, *, follow=False, **typed):
    """Take the step as it is offered; the last page if there is nothing to confirm on it."""
    page = look(client, address, **typed)
    if b'name="seen"' not in page.content:
        return page
    return confirm(client, address, page, follow=follow, **typed)
