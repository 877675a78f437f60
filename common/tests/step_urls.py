"""The site with one more admin, whose steps the tests take: groups, renamed and proposed."""

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group
from django.urls import include, path
from django.utils import timezone

from common.admin.bulk_steps import BulkStep, take_bulk_step
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Letter, Part, Preview, Proposal, Section, Step
from common.refusals import Refused

PROPOSALS = {}  # by the group's key
SENT = []  # what went out: (words, why not)


class NameForm(forms.Form):
    name = forms.CharField()


def rename(group, *, name, by, now, wording=None):
    if name == "Forbidden":
        raise Refused("This name is forbidden.")
    group.name = name
    group.save()
    SENT.append(wording)
    return group


def propose(group, *, by, now):
    PROPOSALS[group.pk] = Proposal(
        title="Dissolve it",
        proposed_by=by,
        proposed_at=timezone.now(),
        facts=(("Because", "It is empty."),),
        letters=lambda: [Letter(text="Farewell\n\nIt was good.")],
        recall=lambda: "It leaves ten minutes later.",
    )


def settle(group, *, by, now):
    del PROPOSALS[group.pk]


WAITING = {"proposal": lambda group: PROPOSALS.get(group.pk)}


class GroupAdmin(StepsAdmin):
    steps = (
        Step(
            name="rename",
            label="Rename it",
            act=rename,
            consequence=lambda group: f"{group.name} gets another name.",
            seen_by="Everybody reads the new name.",
            sections=lambda group: [Section("Still missing", ("A motto.",), is_warning=True)],
            why_not=lambda group, user: "It keeps its name." if group.name == "Fixed" else "",
            done=lambda before, group: f"It is now called {group.name}.",
            form=NameForm,
            letters=lambda trial: [
                Letter(text=f"New name\n\n{trial.details['name']}", to=("Ada", "Bea"))
            ],
            wording=lambda written="", no_mail_reason="": (written, no_mail_reason),
        ),
        Step(
            name="empty",
            label="Empty it",
            act=lambda group, *, by, now, confirmed: rename(group, name="Empty", by=by, now=now),
            done="It is empty.",
            preview=lambda group, details: Preview(
                template="admin/step/_rows.html",
                context={"rows": [("Name", group.name)]},
                fingerprint="as-shown",
                changed="It reads otherwise.",
                refusal="Somebody is in it." if group.name == "Full" else "",
            ),
        ),
        Step(
            name="propose",
            label="Propose",
            act=propose,
            done="Proposed.",
            part=Part.PROPOSES,
            **WAITING,
        ),
        Step(
            name="release",
            label="Release",
            act=settle,
            done="Released.",
            part=Part.RELEASES,
            **WAITING,
        ),
        Step(
            name="discard",
            label="Discard",
            act=settle,
            done="Discarded.",
            part=Part.DISCARDS,
            **WAITING,
        ),
    )
    actions = ["rename_all"]

    def rename_all(self, request, groups):
        return take_bulk_step(request, self, RENAME_ALL, groups)


RENAME_ALL = BulkStep(
    name="rename_all",
    label="Rename them",
    act=lambda group, *, name, by, now: rename(group, name=name + group.name, by=by, now=now),
    done=lambda count: f"{count} renamed.",
    consequence="Each gets another name.",
    form=NameForm,
)
site = AdminSite(name="steps")
site.register(Group, GroupAdmin)
urlpatterns = [path("steps/", site.urls), path("", include(settings.ROOT_URLCONF))]
