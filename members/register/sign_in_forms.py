"""Signing in with the address as one sees it, whatever stands in it that one does not see."""

from allauth.account import forms as allauth_forms

from common.form_fields import EmailField
from members.register import tasks


def taken_as_kept(field):
    return EmailField(label=field.label, widget=field.widget)


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = taken_as_kept(self.fields["login"])


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Whose address it is, a worker looks up: the answer takes as long for nobody's."""

    email = taken_as_kept(allauth_forms.ResetPasswordForm.base_fields["email"])

    def clean_email(self):
        return self.cleaned_data["email"]

    def save(self, request, **kwargs):
        tasks.ask_for_password_link(self.cleaned_data["email"])
        return self.cleaned_data["email"]
