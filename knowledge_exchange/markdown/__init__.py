"""Markdown to safe HTML with a table of contents. The text may come from anybody."""

from knowledge_exchange.markdown.figures import Picture, figures_in
from knowledge_exchange.markdown.headings import Section
from knowledge_exchange.markdown.limits import MOST_CHARACTERS, has_hidden, without_hidden
from knowledge_exchange.markdown.rendering import Rendered, render

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
