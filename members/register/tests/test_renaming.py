"""A host gets another name by an act of two people; the former one stays, shown and searched."""

import pytest
from django.urls import reverse
from django.utils import timezone

from common.refusals import Refused
from common.tests.step_pages import fields, look, press, text
from members.models import Centre, Organisation
from members.register.centre_search import matching, matching_hosts
from members.register.services import renaming
from members.tests.factories import NOW, OrganisationFactory, RepresentativeFactory, UserFactory
from outbox.kinds import compose
from outbox.models import Mail
from proposals import services
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
NEW = {"name": "Bureau of Procurement", "until": "2024-05", "reason": "By decree 4."}


@pytest.fixture
def host():
    return OrganisationFactory(name="Agency", country="SE")


def step_page(host, name="rename"):
    return reverse("admin:members_organisation_step", args=[host.pk, name])


def rename(host, secretariat, colleague, **changes):
    return renaming.rename(
        host, **{**NEW, **changes}, by=secretariat, released_by=colleague, now=NOW
    )


def test_one_proposes_a_second_releases_and_the_former_name_stays(desk, host, secretariat):
    delegate = RepresentativeFactory(centre__member=True, centre__name="First")
    delegate.centre.hosts.add(host)
    shown = text(look(desk, step_page(host), **NEW))
    assert "At present: Agency" in shown
    assert "is called Bureau of Procurement since May 2024" in shown  # the letter

    press(desk, step_page(host), **NEW)

    host.refresh_from_db()
    assert host.name == "Agency"
    second = UserFactory(secretariat=True)
    services.release(Proposal.objects.get(), by=second, now=timezone.now())
    proposal = Proposal.objects.get()
    services.put_into_effect(proposal, now=proposal.takes_effect_at)
    host.refresh_from_db()
    former = host.former_names.get()
    assert (host.name, former.name, former.until) == (NEW["name"], "Agency", "2024-05")
    assert (former.renamed_by, former.released_by) == (secretariat, second)
    letter = compose(Mail.objects.get(user=delegate.user, kind="members.host_renamed"), NOW)
    assert NEW["reason"] in letter.text
    public = text(desk.get(delegate.centre.get_absolute_url()))
    assert "formerly Agency, until May 2024" in public
    page = text(desk.get(reverse("admin:members_centre_change", args=[delegate.centre.pk])))
    assert "until May 2024: Agency" in page


def test_a_host_is_found_by_the_name_that_it_had(host, secretariat, colleague):
    centre = RepresentativeFactory(centre__member=True).centre
    centre.hosts.add(host)

    rename(host, secretariat, colleague)

    for typed in ("agency", "Bureau"):
        assert list(matching_hosts(Organisation.objects.all(), typed)) == [host]
        assert list(matching(Centre.objects.all(), typed)) == [centre]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": "AGENCY"}, "correct the spelling"),
        ({"until": "2099"}, "cannot be after today"),
        ({"until": ""}, "cannot be after today"),
        ({"name": "Board"}, "Another organisation of this country"),
        ({"until": "2019"}, "Give a later day"),
    ],
)
def test_what_is_no_renaming_is_refused(host, secretariat, colleague, changes, why):
    OrganisationFactory(name="Board", country="SE")
    host.former_names.create(name="Office", until="2020-03")

    with pytest.raises(Refused, match=why):
        rename(host, secretariat, colleague, **changes)

    assert host.former_names.count() == 1


def test_a_spelling_is_corrected_and_leaves_no_former_name(host, secretariat, colleague):
    people = {"by": secretariat, "released_by": colleague, "now": NOW}
    Organisation.objects.filter(pk=host.pk).update(name="Agensy for Procurement")

    renaming.correct_spelling(host, name="Agency for Procurement", reason="A slip.", **people)
    with pytest.raises(Refused, match="another name"):
        renaming.correct_spelling(host, name="Ministry of Finance", reason="A slip.", **people)

    host.refresh_from_db()
    assert host.name == "Agency for Procurement"
    assert not host.former_names.exists()
    assert list(matching_hosts(Organisation.objects.all(), "agency")) == [host]


def test_no_form_changes_the_name_of_a_host_or_a_name_that_it_had(client, host):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    host.former_names.create(name="Office", until="2020")
    page = reverse("admin:members_organisation_edit", args=[host.pk])
    typed = fields(client.get(page), having="country")
    assert not {"name", "former_names-0-name"} & set(typed)

    client.post(page, {**typed, "name": "Mine", "former_names-0-name": "Mine", "country": "FI"})

    host.refresh_from_db()
    assert (host.name, str(host.country)) == ("Agency", "FI")
    assert host.former_names.get().name == "Office"
