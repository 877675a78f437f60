"""The addresses below /api/v1/. Reading only; what is said here stands in the OpenAPI document."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, NinjaAPI, Query
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer

from api import open_data, presenting, problems, querysets, schemas, services
from api.paging import Paging, page
from api.throttling import PerVisitor
from common.api_types import Line
from common.dates import network_day
from common.typed_text import all_to_write
from members.enums import Maturity, MembershipClass, MembershipStatus
from voting.views.access import motions_for

VERSION = "1.1.0"
EVERYBODY, MEMBERS = ["Public"], ["With a token"]


class CleanRenderer(JSONRenderer):
    """What is stored may hold what breaks the program that reads it."""

    def render(self, request, data, *, response_status):
        return super().render(request, all_to_write(data), response_status=response_status)


class Token(HttpBearer):
    def authenticate(self, request, token):
        return services.token_of(token, on=network_day(timezone.now()))


api = NinjaAPI(
    title=f"{settings.NETWORK_NAME}: register, papers, results and declaration",
    version=VERSION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    renderer=CleanRenderer(),
    throttle=PerVisitor(settings.API_REQUESTS_PER_MINUTE),
)
problems.handle(api)


class MemberFilter(Paging):
    country: Line | None = Field(None, pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")
    region: schemas.Region | None = Field(None, description="By UN M49.")
    membership_class: MembershipClass | None = Field(
        None, alias="class", description="Of the open membership, or else the last that ended."
    )
    maturity: Maturity | None = Field(None, description="Of the same membership.")
    status: MembershipStatus | None = Field(None, description="Of the same membership.")
    q: Line = Field(
        "", max_length=100, description="Words in a centre's, host's or country's name."
    )


class PaperFilter(Paging):
    q: Line = Field("", max_length=100, description="Words in title, abstract, keywords, authors.")


@api.get("/members", response=schemas.Page[schemas.Member], tags=EVERYBODY, by_alias=True)
def members(request, wanted: Query[MemberFilter]):
    """Every centre that is or was in the Network, in the order in which they were entered."""
    criteria = wanted.model_dump(exclude={"limit", "after"})
    rows = querysets.fitting(querysets.members(), **criteria)
    return page(request, rows, presenting.member, wanted)


@api.get("/members/{slug}", response=schemas.Member, tags=EVERYBODY, by_alias=True)
def member(request, slug: Line):
    """One centre, by the last part of its page's address."""
    return presenting.member(get_object_or_404(querysets.members(), slug=slug))


@api.get("/papers", response=schemas.Page[schemas.Paper], tags=EVERYBODY)
def papers(request, wanted: Query[PaperFilter]):
    """Published Expert Opinion Papers, the newest first."""
    rows = querysets.papers().published().search(wanted.q)
    return page(request, rows, presenting.paper, wanted, order=("announced",), descending=True)


@api.get("/papers/{slug}", response=schemas.Paper, tags=EVERYBODY)
def paper(request, slug: Line):
    """One paper by the last part of its page's address, also a withdrawn one, which says why."""
    return presenting.paper(get_object_or_404(querysets.papers(), slug=slug))


@api.get("/results", response=schemas.Page[schemas.Result], tags=EVERYBODY)
def results(request, wanted: Query[Paging]):
    """Certified results of the members' votes, the newest first."""
    return page(
        request,
        querysets.results(),
        presenting.result,
        wanted,
        order=("certified_at",),
        descending=True,
    )


@api.get("/results/{id}", response=schemas.FullResult, tags=EVERYBODY)
def result(request, id: int):
    """One certified result, with the roll call where the rules make it public."""
    return presenting.full_result(get_object_or_404(querysets.results(), pk=id))


@api.get("/declaration", response=schemas.Declaration, tags=EVERYBODY)
def declaration(request):
    """The Joint Ministerial Declaration with its public texts and signatures."""
    declaration = querysets.declarations().first()
    if declaration is None:
        raise Http404
    return presenting.declaration(declaration)


@api.get("/everything.json", response=schemas.Everything, tags=EVERYBODY, by_alias=True)
def everything(request):
    """All that is public in one file, for copies and analyses."""
    return open_data.response(request, timezone.now())


@api.get(
    "/motions",
    response=schemas.Page[schemas.OpenMotion],
    tags=MEMBERS,
    auth=Token(),
    url_name="inside-motions",
)
def motions(request, wanted: Query[Paging]):
    """Open votes with their turnout, the one that closes first at the top."""
    rows = motions_for(request.auth.user).open().with_turnout()
    return page(request, rows, presenting.open_motion, wanted, order=("closes_at",))


@api.get(
    "/representatives",
    response=schemas.Page[schemas.Representative],
    tags=MEMBERS,
    auth=Token(),
    url_name="inside-representatives",
)
def representatives(request, wanted: Query[Paging]):
    """Who acts for the centres today. Names and roles, never addresses."""
    rows = querysets.representatives(network_day(timezone.now()))
    return page(request, rows, presenting.representative, wanted)
