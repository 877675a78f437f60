"""The secretariat's pages for drafts, adoption and comparison."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from common.tests.step_pages import confirm, look, press
from members.tests.factories import NOW, UserFactory
from proposals import services as proposals
from proposals.models import Proposal
from voting import rules, services
from voting.admin.rules.forms import FIELDS, FIXED, name_of
from voting.models import Motion, RuleSet
from voting.rules import shipped
from voting.services import rule_sets
from voting.tests.factories import DEFAULT_RULES
from voting.tests.pages import admin_page, text

pytestmark = pytest.mark.django_db
STEPS = ["edit", "try", "vote", "elsewhere", "discard"]
WHERE = {"decided_on": "2026-05-04", "reason": "Minutes of the assembly of May."}


@pytest.fixture
def in_force():
    return services.adopt("Admission", DEFAULT_RULES, now=NOW)


@pytest.fixture
def draft(in_force):
    longer = {**DEFAULT_RULES, "voting_days": 21}
    return rule_sets.draft("Admission", longer)


def step(name, rule_set):
    return admin_page(f"ruleset_{name}", rule_set.pk)


def typed(document, **changes):
    """The form's fields as a browser sends them: an empty box is not sent."""
    known = rules.flat(document)
    known["reminder_hours_before_close"] = ", ".join(map(str, known["reminder_hours_before_close"]))
    sent = {name_of(path): known[path] for path in FIELDS if known[path] is not False}
    sent |= {"seen": rules.fingerprint(document), **changes}
    return {name: value for name, value in sent.items() if value is not ...}


def test_every_entry_of_the_document_is_a_field_or_the_same_for_all():
    assert set(rules.flat(DEFAULT_RULES)) == {*FIELDS, *FIXED}


@pytest.mark.parametrize("path", FIELDS)
def test_every_field_has_a_name_for_people(path):
    assert FIELDS[path].label


def test_a_draft_starts_from_a_shipped_file(desk):
    sent = {"name": "Admission", "source": "file-two-thirds-of-entitled"}

    response = desk.post(admin_page("ruleset_new"), sent)

    draft = RuleSet.objects.drafts().get()
    assert response.url == step("edit", draft)
    assert draft.document == shipped.document("two-thirds-of-entitled")


def test_a_draft_starts_from_a_version_that_exists(desk, in_force):
    address = f"{admin_page('ruleset_new')}?from={in_force.pk}"
    assert f'value="version-{in_force.pk}" selected' in text(desk.get(address))

    desk.post(address, {"name": "Admission", "source": f"version-{in_force.pk}"})

    assert RuleSet.objects.drafts().get().document == DEFAULT_RULES


def test_a_draft_from_nowhere_is_not_started(desk):
    shown = text(desk.post(admin_page("ruleset_new"), {"name": "", "source": "file-none"}))

    assert "Select a valid choice" in shown
    assert not RuleSet.objects.exists()


def test_the_form_shows_the_draft_and_saves_what_is_typed(desk, draft):
    assert 'name="voting_days" value="21"' in text(desk.get(step("edit", draft)))

    response = desk.post(
        step("edit", draft),
        typed(
            draft.document,
            voting_days="30",
            early_close="on",
            is_assumption=...,
            reminder_hours_before_close="48,24",
            **{"majority-numerator": "3", "majority-denominator": "4"},
            **{"extension-times": "1", "extension-days": "7"},
            **{"certification-confirmation_days": "5", "series": "position"},
        ),
    )

    assert response.url == draft.get_admin_url()
    read = RuleSet.objects.get(pk=draft.pk).rules
    assert (read.voting_days, read.early_close, read.is_assumption) == (30, True, False)
    assert str(read.majority) == "at least 3/4"
    assert read.reminder_hours_before_close == (48, 24)
    assert (read.extension.times, read.extension.days) == (1, 7)
    assert (read.certification.confirmation_days, read.series) == (5, "position")


def test_nothing_changes_where_nothing_is_typed(desk, draft):
    desk.post(step("edit", draft), typed(draft.document))

    assert RuleSet.objects.get(pk=draft.pk).sha256 == draft.sha256


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "changes, said",
    [
        (
            {"minimum_voting_days": "22"},
            "“Days that it is open at least” is more than “Days that a vote is open”",
        ),
        (
            {"certification-confirmation_days": "15"},
            "“Days in which each centre confirms or contests its line” is more than “Days in which "
            "a co-chair certifies”",
        ),
        (
            {"reminder_hours_before_close": "2 days"},
            "Give whole numbers with commas between them.",
        ),
        ({"reminder_hours_before_close": "9999"}, "has 9999 hours, but"),
        ({"majority-numerator": "5"}, "asks for more votes than there are"),
        ({"voting_days": "0"}, "greater than or equal to 1"),
        ({"title": ""}, "Title: This field is required."),
    ],
)
def test_a_contradiction_is_said_at_its_field_and_nothing_changes(desk, draft, changes, said):
    shown = text(desk.post(step("edit", draft), typed(draft.document, **changes)))

    assert said in shown
    assert RuleSet.objects.get(pk=draft.pk).sha256 == draft.sha256


def test_a_stale_form_changes_nothing(desk, draft):
    rule_sets.redraft(draft, {**draft.document, "voting_days": 28}, seen=draft.sha256)

    response = desk.post(step("edit", draft), typed(draft.document), follow=True)

    assert "Somebody changed this draft meanwhile" in text(response)
    assert RuleSet.objects.get(pk=draft.pk).rules.voting_days == 28


def test_a_draft_is_tried_out(desk, draft):
    numbers = {"entitled": 13, "recused": 0, "yes": 8, "no": 3, "abstain": 1}

    shown = text(desk.get(step("try", draft), numbers))

    assert "8 of 11 yes and no votes are yes" in shown
    assert '<svg class="chart"' in shown


def test_recording_shows_in_plain_words_what_changes(desk, draft):
    shown = text(look(desk, step("elsewhere", draft), **WHERE))

    assert "Against Admission, version 1:" in shown
    assert "A vote is open for 14 days" in shown
    assert "A vote is open for 21 days" in shown
    assert "Nobody sees a choice" not in shown
    assert RuleSet.objects.drafts().exists()


def test_the_first_of_its_name_is_shown_whole(desk):
    draft = rule_sets.draft("Admission", DEFAULT_RULES)

    assert "Nobody sees a choice" in text(look(desk, step("elsewhere", draft), **WHERE))


def test_recording_says_who_reads_it(desk, draft):
    shown = text(desk.get(step("elsewhere", draft)))

    assert "Votes that are open keep the rules they were opened under." in shown
    assert "A second person has to release it." in shown


def test_an_adoption_elsewhere_is_recorded_once_a_second_person_has_released_it(
    desk, client, network, draft
):
    page = look(desk, step("elsewhere", draft), **WHERE)
    assert "Rules adopted: Admission, version 2" in text(page)
    done = confirm(desk, step("elsewhere", draft), page, follow=True, **WHERE)
    release = admin_page("ruleset_step", draft.pk, "release")

    assert "Proposed. It happens once" in text(done)
    assert "You proposed this" in text(desk.get(release))
    assert RuleSet.objects.drafts().get() == draft

    client.force_login(network["chair"])  # a co-chair reads and releases it outside the admin
    row = Proposal.objects.get()
    shown = text(client.get(row.get_absolute_url()))
    assert "A vote is open for 21 days" in shown
    assert "Minutes of the assembly of May." in shown
    client.post(row.get_absolute_url(), {"release": "yes"})
    proposals.put_into_effect(row, now=timezone.now() + timedelta(days=1))

    adopted = RuleSet.objects.adopted().first()
    assert (adopted.pk, adopted.adopted_by) == (draft.pk, network["secretariat"])
    assert (adopted.released_by, adopted.basis) == (network["chair"], "elsewhere")


def test_a_draft_that_was_changed_meanwhile_is_not_put_in_force(desk, network, draft):
    press(desk, step("elsewhere", draft), **WHERE)
    rule_sets.redraft(draft, {**draft.document, "voting_days": 28}, seen=draft.sha256)
    row = Proposal.objects.get()

    with pytest.raises(services.Refused, match="Somebody changed this draft"):
        proposals.release(row, by=network["chair"], now=NOW)


def test_a_draft_leads_to_a_motion_that_asks_the_members(desk, network, draft):
    response = press(desk, step("vote", draft), follow=True)

    motion = Motion.objects.drafts().get()
    assert "The motion is prepared." in text(response)
    assert (motion.kind, motion.proposed_rule_set) == ("rule_set", draft)
    assert "they stay as they are" in text(desk.get(step("elsewhere", draft)))


def test_another_proposal_than_the_one_that_was_read_is_not_released(desk, client, network, draft):
    press(desk, step("elsewhere", draft), **WHERE)
    colleague = UserFactory(secretariat=True)
    client.force_login(colleague)
    address = admin_page("ruleset_step", draft.pk, "release")
    page = client.get(address)
    proposals.discard(Proposal.objects.get(), why="No.", by=network["secretariat"], now=NOW)
    client.force_login(network["secretariat"])
    press(client, step("elsewhere", draft), **{**WHERE, "reason": "Another assembly."})
    client.force_login(colleague)

    shown = text(confirm(client, address, page))

    assert "Another proposal stands here by now." in shown
    assert Proposal.objects.waiting().count() == 1


@pytest.mark.parametrize("address", ["ruleset_add", "motion_add"])
def test_nothing_is_added_by_a_raw_form(superuser, address):
    sent = {"name": "Mine", "version": 1, "document": "{}", "adopted_at": "2026-01-01"}

    assert superuser.post(admin_page(address), sent).status_code == 403


def test_nothing_is_changed_by_a_raw_form(superuser, draft, motion):
    superuser.post(draft.get_admin_url(), {"version": 1, "adopted_at_0": "2026-01-01"})
    superuser.post(admin_page("motion_change", motion.pk), {"status": "withdrawn"})

    motion.refresh_from_db()
    assert (motion.status, RuleSet.objects.drafts().get()) == ("open", draft)


@pytest.fixture
def superuser(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_what_came_into_force_meanwhile_is_read_before_proposing(desk, draft):
    page = look(desk, step("elsewhere", draft), **WHERE)
    services.adopt("Admission", {**DEFAULT_RULES, "voting_days": 28}, now=NOW)

    shown = text(confirm(desk, step("elsewhere", draft), page, **WHERE))

    assert "Admission, version 2 came into force." in shown
    assert "Against Admission, version 2:" in shown
    assert not Proposal.objects.exists()


def test_the_same_again_is_not_offered_for_adoption(desk, in_force):
    draft = rule_sets.draft("Admission", DEFAULT_RULES)

    for address in (step("elsewhere", draft), step("vote", draft)):
        assert "This draft says the same as Admission, version 1." in text(desk.get(address))


def test_discarding_asks_first(desk, draft):
    assert "It never decided anything" in text(desk.get(step("discard", draft)))
    assert RuleSet.objects.drafts().exists()

    response = press(desk, step("discard", draft), follow=True)

    assert f"Admission, draft {draft.pk} is gone." in text(response)
    assert not RuleSet.objects.drafts().exists()


def test_what_was_not_seen_is_not_discarded(desk, draft):
    page = look(desk, step("discard", draft))
    rule_sets.redraft(draft, {**draft.document, "voting_days": 28}, seen=draft.sha256)

    shown = text(confirm(desk, step("discard", draft), page))

    assert "Somebody changed this draft meanwhile" in shown
    assert RuleSet.objects.drafts().exists()


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", ["edit", "elsewhere", "vote", "discard"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_adopted_rule_set_is_only_read(desk, in_force, name, method):
    response = getattr(desk, method)(step(name, in_force), follow=True)

    assert "An adopted rule set never changes." in text(response)
    shown = text(desk.get(in_force.get_admin_url()))
    for step_name in STEPS[2:]:
        assert step(step_name, in_force) not in shown


def test_the_page_of_a_draft_leads_to_its_steps(desk, draft):
    shown = text(desk.get(draft.get_admin_url()))

    for name in STEPS:
        assert f'href="{step(name, draft)}"' in shown


def test_two_versions_stand_side_by_side_with_their_differences_marked(desk, in_force, draft):
    address = admin_page("ruleset_compare")

    shown = text(desk.get(address, {"before": in_force.pk, "after": draft.pk}))

    assert shown.count("Differs") == 2  # once in words, once in the document
    assert shown.count('<tr class="is-different">') == 2
    assert "<code>voting_days</code>" in shown
    assert ">14</td>" in shown
    assert ">21</td>" in shown


def test_nothing_is_compared_before_two_are_chosen(desk, in_force):
    for query in ({}, {"before": in_force.pk, "after": "7000"}):
        assert "In words" not in text(desk.get(admin_page("ruleset_compare"), query))


def test_the_list_marks_drafts_and_leads_to_the_steps(desk, in_force, draft):
    shown = text(desk.get(admin_page("ruleset_changelist")))

    assert "Draft</span>" in shown
    assert admin_page("ruleset_new") in shown
    assert admin_page("ruleset_compare") in shown


@pytest.fixture
def reader(client):
    """Staff with the right to look, and no more."""
    person = UserFactory(is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_ruleset"))
    client.force_login(person)
    return client


def test_who_may_only_look_can_compare_but_not_draft(reader, in_force, draft):
    assert reader.get(admin_page("ruleset_compare")).status_code == 200
    assert reader.get(draft.get_admin_url()).status_code == 200
    for address in (admin_page("ruleset_new"), *(step(name, draft) for name in STEPS)):
        assert reader.get(address).status_code == 403
        assert reader.post(address).status_code == 403


def test_staff_without_the_right_compare_nothing(client, in_force):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(admin_page("ruleset_compare")).status_code == 403


@pytest.mark.parametrize("name", STEPS)
def test_a_rule_set_that_is_not_there_has_no_page(desk, name):
    assert desk.get(reverse(f"admin:voting_ruleset_{name}", args=[4711])).status_code == 404
