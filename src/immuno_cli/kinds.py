"""The kinds of entries that a search goes through, and the command that opens each."""

from __future__ import annotations

from enum import StrEnum

from immuno_cli.model import Cancer, Drug, Guide, OtherProduct, Scale, SideEffect, Source, Term, Therapy


class Kind(StrEnum):
    """Kinds of entries; of two with the same name the earlier comes first."""

    DRUG = "drug"
    OTHER_PRODUCT = "other-product"
    THERAPY = "therapy"
    SIDE_EFFECT = "side-effect"
    CANCER = "cancer"
    SCALE = "scale"
    TERM = "term"
    GUIDE = "guide"
    SOURCE = "source"


CLASSES: dict[Kind, type] = {
    Kind.DRUG: Drug,
    Kind.OTHER_PRODUCT: OtherProduct,
    Kind.THERAPY: Therapy,
    Kind.SIDE_EFFECT: SideEffect,
    Kind.CANCER: Cancer,
    Kind.SCALE: Scale,
    Kind.TERM: Term,
    Kind.GUIDE: Guide,
    Kind.SOURCE: Source,
}

COMMANDS = {
    Kind.DRUG: "immuno drug show",
    Kind.OTHER_PRODUCT: "immuno drug show",
    Kind.THERAPY: "immuno therapies show",
    Kind.SIDE_EFFECT: "immuno side-effects",
    Kind.CANCER: "immuno cancer show",
    Kind.SCALE: "immuno grading",
    Kind.TERM: "immuno glossary",
    Kind.GUIDE: "immuno guide",
    Kind.SOURCE: "immuno source show",
}
