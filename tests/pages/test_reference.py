"""Guides, grading scales and words: each leads on to what a reader looks for next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conftest import Run
from immuno_cli.choices import Level
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import CallLevel, Claim, Earlier, Guide, PartialDate, Scale, SideEffect, Source
from immuno_cli.pages.page import Alert, Bullets, Table, texts
from immuno_cli.pages.reference import guide_page, on_topic, scale_page, source_list_page
from made import CITE

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


def test_a_guide_says_every_item_and_what_needs_911_as_such(facts: Knowledge) -> None:
    for guide in facts.all(Guide):
        page = guide_page(guide, facts.edition)
        lists = [block for block in page.blocks if isinstance(block, Alert | Bullets)]
        assert len(lists) == len(guide.parts), guide.id
        for part, block in zip(guide.parts.values(), lists, strict=True):
            urgent = part.level is CallLevel.EMERGENCY
            assert isinstance(block, Alert) is urgent, (guide.id, part.title)
            said = [text.text for text in texts((block,))]
            if isinstance(block, Alert):
                assert (block.title, block.level) == ("CALL 911", CallLevel.EMERGENCY)
            told = [claim.plain for claim in part.items.values() if claim.plain]
            assert len(said) == len(told), (guide.id, part.title)
            for words, shown in zip(told, said, strict=True):
                assert words in shown


def test_every_topic_of_every_guide_keeps_all_that_needs_911(facts: Knowledge) -> None:
    asked = 0
    for guide in facts.all(Guide):
        urgent = {key: part for key, part in guide.parts.items() if part.level is CallLevel.EMERGENCY}
        for part in guide.parts.values():
            for name, claim in part.items.items() if urgent else ():
                found = on_topic(guide, claim.topic or name)
                if found:
                    asked += 1
                    assert {key: found.parts[key] for key in urgent} == urgent, (guide.id, name)
                    page = guide_page(found, facts.edition)
                    assert any(isinstance(block, Alert) and block.title == "CALL 911" for block in page.blocks)
    assert asked > 20


def test_a_scale_shows_every_row_and_footnote_as_it_is_printed(facts: Knowledge) -> None:
    for scale in facts.all(Scale):
        page = scale_page(scale, facts.graded_by(scale), Level.CLINICAL, facts.edition)
        rows = [[cell.text for cell in row] for block in page.blocks if isinstance(block, Table) for row in block.rows]
        assert rows == [list(row.cells) for row in scale.rows.values()], scale.id
        said = "\n".join(text.text for text in texts(page.blocks))
        for note in scale.footnotes.values():
            assert (note.text or note.plain or "") in said, scale.id


def test_an_item_keeps_the_note_and_the_value_that_was_replaced(world: Knowledge) -> None:
    guide = world.all(Guide)[0]
    earlier = Earlier(text="Wait 8 weeks.", until=PartialDate("2025-06-26"), cite=CITE)
    item = Claim(plain="Wait 2 weeks.", text="Wait 2 weeks.", earlier=(earlier,), cite=CITE)
    key, part = next((key, part) for key, part in guide.parts.items() if part.level is None)
    changed = replace(guide, parts={key: replace(part, items={"one": item})})
    said = [text.text for text in texts(guide_page(changed, world.edition).blocks)]
    assert "Wait 2 weeks. Until 2025-06-26: Wait 8 weeks." in said


def test_the_first_screen_of_the_sources_counts_them_and_all_names_each(facts: Knowledge) -> None:
    every = facts.all(Source)
    short = source_list_page(every, (), facts.edition)
    (table,) = short.blocks
    assert isinstance(table, Table)
    assert sum(int(row[1].text) for row in table.rows) == len(every)
    whole = " ".join(text.text for text in texts(source_list_page(every, (), facts.edition, everything=True).blocks))
    assert all(source.title in whole for source in every)


def test_the_first_screen_of_what_changed_shows_the_newest_and_all_shows_every_one(run: Run) -> None:
    first, whole = run("changes").stdout, run("changes", "--all").stdout
    assert "12 newest of" in first
    assert "immuno changes --all" in first
    assert len(first.splitlines()) <= 60 < len(whole.splitlines())
    assert "newest of" not in whole
    assert "newest of" not in run("changes", "--drug", "keytruda").stdout


def test_a_guide_names_its_sources_in_short_and_all_by_their_titles(run: Run) -> None:
    first, whole = (
        run("guide", "call-now", *more, "--format", "terminal", "--width", "80") for more in ((), ("--all",))
    )
    assert "immuno guide call-now --all" in first.stdout
    assert "Prescribing Information" not in first.stdout
    assert "Prescribing Information" in whole.stdout
    lines, every = (done.stdout.partition("\n  Sources")[0].splitlines() for done in (first, whole))
    assert len(lines) < 100 < len(every)
    topic = run("guide", "faq", "can", "i", "drive", "--format", "terminal")
    assert "Can I drive? Not" in topic.stdout, "a question needs no colon"
    assert "immuno guide faq can i drive --all" in topic.stdout
