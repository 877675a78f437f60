"""A rule set as plain sentences. Pages pass their own `gettext`."""

from fractions import Fraction


def in_words(rules, translate=str):
    """The rules in the order of a vote; the first four say how it is decided."""
    return [sentence for _topic, sentence in by_topic(rules, translate)]


def by_topic(rules, translate=str):
    """The same with what each sentence is about, so that two rule sets can be laid side by side."""
    _ = translate
    return [
        ("vote", _vote_in_words(rules, _)),
        ("majority", _majority_in_words(rules.majority, _)),
        ("tie", _("There must be more yes than no votes: a tie fails.")),
        ("quorum", _quorum_in_words(rules, _)),
        ("recusal", _recusal_in_words(rules, _)),
        ("concerned", _("A centre that a motion is about votes unless it recuses itself.")),
        ("proxy", _proxy_in_words(rules.proxy, _)),
        *_period_in_words(rules, _),
        ("change", _("A ballot can be changed until the vote closes; the last one counts.")),
        ("embargo", _("Nobody sees a choice or a count of choices before the vote closes.")),
        ("reminders", _reminders_in_words(rules.reminder_hours_before_close, _)),
        ("after close", _after_close_in_words(rules.ballots_after_close, _)),
        *_afterwards_in_words(rules, _),
    ]


def _afterwards_in_words(rules, _):
    certified = _(
        "A co-chair certifies the result within {days}, and never one from the own country of an "
        "applicant or a candidate."
    ).format(days=_days(rules.certify_within_days, _))
    again = _("A refused applicant may apply again after {days}.").format(
        days=_days(rules.reapplication_after_days, _)
    )
    new = _("A centre counts as newly established for its first {years}.").format(
        years=_years(rules.newly_established_years, _)
    )
    return [("certification", certified), ("again", again), ("new", new)]


def _vote_in_words(rules, _):
    if rules.unit == "country":
        return _("Each country has one vote; centres of the same country share it.")
    return _("Each centre has one vote, also where a country has several.")


def _share(threshold, _):
    comparison = {"at least": _("at least {share}"), "more than": _("more than {share}")}
    named = {Fraction(1, 2): _("half"), Fraction(1): _("all")}
    share = named.get(threshold.share, threshold.share)
    return comparison[threshold.comparison].format(share=share)


def _majority_in_words(majority, _):
    words = {
        "yes+no": _(
            "A motion is carried when {share} of the yes and no votes are yes; abstentions do "
            "not count here."
        ),
        "yes+no+abstain": _(
            "A motion is carried when {share} of all ballots, abstentions included, are yes."
        ),
        "entitled": _(
            "A motion is carried when {share} of those entitled vote yes; to abstain or not to "
            "vote weighs like a no."
        ),
    }
    return words[majority.base].format(share=_share(majority, _))


def _quorum_in_words(rules, _):
    if rules.abstentions_count_for_quorum:
        said = _(
            "The vote counts if {share} of those entitled take part; to abstain is to take part."
        )
    else:
        said = _(
            "The vote counts if {share} of those entitled vote yes or no; to abstain is not enough."
        )
    return said.format(share=_share(rules.quorum, _))


def _recusal_in_words(rules, _):
    if rules.recused_leave_quorum_base:
        sentence = _("A recused centre does not vote and does not count for the quorum.")
    else:
        sentence = _("A recused centre does not vote, and counts as absent for the quorum.")
    if rules.majority.base != "entitled":
        return sentence
    if rules.recused_leave_majority_base:
        return f"{sentence} {_('The majority is counted without it.')}"
    return f"{sentence} {_('The majority is counted as if it had not voted yes.')}"


def _proxy_in_words(proxy, _):
    if not proxy.is_allowed:
        return _("No centre can vote for another.")
    if proxy.most_per_holder == 1:
        return _("A centre may give its vote to another in writing; nobody holds more than one.")
    return _(
        "A centre may give its vote to another in writing; nobody holds more than {most}."
    ).format(most=proxy.most_per_holder)


def _period_in_words(rules, _):
    days = _("A vote is open for {days} unless the secretariat sets another deadline.")
    yield "period", days.format(days=_days(rules.voting_days, _))
    if rules.minimum_voting_days:
        if rules.early_close:
            least = _("The deadline is never less than {days} after the opening.")
        else:
            least = _("It is never open for less than {days}.")
        yield "least", least.format(days=_days(rules.minimum_voting_days, _))
    if rules.early_close:
        yield "early", _("It closes before the deadline once everybody entitled has voted.")
    else:
        yield "early", _("It stays open until the deadline, also when everybody has voted.")
    yield "extension", _extension_in_words(rules.extension, _)


def _extension_in_words(extension, _):
    if not extension.times:
        return _("It is not extended when the quorum is missing at the deadline.")
    if extension.times == 1:
        said = _("If the quorum is missing at the deadline, it is extended once by {days}.")
    else:
        said = _(
            "If the quorum is missing at the deadline, it is extended by {days}, up to {times} "
            "times."
        )
    return said.format(days=_days(extension.days, _), times=extension.times)


def _reminders_in_words(hours, _):
    if not hours:
        return _("Nobody is reminded.")
    *earlier, last = [
        _days(hour // 24, _) if hour % 24 == 0 and hour > 24 else _hours(hour, _) for hour in hours
    ]
    times = _("{earlier} and {last}").format(earlier=", ".join(earlier), last=last)
    return _("Centres that have not voted are reminded {times} before the close.").format(
        times=times if earlier else last
    )


def _after_close_in_words(who, _):
    if who == "public":
        return _("After the close the members, and once it is certified everybody, see each vote.")
    return _(
        "After the close the members see how each centre voted; once it is certified, everybody "
        "sees the numbers."
    )


def _days(count, _):
    return _("1 day") if count == 1 else _("{count} days").format(count=count)


def _hours(count, _):
    return _("1 hour") if count == 1 else _("{count} hours").format(count=count)


def _years(count, _):
    return _("year") if count == 1 else _("{count} years").format(count=count)
