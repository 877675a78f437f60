"""A form that makes something new does it once, however often it is sent.

A view that is `once` keeps the number of the form (`form_stamps`) in the transaction in which it
acts. Sent again, by a double press or by *back* and *send*, the form changes nothing and leads to
where it led; two at the same time wait for each other in the database. What was refused was not
sent and can be sent again, unless the view says by `request.was_partly_kept` that some of it was
stored. Where `words` are named, the same words of the same person at the same address are not sent
twice within a day either, from whatever form: that is said, and they stay on the page.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from common import form_stamps
from common.attempts import trial
from common.dates import show_instant
from common.models import SentForm
from common.typed_text import several_lines

View = Callable[..., HttpResponse]
NOT_TYPED = {"csrfmiddlewaretoken", form_stamps.FIELD}
SAME_WORDS_WITHIN = timedelta(days=1)


def once(
    view: View | None = None,
    *,
    words: Iterable[str] = (),
    when: Callable[[HttpRequest], object] = bool,
    then: Callable[..., str] | None = None,
) -> Any:
    """`words` are the fields whose words are not sent twice; `when` says for which requests.

    The address that the view leads to is kept, but where `then` makes it of the view's arguments:
    for an address that is a secret.
    """
    if view is None:
        return lambda view: once(view, words=words, when=when, then=then)

    @wraps(view)
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        stamp = form_stamps.read(request) if request.method == "POST" else None
        if stamp is None or not when(request):
            return view(request, *args, **kwargs)
        form = SentForm(
            token=stamp.token,
            content=_content_of(request),
            words=_words_of(request, words),
            sent_at=timezone.now(),
        )
        leads_to = then(*args, **kwargs) if then else ""
        return _take(request, form, leads_to, lambda: view(request, *args, **kwargs))

    page.is_once = True  # type: ignore[attr-defined]
    return page


def not_sent(why: str) -> HttpResponse:
    """Makes the middleware `p2i_site.typed_again` show the page with what was typed, and `why`."""
    response = HttpResponse(why, status=409, content_type="text/plain; charset=utf-8")
    response.typed_again = why  # type: ignore[attr-defined]
    return response


def forget_old_forms(now: datetime) -> int:
    """Those whose stamp is too old to be taken; return how many."""
    return too_old(now).delete()[0]


def too_old(now: datetime) -> QuerySet[SentForm]:
    return SentForm.objects.filter(sent_at__lt=now - form_stamps.GOOD_FOR)


def _take(
    request: HttpRequest, form: SentForm, leads_to: str, act: Callable[[], HttpResponse]
) -> HttpResponse:
    response = None
    with transaction.atomic():
        if form.words:
            long_ago = form.sent_at - SAME_WORDS_WITHIN
            SentForm.objects.filter(words=form.words, sent_at__lt=long_ago).update(words=None)
        try:
            with transaction.atomic():  # waits for whoever is sending the same right now
                form.save(force_insert=True)
        except IntegrityError:
            return _again(request, form, leads_to)
        with trial() as tried:  # what a view stored before it was refused stays stored
            response = act()
        if isinstance(response, HttpResponseRedirect) and not hasattr(request, "was_refused"):
            form.led_to = "" if leads_to else response.url
            form.save(update_fields=["led_to"])
        elif not hasattr(request, "was_partly_kept"):
            form.delete()
    if response is None:
        raise tried.refusal or RuntimeError("a view without an answer")
    return response


def _again(request: HttpRequest, form: SentForm, leads_to: str) -> HttpResponse:
    if same := SentForm.objects.filter(token=form.token).first():
        at = {"at": show_instant(same.sent_at)}
        if bytes(same.content) != form.content:
            return not_sent(
                _(
                    "This form was sent on %(at)s with other words. What stands here now was not "
                    "sent: send it if you mean both."
                )
                % at
            )
        twice = _("This was sent on %(at)s, and is not sent twice.") % at
        if not (address := leads_to or same.led_to):
            return not_sent(twice)
        messages.info(request, twice)
        return redirect(address)
    earlier = SentForm.objects.get(words=form.words)
    return not_sent(
        _(
            "You sent the same words here on %(at)s, so nothing was sent now. If you mean it a "
            "second time, change a word."
        )
        % {"at": show_instant(earlier.sent_at)}
    )


def _content_of(request: HttpRequest) -> bytes:
    """Of whom, where and what, files included; by a secret key, so that nobody can guess at it."""
    parts = [form_stamps.person_of(request), request.path]
    for name in sorted(request.POST.keys() - NOT_TYPED):
        parts += [name, *request.POST.getlist(name)]
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            digest = sha256()
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
            parts += [name, upload.name or "", digest.hexdigest()]
    return _digest("common.once.content", parts)


def _words_of(request: HttpRequest, names: Iterable[str]) -> bytes | None:
    """None if none was written. Blanks and capitals make no other words."""
    typed = [several_lines(request.POST.get(name, "")) for name in names]
    words = [" ".join(text.split()).casefold() for text in typed]
    if not any(words):
        return None
    return _digest("common.once.words", [form_stamps.person_of(request), request.path, *words])


def _digest(salt: str, parts: list[str]) -> bytes:
    written = "\0".join(part.replace("\0", " ") for part in parts)
    return salted_hmac(salt, written, algorithm="sha256").digest()
