"""Read the admin of a running demo with axe, and photograph it.

    make run PORT=8765          # in another terminal
    .venv/bin/python scripts/look_at_admin.py http://localhost:8765 /tmp/pictures

The desk, the search, every list of every room, the page and the form of each list's first row: at
the widths of a desk, a small laptop and a phone, light and dark. What axe finds, what is wider than
its window and what does not answer is printed; without a folder no pictures are kept.
"""

import os
import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

VIEWS = [(width, scheme) for width in (1440, 1024, 390) for scheme in ("light", "dark")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
EMAIL, PASSWORD = "secretariat@demo.example", "innovation-demo"  # noqa: S105 - the demo's, public
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ROOMS = ".rooms nav a, .room-lists a"


def main(site, folder=""):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        state = signed_in(browser, site)
        pages = pages_of(browser.new_context(storage_state=state).new_page(), site)
        found = []
        for width, scheme in VIEWS:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, storage_state=state
            )
            found += read(context.new_page(), site, pages, f"{width}-{scheme}", folder)
            context.close()
        browser.close()
    for finding in found:
        print(*finding)
    print(f"{len(pages)} pages in {len(VIEWS)} views, {len(found)} findings")
    return bool(found)


def signed_in(browser, site):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/accounts/login/")
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    return context.storage_state()


def pages_of(page, site):
    """The addresses, once each, in the order in which a person finds them."""
    found = {"/admin/": None, "/admin/search/?q=innovation": None, "/tasks/": None}
    page.goto(f"{site}/admin/")
    rooms = links(page, ROOMS)
    lists = [address for room in rooms for address in links_of(page, site + room, ROOMS)]
    for address in dict.fromkeys([*rooms, *lists]):
        found[address] = None
        first = links_of(page, site + address, "tbody th a")[:1]
        for thing in first:
            found[thing] = None
            found |= dict.fromkeys(links_of(page, site + thing, "a[href$='/edit/']")[:1])
    return list(found)


def links_of(page, address, selector):
    page.goto(address)
    return links(page, selector)


def links(page, selector):
    return [link.get_attribute("href") for link in page.locator(selector).all()]


def read(page, site, pages, view, folder):
    axe = Axe()
    for number, address in enumerate(pages):
        response = page.goto(f"{site}{address}")
        if not response or not response.ok:
            yield address, view, "does not answer"
            continue
        if too_wide := page.evaluate(TOO_WIDE):
            yield address, view, f"{too_wide} px too wide"
        for rule in axe.run(page, options=OPTIONS).response["violations"]:
            yield address, view, rule["id"], [node["target"] for node in rule["nodes"]][:3]
        if folder:
            name = address.strip("/").replace("/", "_").replace("?", "_")
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{number:03}-{name}-{view}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/"), *sys.argv[2:3]))
