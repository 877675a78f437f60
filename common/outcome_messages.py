"""What a page does when a button was pressed: the act, and its outcome in words."""

from django.contrib import messages

from common.refusals import Refused


def done(request, act, *args, said, **how):
    """Was it done? Says so, or why not."""
    try:
        act(*args, **how)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, said)
    return True
