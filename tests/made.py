"""Facts made for a test: a use and a rate of the miniature world, with what the test is about changed."""

from __future__ import annotations

from typing import Any

from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Cancer, Citation, Indication, PartialDate, Pathway, Rate, Therapy
from immuno_cli.pages.uses import Names

CITE = {"alpha-label": Citation(at="section 1")}


def names_of(world: Knowledge) -> Names:
    return Names(lambda name: world.get(Cancer, name), lambda name: world.get(Therapy, name))


def use(**more: Any) -> Indication:
    known: dict[str, Any] = {
        "cancer": "lymphoma",
        "population": "Adults",
        "plain": "Adults.",
        "approved": PartialDate("2020-01-02"),
        "pathway": Pathway.REGULAR,
        "cite": CITE,
    }
    return Indication(**{**known, **more})


def rate(**more: Any) -> Rate:
    known = {"effect": "crs", "trial": "ALPHA-1", "population": "Adults", "treated": 108, "cite": CITE}
    return Rate(**{**known, **more})
