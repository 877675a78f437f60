"""A rule set as plain sentences, entry by entry. Pages pass their own `gettext`."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from voting.rules.format import ALL, Rules, Threshold

Translate = Callable[[str], str]


def unit(rules: Rules, _: Translate) -> Iterator[str]:
    if rules.unit == "country":
        yield _("Each country has one vote; centres of the same country share it.")
    else:
        yield _("Each centre has one vote, also where a country has several.")


def majority(rules: Rules, _: Translate) -> Iterator[str]:
    sentences = {
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
    yield sentences[rules.majority.base].format(share=_share(rules.majority, _))


def tie(rules: Rules, _: Translate) -> Iterator[str]:
    yield _("There must be more yes than no votes: a tie fails.")


def quorum(rules: Rules, _: Translate) -> Iterator[str]:
    if rules.abstention.counts_for_quorum:
        sentence = _(
            "The vote counts if {share} of those entitled take part; to abstain is to take part."
        )
    else:
        sentence = _(
            "The vote counts if {share} of those entitled vote yes or no; to abstain is not enough."
        )
    yield sentence.format(share=_share(rules.quorum, _))


def recusal(rules: Rules, _: Translate) -> Iterator[str]:
    if rules.recusal.leaves_quorum_base:
        sentence = _("A recused centre does not vote and does not count for the quorum.")
    else:
        sentence = _("A recused centre does not vote, and counts as absent for the quorum.")
    if rules.majority.base != "entitled":
        yield sentence
    elif rules.recusal.leaves_majority_base:
        yield f"{sentence} {_('The majority is counted without it.')}"
    else:
        yield f"{sentence} {_('The majority is counted as if it had not voted yes.')}"
    yield _("A centre that a motion is about votes unless it recuses itself.")


def proxy(rules: Rules, _: Translate) -> Iterator[str]:
    most = rules.proxy.most_per_holder
    if not rules.proxy.is_allowed:
        yield _("No centre can vote for another.")
    elif most == 1:
        yield _("A centre may give its vote to another in writing; nobody holds more than one.")
    else:
        yield _(
            "A centre may give its vote to another in writing; nobody holds more than {most}."
        ).format(most=most)


def period(rules: Rules, _: Translate) -> Iterator[str]:
    sentence = _("A vote is open for {days} unless the secretariat sets another deadline.")
    yield sentence.format(days=_days(rules.voting_days, _))


def minimum_period(rules: Rules, _: Translate) -> Iterator[str]:
    if rules.minimum_voting_days:
        if rules.early_close:
            sentence = _("The deadline is never less than {days} after the opening.")
        else:
            sentence = _("It is never open for less than {days}.")
        yield sentence.format(days=_days(rules.minimum_voting_days, _))


def early_close(rules: Rules, _: Translate) -> Iterator[str]:
    if rules.early_close:
        yield _("It closes before the deadline once everybody entitled has voted.")
    else:
        yield _("It stays open until the deadline, also when everybody has voted.")


def extension(rules: Rules, _: Translate) -> Iterator[str]:
    times, days = rules.extension.times, _days(rules.extension.days, _)
    if not times:
        yield _("It is not extended when the quorum is missing at the deadline.")
    elif times == 1:
        yield _("If the quorum is missing at the deadline, it is extended once by {days}.").format(
            days=days
        )
    else:
        yield _(
            "If the quorum is missing at the deadline, it is extended by {days}, up to {times} "
            "times."
        ).format(days=days, times=times)


def ballots(rules: Rules, _: Translate) -> Iterator[str]:
    yield _("A ballot can be changed until the vote closes; the last one counts.")
    yield _("Nobody sees a choice or a count of choices before the vote closes.")


def reminders(rules: Rules, _: Translate) -> Iterator[str]:
    if not rules.reminder_hours_before_close:
        yield _("Nobody is reminded.")
        return
    *earlier, last = [
        _days(hours // 24, _)
        if hours % 24 == 0 and hours > 24
        else (_("1 hour") if hours == 1 else _("{count} hours").format(count=hours))
        for hours in rules.reminder_hours_before_close
    ]
    times = _("{earlier} and {last}").format(earlier=", ".join(earlier), last=last)
    yield _("Centres that have not voted are reminded {times} before the close.").format(
        times=times if earlier else last
    )


def after_close(rules: Rules, _: Translate) -> Iterator[str]:
    if rules.ballots_after_close == "public":
        yield _("After the close the members, and once it is certified everybody, see each vote.")
    else:
        yield _(
            "After the close the members see how each centre voted; once it is certified, "
            "everybody sees the numbers."
        )


def certification(rules: Rules, _: Translate) -> Iterator[str]:
    days = rules.certification.confirmation_days
    if days:
        sentence = _(
            "After the close each centre has {days} to confirm or contest its line of the result; "
            "nobody certifies it before, unless every line is confirmed."
        )
        yield sentence.format(days=_days(days, _))
    yield _(
        "A co-chair certifies the result within {days}, and never one from the own country of an "
        "applicant or a candidate."
    ).format(days=_days(rules.certification.within_days, _))


def reapplication(rules: Rules, _: Translate) -> Iterator[str]:
    sentence = _("A refused applicant may apply again after {days}.")
    yield sentence.format(days=_days(rules.reapplication_after_days, _))


def newly_established(rules: Rules, _: Translate) -> Iterator[str]:
    count = rules.newly_established_years
    years = _("year") if count == 1 else _("{count} years").format(count=count)
    yield _("A centre counts as newly established for its first {years}.").format(years=years)


def series(rules: Rules, _: Translate) -> Iterator[str]:
    yield {
        ALL: _("These rules are for every motion whose kind has no rules of its own."),
        "admission": _("These rules are for admissions."),
        "rule_set": _("These rules are for adoptions of rules."),
        "co_chair": _("These rules are for elections of co-chairs."),
        "position": _("These rules are for positions of the Network."),
    }[rules.series]


def _share(threshold: Threshold, _: Translate) -> str:
    comparison = {"at least": _("at least {share}"), "more than": _("more than {share}")}
    named = {Fraction(1, 2): _("half"), Fraction(1): _("all")}
    share = threshold.share
    return comparison[threshold.comparison].format(share=named.get(share, share))


def _days(count: int, _: Translate) -> str:
    return _("1 day") if count == 1 else _("{count} days").format(count=count)


SENTENCES: dict[str, Callable[[Rules, Translate], Iterator[str]]] = {
    "unit": unit,
    "majority": majority,
    "tie": tie,
    "quorum": quorum,
    "recusal": recusal,
    "proxy": proxy,
    "voting_days": period,
    "minimum_voting_days": minimum_period,
    "early_close": early_close,
    "extension": extension,
    "ballots": ballots,
    "reminder_hours_before_close": reminders,
    "ballots_after_close": after_close,
    "certification": certification,
    "reapplication_after_days": reapplication,
    "newly_established_years": newly_established,
    "series": series,
}


def by_topic(rules: Rules, translate: Translate = str) -> dict[tuple[str, int], str]:
    """By entry and number, in the order of the model: two rule sets can be laid side by side."""
    return {
        (name, number): sentence
        for name, _entry, _part in rules.entries()
        if name in SENTENCES
        for number, sentence in enumerate(SENTENCES[name](rules, translate))
    }


def in_words(rules: Rules, translate: Translate = str) -> list[str]:
    """The rules in the order of a vote; the first four say how it is decided."""
    return list(by_topic(rules, translate).values())
