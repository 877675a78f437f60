"""Markdown to safe HTML with a table of contents. The text may come from anybody.

Pure: no queries; what a text may show (its figures) is handed in. In this order a text goes through

1. `limits`: hidden characters go, what is over a limit stays as typed;
2. the parser (CommonMark, tables, strikethrough; no HTML) with the rules of `footnotes`,
   `references` and `links`;
3. `headings` and `figures`, then citations get their numbers;
4. the renderer, and `cleaning`, which lets only known tags, attributes and addresses through.

What is not shown as it was typed, each step says to the author as a warning (`parser_state`).
"""

from common.markdown.figures import Picture, figures_in
from common.markdown.headings import Section
from common.markdown.limits import MOST_CHARACTERS
from common.markdown.rendering import Rendered, render

__all__ = [
    "MOST_CHARACTERS",
    "Picture",
    "Rendered",
    "Section",
    "figures_in",
    "render",
]
