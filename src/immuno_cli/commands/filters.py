"""What the list of products can be asked for: filters of products, and of their uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from immuno_cli.errors import NotFound
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Cancer, Drug, Indication, Pathway, Setting, Therapy
from immuno_cli.facts.names import normalize


class Filter(NamedTuple):
    """One thing that was asked for, of a product or of a use."""

    words: str
    """In words, what it is about first: `target CD19`."""
    fits: Callable[[Any], bool]
    """Whether one has it, or may have it."""
    is_open: Callable[[Any], bool] = lambda _: False
    """Whether it is not stated of one, which is then shown with a note."""


def product_filters(
    knowledge: Knowledge, therapy: str | None, target: str | None, route: str | None
) -> Iterator[Filter]:
    """Yield what was asked of a product. Raises NotFound for what no product has."""
    if therapy is not None:
        kind = knowledge.find(therapy, Therapy, "kind of therapy", "immuno therapies list")
        of_kind = {drug.id for drug in knowledge.drugs_of(kind)}
        yield Filter(f"type {kind.id}", lambda drug: drug.id in of_kind)
    if target is not None:
        known = {normalize(name): name for drug in knowledge.all(Drug) for name in targets_of(drug)}
        antigen = normalize(target)
        if antigen not in known:
            raise NotFound("target", target, [], "immuno drug list", known=sorted(known.values()))
        yield Filter(
            f"target {known[antigen]}",
            lambda drug: antigen in map(normalize, targets_of(drug) or [target]),
            lambda drug: not drug.target.text,
        )
    if route is not None:
        way = next((row[0] for row in ROUTES if normalize(route) in map(normalize, row)), "")
        if not way:
            raise NotFound("route", route, [], "immuno drug list", known=[row[0] for row in ROUTES])
        yield Filter(f"route {way}", lambda drug: way in (routes_of(drug) or {way}), lambda drug: not routes_of(drug))


def use_filters(
    knowledge: Knowledge, biomarker: str | None, cancer: str | None, line: int | None, *, accelerated: bool
) -> Iterator[Filter]:
    """Yield what was asked of a use. Raises NotFound for what no use has."""
    if biomarker is not None:
        marker = normalize(biomarker)
        known = {use.biomarker for drug in knowledge.all(Drug) for use in drug.indications.values() if use.biomarker}
        if not marker or not any(marker in normalize(held) for held in known):
            raise NotFound("biomarker", biomarker, [], "immuno drug list", known=sorted(known))
        yield Filter(f"biomarker {biomarker}", lambda use: marker in normalize(use.biomarker or ""))
    if cancer is not None:
        disease = knowledge.find(cancer, Cancer, "cancer", "immuno cancer list")
        yield Filter(f"cancer {disease.id}", lambda use: use.cancer in (disease.id, *disease.kinds))
    if line is not None:
        yield Filter(f"line {line}", lambda use: usable(use, line), lambda use: use.line is None)
    if accelerated:
        yield Filter("accelerated approval", lambda use: use.pathway is Pathway.ACCELERATED)


def usable(use: Indication, line: int) -> bool:
    """Say whether a use may be one in this line of treatment. Where the line is not stated, the setting may say no."""
    if use.line is not None:
        return use.line <= line
    if use.setting is Setting.RELAPSED:
        return line > 1
    return line == 1 or use.setting in (None, Setting.ADVANCED)


def targets_of(drug: Drug) -> list[str]:
    """Return what a product binds: `BCMA × CD3` as a whole, and each of the two; nothing where none is stated."""
    text = drug.target.text or ""
    return list(dict.fromkeys(filter(None, [text, *re.split(r" [×+] ", text)])))


def routes_of(drug: Drug) -> set[str]:
    """Return the ways a product is given, each by the first word of its row in `ROUTES`; none where none is stated.

    Only what is said in brief counts: the full text of a label also names the ways in which nobody may give it.
    """
    stated = " ".join(claim.brief or "" for claim in drug.dosing.route.values())
    return {row[0] for row in ROUTES if re.search(rf"\b({'|'.join(map(re.escape, row))})\b", stated, re.I)}


ROUTES = (
    ("intravenous", "IV", "intravenously", "vein", "infusion"),
    ("subcutaneous", "SC", "subcutaneously", "under the skin", "SQ", "subQ"),
    ("bladder", "intravesical", "intravesically"),
    ("intratumoral", "intralesional", "into the tumor", "lesion", "lesions"),
    ("intramuscular", "IM", "intramuscularly", "muscle"),
    ("topical", "on the skin", "cream", "topically"),
    ("oral", "by mouth", "mouth", "pill", "capsule", "orally"),
)
"""Words for the ways a product is given; those of one row mean the same, and the first one stands for them."""
