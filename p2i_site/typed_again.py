"""A page shown again with what was typed: after the sign-in, and where a form was not taken.

Decision 23 says why it is done so. The page is always asked for by GET, which changes nothing, and
what was typed is put into the HTML that it answers.
"""

from copy import copy
from urllib.parse import unquote, urlencode, urlsplit

from django.http import QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from common import carrying, filling, form_stamps

OF_CSRF = ("CSRF_COOKIE", "CSRF_COOKIE_NEEDS_UPDATE")
BEFORE_THE_SIGN_IN = {"login", "next"}  # what is shown again to whoever is nobody yet
OTHER_WAY = "other_way"  # a button that leads to another page of the sign-in, with what is carried


class TypedAgain:
    """The innermost middleware: it asks the views themselves, with all that stands before them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method != "POST":
            return self.get_response(request)
        sealed, is_signing_in = request.POST.get(carrying.FIELD, ""), request.path in _ways_in()
        request.carried = sealed
        if sealed and not is_signing_in:
            return self._opened(request, sealed) or self._got(request, request.get_full_path())[1]
        if sealed and OTHER_WAY in request.POST:
            return self._got(request, request.get_full_path())[1]
        response = self.get_response(request)
        if why := getattr(response, "typed_again", ""):
            return self._not_taken(request, response, why)
        if sealed:
            return self._further_in(request, response, sealed)
        if _leads_to_the_sign_in(response) and _is_a_visit(request):
            return self._to_the_sign_in(request) or response
        if getattr(response, "carries_what_was_typed", False) and _is_a_visit(request):
            return self._got(request, response.url)[1] if carrying.carry(request) else response
        return response

    @sensitive_variables()
    def _not_taken(self, request, response, why):
        stamp = form_stamps.read(request)
        if stamp is None:
            return response
        if stamp.person.startswith("user:") and not request.user.is_authenticated:
            return self._to_the_sign_in(request) or response
        shown = self._filled(request, carrying.typed_in(request, stamp), why)
        if shown is None:
            return response
        shown.status_code = response.status_code
        if "Retry-After" in response:
            shown["Retry-After"] = response["Retry-After"]
        return shown

    def _further_in(self, request, response, sealed):
        """As long as the sign-in lasts, the field goes along; at its end the page is shown.

        Who confirms who they are is signed in all the while: there the end is the way out.
        """
        shown = None
        leads_on = response.status_code == 302 and urlsplit(response.url).path in _ways_in()
        is_out = response.status_code == 302 and not leads_on
        if request.user.is_authenticated and (is_out or request.path not in _ways_to_confirm()):
            shown = self._opened(request, sealed)
        elif leads_on:
            shown = self._got(request, response.url)[1]
        if shown is None:
            return response
        for name, cookie in response.cookies.items():
            shown.cookies[name] = cookie
        return shown

    def _to_the_sign_in(self, request):
        """The page of the sign-in itself, for a page that was made for somebody signed in."""
        if not carrying.carry(request):
            return None
        page = form_stamps.read(request).page
        return self._got(request, f"{reverse('account_login')}?{urlencode({'next': page})}")[1]

    @sensitive_variables()
    def _opened(self, request, sealed):
        typed = carrying.unseal(sealed, now=timezone.now())
        if typed is None:
            return None
        why = _("You were signed out meanwhile. What you typed is here again; nothing was sent.")
        if request.path in _ways_to_confirm():
            why = _("You confirmed that it is you. What you typed is here again; nothing was sent.")
        if typed.files:
            why += " " + _("Choose the files again: %(names)s.") % {"names": ", ".join(typed.files)}
        return self._filled(request, typed, why)

    @sensitive_variables()
    def _filled(self, request, typed, why):
        """None for another person than the one for whom the form was made."""
        page, fields = typed.page, typed.fields
        if request.path in _ways_in() and typed.path == request.path:
            fields = [field for field in fields if field[0] in BEFORE_THE_SIGN_IN]
        shown, response = self._got(request, page)
        if form_stamps.person_of(shown) != typed.person:
            return None
        is_page = response.get("Content-Type", "").startswith("text/html")
        if response.status_code != 200 or response.streaming or not is_page:
            context = {"why": why, "left": carrying.words_in(typed), "page": page}
            return render(shown, "typed_again.html", context)

        def box(left, anchor):
            said = {"why": why, "left": left, "anchor": anchor}
            return render_to_string("components/typed_again.html", said)

        is_elsewhere = request.path != urlsplit(page).path
        html = filling.fill(
            response.content.decode(),
            fields,
            page=page,
            path=typed.path,
            is_elsewhere=is_elsewhere,
            box=box,
        )
        response.content = html.encode()
        return response

    def _got(self, request, address):
        shown = _as_get(request, address)
        response = self.get_response(shown)
        request.META.update({name: shown.META[name] for name in OF_CSRF if name in shown.META})
        return shown, response


def _as_get(request, address):
    """The same visitor asks for another page, and sends nothing."""
    parts, asked = urlsplit(address), copy(request)
    asked.__dict__.pop("GET", None)
    asked.method = "GET"
    asked.path = asked.path_info = unquote(parts.path)
    asked.META = {
        **request.META,
        "REQUEST_METHOD": "GET",
        "PATH_INFO": asked.path,
        "QUERY_STRING": parts.query,
    }
    asked.environ = asked.META
    asked._post, asked._files = QueryDict(), MultiValueDict()
    asked.resolver_match = None
    return asked


def _ways_in():
    pages = ("account_login", "mfa_authenticate", "mfa_login_webauthn")
    return {reverse(page) for page in pages} | _ways_to_confirm()


def _ways_to_confirm():
    """Through the provider nothing is carried; its page says so (decision 26)."""
    pages = ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
    pages += ("members:provider_confirm",)
    return {reverse(page) for page in pages}


def _leads_to_the_sign_in(response):
    pages = {reverse("account_login"), reverse("admin:login")}
    return response.status_code == 302 and urlsplit(response.url).path in pages


def _is_a_visit(request):
    """Somebody looks at the answer, and not a script of a page that goes on by itself."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
