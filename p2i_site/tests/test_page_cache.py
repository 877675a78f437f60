"""Public pages from Redis: what is kept, for whom, and what makes it end."""

from contextlib import contextmanager
from secrets import token_hex

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import freshness
from declarations.models import Declaration
from knowledge_exchange.tests.factories import PaperFactory
from members.models import (
    Centre,
    CoChairTerm,
    FormerName,
    Membership,
    Organisation,
    Representative,
)
from members.tests.factories import (
    CentreFactory,
    CoChairTermFactory,
    OrganisationFactory,
    UserFactory,
)
from p2i_site import page_cache
from voting import services
from voting.tests.factories import (
    cast,
    close,
    closed_motion,
    make_co_chair,
    make_delegates,
    open_motion,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(autouse=True)
def kept(settings, monkeypatch):
    """Pages are kept, in Redis, under keys of this test's own."""
    settings.PUBLIC_CACHE_SECONDS = 60
    monkeypatch.setattr(freshness, "PREFIX", f"{token_hex(8)}:")


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """What follows a commit happens at the end of the block, and what waited before is gone."""

    def block():
        connection.run_on_commit.clear()
        return django_capture_on_commit_callbacks(execute=True)

    return block


def queries_of(client, address, **headers):
    with CaptureQueriesContext(connection) as caught:
        response = client.get(address, headers=headers)
    return len(caught), response


def is_kept(client, address="/members/", **headers):
    return queries_of(client, address, **headers)[0] == 0


def addresses():
    """One address of each page that may be kept, with something on it."""
    paper = PaperFactory(published=True)
    centre = CoChairTermFactory().centre
    _certified_motion()
    arguments = {
        "members:centre": [centre.slug],
        "knowledge_exchange:meeting": [paper.meeting.number],
        "knowledge_exchange:paper": [paper.slug],
    }
    return [reverse(name, args=arguments.get(name)) for name in page_cache.PAGES]


def _certified_motion():
    delegates = make_delegates(3)
    chair = make_co_chair(delegates[0]).user
    motion = closed_motion(delegates, ["yes"] * 3)
    services.certify(motion, reasons="", by=chair, now=motion.closes_at, on=motion.closes_at.date())


def test_every_public_page_is_answered_the_second_time_without_the_database(client):
    for address in addresses():
        first = client.get(address)
        queries, second = queries_of(client, address)

        assert (address, first.status_code, queries) == (address, 200, 0)
        assert second.content == first.content
        own = {"X-Request-ID": second["X-Request-ID"]}
        assert dict(second.items()) == {**dict(first.items()), **own}
        assert second["X-Request-ID"] != first["X-Request-ID"]
        assert second["Content-Security-Policy"]
        assert second["X-Frame-Options"] == "DENY"


def test_no_kept_page_shows_what_a_quiet_table_holds(client):
    for address in addresses():
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        read = {table for row in caught for table in tables_in(row["sql"])}

        assert not [table for table in read if freshness.is_quiet(table)], address


def tables_in(sql):
    return {table for table in connection.introspection.table_names() if f'"{table}"' in sql}


def test_no_public_page_changes_with_a_ballot_of_an_open_vote(client, settings):
    settings.PUBLIC_CACHE_SECONDS = 0
    pages, delegate = addresses(), Representative.objects.may_vote().first()
    pages.append(delegate.centre.get_absolute_url())
    motion = open_motion()
    before = [client.get(address).content for address in pages]
    cast(motion, delegate)

    assert [client.get(address).content for address in pages] == before


def test_a_browser_that_has_the_page_is_told_so(client):
    tag = client.get("/members/")["ETag"]

    queries, same = queries_of(client, "/members/", if_none_match=tag)

    assert (queries, same.status_code, same.content, same["ETag"]) == (0, 304, b"", tag)
    assert same["Cache-Control"] == "private, no-cache"
    assert client.get("/members/", headers={"if-none-match": '"other"'}).status_code == 200


def test_whoever_is_logged_in_neither_gets_nor_leaves_a_kept_page(client):
    client.force_login(UserFactory(name="Dora Delegate"))
    own = client.get("/members/").content.decode()
    client.logout()
    public = client.get("/members/").content.decode()
    client.force_login(UserFactory(name="Paul"))

    assert "Dora Delegate" in own
    assert "Dora Delegate" not in public
    assert "Paul" in client.get("/members/").content.decode()


@pytest.mark.parametrize("cookie", ["sessionid", "messages", "django_language"])
def test_a_cookie_that_tells_people_apart_passes_the_cache_by(client, cookie):
    client.get("/members/")
    client.cookies[cookie] = "x"

    assert not is_kept(client)


@pytest.mark.parametrize(
    "address, status",
    [
        ("/accounts/login/", 200),  # a form with a token, and no page of the list
        ("/members/nobody/", 404),
        ("/members/?q=" + "x" * page_cache.LONGEST_QUERY, 200),
        ("/votes/", 302),
        ("/health/", 200),
    ],
)
def test_other_answers_are_not_kept(client, address, status):
    assert client.get(address).status_code == status
    assert "ETag" not in client.get(address)


def test_a_page_that_sets_a_cookie_or_is_very_large_is_not_kept(client, monkeypatch):
    monkeypatch.setattr(page_cache, "PAGES", {"account_login"})
    client.get("/accounts/login/")
    monkeypatch.setattr(page_cache, "PAGES", {"members:directory"})
    monkeypatch.setattr(page_cache, "MOST_BYTES", 10)
    client.get("/members/")

    assert "csrftoken" in client.cookies
    assert not is_kept(client)


def test_posting_and_unknown_hosts_are_refused_as_ever(client):
    client.get("/members/")

    assert client.post("/members/").status_code == 405
    assert client.get("/members/", headers={"host": "elsewhere.example"}).status_code == 400


def test_each_address_has_a_page_of_its_own_and_few_made_up_ones_are_kept(client, monkeypatch):
    monkeypatch.setattr(page_cache, "QUERIES_A_MINUTE", 2)
    for query in "abc":
        client.get(f"/members/?q={query}")

    assert [is_kept(client, f"/members/?q={query}") for query in "abc"] == [True, True, False]
    client.get("/members/")
    assert is_kept(client)


def writes():
    """Each way to change a row, on its way through the ORM."""
    centre, host = CentreFactory(member=True), OrganisationFactory()
    yield "save", centre.save
    yield "create", lambda: CentreFactory(name="Another")
    yield "update", lambda: Membership.objects.update(maturity="new")
    yield "bulk create", lambda: FormerName.objects.bulk_create([FormerName(organisation=host)])
    yield "bulk update", lambda: Centre.objects.bulk_update([centre], ["about"])
    yield "many to many", lambda: centre.hosts.add(host)
    yield "clearing many to many", lambda: centre.hosts.clear()
    yield "delete", lambda: Organisation.objects.filter(pk=host.pk).delete()
    yield "raw", lambda: run("update members_centre set about = 'By hand' where 1 = 1")
    yield "with", lambda: run("WITH x AS (SELECT 1) UPDATE members_centre SET about = 'x'")


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_each_way_to_write_ends_what_is_kept(client, committing):
    for name, write in writes():
        client.get("/members/")
        assert is_kept(client), name
        with committing():
            write()

        assert not is_kept(client), name


def test_a_write_to_any_table_that_is_not_quiet_ends_what_is_kept():
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        is_public = freshness.changes_public_data(" ".join(("UPDATE", table, "SET id = 1")))
        is_silent = freshness.is_quiet(table) or freshness.is_shown_later(table)

        assert is_public is not bool(is_silent), table
        assert not freshness.changes_public_data(f"SELECT 1 -- UPDATE {table}")


def test_the_tables_that_public_pages_show_are_not_quiet():
    shown = (Centre, Membership, Organisation, FormerName, CoChairTerm, Declaration)

    assert not [m for m in shown if freshness.is_quiet(m._meta.db_table)]


def test_the_admin_ends_what_is_kept(client, admin_client, committing):
    centre = CentreFactory(member=True, name="Old name")
    client.get("/members/")
    form = admin_client.get(f"/admin/members/centre/{centre.pk}/edit/").context["adminform"]
    sent = {
        name: value
        for name, value in form.form.initial.items()
        if value is not None and name != "hosts"
    }
    with committing():
        admin_client.post(
            f"/admin/members/centre/{centre.pk}/edit/", managed(admin_client, centre, sent)
        )

    assert "New name" in client.get("/members/").content.decode()


def managed(admin_client, centre, sent):
    page = admin_client.get(f"/admin/members/centre/{centre.pk}/edit/")
    for formset in page.context["inline_admin_formsets"]:
        for field in formset.formset.management_form:
            sent[field.html_name] = field.value()
        for form in formset.formset.initial_forms:
            sent |= {form.add_prefix(k): v for k, v in form.initial.items() if v is not None}
    return {**sent, "name": "New name"}


def test_a_quiet_write_leaves_what_is_kept(client, committing):
    client.get("/members/")
    with committing():
        run("DELETE FROM django_session")

    assert is_kept(client)


def test_ballots_leave_what_is_kept_and_the_close_ends_it(client, committing):
    (delegate,) = make_delegates(1)
    motion = open_motion()
    client.get("/members/")
    with committing():
        cast(motion, delegate)
        cast(motion, delegate, "no")

    assert is_kept(client)
    with committing():
        close(motion)

    assert not is_kept(client)


def write_and_fail():
    with transaction.atomic():
        CentreFactory(member=True)
        transaction.set_rollback(True)


def test_what_is_rolled_back_leaves_what_is_kept(client, committing):
    client.get("/members/")
    with committing():
        write_and_fail()

    assert is_kept(client)


def test_one_transaction_begins_anew_once_and_a_lost_savepoint_does_not_lose_it(committing):
    with committing() as calls, transaction.atomic():
        transaction.on_commit(lambda: None)
        write_and_fail()
        CentreFactory()
        with transaction.atomic():
            CentreFactory()
        CentreFactory()

    assert calls.count(freshness.begin_anew) == 1


@contextmanager
def meanwhile(monkeypatch, act):
    """While the page is being made, after its data were read."""
    made = page_cache._may_be_kept

    def checked(request, response):
        act()
        return made(request, response)

    monkeypatch.setattr(page_cache, "_may_be_kept", checked)
    yield
    monkeypatch.setattr(page_cache, "_may_be_kept", made)


def test_a_page_made_while_somebody_writes_is_never_served_again(client, committing, monkeypatch):
    centre = CentreFactory(member=True, name="Old name")

    def rename():
        with committing():
            Centre.objects.filter(pk=centre.pk).update(name="New name")

    with meanwhile(monkeypatch, rename):
        before = client.get("/members/").content.decode()
    after = client.get("/members/").content.decode()

    assert "Old name" in before
    assert "New name" in after


@pytest.mark.django_db(transaction=True)
def test_a_real_commit_ends_what_is_kept_and_what_was_remembered(client):
    centre = CentreFactory(country="AT", member=True)
    client.get("/members/")
    assert is_kept(client)

    Centre.objects.filter(pk=centre.pk).update(country="SE", name="Moved")

    page = client.get("/members/").content.decode()
    assert 'aria-label="Sweden: Member, Moved"' in page
    assert "Austria: Member" not in page


def test_what_is_read_inside_a_transaction_is_not_remembered():
    assert freshness.remembered("x", lambda: [1]) == [1]
    assert freshness.remembered("x", lambda: [2]) == [2]


def test_a_cache_that_lost_the_generation_brings_nothing_old_back(client):
    client.get("/members/")
    freshness.store().delete(freshness.PREFIX + freshness.GENERATION)

    assert not is_kept(client)
    assert is_kept(client)


def test_pages_are_made_as_ever_while_redis_is_away(
    client, settings, monkeypatch, committing, caplog
):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    nowhere = freshness.store.__wrapped__()
    monkeypatch.setattr(freshness, "store", lambda: nowhere)

    with committing():
        CentreFactory(member=True, name="Still there")

    assert "Still there" in client.get("/members/?q=still").content.decode()
    assert "Public pages may be" in caplog.text
    assert not freshness.at_most_a_minute("queries", 1)
    freshness.keep("page", b"", b"")


def test_without_redis_nothing_is_kept(client, settings):
    settings.PUBLIC_CACHE_SECONDS = 0
    client.get("/members/")

    assert not is_kept(client)
    assert "ETag" not in client.get("/members/")
