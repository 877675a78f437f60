"""What the exchange writes: answers to posts, decisions on services, news of buddies."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from exchange.enums import PairStatus
from members.models import Representative
from outbox.kinds import composes, letter

WHY_VOICE = _("You get this because you speak for your centre in the Network.")
WHY_POST = _("You get this because you represent the centre that posted this.")


@composes("exchange.post_answered")
def post_answered(mail, now):
    """None for somebody who no longer acts for the centre that posted."""
    given = mail.about
    post = given.post
    acting = Representative.objects.acting(network_day(now)).filter(centre=post.centre)
    if mail.user and not acting.filter(user=mail.user).exists():
        return None
    return letter(
        "exchange/mails/post_answered.txt",
        {"answer": given, "post": post, "reply_address": given.reply_address},
        why=WHY_POST,
        action=(_("See all answers"), post.get_absolute_url()),
        reply_to=given.reply_address,
    )


@composes("exchange.service_decided")
def service_decided(mail, now):
    """None once the service has moved on."""
    service = mail.about
    if service.status != mail.details["status"]:
        return None
    return letter(
        "exchange/mails/service_decided.txt",
        {"service": service},
        why=_("You get this because you proposed this service."),
        action=(_("See the services"), reverse("exchange:services")),
    )


@composes("exchange.buddies_proposed")
def buddies_proposed(mail, now):
    return _about_buddies(mail, "buddies_proposed", while_it_is=PairStatus.PROPOSED)


@composes("exchange.buddies_agreed")
def buddies_agreed(mail, now):
    return _about_buddies(mail, "buddies_agreed", while_it_is=PairStatus.AGREED)


def _about_buddies(mail, name, *, while_it_is):
    pair = mail.about
    if pair.status != while_it_is:
        return None
    return letter(
        f"exchange/mails/{name}.txt",
        {"pair": pair},
        why=WHY_VOICE,
        action=(_("See the pair"), pair.get_absolute_url()),
    )
