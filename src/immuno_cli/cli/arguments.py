"""What a command line may hold: letters that can be seen, and not too many of them.

Names and words that were typed come back in messages and headings. What could steer a terminal there, or be taken for
a message of ours, is refused before anything reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import typer

from immuno_cli.errors import UsageError, unsafe

MOST_LETTERS = 10_000
"""Letters of a whole command line: the longest paths and questions fit in well."""


def refuse_unsafe(arguments: Sequence[str]) -> None:
    """Raise UsageError when an argument holds a character that cannot be seen, or all together are too long."""
    length = sum(map(len, arguments))
    if length > MOST_LETTERS:
        raise UsageError(f"The command line has {length:,} letters. Use at most {MOST_LETTERS:,}.")
    for place, argument in enumerate(arguments, 1):
        digit = next((letter for letter in argument if letter.isdecimal() and not letter.isascii()), "")
        if digit:
            raise UsageError(f"Argument {place} holds U+{ord(digit):04X}, a digit of another script. Type 0 to 9.")
        letter = unsafe(argument.replace("\n", "\r"))
        if letter and "\ud800" <= letter <= "\udfff":
            raise UsageError(f"Argument {place} is not text in the encoding of this terminal. Nothing was looked for.")
        if letter:
            what = "a line end" if letter == "\r" else f"U+{ord(letter):04X}"
            raise UsageError(f"Argument {place} holds {what}, a character that cannot be seen. Type it again without.")


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Return the reader of an option that takes a number from `low` to `high`; it raises BadParameter.

    It takes digits alone: Python reads `1_0`, `+2` and ` 3` as numbers too.
    """

    def number(text: str) -> int:
        if not (text.isdecimal() and text.isascii() and len(text) < len("100000") and low <= int(text) <= high):
            raise typer.BadParameter(f"{text!r} is not a whole number from {low} to {high}.")
        return int(text)

    return number
