"""The words of a page on a screen: their styles, the icon arrays and footnote numbers at them, what is never broken.

One accent color. Red belongs to what can kill: the boxed warning and, on red ground, when to call 911. What needs a
call now has the second color.
"""

from __future__ import annotations

import re

from immuno_cli.formats.layout import NO_BREAK, Text
from immuno_cli.pages.numbers import picture
from immuno_cli.pages.page import NOT_STATED, Cited, Footnote, Page, marks

ACCENT = "color(31)"
BOXED = "color(160)"
EMERGENCY = "bold color(231) on color(160)"
NOW = "color(130)"
TITLE = f"bold {ACCENT}"
HEADING = "bold"
LABEL = ACCENT
QUIET = "dim"
DASH = "–"

# A line may not end inside a power of ten (2 × 10^8), a count (101 of 108), a citation ([1 §5.1]), or before a unit.
# Each alternative begins with a letter or a set, which is compared before the rest is tried: 18 % of the longest page
# and 11 % of the list of sources, over `\d+` and lookbehinds in front.
_WHOLE = re.compile(
    r"\d(?:\+ (?=\d)| (?:×|of) \d+| \(\d[\d.]*%\)| §[\d.]+| in \d+ \([\d.]+%\)"
    r"| to [-−]?\d[\d.]*(?: × \d+| in \d+(?: \([\d.]+%\))?)?)"
    r"|HR (?=\d)|N not stated|[Gg]rade (?=\d)|1 in \d+|< 1 in 200|● = 1 in 10"
    r"|since \d{4}|\(grade 3\+\)|CAR T\b|–(?<=^–) |[A-Z]\w+ \(\w+\) (?:19|20)\d{2}$"
    r"| (?<=[a-z)] )(?:19|20)\d{2}$| (?<=\w )\d\+(?!\w)| ·(?: \+\d+ more$)?"
    r"| (?<=\d )(?:(?:mc|m|k)?g|mL|cm|mm|IU|°[CF]|(?:hour|day|week|month|year)s?)(?!\w)"
)
_MARK = re.compile(r" (?=\[\d)")


def whole(text: str) -> str:
    """Return a text in which no count, citation or unit can be broken over lines."""
    return _WHOLE.sub(unbroken, text) if " " in text else text


def unbroken(match: re.Match[str]) -> str:
    """Return what was matched with spaces at which no line ends."""
    return match[0].replace(" ", NO_BREAK)


class Writer:
    """Writes the texts of one page with their styles, and knows whether one of them is a dash."""

    def __init__(self, page: Page, notes: dict[str, Footnote]) -> None:
        self.page, self.notes = page, notes
        self.dashes = False

    def cited(self, value: Cited, style: str = "") -> Text:
        """Return the words with the icon array and the footnote numbers."""
        text: Text = []
        if value.share is not None:
            drawn = picture(value.share)
            full = drawn.count("●")
            text = [(drawn[:full], f"{style} {ACCENT}"), (whole(drawn[full:]), f"{style} {QUIET}"), (" ", style)]
            if not value.text:
                text.pop()
        # A command is typed whole.
        typed = value.text.startswith(("immuno ", "+"))
        words = value.text.replace(" ", NO_BREAK) if typed else whole(value.text)
        text.append((words, style))
        if self.page.sources and (after := marks(value, self.notes, self.page.brief)):
            # A number of a source does not stand at the start of a line.
            text.append((_MARK.sub(NO_BREAK, whole(after)), f"{style} {QUIET}"))
        return text

    def cell(self, value: Cited) -> Text:
        """Return a cell; what is not stated is a dash, which the end of the page explains."""
        if value.text != NOT_STATED:
            return self.cited(value)
        self.dashes = True
        return [(DASH, QUIET)]
