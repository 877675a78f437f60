"""What the law asks the Network to say of itself; the pages for everybody read it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import EmailField, LineField, LinesField, LinkField


class NetworkFacts(models.Model):
    """One row. What is empty is left out in public and stands on the secretariat's desk."""

    operator = LineField(
        _("who runs the Network"),
        max_length=200,
        blank=True,
        help_text=_("The body that answers for the Network and this site, by its full name."),
    )
    postal_address = LinesField(_("postal address"), max_length=500, blank=True)
    press_contact = EmailField(
        _("press contact"), blank=True, help_text=_("A role mailbox, not a person's own address.")
    )
    controller = LinesField(
        _("controller of personal data"),
        max_length=500,
        blank=True,
        help_text=_("Name and address of the body that decides on the data: Art. 4(7) GDPR."),
    )
    data_protection_officer = EmailField(
        _("data protection officer"), blank=True, help_text=_("A role mailbox.")
    )
    supervisory_authority = LineField(
        _("supervisory authority for data protection"), max_length=200, blank=True
    )
    supervisory_link = LinkField(_("its website"), blank=True)
    enforcement_body = LineField(
        _("enforcement body for accessibility"), max_length=200, blank=True
    )
    enforcement_link = LinkField(_("its enforcement procedure"), blank=True)
    content_licence = LineField(
        _("licence of the content"),
        max_length=120,
        blank=True,
        help_text=_("For example CC BY 4.0. Empty: the Network has not decided."),
    )
    content_licence_link = LinkField(_("text of the licence"), blank=True)

    class Meta:
        verbose_name = _("facts about the Network")
        verbose_name_plural = _("facts about the Network")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_network_facts")]

    def __str__(self):
        return str(self._meta.verbose_name)
