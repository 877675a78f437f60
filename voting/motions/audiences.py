"""Letters to those whose ballot is missing in an open vote; how anybody voted is never asked."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from outbox.audiences import Addressee, Audience, with_sign_in
from voting.models import Motion, RollEntry, RollVoter


class OpenMotionForm(forms.Form):
    motion = forms.ModelChoiceField(Motion.objects.none(), label=_("Vote"), empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["motion"].queryset = Motion.objects.taking_ballots(timezone.now())


def not_voted(now: datetime, *, motion: Motion) -> list[Addressee]:
    """Everybody who speaks for a centre whose ballot is missing."""
    missing = RollEntry.objects.without_a_ballot().filter(motion=motion)
    voters = RollVoter.objects.speaking_of(motion, network_day(now)).filter(entry__in=missing)
    return with_sign_in(voter.user for voter in voters)


def not_voted_in_words(*, motion: Motion) -> str:
    return gettext("the centres whose ballot on “%(motion)s” is missing") % {"motion": motion}


AUDIENCES = (
    Audience(
        name="voting.not_voted",
        label=_("Who has not voted yet"),
        hint=_("Those who speak for a centre whose ballot is missing in an open vote."),
        form=OpenMotionForm,
        people=not_voted,
        whom=not_voted_in_words,
        only_while=True,
        is_reminder=True,
    ),
)
