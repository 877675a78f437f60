"""The vote's letters. `outbox` finds the kinds of an app's letters by importing this name."""

from voting.emails import letters, previews

__all__ = ["letters", "previews"]
