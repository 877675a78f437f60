"""Writing the record: one entry for each thing that happens, in its transaction, one by one."""

import json
from datetime import UTC
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from voting import roll
from voting.enums import FOR_THE_DESK, Step
from voting.models import Ballot, RecordEntry, Seal
from voting.records import pseudonyms, record
from voting.services.locks import Lock, first, on_postgresql

DISCLOSED = "disclosed"
LAST_LINK = """
    SELECT "index", hash FROM voting_recordentry WHERE motion_id = %s ORDER BY "index" DESC LIMIT 1
"""
SEALED = (  # in whose entries words that people typed stand under a seal
    Step.RECUSED,
    Step.AMENDED,
    Step.EXTENDED,
    Step.CONTESTED,
    Step.CERTIFIED,
    Step.WITHDRAWN,
    Step.ANNULLED,
)


class RecordBroken(Exception):
    """What is stored is not what was recorded: somebody has to look before anything goes on."""


@lru_cache
def _signer(seed):
    return record.Signer(seed)


def signer():
    return _signer(settings.RECORD_SIGNING_KEY)


def write(motion, what, *, who, now, unit="", words="", its_ballot=None, **facts):
    """The entry for a step; None for one that changed nothing for the members."""
    if what in FOR_THE_DESK:
        return None
    body = {**who, **({"unit": unit} if unit else {}), **facts}
    if what not in SEALED:
        return append(motion, what, body, now=now, ballot=its_ballot)
    salt = record.new_salt() if words else ""
    entry = append(motion, what, {**body, "words": record.seal_words(words, salt)}, now=now)
    if entry and words:
        Seal.objects.create(entry=entry, words_salt=salt, words=words)
    return entry


def append(motion, what, body, *, now, ballot=None):
    """The next link. A motion that was opened before there were records gets none.

    Until the transaction ends nobody else appends to this chain: whatever can be done before
    should be.
    """
    last = _last_link(motion)
    if last is None and what != Step.OPENED:
        return None
    index, previous = (last[0] + 1, last[1]) if last else (0, _root(motion))
    at = record.instant(now.astimezone(UTC))
    linked = record.link(signer(), index=index, previous=previous, at=at, what=str(what), body=body)
    return RecordEntry.objects.create(
        motion=motion,
        body=record.canonical(body).decode(),
        public_key=signer().public_key,
        ballot=ballot,
        **linked.as_dict(),
    )


def _last_link(motion):
    """Its index and hash, which nobody else will follow until the transaction ends.

    What was written so far has its foreign keys checked before: then nobody waits for that.
    """
    before = on_postgresql("SET CONSTRAINTS ALL IMMEDIATE;") + first(Lock.CHAIN, motion.pk)
    with connection.cursor() as cursor:
        cursor.execute(before + LAST_LINK, [motion.pk])
        return cursor.fetchone()


def _root(motion):
    return record.root(motion.record_site, motion.pk)


def who(motion, by, voter=None):
    """Who acts, by the name that they have in this record.

    `voter` holds alias and role, of the roll; it is asked for if not given.
    """
    if by is None:
        return {"by": "", "role": "system"}
    if voter is None and not by.is_staff:
        voter = roll.voters_of(motion).filter(user=by).first()
    if voter:
        return {"by": voter.alias, "role": voter.role}
    return {"by": alias_of(motion, by), "role": "secretariat" if by.is_staff else "member"}


def alias_of(motion, user):
    return pseudonyms.of(user, motion.record_scope)


# --- Ballots ----------------------------------------------------------------------------


@sensitive_variables()
def seal(ballot):
    """Give the ballot its salts; return what stands in the record for it."""
    ballot.salt = record.new_salt()
    ballot.words_salt = record.new_salt() if ballot.reason else ""
    return {"ballot": name_of(ballot), "commitment": record.seal_ballot(**opened(ballot))}


def name_of(ballot):
    return f"{ballot.entry.unit}/{ballot.sequence}"


def opened(ballot):
    """What a ballot's commitment was made from. For its centre, and after the close."""
    return {
        "ballot": name_of(ballot),
        "choice": str(ballot.choice),
        "words": record.seal_words(ballot.reason, ballot.words_salt),
        "salt": ballot.salt,
    }


@sensitive_variables()
def disclose(motion, *, now):
    """Open the ballots that count; RecordBroken where one is not the ballot that was recorded."""
    if not motion.record.exists():
        return
    ballots = list(
        Ballot.objects.current()
        .filter(entry__motion=motion, recorded__isnull=False)
        .select_related("entry", "recorded")
        .order_by("recorded__index")
    )
    if len(ballots) != _ballots_that_count(motion):
        raise RecordBroken(_("A ballot is stored that the record does not know, or the reverse."))
    shown = [{"entry": ballot.recorded.index, **opened(ballot)} for ballot in ballots]
    for ballot, told in zip(ballots, shown, strict=True):
        _must_be_what_was_recorded(ballot, told)
    append(motion, DISCLOSED, {"ballots": shown}, now=now)


def _ballots_that_count(motion):
    return (
        motion.roll.eligible()
        .filter(ballots__superseded_at__isnull=True, ballots__isnull=False)
        .count()
    )


def _must_be_what_was_recorded(ballot, shown):
    told = {name: shown[name] for name in ("ballot", "choice", "words", "salt")}
    recorded = json.loads(ballot.recorded.body)
    if recorded["commitment"] != record.seal_ballot(**told):
        raise RecordBroken(
            _("The ballot of %(unit)s is not the one that was recorded.")
            % {"unit": ballot.entry.unit}
        )
