"""What search engines and reading programs find in a paper's page stands in a real browser too."""

import json

import pytest

from knowledge_exchange.tests.factories import PaperFactory

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_policy_lets_the_data_block_be(page, live_server, check_page):
    paper = PaperFactory(published=True, title="Costs </script><script>alert(1)</script>")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))

    page.goto(live_server.url + paper.get_absolute_url())

    block = page.locator("script[type='application/ld+json']").evaluate("it => it.textContent")
    assert json.loads(block)["name"] == paper.title
    assert page.locator("meta[name='citation_title']").get_attribute("content") == paper.title
    assert complaints == []
    check_page(page)
