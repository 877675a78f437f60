import re
import subprocess
import sys
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from fontTools.ttLib import TTFont

from p2i_site import fonts
from p2i_site.finders import FontFinder, made

ENGLISH = "abcdefghijklmnopqrstuvwxyz"
LETTERS = {  # beyond those of English
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "ca": "àçéèíïóòúü·",
    "cs": "áčďéěíňóřšťúůýž",
    "cy": "ŵŷẁẃẅỳýÿ",
    "da": "æøåé",
    "de": "äöüß",
    "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
    "es": "áéíñóúü¿¡ºª",
    "et": "äõöüšž",
    "fi": "äåöšž",
    "fr": "àâæçéèêëîïôœùûüÿ«»",
    "ga": "áéíóú",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "is": "áðéíóúýþæö",
    "it": "àèéìíîòóùú",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "mt": "ċġħżàèìòù",
    "nl": "áéëïóöü",
    "no": "æøåéòô",
    "pl": "ąćęłńóśźż",
    "pt": "áâãàçéêíóôõúü",
    "ro": "ăâîșțşţ",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "sv": "åäöéü",
    "tr": "çğıİöşüâîû",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
GREEK_OR_CYRILLIC = ("bg", "el", "mk", "sr", "uk")
SIGNS = "0123456789 .,;:!?&@%()–’“”„…•·›←→−×≠≤≥▲▼✓€£"  # of the pages' own texts
UPRIGHT = ("regular", "semibold")


@pytest.fixture(scope="module")
def files():
    """Every font by the name of its file: its size and itself."""
    content = {name: made(name).read_bytes() for name in fonts.files()}
    return {name: (len(data), TTFont(BytesIO(data))) for name, data in content.items()}


def holding(files, face, character):
    return [
        name
        for name, (_, font) in files.items()
        if name.startswith(f"p2i-sans-{face}-") and ord(character) in font.getBestCmap()
    ]


def packaged(face):
    path = Path(fonts.font_directory, f"SourceSansPro-{face.packaged}.ttf")
    return TTFont(BytesIO(path.read_bytes()))


def size(files, faces, scripts):
    return sum(files[f"p2i-sans-{face}-{script}.woff2"][0] for face in faces for script in scripts)


# --- What the files hold ----------------------------------------------------------------


@pytest.mark.sample(4)
@pytest.mark.parametrize("language", LETTERS)
def test_every_letter_of_a_european_language_is_in_exactly_one_file_of_a_face(files, language):
    letters = LETTERS[language] + ("" if language in GREEK_OR_CYRILLIC else ENGLISH)
    letters += "".join(letter.upper() for letter in letters if len(letter.upper()) == 1)
    faces = UPRIGHT if language in GREEK_OR_CYRILLIC else (*UPRIGHT, "italic")
    rest = {
        (face, letter): holding(files, face, letter)
        for face in faces
        for letter in letters + SIGNS
        if len(holding(files, face, letter)) != 1
    }
    assert rest == {}


def test_languages_stay_within_the_files_that_are_meant_for_them(files):
    def scripts(letters):
        found = {name for letter in letters for name in holding(files, "regular", letter)}
        return {name.removeprefix("p2i-sans-regular-").removesuffix(".woff2") for name in found}

    assert scripts(ENGLISH + SIGNS) == {"latin"}
    for language in ("de", "es", "fr", "it", "sv", "pt", "da", "no", "fi"):
        assert scripts(LETTERS[language].replace("š", "").replace("ž", "")) == {"latin"}, language
    assert scripts(LETTERS["el"]) == {"greek"}
    assert scripts("".join(LETTERS[code] for code in ("bg", "uk", "sr", "mk"))) == {"cyrillic"}
    others = set("".join(LETTERS.values()))
    assert scripts(others) == {"latin", "latin-ext", "greek", "cyrillic"}


def test_nothing_that_the_packaged_font_has_is_lost(files):
    for face in fonts.FACES:
        whole = set(packaged(face).getBestCmap())
        ours = [
            set(font.getBestCmap())
            for name, (_, font) in files.items()
            if fonts.files()[name][0] == face
        ]
        assert set.union(*ours) == whole
        assert sum(map(len, ours)) == len(whole)


def test_letters_are_kerned_and_figures_stand_below_each_other(files):
    for face in UPRIGHT:
        font = files[f"p2i-sans-{face}-latin.woff2"][1]
        positioning = font["GPOS"].table.FeatureList.FeatureRecord
        assert "kern" in {record.FeatureTag for record in positioning}
        widths = {font["hmtx"][font.getBestCmap()[ord(figure)]][0] for figure in "0123456789"}
        assert len(widths) == 1


# --- Licence ----------------------------------------------------------------------------


def test_no_file_bears_the_reserved_name_and_each_its_copyright_and_licence(files):
    original = packaged(fonts.FACES[0])["name"]
    assert "Reserved Font Name" in original.getDebugName(0)
    for name, (_, font) in files.items():
        entries = {entry.nameID: str(entry) for entry in font["name"].names}
        assert entries[1] == "P2I Sans", name
        # Copyright and licence speak of the original; all others are names of the file itself.
        assert not [
            text
            for key, text in entries.items()
            if key not in (0, 13, 14) and "source" in text.lower()
        ]
        assert entries[0] == packaged(fonts.files()[name][0])["name"].getDebugName(0)
        assert "SIL Open Font License, Version 1.1" in entries[13]
        assert entries[14].endswith("/OFL")


def test_the_licence_lies_beside_the_fonts():
    assert "SIL OPEN FONT LICENSE Version 1.1" in made(fonts.LICENCE).read_text()
    assert fonts.LICENCE in fonts.stylesheet()


# --- Weight -----------------------------------------------------------------------------


def test_a_page_stays_under_60_kb_of_fonts(files):
    assert max(size for size, _ in files.values()) < 17_000
    every = (*UPRIGHT, "italic")
    assert size(files, every, ["latin"]) < 37_000
    assert size(files, every, ["latin", "latin-ext"]) < 60_000
    assert size(files, UPRIGHT, ["latin", "latin-ext", "greek"]) < 60_000
    assert size(files, UPRIGHT, ["latin", "latin-ext", "cyrillic"]) < 60_000


# --- The stylesheet ---------------------------------------------------------------------

RULE = re.compile(r'url\("(?P<name>[^"]+)"\).*unicode-range: (?P<ranges>[^;]+);')


def ranges_in_the_stylesheet():
    found = {}
    for rule in RULE.finditer(fonts.stylesheet()):
        points = set()
        for each in rule["ranges"].split(", "):
            first, _, last = each.removeprefix("U+").partition("-")
            points |= set(range(int(first, 16), int(last or first, 16) + 1))
        found[rule["name"]] = points
    return found


def test_the_stylesheet_says_of_each_file_exactly_what_it_holds(files):
    assert ranges_in_the_stylesheet() == {
        name: set(font.getBestCmap()) for name, (_, font) in files.items()
    }


def test_no_character_is_offered_by_two_files_of_a_face():
    ranges = ranges_in_the_stylesheet()
    for face in fonts.FACES:
        of_face = [ranges[name] for name, (owner, _) in fonts.files().items() if owner == face]
        assert not any(one & other for one, other in combinations(of_face, 2))


def test_what_stands_in_has_the_height_of_the_face(files):
    rules = re.findall(
        r"size-adjust: ([\d.]+)%; ascent-override: ([\d.]+)%; descent-override: ([\d.]+)%",
        fonts.stylesheet(),
    )
    assert len(rules) == len(fonts.FACES)
    lines = files["p2i-sans-regular-latin.woff2"][1]["hhea"]
    for rule in rules:
        adjusted, ascent, descent = (float(number) / 100 for number in rule)
        assert adjusted * ascent * 1000 == pytest.approx(lines.ascent, abs=1)
        assert adjusted * descent * 1000 == pytest.approx(-lines.descent, abs=1)


# --- Making and finding -----------------------------------------------------------------


def test_another_process_makes_the_same_bytes():
    name = "p2i-sans-semibold-greek.woff2"
    code = f"import sys; from p2i_site import fonts; sys.stdout.buffer.write(fonts.make({name!r}))"
    again = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )
    assert again.stdout == made(name).read_bytes()


def test_a_file_is_made_once():
    path = made(fonts.STYLESHEET)
    before = path.stat()
    assert Path(finders.find(f"fonts/{fonts.STYLESHEET}")).stat() == before
    assert finders.find(f"fonts/{fonts.STYLESHEET}", find_all=True) == [str(path)]
    assert [each.name for each in path.parent.glob("tmp*")] == []


@pytest.mark.parametrize(
    "path",
    [
        fonts.STYLESHEET,
        f"other/{fonts.STYLESHEET}",
        "fonts/",
        "fonts/p2i-sans-italic-cyrillic.woff2",
        f"fonts/../fonts/{fonts.STYLESHEET}",
    ],
)
def test_only_the_fonts_are_found_and_only_in_their_folder(path):
    assert FontFinder().find(path) == []
    assert FontFinder().find(path, find_all=True) == []


def test_all_files_are_collected(files):
    collected = dict(FontFinder().list(["*.txt"]))
    assert set(collected) == {fonts.STYLESHEET, *files}
    assert all(storage.prefix == "fonts" for storage in collected.values())
    for name, storage in collected.items():
        with storage.open(name) as file:
            assert file.read() == made(name).read_bytes()


@pytest.mark.django_db
def test_pages_ask_for_the_fonts_of_this_site_and_no_other(client):
    answer = client.get(reverse("home"))

    links = re.findall(r'href="/static/(fonts/[^"]+)"', answer.content.decode())
    assert links == [
        "fonts/p2i-sans-regular-latin.woff2",
        "fonts/p2i-sans-semibold-latin.woff2",
        "fonts/p2i-sans.css",
    ]
    assert all(finders.find(link) for link in links)
    assert "font-src 'self'" in answer["Content-Security-Policy"]
    addresses = re.findall(r'url\("([^"]+)"\)', fonts.stylesheet())
    assert set(addresses) == set(fonts.files())  # beside the stylesheet
