"""Subscriptions: asked for by anybody, confirmed by whoever reads the mail, told once per paper."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from common.refusals import Refused
from knowledge_exchange.discovery import tasks
from knowledge_exchange.discovery.services import announcing, subscribing
from knowledge_exchange.models import Announcement, Subscription
from knowledge_exchange.papers.services import publishing
from knowledge_exchange.tests.factories import (
    NOW,
    AnnouncementFactory,
    PaperFactory,
    PaperVersionFactory,
    SubscriptionFactory,
    ThemeFactory,
)
from knowledge_exchange.tests.roles import as_role
from members.tests.factories import UserFactory, two_people
from outbox import services as outbox
from outbox.models import Mail

pytestmark = pytest.mark.django_db
SUBSCRIBE = "/knowledge-exchange/subscribe/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """What a worker would do with an address is done in the request."""
    monkeypatch.setattr(tasks.mail_subscription_link, "delay", tasks.mail_subscription_link)


def page_of(subscription, name="subscription"):
    return reverse(f"knowledge_exchange:{name}", args=[subscribing.token(subscription)])


def ask(email="ada@example.org", themes=(), now=NOW):
    return subscribing.ask(email, themes=themes, wants_all=not themes, now=now)


def test_somebody_asks_confirms_and_is_subscribed(client, mailoutbox):
    theme = ThemeFactory(name="Rail")
    asked = client.post(SUBSCRIBE, {"email": "Ada@Example.org", "themes": [theme.pk]}, follow=True)
    assert "Look at your mail" in asked.content.decode()
    subscription = Subscription.objects.get()
    outbox.deliver_due(lambda: NOW + timedelta(days=9999))
    link = page_of(subscription)
    assert mailoutbox[0].to == ["ada@example.org"]
    assert f"http://testserver{link}" in mailoutbox[0].body
    assert "- Rail" in mailoutbox[0].body

    opened = client.get(link)
    assert not Subscription.objects.confirmed().exists()  # a scanner's visit confirms nothing
    assert "Rail" in opened.content.decode()
    client.post(link)

    assert list(Subscription.objects.confirmed()[0].themes.all()) == [theme]


@pytest.fixture
def same_minute(monkeypatch):
    """Nobody's minute is over between two requests."""
    monkeypatch.setattr("common.asking.show_time", lambda instant: "14:05 CET")


def test_the_answer_is_the_same_for_an_address_that_is_known(client, same_minute):
    known = SubscriptionFactory(email="ada@example.org")
    answers = []
    for email in ("ada@example.org", "new@example.org"):
        asked = client.post(SUBSCRIBE, {"email": email, "wants_all": "on"})
        answers.append(
            (asked.status_code, asked["Location"], client.get(asked["Location"]).content)
        )

    assert answers[0] == answers[1]
    assert "example.org" not in answers[0][1]
    assert {mail.kind: mail.to for mail in Mail.objects.all()} == {
        subscribing.LINK_TO_CHANGE: known.email,
        subscribing.LINK_TO_CONFIRM: "new@example.org",
    }


def test_asking_again_is_answered_in_the_same_words_whatever_the_address(client, same_minute):
    SubscriptionFactory(email="known@example.org")
    said = []
    for email in ("known@example.org", "unknown@example.org"):
        fields = {"email": email, "wants_all": "on"}
        after = client.post(SUBSCRIBE, fields, follow=True)
        assert "You can ask again at" in after.content.decode()
        again = client.post(SUBSCRIBE, fields)
        said.append(again.context["form"].errors["email"])

    assert said[0] == said[1]
    assert "You asked at" in said[0][0]


def test_a_stranger_changes_nothing_of_a_confirmed_subscription():
    theme = ThemeFactory()
    known = SubscriptionFactory(email="ada@example.org")

    ask("ADA@example.org", themes=[theme.pk])

    known.refresh_from_db()
    assert (known.wants_all, known.themes.count(), known.is_confirmed) == (True, 0, True)


def test_asking_again_mails_a_link_at_most_once_an_hour_and_keeps_the_latest_choice():
    theme = ThemeFactory()
    ask()
    ask(themes=[theme.pk])
    assert Mail.objects.count() == 1
    ask(now=NOW + HOUR, themes=[theme.pk])

    assert Mail.objects.count() == 2
    assert list(Subscription.objects.get().themes.all()) == [theme]


@pytest.mark.parametrize(
    "sent, told",
    [
        ({"email": "ada@example.org"}, "Choose a theme, or every paper."),
        ({"email": "ada at example", "wants_all": "on"}, "Write an email address like"),
        ({"email": "ada@example.org", "themes": ["no number"]}, "not a valid value"),
    ],
)
def test_a_form_that_cannot_be_used_says_how_to_mend_it(client, sent, told):
    ThemeFactory()
    assert told in client.post(SUBSCRIBE, sent).content.decode()
    assert not Subscription.objects.exists()


def test_what_nobody_confirms_is_erased_with_its_mails_after_a_week():
    ask()
    kept = SubscriptionFactory()
    week = subscribing.UNCONFIRMED_FOR

    assert subscribing.forget_unconfirmed(NOW + week) == 0
    assert subscribing.forget_unconfirmed(NOW + week + HOUR) == 1

    assert (list(Subscription.objects.all()), Mail.objects.count()) == ([kept], 0)


def test_the_mailed_link_changes_the_themes(client):
    theme = ThemeFactory()
    subscription = SubscriptionFactory()
    link = page_of(subscription)

    assert "checked" in client.get(link).content.decode()
    client.post(link, {"themes": [theme.pk]})
    refused = client.post(link, {})

    subscription.refresh_from_db()
    assert (subscription.wants_all, list(subscription.themes.all())) == (False, [theme])
    assert "Choose a theme, or every paper." in refused.content.decode()


def test_one_click_unsubscribes_without_cookie_token_or_page(mailoutbox):
    strict = Client(enforce_csrf_checks=True)
    subscription = SubscriptionFactory()
    AnnouncementFactory()
    announcing.notify_all(lambda: NOW)
    outbox.deliver_due(lambda: NOW)
    sent = message_from_bytes(mailoutbox[0].message().as_bytes())
    address = sent["List-Unsubscribe"].strip().strip("<>")
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address == f"http://testserver{page_of(subscription, 'unsubscribe')}"
    assert address in mailoutbox[0].body
    assert "example.org" not in address

    assert "button" in strict.get(address).content.decode()
    assert Subscription.objects.exists()
    for _time in range(2):  # mail programs try again
        done = strict.post(address, {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, "unsubscribed" in done.content.decode()) == (200, True)

    assert not Subscription.objects.exists()
    assert not Mail.objects.filter(to=subscription.email).exists()
    assert strict.get(address).status_code == 404


def test_a_link_that_was_not_signed_here_opens_nothing(client):
    subscription = SubscriptionFactory()
    forged = f"{subscription.pk}.{subscribing.token(subscription)[:-1].partition('.')[2]}"

    for name in ("subscription", "unsubscribe"):
        address = reverse(f"knowledge_exchange:{name}", args=[forged])
        assert client.get(address).status_code == 404
        client.post(address)
    assert Subscription.objects.exists()


def test_what_is_kept_of_a_mail_opens_nothing():
    subscription = SubscriptionFactory()
    AnnouncementFactory()
    announcing.notify_all(lambda: NOW)
    outbox.deliver_due(lambda: NOW)

    kept = Mail.objects.get()
    assert kept.is_sent
    assert subscribing.token(subscription) not in kept.text + kept.html


def published_paper(*themes):
    paper = PaperFactory()
    paper.themes.set(themes)
    PaperVersionFactory(paper=paper)
    return publishing.publish(paper, **two_people(), clearance="Adopted.", now=NOW)


def told():
    return {mail.to for mail in Mail.objects.filter(kind=announcing.NEW_PAPER)}


def test_a_new_paper_is_told_to_those_who_want_its_themes_or_every_paper():
    rail, road = ThemeFactory(), ThemeFactory()
    every = SubscriptionFactory()
    both = SubscriptionFactory(wants_all=True)
    both.themes.set([rail, road])
    SubscriptionFactory(wants_all=False).themes.set([road])
    SubscriptionFactory(unconfirmed=True)
    SubscriptionFactory(confirmed_at=NOW + HOUR)
    fan = SubscriptionFactory(wants_all=False)
    fan.themes.set([rail])

    published_paper(rail)
    assert told() == set()  # not in the transaction that publishes
    announcing.notify_all(lambda: NOW)

    assert told() == {every.email, both.email, fan.email}


def test_a_correction_and_a_withdrawal_tell_nobody_anew():
    SubscriptionFactory()
    by = {"by": UserFactory(secretariat=True), "now": NOW}
    paper = published_paper()
    announcing.notify_all(lambda: NOW)

    PaperVersionFactory(paper=paper)
    publishing.publish(paper, clearance="Adopted.", **by, released_by=UserFactory())
    announcing.notify_all(lambda: NOW)
    publishing.withdraw(paper, reasons="Wrong.", **by, released_by=UserFactory())
    announcing.notify_all(lambda: NOW)

    assert Mail.objects.filter(kind=announcing.NEW_PAPER).count() == 1
    outbox.deliver_due(lambda: NOW)
    assert not Mail.objects.get(kind=announcing.NEW_PAPER).is_sent  # withdrawn meanwhile


def test_many_are_told_in_batches_and_a_worker_that_dies_tells_nobody_twice(monkeypatch):
    monkeypatch.setattr(announcing, "BATCH", 2)
    SubscriptionFactory.create_batch(5)
    announcement = AnnouncementFactory()

    assert announcing.notify_next(announcement.pk, now=NOW)
    assert Mail.objects.count() == 2
    Announcement.objects.update(told_up_to=0)  # as if the batch had been rolled back in part
    announcing.notify_all(lambda: NOW)
    announcing.notify_all(lambda: NOW)

    assert Mail.objects.count() == 5
    assert not Announcement.objects.unfinished().exists()


def test_a_broker_that_is_silent_costs_no_link_and_no_publishing(client, monkeypatch):
    def silent(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(tasks.mail_subscription_link, "delay", silent)
    monkeypatch.setattr(announcing.current_app, "send_task", silent)
    client.post(SUBSCRIBE, {"email": "ada@example.org", "wants_all": "on"})
    announcing.wake_worker()

    assert Mail.objects.get().to == "ada@example.org"


def test_who_has_left_can_no_longer_confirm_or_choose():
    gone = SubscriptionFactory(unconfirmed=True)
    subscribing.end(gone)
    gone.pk = 999_999

    with pytest.raises(Refused):
        subscribing.confirm(gone, now=NOW)
    with pytest.raises(Refused):
        subscribing.choose(gone, themes=[], wants_all=True)


def test_the_secretariat_sees_and_erases_subscriptions_and_nobody_else_does(client):
    subscription = SubscriptionFactory()
    listing = reverse("admin:knowledge_exchange_subscription_changelist")
    erase = reverse("admin:knowledge_exchange_subscription_delete", args=[subscription.pk])
    for role in ("public", "delegate", "staff without rights"):
        assert as_role(client, role).get(listing).status_code in (302, 403)
    as_role(client, "secretariat")

    assert subscription.email in client.get(listing).content.decode()
    done = client.post(erase, {"post": "yes"})

    assert done.status_code == 302
    assert not Subscription.objects.exists()


def test_whoever_erases_a_subscription_reads_first_what_is_erased(client):
    subscription = SubscriptionFactory()
    listing = reverse("admin:knowledge_exchange_subscription_changelist")
    erase = reverse("admin:knowledge_exchange_subscription_delete", args=[subscription.pk])
    as_role(client, "secretariat")
    several = {"action": "delete_selected", "_selected_action": subscription.pk}

    for page in (client.get(erase), client.post(listing, several)):
        assert "every email to it about the subscription" in page.content.decode()
    assert Subscription.objects.exists()


@pytest.mark.parametrize("role", ["public", "observer", "secretariat"])
def test_the_pages_are_for_everybody(client, role):
    as_role(client, role)
    subscription = SubscriptionFactory()
    addresses = (
        SUBSCRIBE,
        f"{SUBSCRIBE}asked/",
        page_of(subscription),
        page_of(subscription, "unsubscribe"),
    )

    assert [client.get(address).status_code for address in addresses] == [200] * 4


def test_an_announcement_is_done_after_it_began():
    with pytest.raises(IntegrityError, match="announcement_is_done"), transaction.atomic():
        AnnouncementFactory(done_at=NOW - HOUR)
