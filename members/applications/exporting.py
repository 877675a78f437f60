"""The cases as a table."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from common.spreadsheets import BATCH, cell

COLUMNS = (
    (_("Reference"), "reference"),
    (_("Status"), lambda case: case.get_status_display()),
    (_("In this state since"), "status_since"),
    (_("Submitted"), "submitted_at"),
    (_("Decided"), "decided_at"),
    (_("Assigned to"), lambda case: str(case.assigned_to or "")),
    (_("Centre"), "centre_name"),
    (_("Organisation"), "organisation_name"),
    (_("Private"), lambda case: _("yes") if case.organisation_is_private else _("no")),
    (_("Country code"), lambda case: case.country.code),
    (_("Country"), lambda case: case.country.name),
    (_("Centre works since"), "established"),
    (_("Website"), "website"),
    (_("Contact"), "contact_name"),
    (_("Contact's position"), "contact_position"),
    (_("Contact's e-mail address"), "contact_email"),
    (_("Delegate"), "delegate_name"),
    (_("Delegate's e-mail address"), "delegate_email"),
    (_("Alternate"), "alternate_name"),
    (_("Alternate's e-mail address"), "alternate_email"),
    (_("Legal basis of the mandate"), "mandate_basis"),
    (_("Authority that gave the mandate"), "mandate_authority"),
    (_("Mandate valid until"), "mandate_valid_until"),
    (_("First end of a mandate or evidence"), "expires_on"),
    (_("May apply again from"), "reapply_from"),
)


def table(cases):
    """The heading, then a row for each case, read from the database as they are asked for."""
    yield [str(label) for label, _value in COLUMNS]
    rows = cases.select_related("assigned_to").order_by(F("status_since").desc(), "-pk")
    for case in rows.iterator(chunk_size=BATCH):
        yield [_cell(case, value) for _label, value in COLUMNS]


def _cell(case, value):
    return cell(value(case) if callable(value) else getattr(case, value))
