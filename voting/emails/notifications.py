"""Which letters a motion causes: rows of the outbox, written in the transaction that does."""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from common.dates import network_day
from members.enums import RepresentativeRole
from members.models import CoChairTerm, Representative, VoterQuestion
from members.register.services.notifications import notify
from outbox import services as outbox
from outbox.models import Mail, MailStatus
from voting.enums import RollStatus
from voting.models import RollVoter
from voting.motions import roll
from voting.permissions import who_certifies, why_not_confirm
from voting.rules.deadlines import reminder_times

WHILE_OPEN = ["voting.opened", "voting.reminder", "voting.extended", "voting.question_answered"]
ASKING = ["voting.opened", "voting.reminder", "voting.extended"]  # what must reach every unit


def notify_opened(motion, *, now):
    """The opening notice for everybody on the roll, and the reminders with their due times."""
    voters = list(RollVoter.objects.speaking_of(motion, network_day(now)))
    requests = [
        _request(motion, "voting.opened", voter.entry_id, voter.user, now=now) for voter in voters
    ]
    outbox.queue_all([*requests, *_reminders(motion, voters, now=now)], now=now)


def notify_extended(motion, reason, *, now):
    """The new deadline for everybody on the roll, and reminders planned anew from it."""
    outbox.cancel(motion, kinds=["voting.reminder"], why=_("The deadline was extended."))
    voters = list(RollVoter.objects.speaking_of(motion, network_day(now)))
    requests = [
        _request(motion, "voting.extended", voter.entry_id, voter.user, now=now, reason=reason)
        for voter in voters
    ]
    outbox.queue_all([*requests, *_reminders(motion, voters, now=now)], now=now)


def _reminders(motion, voters, *, now):
    """To each entry's delegates; to its alternates where it has no delegate."""
    with_delegate = {
        voter.entry_id for voter in voters if voter.role == RepresentativeRole.DELEGATE
    }
    to_remind = [
        voter
        for voter in voters
        if voter.role == RepresentativeRole.DELEGATE or voter.entry_id not in with_delegate
    ]
    hours_before = motion.rule_set.rules.reminder_hours_before_close
    return [
        _request(
            motion,
            "voting.reminder",
            voter.entry_id,
            voter.user,
            now=now,
            part=hours,
            due_at=due_at,
            hours=hours,
        )
        for hours, due_at in reminder_times(hours_before, motion.closes_at, now)
        for voter in to_remind
    ]


def step_on(motion, *, now):
    """Where none of an entry's people got a mail that asks for its ballot, write to the next."""
    requests = Mail.objects.about(motion).filter(kind__in=ASKING)
    failed = Q(status=MailStatus.FAILED)
    login_closed = Q(status=MailStatus.CANCELLED, user__is_active=False)
    came_to_nothing = set(requests.filter(failed | login_closed).values_list("pk", flat=True))
    if not came_to_nothing:
        return
    groups = defaultdict(list)  # all that asks one entry for one thing, for this deadline
    for mail in requests.order_by("pk"):
        if mail.details.get("deadline_version") == motion.deadline_version:
            groups[mail.kind, mail.details["entry"], mail.details.get("hours", "")].append(mail)
    for (kind, entry_pk, part), mails in groups.items():
        if any(mail.pk not in came_to_nothing for mail in mails):
            continue
        entry = motion.roll.without_a_ballot().filter(pk=entry_pk).first()
        people = roll.whom_to_write(entry, now=now) if entry else []
        written_to = {mail.user_id for mail in mails}
        if following := next((user for user in people if user.pk not in written_to), None):
            is_head = not entry.voters.speaking(network_day(now)).filter(user=following).exists()
            details = {**mails[0].details, "is_head": is_head}
            _queue(motion, kind, [following], now=now, part=part, details=details)


def confirm_ballot(motion, ballot, *, now):
    """To everybody who may cast this centre's ballot: one of them notices what was not meant."""
    details, people = {"ballot": ballot.pk}, ballot.entry.people
    _queue(motion, "voting.ballot_recorded", people, now=now, part=ballot.pk, details=details)


def ask_for_a_second_person(motion, amendment, *, now):
    """To the co-chairs who may be it; the secretariat has it on the desk as urgent."""
    second = [
        user for user in _co_chairs(motion, now) if not why_not_confirm(user, motion, amendment)
    ]
    kind, details = "voting.amendment_waits", {"amendment": amendment.pk}
    _queue(motion, kind, second, now=now, part=amendment.pk, details=details)


def notify_amended(motion, amendment, *, now):
    """Every centre on the roll hears of it, and so does the person who was replaced.

    Those who act for a centre that was recused get a letter of their own.
    """
    voters = list(RollVoter.objects.speaking_of(motion, network_day(now)))
    people = {voter.user for voter in voters} | ({amendment.leaving} - {None})
    if amendment.joining is None:
        people -= set(roll.everybody_of(amendment.entry, now=now))
    details = {"amendment": amendment.pk}
    _queue(motion, "voting.roll_amended", people, now=now, part=amendment.pk, details=details)
    if amendment.joining:
        of_the_entry = [voter for voter in voters if voter.entry_id == amendment.entry_id]
        request = _request(motion, "voting.opened", amendment.entry_id, amendment.joining, now=now)
        outbox.queue_all([request, *_reminders(motion, of_the_entry, now=now)], now=now)


def notify_of_the_register(motion, changed, *, now):
    """To who speaks for a centre whose voters have changed, and to whoever took a place over.

    Where nobody speaks for it any more the secretariat's mailbox hears of it as well.
    """
    kind = "voting.register_followed"
    voters = list(RollVoter.objects.speaking_of(motion, network_day(now)))
    for voter in changed:
        own = [other for other in voters if other.entry_id == voter.entry_id]
        part = f"{voter.pk}:{now:%Y-%m-%dT%H:%M:%S}"
        details = {"voter": voter.pk, "left": voter.removed_at is not None}
        people = roll.everybody_of(voter.entry, now=now)
        _queue(motion, kind, people, now=now, part=part, details=details)
        if not own:
            _queue_for_the_mailbox(motion, kind, now=now, part=part, details=details)
        if voter in own and voter.follows_id and motion.is_open:
            request = _request(motion, "voting.opened", voter.entry_id, voter.user, now=now)
            outbox.queue_all([request, *_reminders(motion, own, now=now)], now=now)


def notify_of_recusal(motion, entry, *, by, now):
    """To everybody who acts for the centre: a recusal that nobody meant is taken back in time."""
    kind = "voting.recused" if entry.status == RollStatus.RECUSED else "voting.recusal_taken_back"
    details = {"entry": entry.pk, "by": by.pk, "reason": entry.recusal_reason}
    people, part = roll.everybody_of(entry, now=now), f"{entry.pk}:{now:%Y-%m-%dT%H:%M:%S}"
    _queue(motion, kind, people, now=now, part=part, details=details)


def notify_answered(motion, *, now):
    """Each answer that came since the opening, once to everybody on the roll."""
    if motion.application is None:
        return
    kind = "voting.question_answered"
    notified = Mail.objects.about(motion).filter(kind=kind)
    answered = VoterQuestion.objects.answered().filter(
        application=motion.application, answered_at__gte=motion.opened_at
    )
    for question in answered.exclude(
        pk__in=set(notified.values_list("details__question", flat=True))
    ):
        details, people = {"question": question.pk}, _people_of(motion, now)
        _queue(motion, kind, people, now=now, part=question.pk, details=details)


def notify_closed(motion, *, now):
    """The result to the roll; where there is no confirmation period the co-chairs certify now."""
    outbox.cancel(motion, kinds=WHILE_OPEN, why=_("The vote is closed."))
    people = set(_people_of(motion, now))
    if not motion.is_being_confirmed(now):
        ask_to_certify(motion, now=now)
        people -= _certifiers(motion, now)
    _queue(motion, "voting.closed", people, now=now)


def ask_to_certify(motion, *, now):
    """To those who may certify, once each; where no co-chair can, to those who may together."""
    people, kind = _certifiers(motion, now), "voting.certification_asked"
    if not people:
        people, kind = _those_who_may_together(motion, now), "voting.certification_by_two"
    asked = Mail.objects.about(motion).filter(kind=kind).values_list("user", flat=True)
    missing = {user for user in people if user.pk not in set(asked)}
    if missing:
        _queue(motion, kind, missing, now=now)


def follow_up_result(motion, *, now):
    """For a result whose confirmation period is over."""
    ask_to_certify(motion, now=now)
    if motion.is_late(now):
        chase_certification(motion, now=now)


def chase_certification(motion, *, now):
    """What the rules wanted certified by now: weekly to those who may, and to the secretariat."""
    week = (now - motion.certify_by) // timedelta(weeks=1)
    kind, details = "voting.certification_late", {"week": week}
    if Mail.objects.about(motion).filter(kind=kind, details__week=week).exists():
        return
    people = _certifiers(motion, now) or _those_who_may_together(motion, now)
    _queue(motion, kind, people, now=now, part=week, details=details)
    _queue_for_the_mailbox(motion, kind, now=now, part=week, details=details)


def notify_contested(motion, objection, *, now):
    """To those who could certify, and to the secretariat's mailbox: somebody has to look."""
    kind, details = "voting.contested", {"confirmation": objection.pk}
    people = _certifiers(motion, now)
    _queue(motion, kind, people, now=now, part=objection.pk, details=details)
    _queue_for_the_mailbox(motion, kind, now=now, part=objection.pk, details=details)


def notify_certified(motion, *, now):
    _queue(motion, "voting.certified", _people_of(motion, now), now=now)


def notify_called_off(motion, *, now):
    outbox.cancel(motion, kinds=WHILE_OPEN, why=_("The vote was called off."))
    _queue(motion, "voting.called_off", _people_of(motion, now), now=now)


def _people_of(motion, now):
    """Who speaks for a centre on this roll today."""
    return [voter.user for voter in RollVoter.objects.speaking_of(motion, network_day(now))]


def _certifiers(motion, now):
    """Who may certify: for the co-chairs' centres of the frozen list, of no country concerned."""
    return {
        person.user for person in who_certifies(motion, network_day(now)).select_related("user")
    }


def _those_who_may_together(motion, now):
    """Two of these certify where no co-chair can; a record in the first format knows no such."""
    if motion.record_format < 2:
        return set()
    voters = RollVoter.objects.speaking_of(motion, network_day(now))
    voters = voters.exclude(entry__country__in=motion.countries_concerned)
    return {voter.user for voter in voters.exclude(entry__status=RollStatus.SUSPENDED)}


def _co_chairs(motion, now):
    """Who leads today, without those of the applicant's or a candidate's country."""
    day = network_day(now)
    centres = CoChairTerm.objects.on(day).values("centre")
    acting = Representative.objects.acting(day).may_vote().filter(centre__in=centres)
    acting = acting.exclude(centre__country__in=motion.countries_concerned)
    return {person.user for person in acting.select_related("user")}


def _request(motion, kind, entry_pk, user, *, now, part="", due_at=None, **more):
    """A mail that asks for an entry's ballot; it says of which, and for which deadline."""
    details = {"entry": entry_pk, "deadline_version": motion.deadline_version, **more}
    return _draft(motion, kind, user, now=now, part=part, due_at=due_at, details=details)


def _queue(motion, kind, people, *, now, part="", details=None):
    in_order = sorted(people, key=lambda user: user.pk)
    mails = [_draft(motion, kind, user, now=now, part=part, details=details) for user in in_order]
    outbox.queue_all(mails, now=now)


def _queue_for_the_mailbox(motion, kind, *, now, part, details):
    """To the secretariat as a whole."""
    key = f"motion:{motion.pk}:{kind}:{part}:mailbox"
    to = settings.CONTACT_EMAIL
    outbox.queue(kind, key=key, to=to, about=motion, now=now, details=details)


def _draft(motion, kind, user, *, now, part="", due_at=None, details=None):
    """One row per motion, kind, part, version of the deadline and person."""
    return outbox.draft(
        kind,
        key=f"motion:{motion.pk}:{kind}:{part}:v{motion.deadline_version}:user:{user.pk}",
        to=user.email,
        user=user,
        about=motion,
        now=now,
        due_at=due_at,
        details=details,
    )


def notify_rules_adopted(rule_set, *, now):
    """To everybody who acts for a member centre: what an assembly adopted counts from now on."""
    acting = Representative.objects.acting(network_day(now)).of_active_members()
    people, key = acting.select_related("user").order_by("pk"), f"rule-set:{rule_set.pk}"
    notify(people, "voting.rules_adopted", key=key, about=rule_set, now=now)
