"""A name matches exactly after normalizing, or nothing."""

from __future__ import annotations

import pytest

from immuno_cli.facts.names import is_code, is_printed_form, near_names, normalize, without_suffix


@pytest.mark.parametrize(
    "name",
    ["axi-cel", "Axi-Cel", "AXI CEL", "axicel", "axi\u2011cel", " axi_cel ", "axi-cel\u00ae", "axi-cel\u2122"],
)
def test_case_spaces_hyphens_and_marks_do_not_matter(name: str) -> None:
    assert normalize(name) == "axicel"


@pytest.mark.parametrize("name", ["axi-cell", "ахi-cel", "axl-cel", "axi-cel1", "ａxi-cel"])
def test_every_letter_matters(name: str) -> None:
    assert normalize(name) != "axicel"


def test_near_names_come_closest_first_and_all() -> None:
    assert near_names("tecarta", ["Kymriah", "Yescarta", "Tecartus"]) == ["Tecartus", "Yescarta"]


def test_a_part_of_a_name_lists_every_name_with_it() -> None:
    assert near_names("autoleucel", ["obecabtagene autoleucel", "Kymriah", "brexucabtagene autoleucel"]) == [
        "brexucabtagene autoleucel",
        "obecabtagene autoleucel",
    ]


@pytest.mark.parametrize("name", ["", "x", "!!", "zzzzzz"])
def test_nothing_is_near_nonsense(name: str) -> None:
    assert near_names(name, ["Kymriah", "Yescarta"]) == []


@pytest.mark.parametrize("mark", list(" \t\n-_\u2010\u2011\u2012\u2013\u2014\u2015\u00ae\u2122.,'\u2019()/+"))
def test_what_is_left_out_of_a_name(mark: str) -> None:
    assert normalize(f"{mark}CAR{mark}{mark}T{mark}") == "cart"


@pytest.mark.parametrize("mark", list(";:!?&*#@\u2026"))
def test_other_marks_count(mark: str) -> None:
    assert normalize(f"car{mark}t") == f"car{mark}t"


def test_case_folds_in_every_language() -> None:
    assert normalize("STRASSE") == normalize("Straße") == "strasse"


@pytest.mark.parametrize(
    ("typed", "known", "close"),
    [
        # three letters of five and five: exactly six tenths
        ("abcde", "abcxy", True),
        ("abcdefg", "abcdxyz", False),
        # all three letters of three and seven, but not in one piece: exactly six tenths by every bound
        ("abc", "axbxcxx", True),
        ("abc", "axbxcxxx", False),
        # the same letters in another order bound the answer from above, and are not enough
        ("abcde", "edcba", False),
    ],
)
def test_names_are_near_from_six_tenths(typed: str, known: str, close: bool) -> None:
    assert near_names(typed, [known]) == ([known] if close else [])


@pytest.mark.parametrize(
    ("typed", "known", "close"),
    [
        ("cel", "cel-and-much-longer", True),
        ("cel", "much-longer-with-cel-inside", True),
        ("ce", "ce-and-much-longer", False),
        ("ce", "much-longer-with-ce", False),
    ],
)
def test_a_part_of_three_letters_is_enough(typed: str, known: str, close: bool) -> None:
    assert near_names(typed, [known]) == ([known] if close else [])


def test_a_name_that_holds_the_text_ranks_among_the_others() -> None:
    """Nine tenths: after a name with one letter wrong, before one with several."""
    known = ["abcdefghij and more", "abcdefgxyj", "abcdefghiz k", "abcdefghjij"]
    assert near_names("abcdefghij", known) == ["abcdefghjij", "abcdefghij and more", "abcdefghiz k", "abcdefgxyj"]


def test_equally_near_names_are_in_alphabetical_order() -> None:
    assert near_names("alphx", ["alphc", "alpha", "alphb"]) == ["alpha", "alphb", "alphc"]
    assert near_names("alph", ["z alph", "a alph"]) == ["a alph", "z alph"]


def test_names_that_are_not_near_do_not_hide_later_ones() -> None:
    assert near_names("yescarta", ["zzz", "yescarta x", "qqq", "yescartb", "x"]) == ["yescarta x", "yescartb"]


def test_a_very_long_text_is_compared_letter_by_letter() -> None:
    assert near_names("x" + "ab" * 100, ["y" + "ab" * 100]) == ["y" + "ab" * 100]


@pytest.mark.parametrize("name", ["\u212aymriah", "ye\u017fcarta", "\ufb01ve", "\ufb02u"])
def test_a_sign_that_looks_like_letters_is_none(name: str) -> None:
    assert not normalize(name).isascii()


@pytest.mark.parametrize("code", ["NCT02348216", "nct 0234 8216", "Q2041", "71287-119-01", "125643", "BLA 125643"])
def test_nothing_is_near_a_number_of_a_registry(code: str) -> None:
    assert is_code(code)
    assert near_names(code, [f"{code}1", "CT041", "NCT02348217"]) == []


@pytest.mark.parametrize("name", ["yescarta", "LN-144", "CTL019", "bb2121", "KTE-X19"])
def test_the_code_name_of_a_product_is_a_name(name: str) -> None:
    assert not is_code(name)


@pytest.mark.parametrize(("typed", "short"), [("CRES", "CRS"), ("tremor", "TRM"), ("anemia", "MM")])
def test_an_abbreviation_is_near_only_with_the_same_letters(typed: str, short: str) -> None:
    assert near_names(typed, [short]) == []
    assert near_names(short[::-1], [short]) in ([short], [])


def test_names_of_one_thing_in_a_row_are_its_name() -> None:
    names = ["yescarta", "Yescarta", "axicabtagene ciloleucel", "axi-cel"]
    for text in ("Yescarta (axicabtagene ciloleucel)", "axicabtagene ciloleucel (axi-cel)"):
        assert is_printed_form(normalize(text), names)
    for text in ("yescarta", "yescarta x", "yescarta yescarta", "yescarta (tisagenlecleucel)", ""):
        assert not is_printed_form(normalize(text), names)


def test_the_suffix_of_fda_is_no_part_of_the_name() -> None:
    assert without_suffix("tarlatamab-dlle") == "tarlatamab"
    assert without_suffix("nivolumab and hyaluronidase-nvhy") == "nivolumab and hyaluronidase"
    assert without_suffix("axi-cel") == "axi-cel"
