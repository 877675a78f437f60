"""The pages of the steps of a model: one for each step, and links to those possible now."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypedDict

from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Choices, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.admin.step_page import StepPage
from common.admin.steps import Menu, Part, Step, StepLink, Text, text_for
from common.admin.versions import FieldVersions, Moved, Versions

Person = AbstractBaseUser | AnonymousUser


class StepsAdmin(admin.ModelAdmin):
    """For a model whose changes with a consequence are the `steps` of its admin."""

    steps: Sequence[Step] = ()
    step_route = "<int:pk>/step/<slug:name>/"
    step_url_name = "step"
    step_head = "admin/step/_head.html"  # what the step is about, above its page
    step_template = "admin/step/step.html"
    change_form_template = "admin/step/change_form.html"
    versions: Versions = FieldVersions()

    # --- What an admin of some model may say otherwise --------------------------------------

    def may_step(self, request: HttpRequest) -> bool:
        """Who may take steps at all; a step may ask for another right."""
        return self.has_change_permission(request)

    def barred(self, obj: Model, user: Person) -> Text:
        """Why this person takes no step with this object, in a sentence; "" if they may."""
        return ""

    def step_object(self, request: HttpRequest, pk: int) -> Model:
        """The object with all that the steps ask it for."""
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def locked(self, obj: Model) -> Model:
        """The object's row, held until the transaction ends; other rows first where services do."""
        return type(obj)._base_manager.select_for_update().get(pk=obj.pk)

    def not_now(self, obj: Model) -> Text:
        """That a step is not possible as the object stands."""
        status = getattr(obj, "get_status_display", None)
        if status is None:
            return _("This step is not possible now.")
        return _("This step is not possible now: the %(thing)s is “%(status)s”.") % {
            "thing": obj._meta.verbose_name,
            "status": status(),
        }

    def return_url(self, obj: Model) -> str:
        return reverse(self._url_name("change", obj), args=[obj.pk])

    def crumbs(self, obj: Model) -> list[tuple[Text, str]]:
        """The way from the desk to the page of a step, as labels with addresses."""
        name = capfirst(str(obj._meta.verbose_name_plural))
        way = [(name, reverse(self._url_name("changelist", obj)))]
        return [*way, (str(obj), self.return_url(obj))]

    # --- Which steps there are --------------------------------------------------------------

    def is_possible(self, step: Step, obj: Model) -> bool:
        """Does it apply to the object as it stands, whoever asks?"""
        if not step.applies(obj):
            return False
        if step.part is Part.NONE or step.proposal is None:
            return True
        return (step.proposal(obj) is None) == (step.part is Part.PROPOSES)

    def why_not(self, step: Step, obj: Model, user: Person) -> Text:
        """What stands against this step for this person now, in a sentence; "" if nothing."""
        if why := self.barred(obj, user):
            return why
        proposal = step.proposal(obj) if step.proposal else None
        if step.part is Part.PROPOSES and proposal:
            return _(
                "Something is proposed already: “%(title)s”. A colleague settles that first."
            ) % {"title": proposal.title}
        if not self.is_possible(step, obj):
            return self.not_now(obj)
        if step.part is Part.RELEASES and proposal and proposal.proposed_by == user:
            return _("You proposed this. A colleague reads and releases it.")
        return step.why_not(obj, user)

    def menu(self, request: HttpRequest, obj: Model) -> Menu:
        """What the person of this request can do with the object now."""
        if not self.may_step(request):
            return Menu()
        if why := self.barred(obj, request.user):
            return Menu(not_yet=[why])
        menu = Menu()
        for step in self.steps:
            if not self._is_allowed(step, request) or not self.is_possible(step, obj):
                continue
            if why := self.why_not(step, obj, request.user):
                if step.explains_itself and not step.is_aside:
                    menu.not_yet.append(why)
                continue
            link = StepLink(step.label, self.step_url(step, obj), step.style)
            (menu.asides if step.is_aside else menu.steps).append(link)
        return menu

    def step_url(self, step: Step, obj: Model) -> str:
        if step.has_own_address:
            return reverse(self._url_name(step.name.replace("-", "_"), obj), args=[obj.pk])
        return reverse(self._url_name(self.step_url_name, obj), args=[obj.pk, step.name])

    # --- Their pages ------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        view = self.admin_site.admin_view(self.step_view)
        own = [step.name for step in self.steps if step.has_own_address]
        return [
            *(
                path(
                    f"<int:pk>/{name.replace('_', '-')}/",
                    view,
                    {"name": name},
                    name=prefix + name.replace("-", "_"),
                )
                for name in own
            ),
            path(self.step_route, view, name=prefix + self.step_url_name),
            *super().get_urls(),
        ]

    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        step = next((step for step in self.steps if step.name == name), None)
        self.must_be_allowed(request, step)
        obj = self.step_object(request, pk)
        if step is None:
            raise Http404
        return self.take_step(request, obj, step)

    def must_be_allowed(self, request: HttpRequest, step: Step | None = None) -> None:
        if not (self._is_allowed(step, request) if step else self.may_step(request)):
            raise PermissionDenied

    def take_step(
        self, request: HttpRequest, obj: Model, step: Step, **context: object
    ) -> HttpResponse:
        """The page, or the page to return to once the step is taken."""
        page = StepPage(request, self, obj, step)
        back = str(step.back(obj)) if step.back else self.return_url(obj)
        if page.take():
            messages.success(request, text_for(step.done, obj, page.result))
            return redirect(self.after(obj, step, page.result) or back)
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "head": self.step_head,
            "crumbs": self.crumbs(obj),
            "back": back,
            **self.head_context(obj),
        }
        return TemplateResponse(request, self.step_template, {**frame, **page.context(), **context})

    @transaction.atomic
    def act_as_seen(
        self, obj: Model, seen: str, act: Callable[..., object], /, **details: object
    ) -> object:
        """Act, if the object stands as it was shown; nobody changes it meanwhile. Else Moved."""
        row = self.locked(obj)
        if self.versions.token(row) != seen:
            raise Moved(self.versions.news(row, seen))
        return act(row, **details)

    def head_context(self, obj: Model) -> dict[str, object]:
        """What the head of a step's page shows besides the object."""
        return {}

    def after(self, obj: Model, step: Step, result: object) -> str:
        """Where a step that was taken leads, if not back to where the person came from."""
        return ""

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, object],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        context["menu"] = self.menu(request, obj) if obj else Menu()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _is_allowed(self, step: Step, request: HttpRequest) -> bool:
        return step.allowed(request.user) if step.allowed else self.may_step(request)

    def _url_name(self, page: str, obj: Model) -> str:
        return f"{self.admin_site.name}:{obj._meta.app_label}_{obj._meta.model_name}_{page}"


def at(*statuses: object) -> Callable[[Model], bool]:
    """For a step that applies in these states of an object's life."""
    return lambda obj: getattr(obj, "status", None) in statuses


class Leading(TypedDict):
    leads_to: Choices
    applies: Callable[[Model], bool]


def leading_to(target: Choices, ways: Mapping[Choices, Collection[Choices]]) -> Leading:
    """For a step to a status, as the life cycle `ways` allows from where the object stands."""
    return {
        "leads_to": target,
        "applies": lambda obj: target in ways.get(getattr(obj, "status", target), ()),
    }
