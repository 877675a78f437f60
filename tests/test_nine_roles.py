"""Every address as everybody finds it, filled with objects of their own and of others.

Who is let in stands in the table below, row by row; whoever else is let in somewhere is a leak,
and who is left out is a door too few. The admin is for the secretariat and superusers alone.
"""

import copy
import re
from datetime import timedelta
from itertools import product

import pytest
from django.apps import apps
from django.contrib.messages import ERROR, get_messages
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver, path, reverse
from django.utils import timezone
from weasyprint import HTML

from api import services as tokens
from common.dates import network_day
from declarations.tests.factories import SignatureFactory, TextVersionFactory
from exchange.tests.factories import (
    BuddyPairFactory,
    PostFactory,
    ServiceOfferFactory,
)
from knowledge_exchange.discovery.services import subscribing
from knowledge_exchange.tests.factories import (
    ActionFactory,
    AuthorFactory,
    FigureFactory,
    MaterialFactory,
    MaterialVersionFactory,
    PaperFactory,
    RevisionFactory,
    ScheduledMeetingFactory,
    SubscriptionFactory,
)
from members.applications.tests.test_applicant_pages import open_by_link, owner_of
from members.models import Application
from members.register import lock_links
from members.tests.factories import (
    ApplicationFactory,
    CollaboratorFactory,
    DecisionFactory,
    EvidenceFactory,
    RepresentativeFactory,
    UserFactory,
    VoterQuestionFactory,
)
from p2i_site import urls
from reports.tests.factories import PublishedReportFactory
from tests.test_doors import OPEN_TO_ALL_STAFF, of_the_admin
from voting import services
from voting.tests.factories import (
    cast,
    close,
    draft_motion,
    make_alternate,
    make_co_chair,
    make_delegates,
    make_observer,
    make_rule_set,
    open_motion,
    propose,
)

pytestmark = pytest.mark.django_db
# By roles: `names of addresses = labels`, as `world` has them; a row goes on where it is set in.
# A form counts where it is taken without a refusal. What lets nobody in needs what is not there.
TABLE = {
    "alternate, co-chair, delegate, ex-delegate, head, observer, other delegate": """
        mfa_authenticate passkey_sign_in mfa_login_webauthn
    """,
    "public": """
        home search contact governance rule_set rotation decisions health oai papers_feed
            sitemap robots security members:directory members:join members:apply
            members:link_sent members:self_check members:resend_link voting:what_if
            voting:verifying voting:verifier knowledge_exchange:meetings
            knowledge_exchange:meetings_calendar knowledge_exchange:papers
            reports:published
            knowledge_exchange:index knowledge_exchange:search knowledge_exchange:subscribe
            knowledge_exchange:subscription_asked declarations:declaration exchange:services
            exchange:services_csv api:about api:openapi api:members api:papers api:results
            api:declaration api:everything account_login account_logout account_inactive
            account_signup account_reset_password account_reset_password_done
            account_reset_password_from_key_done
            members:about members:privacy members:accessibility members:legal members:cookies
        members:centre api:member = own other
        members:lock_by_link members:open_application members:enter_code
            voting:calendar_feed knowledge_exchange:subscription knowledge_exchange:unsubscribe
            = link
        voting:result voting:record voting:result_csv voting:result_json voting:minutes
            api:result = certified
        knowledge_exchange:meeting knowledge_exchange:meeting_calendar = public
        knowledge_exchange:paper knowledge_exchange:cite.bib knowledge_exchange:cite.ris
            knowledge_exchange:cite.json knowledge_exchange:cite.datacite.json
            knowledge_exchange:cite_version.bib knowledge_exchange:cite_version.ris
            knowledge_exchange:cite_version.json knowledge_exchange:cite_version.datacite.json
            knowledge_exchange:version knowledge_exchange:compare knowledge_exchange:paper_card
            api:paper = published
        reports:newest reports:version reports:pdf = published
        declarations:detail declarations:compare declarations:signatures_csv
            declarations:signatures_json = open prepared
        account_reset_password_from_key = wrong
    """,
    "whoever has a sign-in": """
        tasks members:preferences members:browsers members:welcome members:address
            members:own_data members:own_data_file mfa_list_webauthn passkeys mfa_add_webauthn
            passkey_confirm
            mfa_reauthenticate_webauthn account_reauthenticate
            account_change_password account_set_password mfa_index
            mfa_reauthenticate mfa_activate_totp mfa_generate_recovery_codes
    """,
    "alternate, co-chair, delegate, head, observer, other delegate, secretariat, superuser": """
        members:acts_alone voting:motions voting:calendar voting:change_calendar
            knowledge_exchange:use exchange:posts exchange:buddies api:tokens
        voting:motion voting:ballot_recorded voting:motion_calendar = open counted certified
        voting:result voting:record voting:result_csv voting:result_json voting:minutes =
            counted
        voting:confirm = open
        knowledge_exchange:meeting knowledge_exchange:meeting_calendar
            knowledge_exchange:material_file knowledge_exchange:action knowledge_exchange:paper
            knowledge_exchange:figure knowledge_exchange:compare knowledge_exchange:comment
            exchange:post exchange:pair = own other
        knowledge_exchange:saved knowledge_exchange:comments knowledge_exchange:clearance =
            own other published
        knowledge_exchange:paper_use = published
    """,
    "alternate, co-chair, delegate, head, observer, other delegate": """
        exchange:new_post exchange:own_services
    """,
    "alternate, co-chair, delegate, other delegate, secretariat, superuser": """
        knowledge_exchange:begin_paper = own other public
        knowledge_exchange:bring_back knowledge_exchange:remove_figure
            knowledge_exchange:change_author knowledge_exchange:add_author
            knowledge_exchange:act_on_author = own other
        knowledge_exchange:write knowledge_exchange:write_details
            knowledge_exchange:write_text knowledge_exchange:autosave_text
            knowledge_exchange:preview_text knowledge_exchange:write_pdf
            knowledge_exchange:write_figures knowledge_exchange:write_check
            knowledge_exchange:write_new_version knowledge_exchange:write_authors = own other
            published
    """,
    "alternate, co-chair, delegate, head, observer": """
        exchange:answer = other
    """,
    "alternate, co-chair, delegate, head, other delegate": """
        exchange:offer = own other
        exchange:propose_buddy
    """,
    "alternate, co-chair, delegate, other delegate": """
        voting:ballot voting:ask = open
        voting:receipt voting:take_recusal_back = open counted certified
        voting:receipt_json voting:confirm = counted certified
        exchange:propose_service
    """,
    "alternate, delegate, head, observer": """
        members:people members:reconfirm exchange:edit_post exchange:close_post = own
    """,
    "alternate, delegate, secretariat, superuser": """
        knowledge_exchange:add_material knowledge_exchange:add_material_version = own
    """,
    "alternate, delegate, head": """
        members:edit_profile members:check_profile members:withdraw_profile
            exchange:withdraw_offer exchange:agree_buddies exchange:end_buddies = own
    """,
    "alternate, delegate, other delegate": """
        voting:receipt_json = open
    """,
    "co-chair, secretariat, superuser": """
        members:release_decision
        voting:call_off = open counted certified
    """,
    "delegate, head, observer": """
        members:lock_colleague = own
    """,
    "other delegate, secretariat, superuser": """
        knowledge_exchange:add_material knowledge_exchange:add_material_version = other
    """,
    "co-chair, other delegate": """
        exchange:answer = own
    """,
    "co-chair, secretariat": """
        proposal
    """,
    "co-chair, superuser": """
        voting:roll_change
    """,
    "delegate, head": """
        members:hand_over_delegate members:end_representative members:plan_leaving = own
    """,
    "secretariat, superuser": """
        knowledge_exchange:add_material = public
        knowledge_exchange:propose_publish = own other
        knowledge_exchange:propose_withdraw = own other published
        knowledge_exchange:correct_details = published
        declarations:proof members:processing members:processing_csv
        members:applicant_data = other
    """,
    "applicant": """
        members:application members:check_answers members:application_submitted
            members:answer members:answer_question members:withdraw members:evidence_file
            members:change_evidence
            members:remove_evidence members:dossier_pdf members:dossier_archive
            members:colleagues members:own_link members:resend_colleague_link
            members:replace_colleague_link members:remove_colleague members:hand_over
            members:leave members:application_section members:autosave = own
    """,
    "co-chair": """
        voting:recuse = open
        voting:certify = open counted certified
    """,
    "delegate": """
        knowledge_exchange:give_up knowledge_exchange:take_comment_back api:revoke = own
    """,
    "other applicant": """
        members:application members:check_answers members:application_submitted
            members:answer members:answer_question members:withdraw members:evidence_file
            members:change_evidence
            members:dossier_pdf members:dossier_archive members:colleagues members:own_link
            members:resend_colleague_link members:replace_colleague_link
            members:remove_colleague members:hand_over members:leave members:application_section
            = other
    """,
    "other delegate": """
        members:edit_profile members:check_profile members:withdraw_profile members:people
            members:hand_over_delegate members:end_representative members:lock_colleague
            members:plan_leaving members:reconfirm knowledge_exchange:give_up
            knowledge_exchange:take_comment_back exchange:edit_post exchange:close_post
            exchange:withdraw_offer exchange:agree_buddies exchange:end_buddies api:revoke =
            other
    """,
    "": """
        members:invite_again = own other
        members:applicant_data = own
        network_position proposal_file members:confirm_address members:provider_by_link = none
        members:provider members:provider_sign_in members:provider_callback
            members:provider_confirm
            mfa_remove_webauthn mfa_edit_webauthn
        members:founding declarations:withdrawal api:inside-motions
            api:inside-representatives api:nothing-here mfa_deactivate_totp
            mfa_view_recovery_codes mfa_download_recovery_codes
        members:remove_evidence members:autosave = other
        members:apply_again members:object members:voter_question knowledge_exchange:reopen_action
            knowledge_exchange:cite.bib knowledge_exchange:cite.ris knowledge_exchange:cite.json
            knowledge_exchange:cite.datacite.json knowledge_exchange:cite_version.bib
            knowledge_exchange:cite_version.ris knowledge_exchange:cite_version.json
            knowledge_exchange:cite_version.datacite.json knowledge_exchange:version
            knowledge_exchange:correct_details knowledge_exchange:reopen_comment
            knowledge_exchange:paper_card knowledge_exchange:paper_use api:paper = own other
        voting:motion voting:ballot_recorded voting:motion_calendar voting:receipt
            voting:call_off voting:take_recusal_back voting:receipt_json voting:confirm
            voting:certify = draft
        voting:ballot voting:ask voting:recuse = counted certified draft
        voting:result voting:record voting:result_csv voting:result_json voting:minutes =
            open draft
        voting:hurry = open counted certified draft
        voting:evidence api:result = open counted
        knowledge_exchange:answer_invitation knowledge_exchange:note_own_attendance
            knowledge_exchange:send_substitute = own other public
        knowledge_exchange:paper_pdf knowledge_exchange:paper_pdf_beside
            knowledge_exchange:version_pdf knowledge_exchange:version_pdf_beside
            knowledge_exchange:withdraw_objection knowledge_exchange:take_position_back = own
            other published
        knowledge_exchange:give_up knowledge_exchange:propose_publish = published
    """,
}

GAP = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
ROLES = [
    "alternate",
    "applicant",
    "co-chair",
    "delegate",
    "ex-delegate",
    "head",
    "observer",
    "other applicant",
    "other delegate",
    "public",
    "secretariat",
    "staff without rights",
    "superuser",
]
GROUPS = {"whoever has a sign-in": set(ROLES) - {"public", "applicant", "other applicant"}}


@pytest.fixture
def people(db):
    """All but the other delegate and the co-chair are of one centre."""
    delegate, other, chair, _fourth = make_delegates(4)
    own = {"centre": delegate.centre}
    acting = {
        "delegate": delegate,
        "alternate": make_alternate(delegate),
        "observer": make_observer(delegate),
        "head": RepresentativeFactory(**own, role="head"),
        "other delegate": other,
        "co-chair": make_co_chair(chair),
        "ex-delegate": RepresentativeFactory(
            **own, valid_from="2019-01-01", valid_until="2020-01-01"
        ),
    }
    return {role: person.user for role, person in acting.items()} | {
        "secretariat": UserFactory(secretariat=True),
        "superuser": UserFactory(is_staff=True, is_superuser=True),
        "staff without rights": UserFactory(staff=True),
    }


@pytest.fixture
def world(people):
    """What fills the gaps of each address: {name of the address: {label: gaps}}.

    The votes come first: later centres would stand on their rolls.
    """
    return {
        **of_votes(people),
        **of_centres(people),
        **of_applications(people),
        **of_papers(people),
    }


def both(own, other):
    return {"own": own, "other": other}


def of_centres(people):
    own, other = (people[role].representations.get() for role in ("delegate", "other delegate"))
    mate, theirs = (people["alternate"].representations.get(), make_alternate(other))
    centres = both([own.centre.slug], [other.centre.slug])
    colleagues = both([own.centre.slug, mate.pk], [other.centre.slug, theirs.pk])
    posts = both([PostFactory(voice=own).pk], [PostFactory(voice=other).pk])
    ours, of_others = (ServiceOfferFactory(centre=one.centre) for one in (own, other))
    offers = both([ours.pk], [of_others.pk])
    pairs = both(
        [BuddyPairFactory(supporter=own.centre).pk], [BuddyPairFactory(supporter=other.centre).pk]
    )
    signature = SignatureFactory(signed=True)
    text = TextVersionFactory(public=True, declaration=signature.declaration)
    hidden = TextVersionFactory()
    day = network_day(timezone.now())
    made = [tokens.make(name="Own", days=9, by=it.user, on=day)[0].pk for it in (own, other)]
    report = PublishedReportFactory()
    subscription = subscribing.token(SubscriptionFactory())
    return {
        **dict.fromkeys(
            "members:centre members:edit_profile members:check_profile".split(), centres
        ),
        **dict.fromkeys("members:withdraw_profile members:people".split(), centres),
        **dict.fromkeys("members:plan_leaving members:reconfirm".split(), centres),
        "api:member": centres,
        **dict.fromkeys(
            "members:hand_over_delegate members:end_representative".split(), colleagues
        ),
        "members:lock_colleague": colleagues,
        "members:invite_again": colleagues,
        "members:confirm_address": {"none": ["some"]},
        "members:provider_by_link": {"none": ["1"]},
        **{f"exchange:{name}": posts for name in "post edit_post close_post answer".split()},
        "exchange:offer": both([ours.service_id], [of_others.service_id]),
        "exchange:withdraw_offer": offers,
        **{f"exchange:{name}": pairs for name in "pair agree_buddies end_buddies".split()},
        **{
            f"declarations:{name}": {
                "open": [text.declaration.pk],
                "prepared": [hidden.declaration.pk],
            }
            for name in "detail compare signatures_csv signatures_json".split()
        },
        "declarations:proof": {"": [signature.pk]},
        "declarations:withdrawal": {"": [signature.pk]},
        "api:revoke": both([made[0]], [made[1]]),
        "knowledge_exchange:subscription": {"link": [subscription]},
        "knowledge_exchange:unsubscribe": {"link": [subscription]},
        "members:lock_by_link": {"link": [lock_links.token_for(own.user)]},
        "reports:newest": {"published": [report.report_id]},
        **dict.fromkeys(
            ("reports:version", "reports:pdf"),
            {"published": [report.report_id, report.version]},
        ),
        "account_reset_password_from_key": {"wrong": ["1", "abc-def"]},
    }


def of_applications(people):
    own, other = ApplicationFactory(complete=True), ApplicationFactory(submitted=True)
    found = both([own.reference], [other.reference])
    colleague, theirs = (CollaboratorFactory(application=it) for it in (own, other))
    evidence, others = (
        EvidenceFactory(
            application=it,
            link="",
            file=ContentFile(b"%PDF-1.7 stands for a decree", "a.pdf"),
            filename="a.pdf",
            content_type="application/pdf",
            size=28,
            sha256="0" * 64,
        )
        for it in (own, other)
    )
    question, asked = (
        VoterQuestionFactory(application=it, asked_by=people["delegate"]) for it in (own, other)
    )
    decision = DecisionFactory(drafted_by=UserFactory(secretariat=True))
    one = (
        "application check_answers application_submitted answer withdraw dossier_pdf "
        "dossier_archive apply_again object colleagues own_link leave"
    )
    of_colleague = "resend_colleague_link replace_colleague_link remove_colleague hand_over"
    sections = both([own.reference, "mandate"], [other.reference, "mandate"])
    return {
        **{f"members:{name}": found for name in one.split()},
        **{
            f"members:{name}": both([own.reference, colleague.pk], [other.reference, theirs.pk])
            for name in of_colleague.split()
        },
        **{
            f"members:{name}": both([own.reference, evidence.pk], [other.reference, others.pk])
            for name in "answer_question evidence_file change_evidence remove_evidence".split()
        },
        "members:voter_question": both([own.reference, question.pk], [other.reference, asked.pk]),
        "members:application_section": sections,
        "members:autosave": sections,
        "members:release_decision": {"": [decision.pk]},
        "members:applicant_data": both([own.pk], [other.pk]),
        "members:open_application": {"link": [owner_of(own).link_token]},
        "members:enter_code": {"link": [owner_of(own).link_token]},
    }


def of_votes(people):
    now, rule_set, by = timezone.now(), make_rule_set(), people["secretariat"]
    voters = [
        people[role].representations.get() for role in ("delegate", "other delegate", "co-chair")
    ]
    past = open_motion(rule_set=rule_set, now=now - timedelta(days=40), by=by)
    for voter in voters:
        cast(past, voter, "yes", reason="Because.")
    close(past)
    shown = open_motion(rule_set=rule_set, now=now - timedelta(days=40), by=by)
    for voter in voters:
        cast(shown, voter, "yes", reason="Because.")
    shown = services.certify(close(shown), by=people["co-chair"], now=now, on=network_day(now))
    current = open_motion(rule_set=rule_set, now=now, by=by)
    for voter in voters[:2]:
        cast(current, voter, at=now)
    draft = draft_motion("position")
    motions = {
        "open": [current.pk],
        "counted": [past.pk],
        "certified": [shown.pk],
        "draft": [draft.pk],
    }
    fourth = current.roll.exclude(ballots__isnull=False).exclude(voters__user=people["co-chair"])
    change = services.propose_recusal(
        current, fourth.first(), reason="Its host.", by=by, clock=lambda: now
    )
    feed = services.calendar_addresses.new_address(people["delegate"], now=now)
    waiting = propose(past, "voting.annul", by=by, now=now)
    names = (
        "motion ballot ballot_recorded motion_calendar receipt call_off ask recuse "
        "take_recusal_back result confirm record result_csv result_json minutes certify hurry"
    )
    evidence = {
        label: [motion.pk, motion.application.evidence.first().pk]
        for label, motion in (("open", current), ("counted", past))
    }
    return {
        **{f"voting:{name}": motions for name in names.split()},
        "voting:receipt_json": {label: [*gaps, 1] for label, gaps in motions.items()},
        "voting:roll_change": {"": [current.pk, change.pk]},
        "voting:evidence": evidence,
        "voting:calendar_feed": {"link": [feed.token]},
        "proposal": {"": [waiting.pk]},
        "proposal_file": {"none": [waiting.pk, 1]},
        "rule_set": {"": [rule_set.pk]},
        "network_position": {"none": [1]},
        "api:result": {label: gaps for label, gaps in motions.items() if label != "draft"},
    }


def of_papers(people):
    now = timezone.now()
    own, other = (people[role].representations.get() for role in ("delegate", "other delegate"))
    meeting, theirs = ScheduledMeetingFactory(), ScheduledMeetingFactory()
    meeting.organising_centres.add(own.centre)
    theirs.organising_centres.add(other.centre)
    shown = ScheduledMeetingFactory(public=True)
    papers = {
        "own": PaperFactory(drafted=True, meeting=meeting),
        "other": PaperFactory(drafted=True, meeting=theirs),
        "published": PaperFactory(published=True),
    }
    for label, who in (("own", own), ("other", other)):
        papers[label].events.create(by=who.user, at=now, status=papers[label].status, what="Begun")
    slugs = {label: [paper.slug] for label, paper in papers.items()}
    versions = {label: [paper.slug, paper.versions.get().number] for label, paper in papers.items()}
    drafts = [papers["own"], papers["other"]]
    figures = [FigureFactory(paper=paper) for paper in drafts]
    authors = [AuthorFactory(paper=paper) for paper in drafts]
    saved = [RevisionFactory(version=paper.versions.get(), by=own.user) for paper in drafts]
    comments = [
        papers["own"]
        .versions.get()
        .comments.create(text="Why?", by=it.user, centre=it.centre, at=now)
        for it in (own, other)
    ]
    materials = [
        MaterialVersionFactory(material=MaterialFactory(meeting=it)) for it in (meeting, theirs)
    ]
    actions = [ActionFactory(centre=it.centre) for it in (own, other)]
    meetings = {"own": [meeting.number], "other": [theirs.number], "public": [shown.number]}

    def each(things, *more):
        return both(*([it.slug, thing, *more] for it, thing in zip(drafts, things, strict=True)))

    of_slug = (
        "paper paper_pdf paper_pdf_beside cite.bib cite.ris cite.json cite.datacite.json compare "
        "saved write write_details write_text autosave_text preview_text write_pdf write_figures "
        "give_up propose_publish propose_withdraw correct_details write_check write_new_version "
        "write_authors comments clearance withdraw_objection take_position_back paper_card "
        "paper_use"
    )
    of_version = (
        "cite_version.bib cite_version.ris cite_version.json cite_version.datacite.json version "
        "version_pdf version_pdf_beside"
    )
    of_meeting = (
        "meeting meeting_calendar answer_invitation note_own_attendance send_substitute "
        "add_material begin_paper"
    )
    ke = "knowledge_exchange:"
    return {
        **{ke + name: slugs for name in of_slug.split()},
        **{ke + name: versions for name in of_version.split()},
        **{ke + name: meetings for name in of_meeting.split()},
        ke + "figure": each([it.name for it in figures]),
        ke + "remove_figure": each([it.pk for it in figures]),
        ke + "bring_back": each([it.pk for it in saved]),
        ke + "change_author": each([it.pk for it in authors]),
        ke + "act_on_author": each([it.pk for it in authors], "up"),
        ke + "add_author": each(["person", "person"]),
        **{
            ke + name: both([comments[0].pk], [comments[1].pk])
            for name in "comment reopen_comment take_comment_back".split()
        },
        ke + "add_material_version": both([materials[0].material.pk], [materials[1].material.pk]),
        ke + "material_file": both([materials[0].material.pk, 1], [materials[1].material.pk, 1]),
        **{
            ke + name: both([actions[0].pk], [actions[1].pk])
            for name in "action reopen_action".split()
        },
        "api:paper": slugs,
    }


# --- The visit ----------------------------------------------------------------------------


def addresses(world, patterns=None, before="/", space=""):
    """`(name, label, address)` of every address outside of the admin, gaps filled."""
    for pattern in patterns or get_resolver().url_patterns:
        path = before + str(pattern.pattern).strip("^$")
        if not isinstance(pattern, URLPattern):
            if pattern.namespace != "admin":
                inside = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from addresses(world, pattern.url_patterns, path, space + inside)
            continue
        name = space + (pattern.name or "nothing-here")
        filled = world.get(name, {"": ["some"]}) if GAP.search(path) else {"": []}
        for label, gaps in filled.items():
            values = iter(gaps)
            yield name, label, GAP.sub(lambda _gap: str(next(values)), path)  # noqa: B023


def enter(client, role, people, world):
    """Come in as somebody of that role; applicants by their link and the code."""
    if role in people:
        client.force_login(people[role])
    elif role != "public":
        label = "other" if role.startswith("other") else "own"
        [reference] = world["members:application"][label]
        open_by_link(client, Application.objects.get(reference=reference))


def is_let_in(client, address):
    """Neither refused, nor sent to the sign-in; what a form did is undone, the sign-in too."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = client.get(address)
        is_form = response.status_code == 405
        if is_form:
            response = client.post(address)
        transaction.set_rollback(True)
    client.cookies = cookies
    if response.streaming:
        list(response)  # a file is closed once it has been read; the others are already
    assert response.status_code < 500, address
    if is_form and any(said.level >= ERROR for said in get_messages(response.wsgi_request)):
        return False
    leads_to = response.get("Location", "").partition("?")[0]
    elsewhere = (
        reverse("account_login"),
        reverse("admin:login"),
        reverse("admin:index"),  # there is no such thing, says Django
        f"{address}change/",
    )
    return response.status_code < 400 and leads_to not in elsewhere


@pytest.fixture
def quiet(monkeypatch, caplog):
    """A refusal in a word: the page and the log that tell of it are not what is asked here."""
    caplog.set_level("CRITICAL")
    monkeypatch.setattr(HTML, "write_pdf", lambda *_given, **_how: b"%PDF-1.7 stands for a PDF")
    for status in (403, 404):
        monkeypatch.setattr(
            urls,
            f"handler{status}",
            lambda *_given, status=status, **_facts: HttpResponse(status=status),
        )


def table():
    """{(name, label): roles}, as the table says."""
    found = {}
    for roles, rows in TABLE.items():
        for row in re.sub(r"\n {12}", " ", rows).strip().splitlines():
            names, _sign, labels = row.partition(" = ")
            for key in product(names.split(), labels.split() or [""]):
                assert key not in found, f"{key} stands in two rows"
                found[key] = GROUPS.get(roles) or set(filter(None, roles.split(", ")))
    return found


def only_one_is_quick(roles, quick):
    """The others are asked in the long proofs."""
    return [
        pytest.param(role, marks=[] if role == quick else [pytest.mark.slow])
        for role in sorted(roles)
    ]


def faults(client, role, world, expected):
    """The addresses that let somebody in whom the table does not name, and the reverse.

    What the public reads everybody may: of those only the public is asked.
    """
    leaks, shut = [], []
    for name, label, address in addresses(world):
        named = expected.get((name, label), set())
        if "public" in named and role != "public":
            continue
        if is_let_in(client, address) != (role in named):
            (shut if role in named else leaks).append((name, label))
    return leaks, shut


@pytest.mark.parametrize("role", only_one_is_quick(ROLES, "applicant"))
def test_each_address_lets_in_whom_the_table_names_and_nobody_else(
    client, role, people, world, quiet
):
    enter(client, role, people, world)

    leaks, shut = faults(client, role, world, table())

    assert leaks == []
    assert shut == []


def test_the_table_names_every_address(world):
    asked = {(name, label) for name, label, _address in addresses(world)}

    assert len(asked) > 300
    assert asked ^ set(table()) == set()


def test_an_address_that_lets_everybody_in_is_found(client, world, quiet, monkeypatch):
    """One whose view forgets to ask, for an object of somebody else's."""
    opened = path("members/<slug:slug>/people/", lambda request, slug: HttpResponse("all of them"))
    opened.callback.login_required = False
    monkeypatch.setattr(urls, "urlpatterns", [opened, *urls.urlpatterns])
    monkeypatch.setattr(get_resolver(), "url_patterns", urls.urlpatterns, raising=False)
    [slug] = world["members:people"]["other"]

    assert is_let_in(client, f"/members/{slug}/people/")
    assert not is_let_in(client, f"/members/{slug}/leave/")


# --- The admin ----------------------------------------------------------------------------


def of_rows(addresses_of_the_admin):
    """`(address, row)`: the same addresses, about the newest row that is there, if there is one."""
    for address in addresses_of_the_admin:
        found = re.fullmatch(r"(/admin/(\w+)/(\w+)/)1(/.*)", address)
        row = found and apps.get_model(found[2], found[3])._default_manager.order_by("pk").last()
        yield (f"{found[1]}{row.pk}{found[4]}" if row else address), row


@pytest.mark.parametrize(
    "role", only_one_is_quick(set(ROLES) - {"secretariat", "superuser"}, "staff without rights")
)
def test_the_admin_shows_no_row_to_anybody_of_another_role(client, role, people, world, quiet):
    enter(client, role, people, world)
    found = dict(of_rows(of_the_admin()))
    assert len([row for row in found.values() if row]) > 100

    opened = {address for address in found if is_let_in(client, address)}

    allowed = OPEN_TO_ALL_STAFF if role == "staff without rights" else set()
    assert opened - allowed == set()
