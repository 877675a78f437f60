"""Every text that people read: what templates say, and what Python hands to gettext."""

import ast
import re
from functools import cache
from html.parser import HTMLParser

ELSEWHERE = {"benchmarks", "scripts", "static", "tests", "var"}
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
SAID_BY_NAME = {"verbose_name", "verbose_name_plural", "help_text", "label"}
READ_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title"}
COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"""{% trans(?:late)? (["'])(.*?)\1[^%]*%}""")
IN_A_TAG = re.compile(r"""_\((["'])(.*?)\1\)""")
TAG = re.compile(r"{%.*?%}", re.DOTALL)
VALUE = re.compile(r"{{.*?}}", re.DOTALL)
NOT_READ = {"script", "style", "code", "kbd", "pre", "samp"}  # or not as words


GUIDES = ("members", "secretariat")  # those for operators speak their words
CODE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)", re.DOTALL)  # and where links lead


def texts_under(root):
    """(path, text) of each template, module and guide below this folder."""
    for guide in GUIDES:
        if (path := root / "docs" / f"{guide}.md").exists():
            yield f"docs/{guide}.md", CODE.sub(" ", path.read_text())
    for name, tree in modules(root).items():
        for text in texts_of_module(tree):
            yield name.as_posix(), text
    for name in names_under(root, ".html", ".txt"):
        if "templates" in name.parts:
            source = (root / name).read_text()
            for text in texts_of_template(source, is_html=name.suffix == ".html"):
                yield name.as_posix(), text


@cache
def modules(root):
    """`{name: tree}` of our modules, without tests and migrations."""
    return {
        name: ast.parse((root / name).read_text())
        for name in names_under(root, ".py")
        if not {"tests", "migrations"} & set(name.parts) and name.name != "conftest.py"
    }


def names_under(root, *suffixes):
    """Files of our apps and the templates; not what tools and the site itself put beside them."""
    for folder in sorted(root.iterdir()):
        if folder.is_dir() and folder.name[0] != "." and folder.name not in ELSEWHERE:
            for path in sorted(folder.rglob("*")):
                if path.suffix in suffixes:
                    yield path.relative_to(root)


def texts_of_module(tree):
    """What stands in calls of gettext, and as the name or the help of a field."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            said = list(node.args) if name in GETTEXT else []
            said += [keyword.value for keyword in node.keywords if keyword.arg in SAID_BY_NAME]
        elif isinstance(node, ast.Assign):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            said = [node.value] if names & SAID_BY_NAME else []
        else:
            continue
        for value in said:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def texts_of_template(source, *, is_html):
    """Text, what is translated in tags, and the attributes that are read out or shown."""
    source = COMMENT.sub("", source)
    source = TRANSLATED.sub(lambda found: found[2], source)
    yield from (found[2] for found in IN_A_TAG.finditer(source))
    source = VALUE.sub("…", TAG.sub("", source))
    if not is_html:
        yield source
        return
    page = Page()
    page.feed(source)
    yield from page.said


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.said = []
        self.inside = None

    def handle_starttag(self, tag, attributes):
        self.inside = tag if tag in NOT_READ else None
        self.said += [value for name, value in attributes if name in READ_ATTRIBUTES and value]

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, text):
        if text.strip() and not self.inside:
            self.said.append(" ".join(text.split()))
