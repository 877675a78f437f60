"""The citation in one line, as people paste it."""

from django.utils.translation import gettext as _

from knowledge_exchange.papers.citing.work import Work


def line(work: Work) -> str:
    """Authors where they are known, else the title first, as libraries do."""
    names = []  # as in "Jansen, E., & PIANOo"
    for author in work.authors:
        initials = " ".join(f"{name[0]}." for name in author.given.split())
        person = f"{author.family}, {initials}" if initials else author.family
        names.append(person if author.is_person else author.name)
    if len(names) > 1:
        names = [*names[:-1], f"& {names[-1]}"]
    year = f"({work.year})" if work.year else _("(no date)")
    title = f"{work.title} [{_('withdrawn')}]" if work.is_withdrawn else work.title
    if work.number and work.number > 1:
        title = f"{title} ({_('version %d') % work.number})"
    opening = f"{', '.join(names)} {year}. {title}." if names else f"{title} {year}."
    series = f"{_('Expert Opinion Paper')}, {work.series}, {work.meeting}"
    address = f"https://doi.org/{work.doi}" if work.doi else work.address
    return f"{opening} {series}. {work.publisher}. {address}"
