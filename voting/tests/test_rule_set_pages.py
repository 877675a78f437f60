"""The secretariat's pages for drafts, adoption and comparison."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from common.tests.step_pages import confirm, look, press
from members.tests.factories import NOW, UserFactory
from voting import rules, services
from voting.admin.rules.forms import FIELDS, FIXED, name_of
from voting.models import RuleSet
from voting.rules import shipped
from voting.services import rule_sets
from voting.tests.factories import DEFAULT_RULES
from voting.tests.pages import admin_page, text

pytestmark = pytest.mark.django_db
STEPS = ["edit", "try", "adopt", "discard"]


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
            **{"proxy-kind": "written", "proxy-most_per_holder": "2"},
        ),
    )

    assert response.url == draft.get_admin_url()
    read = RuleSet.objects.get(pk=draft.pk).rules
    assert (read.voting_days, read.early_close, read.is_assumption) == (30, True, False)
    assert str(read.majority) == "at least 3/4"
    assert read.reminder_hours_before_close == (48, 24)
    assert (read.extension.times, read.extension.days) == (1, 7)
    assert (read.proxy.kind, read.proxy.most_per_holder) == ("written", 2)


def test_nothing_changes_where_nothing_is_typed(desk, draft):
    desk.post(step("edit", draft), typed(draft.document))

    assert RuleSet.objects.get(pk=draft.pk).sha256 == draft.sha256


@pytest.mark.parametrize(
    "changes, said",
    [
        (
            {"minimum_voting_days": "22"},
            "“Days that it is open at least” is more than “Days that a vote is open”",
        ),
        (
            {"proxy-kind": "written"},
            "“Voting for another centre” is &quot;written&quot;, but “Votes of others that one "
            "centre may hold” is 0",
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


def test_adopting_shows_in_plain_words_what_changes(desk, draft):
    shown = text(desk.get(step("adopt", draft)))

    assert "Against Admission, version 1:" in shown
    assert "A vote is open for 14 days" in shown
    assert "A vote is open for 21 days" in shown
    assert "Nobody sees a choice" not in shown
    assert RuleSet.objects.drafts().exists()


def test_the_first_of_its_name_is_shown_whole(desk):
    draft = rule_sets.draft("Admission", DEFAULT_RULES)

    assert "Nobody sees a choice" in text(desk.get(step("adopt", draft)))


def test_adopting_says_who_reads_it_and_that_no_mail_goes_out(desk, draft):
    shown = text(desk.get(step("adopt", draft)))

    assert "Votes that are open keep the rules they were opened under." in shown
    assert "Everybody reads it on the governance page. No mail goes out." in shown


def test_adopting_puts_it_in_force(desk, network, draft):
    response = press(desk, step("adopt", draft), follow=True)

    assert "Admission, version 2 is in force." in text(response)
    adopted = RuleSet.objects.adopted().first()
    assert (adopted.pk, adopted.adopted_by) == (draft.pk, network["secretariat"])


def test_what_was_not_seen_is_not_adopted(desk, draft):
    page = look(desk, step("adopt", draft))
    rule_sets.redraft(draft, {**draft.document, "voting_days": 28}, seen=draft.sha256)

    shown = text(confirm(desk, step("adopt", draft), page))

    assert "Somebody changed this draft meanwhile" in shown
    assert "A vote is open for 28 days" in shown
    assert RuleSet.objects.drafts().exists()


def test_what_came_into_force_meanwhile_is_read_before_adopting(desk, draft):
    page = look(desk, step("adopt", draft))
    services.adopt("Admission", {**DEFAULT_RULES, "voting_days": 28}, now=NOW)

    shown = text(confirm(desk, step("adopt", draft), page))

    assert "Admission, version 2 came into force." in shown
    assert "Against Admission, version 2:" in shown
    assert RuleSet.objects.drafts().exists()


def test_the_same_again_is_not_offered_for_adoption(desk, in_force):
    draft = rule_sets.draft("Admission", DEFAULT_RULES)

    for address in (step("adopt", draft), draft.get_admin_url()):
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


@pytest.mark.parametrize("name", ["edit", "adopt", "discard"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_adopted_rule_set_is_only_read(desk, in_force, name, method):
    response = getattr(desk, method)(step(name, in_force), follow=True)

    assert "An adopted rule set never changes." in text(response)
    shown = text(desk.get(in_force.get_admin_url()))
    for step_name in ("edit", "adopt", "discard"):
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
