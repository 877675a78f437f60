"""What the secretariat and the site write to applicants, and to the desk about their cases."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common import personal_data
from common.dates import network_day
from members.applications import codes
from members.applications.answers import as_text
from members.applications.models import Clarification, VoterQuestion
from members.applications.objections import TIME_TO_OBJECT, open_to_objection
from members.enums import (
    OPEN_BEFORE_THE_SECRETARIAT,
    ApplicationStatus,
    DecisionStatus,
    Outcome,
)
from members.register.centre_emails import WHY_CO_CHAIR
from members.register.models import NetworkFacts, ProcessRules
from outbox.kinds import composes, letter
from outbox.models import Mail, MailStatus

WHY_APPLICANT = _(
    "You get this because this address is the contact of an application for membership."
)
WHY_PERSON = _(
    "You get this because somebody asked for it for this address, or invited it to work on an "
    "application for membership."
)


NAMED_AS = {"contact": _("Contact"), "delegate": _("Delegate"), "alternate": _("Alternate")}


def _words(application):
    """What stands in a quotation: whose application it is, in the applicant's words.

    A subject never holds them, and nothing does before a person has confirmed their address: a
    letter of ours is no way to write to others.
    """
    if not _is_confirmed(application):
        return []
    return [words for words in (application.centre_name, application.organisation_name) if words]


def _is_confirmed(application):
    return application.collaborators.filter(confirmed_at__isnull=False).exists()


def _to_applicant(name, mail, *, label, **context):
    """About the case, with the link of the person at this address; without one if there is none."""
    application = mail.about
    people = application.collaborators.active()
    return _with_link(
        name,
        people.with_address(mail.to).first(),
        {"application": application, "words": _words(application), **context},
        label=label,
        why=WHY_APPLICANT,
        written=mail.details.get("written", ""),
    )


def _to_person(name, mail, *, label):
    person = mail.about
    if person.removed_at:
        return None
    application = person.application
    context = {"application": application, "person": person, "words": _words(application)}
    return _with_link(name, person, context, label=label, why=WHY_PERSON)


def _with_link(name, person, context, *, label, why, written=""):
    token = person.link_token if person else ""
    return letter(
        f"members/mails/{name}.txt",
        context,
        why=why,
        action=(label, reverse("members:open_application", args=[token])) if person else None,
        secrets=[token],
        written=written,
    )


@composes("members.application_link")
def application_link(mail, now):
    if mail.about.application.is_draft:
        return _to_person("application_link", mail, label=_("Open the application"))
    return _to_person("application_link", mail, label=_("See where the application stands"))


@composes("members.colleague_invited")
def colleague_invited(mail, now):
    return _to_person("colleague_invited", mail, label=_("Open the application"))


@composes("members.handed_over")
def handed_over(mail, now):
    if not mail.about.is_owner:
        return None
    return _to_person("handed_over", mail, label=_("Open the application"))


@composes("members.access_code")
def access_code(mail, now):
    """Written only for the newest request and while its code can still be used."""
    person = mail.about
    is_newest = mail.details["serial"] == person.code_serial
    if person.removed_at or not is_newest or codes.why_unusable(person, now):
        return None
    code = codes.code(person)
    return letter(
        "members/mails/access_code.txt",
        {"application": person.application, "code": code},
        why=_("You get this because somebody opened your link and asked for a code."),
        secrets=[code],
    )


@composes("members.named_in_application")
def named_in_application(mail, now):
    """None if it was erased before the letter's turn came, or names this address no more."""
    application, facts = mail.about, NetworkFacts.objects.first()
    roles = ("contact", "delegate", "alternate")
    named = [role for role in roles if getattr(application, f"{role}_email") == mail.to]
    if not named:
        return None
    line = next(one for one in personal_data.schedule() if one.name == "members.applications")
    return letter(
        "members/mails/named_in_application.txt",
        {
            "application": application,
            "words": _words(application),
            "role": NAMED_AS[named[0]],
            "kept": line.kept,
            "controller": facts.controller if facts else "",
            "data_protection_officer": facts.data_protection_officer if facts else "",
            "NETWORK_NAME": settings.NETWORK_NAME,
            "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        },
        why=_("You get this because an application names you, and the law asks us to tell you."),
        action=(_("Read what we do with data"), reverse("members:privacy")),
    )


@composes("members.application_received")
def application_received(mail, now):
    return _to_applicant("application_received", mail, label=_("Follow the application"))


@composes("members.application_entered")
def application_entered(mail, now):
    """With the link, which opens an application that its owner has never seen on the site."""
    received_on = date.fromisoformat(mail.details["received_on"])
    label = _("Read what was entered")
    return _to_applicant("application_entered", mail, label=label, received_on=received_on)


@composes("members.answer_corrected")
def answer_corrected(mail, now):
    """What it read and reads now only once a person has confirmed their address."""
    details = mail.details
    return _to_applicant(
        "answer_corrected",
        mail,
        label=_("Read your answers"),
        is_confirmed=_is_confirmed(mail.about),
        answer=details["label"],
        before=as_text(details["answer"], details["before"]),
        after=as_text(details["answer"], details["after"]),
        reason=details["reason"],
    )


@composes("members.act_proposed")
def act_proposed(mail, now):
    """Only while it can still be objected to."""
    proposal = open_to_objection(mail.about)
    if proposal is None or proposal.pk != mail.details["proposal"]:
        return None
    label = _("Read it, or object")
    days = TIME_TO_OBJECT.days
    return _to_applicant("act_proposed", mail, label=label, act=proposal.act.label, days=days)


@composes("members.application_withdrawn")
def application_withdrawn(mail, now):
    on_behalf = mail.details.get("on_behalf", False)
    label = _("Open the application")
    return _to_applicant("application_withdrawn", mail, label=label, on_behalf=on_behalf)


@composes("members.clarification_requested")
def clarification_requested(mail, now):
    return _while_it_waits("clarification_requested", mail)


@composes("members.clarification_reminder")
def clarification_reminder(mail, now):
    """Planned for a due day; once more time was given, only the reminders of the new day go out.

    After an outage both may be due at once: the one from before the due day is dropped.
    """
    today = network_day(now)
    if mail.details.get("which") == "before" and today.isoformat() > mail.details["due_on"]:
        return None
    return _while_it_waits("clarification_reminder", mail, today=today)


@composes("members.clarification_extended")
def clarification_extended(mail, now):
    return _while_it_waits("clarification_extended", mail, why=mail.details["why"])


def _while_it_waits(name, mail, **context):
    """A letter about what was asked together, with those questions that are still open.

    None once all are answered or taken back, or due another day.
    """
    asked = Clarification.objects.get(pk=mail.details["clarification"])
    questions = list(Clarification.objects.of_one_letter_with(asked).unanswered())
    if not questions or mail.about.status != ApplicationStatus.CLARIFICATION:
        return None
    due_on = questions[0].due_on
    if mail.details.get("due_on", due_on.isoformat()) != due_on.isoformat():
        return None
    label = ngettext("Answer the question", "Answer the questions", len(questions))
    return _to_applicant(name, mail, label=label, questions=questions, due_on=due_on, **context)


@composes("members.question_taken_back")
def question_taken_back(mail, now):
    """Only to those who heard of the questions: what is taken back at once never left."""
    asked = Clarification.objects.get(pk=mail.details["clarification"])
    together = list(Clarification.objects.of_one_letter_with(asked))
    never_left = Mail.objects.about(mail.about).filter(
        kind="members.clarification_requested",
        details__clarification__in=[each.pk for each in together],
        status=MailStatus.CANCELLED,
    )
    if never_left.exists():
        return None
    label = _("Follow the application")
    questions = [each for each in together if each.taken_back_at == asked.taken_back_at]
    return _to_applicant("question_taken_back", mail, label=label, questions=questions)


def _on_decision(name, mail, *, label, **context):
    """Nothing once the decision was taken back: the outbox must never contradict the case."""
    decision = mail.about.decisions.filter(pk=mail.details.get("decision")).first()
    if decision is None or decision.taken_back_at:
        return None
    findings = mail.about.findings.all()
    context |= {"decision": decision, "findings": findings}
    return _to_applicant(name, mail, label=label, **context)


@composes("members.voter_question")
def voter_question(mail, now):
    question = VoterQuestion.objects.get(pk=mail.details["question"])
    still_open = mail.about.status in (ApplicationStatus.ELIGIBLE, ApplicationStatus.IN_VOTE)
    if question.answered_at or not still_open:
        return None
    return _to_applicant("voter_question", mail, label=_("Answer the question"), question=question)


@composes("members.application_eligible")
def application_eligible(mail, now):
    return _on_decision("application_eligible", mail, label=_("Follow the application"))


@composes("members.application_ineligible")
def application_ineligible(mail, now):
    """The day for a new try is known with the release; before it, only how long that will be."""
    return _on_decision(
        "application_ineligible",
        mail,
        label=_("Read the decision"),
        today=network_day(now),
        days_to_wait=ProcessRules.objects.in_force().reapply_days_after_ineligible,
    )


@composes("members.decision_release_asked")
def decision_release_asked(mail, now):
    """To co-chairs, where nobody else may release it; None once it is settled."""
    decision = mail.about
    if decision.status != DecisionStatus.DRAFTED:
        return None
    title = f"{decision.get_outcome_display()}: {decision.application.reference}"
    return letter(
        "members/mails/release_asked.txt",
        {"title": title, "by": decision.drafted_by},
        why=WHY_CO_CHAIR,
        action=(_("Read it and decide"), reverse("members:release_decision", args=[decision.pk])),
    )


@composes("members.decision_taken_back")
def decision_taken_back(mail, now):
    return _to_applicant(
        "decision_taken_back",
        mail,
        label=_("Follow the application"),
        was=Outcome(mail.details["was"]),
    )


@composes("members.vote_called_off")
def vote_called_off(mail, now):
    if mail.about.status != ApplicationStatus.ELIGIBLE:
        return None
    return _to_applicant("vote_called_off", mail, label=_("Follow the application"))


@composes("members.application_admitted")
def application_admitted(mail, now):
    return _to_applicant("application_admitted", mail, label=_("Read the decision"))


@composes("members.application_refused")
def application_refused(mail, now):
    return _to_applicant("application_refused", mail, label=_("Read the decision"))


@composes("members.evidence_expiring")
def evidence_expiring(mail, now):
    return _evidence_ends(mail, is_over=False, now=now)


@composes("members.evidence_expired")
def evidence_expired(mail, now):
    return _evidence_ends(mail, is_over=True, now=now)


def _evidence_ends(mail, *, is_over, now):
    """None once the case is closed, nothing ends that day, or the other of the two is due."""
    application, day = mail.about, mail.details["valid_until"]
    ending = application.evidence.filter(valid_until=day)
    if application.status not in OPEN_BEFORE_THE_SECRETARIAT or not ending:
        return None
    if (day < network_day(now).isoformat()) != is_over:
        return None
    return _to_applicant(
        "evidence_ends",
        mail,
        label=_("Open the application"),
        ending=ending,
        day=ending[0].valid_until,
        is_over=is_over,
    )


def _to_desk(mail, news):
    return letter(
        "members/mails/desk_news.txt",
        {"application": mail.about, "words": _words(mail.about), "news": news},
        why=_("You get this because this is the secretariat's mailbox."),
        action=(
            _("Open the case"),
            reverse("admin:members_application_change", args=[mail.about.pk]),
        ),
    )


@composes("members.desk_submitted")
def desk_submitted(mail, now):
    return _to_desk(mail, _("A new application has arrived."))


@composes("members.desk_answered")
def desk_answered(mail, now):
    return _to_desk(mail, _("The applicant has answered what you asked."))


@composes("members.desk_voter_question")
def desk_voter_question(mail, now):
    return _to_desk(mail, _("A centre asks the applicant a question; pass it on or decline it."))


@composes("members.desk_voter_answer")
def desk_voter_answer(mail, now):
    return _to_desk(mail, _("The applicant has answered a centre's question."))


@composes("members.desk_withdrawn")
def desk_withdrawn(mail, now):
    return _to_desk(mail, _("The application is withdrawn."))
