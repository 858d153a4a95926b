"""Patients read plain names in tables, clinicians the words of the source; no term has two plain names."""

from __future__ import annotations

from collections import Counter

import pytest

from immuno_cli.choices import Level
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Drug
from immuno_cli.pages.page import Table
from immuno_cli.pages.plain_terms import plain_term
from immuno_cli.pages.rates import effect_name, rate_table, reaction_table
from made import rate
from readability import grade


@pytest.mark.parametrize(
    ("term", "plain"),
    [("hypotension", "Low blood pressure"), ("HLH/MAS", "Immune system out of control (HLH/MAS)"), ("gout", "Gout")],
)
def test_a_term_has_its_plain_name_or_stays(term: str, plain: str) -> None:
    assert plain_term(term) == plain
    assert effect_name(rate(term=term), Level.PLAIN) == plain
    assert effect_name(rate(term=term)) == term[0].upper() + term[1:]
    (row,) = rate_table([rate(term=term)], Level.PLAIN).rows
    assert row[0].text == plain


def test_no_term_has_two_plain_names(facts: Knowledge) -> None:
    terms = Counter(term.casefold() for plain in facts.synonyms.plain_names for term in plain.terms)
    assert [term for term, times in terms.items() if times > 1] == []


def test_a_plain_name_is_plain(facts: Knowledge) -> None:
    names = [plain.name for plain in facts.synonyms.plain_names]
    assert names
    assert [name for name in names if grade(f"You may have {name}.") > 8] == []


def test_tables_of_reactions_speak_to_both(facts: Knowledge) -> None:
    (table, *_) = (
        table
        for table in facts.get(Drug, "keytruda").reactions.values()
        if any(row.term == "Pruritus" for row in table.rows.values())
    )
    for level, wanted, unwanted in ((Level.PLAIN, "Itching", "Pruritus"), (Level.CLINICAL, "Pruritus", "Itching")):
        blocks = reaction_table(table, level)
        cells = [row[0].text for block in blocks if isinstance(block, Table) for row in block.rows]
        assert wanted in cells
        assert unwanted not in cells
