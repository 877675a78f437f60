"""The six verbs."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from django.http import QueryDict

from common.typed_text import to_write
from knowledge_exchange.discovery.oai import records, xml
from knowledge_exchange.discovery.oai.arguments import (
    PREFIX,
    SET_PREFIX,
    TOKEN,
    Arguments,
    ProtocolError,
    list_request,
    require_known_prefix,
    resumption_token,
    verb_and_arguments,
)
from knowledge_exchange.discovery.oai.xml import put

NOT_REPEATED = ("badVerb", "badArgument")


def answer(query: QueryDict, *, base_url: str, now: datetime) -> bytes:
    """The whole answer to a request; whatever is requested, it is an answer."""
    try:
        verb, arguments = verb_and_arguments(query)
        repeated, body = {"verb": verb, **arguments}, VERBS[verb](arguments, base_url)
    except ProtocolError as error:
        is_repeated = error.code not in NOT_REPEATED
        repeated = {name: query.getlist(name)[-1] for name in query if is_repeated}
        body = Element("error", {"code": error.code})
        body.text = to_write(str(error))
    return xml.envelope(base_url, now, arguments=repeated, body=body)


def identify(_arguments: Arguments, base_url: str) -> Element:
    element = Element("Identify")
    put(element, "repositoryName", settings.NETWORK_NAME)
    put(element, "baseURL", base_url)
    put(element, "protocolVersion", "2.0")
    put(element, "adminEmail", settings.CONTACT_EMAIL)
    put(element, "earliestDatestamp", records.earliest())
    put(element, "deletedRecord", "persistent")
    put(element, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    return element


def list_metadata_formats(arguments: Arguments, _base_url: str) -> Element:
    if "identifier" in arguments:
        records.paper_by_identifier(arguments["identifier"])
    element = Element("ListMetadataFormats")
    dublin_core = SubElement(element, "metadataFormat")
    put(dublin_core, "metadataPrefix", PREFIX)
    put(dublin_core, "schema", records.SCHEMA)
    put(dublin_core, "metadataNamespace", records.NAMESPACE)
    return element


def list_sets(arguments: Arguments, _base_url: str) -> Element:
    """They fit on one page, so no token for more of them was ever given."""
    if TOKEN in arguments:
        raise ProtocolError("badResumptionToken", "This token was not given for this list.")
    element = Element("ListSets")
    for series in records.harvestable_series():
        row = SubElement(element, "set")
        put(row, "setSpec", SET_PREFIX + series.slug)
        put(row, "setName", series.name)
    if not len(element):
        raise ProtocolError("noSetHierarchy", "There are no sets yet.")
    return element


def get_record(arguments: Arguments, _base_url: str) -> Element:
    paper = records.paper_by_identifier(arguments["identifier"])
    require_known_prefix(arguments["metadataPrefix"])
    element = Element("GetRecord")
    element.append(records.record(paper))
    return element


def list_papers(
    verb: str,
    write: "Callable[[records.PaperWithPdf], Element]",
    arguments: Arguments,
    _base_url: str,
) -> Element:
    """`write` gives a paper's header or its whole record."""
    request = list_request(verb, arguments)
    page = records.page(request)
    element = Element(verb)
    element.extend(write(paper) for paper in page.papers)
    if page.following or request.after:  # the last of several pages says so with an empty token
        place = {"completeListSize": str(page.size), "cursor": str(request.cursor)}
        token = SubElement(element, TOKEN, place)
        token.text = resumption_token(verb, page.following) if page.following else None
    return element


VERBS: dict[str, Callable[[Arguments, str], Element]] = {
    "Identify": identify,
    "ListMetadataFormats": list_metadata_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": partial(list_papers, "ListIdentifiers", records.header),
    "ListRecords": partial(list_papers, "ListRecords", records.record),
}
