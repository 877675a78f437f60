"""The OpenAPI document: what the endpoints say of themselves, and what `access` adds to all."""

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
    """Also which errors there may be, and that a good answer has an ETag to ask again with."""
    schema = dict(api.get_openapi_schema(path_prefix=f"{ROOT.strip('/')}/"))
    schema["servers"] = [{"url": settings.SITE_URL}]
    schema["info"] |= {"contact": {"email": settings.CONTACT_EMAIL}}
    problem = schemas.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schema["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, methods in schema["paths"].items():
        operation = methods["get"]
        errors = dict(ALWAYS)
        if "{" in path or path.endswith("/declaration"):
            errors |= ONE
        if operation.get("security"):
            errors |= INSIDE
        responses = operation["responses"]
        for status, why in errors.items():
            responses[status] = {"description": why, "content": content}
        responses[200]["headers"] = {"ETag": ETAG}
        responses[304] = {"description": "Nothing has changed since the ETag that was sent."}
        operation["responses"] = {str(status): responses[status] for status in sorted(responses)}
    return schema


def addresses():
    """The same for people: each address with its parameters and an example."""
    schema = document()
    schemas_by_name = schema["components"]["schemas"]

    def values(parameter):
        """Those that it may have, where they are named; references are followed."""
        for part in [parameter["schema"], *parameter["schema"].get("anyOf", ())]:
            name = part.get("$ref", "").rpartition("/")[2]
            yield from (schemas_by_name[name] if name else part).get("enum", ())

    return [
        {
            "path": path,
            "tag": operation["tags"][0],
            "text": operation["description"],
            "parameters": [
                {
                    "name": parameter["name"],
                    "text": parameter.get("description", ""),
                    "values": list(values(parameter)),
                }
                for parameter in operation["parameters"]
                if parameter["in"] == "query"
            ],
            "needs_token": "security" in operation,
            "example": EXAMPLES.get(path.removeprefix(ROOT)),
        }
        for path, methods in schema["paths"].items()
        for operation in methods.values()
    ]
