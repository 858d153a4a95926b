"""Draws the screens that the README shows, as SVG: `python docs/make_images.py`, which `nox -s docs` runs.

Each is a real run of the command. No font is fetched: the picture uses whatever fixed-width font the reader has.
"""

from __future__ import annotations

import calendar
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "images"
PATHS = os.pathsep.join([str(ROOT / "src"), str(ROOT / "data")])

(_AS_OF,) = re.findall(
    r"^as_of: (\S+)$", (ROOT / "data" / "immuno_facts" / "edition.yaml").read_text(encoding="utf-8"), re.MULTILINE
)
DAY_OF_FACTS = str(calendar.timegm(time.strptime(_AS_OF, "%Y-%m-%d")))
"""Today, for every screen: on any other day, pages may begin by saying how old they are."""

IMAGES = {
    "drug-show": (["drug", "show", "yescarta"], 46),
    "side-effects": (["side-effects", "til"], 60),
    "therapy": (["therapies", "show", "car-t", "--level", "plain"], 62),
    "plain-words": (["side-effects", "crs", "--level", "plain"], 40),
}
"""File name, command, and how many lines of the screen are shown."""

DARK = TerminalTheme(
    (24, 26, 31),
    (222, 222, 226),
    [
        (24, 26, 31),
        (215, 0, 0),
        (80, 160, 79),
        (193, 132, 1),
        (64, 120, 242),
        (166, 38, 164),
        (1, 132, 188),
        (222, 222, 226),
    ],
)


def draw(name: str) -> str:
    """Return one screen as SVG text."""
    argv, lines = IMAGES[name]
    done = subprocess.run(
        [sys.executable, "-m", "immuno_cli", *argv, "--format", "terminal", "--width", "84", "--color", "always"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "data")]),
            "SOURCE_DATE_EPOCH": DAY_OF_FACTS,
        },
    )
    shown = done.stdout.split("\n")[:lines]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=84, file=nowhere, force_terminal=True, color_system="256")
        console.print(Text.from_ansi("\n".join(shown)), soft_wrap=True)
        font = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)
        return console.export_svg(
            title=" ".join(["immuno", *argv]),
            theme=DARK,
            code_format=font.sub("", CONSOLE_SVG_FORMAT),
            unique_id=f"immuno-{name}",
        )


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(exist_ok=True)
    for name in IMAGES:
        (FOLDER / f"{name}.svg").write_text(draw(name), encoding="utf-8")


if __name__ == "__main__":
    main()
