"""What the rules share: the author's warnings, the lines as they were typed, every token.

A warning is one sentence to the text's author; each is kept once, in the order of the text.
"""

from collections.abc import Iterable, Iterator

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType


def warn(env: EnvType, sentence: str) -> None:
    env.setdefault("warnings", {})[str(sentence)] = None


def warnings(env: EnvType) -> list[str]:
    return list(env.get("warnings", ()))


def typed_line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def walk(tokens: Iterable[Token]) -> Iterator[Token]:
    """Every token, also those inside paragraphs and captions."""
    waiting = list(reversed(list(tokens)))
    while waiting:
        token = waiting.pop()
        yield token
        waiting += reversed(token.children or [])
