"""Standard output: how wide it is, whether it has colors, which letters it has, and when a pager helps."""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterable

from immuno_cli.choices import Color
from immuno_cli.errors import ImmunoError

DEFAULT_WIDTH = 80
WIDEST = 1000


def accessible() -> bool:
    """Whether the reader asked every program for accessible output (`ACCESSIBLE=1`)."""
    return os.environ.get("ACCESSIBLE", "") not in ("", "0")


def screen_width(asked: int | None) -> int:
    """Return the width asked for, else that of the terminal; nonsense in COLUMNS counts as not said."""
    return asked or min(shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns, WIDEST) or DEFAULT_WIDTH


def use_color(asked: Color) -> bool:
    """Decide on color: the option, then NO_COLOR, FORCE_COLOR, TERM=dumb, then whether this is a terminal."""
    if asked is not Color.AUTO:
        return asked is Color.ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
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
        "±": "+/-",
        "≈": "about ",
        "≠": "not equal to ",
        "∞": "infinity",
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
