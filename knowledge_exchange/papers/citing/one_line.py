"""The citation in one line, as people paste it."""

from django.utils.translation import gettext as _


def line(work):
    """Authors where they are known, else the title first, as libraries do."""
    year = f"({work.year})" if work.year else _("(no date)")
    title = f"{work.title} [{_('withdrawn')}]" if work.is_withdrawn else work.title
    if work.number and work.number > 1:
        title = f"{title} ({_('version %d') % work.number})"
    names = _names(work.authors)
    opening = f"{names} {year}. {title}." if names else f"{title} {year}."
    series = f"{_('Expert Opinion Paper')}, {work.series}, {work.meeting}"
    where = f"https://doi.org/{work.doi}" if work.doi else work.address
    return f"{opening} {series}. {work.publisher}. {where}"


def _names(authors):
    """As in "Jansen, E., & PIANOo"."""
    shown = [_name(author) for author in authors]
    if len(shown) > 1:
        return f"{', '.join(shown[:-1])}, & {shown[-1]}"
    return "".join(shown)


def _name(author):
    if not author.is_person:
        return author.name
    initials = " ".join(f"{name[0]}." for name in author.given.split())
    return f"{author.family}, {initials}" if initials else author.family
