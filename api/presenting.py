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
    """Of a centre from `querysets.members()`."""
    current, *earlier = sorted(  # the open one first, then the latest
        centre.memberships.all(), key=lambda row: (row.status == MembershipStatus.ENDED, -row.pk)
    )
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
        "hosts": [
            {
                "name": host.name,
                "is_private": host.is_private,
                "former_names": [
                    {"name": former.name, "until": former.until or None}
                    for former in host.former_names.all()
                ],
            }
            for host in centre.hosts.all()
        ],
        "membership": membership(current),
        "earlier_memberships": [membership(row) for row in earlier],
        # A mandate's last day is for the centre's own people and the secretariat.
        "mandate": mandate
        and {
            "legal_basis": mandate.legal_basis,
            "issuing_authority": mandate.issuing_authority or None,
            "since": mandate.since or None,
        },
        "co_chair_terms": [
            {
                "term": term.term,
                "body": term.body or None,
                "began": term.began or None,
                "handed_over": term.handed_over or None,
            }
            for term in centre.co_chair_terms.all()
        ],
        "is_demo": centre.is_demo,
    }


def membership(row):
    """As its history tells it, like the profile and the chart."""
    history = row.history()
    return {
        "class": history.current.membership_class,
        "maturity": history.current.maturity or None,
        "status": history.current.status,
        "announced": history.announced or None,
        "effective": history.effective or None,
        "ended": history.ended or None,
    }


def paper(row):
    """Of a paper from `querysets.papers()`; nothing leads to the texts of a withdrawn one."""
    versions = [] if row.is_withdrawn else [_version(row, each) for each in row.public_versions]
    newest_pdf = reverse("knowledge_exchange:paper_pdf", args=[row.slug])
    return {
        "slug": row.slug,
        "url": address(row.get_absolute_url()),
        "title": row.title,
        "status": row.status,
        "abstract": None if row.is_withdrawn else row.abstract or None,
        "language": row.language,
        "authors": row.authors or None,
        "author_list": [
            {
                "name": str(author),
                "family_name": author.family_name or None,
                "given_names": author.given_names or None,
                "affiliation": author.affiliation or None,
                "orcid": author.orcid or None,
                "centre": author.centre.slug if author.centre else None,
            }
            for author in row.author_list.all()
        ],
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
        "pdf": address(newest_pdf) if versions and versions[0]["pdf"] else None,
        "is_demo": row.is_demo,
    }


def _version(paper, version):
    place = [paper.slug, version.number]
    pdf = reverse("knowledge_exchange:version_pdf", args=place) if version.pdf else None
    return {
        "number": version.number,
        "url": address(reverse("knowledge_exchange:version", args=place)),
        "pdf": pdf and address(pdf),
        "published_at": version.published_at,
        "positions": [
            {
                "centre": position.centre.slug,
                "name": position.centre.name,
                "stance": position.stance,
                "text": position.text or None,
            }
            for position in version.stated
        ],
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


def declaration(row):
    """Of a declaration from `with_public_parts()`."""
    return {
        "title": row.title,
        "url": address(row.get_absolute_url()),
        "status": row.status,
        "lead": country(row.lead),
        "lead_body": row.lead_body or None,
        "opened_on": row.opened_on,
        "published_on": row.published_on,
        "aims": [aim.text for aim in row.aims.all()],
        "texts": [
            {
                "number": text.number,
                "language": text.language,
                "is_authentic": text.is_authentic,
                "published_at": text.published_at,
                "body": text.body,
            }
            for text in row.public_texts
        ],
        "signatures": [signature(each) for each in row.public_signatures],
        "is_demo": row.is_demo,
    }


def signature(row):
    return {
        "level": row.level,
        "country": country(row.country),
        "region": row.region or None,
        "ministry": row.ministry,
        "office": row.office,
        "status": row.status,
        "announced_on": row.announced_on,
        "signed_on": row.signed_on,
        "withdrawn_on": row.withdrawn_on,
        "is_demo": row.is_demo,
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
