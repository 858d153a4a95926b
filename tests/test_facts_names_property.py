"""Ten thousand misspelt, cut, swapped and disguised names: none ever opens another product."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import FACTS
from immuno_cli.errors import NotFound
from immuno_cli.facts.entities import names_of
from immuno_cli.facts.kinds import Entity
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Drug, OtherProduct
from immuno_cli.facts.names import normalize

KNOWLEDGE = Knowledge(FACTS)
PRODUCTS: tuple[Entity, ...] = (*KNOWLEDGE.all(Drug), *KNOWLEDGE.all(OtherProduct))
NAMES = [name for product in PRODUCTS for name in names_of(product)]

LOOK_ALIKES = {
    "a": "аａɑ",
    "c": "сϲ",
    "e": "еｅé",
    "i": "іıl1",
    "l": "1Iі",
    "o": "о0ο",
    "r": "г",
    "s": "ѕ5",
    "t": "т",
    "y": "уү",
}


@st.composite
def misspelt(draw: st.DrawFn) -> str:
    """Draw a name of a product with one to three mistakes in it."""
    name = draw(st.sampled_from(NAMES))
    for _ in range(draw(st.integers(1, 3))):
        if not name:
            break
        at = draw(st.integers(0, len(name) - 1))
        mistake = draw(st.sampled_from(["drop", "double", "swap", "change", "add", "cut", "disguise", "join"]))
        letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz-0 1'.®"))
        if mistake == "drop":
            name = name[:at] + name[at + 1 :]
        elif mistake == "double":
            name = name[: at + 1] + name[at:]
        elif mistake == "swap":
            name = name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]
        elif mistake == "change":
            name = name[:at] + letter + name[at + 1 :]
        elif mistake == "add":
            name = name[:at] + letter + name[at:]
        elif mistake == "cut":
            name = name[at:] if draw(st.booleans()) else name[:at]
        elif mistake == "disguise":
            same = LOOK_ALIKES.get(name[at].lower())
            name = name[:at] + (draw(st.sampled_from(same)) if same else letter) + name[at + 1 :]
        else:
            name = name[:at] + draw(st.sampled_from(NAMES))[: draw(st.integers(0, 12))]
    return name


@settings(max_examples=10_000, suppress_health_check=list(HealthCheck))
@given(misspelt())
def test_a_misspelt_name_never_stands_for_another_product(typed: str) -> None:
    for kind, id_ in KNOWLEDGE.named(typed, (Drug, OtherProduct)):
        names = {normalize(name) for name in names_of(KNOWLEDGE.get(kind, id_))}
        # Or several names of the same product in a row, as pages print them.
        assert re.fullmatch(f"({'|'.join(map(re.escape, names))})+", normalize(typed)), (typed, id_)


@settings(max_examples=1_000, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=40) | misspelt())
def test_any_text_is_answered_or_refused(typed: str) -> None:
    """What the commands ask; a refusal compares the text with every name, which takes longer than all the rest."""
    try:
        found = KNOWLEDGE.find_among(typed, (Drug, OtherProduct), "product", "immuno drug list")
    except NotFound:
        return
    assert normalize(typed) in {normalize(name) for name in names_of(found)}


@pytest.mark.parametrize("product", [pytest.param(product, id=product.id) for product in PRODUCTS])
def test_every_name_of_a_product_opens_it_alone(product: Entity) -> None:
    for name in names_of(product):
        owners = {one.id for one in PRODUCTS if normalize(name) in {normalize(other) for other in names_of(one)}}
        assert owners == {product.id}, name
        assert KNOWLEDGE.find_among(name, (Drug, OtherProduct), "product", "") is product
