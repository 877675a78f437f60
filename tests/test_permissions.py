"""Who may do what: one table of every right, asked for every role.

The co-chair speaks for a centre of its own, so that its line also says what a delegate of another
centre may. What ends somebody's acting for a centre is asked in `test_acting.py`, what a page or a
step then does with the answer in the tests of each app.
"""

import ast
import inspect
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from declarations.tests.factories import SignatureFactory, TextVersionFactory
from exchange.tests.factories import BuddyPairFactory, PostFactory
from knowledge_exchange.tests.factories import (
    ActionFactory,
    MeetingFactory,
    MinutesFactory,
    PaperFactory,
)
from members.models import Collaborator, User
from members.permissions import secretariat_people, why_no_second_person
from members.tests.factories import (
    ApplicationFactory,
    RepresentativeFactory,
    UserFactory,
)
from tests.texts import modules
from voting.models import Motion
from voting.permissions import can_confirm, entry_of, why_no_ballot
from voting.tests.factories import (
    cast,
    closed_motion,
    make_alternate,
    make_co_chair,
    make_delegates,
    make_observer,
    make_rule_set,
    open_motion,
)

ROOT = Path(__file__).resolve().parent.parent
APPLICANT = {"applicant"}
VOTERS = {"delegate", "alternate"}
SPEAKERS = {*VOTERS, "head"}
CENTRE = {*SPEAKERS, "observer"}
CHAIR = {"co-chair"}  # to the centre of the others a stranger, and a member as they are
DESK = {"secretariat", "superuser"}
FORMERLY = {"valid_from": "2019-01-01", "valid_until": "2020-01-01"}
INSIDE = {*CENTRE, *CHAIR, *DESK}

# Each right, who has it, and what it is asked with: the names of things in `there`.
TABLE = {
    "members.permissions": {
        "centre_of": [CENTRE | CHAIR],
        "can_answer_for": [VOTERS, "centre"],
        "can_edit_profile": [SPEAKERS, "centre"],
        "leads": [{"delegate", "head"}, "centre"],
        "co_chair_centre": [CHAIR],
        "is_secretariat": [DESK],
        "can_export_register": [DESK],
        "can_import_register": [DESK],
        "can_review": [DESK],
        "can_read_dossiers": [INSIDE],
    },
    "members.applications.permissions": {
        "can_see_evidence": [APPLICANT | DESK, "application"],
        "can_manage": [APPLICANT],
    },
    "outbox.permissions": {
        "can_see_mails": [DESK],
        "can_settle": [DESK],
        "can_write_to_many": [DESK],
    },
    "traces.permissions": {
        "can_read_traces": [DESK],
        "can_see_addresses": [{"superuser"}],
    },
    "voting.permissions": {
        "can_see_motions": [INSIDE],
        "visible_motions": [INSIDE],
        "can_open_motion": [DESK],
        "can_adopt_rules": [DESK],
        "entry_of": [VOTERS | CHAIR, "open motion"],
        "ballots_to_cast": [CHAIR, "now"],  # the other centre has voted
        "ballots_cast": [VOTERS],
        "lines_to_confirm": [VOTERS | CHAIR],
        "can_certify": [CHAIR, "closed motion"],
        "certifiable_by": [CHAIR, "motion rows"],
        "certifying_centre": [CHAIR, "closed motion"],
        "takes_part_in_certifying": [CHAIR, "closed motion"],
        "can_see_ballots": [INSIDE, "closed motion"],
        "with_visible_ballots": [INSIDE, "motions"],
        "is_on_the_inside": [INSIDE, "open motion"],
    },
    "exchange.permissions": {
        "can_see_exchange": [INSIDE],
        "can_propose_service": [VOTERS | CHAIR],
        "can_speak_for_centre": [SPEAKERS | CHAIR],
        "can_post": [CENTRE | CHAIR],
        "can_change_post": [CENTRE, "post"],
        "can_answer": [CHAIR, "post"],
        "can_read_notes": [CENTRE | DESK, "pair"],
        "can_act_on_pair": [SPEAKERS, "pair"],
        "can_agree": [SPEAKERS, "pair"],
        "can_keep_catalogue": [DESK],
        "can_keep_buddies": [DESK],
        "can_keep_offers": [DESK],
        "can_close_posts": [DESK],
    },
    "declarations.permissions": {
        "can_move": [DESK],
        "visible_texts": [DESK, "declaration"],
        "can_read_proof": [DESK, "signature"],
        "can_read_every_proof": [DESK],
    },
    "knowledge_exchange.permissions": {
        "can_read_drafts": [INSIDE],
        "can_see_use": [INSIDE],
        "can_write": [VOTERS | CHAIR | DESK],
        "can_set_doi": [DESK],
        "can_comment": [INSIDE],
        "can_speak_for_centre": [VOTERS | CHAIR],
        "acting_voter": [VOTERS | CHAIR],
        "can_publish": [DESK],
        "can_manage_meetings": [DESK],
    },
    "knowledge_exchange.meetings.permissions": {
        "can_add_material": [VOTERS | DESK, "meeting"],
        "can_read_minutes": [INSIDE, "minutes"],
        "can_tick_off": [VOTERS | DESK, "action"],
    },
    "knowledge_exchange.papers.permissions": {
        "can_give_up": [{"delegate"}, "paper"],
    },
    "reports.permissions": {
        "can_see_reports": [DESK],
        "can_publish": [DESK],
    },
    "api.permissions": {
        "can_hold_tokens": [INSIDE],
        "can_revoke_for_others": [DESK],
    },
}
# These ask in another way: of a roll entry, or the other way round.
ASKED_OTHERWISE = {
    "voting.permissions.why_no_ballot": VOTERS | CHAIR,
    "voting.permissions.can_confirm": VOTERS | CHAIR,
    "members.permissions.secretariat_people": DESK,
    "members.permissions.why_no_second_person": CHAIR | DESK,
}
# The rights that the models name for the admin.
RIGHTS = {
    "declarations.move_declaration": DESK,
    "exchange.close_post": DESK,
    "exchange.keep_buddies": DESK,
    "exchange.keep_catalogue": DESK,
    "knowledge_exchange.publish_paper": DESK,
    "members.review_application": DESK,
    "outbox.settle_mail": DESK,
    "reports.publish_report": DESK,
    "voting.adopt_rule_set": DESK,
    "voting.open_motion": DESK,
}
# What depends on the case alone, whoever asks; their tests go through its states.
OF_THE_CASE = {
    "members.applications.permissions.can_apply_again",
    "members.applications.permissions.can_withdraw",
    "voting.permissions.can_object",
    "voting.permissions.ballots_become_public",
    "voting.permissions.can_take_recusal_back",
    "voting.permissions.certifying_centres",
    "voting.permissions.is_own_country",
    "voting.permissions.who_certifies",
    "voting.permissions.why_conflicted",
    "voting.permissions.why_not_certify_together",
    "voting.permissions.why_not_confirm",
    "voting.permissions.why_not_one_of_two",
    "voting.permissions.why_not_prepare",
    "voting.permissions.concerning",
    "voting.permissions.without_a_certifier",
}


def every_predicate(root):
    """The public functions of each `permissions.py`: "voting.permissions.can_certify"."""
    return {
        f"{name.with_suffix('').as_posix().replace('/', '.')}.{node.name}"
        for name, tree in modules(root).items()
        if name.name == "permissions.py"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def in_the_table():
    named = {f"{module}.{name}" for module, rows in TABLE.items() for name in rows}
    return named | set(ASKED_OTHERWISE) | OF_THE_CASE


def rights_of_the_models():
    return {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        if (ROOT / model._meta.app_label).is_dir()
        for codename, _name in model._meta.permissions
    }


def test_the_table_names_every_predicate_and_every_right_of_the_models():
    assert every_predicate(ROOT) ^ in_the_table() == set()
    assert rights_of_the_models() ^ set(RIGHTS) == set()


def test_a_predicate_that_the_table_does_not_name_is_found(tmp_path):
    (tmp_path / "voting").mkdir()
    planted = "def can_count_twice(user):\n    return True\n\n\ndef _helps(user):\n    pass\n"
    (tmp_path / "voting" / "permissions.py").write_text(planted)

    assert every_predicate(tmp_path) - in_the_table() == {"voting.permissions.can_count_twice"}


@pytest.fixture
def people(db):
    """Somebody in every role: all but the co-chair are of one centre."""
    delegate, _other, chair = make_delegates(3)
    own = {"centre": delegate.centre}
    acting = {
        "delegate": delegate,
        "alternate": make_alternate(delegate),
        "observer": make_observer(delegate),
        "head": RepresentativeFactory(**own, role="head"),
        "co-chair": make_co_chair(chair),
        "ex-delegate": RepresentativeFactory(
            **own, valid_from="2019-01-01", valid_until="2020-01-01"
        ),
    }
    return {role: person.user for role, person in acting.items()} | {
        "public": AnonymousUser(),
        "applicant": AnonymousUser(),
        "secretariat": UserFactory(secretariat=True),
        "superuser": UserFactory(is_staff=True, is_superuser=True),
        "staff without rights": UserFactory(staff=True),
    }


@pytest.fixture
def there(people):
    """What the rights are asked with: each is of the delegate's centre, where it is of one."""
    now, delegate = timezone.now(), people["delegate"].representations.get()
    rule_set = make_rule_set()
    past = closed_motion([], [], rule_set=rule_set, now=now - timedelta(days=20))
    current = open_motion(rule_set=rule_set, now=now)
    cast(current, delegate, at=now)
    meeting = MeetingFactory()
    meeting.organising_centres.add(delegate.centre)
    application = ApplicationFactory(submitted=True)
    text = TextVersionFactory()
    paper = PaperFactory()
    paper.events.create(by=delegate.user, at=now, status=paper.status, what="Begun")
    return {
        "now": now,
        "centre": delegate.centre,
        "application": application,
        "collaborator": application.collaborators.get(is_owner=True),
        "open motion": current,
        "closed motion": past,
        "motions": [past],
        "motion rows": Motion.objects.filter(pk=past.pk),
        "post": PostFactory(voice=delegate),
        "pair": BuddyPairFactory(supporter=delegate.centre),
        "declaration": text.declaration,
        "signature": SignatureFactory(signed=True),
        "meeting": meeting,
        "minutes": MinutesFactory(shared=True),
        "action": ActionFactory(centre=delegate.centre),
        "paper": paper,
    }


def roles_with(function, people, there, *things):
    """Those that the predicate answers yes; who cannot be handed to it has no such right."""
    viewer = next(iter(inspect.signature(function).parameters.values())).annotation
    people = dict(people)
    if "Collaborator" in str(viewer):
        people["applicant"] = there["collaborator"]
    if viewer is Collaborator:
        people = {"applicant": people["applicant"]}
    if viewer is User:
        people = {role: person for role, person in people.items() if person.is_authenticated}
    asked_with = [there[name] for name in things]
    return {role for role, person in people.items() if function(person, *asked_with)}


def test_every_role_has_the_rights_of_the_table_and_no_others(people, there):
    answers = {
        f"{module}.{name}": roles_with(getattr(import_module(module), name), people, there, *things)
        for module, rows in TABLE.items()
        for name, (_allowed, *things) in rows.items()
    }
    closed, current, now = there["closed motion"], there["open motion"], there["now"]
    known = {role: person for role, person in people.items() if person.is_authenticated}
    answers["voting.permissions.can_confirm"] = {
        role for role, person in known.items() if can_confirm(closed, entry_of(person, closed))
    }
    answers["voting.permissions.why_no_ballot"] = {
        role
        for role, person in known.items()
        if not why_no_ballot(person, current, entry_of(person, current), now)
    }
    answers["members.permissions.why_no_second_person"] = {
        role for role, person in known.items() if not why_no_second_person(person)
    }
    answers["members.permissions.secretariat_people"] = {
        role for role, person in known.items() if person in secretariat_people()
    }

    assert answers == ASKED_OTHERWISE | {
        f"{module}.{name}": allowed
        for module, rows in TABLE.items()
        for name, (allowed, *_things) in rows.items()
    }
    assert {right: roles_with(has_right(right), people, there) for right in RIGHTS} == RIGHTS


def test_a_right_that_reaches_one_role_too_many_is_seen(people):
    assert roles_with(lambda user: user.is_staff, people, {}) == DESK | {"staff without rights"}
    assert roles_with(lambda user: True, people, {}) == set(people)


def has_right(right):
    def is_held_by(user):
        return user.is_staff and user.has_perm(right)

    return is_held_by
