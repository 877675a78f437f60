"""DataCite metadata, schema 4.5, ready for whoever registers a DOI. Nothing is sent anywhere."""

import json

from knowledge_exchange.papers.citing.work import CitedAuthor, Work, address, without_empty

ORCID = {"nameIdentifierScheme": "ORCID", "schemeUri": "https://orcid.org"}
UNKNOWN_CREATOR = {"name": ":unav"}  # the schema asks for one; this is DataCite's word for none


def write(work: Work) -> str:
    return json.dumps(metadata(work), ensure_ascii=False, indent=2) + "\n"


def metadata(work: Work) -> dict[str, object]:
    dates = {
        "Issued": work.date,
        "Available": work.public_since,
        "Withdrawn": work.withdrawn_on,
    }
    descriptions = {
        "Abstract": work.abstract,
        "SeriesInformation": f"{work.series}, {work.meeting}",
    }
    rights = without_empty({"rights": work.licence, "rightsUri": work.licence_address})
    fields: dict[str, object] = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "doi": "" if work.is_version else work.doi,  # registered for the paper
        "url": work.address,
        "types": {"resourceTypeGeneral": "Report", "resourceType": "Expert Opinion Paper"},
        "creators": [_creator(author) for author in work.authors] or [UNKNOWN_CREATOR],
        "titles": [{"title": work.title, "lang": work.language}],
        "publisher": {"name": work.publisher},
        "publicationYear": work.year or work.public_since[:4],
        "dates": [{"date": date, "dateType": kind} for kind, date in without_empty(dates).items()],
        "language": work.language,
        "subjects": [{"subject": keyword} for keyword in work.keywords],
        "descriptions": [
            {"description": text, "descriptionType": kind}
            for kind, text in without_empty(descriptions).items()
        ],
        "rightsList": [rights] if work.licence else [],
        "version": str(work.number) if work.number else "",
        "relatedIdentifiers": _relations(work),
        "alternateIdentifiers": [
            {"alternateIdentifier": work.address, "alternateIdentifierType": "URL"}
        ],
    }
    return without_empty(fields)


def _creator(author: CitedAuthor) -> dict[str, object]:
    if not author.is_person:
        return {"name": author.name, "nameType": "Organizational"}
    orcid = {"nameIdentifier": f"https://orcid.org/{author.orcid}", **ORCID}
    fields: dict[str, object] = {
        "name": author.name,
        "nameType": "Personal",
        "familyName": author.family,
        "givenName": author.given,
        "affiliation": [{"name": author.affiliation}] if author.affiliation else [],
        "nameIdentifiers": [orcid] if author.orcid else [],
    }
    return without_empty(fields)


def _relations(work: Work) -> list[dict[str, str]]:
    """The paper is the whole of its versions, and each of these follows the one before it."""
    versions = [address(version) for version in work.versions]
    if work.is_version:
        pairs = [("IsVersionOf", work.paper_address)]
        pairs += [("IsNewVersionOf", version) for version in versions[1:2]]
    else:
        pairs = [("HasVersion", version) for version in versions]
    return [
        {"relatedIdentifier": related, "relatedIdentifierType": "URL", "relationType": relation}
        for relation, related in pairs
    ]
