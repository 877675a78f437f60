"""An own page for what people think of (a centre, a person, a vote), the raw form behind *Edit*."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from common import page_parts
from common.admin.numbers import number_or_404
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Text


@dataclass(frozen=True)
class PageSection:
    """A part of the page with a heading of its own, whose `id` is the template's `<h2 id>`."""

    id: str
    label: Text
    template: str


class PageAdmin(StepsAdmin):
    """`page_sections` stand on the page in this order, then what higher floors show there.

    The page is at Django's address of the form, so that all links lead to it; the form is at
    `…/edit/` and leads back to the page.
    """

    page_template = "admin/page/page.html"
    page_head = "admin/page/_head.html"
    page_place = ""  # under which higher floors register their parts; see `common.page_parts`
    page_sections: Sequence[PageSection] = ()

    # --- What an admin of some model may say otherwise --------------------------------------

    def page_title(self, obj: Any) -> Text:
        return str(obj)

    def sections_of(self, obj: Any) -> Sequence[PageSection]:
        """Those of this object, where they depend on how it stands."""
        return self.page_sections

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, object]:
        """What the head and the sections show besides the object."""
        return {}

    def page_object(self, request: HttpRequest, pk: int) -> Model:
        """The object with all that the page shows; whoever may see it may take no step with it."""
        return self.step_object(request, pk)

    def may_edit(self, request: HttpRequest, obj: Any) -> bool:
        """Is there anything in the raw form that this person may change?"""
        return self.has_change_permission(request, obj)

    # --- The pages --------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_edit"
        edit = path("<int:pk>/edit/", self.admin_site.admin_view(self.edit_view), name=name)
        return [edit, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        obj = self.page_object(request, number_or_404(object_id))
        sections, parts = self.sections_of(obj), page_parts.parts_of(self.page_place)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.page_title(obj),
            "object": obj,
            "original": obj,
            "head": self.page_head,
            "menu": self.menu(request, obj),
            "crumbs": self.crumbs(obj)[:-1],
            "sections": sections,
            "place": self.page_place,
            "jumps": [*sections, *(part for part in parts if part.id)],
            "edit_url": self.edit_url(obj) if self.may_edit(request, obj) else "",
            **self.page_context(request, obj),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.page_template, context)

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Django's form, with all that its admin says of fields and inlines."""
        return super().change_view(request, str(pk))

    def edit_url(self, obj: Model) -> str:
        return reverse(self._url_name("edit", obj), args=[obj.pk])

    def response_post_save_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        return redirect(self.return_url(obj))

    def response_post_save_add(self, request: HttpRequest, obj: Model) -> HttpResponse:
        return redirect(self.return_url(obj))
