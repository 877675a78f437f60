"""What somebody typed when their session had ended, on its way through the sign-in.

It travels in a hidden field of the pages in between, encrypted: nothing of it is kept here, and
only for the person for whom the form was made it is ever opened.
"""

import json
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken, MultiFernet
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from common import filling, form_stamps
from common.encryption import fernet, secret_keys
from common.form_stamps import Stamp

FIELD = "carried"
GOOD_FOR = timedelta(hours=12)
MOST_CHARACTERS = 2**16  # of what is carried
# Marks of one page, of which the page that is shown again has its own.
NOT_TYPED = {"csrfmiddlewaretoken", "form_token", form_stamps.FIELD, FIELD}
SECRETS = ("password", "secret", "otp")


@dataclass(frozen=True)
class Typed:
    person: str
    page: str  # on which the form stands
    path: str  # to which it is sent
    fields: list[list[str]]  # names and values, in their order
    files: list[str]  # names only: files are not carried


@sensitive_variables()  # a ballot may be among it
def carry(request: HttpRequest) -> bool:
    """Have the pages on the way in hold what was typed; False where no known person's form was.

    They ask the request: `carried` is the field's content, `too_long` what must be copied by hand.
    """
    stamp = form_stamps.read(request)
    if stamp is None or not stamp.person:
        return False
    typed = typed_in(request, stamp)
    request.carried = seal(typed, now=timezone.now())  # type: ignore[attr-defined]
    request.too_long = "" if request.carried else words_in(typed)  # type: ignore[attr-defined]
    return True


def words_in(typed: Typed) -> list[str]:
    """What a person wrote, and no marks of the page."""
    return [value for _name, value in typed.fields if filling.is_words(value)]


@sensitive_variables()
def typed_in(request: HttpRequest, stamp: Stamp) -> Typed:
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name not in NOT_TYPED and not any(word in name.lower() for word in SECRETS)
        for value in values
    ]
    files = [upload.name or "" for name in request.FILES for upload in request.FILES.getlist(name)]
    return Typed(stamp.person, stamp.page, request.path, fields, files)


@sensitive_variables()
def seal(typed: Typed, *, now: datetime) -> str:
    """Empty if it is too long to be carried."""
    packed = zlib.compress(json.dumps(asdict(typed)).encode())
    sealed = _fernet().encrypt_at_time(packed, int(now.timestamp())).decode()
    return sealed if len(sealed) <= MOST_CHARACTERS else ""


@sensitive_variables()
def unseal(sealed: str, *, now: datetime) -> Typed | None:
    """None for what is too old or not ours."""
    lasts, at = int(GOOD_FOR.total_seconds()), int(now.timestamp())
    try:
        packed = _fernet().decrypt_at_time(sealed.encode(), lasts, at)
    except InvalidToken:
        return None
    return Typed(**json.loads(zlib.decompress(packed)))


def _fernet() -> MultiFernet:
    """A key of its own, made of the site's secret; former secrets still open."""
    return fernet("common.carrying", secret_keys())
