"""Signs of an emergency are known in the words of people and of leaflets, and go to 911 alone."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import WORLD, Run
from immuno_cli.facts.emergencies import (
    ASKED,
    SIGNS,
    looked_for,
    signs_in,
    signs_in_question,
    told_too_late,
    weaker_levels,
)
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import BoxedWarning, Call, CallLevel, Citation, Claim, Guide, GuidePart
from immuno_cli.pages.page import Alert
from immuno_cli.pages.search import search_page
from immuno_cli.search.emergency import emergencies
from immuno_cli.search.index import Reason

CITE = {"alpha-label": Citation(at="section 17")}


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("You have trouble breathing.", ["trouble breathing"]),
        ("You are short of breath, or your chest is tight: chest tightness.", ["trouble breathing", "chest pain"]),
        ("You pass out, or faint.", ["fainting"]),
        ("You have a seizure.", ["a seizure"]),
        ("Nobody can rouse you: you are unresponsive.", ["not waking"]),
        ("Sudden weakness, or a face that droops.", ["signs of a stroke"]),
        ("You vomit blood or have black stools.", ["heavy bleeding"]),
        ("Your lips or throat swell: swelling of the face.", ["swelling of the face or throat"]),
        ("You think about suicide.", ["thoughts of self-harm"]),
        ("Your lips turn blue: blue lips.", ["blue lips"]),
        ("You have a sudden, severe headache.", ["a sudden severe headache"]),
        ("You have a fever of 100.4 °F and chills, and feel weak and tired.", []),
        ("Swelling of the legs, a headache, little urine.", []),
        ("You have fits, or had a fit before: fits, stroke and the like.", ["a seizure"]),
        ("A card that folds and fits your wallet.", []),
        ("Call your team if your tissue type fits and a trial fits you.", []),
        ("You are unresponsive to voices.", ["not waking"]),
        ("BCG-unresponsive bladder cancer, unresponsive to BCG.", []),
        ("The drug passes out of the body; a faint rash stays.", []),
    ],
)
def test_signs_are_known(text: str, signs: list[str]) -> None:
    assert signs_in(text) == signs


@pytest.mark.parametrize(
    ("question", "signs"),
    [
        ("fits", ["a seizure"]),
        ("my son has fits", ["a seizure"]),
        ("which treatment fits me", []),
        ("is TIL a fit for me, and am I fit enough", []),
        ("my husband is not responding", ["not waking"]),
        ("she won't respond to me", ["not waking"]),
        ("he is unresponsive", ["not waking"]),
        ("she is in a coma, not responding", ["not waking"]),
        ("what if my cancer does not respond", []),
        ("lymphoma that is not responding to yescarta", []),
        ("what if I do not respond", []),
        ("BCG unresponsive bladder cancer", []),
    ],
)
def test_words_that_mean_something_else_are_no_signs(question: str, signs: list[str]) -> None:
    assert signs_in_question(question) == signs


@pytest.mark.parametrize("sign", SIGNS)
@given(data=st.data())
def test_every_way_to_name_a_sign_is_looked_for(sign: str, data: st.DataObject) -> None:
    ways = rf"\b({SIGNS[sign]}|{ASKED[sign]})\b"
    named = data.draw(st.from_regex(ways, fullmatch=True, alphabet=st.characters(max_codepoint=126)))
    assert looked_for(named).get(sign) == ways


def test_every_sign_has_a_name_that_it_is_known_by() -> None:
    assert all(
        signs_in("You have " + words.replace("not waking", "trouble waking"))
        for words in SIGNS
        if "stroke" not in words
    )


def claim(plain: str) -> Claim:
    return Claim(plain=plain, cite=CITE)


def test_a_sign_in_a_weaker_level_is_told() -> None:
    chest = {"chest": claim("You have chest pain.")}
    assert list(weaker_levels(Call(emergency=chest))) == []
    assert list(weaker_levels(Call(now=chest))) == [("now.chest", "call your team", ["chest pain"])]
    assert list(weaker_levels(Call(same_day=chest))) == [("same_day.chest", "call your team", ["chest pain"])]
    assert list(weaker_levels(Call(now={"fever": claim("You have a fever.")}))) == []
    assert list(weaker_levels(Call(now={"cough": claim("You cough. With chest pain, call 911.")}))) == []
    # 911 in one sentence does not speak for the sign of another.
    apart = {"belly": claim("You faint, or your belly hurts. For black stools, call 911.")}
    assert list(weaker_levels(Call(now=apart))) == [("now.belly", "call your team", ["fainting"])]


def test_a_part_of_a_guide_has_its_level() -> None:
    items = {"one": claim("You have a seizure.")}
    assert list(weaker_levels(GuidePart(title="x", level=CallLevel.EMERGENCY, items=items))) == []
    [(path, _, signs)] = weaker_levels(GuidePart(title="x", level=CallLevel.NOW, items=items))
    assert (path, signs) == ("items.one", ["a seizure"])


def quoting(plain: str, *quotes: str) -> Claim:
    return Claim(plain=plain, cite={"alpha-label": Citation(at="medication guide", quote=quotes)})


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("Call or see your healthcare provider right away if you get a rash", True),
        ("Call or see your healthcare provider right way for any new sign", True),
        ("contact their healthcare provider immediately for rash", True),
        ("seek immediate medical attention for rash", True),
        ("Tell your healthcare provider if you get a rash", False),
    ],
)
def test_what_a_source_says_right_away_does_not_wait_for_the_same_day(quote: str, told: bool) -> None:
    rash = {"rash": quoting("You have a rash.", "rash", quote)}
    assert list(told_too_late(Call(same_day=rash))) == [("same_day.rash", quote)] * told
    assert list(told_too_late(Call(now=rash))) == []
    part = GuidePart(title="x", level=CallLevel.SAME_DAY, items=rash)
    assert list(told_too_late(part)) == [("items.rash", quote)] * told
    for plain, later in (
        ("Tell your team the same day about a rash.", True),
        ("You get both drugs on the same day. Call your team now about a rash.", False),
    ):
        assert bool(list(told_too_late(quoting(plain, quote)))) is (told and later)


def test_the_same_words_of_a_source_have_one_level() -> None:
    pale = quoting("You are pale.", "easy bruising, pallor, or fatigue")
    bruises = quoting("You bruise.", "easy bruising, pallor, or fatigue")
    other = quoting("You are pale.", "pallor")
    assert list(told_too_late(Call(now={"bruises": bruises}, same_day={"pale": pale}))) == [
        ("same_day.pale", "easy bruising, pallor, or fatigue")
    ]
    assert list(told_too_late(Call(now={"bruises": bruises}, same_day={"pale": other}))) == []


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        ("Call your team at once if you have trouble breathing.", True),
        ("Tell your doctor right away about chest pain.", True),
        ("Call 911 if you have trouble breathing.", False),
        ("Some people had trouble breathing.", False),
        ("Tell your team if you ever had a seizure.", False),
    ],
)
def test_no_text_sends_a_sign_to_somebody_else(plain: str, told: bool) -> None:
    box = BoxedWarning(topic="x", text="x", plain=plain, cite=CITE)
    assert bool(list(weaker_levels(box))) is told
    assert bool(list(weaker_levels(claim(plain)))) is told


def test_the_check_refuses_a_weaker_level(tmp_path: Path, run: Run) -> None:
    copy = Path(shutil.copytree(WORLD, tmp_path / "facts"))
    path = copy / "therapies" / "til.yaml"
    text = path.read_text(encoding="utf-8")
    assert "plain: Any bleeding." in text
    path.write_text(text.replace("plain: Any bleeding.", "plain: You vomit blood."), encoding="utf-8")
    done = run("facts", "check", "--facts", str(copy))
    assert done.returncode == 5
    assert "call.now.bleeding says 'call your team' for heavy bleeding; say to call 911 for it" in done.stderr
    cite = "{beta-label: {at: Boxed Warning, quote: call right away}}"
    late = f"same_day:\n    bleeding: {{plain: Any bleeding., cite: {cite}}}"
    path.write_text(re.sub(r"now:\n    bleeding: .*", late, text), encoding="utf-8")
    done = run("facts", "check", "--facts", str(copy))
    assert done.returncode == 5
    assert "call.same_day.bleeding waits for the same day, its source does not: 'call right away'" in done.stderr


@pytest.mark.parametrize(
    ("question", "sign"),
    [
        ("I can’t breathe", "trouble breathing"),
        ("he is choking", "trouble breathing"),
        ("my heart hurts", "chest pain"),
        ("dad collapsed", "fainting"),
        ("she is seizing", "a seizure"),
        ("she won’t wake up", "not waking"),
        ("he can’t speak", "signs of a stroke"),
        ("one side of my face is numb", "signs of a stroke"),
        ("one side weak", "signs of a stroke"),
        ("numb on the left side", "signs of a stroke"),
        ("lost sight in one eye", "signs of a stroke"),
        ("suddenly blind", "signs of a stroke"),
        ("sudden double vision", "signs of a stroke"),
        ("she cannot see", "signs of a stroke"),
        ("blood in his stool", "heavy bleeding"),
        ("black poop", "heavy bleeding"),
        ("poop is black", "heavy bleeding"),
        ("vomit like coffee grounds", "heavy bleeding"),
        ("puking blood", "heavy bleeding"),
        ("my throat is closing", "swelling of the face or throat"),
        ("I want to die", "thoughts of self-harm"),
        ("mom is going blue", "blue lips"),
        ("a thunderclap headache", "a sudden severe headache"),
        ("oxygen level 85", "trouble breathing"),
        ("coughing up pink foam", "trouble breathing"),
        ("his eyes rolled back", "a seizure"),
        ("the baby went limp", "not waking"),
        ("he is talking gibberish", "signs of a stroke"),
        ("can't see out of one eye", "signs of a stroke"),
        ("can't move legs", "signs of a stroke"),
        ("a nosebleed for 30 minutes that won't stop", "heavy bleeding"),
        ("sudden severe belly pain", "sudden severe pain"),
        ("sudden awful back pain", "sudden severe pain"),
    ],
)
def test_however_a_sign_is_worded_the_answer_begins_with_911(question: str, sign: str, facts: Knowledge) -> None:
    assert sign in signs_in_question(question)
    for asked in (question, question.upper(), f"what if {question}, yescarta"):
        first, *_ = emergencies(asked, facts)
        assert first.reason is Reason.EMERGENCY
        page = search_page(asked, emergencies(asked, facts), 0, [], facts.edition)
        block = page.blocks[0]
        assert isinstance(block, Alert)
        assert (block.title, block.level) == ("CALL 911", CallLevel.EMERGENCY)
        assert len(block.items) == len(emergencies(asked, facts))


@pytest.mark.parametrize(
    "question", ["coffee after car t", "pain on the right side", "I can't see my doctor", "makes no sense to me"]
)
def test_words_that_a_sign_shares_are_no_sign(question: str) -> None:
    assert signs_in_question(question) == []


@pytest.mark.parametrize("question", ["when should I call 911", "is this an emergency", "do I need an ambulance"])
def test_who_asks_when_to_call_is_told_every_sign(question: str, facts: Knowledge, world: Knowledge) -> None:
    assert signs_in_question(question) == list(SIGNS)
    for knowledge in (facts, world):
        said = " ".join(hit.excerpt for hit in emergencies(question, knowledge))
        missing = [sign for sign in SIGNS if sign not in signs_in(said) and sign not in said]
        assert missing == []


def test_a_sign_that_no_guide_names_is_sent_to_911_beside_one_that_has_an_item(world: Knowledge) -> None:
    guide = world.all(Guide)[0]
    part = GuidePart(
        title="Call 911", level=CallLevel.EMERGENCY, items={"lungs": claim("You have trouble breathing: call 911.")}
    )

    class OneSign(Knowledge):
        def all(self, kind: type) -> tuple[Any, ...]:
            return (replace(guide, parts={"now": part}),) if kind is Guide else super().all(kind)

    said = [hit.excerpt for hit in emergencies("chest pain and I cannot breathe", OneSign(WORLD))]
    assert said == ["Call 911 for chest pain.", "You have trouble breathing: call 911."]
