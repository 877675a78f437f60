"""The lines of the schedule of personal data for people, their roles and their sign-ins."""

from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.personal_data import Ground, Line, Purge, Then
from members.register.services import accounts, addresses, erasing

NOTES_KEPT = timedelta(days=5 * 365)


def old_notes(now: datetime) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(action_time__lte=now - NOTES_KEPT)


LINES = (
    Line(
        name="members.people",
        label=_("People with a sign-in"),
        people=_("people who speak or spoke for a centre, the secretariat"),
        data=_("name, email address, telephone if given, time zone, centre, role and its dates"),
        why=_("so that centres can act, and it is known who acted for them"),
        ground=Ground.TASK,
        readers=_(
            "everybody who speaks for a centre and the secretariat; the telephone: the secretariat"
        ),
        kept=_("five years after the last role; one year after an invitation by which nobody came"),
        then=Then.ANONYMISED,
        why_kept=_("That somebody, without a name, held a role and acted stays on record."),
        fields=(
            "members.User: email name name_words telephone time_zone",
            "members.FoundingPerson: name email",
            "account.EmailAddress: email",
        ),
        purge=Purge(erasing.long_gone, "date_joined", erasing.forget_long_gone),
        goes=_("name, email address, telephone, time zone"),
        on_request=erasing.forget_person,
    ),
    Line(
        name="members.sign_ins",
        label=_("Passwords and second steps"),
        people=_("people with a sign-in"),
        data=_("a digest of the password, encrypted secrets of second steps, what changed when"),
        why=_("so that nobody else signs in as them"),
        ground=Ground.INTEREST,
        readers=_("nobody; that and when something changed: the person and the secretariat"),
        kept=_("as long as the sign-in"),
        then=Then.ERASED,
        fields=(
            "members.User: password",
            "members.SignInEvent: reason",
            "mfa.Authenticator: data",
            "account.EmailConfirmation: key",
        ),
        goes=_("password, second steps, reasons in the history of the sign-in"),
        on_request=erasing.forget_person,
    ),
    Line(
        name="members.addresses",
        label=_("A new address that waits to be confirmed"),
        people=_("people who change the address that they sign in with"),
        data=_("the new email address"),
        why=_("so that both addresses agree before anything changes"),
        ground=Ground.TASK,
        readers=_("the person"),
        kept=_("three days"),
        then=Then.ERASED,
        fields=("members.AddressChange: email",),
        purge=Purge(
            addresses.unconfirmed,
            "asked_at",
            lambda now: addresses.unconfirmed(now).delete()[0],
        ),
        goes=_("the new address"),
        on_request=erasing.forget_person,
    ),
    Line(
        name="members.provider",
        label=_("Accounts at the state’s provider"),
        people=_("people who connected one to sign in with"),
        data=_("the number that the provider knows the account by; no name and no address"),
        why=_("so that they can sign in with it"),
        ground=Ground.TASK,
        readers=_("nobody; that one is connected: the person and the secretariat"),
        kept=_("until the person disconnects it"),
        then=Then.ERASED,
        fields=("socialaccount.SocialAccount: provider uid extra_data",),
        goes=_("the account that is connected"),
        on_request=erasing.forget_person,
    ),
    Line(
        name="members.attempts",
        label=_("Attempts to sign in"),
        people=_("whoever tries to sign in while the counter in memory does not answer"),
        data=_("a digest of the network address and of what was typed, and how often"),
        why=_("so that nobody guesses passwords"),
        ground=Ground.INTEREST,
        readers=_("nobody"),
        kept=_("an hour, then until the next night"),
        then=Then.ERASED,
        fields=("members.Attempt: cache_key value",),
        purge=Purge(
            accounts.attempts_that_count_no_more,
            "expires",
            lambda now: accounts.attempts_that_count_no_more(now).delete()[0],
        ),
    ),
    Line(
        name="members.browsers",
        label=_("Where somebody is signed in"),
        people=_("people with a sign-in"),
        data=_("address of the connection, what the browser calls itself, first and last use"),
        why=_("so that they notice and end a sign-in that is not theirs"),
        ground=Ground.INTEREST,
        readers=_("the person"),
        kept=_("as long as the session"),
        then=Then.ERASED,
        fields=("usersessions.UserSession: ip session_key user_agent data",),
        purge=Purge(erasing.over, "last_seen_at", lambda now: erasing.over(now).delete()[0]),
        goes=_("every browser in which you are signed in"),
        on_request=erasing.forget_person,
    ),
    Line(
        name="members.told",
        label=_("Letters that say that data were erased"),
        people=_("people whose data were erased"),
        data=_("the last email address"),
        why=_("so that they know that it is done"),
        ground=Ground.DUTY,
        readers=_("the secretariat"),
        kept=_("until the night after the letter has left"),
        then=Then.ERASED,
        fields=(),
        purge=Purge(erasing.told, "due_at", erasing.forget_told),
    ),
    Line(
        name="members.history",
        label=_("The history of the register"),
        people=_("people of the centres and of the secretariat"),
        data=_("who entered, changed, suspended or ended what, when, and why"),
        why=_("so that everybody can see by what right a centre is in the Network"),
        ground=Ground.TASK,
        readers=_("dates and basis: everybody; who and why: members and the secretariat"),
        kept=_("for good"),
        then=Then.KEPT,
        why_kept=_(
            "Decisions on memberships and their reasons are the Network's record. They name people "
            "by key, and the name is erased with the person."
        ),
        fields=(
            "members.Membership: notes",
            "members.MembershipEvent: note",
            "members.PlannedLeaving: reason",
            "members.FormerName: reason",
            "members.CoChairTerm: source end_source",
            "members.Reconfirmation: note",
            "members.Founding: note",
            "members.ProfileChange: base proposed message note",
            "members.Centre: notes mailbox",
        ),
    ),
    Line(
        name="members.notes",
        label=_("The history that the admin keeps"),
        people=_("the secretariat, and whom an entry is about"),
        data=_("who changed what, when"),
        why=_("so that a change can be traced"),
        ground=Ground.INTEREST,
        readers=_("the secretariat"),
        kept=_("five years"),
        then=Then.ERASED,
        fields=("admin.LogEntry: object_repr change_message",),
        purge=Purge(old_notes, "action_time", lambda now: old_notes(now).delete()[0]),
        goes=_("your name where an entry is about you"),
        on_request=erasing.forget_person,
    ),
)
NOTHING_PERSONAL = (
    # allauth's: the provider stands in the settings, and what it hands out is not kept.
    "socialaccount.SocialApp: client_id key name provider provider_id secret settings",
    "socialaccount.SocialToken: token token_secret",
    "admin.LogEntry: object_id",
    "members.Founding: sha256",
    "members.FoundingCentre: announced effective term leads_from",
    "members.FoundingAgreement: sha256",
    "members.ImportRun: file_kind sha256 rows how_read content",
    "members.Membership: announced effective suspended ended",
    "members.MembershipEvent: announced effective",
    "members.Mandate: legal_basis issuing_authority since",
    "members.NetworkFacts: operator postal_address press_contact controller"
    " data_protection_officer supervisory_authority supervisory_link enforcement_body"
    " enforcement_link content_licence content_licence_link",
    "members.Reconfirmation: mandate_basis",
    "members.ReconfirmedCriterion: text",
    "members.ProfileVersion: fields",
    "members.Organisation: name name_words",
    "members.FormerName: name name_words until",
    "members.Centre: name name_words slug established website about languages mandate_region",
    "members.CentreLink: label address",
    "members.CoChairTerm: body term began handed_over",
)
