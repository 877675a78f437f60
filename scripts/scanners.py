"""Two scanners let loose on a demo of our own on this machine: `make proof ARGS=scanners`.

schemathesis holds what the API answers against its document, as a visitor and with a token; wapiti
attacks the pages as a visitor, a delegate and the secretariat. What they find is to be mended, or
explained in `scanners_explained.toml`; a finding that stands nowhere there fails.
"""

import fnmatch
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import processes
import servers
import tool_environments

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = Path(__file__).with_name("scanners_explained.toml")
PATIENCE = 900  # seconds for the demo to be made and served
API_SECONDS, CRAWL_SECONDS, ATTACK_SECONDS = 150, 120, 20  # for each run, and for each attack
ATTACKS = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,"
    "redirect,sql,timesql,xss"
)
PEOPLE = {
    "a visitor": "",
    "a delegate": "delegate.nl@demo.example",
    "the secretariat": "secretariat@demo.example",
}
SIGN_IN = """
from django.test import Client
from members.models import User
client = Client()
client.force_login(User.objects.get(email={address!r}))
print("cookie", "; ".join(f"{{name}}={{it.value}}" for name, it in client.cookies.items()))
"""
CREDENTIAL = """
from datetime import date
from api import services
from members.models import User
by = User.objects.get(email="delegate.nl@demo.example")
print("token", services.make(name="Scanner", days=2, by=by, on=date.today())[1])
"""


@dataclass(frozen=True)
class Finding:
    scanner: str
    what: str
    where: str
    details: str = ""

    def __str__(self) -> str:
        return f"{self.scanner}: {self.what} at {self.where}\n    {self.details}"


@dataclass(frozen=True)
class Explanation:
    """Why something that a scanner finds is no fault; `what` and `where` may have wildcards."""

    scanner: str
    what: str
    where: str
    because: str

    def fits(self, finding: Finding) -> bool:
        return self.scanner == finding.scanner and all(
            fnmatch.fnmatchcase(getattr(finding, name), getattr(self, name))
            for name in ("what", "where")
        )


def main() -> int:
    os.chdir(ROOT)
    explanations = read_explanations(EXPLAINED.read_text())
    try:
        api, pages = (tool_environments.programs_of(name) for name in ("scanners", "wapiti"))
    except tool_environments.NotMade as why:
        sys.exit(f"scanners: not run, for they could not be installed: {why}")
    with tempfile.TemporaryDirectory() as folder:
        port = str(servers.free_port())
        environment = {**clean_environment(), "PORT": port, "VAR_DIR": f"{folder}/var"}
        demo = processes.start([sys.executable, "scripts/run.py"], env=environment)
        try:
            address = f"http://localhost:{port}"
            wait_for(f"{address}/health/", demo)
            found = list(look(api, pages, address, environment, Path(folder)))
        finally:
            processes.stop([demo], patience=30)
    return report(found, explanations)


def clean_environment() -> dict[str, str]:
    """Nothing of another site's: the demo gets its own."""
    named = (
        "DATABASE_URL",
        "EMAIL_URL",
        "SECRET_KEY",
        "RECORD_SIGNING_KEY",
        "SITE_URL",
        "REDIS_URL",
    )
    return {name: it for name, it in os.environ.items() if name not in named}


def wait_for(health: str, demo: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and demo.poll() is None:
        try:
            urllib.request.urlopen(health, timeout=5).close()  # noqa: S310 - our own address
            return
        except OSError:
            time.sleep(0.5)
    sys.exit("scanners: not run, for the demo was not served; the lines above may say why")


def look(
    api: Path, pages: Path, address: str, environment: dict[str, str], folder: Path
) -> Iterator[Finding]:
    token = told_by_the_site(CREDENTIAL, environment)
    for who, header in (("a visitor", ""), ("a token", f"Authorization: Bearer {token}")):
        print(f"schemathesis as {who}", flush=True)
        yield from schemathesis(api, address, header, folder)
    for who, person in PEOPLE.items():
        cookie = told_by_the_site(SIGN_IN.format(address=person), environment) if person else ""
        print(f"wapiti as {who}", flush=True)
        yield from wapiti(pages, address, cookie, folder)


def told_by_the_site(code: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", code]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip().partition(" ")[2]


def schemathesis(api: Path, address: str, header: str, folder: Path) -> Iterator[Finding]:
    report = folder / "api.json"
    command = [
        api / "schemathesis", "run", f"{address}/api/v1/openapi.json", "--workers=1",
        "--phases=examples,coverage,fuzzing", "--max-examples=60", f"--max-time={API_SECONDS}",
        "--rate-limit=280/m", "--continue-on-failure", "--report=json",
        f"--report-json-path={report}", *(["--header", header] if header else []),
    ]  # fmt: skip
    told = run(command, folder)
    if not report.exists():
        sys.exit(f"schemathesis has said nothing:\n{told[-2000:]}")
    yield from in_report_of_the_api(json.loads(report.read_text()), told)
    report.unlink()


def in_report_of_the_api(report: dict, told: str = "") -> Iterator[Finding]:
    for failure in report["failures"]:
        for operation in failure["operations"]:
            what = f"{failure['code']} {failure['title']}"
            yield Finding("schemathesis", what, operation, part_about(operation, told))
    for error in report["errors"]:
        yield Finding("schemathesis", "error", str(error), "")


def part_about(operation: str, told: str) -> str:
    """What it printed of this operation: the answer, and how to ask again."""
    _before, found, after = told.partition(f" {operation} __")
    return after[:1500].partition("\n____")[0] if found else ""


def wapiti(pages: Path, address: str, cookie: str, folder: Path) -> Iterator[Finding]:
    report = folder / "pages.json"
    command = [
        pages / "wapiti", "--url", f"{address}/", "--scope", "folder", "--depth", "4",
        "--max-links-per-page", "80", "--max-files-per-dir", "40", "--timeout", "20",
        "--max-scan-time", str(CRAWL_SECONDS), "--max-attack-time", str(ATTACK_SECONDS),
        "--module", ATTACKS, "--exclude", f"{address}/accounts/logout/", "--tasks", "2",
        "--exclude", f"{address}/admin/logout/", "--format", "json", "--output", report,
        "--no-bugreport", "--flush-session", "--store-session", folder / "session",
        "--store-config", folder / "config",
        *(["--cookie-value", cookie] if cookie else []),
    ]  # fmt: skip
    told = run(command, folder)
    if not report.exists():
        sys.exit(f"wapiti has said nothing:\n{told[-2000:]}")
    yield from in_report_of_the_pages(json.loads(report.read_text()))
    report.unlink()


def in_report_of_the_pages(report: dict) -> Iterator[Finding]:
    for part in ("vulnerabilities", "anomalies"):
        for what, found in report[part].items():
            for hole in found:
                where = f"{hole['method']} {hole['path'].partition('?')[0]}"
                asked = "".join(hole.get("http_request", "").splitlines()[:1])
                yield Finding("wapiti", f"{what}: {hole['info'].strip()}", where, asked)


def run(command: list, folder: Path) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


# --- What was found ---------------------------------------------------------------------


def read_explanations(text: str) -> list[Explanation]:
    found = [Explanation(**row) for row in tomllib.loads(text).get("explained", ())]
    if silent := [row for row in found if not row.because.strip()]:
        sys.exit(f"{EXPLAINED.name}: no reason is given for {silent[0].what} at {silent[0].where}")
    return found


def unexplained(found: list[Finding], explanations: list[Explanation]) -> list[Finding]:
    new = (it for it in found if not any(why.fits(it) for why in explanations))
    return list({(it.scanner, it.what, it.where): it for it in new}.values())


def report(found: list[Finding], explanations: list[Explanation]) -> int:
    new = unexplained(found, explanations)
    for finding in new:
        print(finding)
    for why in explanations:
        if not any(why.fits(it) for it in found):
            print(f"explained, and not found this time: {why.scanner}: {why.what} at {why.where}")
    print(f"\nScanners: {len(found)} findings, {len(new)} of them not explained")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
