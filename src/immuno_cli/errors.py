"""What can go wrong, in words for the person who reads it, with the exit code that says so."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

UNSAFE = (
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters, escape among them; a new line is none
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the direction of what follows
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"  # cannot be seen
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"  # cannot be seen either
    "\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff"  # other line ends, half letters, no letters
    "\ue000-\uf8ff\U000f0000-\U0010ffff]"  # letters that everybody may draw otherwise
)
"""Characters that steer a terminal, or that a reader cannot see: neither facts nor a command line need them."""


def unsafe(text: str) -> str:
    """Return the first unsafe character of a text, or an empty text. A new line is none."""
    if text.isascii() and text.isprintable():
        return ""
    # Compiled when it is needed for the first time: that takes longer than to read most command lines.
    match = re.search(UNSAFE, text)
    return match[0] if match else ""


def visible(text: str) -> str:
    """Return text with every unsafe character, line ends too, written as its code point, such as `<U+001B>`."""
    return re.sub(rf"\n|{UNSAFE}", lambda match: f"<U+{ord(match[0]):04X}>", text)


class ExitCode(IntEnum):
    """Exit codes of `immuno`; a shell adds 130 for an interrupt."""

    ANSWERED = 0
    INTERNAL = 1
    USAGE = 2
    NOT_FOUND = 3
    TOO_OLD = 4
    BAD_FACTS = 5
    INTERRUPTED = 130


class Problem(NamedTuple):
    """One fault in the facts: where it is, what is wrong, and what to do."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        # File names and quoted values come from people: they must not steer the terminal that shows the message.
        return visible(f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}")


class Near(NamedTuple):
    """Something with a name close to the one that was not found."""

    name: str
    what: str

    def line(self, width: int) -> str:
        """Return its line in a list of near names; what it is does not begin with the name once more."""
        what = "" if self.what == self.name else self.what.removeprefix(f"{self.name}, ")
        return f"  {self.name:<{width}}  {what}".rstrip()


class ImmunoError(Exception):
    """A problem that the user sees as one message, without a traceback."""

    code = ExitCode.INTERNAL
    kind = "internal"


class UsageError(ImmunoError):
    """The command line asks for something that does not exist."""

    code = ExitCode.USAGE
    kind = "usage"


class NotFound(ImmunoError):
    """No entity has the name. Near names are listed; none is ever opened in its place."""

    code = ExitCode.NOT_FOUND
    kind = "not-found"

    def __init__(self, what: str, name: str, near: list[Near], command: str, known: list[str] | None = None) -> None:
        """Take what was looked for, its name as typed, the near names, the command that lists all, or all of them."""
        self.what, self.name, self.near, self.command, self.known = what, name, near, command, known or []
        super().__init__(f'No {what} called "{name}".')

    def __str__(self) -> str:
        lines = [str(self.args[0])]
        if self.near:
            width = max(len(near.name) for near in self.near)
            several = "These names are close. They are different things:" if len(self.near) > 1 else "A close name:"
            lines += [several, *(near.line(width) for near in self.near)]
        if self.known:
            lines.append(f"Known are: {', '.join(self.known)}.")
        lines.append(f"Nothing was shown. {self.way_on}")
        return "\n".join(lines)

    @property
    def way_on(self) -> str:
        """What to do next."""
        if self.command == "immuno":
            return "`immuno` shows what can be typed; `immuno search` looks in every text."
        return f"`{self.command}` lists every name; `immuno search` looks in every text."


class NoMatch(NotFound):
    """No entry has every word of a search. As with names, what is close is listed and nothing is opened."""

    def __init__(self, question: str, why: str, near: list[Near], way_on: str) -> None:
        """Take the words as typed, what is known about them, the near names, and what to do next."""
        super().__init__("entry", question, near, "immuno search")
        words = "all the words" if len(question.split()) > 1 else "the word"
        self.args = (f'No entry has {words} "{question}". {why}'.strip(),)
        self._way_on = way_on

    @property
    def way_on(self) -> str:
        """What to do next."""
        return self._way_on


class Ambiguous(NotFound):
    """The name stands for several things. All are listed; none is chosen."""

    kind = "ambiguous"

    def __init__(self, what: str, name: str, near: list[Near], command: str) -> None:
        """Take what was looked for, its name as typed, everything it stands for, and the command that lists all."""
        super().__init__(what, name, near, command)
        self.args = (f'"{name}" is not one {what}. It may stand for:',)

    def __str__(self) -> str:
        width = max(len(near.name) for near in self.near)
        lines = [str(self.args[0]), *(f"  {near.name:<{width}}  {near.what}" for near in self.near)]
        return "\n".join([*lines, f"Nothing was shown. {self.way_on}"])

    @property
    def way_on(self) -> str:
        """What to do next."""
        return "Name one of them."


class TooOld(ImmunoError):
    """The facts are older than the reader accepts (`--max-age`), or the clock cannot tell."""

    code = ExitCode.TOO_OLD
    kind = "too-old"


class BadFacts(ImmunoError):
    """The facts cannot be trusted: every problem found, sorted by file and line. Nothing was loaded."""

    code = ExitCode.BAD_FACTS
    kind = "bad-facts"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems[:MOST_LISTED])))

    def __str__(self) -> str:
        count = len(self.problems)
        more = f"\n… and {count - MOST_LISTED:,} more" if count > MOST_LISTED else ""
        return f"{self.args[0]}{more}\n{count:,} problem{'s' * (count != 1)} in the facts. Nothing was shown."


MOST_LISTED = 1_000
"""Problems that a message lists; it says how many more there are."""
