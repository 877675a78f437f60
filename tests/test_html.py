"""Every page of the demonstration is HTML without a fault, says the Nu checker."""

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

import html_checker
from knowledge_exchange.models import Comment, Paper
from members.models import Centre, User
from voting.models import Motion

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROOMS = "/ /members/ /join/ /governance/ /declaration/ /contact/ /accounts/login/ /api/".split()
EXCHANGE = "index papers meetings search subscribe".split()
OF_PAPER = "paper comments clearance compare saved write write_text write_details".split()
MORE_OF_PAPER = "write_authors write_figures write_check paper_use".split()


@pytest.fixture
def checker():
    try:
        return html_checker.jar()
    except html_checker.Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def demonstration(capsys):
    """Loaded into a site that is none: the addresses of a demonstration are its own."""
    with override_settings(DEMO=True):
        call_command("load_demo")


def ke(name, *args):
    return reverse(f"knowledge_exchange:{name}", args=args)


def of_everybody():
    centre = Centre.objects.filter(is_demo=False).first()
    published = Paper.objects.get(slug__startswith="what-a-pilot-year")
    return [
        *ROOMS,
        *map(ke, EXCHANGE),
        centre.get_absolute_url(),
        published.get_absolute_url(),
        published.versions.get().get_absolute_url(),
        *(paper.get_absolute_url() for paper in Paper.objects.published()[:2]),
        ke("meeting", 1),
        ke("meeting", 901),
        ke("search") + "?q=market",
    ]


def of_members():
    commented = Paper.objects.get(slug__startswith="asking-the-market")
    silent = Paper.objects.get(slug__startswith="templates-that-buyers")
    vote = Motion.objects.open().get()
    return [
        *(ke(name, commented.slug) for name in OF_PAPER + MORE_OF_PAPER[:-1]),
        ke("comment", Comment.objects.first().pk),
        ke("clearance", silent.slug),
        ke("paper_use", Paper.objects.published().first().slug),
        ke("use"),
        ke("meeting", 902),
        ke("begin_paper", 902),
        reverse("voting:motions"),
        vote.get_absolute_url(),
        reverse("voting:ballot", args=[vote.pk]),
        "/exchange/",
    ]


def keep(client, addresses, folder, who):
    for number, address in enumerate(addresses):
        response = client.get(address)
        assert response.status_code == 200, address
        name = f"{who}-{number}{address.partition('?')[0].replace('/', '_')[:80]}.html"
        (folder / name).write_bytes(response.content)


def test_every_page_is_html_without_a_fault(client, demonstration, checker, tmp_path):
    keep(client, of_everybody(), tmp_path, "public")
    client.force_login(User.objects.get(email="delegate.nl@demo.example"))
    keep(client, of_members(), tmp_path, "member")

    assert html_checker.errors_in(tmp_path) == []
    assert len(list(tmp_path.iterdir())) > 40


def test_a_fault_is_found(checker, tmp_path):
    (tmp_path / "bad.html").write_text("<!DOCTYPE html><title>x</title><p><ul></p>")

    assert html_checker.errors_in(tmp_path)
