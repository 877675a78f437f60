"""The people of the applicant who may open one application. They have a link, not an account."""

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from common.email_addresses import as_kept
from common.model_fields import EmailField


def _links():
    """Asked each time: it takes what former secret keys have signed."""
    return Signer(salt="members.collaborator-link")


def signed_in(token):
    """(reference, the person's key, version) in a mailed link of ours, or None if it is not one."""
    try:
        reference, pk, version = _links().unsign(token).split(":")
    except BadSignature:
        return None
    return reference, pk, version


class CollaboratorQuerySet(models.QuerySet):
    def active(self):
        return self.filter(removed_at__isnull=True)

    def by_link(self, token):
        """Whose mailed link this is; none if it is forged, was replaced, or the person removed."""
        if (signed := signed_in(token)) is None:
            return self.none()
        reference, pk, version = signed
        return self.active().filter(pk=pk, link_version=version, application__reference=reference)

    def with_address(self, email):
        return self.filter(email=as_kept(email))


class Collaborator(models.Model):
    """One person of the applicant; the owner invites the others.

    `link_version` goes into the mailed link: raising it revokes the link. `code_serial` goes into
    the mailed code, which is computed from it and stored nowhere (`codes.py`); `code_asked_at` is
    empty when no code is open. An address is kept in small letters.
    """

    application = models.ForeignKey(
        "members.Application", on_delete=models.PROTECT, related_name="collaborators"
    )
    email = EmailField(_("e-mail address"))
    is_owner = models.BooleanField(_("owner"), default=False)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    code_serial = models.PositiveIntegerField(default=0, editable=False)
    code_asked_at = models.DateTimeField(null=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    invited_at = models.DateTimeField(_("invited"))
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = CollaboratorQuerySet.as_manager()

    class Meta:
        verbose_name = _("collaborator")
        verbose_name_plural = _("collaborators")
        ordering = ["-is_owner", "invited_at", "pk"]
        indexes = [models.Index(fields=["email"], name="collaborator_by_address")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "application",
                condition=Q(removed_at__isnull=True),
                name="one_collaborator_per_address",
                violation_error_message=_("This person works on the application already."),
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(is_owner=True, removed_at__isnull=True),
                name="one_owner_per_application",
            ),
        ]

    def __str__(self):
        return self.email

    @property
    def link_token(self):
        """The secret part of this person's mailed link."""
        return _links().sign(f"{self.application.reference}:{self.pk}:{self.link_version}")
