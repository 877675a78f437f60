from django import template

from common.waiting import CAP

register = template.Library()


@register.filter
def capped(count: int) -> int | str:
    """A count that was made up to a cap only: "99+"."""
    return count if count < CAP else f"{CAP - 1}+"
