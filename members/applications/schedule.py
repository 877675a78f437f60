"""The lines of the schedule of personal data for applications."""

from django.utils.translation import gettext_lazy as _

from common.personal_data import Ground, Line, Purge, Then, both, marker
from members.applications.services import erasing, expiry

NAMED = _("who asks for a link, colleagues, the contact, the delegate and the alternate named")
LINES = (
    Line(
        name="members.unopened_drafts",
        label=_("Applications whose link nobody opened"),
        people=_("whoever owns an address that somebody typed"),
        data=_("email address"),
        why=_("so that the link can be opened"),
        ground=Ground.TASK,
        readers=_("nobody"),
        kept=_("7 days after the last letter with the link"),
        then=Then.ERASED,
        fields=(),
        purge=Purge(expiry.unopened, "created_at", expiry.forget_unopened_drafts),
    ),
    Line(
        name="members.left_drafts",
        label=_("Applications that were never submitted"),
        people=NAMED,
        data=_("names, positions, email addresses, statements, evidence"),
        why=_("so that an organisation can prepare its application"),
        ground=Ground.TASK,
        readers=_("the people of the applicant who have a link"),
        kept=_("one year after somebody wrote in it last"),
        then=Then.ERASED,
        fields=(),
        purge=Purge(erasing.left_drafts, "last_at", erasing.forget_left_drafts),
    ),
    Line(
        name="members.applications",
        label=_("Applications"),
        people=NAMED,
        data=_("names, positions, email addresses, statements, evidence, questions and answers"),
        why=_("so that the members can decide on the application"),
        ground=Ground.TASK,
        readers=_(
            "the applicant's people, the secretariat; in a vote everybody who speaks for a centre"
        ),
        kept=_(
            "not eligible, refused or withdrawn: two years, then the people, statements and files; "
            "admitted: as long as the membership"
        ),
        then=Then.ANONYMISED,
        why_kept=_(
            "Decision, reasons and findings stay: they show that like cases were decided alike."
        ),
        fields=(
            "members.Application: contact_email contact_name contact_position delegate_name"
            " delegate_email alternate_name alternate_email about withdrawal_reason search_text"
            " organisation_name centre_name website decision_reasons mandate_basis"
            " mandate_authority",
            "members.Collaborator: email",
            "members.Statement: text",
            "members.Evidence: title link file filename pages",
            "members.Clarification: question answer",
        ),
        purge=Purge(erasing.long_ended, "status_since", erasing.forget_long_ended),
        goes=_("your name and address in applications that have ended, and in drafts of others"),
        on_request=erasing.forget_in_closed_ones,
    ),
    Line(
        name="members.review",
        label=_("The review of applications"),
        people=_("people of the secretariat, and whom their words are about"),
        data=_("findings, decisions and reasons, questions of voters, notes, conflicts"),
        why=_("so that decisions have reasons and two people answer for them"),
        ground=Ground.TASK,
        readers=_("the secretariat; findings and decisions: the applicant, the members"),
        kept=_("as long as the Network keeps its records"),
        then=Then.KEPT,
        why_kept=_(
            "A decision and its reasons stay. On request the notes, questions and reasons of a "
            "person that decide nothing are erased."
        ),
        fields=(
            "members.Finding: note pages",
            "members.Decision: reasons exception no_mail_reason why_taken_back",
            "members.CaseNote: text",
            "members.ConflictOfInterest: reason override_reason",
            "members.ApplicationEvent: what why changes",
            "members.VoterQuestion: asked wording decline_reason answer",
        ),
        goes=_("notes, questions and reasons that you wrote and that decide nothing"),
        on_request=both(
            marker("members.CaseNote", "text", "by"),
            marker("members.ConflictOfInterest", "reason", "user"),
            marker("members.VoterQuestion", "asked", "asked_by"),
        ),
    ),
)
NOTHING_PERSONAL = (
    "members.Application: reference established organisation_key",
    "members.Evidence: content_type sha256 language",
    "members.QuestionTemplate: code title text",
    "members.SavedSection: section window",
)
