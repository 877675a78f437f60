import secrets

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from voting.records import record_format

SIGNING, SECRET, ENCRYPTION = "signing", "secret", "encryption"
RESTART = "Restart all three processes (web, worker, beat)."
CHECK = "Run `python manage.py check_keys`: it says what the former key is still needed for."


class Command(BaseCommand):
    help = "Print a fresh key and the lines for .env; changes nothing by itself."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=[SIGNING, SECRET, ENCRYPTION])

    def handle(self, *, kind, **options):
        lines, steps = {SIGNING: signing, SECRET: secret, ENCRYPTION: encryption}[kind]()
        self.stdout.write("# In .env, in place of the lines with these names:")
        self.stdout.write("\n".join(lines))
        self.stdout.write("\n# Then:")
        self.stdout.write("\n".join(f"# {n}. {step}" for n, step in enumerate(steps, start=1)))


def signing():
    seed = record_format.new_seed()
    signer = record_format.Signer(seed)
    lines = [f"RECORD_SIGNING_KEY={seed}"]
    return lines, [
        RESTART,
        f"Write its id on paper: {signer.key_id}",
        "Compare it with /votes/verifying/, and tell the members of it.",
        "Nothing signed so far changes: the public half of the former key stands in each record.",
        "Destroy the former key, unless it may be needed to show what it was.",
    ]


def secret():
    former = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    lines = [
        f"SECRET_KEY={secrets.token_urlsafe(64)}",
        f"SECRET_KEY_FALLBACKS={listed(former)}",
    ]
    again = "Run `python manage.py encrypt_again`, where ENCRYPTION_KEYS is empty."
    return lines, [RESTART, again, CHECK]


def encryption():
    lines = [f"ENCRYPTION_KEYS={listed([secrets.token_urlsafe(32), *settings.ENCRYPTION_KEYS])}"]
    return lines, [RESTART, "Run `python manage.py encrypt_again`.", CHECK]


def listed(keys):
    """As .env lists them; a key with a comma cannot be named among others."""
    if any("," in key for key in keys):
        raise CommandError("A key in use has a comma, so it cannot stand in a list of former keys.")
    return ",".join(keys)
