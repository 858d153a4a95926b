"""What is measured, and the limits: which commands, in which formats, for how much of the hello app."""

from __future__ import annotations

from dataclasses import dataclass

MEMORY_LIMIT = 1.3
"""Peak memory of a command, as a ratio to the hello app."""

READING = (
    "",
    "therapies list",
    "drug list",
    "side-effects",
    "cancer list",
    "grading",
    "glossary",
    "guide",
    "source list",
    "therapies show til",
    "therapies compare car-t til",
    "drug show yescarta",
    "drug show breyanzi",
    "drug show keytruda",
    "drug show kymriah --all",
    "drug show keytruda --all",
    "drug show axi-cel",
    "drug show anito-cel",
    "side-effects til",
    "side-effects car-t",
    "side-effects checkpoint-inhibitors",
    "side-effects keytruda",
    "side-effects crs",
    "cancer show lbcl",
    "cancer show nsclc",
    "grading crs-astct",
    "glossary crs",
    "guide questions",
    "source show yescarta-uspi",
    "drug compare yescarta breyanzi",
    "drug compare yescarta breyanzi kymriah tecartus carvykti",
    "search fever",
    "search driving after car t",
    "why yescarta.monitoring.driving.two-weeks",
    "changes",
    "facts info",
    "help formats",
)
"""Every reading command: the landing page, lists, short and long pages of every kind, comparisons, searches."""

AS_DOCUMENTS = (
    "drug list",
    "drug show yescarta",
    "drug show kymriah --all",
    "side-effects til",
    "drug compare yescarta breyanzi",
    "search driving after car t",
)
"""Commands measured in Markdown and CSV too."""

TENFOLD = (
    "drug show yescarta",
    "drug show keytruda",
    "drug show axi-cel",
    "drug show kymriah --all",
    "search fever",
    "search capillary leak",
    "search driving after car t",
)
TENFOLD_LIMIT = 1.15
"""Commands measured with ten times the facts, and how much longer than with the facts as they are they may take."""

PEERS = (
    "eol --help",
    "eol norwegianblue",
    "tldr --help",
    "periodic-table-cli --help",
    "periodic-table-cli --mode=data --symbol=He",
)
"""What is measured of other reference tools when they are on PATH: their help, and an answer that needs no network."""


@dataclass(frozen=True, slots=True)
class Group:
    """Commands under one limit, each measured in one or more forms side by side."""

    title: str
    limit: float | None
    commands: tuple[str, ...]
    forms: tuple[tuple[str, str], ...] = (("CPU", ""),)
    """Heading of each form, and the options that ask for it."""
    completed: bool = False
    """Whether a shell asks what may follow; the last word is unfinished, and may be empty."""


GROUPS = (
    Group(
        "Terminal format",
        1.25,
        READING,
        (("without color", "--format terminal"), ("with color", "--format terminal --color always")),
    ),
    Group("`--plain` and `--json`", 1.0, READING, (("`--plain`", "--plain"), ("`--json`", "--json"))),
    Group("`--version`", 0.8, ("--version",)),
    Group("Completion on TAB", 0.9, ("drug show y", "drug show ", ""), completed=True),
    Group("Markdown and CSV", None, AS_DOCUMENTS, (("Markdown", "--format markdown"), ("CSV", "--format csv"))),
    Group("Help", None, ("--help", "drug show --help")),
)
