"""Rows as the API and the open data give them: what the pages show, and no more."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django_countries import countries

from knowledge_exchange.papers import licences
from members.enums import MembershipStatus
from voting.records import minutes, publishing

NOBODY = AnonymousUser()  # the public
COUNTS = ("entitled", "recused", "yes", "no", "abstain")


def address(path):
    return f"{settings.SITE_URL}{path}"


def country(code):
    return {"code": str(code), "name": countries.name(str(code))} if code else None


def member(centre):
    """Of a centre from `finding.members()`."""
    current, *earlier = sorted(centre.memberships.all(), key=_open_and_latest_first)
    mandate = next(iter(centre.current_mandates), None)
    return {
        "slug": centre.slug,
        "url": address(centre.get_absolute_url()),
        "name": centre.name,
        "country": country(centre.country),
        "region": centre.region or None,
        "established": centre.established or None,
        "website": centre.website or None,
        "mailbox": centre.mailbox or None,
        "about": centre.about or None,
        "hosts": [_host(host) for host in centre.hosts.all()],
        "membership": membership(current),
        "earlier_memberships": [membership(one) for one in earlier],
        "mandate": _mandate(mandate) if mandate else None,
        "co_chair_terms": [_term(term) for term in centre.co_chair_terms.all()],
        "is_demo": centre.is_demo,
    }


def _open_and_latest_first(one):
    return one.status == MembershipStatus.ENDED, -one.pk


def membership(one):
    return {
        "class": one.membership_class,
        "maturity": one.maturity or None,
        "status": one.status,
        "announced": one.announced or None,
        "effective": one.effective or None,
        "ended": one.ended or None,
    }


def _host(host):
    former = [{"name": one.name, "until": one.until or None} for one in host.former_names.all()]
    return {"name": host.name, "is_private": host.is_private, "former_names": former}


def _mandate(mandate):
    """Its last day is for the centre's own people and the secretariat."""
    return {
        "legal_basis": mandate.legal_basis,
        "issuing_authority": mandate.issuing_authority or None,
        "since": mandate.since or None,
    }


def _term(term):
    return {
        "term": term.term,
        "body": term.body or None,
        "began": term.began or None,
        "handed_over": term.handed_over or None,
    }


def paper(row):
    """Of a paper from `finding.papers()`."""
    versions = [] if row.is_withdrawn else [_version(row, one) for one in row.public_versions]
    return {
        "slug": row.slug,
        "url": address(row.get_absolute_url()),
        "title": row.title,
        "status": row.status,
        "abstract": None if row.is_withdrawn else row.abstract or None,
        "language": row.language,
        "authors": row.authors or None,
        "author_list": [_author(one) for one in row.author_list.all()],
        "keywords": row.keyword_list,
        "themes": [theme.name for theme in row.themes.all()],
        "licence": row.licence or None,
        "licence_url": licences.address_of(row.licence) or None,
        "doi": row.doi or None,
        "announced": row.announced or None,
        "published_at": row.published_at,
        "withdrawn_at": row.withdrawn_at,
        "withdrawal_reasons": row.withdrawal_reasons or None,
        "meeting": {
            "number": row.meeting.number,
            "title": row.meeting.title,
            "url": address(row.meeting.get_absolute_url()),
        },
        "versions": versions,
        "pdf": _newest_pdf(row, versions),
        "is_demo": row.is_demo,
    }


def _newest_pdf(paper, versions):
    if not (versions and versions[0]["pdf"]):
        return None
    return address(reverse("knowledge_exchange:paper_pdf", args=[paper.slug]))


def _author(author):
    return {
        "name": str(author),
        "family_name": author.family_name or None,
        "given_names": author.given_names or None,
        "affiliation": author.affiliation or None,
        "orcid": author.orcid or None,
        "centre": author.centre.slug if author.centre else None,
    }


def _version(paper, version):
    place = [paper.slug, version.number]
    pdf = reverse("knowledge_exchange:version_pdf", args=place) if version.pdf else None
    return {
        "number": version.number,
        "url": address(reverse("knowledge_exchange:version", args=place)),
        "pdf": pdf and address(pdf),
        "published_at": version.published_at,
        "positions": [_position(one) for one in version.stated],
    }


def _position(position):
    return {
        "centre": position.centre.slug,
        "name": position.centre.name,
        "stance": position.stance,
        "text": position.text or None,
    }


def result(motion):
    """Of a certified motion, whoever asks."""
    counts = motion.result["counts"]
    return {
        "id": motion.pk,
        "url": address(reverse("voting:result", args=[motion.pk])),
        "kind": motion.kind,
        "title": motion.title,
        "question": motion.question,
        "status": motion.status,
        "carried": motion.carried,
        "counts": {name: counts[name] for name in COUNTS},
        "explanation": motion.result["explanation"],
        "opened_at": motion.opened_at,
        "closed_at": motion.closed_at,
        "certified_at": motion.certified_at,
        "rule_set": {
            "name": motion.rule_set.name,
            "version": motion.rule_set.version,
            "sha256": motion.rule_set.sha256,
        },
        "is_demo": motion.is_demo,
    }


def full_result(motion):
    """With what takes further queries."""
    return {
        **result(motion),
        "record_head": publishing.head(motion) or None,
        "roll_call": minutes.rows(NOBODY, motion),
    }


def declaration(found):
    """Of a declaration from `with_public_parts()`."""
    return {
        "title": found.title,
        "url": address(found.get_absolute_url()),
        "status": found.status,
        "lead": country(found.lead),
        "lead_body": found.lead_body or None,
        "opened_on": found.opened_on,
        "published_on": found.published_on,
        "aims": [aim.text for aim in found.aims.all()],
        "texts": [_text(text) for text in found.public_texts],
        "signatures": [signature(one) for one in found.public_signatures],
        "is_demo": found.is_demo,
    }


def _text(text):
    return {
        "number": text.number,
        "language": text.language,
        "is_authentic": text.is_authentic,
        "published_at": text.published_at,
        "body": text.body,
    }


def signature(one):
    return {
        "level": one.level,
        "country": country(one.country),
        "region": one.region or None,
        "ministry": one.ministry,
        "office": one.office,
        "status": one.status,
        "announced_on": one.announced_on,
        "signed_on": one.signed_on,
        "withdrawn_on": one.withdrawn_on,
        "is_demo": one.is_demo,
    }


def open_motion(motion):
    """Of a motion `with_turnout()`: how many have a ballot, never which."""
    return {
        "id": motion.pk,
        "url": address(motion.get_absolute_url()),
        "kind": motion.kind,
        "title": motion.title,
        "question": motion.question,
        "opened_at": motion.opened_at,
        "closes_at": motion.closes_at,
        "turnout": {"voted": motion.voted, "entitled": motion.entitled},
        "is_demo": motion.is_demo,
    }


def representative(person):
    """As the centre's page shows them to the members: no address."""
    return {
        "centre": person.centre.slug,
        "name": person.user.name or None,
        "role": person.role,
        "is_demo": person.user.is_demo,
    }
