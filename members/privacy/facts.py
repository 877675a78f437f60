"""The facts about the Network, and which page lacks which of them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.register.models import NetworkFacts

PAGES: dict[Promise, tuple[str, ...]] = {
    _("About us"): ("operator", "postal_address", "press_contact"),
    _("Privacy"): ("controller", "data_protection_officer", "supervisory_authority"),
    _("Accessibility"): ("enforcement_body",),
    _("Legal notice"): ("content_licence",),
}


def of_the_network() -> NetworkFacts:
    """The row; an empty one while nobody has entered anything."""
    return NetworkFacts.objects.first() or NetworkFacts(pk=1)


def missing(known: NetworkFacts) -> dict[str, list[str]]:
    """What each page lacks, by its title: the labels of the fields. Whole pages are left out."""
    lacking = {
        str(title): [
            str(known._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in names
            if not getattr(known, name)
        ]
        for title, names in PAGES.items()
    }
    return {title: labels for title, labels in lacking.items() if labels}
