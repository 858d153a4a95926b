"""A name matches exactly after normalising, or nothing."""

from __future__ import annotations

import pytest

from immuno_cli.names import near, normalise


@pytest.mark.parametrize(
    "name",
    ["axi-cel", "Axi-Cel", "AXI CEL", "axicel", "axi\u2011cel", " axi_cel ", "axi-cel\u00ae", "axi-cel\u2122"],
)
def test_case_spaces_hyphens_and_marks_do_not_matter(name: str) -> None:
    assert normalise(name) == "axicel"


@pytest.mark.parametrize("name", ["axi-cell", "ахi-cel", "axl-cel", "axi-cel1", "ａxi-cel"])
def test_every_letter_matters(name: str) -> None:
    assert normalise(name) != "axicel"


def test_near_names_come_closest_first_and_all() -> None:
    assert near("tecarta", ["Kymriah", "Yescarta", "Tecartus"]) == ["Tecartus", "Yescarta"]


def test_a_part_of_a_name_lists_every_name_with_it() -> None:
    assert near("autoleucel", ["obecabtagene autoleucel", "Kymriah", "brexucabtagene autoleucel"]) == [
        "brexucabtagene autoleucel",
        "obecabtagene autoleucel",
    ]


@pytest.mark.parametrize("name", ["", "x", "!!", "zzzzzz"])
def test_nothing_is_near_nonsense(name: str) -> None:
    assert near(name, ["Kymriah", "Yescarta"]) == []
