import json
from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from voting import rules, what_if
from voting.tally import Counts, CountsError

COUNTS = ("yes", "no", "abstain", "entitled", "recused")
MOST = 10**15  # beyond it nobody counts; a number of any length would only fill the line
BALLOTS = """\
The file for --ballots is a JSON list with one object for every unit on the roll:

  [{"unit": "AT", "weight": 1, "choice": "yes"},
   {"unit": "DE", "weight": 2, "choice": "silent"}]

choice is yes, no, abstain, recused or silent; weight is a whole number from 1 to 1000000, and 1 if
left out.

Exit status: 0 with one JSON object on standard output; 2 with one line on standard error.
"""


class Command(BaseCommand):
    help = "Decide a vote that never was, by a rule set and counts. Asks no database."
    requires_system_checks = ()

    def create_parser(self, prog_name, subcommand, **kwargs):
        parser = super().create_parser(
            prog_name,
            subcommand,
            epilog=BALLOTS,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
            **kwargs,
        )
        if getattr(self, "_called_from_command_line", False):
            # argparse prints its usage before a fault; here a fault is one line.
            parser.error = lambda message: parser.exit(2, f"{' '.join(message.split())}\n")
        return parser

    def add_arguments(self, parser):
        parser.add_argument("--rules", required=True, metavar="FILE")
        for name in COUNTS:
            parser.add_argument(f"--{name}", metavar="N")
        parser.add_argument("--ballots", metavar="FILE", help="instead of the counts")

    def handle(self, **options):
        counts = {name: options[name] for name in COUNTS if options[name] is not None}
        ballots = options["ballots"]
        try:
            read = _in_file(options["rules"], rules.parse)
            if ballots is None:
                decided = what_if.outcome(read, _typed(counts))
            elif counts:
                raise CountsError(f"--{next(iter(counts))} and --ballots exclude each other")
            else:
                decided = what_if.outcome(read, _in_file(ballots, what_if.counts_of))
        except CountsError as fault:
            raise CommandError(" ".join(str(fault).split()), returncode=2) from None
        self.stdout.write(json.dumps(decided, ensure_ascii=False))


def _in_file(path, read):
    """What `read` makes of the JSON in this file; a fault names the file."""
    try:
        return read(rules.load(Path(path).read_bytes()))
    except OSError as fault:
        raise CountsError(f"{path}: {fault.strerror or 'cannot be read'}") from None
    except ValueError as fault:  # no JSON, no rule set, no counts, or a path with a zero byte
        raise CountsError(f"{path}: {fault}") from None


def _typed(counts):
    """The counts of what was typed on the command line, by name."""
    for name in ("yes", "no", "abstain", "entitled"):
        if name not in counts:
            raise CountsError(f"--{name} is missing")
    for name, text in counts.items():
        digits = text.strip()
        is_number = digits.isascii() and digits.isdigit()
        if not is_number or len(digits.lstrip("0")) > len(str(MOST)) or int(digits) > MOST:
            expected = f"expected a whole number from 0 to {MOST}"
            raise CountsError(f"--{name} is {rules.brief(text)}, {expected}")
    return Counts(**{name: int(text) for name, text in counts.items()})
