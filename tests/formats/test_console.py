"""Standard output: its letters, its colors, its width, and the pager, on terminals of every kind and in pipes."""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from pathlib import Path

import pytest

from conftest import FACTS, POSIX, WORLD, Run, in_terminal
from immuno_cli.formats.console import to_ascii

ESCAPE = "\x1b["
PAGE = ["drug", "show", "alphacar", "--facts", str(WORLD)]
LAST = "See also"
QUIT = b"\n" + b"q" * 9
"""Keys that end less, whatever it waits for."""


# --- letters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437"])
@pytest.mark.parametrize("form", ["terminal", "plain", "json"])
def test_no_encoding_crashes(encoding: str, form: str, run: Run) -> None:
    done = run("drug", "show", "kymriah", "--all", "--format", form, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"0\.1 to 2\.5 (x|×|.) 10\^8|0\.1 to 2\.5 \\u00d7 10\^8", done.stdout)


ASCII = {
    "2 × 10⁸ cells, ≥ 38 °C, 30 mg/m²": "2 x 10^8 cells, >= 38 degrees C, 30 mg/m^2",
    "10¹² or 10⁻⁵": "10^12 or 10^-5",
    "10 ± 1.5 days, day −5 to 4–6": "10 +/- 1.5 days, day -5 to 4-6",
    "1½, Grade ½": "1 1/2, Grade 1/2",
    "70·9% · 100.4°F": "70.9%; 100.4 degrees F",
    "p ≠ 0, ≈5, ∞, §5.1": "p not equal to 0, about 5, infinity, section 5.1",
    "cells/µL∙days • TNFα, IgG2Δa, κ": "cells/uL*days * TNFalpha, IgG2Deltaa, kappa",
    "every 12‑24 hours": "every 12-24 hours",
    "Guillain–Barré, Södertälje, Ø": "Guillain-Barre, Sodertalje, O",
    "Dyspnea † and ‡ ¶": "Dyspnea [dagger] and [double dagger] [pilcrow sign]",
    "●●○ ┃": "##. |",
}


@pytest.mark.parametrize("text", ASCII)
def test_a_sign_that_ascii_has_not_is_said_otherwise(text: str) -> None:
    assert to_ascii(text) == ASCII[text]


def test_a_dot_at_the_end_of_a_line_becomes_a_semicolon_in_color_too() -> None:
    assert to_ascii("one\x1b[2m ·\x1b[0m\ntwo\x1b[2m · \x1b[0mthree") == "one\x1b[2m;\x1b[0m\ntwo\x1b[2m; \x1b[0mthree"


def test_ascii_loses_no_letter_of_the_facts() -> None:
    letters = {letter for path in FACTS.rglob("*.yaml") for letter in path.read_text(encoding="utf-8")}
    assert len(letters) > 100
    lost = [one for one in letters if not unicodedata.combining(one) and (to_ascii(one) == "" or "?" in to_ascii(one))]
    assert lost == ["?"]


def test_signs_that_become_words_are_laid_out_as_words(small: Run) -> None:
    """`38 °C` is `38 degrees C` in ASCII: columns line up, and no line is wider than the screen."""
    for width in ("40", "80"):
        done = small(
            "side-effects", "crs", "-f", "terminal", "--width", width, PYTHONUTF8="0", PYTHONIOENCODING="ascii"
        )
        assert "degrees C" in " ".join(done.stdout.split())
        assert max(map(len, done.stdout.splitlines())) <= int(width)


# --- colors ---------------------------------------------------------------------------------------------------------


@POSIX
def test_a_terminal_gets_color_and_layout() -> None:
    shown = in_terminal(["drug", "list"])
    assert ESCAPE in shown
    assert "Product: " not in shown


@POSIX
@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}], ids=str)
def test_color_can_be_refused(variables: dict[str, str]) -> None:
    assert ESCAPE not in in_terminal(["drug", "show", "alphacar", "--facts", str(WORLD)], **variables)


def test_color_can_be_asked_for(small: Run) -> None:
    assert ESCAPE in small("drug", "list", "-f", "terminal", "--color", "always").stdout
    assert ESCAPE in small("drug", "list", "-f", "terminal", FORCE_COLOR="1").stdout
    assert ESCAPE not in small("drug", "list", "-f", "terminal", "--color", "never", FORCE_COLOR="1").stdout


@POSIX
def test_accessible_means_plain_even_in_a_terminal() -> None:
    assert "Product: " in in_terminal(["drug", "list"], ACCESSIBLE="1")


@pytest.mark.parametrize("columns", ["", "nonsense", "-5", "0", "1", "7", "300"])
def test_any_value_of_columns_is_survived(columns: str, small: Run) -> None:
    done = small("drug", "show", "alphacar", "--format", "terminal", COLUMNS=columns)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("columns", ["٤٠", "4_0", " 40", "+40"])
def test_columns_are_ascii_digits(columns: str, small: Run) -> None:
    said, usual, narrow = (
        small("drug", "show", "alphacar", "--format", "terminal", COLUMNS=width).stdout
        for width in (columns, "80", "40")
    )
    assert said == usual != narrow


# --- the pager ------------------------------------------------------------------------------------------------------


@POSIX
def test_a_long_page_is_paged_in_a_terminal_only(tmp_path: Path, small: Run) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho paged\ncat >/dev/null\n")
    pager.chmod(0o755)
    assert in_terminal(PAGE, PAGER=str(pager)).strip() == "paged"
    assert "paged" not in in_terminal([*PAGE, "--no-pager"], PAGER=str(pager))
    assert "paged" not in in_terminal(["drug", "list", "--facts", str(WORLD)], PAGER=str(pager))
    assert "paged" not in small("drug", "show", "alphacar", PAGER=str(pager)).stdout


needs_less = pytest.mark.skipif(sys.platform == "win32" or shutil.which("less") is None, reason="less is not installed")


@needs_less
@pytest.mark.parametrize(
    "variables",
    [
        *({}, {"LC_ALL": "C"}, {"LC_ALL": "ja_JP.UTF-8"}, {"LESSCHARSET": "ascii"}, {"LESSCHARSET": "nonsense"}),
        *({"LESS": ""}, {"LESS": "-X"}, {"LESS": "FX -Pthe page"}),
    ],
    ids=str,
)
def test_less_shows_letters_and_colors(variables: dict[str, str]) -> None:
    shown = in_terminal(PAGE, QUIT, PAGER="less", **variables)
    assert "2 × 10^8" in re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert "<E2>" not in shown
    assert "ESC" not in shown


@needs_less
def test_less_reads_the_letters_that_are_written() -> None:
    latin = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1", "LC_ALL": "C.UTF-8"}
    shown = in_terminal(["search", "Barré"], QUIT, PAGER="less", LINES="3", **latin)
    assert "Barr\ufffd" in shown, "a byte that is no UTF-8"


@needs_less
@pytest.mark.parametrize(
    ("term", "pager"),
    [
        *((term, "less") for term in ("", "dumb", "emacs", "unknown", "no-such-terminal", "adm3a")),
        *(("dumb", pager) for pager in ("more", "/usr/bin/less -S")),
    ],
)
def test_a_terminal_that_less_cannot_draw_on_gets_the_page_at_once(term: str, pager: str) -> None:
    """There less would stop with a warning and wait for a key."""
    shown = in_terminal(PAGE, QUIT, TERM=term, PAGER=pager)
    assert "fully functional" not in shown
    assert LAST in shown


def test_an_empty_pager_is_none() -> None:
    for pager in ("", " "):
        assert LAST in in_terminal(PAGE, PAGER=pager)
