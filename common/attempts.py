"""What a page does when a button was pressed: the act, and its outcome in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from common.refusals import Refused


@dataclass
class Attempt:
    """How it went, to be asked after the block."""

    refusal: Refused | None = None

    @property
    def succeeded(self) -> bool:
        return self.refusal is None


@contextmanager
def attempt(
    request: HttpRequest,
    *,
    success: str = "",
    form: BaseForm | None = None,
    field: str | None = None,
) -> Iterator[Attempt]:
    """Do what stands in the block; a message says `success`, or why the rules refused it.

    With a `form` the refusal is an error of the form, or of its `field`, so that what was typed
    stays on the page.
    """
    with trial() as tried:
        yield tried
    if tried.refusal and form is not None:
        form.add_error(field, str(tried.refusal))
    elif tried.refusal:
        request.was_refused = True  # type: ignore[attr-defined]  # asked by `once`
        messages.error(request, str(tried.refusal))
    elif success:
        messages.success(request, success)


@contextmanager
def trial() -> Iterator[Attempt]:
    """Do what stands in the block; whoever asks for it says what became of it."""
    tried = Attempt()
    try:
        yield tried
    except Refused as refusal:
        tried.refusal = refusal
