"""What ends a draft: it comes into force, or it is thrown away."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.steps import Preview, Step
from common.admin.versions import News
from voting.rules import in_words, words_side_by_side
from voting.services import rule_sets


class DraftVersions:
    """What a page of a draft shows: its document, beside the version that it would follow."""

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
        return str(latest.version) if latest else "0"

    def _latest(self, draft):
        return rule_sets.in_force(draft.name)


def is_draft(rule_set):
    return rule_set.is_draft


def preview(draft, details):
    """In words: what it says otherwise than the version it follows, or all that it says."""
    before = rule_sets.in_force(draft.name)
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


ADOPT = Step(
    name="adopt",
    label=gettext_lazy("Adopt the draft"),
    has_own_address=True,
    applies=is_draft,
    # The page acts only on the document that it showed; the service asks for it by its fingerprint.
    act=lambda draft, *, confirmed, by, now: rule_sets.adopt_draft(
        draft, seen=confirmed, by=by, now=now
    ),
    why_not=lambda draft, user: rule_sets.why_not_adopt(draft),
    consequence=gettext_lazy(
        "It is proposed for every vote that is opened from now on, and it never changes again. "
        "Votes that are open keep the rules they were opened under."
    ),
    seen_by=gettext_lazy("Everybody reads it on the governance page. No mail goes out."),
    done=lambda draft, adopted: (
        _("%(rule_set)s is in force. Votes that are opened from now on can use it.")
        % {"rule_set": adopted}
    ),
    preview=preview,
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
