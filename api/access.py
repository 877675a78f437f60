"""What every address of the API has in common: who may come in how, and how long it is fresh."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.views.decorators.csrf import csrf_exempt

from api.problems import problem

FRESH_SECONDS = 60
PUBLIC = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cache-Control": f"public, max-age={FRESH_SECONDS}",
}
PRIVATE = {"Cache-Control": "private, no-cache"}
MAY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def read_only(view, *, is_public):
    """Reading only, and never by the session's cookie: other sites' pages may read the public part.

    Without cookies there is nothing that a foreign form could misuse, hence no CSRF check.
    """

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "OPTIONS" and is_public:
            return HttpResponse(status=204, headers=MAY)
        if request.method not in ("GET", "HEAD"):
            response = problem(405, "This address is for reading only.")
            response["Allow"] = "GET, HEAD"
            return response
        method, request.method = request.method, "GET"  # the server leaves HEAD's body away
        response = view(request, *args, **kwargs)
        request.method = method
        is_good = response.status_code in (200, 304)
        if is_good and not response.streaming and not response.has_header("ETag"):
            set_response_etag(response)
        for name, value in (PUBLIC if is_public else PRIVATE).items():
            response[name] = value
        if not is_good:  # errors may be read from everywhere as well, but nobody keeps them
            response["Cache-Control"] = "no-store"
        if not is_public:
            patch_vary_headers(response, ["Authorization"])
        etag = response.headers.get("ETag")
        return get_conditional_response(request, etag=etag, response=response)

    return answer
