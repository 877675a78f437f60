import pytest

from common import typesetting


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.css",
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "data:text/css,*{}",
        "font:../../../etc/passwd",
    ],
)
def test_the_renderer_fetches_nothing_but_our_fonts(address):
    with pytest.raises((ValueError, OSError)):
        typesetting.only_fonts().fetch(address)
