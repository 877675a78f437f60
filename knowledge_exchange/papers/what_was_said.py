"""What the centres said about a paper, for the pages on which somebody decides on it."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.admin.steps import Section

MOST_WORDS = 40  # of a comment, on the page of a step; the paper's page has all
MOST_COMMENTS = 10


def of(paper):
    """Objections, open comments and positions on the version in preparation; None without one."""
    version = paper.versions.drafts().first()
    if version is None:
        return None
    silence = version.silence
    comments = version.comments.filter(answers=None, taken_back_at=None)
    objections = silence.objections.select_related("centre", "by") if silence else ()
    return {
        "version": version,
        "silence": silence,
        "objections": list(objections),
        "standing": [one for one in objections if one.withdrawn_at is None],
        "open_comments": list(comments.open().select_related("centre", "by")),
        "comments": comments.count(),
        "positions": list(version.positions.on_this_text().select_related("centre", "by")),
    }


def sections(paper):
    """The same as lines to read before the button."""
    said = of(paper)
    if said is None:
        return []
    return [_objections(said), _comments(said), _positions(said)]


def _objections(said):
    standing = said["standing"]
    lines = [f"{one.centre}: {one.reasons}" for one in standing]
    lines += [
        _("%(centre)s, withdrawn: %(reasons)s") % {"centre": one.centre, "reasons": one.reasons}
        for one in said["objections"]
        if one.withdrawn_at
    ]
    none = _("No centre objects.") if said["silence"] else _("The centres were not asked.")
    return Section(_("Objections"), tuple(lines or [none]), is_warning=bool(standing))


def _comments(said):
    still_open, every = said["open_comments"], said["comments"]
    count = ngettext("%d comment is still open.", "%d comments are still open.", len(still_open))
    if not every:
        first = _("Nobody has commented.")
    elif not still_open:
        first = (
            ngettext("%d comment, resolved.", "%d comments, all of them resolved.", every) % every
        )
    else:
        first = count % len(still_open)
    lines = [
        f"{one.centre or one.by}: {Truncator(one.text).words(MOST_WORDS)}"
        for one in still_open[:MOST_COMMENTS]
    ]
    return Section(_("Comments"), (first, *lines), is_warning=bool(still_open))


def _positions(said):
    lines = [
        f"{one.centre}: {one.get_stance_display()}" + (f". {one.text}" if one.text else "")
        for one in said["positions"]
    ]
    return Section(_("Positions of the centres"), tuple(lines or [_("None was stated.")]))
