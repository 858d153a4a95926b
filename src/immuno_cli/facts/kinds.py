"""The one table of what there is: each kind of fact with its class, its folder, its words and its command."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from immuno_cli.facts.model import (
    Cancer,
    Drug,
    Edition,
    Guide,
    OtherProduct,
    Scale,
    SideEffect,
    Source,
    Synonyms,
    Term,
    Therapy,
)

Entity = Therapy | Drug | OtherProduct | SideEffect | Cancer | Scale | Term | Guide | Source
"""What a file of facts decodes to; written out because type checkers read no table."""


class Kind(StrEnum):
    """Kinds of facts, each by its word; of two entries with the same name the kind that stands first here wins.

    To add a kind: a dataclass in `model`, its name in `Entity`, a row here, a folder of facts, a page and a command.
    """

    cls: type
    folder: str
    """Folder of its files."""
    label: str
    """What it is, as a reader sees it."""
    command: str
    """What opens one entry, before its name."""
    order: int
    """Its place in lists of everything: in checks, counts and exports."""
    by_text: int
    """Its place among equal headings and texts: what concerns every reader, then products, then explanations."""

    def __new__(cls, word: str, *row: Any) -> Self:
        """Make a member of one row of the table."""
        kind = str.__new__(cls, word)
        kind._value_ = word
        kind.cls, kind.folder, kind.label, kind.command, kind.order, kind.by_text = row
        return kind

    DRUG = "drug", Drug, "drugs", "product", "immuno drug show", 1, 2
    OTHER_PRODUCT = (
        "other-product",
        OtherProduct,
        "other-products",
        "not an approved immunotherapy of cancer",
        "immuno drug show",
        2,
        4,
    )
    THERAPY = "therapy", Therapy, "therapies", "kind of therapy", "immuno therapies show", 0, 3
    SIDE_EFFECT = "side-effect", SideEffect, "side-effects", "side effect", "immuno side-effects", 3, 1
    CANCER = "cancer", Cancer, "cancers", "cancer", "immuno cancer show", 4, 5
    SCALE = "scale", Scale, "grading", "grading scale", "immuno grading", 5, 6
    GUIDE = "guide", Guide, "guide", "guide", "immuno guide", 7, 0
    TERM = "term", Term, "glossary", "glossary", "immuno glossary", 6, 7
    SOURCE = "source", Source, "sources", "source", "immuno source show", 8, 8


KINDS: dict[type, Kind] = {kind.cls: kind for kind in sorted(Kind, key=lambda kind: kind.order)}
"""The kind of each class, in the order of lists of everything."""

FOLDERS: dict[type, str] = {cls: kind.folder for cls, kind in KINDS.items()}
"""The folder of each class, in the same order."""

ORDER = tuple(kind.cls for kind in Kind if kind is not Kind.SOURCE)
"""Of several things with the same name the first opens; the others are named."""

ALONE: dict[str, type] = {"edition": Edition, "synonyms": Synonyms}
"""What stands in one file of its own, by the name of the file."""


def command(kind: Kind, name: str, path: str) -> str:
    """Return the command that opens a place in an entry: the page of the entry, of a product the section."""
    section = path.removeprefix("gaps.").split(".")[0]
    if kind is Kind.DRUG and section != "summary":
        return f"{kind.command} {name} --section {_SECTIONS.get(section, section.replace('_', '-'))}"
    return f"{kind.command} {name}"


_SECTIONS = {
    **dict.fromkeys(
        ("names", "holder", "target", "mechanism", "cells", "antibody", "virus", "biosimilars"), "construct"
    ),
    "no_boxed_warning": "boxed-warning",
    "call": "patient",
    "first_approval": "history",
}
"""Parts of a product that are shown in a section of another name."""
