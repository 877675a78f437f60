"""Acts on one object, each with a page that shows the consequence before the button."""

from dataclasses import dataclass

from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.acts import ConfirmedActs, ConfirmForm
from common.refusals import Refused


@dataclass(frozen=True)
class Act:
    label: str
    consequence: str
    service: object
    form: type[Form] = ConfirmForm
    done: str = _("Done.")


class ActsAdmin(ConfirmedActs):
    """`ACTS` by name; `possible(obj)` names those that can be done now."""

    ACTS: dict[str, Act] = {}
    change_form_template = "exchange/admin/change_form.html"
    refusal = Refused

    def possible(self, obj):
        raise NotImplementedError

    def get_urls(self):
        return [self._act_url("<int:pk>/act/<slug:name>/", self.act), *super().get_urls()]

    def act(self, request, pk, name):
        obj = get_object_or_404(self.model, pk=pk)
        if name not in self.ACTS:
            raise Http404
        act = self.ACTS[name]
        return self.confirm(
            request,
            obj,
            form_class=act.form,
            act=lambda **said: act.service(obj, by=request.user, now=timezone.now(), **said),
            page={
                "title": act.label,
                "lead": act.consequence,
                "button": act.label,
                "done": act.done,
            },
        )

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        names = self.possible(obj) if obj and self.may_act(request) else []
        context["acts"] = [(self.ACTS[name].label, self._address(obj, name)) for name in names]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _address(self, obj, name):
        return reverse(f"admin:{self._name('act')}", args=[obj.pk, name])
