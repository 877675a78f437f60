"""DataCite metadata, schema 4.5, ready for whoever registers a DOI. Nothing is sent anywhere."""

import json

from knowledge_exchange.papers.citing.work import address

ORCID = {"nameIdentifierScheme": "ORCID", "schemeUri": "https://orcid.org"}
UNKNOWN_CREATOR = {"name": ":unav"}  # the schema asks for one; this is DataCite's word for none


def write(work):
    return json.dumps(metadata(work), ensure_ascii=False, indent=2) + "\n"


def metadata(work):
    told = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "doi": "" if work.is_version else work.doi,  # registered for the paper
        "url": work.address,
        "types": {"resourceTypeGeneral": "Report", "resourceType": "Expert Opinion Paper"},
        "creators": [_creator(author) for author in work.authors] or [UNKNOWN_CREATOR],
        "titles": [{"title": work.title, "lang": work.language}],
        "publisher": {"name": work.publisher},
        "publicationYear": work.year or work.public_since[:4],
        "dates": _dates(work),
        "language": work.language,
        "subjects": [{"subject": keyword} for keyword in work.keywords],
        "descriptions": _descriptions(work),
        "rightsList": _rights(work),
        "version": str(work.number) if work.number else "",
        "relatedIdentifiers": _related(work),
        "alternateIdentifiers": [
            {"alternateIdentifier": work.address, "alternateIdentifierType": "URL"}
        ],
    }
    return {name: value for name, value in told.items() if value}


def _creator(author):
    if not author.is_person:
        return {"name": author.name, "nameType": "Organizational"}
    told = {
        "name": author.name,
        "nameType": "Personal",
        "familyName": author.family,
        "givenName": author.given,
        "affiliation": [{"name": author.affiliation}] if author.affiliation else [],
        "nameIdentifiers": (
            [{"nameIdentifier": f"https://orcid.org/{author.orcid}", **ORCID}]
            if author.orcid
            else []
        ),
    }
    return {name: value for name, value in told.items() if value}


def _dates(work):
    dates = [{"date": work.date, "dateType": "Issued"}] if work.date else []
    dates.append({"date": work.public_since, "dateType": "Available"})
    if work.is_withdrawn:
        dates.append({"date": work.withdrawn_on, "dateType": "Withdrawn"})
    return dates


def _descriptions(work):
    told = [{"description": work.abstract, "descriptionType": "Abstract"}] if work.abstract else []
    series = f"{work.series}, {work.meeting}"
    return [*told, {"description": series, "descriptionType": "SeriesInformation"}]


def _rights(work):
    if not work.licence:
        return []
    told = {"rights": work.licence, "rightsUri": work.licence_address}
    return [{name: value for name, value in told.items() if value}]


def _related(work):
    """The paper is the whole of its versions, and each of these follows the one before it."""
    versions = list(map(address, work.versions))
    if not work.is_version:
        return [_relation("HasVersion", version) for version in versions]
    before = [_relation("IsNewVersionOf", version) for version in versions[1:2]]
    return [_relation("IsVersionOf", work.paper_address), *before]


def _relation(name, where):
    return {
        "relatedIdentifier": where,
        "relatedIdentifierType": "URL",
        "relationType": name,
    }
