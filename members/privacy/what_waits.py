"""What the pages that the law asks for still lack, for the secretariat to enter."""

from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from common.waiting import Kind, Things, Viewer
from members.permissions import is_secretariat
from members.privacy import facts


def lacking_facts(viewer: Viewer) -> Things | None:
    if not is_secretariat(viewer.user):
        return None
    missing = facts.missing(facts.of_the_network())
    return Things(
        rows=[{"title": title} for title, lacking in missing.items() if lacking],
        title=lambda row: _text("The page “%(title)s” lacks facts") % row,
        url=lambda row: _facts_page(),
    )


def _facts_page() -> str:
    return reverse("admin:members_networkfacts_change", args=[1])


KINDS = (
    Kind(
        name="members.facts",
        label=_("Pages that lack facts about the Network"),
        act=_("Enter them"),
        things=lacking_facts,
        page=_facts_page,
    ),
)
