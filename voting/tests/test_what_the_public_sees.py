"""What the public sees of a certified vote is one setting, and every page and file follows it.

Each page, file and feed is read twice by a visitor, the second time with who voted, who did not and
who was recused exchanged; where the rules publish numbers, nothing may differ.
"""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from api.tests.reading import addresses
from members.tests.factories import UserFactory
from voting import services
from voting.enums import RollStatus
from voting.models import Ballot, Motion
from voting.records import minutes
from voting.tests.factories import (
    cast,
    close,
    make_co_chair,
    make_delegates,
    make_rule_set,
    open_motion,
)
from voting.tests.pages import page, text
from voting.tests.test_embargo import CHANGES_EACH_TIME

pytestmark = pytest.mark.django_db
LINK = re.compile(r"""(?:href="|<loc>http://[^/]+)(/[^"?#<]*)""")
ASKED_AT = re.compile(r"<(responseDate|updated)>[^<]*")
PRIVATE = ("/admin/", "/accounts/", "/static/", "/demo/", "/join/")
FILES = ["result", "record", "minutes", "result_csv", "result_json"]
TOLD = {"members": "The public sees only the numbers", "public": "everybody sees each ballot"}


def certified(rule):
    """Four countries: one votes yes, one no, one is silent, one recused."""
    delegates = make_delegates(4)
    yes, no, _silent, recused = delegates
    chair = make_co_chair(yes)
    motion = open_motion(rule_set=make_rule_set(ballots_after_close=rule))
    services.recuse(
        motion, reason="PLANTED recusal", by=recused.user, clock=lambda: motion.opened_at
    )
    cast(motion, yes, "yes", reason="PLANTED yes")
    cast(motion, no, "no", reason="PLANTED no")
    motion = close(motion)
    now = motion.closes_at
    services.certify(motion, reasons="So.", by=chair.user, now=now, on=now.date())
    motion.refresh_from_db()
    return motion


def lines(motion):
    """Which voted yes, no, not at all, and which is recused."""
    return [motion.roll.get(unit=unit) for unit in ("AT", "DE", "NL", "ES")]


def exchange(motion):
    """The same numbers, and everybody did what somebody else had done."""
    yes, no, silent, recused = lines(motion)
    recused.status, no.status = RollStatus.ELIGIBLE, RollStatus.RECUSED
    recused.recusal_reason, no.recusal_reason = "", "PLANTED recusal"
    recused.save()
    no.save()
    Ballot.objects.filter(entry=yes).update(entry=silent)
    Ballot.objects.filter(entry=no).update(entry=recused)


def walk(client, motion):
    """Everything that a visitor comes to by links, with the files and feeds."""
    waiting = ["/", "/sitemap.xml", "/feeds/papers.atom", *addresses()]
    waiting += ["/oai/?verb=ListRecords&metadataPrefix=oai_dc"]
    waiting += [page(name, motion) for name in FILES if name != "minutes"]
    waiting += [f"/api/v1/results/{motion.pk}"]
    seen = {"minutes": minutes.page_of(AnonymousUser(), motion)}  # the words of the PDF
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith(PRIVATE) or path.endswith((".pdf", ".png")):
            continue
        response = client.get(path)
        body = b"".join(response) if response.streaming else response.content
        seen[path] = ASKED_AT.sub("", CHANGES_EACH_TIME.sub("", body.decode()))
        waiting += LINK.findall(seen[path])
    return seen


def differing(client, motion):
    before = walk(client, motion)
    exchange(motion)
    after = walk(client, Motion.objects.get(pk=motion.pk))

    assert before.keys() == after.keys()
    assert not [path for path in before if "PLANTED" in before[path]]
    return {path for path in before if before[path] != after[path]}


def test_where_the_rules_give_numbers_no_page_tells_who_took_part_or_how(client):
    assert differing(client, certified("members")) == set()


def test_where_the_rules_give_names_the_same_walk_finds_them(client):
    motion = certified("public")
    profiles = {f"/members/{entry.voters.get().centre.slug}/" for entry in motion.roll.all()}

    found = differing(client, motion)

    assert found >= profiles | {page(name, motion) for name in ("result", "result_csv")}
    assert found >= {"minutes", f"/api/v1/results/{motion.pk}", "/api/v1/everything.json"}


def test_the_members_read_on_a_profile_who_took_part(client):
    motion = certified("members")
    yes, _no, silent, recused = [entry.voters.get() for entry in lines(motion)]
    client.force_login(yes.user)

    shown = [text(client.get(voter.centre.get_absolute_url())) for voter in (yes, silent, recused)]

    for words, found in zip(["took part", "cast no ballot", "Recused"], shown, strict=True):
        assert words in found


def test_of_a_signed_in_stranger_the_profile_keeps_it(client):
    voter = lines(certified("members"))[2].voters.get()
    client.force_login(UserFactory())

    shown = text(client.get(voter.centre.get_absolute_url()))

    assert "does not say whether the centre took part" in shown
    assert "cast no ballot" not in shown


@pytest.mark.parametrize("rule", TOLD)
def test_the_pages_of_ballot_and_recusal_say_the_same_of_who_sees_what(client, rule):
    [delegate] = make_delegates(1)
    motion = open_motion(rule_set=make_rule_set(ballots_after_close=rule), now=timezone.now())
    client.force_login(delegate.user)
    ballot, recusal = page("ballot", motion), page("recuse", motion)
    typed = {"reason": "We host it."}
    shown = [
        client.get(ballot),
        client.post(ballot, {"choice": "yes", "seen": 0}),
        client.get(recusal),
        client.post(recusal, typed),
    ]
    client.post(recusal, {**typed, "recuse": "1"})
    shown.append(client.get(reverse("voting:take_recusal_back", args=[motion.pk])))

    told = {re.search(r"Until the close the members.*?</p>", text(one)).group() for one in shown}

    assert len(told) == 1
    assert TOLD[rule] in told.pop()
