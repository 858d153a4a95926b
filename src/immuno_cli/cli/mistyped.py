"""A mistyped command word: which command is near by its letters. Names of treatments are never near anything here."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from immuno_cli.errors import UsageError

ALIKE = 0.75
"""How alike a word and a command word must be."""


def mistyped(root: Any, words: Sequence[str], alike: float = ALIKE) -> UsageError | None:
    """Return what to say of the first word that is no command where one is due, but close to one; else None."""
    context, path = typer.Context(root, info_name="immuno"), ["immuno"]
    for index, word in enumerate(words):
        group: Any = context.command
        if word == "help" and path == ["immuno"]:
            # What follows is a command as well.
            path.append(word)
            continue
        if not isinstance(group, TyperGroup):
            return None
        command = group.get_command(context, word)
        if command is not None:
            context, path = typer.Context(command, info_name=word, parent=context), [*path, word]
            continue
        known = {name: name for name in group.list_commands(context)} | getattr(group, "also", {})
        close = difflib.get_close_matches(word.casefold(), known, 1, alike)
        if not close:
            return None
        meant = " ".join([*path, known[close[0]]])
        nothing = "command and no name" if index == 0 else "command"
        return UsageError(f'There is no {nothing} "{word}". Did you mean `{meant}`?')
    return None
