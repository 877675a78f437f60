"""What the register writes to applicants and to the people of a centre."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.enums import ApplicationStatus
from members.models import Clarification, VoterQuestion
from outbox.kinds import composes, letter

WHY_APPLICANT = _(
    "You get this because this address is the contact of an application for membership."
)


def _to_applicant(name, mail, *, label, **context):
    application = mail.about
    token = application.link_token
    return letter(
        f"members/mails/{name}.txt",
        {"application": application, **context},
        why=WHY_APPLICANT,
        action=(label, reverse("members:open_application", args=[token])),
        secrets=[token],
    )


@composes("members.application_link")
def application_link(mail, now):
    if mail.about.is_draft:
        return _to_applicant("application_link", mail, label=_("Open the application"))
    return _to_applicant("application_link", mail, label=_("See where the application stands"))


@composes("members.application_received")
def application_received(mail, now):
    return _to_applicant("application_received", mail, label=_("Follow the application"))


@composes("members.application_withdrawn")
def application_withdrawn(mail, now):
    return _to_applicant("application_withdrawn", mail, label=_("Open the application"))


@composes("members.clarification_requested")
def clarification_requested(mail, now):
    asked = Clarification.objects.get(pk=mail.details["clarification"])
    if asked.answered_at or mail.about.status != ApplicationStatus.CLARIFICATION:
        return None
    return _to_applicant(
        "clarification_requested", mail, label=_("Answer the question"), clarification=asked
    )


@composes("members.voter_question")
def voter_question(mail, now):
    question = VoterQuestion.objects.get(pk=mail.details["question"])
    still_open = mail.about.status in (ApplicationStatus.ELIGIBLE, ApplicationStatus.IN_VOTE)
    if question.answered_at or not still_open:
        return None
    return _to_applicant("voter_question", mail, label=_("Answer the question"), question=question)


@composes("members.application_eligible")
def application_eligible(mail, now):
    return _to_applicant("application_eligible", mail, label=_("Follow the application"))


@composes("members.application_ineligible")
def application_ineligible(mail, now):
    return _to_applicant(
        "application_ineligible",
        mail,
        label=_("Read the decision"),
        findings=mail.about.findings.all(),
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


def _to_desk(mail, news):
    return letter(
        "members/mails/desk_news.txt",
        {"application": mail.about, "news": news},
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
    return _to_desk(mail, _("The applicant has answered your question."))


@composes("members.desk_voter_question")
def desk_voter_question(mail, now):
    return _to_desk(mail, _("A centre asks the applicant a question; pass it on or decline it."))


@composes("members.desk_voter_answer")
def desk_voter_answer(mail, now):
    return _to_desk(mail, _("The applicant has answered a centre's question."))


@composes("members.desk_withdrawn")
def desk_withdrawn(mail, now):
    return _to_desk(mail, _("The applicant has withdrawn the application."))


@composes("members.invitation")
def invitation(mail, now):
    representative = mail.about
    return _with_password_link(
        "invitation",
        mail,
        {"representative": representative},
        why=_("You get this because your centre named you as its representative."),
    )


@composes("members.password_link")
def password_link(mail, now):
    why = _("You get this because somebody asked for a new password for this login.")
    return _with_password_link("password_link", mail, {}, why=why)


def _with_password_link(name, mail, context, *, why):
    """The link lets the person choose a password; it dies with its use or after three days."""
    token = default_token_generator.make_token(mail.user)
    place = {"uidb36": user_pk_to_url_str(mail.user), "key": token}
    return letter(
        f"members/mails/{name}.txt",
        context,
        why=why,
        action=(
            _("Choose your password"),
            reverse("account_reset_password_from_key", kwargs=place),
        ),
        secrets=[token],
    )
