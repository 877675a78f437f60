import io
import resource
import struct
import zipfile
import zlib

import hypothesis
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from hypothesis import strategies as st
from PIL import Image

from common.typed_text import has_hidden
from uploads import checking, inspection, names, pictures, subprocess_runner

LIMIT = 100_000


def picture(kind, size=(2, 3)):
    stored = io.BytesIO()
    Image.effect_noise(size, 100).convert("RGB").save(stored, kind)
    return stored.getvalue()


PNG = picture("PNG")


def pdf(*, script=False, password=None):
    document = pikepdf.new()
    document.add_blank_page()
    if script:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    stored = io.BytesIO()
    encryption = pikepdf.Encryption(owner=password, user=password) if password else None
    document.save(stored, **({"encryption": encryption} if encryption else {}))
    return stored.getvalue()


def changed(change):
    document = pikepdf.new()
    document.add_blank_page()
    change(document)
    stored = io.BytesIO()
    document.save(stored)
    return stored.getvalue()


def script():
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def script_on_the_page(document):
    document.pages[0].AA = pikepdf.Dictionary(O=script())


def link_that(action):
    def change(document):
        link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        document.pages[0].Annots = pikepdf.Array([link])

    return change


def opening_that(action):
    def change(document):
        document.Root.OpenAction = document.make_indirect(action)

    return change


def action(kind, **more):
    return pikepdf.Dictionary(S=pikepdf.Name("/" + kind), **more)


def kind_written_elsewhere(document):
    kind = document.make_indirect(pikepdf.Name.Launch)
    document.Root.Deep = document.make_indirect(pikepdf.Dictionary(S=kind, F="calc.exe"))


def stream_from_elsewhere(document):
    document.Root.Deep = document.make_indirect(pikepdf.Stream(document, b"x", F="//host/file"))


def addresses_begin_at_files(document):
    document.Root.URI = pikepdf.Dictionary(Base="file:///")


def file_inside(document):
    document.attachments["payload.exe"] = pikepdf.AttachedFileSpec(document, b"MZ")


def unfolding(megabytes):
    """A PDF of some kilobytes whose script on opening lies in a stream that unfolds to much."""
    inside = b"4 0 <</S/JavaScript/JS(app.alert(1))>>"
    packing = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    head = packing.compress(inside) + packing.flush(zlib.Z_FULL_FLUSH)
    # What a full flush ends can be repeated as it is: nobody has to pack gigabytes.
    megabyte = packing.compress(bytes(2**20)) + packing.flush(zlib.Z_FULL_FLUSH)
    checksum = zlib.adler32(inside)
    for _ in range(megabytes):
        checksum = zlib.adler32(bytes(2**20), checksum)
    packed = b"\x78\xda" + head + megabytes * megabyte + packing.flush() + checksum.to_bytes(4)
    packed = zlib.compress(packed, 9)
    head = f"<</Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]/Length {len(packed)}>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        head.encode() + b"stream\n" + packed + b"\nendstream",
    ]
    return laid_out(objects)


def laid_out(objects):
    """Objects 1, 2, 3 and 5, of which 5 holds object 4."""
    content, rows = b"%PDF-1.5\n", [struct.pack(">BIH", 0, 0, 65535)]
    for number, written in zip((1, 2, 3, 5), objects, strict=True):
        if number == 5:
            rows.append(struct.pack(">BIH", 2, 5, 0))
        rows.append(struct.pack(">BIH", 1, len(content), 0))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    rows.append(struct.pack(">BIH", 1, len(content), 0))
    table, start = b"".join(rows), len(content)
    return content + (
        b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>\nstream\n%s\nendstream\n"
        b"endobj\nstartxref\n%d\n%%%%EOF\n" % (len(table), table, start)
    )


def packed(method, damage):
    """An OpenDocument text whose declared type is packed, and damaged behind its name."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", method) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 20)
    content = bytearray(stored.getvalue())
    begin = content.index(b"mimetype") + 8 + damage.start
    content[begin : begin + damage.stop - damage.start] = b"\xff" * (damage.stop - damage.start)
    return bytes(content)


def torn():
    """The declared type claims to be longer than the file."""
    content = bytearray(zipped(mimetype="application/vnd.oasis.opendocument.text"))
    directory = content.index(b"PK\x01\x02")
    content[directory + 20 : directory + 28] = struct.pack("<II", 5000, 5000)
    return bytes(content)


def zipped(**files):
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return stored.getvalue()


def check(name, content):
    return checking.check(SimpleUploadedFile(name, content), max_bytes=LIMIT)


def test_a_pdf_is_kept_with_its_size_and_checksum():
    kept = check("Decree.pdf", pdf())

    assert (kept.name, kept.content_type) == ("Decree.pdf", "application/pdf")
    assert len(kept.sha256) == 64
    assert not kept.has_active_content


def test_a_pdf_with_a_script_is_kept_but_flagged():
    assert check("Decree.pdf", pdf(script=True)).has_active_content


@pytest.mark.parametrize(
    "change",
    [
        script_on_the_page,
        link_that(script()),
        link_that(pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")),
        file_inside,
        link_that(action("GoToR", F="//host/other.pdf", D=[0, pikepdf.Name.Fit])),
        link_that(action("GoToE", D="x")),
        link_that(action("Thread", F="//host/other.pdf")),
        link_that(action("URI", URI="javascript:alert(1)")),
        link_that(action("URI", URI="file:///etc/passwd")),
        link_that(action("URI", URI="\\\\host\\file")),
        link_that(action("URI", URI=pikepdf.Name.x)),
        opening_that(action("GoToR", F="//host/other.pdf")),
        opening_that(action("ImportData", F="x.fdf")),
        opening_that(action("SubmitForm", F="https://x.example")),
        opening_that(action("URI", URI="https://x.example")),
        opening_that(action("GoTo", D="x", Next=[action("URI", URI="https://x.example")])),
        kind_written_elsewhere,
        stream_from_elsewhere,
        addresses_begin_at_files,
    ],
)
def test_whatever_acts_in_a_pdf_or_reaches_out_is_found(change):
    assert inspection.inspect(io.BytesIO(changed(change)), checking.PDF).is_active


@pytest.mark.parametrize(
    "change",
    [
        link_that(action("URI", URI="https://x.example/a")),
        link_that(action("URI", URI="HTTP://x.example/a")),
        link_that(action("URI", URI="mailto:x@x.example")),
        link_that(action("URI", URI="www.x.example")),
        link_that(action("GoTo", D="chapter")),
        opening_that(action("GoTo", D="chapter", Next=action("GoTo", D="other"))),
    ],
)
def test_links_and_places_in_the_document_are_harmless(change):
    assert not inspection.inspect(io.BytesIO(changed(change)), checking.PDF).is_active


def test_actions_on_opening_that_go_in_a_circle_have_an_end():
    def circle(document):
        first = document.make_indirect(action("GoTo", D="x"))
        first.Next = pikepdf.Array([first])
        document.Root.OpenAction = first

    assert not inspection.inspect(io.BytesIO(changed(circle)), checking.PDF).is_active


def test_a_script_is_found_however_deep_it_lies():
    def nest(document):
        inner = script()
        for _level in range(400):
            inner = pikepdf.Array([inner])
        document.Root.Deep = inner

    assert check("Decree.pdf", changed(nest)).has_active_content


def test_an_office_file_with_macros_is_kept_but_flagged():
    parts = {"[Content_Types].xml": "", "word__document.xml": ""}

    assert check("a.docx", zipped(**parts, **{"word__vbaProject.bin": "x"})).has_active_content
    assert not check("a.docx", zipped(**parts)).has_active_content


def failing(monkeypatch):
    """The program ends as it does when a library is missing."""
    monkeypatch.setattr(subprocess_runner.sys, "executable", "/bin/false")


def not_starting(monkeypatch):
    monkeypatch.setattr(subprocess_runner.sys, "executable", "/nowhere")


@pytest.mark.parametrize("fault", [failing, not_starting])
def test_a_failure_of_the_checking_program_is_told_as_ours(fault, monkeypatch, caplog):
    fault(monkeypatch)

    with pytest.raises(ValidationError, match="could not be checked. Try again later"):
        check("Decree.pdf", pdf())

    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.parametrize("names", [5, pikepdf.Array([1]), "x", pikepdf.Name.x])
def test_a_pdf_with_names_of_a_wrong_type_is_no_accident(names):
    def misname(document):
        document.Root.Names = names

    assert not check("Decree.pdf", changed(misname)).has_active_content


def test_a_pdf_that_unfolds_to_gigabytes_is_refused_and_costs_this_process_nothing():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(ValidationError, match="too complex"):
        check("Decree.pdf", unfolding(megabytes=1000))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_picture_that_unfolds_to_gigabytes_is_refused():
    size = struct.pack(">II", 60_000, 60_000)
    head = b"IHDR" + size + PNG[24:29]
    huge = PNG[:12] + head + struct.pack(">I", zlib.crc32(head)) + PNG[33:]

    with pytest.raises(ValidationError, match="too complex"):
        check("photo.png", huge)


def test_a_pdf_that_unfolds_to_little_is_read():
    assert check("Decree.pdf", unfolding(megabytes=1)).has_active_content


def test_a_check_that_takes_too_long_ends_in_a_refusal(monkeypatch):
    monkeypatch.setattr(subprocess_runner, "WALL_SECONDS", 0.001)

    with pytest.raises(ValidationError, match="too complex"):
        check("Decree.pdf", pdf())


@pytest.fixture
def hidden_proc(tmp_path, monkeypatch):
    """For the programs that look into files: a system without `/proc`."""
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_PROC)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


WITHOUT_PROC = """
import builtins, errno, os
def without_proc(real):
    def opened(path, *arguments, **named):
        if str(path).startswith("/proc"):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return real(path, *arguments, **named)
    return opened
builtins.open, os.open = without_proc(open), without_proc(os.open)
"""


def test_files_are_looked_into_where_there_is_no_proc(hidden_proc):
    text = zipped(mimetype="application/vnd.oasis.opendocument.text")

    assert check("decree.pdf", pdf(script=True)).has_active_content
    assert check("a.odt", text).content_type.endswith("opendocument.text")
    assert pictures.redraw(SimpleUploadedFile("a.png", PNG)).height == 3


@pytest.mark.slow
def test_what_unfolds_without_end_is_refused_where_there_is_no_proc(hidden_proc):
    with pytest.raises(ValidationError, match="too complex"):
        check("decree.pdf", unfolding(megabytes=1000))


def test_an_upload_that_lies_on_disk_is_read_from_there():
    with TemporaryUploadedFile("Decree.pdf", "application/pdf", 0, None) as upload:
        upload.write(pdf(script=True))
        upload.size = upload.tell()
        upload.seek(0)

        kept = checking.check(upload, max_bytes=LIMIT)

        assert kept.has_active_content
        assert upload.tell() == 0


def test_an_archive_of_too_many_parts_is_refused():
    parts = {f"word/{number}": "" for number in range(inspection.MAX_ENTRIES)}

    with pytest.raises(ValidationError, match="too complex"):
        checking.check(
            SimpleUploadedFile("a.docx", zipped(**{"[Content_Types].xml": ""}, **parts)),
            max_bytes=10 * LIMIT,
        )


def test_office_files_and_pictures_are_known_by_their_content():
    word = zipped(**{"[Content_Types].xml": "", "word__document.xml": ""})
    text = zipped(mimetype="application/vnd.oasis.opendocument.text")

    assert check("a.docx", word).content_type.endswith("wordprocessingml.document")
    assert check("a.odt", text).content_type.endswith("opendocument.text")
    assert check("a.PNG", PNG).content_type == "image/png"
    assert check("a.jpeg", picture("JPEG")).content_type == "image/jpeg"


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("decree.pdf", b"MZ this is a program", "a program, named .pdf"),
        ("decree.pdf", b"%PDF-1.7 but nothing behind it", "print it to a new PDF"),
        ("decree.pdf", PNG, "a PNG picture, named .pdf. Give it a name that ends in .png"),
        ("photo.png", pdf(), "a PDF, named .png. Give it a name that ends in .pdf"),
        ("photo.png", PNG[:-20] + bytes(8) + PNG[-12:], "damaged"),
        ("photo.png", picture("JPEG"), "a JPEG picture, named .png"),
        ("photo.jpg", PNG, "a PNG picture, named .jpg"),
        ("photo.jpg", b"\xff\xd8\xff and nothing behind it", "damaged"),
        ("photo.jpg", picture("JPEG", (200, 300))[:-900], "damaged"),
        ("text.docx", zipped(a="b"), "a ZIP archive, named .docx. Unpack it"),
        ("text.docx", b"PK\x03\x04 torn", "damaged.*save it again"),
        (
            "sheet.xlsx",
            zipped(**{"[Content_Types].xml": "", "word__document.xml": ""}),
            "a Word document, named .xlsx",
        ),
        ("text.odt", zipped(mimetype="text/plain"), "a ZIP archive"),
        ("text.odt", packed(zipfile.ZIP_DEFLATED, slice(0, 6)), "damaged"),
        ("text.odt", packed(zipfile.ZIP_LZMA, slice(4, 12)), "damaged"),
        ("text.odt", packed(zipfile.ZIP_BZIP2, slice(4, 12)), "damaged"),
        ("text.odt", torn(), "damaged"),
        ("text.docx", zipped(mimetypé="x").replace("é".encode(), b"\xff\xfe"), "damaged"),
    ],
)
def test_a_disguised_or_broken_file_is_refused(name, content, said):
    with pytest.raises(ValidationError, match=said):
        check(name, content)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(data, *, side=40):
    """Every checksum in it is right, whatever the data."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return PNG[:8] + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


ROWS = (b"\0" + bytes(3 * 40)) * 40
MALFORMED = {
    "cut off": PNG[:-20],
    "a wrong checksum": PNG[:-20] + bytes([PNG[-20] ^ 1]) + PNG[-19:],
    "no end": PNG[:-12],
    "nothing in it": png_of(b""),
    "no packed data": png_of(bytes(50)),
    "too few rows": png_of(zlib.compress(ROWS[:50])),
    "packed data that is cut off": png_of(zlib.compress(ROWS)[:12]),
    "rows that are none": png_of(zlib.compress(ROWS.replace(b"\0" + bytes(120), b"\x09" * 121))),
    "no size": png_of(zlib.compress(b""), side=0),
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_picture_is_refused_wherever_one_is_taken(content):
    with pytest.raises(ValidationError, match="damaged"):
        check("photo.png", content)
    with pytest.raises(ValidationError, match="damaged"):
        pictures.redraw(SimpleUploadedFile("photo.png", content))


def test_the_malformed_pictures_are_whole_but_for_their_fault():
    assert check("photo.png", png_of(zlib.compress(ROWS))).content_type == "image/png"


def test_a_picture_with_a_text_that_unfolds_without_end_is_refused():
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(50_000_000)))

    with pytest.raises(ValidationError, match="damaged|too complex"):
        check("photo.png", PNG[:33] + bomb + PNG[33:])


def test_a_pdf_that_needs_a_password_is_refused():
    with pytest.raises(ValidationError):
        check("secret.pdf", pdf(password="x"))


@pytest.mark.parametrize("name", ["program.exe", "page.html", "picture.svg", "noending"])
def test_other_kinds_are_refused_with_the_list_of_accepted_ones(name):
    with pytest.raises(ValidationError, match="Accepted: PDF"):
        check(name, b"something")


def test_a_huge_file_is_refused_with_both_sizes():
    with pytest.raises(ValidationError) as refusal:
        check("big.pdf", b"x" * (LIMIT + 1))

    assert "the limit is" in refusal.value.messages[0]


def test_an_empty_file_is_refused():
    with pytest.raises(ValidationError, match="empty"):
        check("empty.pdf", b"")


@pytest.mark.parametrize(
    "given, kept",
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ada\\decree.pdf", "decree.pdf"),
        ('a"b\r\n;c.pdf', "a_b ;c.pdf"),
        ("Décret nº 5.pdf", "Décret nº 5.pdf"),
        ("Décret n° 12-2024.pdf", "Décret n° 12-2024.pdf"),
        ("Απόφαση & παράρτημα (2).pdf", "Απόφαση & παράρτημα (2).pdf"),
        ("50 % #1 +x=y, [a] {b} ~$'!.pdf", "50 % #1 +x=y, [a] {b} ~$'!.pdf"),
        ("Decree: what? <final> | *.pdf", "Decree_ what_ _final_ _ _.pdf"),
        ("decree\u202efdp.exe.pdf", "decreefdp.exe.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("concept.pdf", "concept.pdf"),
        ("decree.pdf. . ", "decree.pdf"),
        ("." * 10, "file"),
        ("\x00\x1f", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("é" * 300 + ".pdf", "é" * 98 + ".pdf"),
        ("a." + "x" * 300, "a." + "x" * 198),
    ],
)
def test_names_are_made_safe(given, kept):
    assert names.safe_name(given) == kept


@hypothesis.given(st.text(max_size=400) | st.text('/\\:*?"<>|. \0\n\u0301é𝕏conpdf', max_size=400))
def test_a_safe_name_fits_every_file_system_and_stays_as_it_is(given):
    kept = names.safe_name(given)

    assert names.safe_name(kept) == kept
    assert 0 < len(kept.encode()) <= names.MOST_BYTES
    assert not set(kept) & set('/\\:*?"<>|\n')
    assert not has_hidden(kept)
    assert {kept[0], kept[-1]}.isdisjoint(" .")
    assert not names.RESERVED.match(kept)


def with_streams(*sizes, **facts):
    def change(document):
        for number, size in enumerate(sizes):
            stream = pikepdf.Stream(document, bytes(size), **facts)
            document.Root[f"/Deep{number}"] = document.make_indirect(stream)

    return io.BytesIO(changed(change))


PICTURE = {
    "Type": pikepdf.Name.XObject,
    "Subtype": pikepdf.Name.Image,
    "ColorSpace": pikepdf.Name.DeviceRGB,
    "BitsPerComponent": 8,
}


def test_all_streams_of_a_pdf_together_have_a_bound(monkeypatch):
    monkeypatch.setattr(inspection, "MOST_UNFOLDED", 100_000)

    assert inspection.inspect(with_streams(40_000, 40_000), checking.PDF).is_genuine
    with pytest.raises(MemoryError):
        inspection.inspect(with_streams(40_000, 40_000, 40_000), checking.PDF)


def test_pictures_count_by_their_rows_and_columns_and_do_not_take_from_the_rest(monkeypatch):
    """A talk of sixty slides unfolds to more than a file may, one slide at a time."""
    monkeypatch.setattr(inspection, "MOST_UNFOLDED", 100_000)

    def many(width):
        facts = {**PICTURE, "Width": width, "Height": 100}
        return inspection.inspect(with_streams(*[60_000] * 9, **facts), checking.PDF)

    assert many(200).is_genuine
    with pytest.raises(MemoryError):
        many(400)
    monkeypatch.setattr(inspection, "MOST_PICTURED", 500_000)
    with pytest.raises(MemoryError):
        many(200)


@pytest.mark.parametrize("facts", [{"Width": 0}, {"Width": pikepdf.Name.x}, {"Width": "9"}, {}])
def test_what_only_calls_itself_a_picture_is_unfolded_like_the_rest(facts, monkeypatch):
    monkeypatch.setattr(inspection, "MOST_UNFOLDED", 100_000)

    with pytest.raises(MemoryError):
        inspection.inspect(with_streams(120_000, **PICTURE, Height=1, **facts), checking.PDF)


def test_a_script_is_found_under_a_name_that_is_written_in_another_way():
    content = changed(lambda document: setattr(document.Root, "Deep", action("Launch", F="calc")))

    hidden = content.replace(b"/Launch", b"/L#61un#63h")

    assert hidden != content
    assert inspection.inspect(io.BytesIO(hidden), checking.PDF).is_active
