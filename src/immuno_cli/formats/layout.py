"""Lines of styled text: wrapped, laid out side by side and stacked, written with color codes or without.

The only module that imports Rich, which knows colors and how wide letters are. Rich would measure and draw each cell
several times over, a third of the time that a page takes; and it breaks a line at any space, where a count (101 of 108)
must stay whole. Nothing is cut: what does not fit is folded. Words are never markup, which would silently swallow
whatever stands in square brackets.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from rich.cells import cell_len, get_character_cell_size

NO_BREAK = "\x01"
"""Stands for a space where a line may not end. It is in ASCII, so that most texts are as wide as they have letters."""

Text = list[tuple[str, str]]
"""Words with the style of each part, as Rich writes styles: `bold color(31)`."""
Lines = list[Text]
Shape = Callable[[int], Lines]
"""Something to draw: the lines it takes in so many columns."""


def written(lines: Iterable[Text], color: bool) -> str:
    """Return lines as text, with color codes if `color`."""
    as_text = _colored if color else _bare
    return "".join(f"{as_text(line)}\n" for line in lines).replace(NO_BREAK, " ")


def _bare(line: Text) -> str:
    return "".join([words for words, _ in line]).rstrip()


def _colored(line: Text) -> str:
    while line and not line[-1][0].strip():
        line = line[:-1]
    return "".join([_codes(style).format(words) if style else words for words, style in line])


@cache
def _codes(style: str) -> str:
    """Return the color codes of a style around a place for the words."""
    # Imported here: in a pipe there is no color, and these take as long to load as a page to draw.
    from rich.color import ColorSystem
    from rich.style import Style

    # A terminal that names itself without more colors has 16.
    few = os.environ.get("TERM", "") in ("linux", "ansi", "vt100", "xterm", "screen", "cygwin")
    system = ColorSystem.STANDARD if few and not os.environ.get("COLORTERM") else ColorSystem.EIGHT_BIT
    shown = _IN_SIXTEEN.get(style, style) if system is ColorSystem.STANDARD else style
    return Style.parse(shown).render("{}", color_system=system)


_IN_SIXTEEN = {"bold color(231) on color(160)": "bold reverse color(160)", "bold color(130)": "bold"}
"""Styles whose white and yellow, as themes of 16 colors have them, cannot be read on every ground."""


def single_spaced(lines: Iterable[Text]) -> Iterator[Text]:
    """Yield lines without an empty one after another: a block does not know how the one before it ended."""
    empty = False
    for line in lines:
        before, empty = empty, not "".join([words for words, _ in line]).strip(_SPACES)
        if not (before and empty):
            yield line


_SPACES = f" {NO_BREAK}"


def wide(text: str) -> int:
    """Return how many columns a text takes."""
    return len(text) if text.isascii() else cell_len(text.replace(NO_BREAK, " "))


def styled(text: str, style: str = "") -> Shape:
    """Return the shape of a text in one style, which wraps where it does not fit."""
    return lambda width: folded([(text, style)], width)


def folded(text: Text, width: int) -> Lines:
    """Wrap a text to lines of at most `width` columns, at spaces unless one word is longer than a line."""
    whole = "".join([part for part, _ in text])
    size = wide(whole)
    if size <= width and "\n" not in whole:
        return [text]
    lines: Lines = []
    narrow = size == len(whole)
    start = 0
    for paragraph in whole.split("\n"):
        end = start + len(paragraph)
        while True:
            fits = start + width if narrow else _fitting(whole, start, width)
            if fits >= end:
                lines.append(_part(text, start, end))
                break
            space = whole.rfind(" ", start + 1, fits + 1)
            lines.append(_part(text, start, space if space > 0 else fits))
            start = space + 1 if space > 0 else fits
            while start < end and whole[start] == " ":
                start += 1
        start = end + 1
    return lines


def _fitting(text: str, start: int, width: int) -> int:
    """Return the place after the last letter that fits; at least one does."""
    taken = 0
    for place in range(start, len(text)):
        taken += 1 if text[place] == NO_BREAK else get_character_cell_size(text[place])
        if taken > width:
            return max(place, start + 1)
    return len(text)


def _part(text: Text, start: int, end: int) -> Text:
    """Return a text from one place to another."""
    parts: Text = []
    for part, style in text:
        if start < len(part) and end > 0:
            parts.append((part[max(start, 0) : end], style))
        start, end = start - len(part), end - len(part)
    return parts


def beside(columns: Sequence[Lines], widths: Sequence[int], gap: int, *, bottom: bool = False) -> Lines:
    """Return lines side by side in columns of these widths, from the top or to the bottom, with `gap` between them."""
    height = max(map(len, columns))
    lines: Lines = []
    for number in range(height):
        line: Text = []
        missing = 0
        for width, column in zip(widths, columns, strict=True):
            at = number - (height - len(column) if bottom else 0)
            if 0 <= at < len(column):
                if missing:
                    line.append((" " * missing, ""))
                line += column[at]
                missing = width - sum([wide(part) for part, _ in column[at]]) + gap
            else:
                missing += width + gap
        lines.append(line)
    return lines


def indented(lines: Lines, by: int) -> Lines:
    """Return lines indented `by` columns."""
    return [[(" " * by, ""), *line] for line in lines] if by else lines


def pair(left: Shape, size: int, right: Shape, gap: int) -> Shape:
    """Return two shapes side by side: the left one in `size` columns, the right one in the rest."""

    def drawn(width: int) -> Lines:
        rest = max(width - size - gap, 1)
        return beside([left(size), right(rest)], [size, rest], gap)

    return drawn


def stacked(records: Sequence[tuple[Shape, Sequence[Shape]]]) -> Shape:
    """Return titles, each with its values indented below it."""

    def drawn(width: int) -> Lines:
        lines: Lines = []
        for title, values in records:
            lines += title(width)
            for value in values:
                lines += indented(value(max(width - 2, 1)), 2)
        return lines

    return drawn
