from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.dates import network_day
from common.email_addresses import as_kept
from common.refusals import Refused
from members.models import User
from proposals import services as proposals
from proposals.models import Proposal
from voting import rules, two_people
from voting.models import RuleSet
from voting.services import rule_sets


class Command(BaseCommand):
    help = (
        "Put the first rule set of a site in force. Later it proposes, for somebody of the "
        "secretariat, to record rules that an assembly adopted elsewhere; a second person "
        "releases that. The same document again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a JSON document, see voting/rulesets/")
        parser.add_argument("--name", default="Admission", help="whose next version it becomes")
        parser.add_argument("--by", metavar="EMAIL", help="who of the secretariat proposes it")
        parser.add_argument("--source", help="which assembly adopted it, and where that stands")
        parser.add_argument("--on", type=date.fromisoformat, help="its day; today if left out")

    def handle(self, *, file, name, by, source, on, **options):
        now = timezone.now()
        try:
            document = rules.load(file.read_bytes())
            in_force = RuleSet.objects.in_force(rules.parse(document).series)
            if in_force and in_force.sha256 == rules.fingerprint(document):
                return self.say(f"In force: {in_force}, as before", in_force)
            if not RuleSet.objects.adopted().exists():
                first = rule_sets.found(name, document, now=now)
                return self.say(f"In force: {first}, the rules that this site begins with", first)
            proposal = propose(name, document, by, source, on or network_day(now), now)
        except (OSError, rules.RulesError) as fault:
            raise CommandError(f"{file}: {fault}", returncode=2) from None
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        self.say(f"{proposal.get_status_display()}: {proposal}", proposal.subject)
        self.stdout.write(
            "It comes into force once another one of the secretariat or a co-chair has released "
            f"it: {proposal.get_absolute_url()}"
        )

    def say(self, words, rule_set):
        self.stdout.write(f"{words} (fingerprint {rule_set.sha256[:12]})")


def propose(name, document, by, source, day, now):
    """The proposal that waits for these rules, made if there is none."""
    if not (by and source):
        raise Refused(
            "Rules are in force already. Say who of the secretariat proposes others (--by) and "
            "where they were adopted (--source), or let the members vote on a draft."
        )
    person = User.objects.filter(email__iexact=as_kept(by), is_active=True).first()
    if person is None:
        raise Refused(f"Nobody signs in with {by}.")
    drafts = RuleSet.objects.drafts().filter(name=name, sha256=rules.fingerprint(document))
    draft = drafts.first() or rule_sets.draft(name, document)
    if waiting := Proposal.objects.open().about(draft).first():
        return waiting
    kind = two_people.ADOPTED_ELSEWHERE
    return proposals.propose(
        draft,
        kind.name,
        {"reason": source, "decided_on": day},
        title=f"{kind.label}: {draft}",
        reason=source,
        facts=[("Day of the assembly", str(day))],
        by=person,
        now=now,
    )
