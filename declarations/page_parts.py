"""What the page of a centre shows of the signatures of its country."""

from declarations.models import Signature
from members.models import Centre


def signatures_of_country(centre: Centre, **_details: object) -> dict[str, object]:
    """Those of the country's ministries, also where they were only invited."""
    signatures = Signature.objects.filter(country=centre.country).select_related("declaration")
    return {"signatures": signatures, "country": centre.country}
