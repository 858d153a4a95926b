"""Standard output: how wide it is, whether it has colors, which letters it has, and when a pager helps."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

from immuno_cli.choices import Color
from immuno_cli.errors import ImmunoError

DEFAULT_WIDTH = 80
WIDEST = 1000


def accessible() -> bool:
    """Whether the environment wants accessible output of every program (`ACCESSIBLE=1`)."""
    return os.environ.get("ACCESSIBLE", "") not in ("", "0")


def screen_width(width: int | None) -> int:
    """Return the given width in columns, else that of the terminal; an invalid COLUMNS is ignored."""
    return width or min(_terminal_size().columns, WIDEST) or DEFAULT_WIDTH


def _terminal_size() -> os.terminal_size:
    """Return columns and lines of the terminal, or those that COLUMNS and LINES say in ASCII digits."""
    for name in ("COLUMNS", "LINES"):
        # The standard library would take `1_0` and the digits of any script.
        if not re.fullmatch("[0-9]*", os.environ.get(name, "")):
            del os.environ[name]
    return shutil.get_terminal_size((DEFAULT_WIDTH, 24))


def use_color(color: Color) -> bool:
    """Say whether to use color: the option, then NO_COLOR, FORCE_COLOR, TERM=dumb, then whether this is a terminal."""
    if color is not Color.AUTO:
        return color is Color.ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if not sys.stdout.isatty() or (sys.platform != "win32" and os.environ.get("TERM", "") in NO_TERMINAL):
        return False
    if sys.platform == "win32":
        # The console of Windows takes color codes only after a command processor has run in it.
        os.system("")
    return True


def write(text: str, *, pager: bool = True) -> None:
    """Write text to standard output in letters the terminal has; with `pager`, through a pager where that helps."""
    if not can_write(text):
        text = to_ascii(text)
    if pager and sys.stdout.isatty() and _page(text):
        return
    write_parts([text])


def write_parts(parts: Iterable[str]) -> None:
    """Write texts one after the other to standard output. A closed pipe is not an error."""
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


def write_document(text: str) -> None:
    """Write a format that people keep as a file: in UTF-8 with its own line ends, unless it goes to a terminal."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    write(text, pager=False)


def can_write(text: str) -> bool:
    """Say whether standard output has every letter of a text."""
    if text.isascii():
        return True
    encoding = sys.stdout.encoding or "utf-8"
    if sys.platform == "win32" and encoding.startswith("cp") and not sys.stdout.isatty():
        # A pipe is written in one code page of Windows and may be read in another, where ½ is a different sign.
        encoding = "ascii"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


_ASCII = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012–—\u2015\u2212\u00b7", "-"),
        **dict.fromkeys("•∙", "*"),
        **dict.fromkeys("●█", "#"),
        **dict.fromkeys("’‘╵", "'"),
        **dict.fromkeys("“”", '"'),
        **dict.fromkeys("µμ", "u"),
        **dict.fromkeys("°º", "degrees"),
        "○": ".",
        "▶": ">",
        "┃": "|",
        "×": "x",
        "≥": ">=",
        "≤": "<=",
        "±": "+/-",
        "≈": "about",
        "≠": "not equal to",
        "∞": "infinity",
        "ß": "ss",
        "®": "(R)",
        "™": "(TM)",
        "©": "(C)",
        "→": "->",
        "§": "section",
    }
)
"""What signs become where the terminal has only ASCII; letters lose their accents, and the rest is named."""

_APART = (
    # 70·9 is a number, 100.4°F has a space in words, 1½ is not 11/2, and a dose of 10⁸ is not one of 108.
    (r"(?<=\d)·(?=\d)", "."),
    (r"(?m) ·(?=\s|\x1b|$)", ";"),  # between the items of a line, in color or not; a hyphen would read as a minus
    (r"(?<=\w)(?=[°º≈≠∞½¼¾⅓-⅞])|(?<=[°º§≈≠])(?=\w)", " "),
    (r"[²³¹⁰⁴-⁻]+", r"^\g<0>"),
)


def to_ascii(text: str) -> str:
    """Return text in ASCII, losing no letter, date, number or sign."""
    for pattern, instead in _APART:
        text = re.sub(pattern, instead, text)
    decomposed = unicodedata.normalize("NFKD", text.translate(_ASCII)).translate({0x2044: "/", 0x2212: "-"})
    return "".join(
        char if char.isascii() else _letter_name(char) for char in decomposed if not unicodedata.combining(char)
    )


def _letter_name(letter: str) -> str:
    """Return the name of a letter that ASCII has not: `Delta`, `o` for one with a stroke, `[dagger]`."""
    name = unicodedata.name(letter, f"U+{ord(letter):04X}")
    match = re.fullmatch(r"(?:GREEK|LATIN) (CAPITAL|SMALL) L(?:ETTER|IGATURE) (?:FINAL )?(\w+)(?: WITH .*)?", name)
    if not match or not (name.startswith("GREEK") or len(match[2]) <= LIGATURE):
        return f"[{name.casefold()}]"
    return match[2].capitalize() if match[1] == "CAPITAL" else match[2].casefold()


LIGATURE = 2
"""Letters of one that is written for two."""

NO_TERMINAL = ("", "dumb", "emacs", "unknown")
"""Values of TERM that stand for no kind of terminal."""


def _moves_the_cursor() -> bool:
    """Whether this is a terminal that a pager can draw on; on others it stops with a warning."""
    if sys.platform == "win32":
        return True
    try:
        import curses

        curses.setupterm(os.environ.get("TERM", ""))
        return all(curses.tigetstr(name) is not None for name in ("clear", "cup", "el"))
    except ImportError:
        return os.environ.get("TERM", "") not in NO_TERMINAL
    except curses.error:
        return False


def _page(text: str) -> bool:
    """Show text longer than the screen in the reader's pager; False when there is no pager to use."""
    if text.count("\n") < _terminal_size().lines:
        return False
    command = os.environ.get("PAGER", "less").strip()
    # Without this a shell would say first that there is no less: on Windows, in small containers.
    if command in ("", "cat") or (command == "less" and shutil.which(command) is None):
        return False
    if PurePath(command.split()[0]).name in ("less", "more") and not _moves_the_cursor():
        return False
    # less must decode what is written here and pass colors on, whatever the locale and its own variables say.
    encoding = sys.stdout.encoding or "utf-8"
    letters = "utf-8" if "utf" in encoding.casefold() else "latin1"
    environment = {**os.environ, "LESSCHARSET": letters, "LESS": f"-R {os.environ.get('LESS', '-FX')}"}
    # An interrupt belongs to the pager (less stops a search with it); it must not end us and leave the pager behind.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        done = subprocess.run(command, shell=True, input=text, env=environment, encoding=encoding, check=False)
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    # The shell around the pager reports an interrupt as its own end; the reader has seen the page all the same.
    return done.returncode in (0, -signal.SIGINT, 128 + signal.SIGINT)
