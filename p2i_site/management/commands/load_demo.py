import json
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

import declarations.demo
import exchange.demo
import knowledge_exchange.demo
import voting
from common.dates import network_day
from members.models import Application, Centre, User
from p2i_site.demo import NETWORK, PASSWORD, cases, people, register
from voting import services
from voting.models import Motion

DEFAULT_RULES = Path(voting.__file__).parent / "rulesets" / "default.json"
LOGINS = [
    *people.SECRETARIAT,
    "delegate.gr",
    "delegate.nl",
    "delegate.se",
    "alternate.nl",
    "observer.fi",
]


class Command(BaseCommand):
    help = "Load the real Network and some invented cases, marked as demo data. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument(
            "--addresses", action="store_true", help="only print the addresses and logins"
        )

    def handle(self, *, addresses, **options):
        if not settings.DEMO:
            self.stderr.write("Set DEMO=1 first: demo logins have a published password.")
            raise SystemExit(2)
        if not addresses:
            self.load(timezone.now())
        self.print_addresses()

    @transaction.atomic
    def load(self, now):
        register.load(now)
        people.load(network_day(now) - timedelta(days=90), now)
        rule_set = services.adopt("Admission", json.loads(DEFAULT_RULES.read_text()), now=now)
        secretariat = people.get("secretariat")
        knowledge_exchange.demo.load(NETWORK, by=secretariat, now=now)
        colleague = people.get("secretariat2")
        knowledge_exchange.demo.invent(by=secretariat, released_by=colleague, now=now)
        declarations.demo.load(NETWORK, by=secretariat, now=now)
        exchange.demo.load(people, now=now)
        cases.load(now, rule_set)
        for thing, count in (
            ("centres", Centre.objects.count()),
            ("people", User.objects.count()),
            ("applications", Application.objects.count()),
            ("motions", Motion.objects.count()),
        ):
            self.stdout.write(f"{count:>4} {thing}")

    def print_addresses(self):
        write, site = self.stdout.write, settings.SITE_URL
        write(f"\nSite            {site}/")
        write(f"Admin           {site}/admin/")
        write(f"Mails sent      {site}/demo/mails/")
        write(f"Status link     {site}{cases.status_link()}")
        write(f"\nLogins, all with the password {PASSWORD}")
        for login in LOGINS:
            user = people.get(login)
            write(f"  {user.email:<28} {self.role_of(user)}")

    def role_of(self, user):
        acting = user.representations.select_related("centre").first()
        if acting is None:
            return "secretariat"
        return f"{acting.get_role_display().lower()} of {acting.centre}"
