"""Read the public pages of a running site with axe, and keep the result for its own statement.

    make run PORT=8765          # in another terminal
    .venv/bin/python scripts/measure_accessibility.py http://localhost:8765

Each page is read wide and narrow, light and dark, by all rules of axe for WCAG 2.2 A and AA. What
it finds is printed; the numbers go to `members/privacy/accessibility.json`, with the day and the
version. What is named there as not accessible is written by people.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
KEPT = ROOT / "members/privacy/accessibility.json"
VIEWS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
MORE = ("/join/apply/", "/accounts/login/", "/join/self-check/", "/search/?q=innovation")


def main(site):
    from p2i_site import VERSION

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        pages = pages_of(browser, site)
        found = [finding for view in VIEWS for finding in read(browser, site, pages, *view)]
        browser.close()
    for finding in found:
        print(*finding)
    kept = json.loads(KEPT.read_text())
    kept |= {
        "version": VERSION,
        "reviewed_on": datetime.now(UTC).date().isoformat(),
        "pages": len(pages),
    }
    kept |= {"views": len(VIEWS), "findings": len(found)}
    KEPT.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")
    print(f"{len(pages)} pages in {len(VIEWS)} views, {len(found)} findings")
    return bool(found)


def pages_of(browser, site):
    """All of the sitemap, and pages with forms that it does not name."""
    answer = browser.new_context().request.get(f"{site}/sitemap.xml")
    places = ElementTree.fromstring(answer.body()).findall(".//{*}loc")  # noqa: S314 - our own
    return [*(urlsplit(str(place.text)).path for place in places), *MORE]


def read(browser, site, pages, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, axe = context.new_page(), Axe()
    for address in pages:
        page.goto(f"{site}{address}")
        for rule in axe.run(page, options=OPTIONS).response["violations"]:
            yield address, width, scheme, rule["id"], [node["target"] for node in rule["nodes"]]
    context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
