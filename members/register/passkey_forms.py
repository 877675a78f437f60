"""Forms of allauth for passkeys, in our words."""

from allauth.mfa.webauthn import forms as allauth_forms
from django.utils.translation import gettext_lazy as _

from common.form_fields import LineField

LONGEST_NAME = 60


class AddPasskeyForm(allauth_forms.AddWebAuthnForm):
    """`passwordless` is allauth's name for what the device then asks of the person itself."""

    name = LineField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("By which you know it again, such as “Laptop” or “Key on my key ring”."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = _("It signs me in alone, without my password")
        alone.help_text = _(
            "The device then asks for your fingerprint, your face or a PIN. Clear the "
            "mark for a security key that can do none of these: it comes after the password."
        )
        self.order_fields(["name", "passwordless", "credential"])


class RenamePasskeyForm(allauth_forms.EditWebAuthnForm):
    name = LineField(label=_("Name"), max_length=LONGEST_NAME)
