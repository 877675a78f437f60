"""The six verbs."""

from xml.etree.ElementTree import Element, SubElement

from django.conf import settings

from knowledge_exchange.discovery.oai import records, writing
from knowledge_exchange.discovery.oai.asking import (
    PREFIX,
    SET_PREFIX,
    TOKEN,
    Fault,
    arguments,
    asked,
    must_be_known,
    token,
)
from knowledge_exchange.discovery.oai.writing import put

NOT_REPEATED = ("badVerb", "badArgument")


def answer(sent, *, base_url, now):
    """The whole answer to a request, as bytes; whatever is asked, it is an answer."""
    try:
        verb, given = arguments(sent)
        repeated, body = {"verb": verb, **given}, [VERBS[verb](given, base_url)]
    except Fault as fault:
        repeated = {} if fault.code in NOT_REPEATED else sent.dict()
        body = [writing.error(fault)]
    return writing.answer(base_url, now, arguments=repeated, body=body)


def _identify(given, base_url):
    element = Element("Identify")
    put(element, "repositoryName", settings.NETWORK_NAME)
    put(element, "baseURL", base_url)
    put(element, "protocolVersion", "2.0")
    put(element, "adminEmail", settings.CONTACT_EMAIL)
    put(element, "earliestDatestamp", records.earliest())
    put(element, "deletedRecord", "persistent")
    put(element, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    return element


def _list_metadata_formats(given, base_url):
    if "identifier" in given:
        records.one(given["identifier"])
    element = Element("ListMetadataFormats")
    known = SubElement(element, "metadataFormat")
    put(known, "metadataPrefix", PREFIX)
    put(known, "schema", records.SCHEMA)
    put(known, "metadataNamespace", records.NAMESPACE)
    return element


def _list_sets(given, base_url):
    """They fit on one page, so no token for more of them was ever given."""
    if TOKEN in given:
        raise Fault("badResumptionToken", "This token was not given for this list.")
    element = Element("ListSets")
    for series in records.series():
        known = SubElement(element, "set")
        put(known, "setSpec", SET_PREFIX + series.slug)
        put(known, "setName", series.name)
    if not len(element):
        raise Fault("noSetHierarchy", "There are no sets yet.")
    return element


def _get_record(given, base_url):
    found = records.one(given["identifier"])
    must_be_known(given["metadataPrefix"])
    element = Element("GetRecord")
    element.append(records.record(found))
    return element


def _list_identifiers(given, base_url):
    return _list("ListIdentifiers", given, records.header)


def _list_records(given, base_url):
    return _list("ListRecords", given, records.record)


def _list(verb, given, write):
    wanted = asked(verb, given)
    papers, following, size = records.page(wanted)
    element = Element(verb)
    element.extend(write(paper) for paper in papers)
    if following or wanted.after:  # the last of several pages says so with an empty token
        place = {"completeListSize": str(size), "cursor": str(wanted.told)}
        SubElement(element, TOKEN, place).text = token(verb, following) if following else None
    return element


VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}
