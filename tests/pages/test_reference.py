"""Guides, grading scales and words: each leads on to what a reader looks for next."""

from __future__ import annotations

import pytest

from conftest import Run
from immuno_cli.choices import Level
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import CallLevel, Guide, Scale, SideEffect
from immuno_cli.pages.reference import guide_page, on_topic, scale_page

OF_ALL_EVENTS = ("ctcae", "ctcae-v5", "ctcae-v6")
"""Scales of so many side effects that they lead to the list of them."""


def test_a_scale_leads_to_its_side_effect_and_the_side_effect_to_it(facts: Knowledge, run: Run) -> None:
    for scale in facts.all(Scale):
        graded = facts.graded_by(scale)
        page = scale_page(scale, graded, Level.CLINICAL, facts.edition)
        if scale.id in OF_ALL_EVENTS:
            assert "immuno side-effects" in page.next_commands
        else:
            assert graded, f"no side effect names {scale.id}"
            assert {f"immuno side-effects {effect}" for effect in graded} <= set(page.next_commands)
    assert "immuno side-effects crs" in run("grading", "crs").stdout
    for effect in facts.all(SideEffect):
        if effect.scales:
            assert f"immuno grading {effect.scales[0]}" in run("side-effects", effect.id).stdout


def test_a_guide_shows_one_topic_and_what_needs_911(facts: Knowledge) -> None:
    guide = facts.get(Guide, "checkpoint-inhibitors")
    bowel = on_topic(guide, "colitis")
    assert bowel is not None
    assert bowel.parts["emergency"] == guide.parts["emergency"]
    assert list(bowel.parts["now"].items) == list(bowel.parts["organs"].items) == ["bowel"]
    assert on_topic(guide, "bananas") is None
    assert on_topic(guide, "") is None
    inside = on_topic(guide, "loperamide")
    assert inside is not None, "a word of the text leads to it where no topic has it"
    assert list(inside.parts["do"].items) == ["loose-stools"]


def test_the_first_lines_of_a_long_guide_say_how_to_see_one_topic(facts: Knowledge) -> None:
    for guide in facts.all(Guide):
        page = guide_page(guide, facts.edition)
        words = page.subtitle.partition("such as ")[2].split(", ")
        assert bool(page.subtitle) == (len(guide.parts) > 2)
        for word in words if page.subtitle else ():
            part = on_topic(guide, word)
            assert part is not None
            assert any(one.level is not CallLevel.EMERGENCY for one in part.parts.values())


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("checkpoint-inhibitors colitis", 0, "immuno side-effects irae-colitis"),
        ("faq can i drive", 0, "Can I drive?"),
        ("faq bananas", 3, 'No topic of the guide faq called "bananas".'),
        ("what to ask", 0, "Questions to ask your team"),
    ],
)
def test_a_topic_follows_the_name_of_a_guide(words: str, code: int, said: str, run: Run) -> None:
    done = run("guide", *words.split())
    assert done.returncode == code
    assert said in done.stdout + done.stderr
