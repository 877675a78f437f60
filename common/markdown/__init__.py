"""Markdown to safe HTML with a table of contents. The text may come from anybody."""

from common.markdown.figures import Picture, figures_in
from common.markdown.headings import Section
from common.markdown.limits import MOST_CHARACTERS, has_hidden, without_hidden
from common.markdown.rendering import Rendered, render

__all__ = [
    "MOST_CHARACTERS",
    "Picture",
    "Rendered",
    "Section",
    "figures_in",
    "has_hidden",
    "render",
    "without_hidden",
]
