"""What the law asks a site to say of itself, for everybody; facts come from where they hold."""

import json
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import personal_data
from members.permissions import is_secretariat
from members.privacy import facts
from members.privacy.cookies import COOKIES

MEASURED = Path(__file__).parent.parent / "accessibility.json"


def _page(request, template, **context):
    return render(request, template, {"facts": facts.of_the_network(), **context})


@require_safe
@login_not_required
def about(request):
    return _page(request, "members/privacy/about.html")


@require_safe
@login_not_required
def privacy(request):
    lines = personal_data.notice()
    return _page(
        request,
        "members/privacy/privacy.html",
        lines=lines,
        reads_register=is_secretariat(request.user),
    )


@require_safe
@login_not_required
def accessibility(request):
    """By the model of Implementing Decision (EU) 2018/1523, with what the release measured."""
    return _page(request, "members/privacy/accessibility.html", measured=measured())


@require_safe
@login_not_required
def legal(request):
    return _page(request, "members/privacy/legal.html")


@require_safe
@login_not_required
def cookies(request):
    return _page(request, "members/privacy/cookies.html", cookies=COOKIES)


def measured():
    """What `scripts/measure_accessibility.py` wrote; it goes with the release."""
    return json.loads(MEASURED.read_text())
