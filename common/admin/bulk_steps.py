"""A step taken with several objects at once; each is asked for by itself."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.admin.step_forms import ConfirmForm
from common.admin.steps import Details, Letter, Text, Trial
from common.refusals import Refused

OBJECTS_WITH_LETTERS = 5


@dataclass(frozen=True, kw_only=True)
class BulkStep:
    """`act(obj, **details)` is asked for each object; `done` says for how many it was done."""

    name: str
    label: Text
    act: Callable[..., object]
    done: Callable[[int], str]
    consequence: Text = ""
    form: type[forms.Form] = ConfirmForm
    letters: Callable[[Trial], list[Letter]] | None = None
    asks: bool = True  # on a page of its own before anything happens
    named: Callable[[Any], str] = str  # what an object is called there
    among: Callable[[Any], Any] = lambda rows: rows  # those that a list offers it for


def take_bulk_step(
    request: HttpRequest,
    admin: ModelAdmin,
    step: BulkStep,
    objects: Iterable[Model],
    *,
    back: str = "",
    hidden: Iterable[tuple[str, object]] | None = None,
) -> HttpResponse:
    """The page that asks, or the list (`back`) with what has become of each.

    `hidden` are the fields by which the page finds back here; without them it is an action of the
    model's list.
    """
    chosen = list(objects)
    back = back or request.get_full_path()
    if hidden is None:
        hidden = [("action", step.name), *(("_selected_action", obj.pk) for obj in chosen)]
    form = step.form(request.POST if "confirm" in request.POST or not step.asks else None)
    if form.is_valid():
        now = timezone.now()
        take_each(request, step, chosen, {**form.cleaned_data, "by": request.user, "now": now})
        return redirect(back)
    letters: list[Letter] = []
    details: Details = {"by": request.user, "now": timezone.now()}
    for obj in chosen[:OBJECTS_WITH_LETTERS]:
        if step.letters is None:
            break
        with suppress(Refused):
            letters += step.letters(Trial(obj, details, partial(step.act, copy(obj), **details)))
    context = {
        **admin.admin_site.each_context(request),
        "title": step.label,
        "step": step,
        "opts": admin.opts,
        "objects": [(step.named(obj), obj) for obj in chosen],
        "form": form,
        "letters": letters,
        "hidden": list(hidden),
        "back": back,
    }
    return TemplateResponse(request, "admin/step/bulk.html", context)


def take_each(request: HttpRequest, step: BulkStep, objects: list[Model], details: Details) -> None:
    """Do it to each object that the rules allow; say how many it was, and why others were left."""
    done, left = 0, []
    for obj in objects:
        try:
            with transaction.atomic():
                step.act(obj, **details)
        except Refused as refusal:
            left.append(f"{step.named(obj)} ({str(refusal).rstrip('.')})")
        else:
            done += 1
    if not left:
        messages.success(request, step.done(done))
        return
    words = _("%(done)s %(count)d left: %(left)s.")
    outcome = {"done": step.done(done), "count": len(left), "left": ", ".join(left)}
    messages.warning(request, words % outcome)
