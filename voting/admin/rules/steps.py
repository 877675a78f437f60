"""What ends a draft: the members adopt it, an assembly elsewhere has, or it is thrown away."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.steps import Preview, Step
from common.admin.versions import News
from common.form_fields import DayField, LinesField, LinkField
from outbox.rehearsal import rehearsed
from proposals.admin_steps import proposing
from voting import services, two_people
from voting.admin.draft_forms import RuleSetMotionForm
from voting.enums import MotionKind
from voting.models import RuleSet
from voting.permissions import can_open_motion
from voting.rules import in_words, words_side_by_side
from voting.services import rule_sets


class DraftVersions:
    """What a page of a draft shows: its document, beside the rules whose place it would take."""

    def token(self, draft):
        return f"{draft.sha256}-{self._before(draft)}"

    def news(self, draft, token):
        document, _dash, before = token.partition("-")
        news = []
        if document != draft.sha256:
            news.append(News(_("Somebody changed this draft meanwhile. Look at it again.")))
        elif before != self._before(draft):
            news.append(News(_("%(rules)s came into force.") % {"rules": self._latest(draft)}))
        return news

    def _before(self, draft):
        latest = self._latest(draft)
        return str(latest.pk) if latest else "0"

    def _latest(self, draft):
        return RuleSet.objects.in_force(draft.series)


def is_draft(rule_set):
    return rule_set.is_draft


def preview(draft, details):
    """In words: what it says otherwise than the rules in force, or all that it says."""
    before = RuleSet.objects.in_force(draft.series)
    pairs = words_side_by_side(before.rules, draft.rules, _) if before else []
    context = {
        "before": before,
        "changes": [pair for pair in pairs if pair.is_different],
        "kept": sum(not pair.is_different for pair in pairs),
        "rules_in_words": in_words(draft.rules, _),
    }
    return Preview(
        template="admin/voting/ruleset/_changes.html",
        context=context,
        fingerprint=draft.sha256,
        changed=_("Somebody changed this draft meanwhile. Look at it again."),
    )


class ElsewhereForm(forms.Form):
    """Where the adoption is on record: the reason that a second person reads."""

    decided_on = DayField(
        label=gettext_lazy("Day of the assembly"),
    )
    reason = LinesField(
        label=gettext_lazy("Which assembly, and where that is on record"),
        help_text=gettext_lazy("Everybody reads it beside the rules. No names of persons."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source_link = LinkField(label=gettext_lazy("Link to the minutes"), required=False)


def put_to_the_vote(draft, *, by, now):
    """A motion in preparation, whose words can be changed before it is opened."""
    words = RuleSetMotionForm.starts_as
    return services.draft(MotionKind.RULE_SET, now=now, proposed_rule_set=draft, **words)


PUT_TO_THE_VOTE = Step(
    name="vote",
    label=gettext_lazy("Propose it to the members"),
    has_own_address=True,
    applies=is_draft,
    allowed=can_open_motion,
    act=put_to_the_vote,
    why_not=lambda draft, user: rule_sets.why_not_adopt(draft),
    explains_itself=False,
    consequence=gettext_lazy(
        "A motion on these rules is prepared; you open it as any other. They are in force once a "
        "carried result is certified, and stay as they are until the vote is over."
    ),
    done=gettext_lazy("The motion is prepared. Read its words, then open it."),
    style="btn-primary",
)
ADOPTED_ELSEWHERE = proposing(
    two_people.ADOPTED_ELSEWHERE,
    Step(
        name="elsewhere",
        label=gettext_lazy("Record that it was adopted elsewhere"),
        has_own_address=True,
        applies=is_draft,
        act=rule_sets.record_adoption,
        why_not=lambda draft, user: rule_sets.why_not_adopt(draft),
        consequence=gettext_lazy(
            "It is proposed for every vote that is opened from then on, and it never changes "
            "again. Votes that are open keep the rules they were opened under."
        ),
        seen_by=gettext_lazy(
            "A second person has to release it. Then everybody reads on the governance page that "
            "an assembly outside this site adopted it, with the source; every member gets an email."
        ),
        done="",
        form=ElsewhereForm,
        preview=preview,
        letters=rehearsed,
        is_aside=True,
    ),
)
DISCARD = Step(
    name="discard",
    label=gettext_lazy("Discard the draft"),
    has_own_address=True,
    applies=is_draft,
    act=lambda draft, *, by, now: rule_sets.discard(draft, seen=draft.sha256),
    why_not=lambda draft, user: rule_sets.why_not_discard(draft),
    consequence=gettext_lazy(
        "The draft is deleted. It never decided anything, so nothing of it is kept."
    ),
    seen_by=gettext_lazy("Only those who draft rules have read it. They no longer find it."),
    done=lambda draft, _nothing: _("%(draft)s is gone.") % {"draft": draft},
    style="btn-danger",
    is_aside=True,
)
