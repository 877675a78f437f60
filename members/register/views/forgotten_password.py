"""A forgotten password: allauth's page, which says when the link may be asked for again."""

from allauth.account import views
from django.utils import timezone

from common import asking
from common.attempts import attempt
from members.register.services import accounts
from traces.enums import Act
from traces.services import note
from traces.signals import person_at


class PasswordResetView(views.PasswordResetView):
    def form_valid(self, form):
        email, now = form.cleaned_data["email"], timezone.now()
        said = asking.when(accounts.PAUSE, now)
        with attempt(self.request, success=said, form=form, field="email"):
            asking.ask(self.request, "password", email, pause=accounts.PAUSE, now=now)
            note(Act.RESET_ASKED, by=None, about=person_at(email), now=now)
            return super().form_valid(form)
        return self.form_invalid(form)


password_reset = PasswordResetView.as_view()
