"""The kinds of entries that a rule set's document is made of.

An entry is declared once, as an annotation in the model of `format.py`. How it is read, what is
said of a wrong value, its JSON schema, its field in a form and its place come from that.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import cache
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from voting.rules.parsing import LARGEST, Json


@dataclass(frozen=True)
class Entry:
    """A label and a help for forms.

    `since` is the number of the first format that has it, `until` of the last one; `before` is
    what is done where a format does not have it.
    """

    label: str = ""
    _: KW_ONLY
    help: str = ""
    since: int = 1
    until: int | None = None
    before: Json = None

    def is_in(self, version: int) -> bool:
        """Does the format of this number have it?"""
        return self.since <= version and (self.until is None or version <= self.until)

    @property
    def expected(self) -> str:
        """The right values, as the end of a sentence."""
        return "an object"

    def core_schema(self) -> CoreSchema | None:
        """How a value is read; None where its type says so."""
        return None

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return self.core_schema() or handler(source)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        named = {"title": self.label, "description": self.help}
        return handler(schema) | {key: text for key, text in named.items() if text}


@dataclass(frozen=True)
class Group(Entry):
    """Entries of its own, in a `Part`."""


@dataclass(frozen=True)
class Whole(Entry):
    least: int = 0

    @property
    def expected(self) -> str:
        return f"a whole number from {self.least} to {LARGEST}"

    def core_schema(self) -> CoreSchema:
        return core_schema.int_schema(strict=True, ge=self.least, le=LARGEST)


@dataclass(frozen=True)
class Flag(Entry):
    expected = "true or false"

    def core_schema(self) -> CoreSchema:
        return core_schema.bool_schema(strict=True)


@dataclass(frozen=True)
class Choice(Entry):
    """One of the values, each with its label."""

    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> str:
        return " or ".join(f'"{value}"' for value in self.options)

    def core_schema(self) -> CoreSchema:
        return core_schema.literal_schema(list(self.options))


@dataclass(frozen=True)
class Fixed(Entry):
    """The same in every rule set for now, so that no form asks for it; the help says why."""

    value: str = ""

    @property
    def expected(self) -> str:
        return f'"{self.value}"' + (f": {self.help}" if self.help else "")

    def core_schema(self) -> CoreSchema:
        return core_schema.literal_schema([self.value])


@dataclass(frozen=True)
class Line(Entry):
    expected = "a line of text"

    def core_schema(self) -> CoreSchema:
        def line(text: str) -> str:
            if not text.strip() or not text.isprintable():
                raise ValueError("not a line")
            return text

        text = core_schema.str_schema(strict=True)
        return core_schema.no_info_after_validator_function(line, text)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        printable = r"[^\u0000-\u001f\u007f-\u00a0]*"
        visible = r"[^\s\u0000-\u001f\u007f-\u00a0]"
        pattern = f"^{printable}{visible}{printable}$(?![\\s\\S])"
        return super().__get_pydantic_json_schema__(schema, handler) | {"pattern": pattern}


@dataclass(frozen=True)
class Hours(Entry):
    """A list; read as a tuple, the largest first and each once."""

    expected = f"a list of hours, each a whole number from 1 to {LARGEST}"

    def core_schema(self) -> CoreSchema:
        hour = core_schema.int_schema(strict=True, ge=1, le=LARGEST)
        return core_schema.no_info_after_validator_function(
            lambda hours: tuple(sorted(set(hours), reverse=True)),
            core_schema.list_schema(hour, strict=True),
        )


class Part(BaseModel):
    """An object of the document: it holds its entries and nothing else.

    `off` names entries that are all at these values, or none is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    off: ClassVar[Mapping[str, Json]] = {}

    @classmethod
    @cache
    def entries(cls) -> tuple[tuple[str, Entry, "type[Part] | None"], ...]:
        """Each entry's name and declaration, and the part that a group holds."""
        entries: list[tuple[str, Entry, type[Part] | None]] = []
        for name, info in cls.model_fields.items():
            [entry] = [extra for extra in info.metadata if isinstance(extra, Entry)]
            kind = info.annotation
            part = kind if isinstance(kind, type) and issubclass(kind, Part) else None
            entries.append((name, entry, part))
        return tuple(entries)

    @classmethod
    def leaves(cls, version: int, path: str = "") -> dict[str, Entry]:
        """All entries of a format but groups, by paths such as "quorum.numerator"."""
        leaves: dict[str, Entry] = {}
        for name, entry, part in cls.entries():
            if entry.is_in(version):
                path_of = f"{path}{name}"
                leaves |= part.leaves(version, f"{path_of}.") if part else {path_of: entry}
        return leaves

    def contradictions(self, path: str) -> Iterator[tuple[str, str]]:
        """An entry and how its sentence goes on, for each way in which entries do not agree."""
        values = {name: getattr(self, name) for name in self.off}
        is_off = [name for name, value in values.items() if value == self.off[name]]
        is_on = [name for name in values if name not in is_off]
        if is_on and is_off:
            value, other = values[is_on[0]], is_off[0]
            state = json.dumps(value) if isinstance(value, str) else "set"
            neutral = json.dumps(self.off[other])
            yield f"{path}{is_on[0]}", f"is {state}, but {path}{other} is {neutral}"

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        described = handler.resolve_ref_schema(handler(schema))
        if cls.off:
            all_off = {name: {"const": value} for name, value in cls.off.items()}
            none_off = {name: {"not": constant} for name, constant in all_off.items()}
            described["oneOf"] = [{"properties": all_off}, {"properties": none_off}]
        return described
