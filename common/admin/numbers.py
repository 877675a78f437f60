from django.http import Http404


def number_or_404(object_id: str) -> int:
    """The key in an admin page's address, which Django hands on as any text."""
    try:
        return int(object_id)
    except ValueError:
        raise Http404 from None


def is_number(text: str) -> bool:
    """Whether it can be the key of a row: no database takes a longer one."""
    return text.isascii() and text.isdecimal() and len(text) < 18
