"""What a browser sends of an address is what was typed: another domain is somebody else's."""

import pytest
from playwright.sync_api import expect

from members import tasks
from outbox.models import Mail

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    "typed, mailed",
    [
        ("test@straße.example", "test@xn--strae-oqa.example"),
        ("zoe@βόλος.example", "zoe@xn--nxasmm1c.example"),
    ],
)
def test_a_link_goes_to_the_domain_that_was_typed(page, live_server, monkeypatch, typed, mailed):
    monkeypatch.setattr(tasks.mail_link, "delay", tasks.mail_link)  # there is no worker here
    page.goto(f"{live_server.url}/join/apply/")
    page.locator("[name=email]").fill(typed)
    page.locator("main form button.btn-primary").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("mail")
    assert Mail.objects.get().to == mailed
