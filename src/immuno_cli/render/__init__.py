"""The one way out: an answer is rendered in the format that was asked for and written to standard output."""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, assert_never

from immuno_cli.choices import Color, Format
from immuno_cli.errors import ImmunoError
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Source
from immuno_cli.facts.records import record
from immuno_cli.pages.page import Cited, Page, Prose, Tone, footnotes, with_ids


@record(kw_only=True)
class Output:
    """How an answer shall look; what is None was not asked for and is decided here."""

    format: Format | None = None
    width: int | None = None
    color: Color = Color.AUTO
    pager: bool = True
    ids: bool = False
    """Whether each cited text is followed by the id of its claim."""

    @property
    def chosen(self) -> Format:
        """The format: the one asked for, else plain for a pipe or a screen reader, else the terminal."""
        if self.format is not None:
            return self.format
        return Format.TERMINAL if sys.stdout.isatty() and not accessible() else Format.PLAIN


@record(kw_only=True)
class Answer:
    """What a command found: the records themselves, and the page to show them on."""

    kind: str
    records: Sequence[Any]
    """Model objects, or other records made of them."""
    page: Callable[[], Page]
    next_commands: Sequence[str] | None = None
    """What to ask next, where that is known without the page; JSON then needs none."""


DEFAULT_WIDTH = 80
WIDEST = 1000


OLD = 90
"""Days after which a page begins by saying how old its facts are."""


def aged(page: Page, age: int) -> Page:
    """Return the page; when its facts are old, it says so first."""
    if age <= OLD:
        return page
    words = f"These facts are {age} days old (as of {page.as_of}). Labels may have changed since; look for an update."
    return replace(page, blocks=(Prose(Cited(words), Tone.WARNING), *page.blocks))


def emit(answer: Answer, output: Output, knowledge: Knowledge) -> None:
    """Write an answer to standard output in the chosen format. A closed pipe is not an error."""
    match output.chosen:
        case Format.JSON:
            from immuno_cli.render import json

            next_commands = answer.page().next_commands if answer.next_commands is None else answer.next_commands
            parts = json.render(answer.kind, answer.records, next_commands, knowledge)
            _write(part if _can_write(part) else json.ascii_only(part) for part in parts)
        case Format.PLAIN:
            from immuno_cli.render import plain

            page = _page_of(answer, output, knowledge)
            write(plain.render(page, footnotes(page, _source(knowledge))), output, paged=False)
        case Format.MARKDOWN:
            from immuno_cli.render import markdown

            page = _page_of(answer, output, knowledge)
            write_document(markdown.render(page, footnotes(page, _source(knowledge))), output)
        case Format.CSV:
            from immuno_cli.render import csv

            write_document(csv.render(_page_of(answer, output, knowledge)), output)
        case Format.TERMINAL:
            from immuno_cli.render import terminal

            page = _page_of(answer, output, knowledge)
            notes = footnotes(page, _source(knowledge))
            write(terminal.render(page, notes, screen_width(output.width), use_color(output.color)), output)
        case other:
            assert_never(other)


def _page_of(answer: Answer, output: Output, knowledge: Knowledge) -> Page:
    page = aged(answer.page(), knowledge.age)
    if output.ids:
        from immuno_cli.facts.claims import ids

        # What the page tells was read for it, so its claims are among those of the opened files.
        page = with_ids(page, ids(knowledge.opened(), knowledge))
    return page


def _source(knowledge: Knowledge) -> Callable[[str], Source]:
    return lambda name: knowledge.get(Source, name)


def accessible() -> bool:
    """Whether the reader asked every program for accessible output (`ACCESSIBLE=1`)."""
    return os.environ.get("ACCESSIBLE", "") not in ("", "0")


def screen_width(asked: int | None) -> int:
    """Return the width asked for, else that of the terminal; nonsense in COLUMNS counts as not said."""
    return asked or min(shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns, WIDEST) or DEFAULT_WIDTH


def use_color(asked: Color) -> bool:
    """Decide on colour: the option, then NO_COLOR, FORCE_COLOR, TERM=dumb, then whether this is a terminal."""
    if asked is not Color.AUTO:
        return asked is Color.ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return False
    if sys.platform == "win32":
        # The console of Windows takes colour codes only after a command processor has run in it.
        os.system("")
    return True


def write(text: str, output: Output, *, paged: bool = True) -> None:
    """Write text to standard output, through a pager where that helps, in letters the terminal has."""
    if not _can_write(text):
        text = to_ascii(text)
    if paged and output.pager and sys.stdout.isatty() and _page(text):
        return
    _write([text])


def _write(parts: Iterable[str]) -> None:
    try:
        for part in parts:
            sys.stdout.write(part)
        sys.stdout.flush()
    except OSError as error:
        # The reader has seen enough (`| head`); Windows calls that an invalid argument.
        if isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL):
            # Python would complain again when it closes the stream at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        raise ImmunoError(f"The answer could not be written: {error.strerror or error}.") from None


def write_document(text: str, output: Output) -> None:
    """Write a format that people keep as a file: in UTF-8 with its own line ends, unless it goes to a terminal."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    write(text, output, paged=False)


def _can_write(text: str) -> bool:
    encoding = sys.stdout.encoding or "utf-8"
    if sys.platform == "win32" and encoding.startswith("cp") and not sys.stdout.isatty():
        # A pipe is written in one code page of Windows and may be read in another, where ½ is a different sign.
        encoding = "ascii"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


# What letters become where the terminal has only ASCII; everything else loses its accents or becomes a question mark.
_ASCII = str.maketrans(
    {
        "●": "#",
        "○": ".",
        "█": "#",
        "▶": ">",
        "╵": "'",
        "┃": "|",
        "•": "*",
        "·": "-",
        "×": "x",
        "–": "-",
        "—": "-",
        "−": "-",
        "≥": ">=",
        "≤": "<=",
        "µ": "u",
        "μ": "u",
        "α": "alpha",
        "β": "beta",
        "γ": "gamma",
        "ζ": "zeta",
        "®": "(R)",
        "™": "(TM)",
        "©": "(C)",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "…": "...",
        "\u00a0": " ",
        "→": "->",
        "§": "section ",
        "°": "degrees ",
        # Decomposed, 1½ would read as 11/2.
        "½": " 1/2",
        "¼": " 1/4",
        "¾": " 3/4",
        # Without the caret a dose of 10 to the power of 8 would become 108.
        **{raised: f"^{digit}" for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    }
)


def to_ascii(text: str) -> str:
    """Return text in ASCII, losing no letter, date or number that ASCII can hold."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_ASCII))
    decomposed = decomposed.replace("\u2044", "/")
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.encode("ascii", "replace").decode("ascii")


def _page(text: str) -> bool:
    """Show text longer than the screen in the reader's pager; False when there is no pager to use."""
    if text.count("\n") < shutil.get_terminal_size((DEFAULT_WIDTH, 24)).lines:
        return False
    command = os.environ.get("PAGER", "less")
    # Without this a shell would say first that there is no less: on Windows, in small containers.
    if command in ("", "cat") or (command == "less" and shutil.which(command) is None):
        return False
    environment = {"LESS": "-FRX", **os.environ}
    # An interrupt belongs to the pager (less stops a search with it); it must not end us and leave the pager behind.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        done = subprocess.run(
            command, shell=True, input=text, text=True, env=environment, encoding="utf-8", check=False
        )
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    # The shell around the pager reports an interrupt as its own end; the reader has seen the page all the same.
    return done.returncode in (0, -signal.SIGINT, 128 + signal.SIGINT)
