import json
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

import declarations.demo
import exchange.demo
import knowledge_exchange.demo
import voting
from common.dates import network_day
from members.models import Application, Centre, User
from p2i_site.demo import NETWORK, PASSWORD, cases, past_votes, people, register
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
COUNTED = (
    (ngettext_lazy("%(count)4d centre", "%(count)4d centres", "count"), Centre),
    (ngettext_lazy("%(count)4d person", "%(count)4d people", "count"), User),
    (ngettext_lazy("%(count)4d application", "%(count)4d applications", "count"), Application),
    (ngettext_lazy("%(count)4d vote", "%(count)4d votes", "count"), Motion),
)


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
        is_new = not Centre.objects.exists()
        self.announce(is_new, _("Loading the demo: the Network and its people"))
        register.load(now)
        begun = now - timedelta(days=90)  # before the first of its votes
        people.load(network_day(begun), now)
        rule_set = services.adopt("Admission", json.loads(DEFAULT_RULES.read_text()), now=begun)
        secretariat = people.get("secretariat")
        self.announce(is_new, _("Loading the demo: meetings, papers and services"))
        knowledge_exchange.demo.load(NETWORK, by=secretariat, now=now)
        colleague = people.get("secretariat2")
        knowledge_exchange.demo.invent(by=secretariat, released_by=colleague, now=now)
        declarations.demo.load(NETWORK, by=secretariat, now=now)
        exchange.demo.load(people, now=now)
        self.announce(is_new, _("Loading the demo: applications and votes"))
        past_votes.load(now, rule_set)
        cases.load(now, rule_set)
        for line, model in COUNTED:
            self.stdout.write(line % {"count": model.objects.count()})

    def announce(self, is_new, step):
        """While it happens, and apart from what is said in the end: see scripts/run.py."""
        if is_new:
            self.stderr.write(step, style_func=str)

    def print_addresses(self):
        write, site = self.stdout.write, settings.SITE_URL
        mailbox = f"{site}/demo/mails/"
        write("")
        for what, address in (
            (_("Site"), f"{site}/"),
            (_("Admin"), f"{site}/admin/"),
            (_("Emails, kept and not sent"), mailbox),
            *self.results(),
        ):
            write(f"{what:<42}{address}")
        application, path = cases.under_review()
        whose = _("Application of %(name)s, as its applicant sees it:") % {
            "name": application.title
        }
        write(f"\n{whose}\n  {site}{path}")
        write(_("It asks for a code, which arrives at %(address)s") % {"address": mailbox})
        write("\n" + _("To sign in, all with the password %(password)s") % {"password": PASSWORD})
        for login in LOGINS:
            user = people.get(login)
            write(f"  {user.email:<28} {self.role_of(user)}")

    def results(self):
        """The pages that show most of a vote; an older demo may have none."""
        for what, motions in (
            (_("A certified result, all of it signed in"), Motion.objects.certified()),
            (_("A contested one, signed in"), Motion.objects.contested()),
        ):
            if motion := motions.filter(is_demo=True).first():
                yield what, f"{settings.SITE_URL}{reverse('voting:result', args=[motion.pk])}"

    def role_of(self, user):
        acting = user.representations.select_related("centre").first()
        if acting is None:
            return "secretariat"
        return f"{acting.get_role_display().lower()} of {acting.centre}"
