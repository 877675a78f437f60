"""What is said about a published paper is corrected by two people, details and authors together."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from common import search_updates
from common.edit_conflicts import fingerprint as fingerprint_of
from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.papers import published_metadata
from knowledge_exchange.papers.enums import PaperAct
from knowledge_exchange.papers.models import Author, Paper
from knowledge_exchange.papers.services import authors, details, frozen_details, moves, pdfs
from members.models import User
from members.register.services.notifications import notify
from proposals.services import must_be_another

CORRECTED = "knowledge_exchange.paper_corrected"
AUTHORS = "authors"
SHOWN_IN_HISTORY = ("title", "licence", "doi")  # what they were before: the short ones


class AuthorFacts(TypedDict):
    """An author as a proposal keeps it; `pk` is None for a new one."""

    pk: int | None
    family_name: str
    given_names: str
    affiliation: str
    orcid: str
    centre_id: int | None


def facts_of_author(author: Author) -> AuthorFacts:
    return {
        "pk": author.pk,
        "family_name": author.family_name,
        "given_names": author.given_names,
        "affiliation": author.affiliation,
        "orcid": author.orcid,
        "centre_id": author.centre_id,
    }


def fingerprint(paper: Paper) -> str:
    """Of what is said about the paper now: both people have read that, and its correction."""
    author_list = [facts_of_author(author) for author in paper.author_list.all()]
    return fingerprint_of([details.stored_details(paper), author_list])


@transaction.atomic
def correct(
    paper: Paper,
    *,
    by: User,
    released_by: User,
    now: datetime,
    changes: Mapping[str, details.DetailValue],
    author_list: Sequence[AuthorFacts] | None = None,
    seen: str = "",
) -> Paper:
    """Correct details, and the authors where a list is given; tell the members.

    The newest version says it from now on, and its PDF is made anew; the earlier ones stay what
    readers cited. `seen` is the `fingerprint` of what stood there when it was proposed.
    """
    must_be_another(by, released_by)
    row = moves.lock_paper(paper.pk)
    if why := why_not(row):
        raise Refused(why)
    if seen and seen != fingerprint(row):
        raise Refused(_("The paper was changed since this was proposed. Read it and propose anew."))
    stored = details.stored_details(row)
    _must_be_stated(row, changes, author_list)
    listed = [Author(**one) for one in author_list or ()]
    are_new = bool(listed) and authors.store(row, listed)  # before the reason why there are none
    changed = details.store(row, changes)
    if author_list is not None and not listed:
        are_new = authors.store(row, listed)
    if are_new:
        changed.append(AUTHORS)
    if not changed:
        raise Refused(_("Nothing was changed."))
    if frozen_details.stand_still(changed) and (why := frozen_details.why_in_clearance(row)):
        raise Refused(why)
    row.changed_at = max(now, row.changed_at or now)
    row.save(update_fields=["changed_at"])
    event = _("Corrected: %s.") % ", ".join(details.labels()[name] for name in changed)
    before = [stored[name] for name in changed if name in SHOWN_IN_HISTORY and stored[name]]
    if before:
        event += " " + _("Before: %s.") % "; ".join(f"“{value}”" for value in before)
    people = {"by": by, "released_by": released_by}
    written = moves.add_event(row, **people, act=PaperAct.CORRECTED, now=now, event=event[:300])
    newest = row.versions.published().first()
    if newest is not None:
        newest.said = published_metadata.metadata_now(row)
        newest.save(update_fields=["said"])
        pdfs.make_anew(newest, now=now)
    search_updates.changed(row)
    notify(
        notifications.readers(now),
        CORRECTED,
        key=f"paper_event:{written.pk}",
        about=row,
        now=now,
        details={"changed": changed},
    )
    return row


def _must_be_stated(
    paper: Paper,
    changes: Mapping[str, details.DetailValue],
    author_list: Sequence[AuthorFacts] | None,
) -> None:
    """Authors and licence, or why not; what was published before that was asked for is let be."""
    will = copy(paper)
    for field in ("licence", "why_not_stated"):
        setattr(will, field, changes.get(field, getattr(paper, field)))
    if author_list is not None:
        will.authors = "…" if author_list else ""
    if not (will.is_stated or paper.is_before_licences):
        raise Refused(str(details.STATE_THEM))


def why_not(paper: Paper) -> str:
    """Why nothing of this paper is corrected now; empty when it can be."""
    if paper.is_withdrawn:
        return _("This paper is withdrawn and no longer changes.")
    if not paper.is_published:
        return _("This paper is not published: whoever writes it changes it.")
    return ""
