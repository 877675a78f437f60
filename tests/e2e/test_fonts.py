"""What a browser fetches of the fonts: the scripts that a page shows, and no more."""

import re

import pytest

from members.tests.factories import CentreFactory

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def fonts_fetched(page, address):
    """The sizes by name, without what tells two versions apart."""
    fetched = {}

    def note(response):
        if response.request.resource_type == "font":
            name = re.search(r"p2i-sans-([\w-]+)", response.url)[1]
            fetched[name] = len(response.body())

    page.on("response", note)
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    return fetched


def test_a_page_in_english_fetches_two_small_fonts(page, live_server):
    fetched = fonts_fetched(page, live_server.url)

    assert set(fetched) == {"regular-latin", "semibold-latin"}
    assert sum(fetched.values()) < 30_000


def test_a_page_with_a_greek_name_fetches_greek_as_well(page, live_server):
    centre = CentreFactory(member=True, name="Κέντρο Αθήνα")

    fetched = fonts_fetched(page, live_server.url + centre.get_absolute_url())

    assert {"regular-latin", "semibold-latin", "semibold-greek"} <= set(fetched)
    assert not [name for name in fetched if name.partition("-")[2] not in ("latin", "greek")]
    assert sum(fetched.values()) < 60_000
