"""How the tests of pages speak of pages."""

from dataclasses import dataclass

from django.urls import reverse

from members.models import User


@dataclass
class Voter:
    """What `cast` needs to know of a person."""

    user: User


def page(name, motion):
    return reverse(f"voting:{name}", args=[motion.pk])


def admin_page(name, *args):
    return reverse(f"admin:voting_{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())
