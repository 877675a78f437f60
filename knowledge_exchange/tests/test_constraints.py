"""What the database refuses of meetings, minutes, authors, clearance and use."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from knowledge_exchange import models
from knowledge_exchange.papers.orcid import check_orcid
from knowledge_exchange.tests.factories import (
    EARLIER,
    NOW,
    AuthorFactory,
    ClearanceFactory,
    MeetingFactory,
    PaperFactory,
    PaperVersionFactory,
    SeriesFactory,
)
from members.tests.factories import CentreFactory, UserFactory

pytestmark = pytest.mark.django_db


def action(**facts):
    defaults = {"meeting": MeetingFactory(), "number": 1, "what": "Ask the ministries"}
    return models.Action.objects.create(**{**defaults, **facts})


def agenda_item(**facts):
    defaults = {"meeting": MeetingFactory(), "position": 1, "title": "Welcome"}
    return models.AgendaItem.objects.create(**{**defaults, **facts})


def attendance(**facts):
    defaults = {"meeting": MeetingFactory(), "user": UserFactory(), "invited_at": NOW}
    return models.Attendance.objects.create(**{**defaults, **facts})


def comment(**facts):
    defaults = {"version": PaperVersionFactory(), "text": "Why?", "by": UserFactory(), "at": NOW}
    return models.Comment.objects.create(**{**defaults, **facts})


def decision(**facts):
    defaults = {"meeting": MeetingFactory(), "number": 1, "text": "We meet again."}
    return models.Decision.objects.create(**{**defaults, **facts})


def figure(**facts):
    defaults = {
        "paper": PaperFactory(),
        "name": "costs",
        "description": "Costs by year",
        "content_type": "image/png",
        **dict.fromkeys(("size", "width", "height"), 1),
        "by": UserFactory(),
        "at": NOW,
    }
    return models.Figure.objects.create(**{**defaults, **facts})


def material(**facts):
    defaults = {"meeting": MeetingFactory(), "title": "Slides"}
    return models.Material.objects.create(**{**defaults, **facts})


def material_version(**facts):
    defaults = {
        "material": material(),
        "number": 1,
        "name": "slides.pdf",
        "size": 1,
        "by": UserFactory(),
        "at": NOW,
    }
    return models.MaterialVersion.objects.create(**{**defaults, **facts})


def minutes(**facts):
    return models.Minutes.objects.create(**{"meeting": MeetingFactory(), **facts})


def silence(**facts):
    defaults = {
        "version": PaperVersionFactory(),
        "text_sha256": "0" * 64,
        "opened_at": EARLIER,
        "opened_by": UserFactory(),
        "closes_at": NOW,
    }
    return models.SilenceProcedure.objects.create(**{**defaults, **facts})


def objection(**facts):
    defaults = {
        "silence": silence(),
        "centre": CentreFactory(),
        "reasons": "The costs are wrong.",
        "by": UserFactory(),
        "at": NOW,
    }
    return models.Objection.objects.create(**{**defaults, **facts})


def position(**facts):
    defaults = {
        "version": PaperVersionFactory(),
        "centre": CentreFactory(),
        "stance": "endorse",
        "by": UserFactory(),
        "at": NOW,
    }
    return models.Position.objects.create(**{**defaults, **facts})


def revision(**facts):
    defaults = {"version": PaperVersionFactory(), "number": 1, "by": UserFactory(), "at": NOW}
    return models.Revision.objects.create(**{**defaults, **facts})


def subscription(**facts):
    defaults = {"email": "reader@example.org", "asked_at": NOW}
    return models.Subscription.objects.create(**{**defaults, **facts})


def theme(**facts):
    return models.Theme.objects.create(**{"name": "Evaluation", "slug": "evaluation", **facts})


def use(**facts):
    defaults = {"paper": PaperFactory(), "day": date(2026, 11, 2), "views": 1}
    return models.DailyUse.objects.create(**{**defaults, **facts})


@pytest.mark.parametrize(
    "make, facts, constraint",
    [
        (action, {"what": ""}, "action_says_what"),
        (action, {"done_at": NOW}, "done_action_says_by_whom"),
        (agenda_item, {"minutes": 0}, "agenda_item_takes_time"),
        (attendance, {"reply": "maybe", "replied_at": NOW}, "reply_known"),
        (attendance, {"reply": "online"}, "reply_has_a_time"),
        (attendance, {"presence": "late", "noted_at": NOW}, "presence_known"),
        (attendance, {"presence": "present"}, "presence_was_noted_at_a_time"),
        (AuthorFactory, {"family_name": ""}, "author_is_a_person_or_a_centre"),
        (ClearanceFactory, {"by": None}, "clearance_rests_on_its_means"),
        (ClearanceFactory, {"means": "silence"}, "clearance_rests_on_its_means"),
        (comment, {"text": ""}, "comment_says_something"),
        (comment, {"resolved_at": NOW}, "resolved_comment_says_by_whom"),
        (decision, {"text": ""}, "decision_says_something"),
        (figure, {"description": ""}, "figure_is_described"),
        (material, {"visibility": "staff"}, "material_visibility_known"),
        (MeetingFactory, {"held": "2026-11-02", "starts_at": NOW}, "meeting_ends_after_it_begins"),
        (
            MeetingFactory,
            {"held": "2026-11-02", "starts_at": NOW, "ends_at": EARLIER},
            "meeting_ends_after_it_begins",
        ),
        (MeetingFactory, {"cancelled_at": NOW}, "cancelled_meeting_says_why"),
        (minutes, {"visibility": "staff"}, "minutes_visibility_known"),
        (objection, {"reasons": ""}, "objection_says_why"),
        (PaperFactory, {"changed_at": NOW}, "public_paper_says_when_it_changed"),
        (PaperVersionFactory, {"stage": "lost"}, "version_stage_known"),
        (PaperVersionFactory, {"stage": "published"}, "published_version_is_at_that_stage"),
        (PaperVersionFactory, {"stage": "comments"}, "comments_have_a_deadline"),
        (position, {"stance": "maybe", "text": "Hm."}, "position_stance_known"),
        (position, {"stance": "dissent"}, "reserve_and_dissent_say_why"),
        (silence, {"outcome": "lost", "ended_at": NOW}, "silence_outcome_known"),
        (silence, {"closes_at": EARLIER}, "silence_closes_after_it_opens"),
        (silence, {"ended_at": NOW}, "ended_silence_says_when"),
        (
            silence,
            {"outcome": "adopted", "ended_at": NOW - timedelta(seconds=1)},
            "silence_adopts_at_the_deadline",
        ),
        (
            silence,
            {"outcome": "motion", "ended_at": NOW},
            "silence_put_to_the_vote_has_a_motion",
        ),
        (
            subscription,
            {"confirmed_at": EARLIER},
            "subscription_is_confirmed_after_it_was_asked_for",
        ),
        (use, {"views": 0}, "use_counts_something"),
    ],
)
def test_the_database_refuses_what_must_never_be_true(make, facts, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        make(**facts)


@pytest.mark.parametrize(
    "make, same",
    [
        (action, ["meeting", "number"]),
        (agenda_item, ["meeting", "position"]),
        (attendance, ["meeting", "user"]),
        (decision, ["meeting", "number"]),
        (figure, ["paper", "name"]),
        (material_version, ["material", "number"]),
        (minutes, ["meeting"]),
        (objection, ["silence", "centre"]),
        (position, ["version", "centre"]),
        (revision, ["version", "number"]),
        (silence, ["version"]),
        (subscription, ["email"]),
        (theme, ["name"]),
        (use, ["paper", "day"]),
    ],
)
def test_what_there_is_once_is_not_entered_again(make, same):
    first = make()

    with pytest.raises(IntegrityError, match="(?i)unique"):
        make(**{name: getattr(first, name) for name in same})


def test_an_address_is_subscribed_once_whatever_its_capitals():
    subscription()

    with pytest.raises(IntegrityError, match="(?i)unique"):
        subscription(email="READER@example.org")


def test_a_series_is_listed_once_whatever_its_capitals():
    SeriesFactory(name="Webinars", slug="webinars")

    with pytest.raises(IntegrityError, match="(?i)unique"):
        SeriesFactory(name="WEBINARS", slug="other")


def test_a_doi_is_one_papers():
    PaperFactory(doi="10.1234/AB")

    with pytest.raises(IntegrityError, match="(?i)unique"):
        PaperFactory(doi="10.1234/ab")


def test_an_objection_that_was_withdrawn_can_be_raised_again():
    first = objection(withdrawn_at=NOW)

    again = objection(silence=first.silence, centre=first.centre)

    assert models.Objection.objects.standing().get() == again


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0097", "0000-0002-1694-233X"])
def test_orcid_ids_with_a_digit_that_fits_are_taken(orcid):
    assert check_orcid(orcid) is None


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0098", "0000000218250097", "", "X"])
def test_others_are_not(orcid):
    with pytest.raises(ValidationError):
        check_orcid(orcid)
