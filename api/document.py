"""The OpenAPI document: what the endpoints say of themselves, and what the door adds to all."""

from functools import cache

from django.conf import settings

from api import schemas
from api.endpoints import api
from api.problems import MEDIA_TYPE

ROOT = "/api/v1"
EXAMPLES = {
    "/members": f"{ROOT}/members?region=Northern+Europe&class=member&limit=10",
    "/papers": f"{ROOT}/papers?limit=10",
    "/results": f"{ROOT}/results",
    "/declaration": f"{ROOT}/declaration",
    "/everything.json": f"{ROOT}/everything.json",
}
ALWAYS = {400: "Parameters that do not fit.", 429: "Too many requests; see Retry-After."}
ONE = {404: "There is nothing at this address."}
INSIDE = {401: "No valid token.", 403: "The token's person may not read this."}
ETAG = {"description": "Send it back as If-None-Match.", "schema": {"type": "string"}}


@cache
def document():
    found = dict(api.get_openapi_schema(path_prefix=f"{ROOT.strip('/')}/"))
    found["servers"] = [{"url": settings.SITE_URL}]
    found["info"] |= {"contact": {"email": settings.CONTACT_EMAIL}}
    found["components"]["schemas"] |= _problems()
    for path, methods in found["paths"].items():
        _complete(methods["get"], path)
    return found


def _problems():
    """The schema of errors, and of what it holds."""
    schema = schemas.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    inside = schema.pop("$defs")
    return {"Problem": schema, **inside}


def _complete(operation, path):
    """Which errors there may be, and that a good answer can be asked for again by its ETag."""
    ways = operation["responses"]
    for status, why in _errors(operation, path).items():
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        ways[status] = {"description": why, "content": content}
    ways[200]["headers"] = {"ETag": ETAG}
    ways[304] = {"description": "Nothing has changed since the ETag that was sent."}
    operation["responses"] = {str(status): way for status, way in sorted(ways.items())}


def _errors(operation, path):
    found = dict(ALWAYS)
    if "{" in path or path.endswith("/declaration"):
        found |= ONE
    return found | INSIDE if operation.get("security") else found


def addresses():
    """The same for people: each address with its parameters and an example."""
    found = document()
    return [
        {
            "path": path,
            "tag": operation["tags"][0],
            "text": operation["description"],
            "parameters": [
                _parameter(one, found) for one in operation["parameters"] if one["in"] == "query"
            ],
            "needs_token": "security" in operation,
            "example": EXAMPLES.get(path.removeprefix(ROOT)),
        }
        for path, methods in found["paths"].items()
        for operation in methods.values()
    ]


def _parameter(one, found):
    schema = one["schema"]
    return {
        "name": one["name"],
        "text": one.get("description", ""),
        "values": [value for part in _parts(schema, found) for value in part.get("enum", ())],
    }


def _parts(schema, found):
    """The schema and its alternatives, references followed."""
    for part in [schema, *schema.get("anyOf", ())]:
        name = part.get("$ref", "").rpartition("/")[2]
        yield found["components"]["schemas"][name] if name else part
