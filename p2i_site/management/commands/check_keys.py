from collections import Counter

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.encryption import fingerprint, secret_keys
from knowledge_exchange.discovery.models import Subscription
from members.models import Collaborator
from members.register.services.accounts import second_steps_by_key
from voting.records import publishing, receipts

IN_USE, FORMER = "in use", "former"


class Command(BaseCommand):
    help = (
        "Say what each key of the site opens. Ends with status 1 where something has lost its key."
    )

    def handle(self, **options):
        self.faults = []
        steps, codes, sessions = second_steps_by_key(), receipts.count_by_key(), sessions_by_key()
        self.tell(
            "SECRET_KEY, SECRET_KEY_FALLBACKS",
            secret_keys(),
            {"receipts": codes, "second steps": steps, "sessions": sessions},
        )
        self.tell("ENCRYPTION_KEYS", settings.ENCRYPTION_KEYS, {"second steps": steps})
        self.tell_of_what_is_lost(steps, codes)
        self.tell_of_links()
        self.tell_of_records()
        if self.faults:
            raise CommandError(" ".join(self.faults))
        self.stdout.write("\nNothing has lost its key.")

    def tell(self, name, keys, opened):
        self.stdout.write(name if keys else f"{name}: none")
        for place, key in enumerate(keys):
            known = fingerprint(key)
            counts = {what: count[known] for what, count in opened.items()}
            words = ", ".join(f"{what} {count}" for what, count in counts.items())
            role = FORMER if place else IN_USE
            self.stdout.write(f"  {known}  {role:6}  {words}")
            if place and not any(counts.values()):
                self.stdout.write("  ^ nothing that is kept here needs it any more")

    def tell_of_what_is_lost(self, steps, codes):
        known = {fingerprint(key) for key in secret_keys()}
        without = sum(count for key, count in codes.items() if key not in known)
        if without:
            self.faults.append(f"{without} receipts cannot be checked: their key is not named.")
        if steps[""]:
            self.faults.append(
                f"{steps['']} secrets of second steps are opened by no key: name the former one; "
                "where they were never encrypted, run encrypt_again."
            )

    def tell_of_links(self):
        """They are signed and kept nowhere, so that nothing tells which key a link has."""
        people = Collaborator.objects.active().count()
        self.stdout.write(
            f"Links are kept nowhere. {people} people of applicants and "
            f"{Subscription.objects.count()} subscribers may hold one of any key named so far."
        )

    def tell_of_records(self):
        self.stdout.write("RECORD_SIGNING_KEY")
        signed = publishing.entries_by_key()
        for key in publishing.signing_keys():
            entries, motions = signed.get(key.key_id, (0, 0))
            role = IN_USE if key.is_in_use else FORMER
            words = f"{entries} entries of {motions} records"
            self.stdout.write(f"  {key.key_id}  {role:6}  {words}")
        if wrong := publishing.unsigned_entries():
            places = ", ".join(f"{index} of vote {motion}" for motion, index in wrong[:5])
            self.faults.append(
                f"{len(wrong)} entries of records do not bear the signature of their key: {places}."
            )


def sessions_by_key():
    """Of those that are not over."""
    opened = Counter()
    rows = Session.objects.filter(expire_date__gt=timezone.now())
    for data in rows.values_list("session_data", flat=True).iterator():
        opened[which_key(data)] += 1
    return opened


def which_key(session_data):
    store = SessionStore()
    for key in secret_keys():
        try:
            signing.loads(
                session_data,
                key=key,
                salt=store.key_salt,
                serializer=store.serializer,
                fallback_keys=[],
            )
        except signing.BadSignature:
            continue
        return fingerprint(key)
    return ""
