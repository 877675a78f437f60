from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from members.applications.services.notifications import Wording
from members.enums import MembershipClass
from members.models import Centre
from members.tests.factories import CentreFactory
from proposals.details import pack, unpack


@pytest.mark.django_db
def test_arguments_come_back_as_they_were(django_assert_num_queries):
    centre = CentreFactory()
    details = {
        "text": "Why",
        "choice": str(MembershipClass.MEMBER),
        "yes": True,
        "none": None,
        "number": 3,
        "part": Decimal("0.5"),
        "day": date(2026, 11, 30),
        "instant": datetime(2026, 11, 30, 12, tzinfo=UTC),
        "centre": centre,
        "centres": [centre],
        "more": {"day": date(2026, 1, 1)},
        "wording": Wording(written="Subject\nText"),
    }

    assert unpack(pack(details)) == details
    assert unpack(pack({"rows": Centre.objects.all()})) == {"rows": [centre]}


@pytest.mark.django_db
def test_a_row_that_is_gone_is_said():
    centre = CentreFactory()
    packed = pack({"centre": centre})
    centre.delete()

    with pytest.raises(Centre.DoesNotExist):
        unpack(packed)


def test_what_would_not_come_back_is_not_taken():
    with pytest.raises(TypeError, match="object"):
        pack({"file": object()})
