"""The month of a meeting, as people of any country name it."""

import pytest

from knowledge_exchange.meetings.admin.forms import MeetingForm

JUNE = (
    "June Jun Juni junio juin giugno czerwiec czerwca červen června jún június iunie junij lipanj "
    "birželis jūnijs juuni kesäkuu Ιούνιος Ιουνίου юни Meitheamh Ġunju junho juni Haziran Червень"
)


@pytest.mark.parametrize("name", JUNE.split())
def test_a_month_is_read_in_the_languages_of_the_network(name):
    assert MeetingForm.base_fields["held"].clean(f"{name} 2026") == "2026-06"
