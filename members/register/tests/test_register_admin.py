"""The register in the admin: read there, changed through services only."""

from datetime import timedelta

import pytest
from django.forms import model_to_dict
from django.urls import reverse
from django.utils import timezone

from common.refusals import Refused
from common.tests.step_pages import confirm, fields, look, press
from members.models import Centre, Membership
from members.register.services import memberships, profiles
from members.tests.factories import (
    NOW,
    CentreFactory,
    CoChairTermFactory,
    MembershipFactory,
    OrganisationFactory,
    ProfileChangeFactory,
    RepresentativeFactory,
    UserFactory,
)
from members.tests.signing_in import sign_in_again
from outbox.kinds import compose
from outbox.models import Mail
from proposals import services
from proposals.models import Proposal
from tests.waiting import found

pytestmark = pytest.mark.django_db
WHY = {"effective": "2024-05", "reason": "By the decision of the board."}


@pytest.fixture
def delegate():
    return RepresentativeFactory(centre__about="We advise cities.", user__name="Dora Delegate")


@pytest.fixture
def change(delegate):
    published = profiles.content(delegate.centre)
    return ProfileChangeFactory(
        centre=delegate.centre,
        status="submitted",
        submitted_at=NOW,
        saved_by=delegate.user,
        proposed=published | {"about": "We advise all cities."},
    )


def admin_page(name, *place):
    return reverse(f"admin:members_{name}", args=place)


def pages(delegate, change):
    membership = delegate.centre.memberships.get()
    return [
        admin_page("membership_changelist"),
        admin_page("membership_change", membership.pk),
        admin_page("membership_add"),
        admin_page("centre_step", delegate.centre_id, "invite"),
        admin_page("centre_mandate", delegate.centre_id),
        admin_page("membership_step", membership.pk, "suspend"),
        admin_page("centre_change", delegate.centre_id),
        admin_page("centre_edit", delegate.centre_id),
        admin_page("centre_past", delegate.centre_id),
        admin_page("membership_edit", membership.pk),
        admin_page("representative_change", delegate.pk),
        admin_page("user_change", delegate.user_id),
        admin_page("representative_changelist"),
        admin_page("representative_step", delegate.pk, "hand-over"),
        admin_page("representative_step", delegate.pk, "end"),
        admin_page("profilechange_changelist"),
        admin_page("profilechange_change", change.pk),
        admin_page("profilechange_review", change.pk, "accept"),
        admin_page("profilechange_review", change.pk, "return"),
    ]


@pytest.mark.parametrize(
    "who, codes",
    [("public", {302}), ("delegate", {302}), ("staff", {403}), ("secretariat", {200})],
)
def test_the_register_opens_for_the_secretariat_only(client, delegate, change, who, codes):
    user = {
        "public": lambda: None,
        "delegate": lambda: delegate.user,
        "staff": lambda: UserFactory(staff=True),
        "secretariat": lambda: UserFactory(secretariat=True),
    }[who]()
    if user:
        client.force_login(user)

    assert {client.get(page).status_code for page in pages(delegate, change)} == codes


# --- Memberships


def test_a_step_says_what_it_changes_and_who_is_told_and_is_on_record(desk, delegate, secretariat):
    membership = delegate.centre.memberships.get()
    page = admin_page("membership_step", membership.pk, "suspend")
    assert "has no vote in any motion" in desk.get(page).content.decode()
    assert "To: Dora Delegate" in look(desk, page, **WHY).content.decode()

    done = press(desk, page, **WHY, follow=True).content.decode()

    membership.refresh_from_db()
    assert membership.status == "active"
    assert "once a second person has read and released it" in done
    assert "Something is proposed already" in desk.get(page).content.decode()
    assert (
        "You proposed this"
        in desk.get(admin_page("membership_step", membership.pk, "release")).content.decode()
    )


def test_a_second_person_reads_the_reason_and_the_letter_and_releases(desk, delegate, client):
    membership = delegate.centre.memberships.get()
    press(desk, admin_page("membership_step", membership.pk, "suspend"), **WHY)
    client.force_login(second := UserFactory(secretariat=True))
    page = admin_page("membership_step", membership.pk, "release")

    shown = client.get(page).content.decode()
    done = press(client, page, follow=True).content.decode()

    assert WHY["reason"] in shown
    assert "has no vote in any motion" in shown
    assert "suspended" in shown  # the letter
    assert "a second person released it" in shown
    assert "until then it can be recalled" in done
    proposal = Proposal.objects.get()
    assert proposal.released_by == second
    services.put_into_effect(proposal, now=proposal.takes_effect_at)
    membership.refresh_from_db()
    assert (membership.status, membership.suspended) == ("suspended", "2024-05")
    assert "not possible now" in client.get(page).content.decode()


def test_a_step_acts_only_on_what_was_shown(desk, delegate, secretariat, colleague):
    membership = delegate.centre.memberships.get()
    page = admin_page("membership_step", membership.pk, "end")
    opened = look(desk, page, **WHY)
    memberships.change_maturity(
        membership,
        "new",
        effective="2026",
        reason="It grew.",
        by=secretariat,
        released_by=colleague,
        now=NOW,
    )

    shown = confirm(desk, page, opened).content.decode()

    assert "changed since this page was shown" in shown
    assert "It grew." in shown
    assert WHY["reason"] in shown
    assert Membership.objects.in_the_network().exists()


def test_a_refusal_keeps_what_was_typed(desk):
    membership = MembershipFactory(effective="2025")
    page = admin_page("membership_step", membership.pk, "class")

    shown = look(desk, page, **WHY, membership_class="associate").content.decode()

    assert "Nothing can hold before" in shown
    assert WHY["reason"] in shown
    assert 'name="confirm"' not in shown


def test_the_raw_form_changes_the_notes_and_nothing_else(desk):
    membership = MembershipFactory()
    wrong = {"status": "ended", "membership_class": "associate", "maturity": "new", "ended": "2024"}

    desk.post(admin_page("membership_edit", membership.pk), {**wrong, "notes": "Known."})

    before = model_to_dict(membership)
    membership.refresh_from_db()
    assert model_to_dict(membership) == before | {"notes": "Known."}


def test_a_centre_is_let_in_again_by_a_new_membership(desk, client):
    ended = MembershipFactory(status="ended", ended="2023")
    link = f"{admin_page('membership_add')}?centre={ended.centre_id}"
    page = admin_page("centre_step", ended.centre_id, "enter")
    assert link in desk.get(admin_page("membership_change", ended.pk)).content.decode()
    assert desk.get(link).url == page

    press(desk, page, **WHY, membership_class="member")
    client.force_login(UserFactory(secretariat=True))
    press(client, admin_page("centre_step", ended.centre_id, "release"))
    proposal = Proposal.objects.get()
    services.put_into_effect(proposal, now=proposal.takes_effect_at)

    assert ended.centre.memberships.in_the_network().get().effective == "2024-05"
    assert "not possible now" in client.get(page).content.decode()


# --- People


def test_the_secretariat_proposes_who_speaks_and_the_centre_confirms_it_under_its_tasks(
    desk, delegate, secretariat
):
    page = admin_page("centre_step", delegate.centre_id, "invite")
    person = {"name": "Ada", "email": "ada@example.org", "role": "alternate", "reason": "By phone."}
    typed = {**person, "on": timezone.localdate()}
    shown = look(desk, page, **typed).content.decode()
    assert "The centre confirms it: Dora Delegate." in shown
    assert "and Dora Delegate of the centre confirmed it" in shown  # the letter

    press(desk, page, **typed)

    proposal = Proposal.objects.get()
    assert delegate.centre.representatives.count() == 1
    for other in (UserFactory(secretariat=True), RepresentativeFactory().user):
        assert proposal not in services.to_release(other)
        with pytest.raises(Refused, match="confirms it, under"):
            services.release(proposal, by=other, now=timezone.now())
    desk.force_login(delegate.user)
    task = desk.get(proposal.get_absolute_url()).content.decode()
    assert "ada@example.org" in task
    asked = desk.post(proposal.get_absolute_url(), {"release": "yes"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    sign_in_again(desk, delegate.user)
    desk.post(proposal.get_absolute_url(), {"release": "yes"})

    row = services.put_into_effect(proposal, now=timezone.now() + timedelta(days=1))

    assert row.status == "in_effect"
    named = delegate.centre.representatives.get(role="alternate")
    assert (named.user.email, named.confirmed_by) == ("ada@example.org", delegate.user)


def test_an_office_of_one_names_a_delegate_for_a_centre_that_has_nobody_with_a_co_chair(
    desk, secretariat
):
    centre, chair = CentreFactory(member=True), RepresentativeFactory()
    CoChairTermFactory(centre=chair.centre)
    assert "no valid delegate" in desk.get(admin_page("centre_change", centre.pk)).content.decode()
    page = admin_page("centre_step", centre.pk, "invite")
    typed = {"name": "Ada", "email": "ada@example.org", "role": "delegate", "on": "2026-01-01"}

    assert "Nobody of this centre is left" in desk.get(page).content.decode()
    press(desk, page, **typed, reason="By the ministry's letter.")
    (proposal,) = services.to_release(chair.user)
    services.release(proposal, by=chair.user, now=timezone.now())
    services.put_into_effect(proposal, now=timezone.now() + timedelta(days=1))

    named = centre.representatives.get()
    assert (named.basis, named.invited_by, named.confirmed_by) == (
        "two_people",
        secretariat,
        chair.user,
    )


@pytest.mark.parametrize("name", ["hand-over", "end"])
def test_no_step_of_the_secretariat_ends_a_role_by_itself(desk, delegate, name):
    heir = {"name": "Bea", "email": "bea@example.org"} if name == "hand-over" else {}
    page = admin_page("representative_step", delegate.pk, name)

    press(desk, page, **heir, on=timezone.localdate(), reason="By phone.")

    assert Proposal.objects.get().proposed_by
    delegate.refresh_from_db()
    assert delegate.valid_until is None
    asked = Mail.objects.get()
    assert asked.user == delegate.user
    letter = compose(asked, timezone.now())
    assert "Confirm or discard" in letter.subject
    assert "By phone." in letter.text
    assert Proposal.objects.get().get_absolute_url() in letter.text
    proposal = Proposal.objects.get()
    services.discard(proposal, why="No.", by=delegate.user, now=timezone.now())
    asked.refresh_from_db()
    assert compose(asked, timezone.now()) is None


def test_a_centre_that_is_or_was_a_member_keeps_its_country(desk, delegate):
    """A country has a vote, and bars its people from what is about it."""
    page = admin_page("centre_edit", delegate.centre_id)
    country = str(delegate.centre.country)
    typed = fields(desk.get(page), having="slug")
    assert "country" not in typed

    desk.post(page, {**typed, "country": "MT"})

    delegate.centre.refresh_from_db()
    assert str(delegate.centre.country) == country


def test_the_list_of_centres_says_who_has_no_delegate(desk, delegate):
    CentreFactory(member=True)

    shown = desk.get(admin_page("centre_changelist")).content.decode()

    assert shown.count("No valid delegate") == 1


# --- Profiles


def test_a_change_waits_on_the_desk_and_is_read_side_by_side(desk, change, secretariat):
    row = found(secretariat, NOW)["Changed profiles to review"]
    assert (row.count, row.oldest) == (1, NOW)
    assert change.centre.name in desk.get(row.page).content.decode()

    shown = desk.get(admin_page("profilechange_change", change.pk))

    assert "<ins>all </ins>cities." in shown.content.decode()
    done = press(desk, admin_page("profilechange_review", change.pk, "accept"), follow=True)
    assert "The change is published." in done.content.decode()
    assert Centre.objects.get(pk=change.centre_id).about == "We advise all cities."


def test_a_profile_that_moved_on_is_said_before_it_is_replaced(desk, change):
    page = admin_page("profilechange_review", change.pk, "accept")
    opened = desk.get(page)
    profiles.publish(change.centre, {"about": "By the secretariat."})

    shown = confirm(desk, page, opened).content.decode()

    assert "changed since this page was shown" in shown
    assert "The published profile moved on" in shown
    assert Centre.objects.get(pk=change.centre_id).about == "By the secretariat."


def test_a_change_is_returned_with_a_note_only(desk, change):
    page = admin_page("profilechange_review", change.pk, "return")

    refused = look(desk, page).content.decode()
    read = look(desk, page, note="Which cities?").content.decode()
    press(desk, page, note="Which cities?")

    assert "Say in the note what the centre should change." in refused
    assert "The email that goes out" in read
    change.refresh_from_db()
    assert (change.status, change.note) == ("returned", "Which cities?")


def raw(desk, centre, **changes):
    """The form of the centre as its page was shown, with these changes."""
    shown = desk.get(admin_page("centre_edit", centre.pk))
    form = shown.context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    for formset in shown.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return sent | {"hosts": [], "languages": centre.languages} | changes


def test_the_secretariat_edits_directly_and_leaves_a_trace(desk, delegate):
    centre = delegate.centre
    page = admin_page("centre_edit", centre.pk)

    link = {"links-TOTAL_FORMS": 1, "links-0-label": "Guides", "links-0-address": "a.org"}
    answer = desk.post(page, raw(desk, centre, about="New.", **link))

    assert answer.status_code == 302
    version = centre.profile_versions.get()
    assert (version.side, version.fields) == ("secretariat", ["about", "links"])


def test_the_raw_form_overwrites_no_profile_that_moved_on(desk, delegate):
    centre = delegate.centre
    sent = raw(desk, centre, about="Mine.")
    profiles.publish(centre, {"about": "Theirs."})

    shown = desk.post(admin_page("centre_edit", centre.pk), sent).content.decode()

    assert "nothing was overwritten" in shown
    assert "Mine." in shown
    assert Centre.objects.get(pk=centre.pk).about == "Theirs."


def test_a_full_member_is_not_without_a_centre(desk, delegate):
    sent = raw(desk, delegate.centre, is_being_set_up="on")

    shown = desk.post(admin_page("centre_edit", delegate.centre_id), sent).content.decode()

    assert "A full member has a centre." in shown


@pytest.mark.parametrize("model", ["centre", "organisation"])
def test_one_of_almost_the_same_name_is_asked_of_before_it_is_added(desk, model):
    make = {"centre": CentreFactory, "organisation": OrganisationFactory}[model]
    there = make(name="PIANOo", country="NL")
    make(name="Pianoo", country="BE")
    page = admin_page(f"{model}_add")
    shown = desk.get(page)
    sent = dict.fromkeys(shown.context["adminform"].form.fields, "")
    for formset in shown.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    sent |= {"name": "pianoo", "country": "NL", "slug": "pianoo-2", "hosts": [], "languages": []}
    sent |= {"mailbox": "office@example.org"}
    assert 'type="checkbox" name="is_another"' not in shown.content.decode()

    asked = desk.post(page, sent).content.decode()

    address = admin_page(f"{model}_change", there.pk)
    assert f'It may be <a href="{address}">PIANOo (NL)</a>, which is in the register.' in asked
    assert "BE)" not in asked
    assert 'type="checkbox" name="is_another"' in asked
    assert not type(there).objects.filter(name="pianoo").exists()
    assert desk.post(page, {**sent, "is_another": "on"}).status_code == 302
    assert type(there).objects.filter(name="pianoo", country="NL").exists()


def test_a_centre_that_keeps_its_name_is_not_asked_of(desk):
    centre = CentreFactory(name="PIANOo", country="NL")
    CentreFactory(name="pianoo", country="NL")
    page = admin_page("centre_edit", centre.pk)

    assert desk.post(page, raw(desk, centre, about="New.")).status_code == 302
    assert b"It may be" in desk.post(page, raw(desk, centre, name="Pianoo")).content
