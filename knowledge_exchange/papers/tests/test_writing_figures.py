"""Figures: judged by content, made anew, kept while a version shows them."""

import zlib
from io import BytesIO
from struct import pack

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from common.refusals import Refused
from knowledge_exchange.models import Figure
from knowledge_exchange.papers.services import figures
from knowledge_exchange.papers.writing_forms import FigureForm
from knowledge_exchange.tests.factories import (
    NOW,
    FigureFactory,
    PaperFactory,
    PaperVersionFactory,
    picture,
)
from members.tests.factories import RepresentativeFactory, UserFactory
from uploads import pictures


def upload(content, name="x.png"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_made_anew_without_what_came_with_it(kind):
    exif = Image.Exif()
    exif[0x9286] = "Secret place"
    exif[0x0112] = 6  # lies on its side

    made = pictures.redraw(upload(picture(kind, exif=exif) + b"<?php a second file"))

    assert (made.width, made.height, made.content_type) == (2, 3, f"image/{kind.lower()}")
    assert b"Secret" not in made.content
    assert b"php" not in made.content
    assert not Image.open(BytesIO(made.content)).getexif()


def test_a_large_picture_is_made_smaller_and_colours_that_screens_lack_are_turned():
    content = BytesIO()
    Image.new("CMYK", (4800, 10)).save(content, "JPEG")

    made = pictures.redraw(upload(content.getvalue()))

    assert (made.width, made.height) == (2400, 5)
    assert Image.open(BytesIO(made.content)).mode == "RGB"


def animated():
    content = BytesIO()
    frames = [Image.new("RGB", (2, 2), colour) for colour in ("red", "blue")]
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:])
    return content.getvalue()


def bomb():
    """A PNG of 65 thousand by 65 thousand pixels in a few hundred bytes."""

    def chunk(name, data):
        body = name + data
        return pack(">I", len(data)) + body + pack(">I", zlib.crc32(body))

    head = pack(">IIBBBBB", 65_000, 65_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (animated(), "Animated"),
        (bomb(), "40 million pixels"),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "SVG"),
        (b"GIF89a" + bytes(20), "a picture of another kind"),
        (b"<html>", "a web page, named"),
        (b"", "empty"),
        (picture()[:40], "it is damaged"),
        (bytes(pictures.MOST_BYTES + 1), "the limit is 10"),
    ],
)
def test_what_is_no_still_picture_is_refused_with_a_reason(content, why):
    with pytest.raises(ValidationError, match=why):
        pictures.redraw(upload(content))


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere"])
def test_a_failure_of_the_program_that_redraws_is_told_as_ours(program, monkeypatch):
    monkeypatch.setattr(pictures.subprocess_runner.sys, "executable", program)

    with pytest.raises(ValidationError, match="could not be checked. Try again later"):
        pictures.redraw(upload(picture()))


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("../../My Map_1.PNG", "my-map-1"),
        ("Γραφή.png", "grafi"),
        ("….png", ""),
        ("a" * 90 + ".png", "a" * 60),
    ],
)
def test_a_figure_gets_its_name_from_the_files(filename, name):
    assert pictures.name_for(SimpleUploadedFile(filename, b"x")) == name


@pytest.mark.django_db
def test_a_name_is_used_once_in_a_paper():
    paper, writer = PaperFactory(), UserFactory()
    said = {"name": "map", "description": "A map.", "by": writer, "now": NOW}
    made = pictures.Redrawn(picture(), "image/png", 3, 2)
    figures.add(paper, made, **said)

    with pytest.raises(Refused, match="already has"):
        figures.add(paper, made, **said)
    figures.add(PaperFactory(), made, **said)
    assert Figure.objects.count() == 2


@pytest.mark.django_db
def test_a_figure_goes_only_while_no_version_shows_it(django_capture_on_commit_callbacks):
    shown = FigureFactory(name="shown")
    other = FigureFactory(paper=shown.paper, name="other")
    PaperVersionFactory(paper=shown.paper, published=True, body="![x](figure:shown)")

    with pytest.raises(Refused, match="so it stays"):
        figures.remove(shown)
    with django_capture_on_commit_callbacks(execute=True):
        figures.remove(other)

    assert list(Figure.objects.all()) == [shown]
    assert not other.file.storage.exists(other.file.name)


@pytest.mark.django_db
def test_a_figure_is_public_once_a_published_version_shows_it(client):
    figure = FigureFactory(paper=PaperFactory(record=True), name="map")
    address = figure.get_absolute_url()

    assert client.get(address).status_code == 404
    client.force_login(RepresentativeFactory(role="observer").user)
    drafted = client.get(address)
    assert drafted.getvalue() == picture()
    client.logout()
    version = PaperVersionFactory(paper=figure.paper, published=True, body="![x](figure:map)")
    assert client.get(address).status_code == 404  # it was published before the figure was there
    version.html = f'<img src="{address}">'
    version.save()
    public = client.get(address)
    assert public.getvalue() == picture()

    assert "no-store" in drafted["Cache-Control"]
    assert "immutable" in public["Cache-Control"]
    assert (public["Content-Type"], public["X-Content-Type-Options"]) == ("image/png", "nosniff")


@pytest.mark.django_db
def test_a_name_that_cannot_be_called_is_explained():
    said = {"name": "Größe 1", "description": "Growth."}

    form = FigureForm(said, {"upload": upload(picture())})

    assert form.errors["name"] == [
        "Small letters without accents, digits and hyphens, like costs-2026."
    ]
