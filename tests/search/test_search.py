"""Search: what comes first, how words fold, what a typing error gets, and what a reader sees."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import WORLD, Run, compiled
from immuno_cli.choices import HEADINGS, Section
from immuno_cli.facts.database import connect
from immuno_cli.facts.kinds import Entity, Kind, command
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Drug, Synonyms
from immuno_cli.facts.passages import Passage, passages, section
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.search import search_page
from immuno_cli.search.hits import LONGEST_QUOTE, Hit, excerpt, hit_of
from immuno_cli.search.index import Index, Reason, fill, open_index
from immuno_cli.search.match import Match
from immuno_cli.search.question import parse
from immuno_cli.search.rank import rank
from immuno_cli.search.spelling import Spelling

QUERIES = Path(__file__).parent / "search-queries.txt"


def wanted_first() -> list[tuple[str, str, str]]:
    lines = QUERIES.read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line and not line.startswith("#")]
    return [(query.strip(), entry.strip(), place.strip()) for query, entry, place in rows]


@pytest.fixture(scope="module")
def real(facts: Knowledge) -> Index:
    """The index of the real facts."""
    return open_index(facts)


@pytest.fixture(scope="module", params=["yaml", "compiled"])
def mini(request: pytest.FixtureRequest, world: Knowledge) -> Index:
    """The index of the miniature world, in each of its forms."""
    return open_index(world if request.param == "yaml" else compiled(request.getfixturevalue("shipped")))


def matches_of(
    index: Index,
    question: str,
    *,
    plain: bool = False,
    kinds: list[Kind] | None = None,
    synonyms: Synonyms | None = None,
) -> list[Match]:
    ranking = rank(index, parse(index, question, synonyms), plain=plain, kinds=kinds)
    matches = [*ranking.best_first]
    assert len(matches) == ranking.total
    return matches


def found(index: Index, question: str, knowledge: Knowledge, *, plain: bool = False) -> list[Hit]:
    matches = matches_of(index, question, plain=plain)
    return [hit_of(match, parse(index, question), index, knowledge, plain=plain) for match in matches]


# --- what comes first, on the real facts ------------------------------------------------------------------------------


def test_the_table_of_questions_is_long_enough() -> None:
    queries = [query for query, _, _ in wanted_first()]
    assert len(queries) == len(set(queries)) >= 60


def is_first(query: str, entry: str, place: str, index: Index, facts: Knowledge) -> bool:
    matches = matches_of(index, query)
    first = hit_of(matches[0], parse(index, query), index, facts) if matches else None
    return first is not None and (
        f"{first.kind} {first.id}" == entry and first.claim.partition(f"{first.id}.")[2].startswith(place)
    )


KNOWN, NEW = wanted_first()[:-60], wanted_first()[-60:]
"""Questions that the ranking was made with, and such as were written before anybody had seen how they rank."""


@pytest.mark.parametrize(("query", "entry", "place"), KNOWN, ids=[query for query, _, _ in KNOWN])
def test_the_first_result_is_the_wanted_one(query: str, entry: str, place: str, real: Index, facts: Knowledge) -> None:
    assert is_first(query, entry, place, real, facts)


def test_new_questions_are_answered_too(real: Index, facts: Knowledge) -> None:
    wrong = [query for query, entry, place in NEW if not is_first(query, entry, place, real, facts)]
    assert len(NEW) - len(wrong) >= 55, wrong


def test_every_place_opens_with_a_command_that_exists(facts: Knowledge) -> None:
    sections = {section.value for section in Section}
    for kind in Kind:
        entities: tuple[Entity, ...] = facts.all(kind.cls) if kind is not Kind.SOURCE else ()
        for entity in entities:
            for passage in passages(entity, facts.names):
                opened_by, _, section = command(kind, entity.id, passage.path).partition(" --section ")
                assert opened_by.endswith(f" {entity.id}")
                assert not section or section in sections, passage.path


@pytest.mark.parametrize("query", ["yescarta driving", "anito-cel", "til", "crs", "mcl", "ice", "bcma", "fever"])
def test_the_command_of_the_first_result_works(query: str, run: Run) -> None:
    answer = json.loads(run("search", query, "--json").stdout)
    first = answer["records"][0]
    done = run(*first["command"].split()[1:])
    assert (done.returncode, done.stderr) == (0, "")
    assert first["name"].casefold() in done.stdout.casefold()


def test_every_place_has_words_and_rests_on_a_source(facts: Knowledge) -> None:
    for kind in Kind:
        entities: tuple[Entity, ...] = facts.all(kind.cls) if kind is not Kind.SOURCE else ()
        for entity in entities:
            for passage in passages(entity, facts.names):
                assert passage.where
                assert passage.text, passage.path
                # What is not known, and the heads of a table, rest on nothing.
                assert passage.cite or passage.path.startswith(("gaps.", "columns")), passage.path


# --- ranking, on a small world ----------------------------------------------------------------------------------------


@pytest.fixture
def ranked(tmp_path: Path) -> Knowledge:
    """A world where the word zeta stands for one entry by each reason."""
    shutil.copytree(WORLD, tmp_path / "world")
    world = tmp_path / "world"

    def effect(entry: str, **changes: str) -> None:
        text = {
            "name": f"Entry {entry}",
            "reviewed": "2026-01-30",
            "seriousness": "serious",
            "definition": "{plain: Something., cite: {alpha-label: section 1}}",
            "call": "{now: {one: {plain: Call., cite: {alpha-label: section 1}}}}",
        } | changes
        lines = [f"{key}: {value}\n" for key, value in text.items()]
        (world / "side-effects" / f"{entry}.yaml").write_text("".join(lines))

    effect("zeta", name="Another name")
    drug = (world / "drugs" / "betatil.yaml").read_text()
    (world / "drugs" / "branded.yaml").write_text(
        drug.replace("brand: Betatil", "brand: Zeta").replace("betaleucel", "x")
    )
    (world / "drugs" / "proper.yaml").write_text(
        drug.replace("proper: betaleucel", "proper: zeta").replace("Betatil", "Y")
    )
    effect("aliased", aliases="[Zeta]")
    effect("part", name="Zeta storm")
    effect("headed", signs="{one: {topic: Zeta, plain: Something., cite: {alpha-label: section 1}}}")
    effect("headed-too", signs="{one: {topic: Zeta and more, plain: Something., cite: {alpha-label: section 1}}}")
    effect("told", signs="{one: {plain: It is zeta., cite: {alpha-label: section 1}}}")
    (world / "glossary" / "a-term.yaml").write_text(
        "name: zeta\nreviewed: 2026-01-30\ndefinition: {plain: A letter., cite: {alpha-label: section 1}}\n"
    )
    return Knowledge(world)


def test_names_come_before_headings_and_headings_before_text(ranked: Knowledge) -> None:
    assert [(match.id, match.reason) for match in matches_of(open_index(ranked), "Zeta")] == [
        ("zeta", Reason.ID),
        ("branded", Reason.BRAND),
        ("proper", Reason.NAME),
        ("aliased", Reason.ALIAS),
        ("a-term", Reason.NAME),
        ("part", Reason.PART),
        ("headed", Reason.HEADING),
        ("headed-too", Reason.HEADING),
        ("told", Reason.TEXT),
    ]


def test_entries_with_every_word_are_shown_alone(mini: Index) -> None:
    assert (
        {match.id for match in matches_of(mini, "fever")}
        > {match.id for match in matches_of(mini, "fever ferritin")}
        == {"crs"}
    )


def test_where_no_entry_has_every_word_those_with_the_most_are_shown(mini: Index) -> None:
    assert {match.id for match in matches_of(mini, "ferritin melanoma")} <= {
        *(match.id for match in matches_of(mini, "ferritin")),
        *(match.id for match in matches_of(mini, "melanoma")),
    }
    assert matches_of(mini, "ferritin melanoma")


def test_a_word_that_stands_nowhere_does_not_count(mini: Index) -> None:
    assert matches_of(mini, "fever zyxwv") == matches_of(mini, "fever")
    assert parse(mini, "fever zyxwv").missing == ("zyxwv",)


def test_words_in_one_place_come_before_words_here_and_there(tmp_path: Path) -> None:
    shutil.copytree(WORLD, tmp_path / "world")
    folder = tmp_path / "world" / "cancers"
    claim = "{{plain: {0}, cite: {{alpha-label: title}}}}"
    entry = f"name: A color\nreviewed: 2026-01-30\ndefinition: {claim}\nnotes: {{{{one: {claim.replace('0', '1')}}}}}\n"
    (folder / "a-apart.yaml").write_text(entry.format("Green.", "A house."))
    (folder / "z-near.yaml").write_text(entry.format("The house is green.", "Other words."))
    matches = matches_of(open_index(Knowledge(tmp_path / "world")), "green house")
    assert [match.id for match in matches] == ["z-near", "a-apart"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tumours", "tumor"),
        ("leukaemia", "Leukemia"),
        ("diarrhoea", "diarrhea"),
        ("oedema", "edema"),
        ("haemorrhages", "hemorrhage"),
        ("randomised", "randomized"),
        ("centres", "center"),
        ("programme", "program"),
        ("labelled", "labeled"),
        ("paediatric", "pediatric"),
        ("Guillain-Barré", "guillain barre"),
        ("IL-2", "il2"),
        ("CAR T", "car-t"),
        ("biopsies", "biopsy"),
        ("rashes", "rash"),
        ("doses", "dose"),
        ("viruses", "virus"),
        ("metastases", "metastasis"),
        ("driving", "drive"),
        ("swelling", "swell"),
    ],
)
def test_spelling_folds(one: str, other: str) -> None:
    assert Spelling().key(one) == Spelling().key(other)


@pytest.mark.parametrize(
    "typed",
    [
        "alphacarr",
        "alphacars",
        "alphacare",
        "alphacared",
        "alphacar1",
        "alphа-cel",  # the last a is Cyrillic
        "gama cel",
        "gamma cell",
        "alpha-cels",
        "alphacele",
        "betatils",
        "betaleucell",
        "gamma-cell",
        "AC-01",
        "ac 002",
        "AC-2021",
    ],
)
def test_nothing_but_itself_is_the_name_of_a_product(typed: str, mini: Index) -> None:
    products = {"alphacar", "betatil", "gamma-cel"}
    assert products.isdisjoint(match.id for match in matches_of(mini, typed))


@pytest.mark.parametrize(
    "question", ["alpha-cel", "ALPHA CEL", "alphacel", "Alpha Gene Autoleucel", "the alphacar", "AC 001"]
)
def test_case_hyphens_and_spaces_do_not_matter_in_a_name(question: str, mini: Index) -> None:
    assert matches_of(mini, question)[0].id == "alphacar"


@pytest.mark.parametrize(
    ("one", "other"), [("t-cell", "T cells"), ("tumour piece", "tumors, pieces"), ("nct 00000001", "NCT00000001")]
)
def test_other_spellings_find_the_same(one: str, other: str, mini: Index) -> None:
    assert matches_of(mini, one)[0] == matches_of(mini, other)[0]


def test_a_source_is_found_by_its_id_and_by_words_only_when_asked(mini: Index) -> None:
    assert matches_of(mini, "alpha-label")[0] == matches_of(mini, "Alpha Label")[0]
    assert matches_of(mini, "alpha-label")[0].kind is Kind.SOURCE
    assert all(match.kind is not Kind.SOURCE for match in matches_of(mini, "alpha"))
    assert {match.id for match in matches_of(mini, "alpha", kinds=[Kind.SOURCE])} == {"alpha-label", "alpha-trial"}


# --- what is quoted ---------------------------------------------------------------------------------------------------


def test_an_old_value_is_quoted_with_the_one_that_replaced_it(mini: Index, world: Knowledge) -> None:
    (first, *_) = found(mini, "8 weeks driving", world)
    assert first.claim == "alphacar.monitoring.driving.current.earlier.0"
    assert first.excerpt == "Until 2025-06-26: 8 weeks. Since then: No driving for at least 2 weeks."


def test_only_whole_sentences_are_quoted() -> None:
    long = "It begins. " + "Other words stand here. " * 20 + "There is no dose for a child, and none is known. It ends."
    place = Passage(path="x", where="Here", text=long, plain=long, cite={})
    assert len(long) > LONGEST_QUOTE
    assert excerpt(place, ("child",), Spelling(), plain=False) == "There is no dose for a child, and none is known."
    assert excerpt(replace(place, whole=True), ("child",), Spelling(), plain=False) == long


def test_patients_are_shown_plain_words(mini: Index, world: Knowledge) -> None:
    assert matches_of(mini, "ferritin", plain=True) == []
    assert found(mini, "driving alphacar", world)[0].excerpt == "No driving for at least 2 weeks."
    assert found(mini, "driving alphacar", world, plain=True)[0].excerpt == "Do not drive for at least 2 weeks."


def test_no_share_of_a_trial_is_quoted_from_the_tables(mini: Index, world: Knowledge) -> None:
    for entity in world.every():
        for passage in passages(entity, world.names):
            if passage.counts:
                assert not re.search(r"\d ?%$|\d of \d", passage.text.removesuffix(".")), passage.text


def test_shares_of_several_entries_are_not_a_comparison(world: Knowledge) -> None:
    one = Hit(
        kind=Kind.DRUG, id="a", name="A", reason=Reason.TEXT, claim="a.x", where="Here", excerpt="CRS in 94% of 108.",
        as_of=None, command="immuno drug show a", reviewed=None, cite={},
    )  # fmt: skip
    other = replace(one, id="b", excerpt="CRS in 50 of 100 people.")
    assert DIFFERENT_TRIALS in str(search_page("crs", [one, other], 2, [], world.edition).blocks)
    assert DIFFERENT_TRIALS not in str(search_page("crs", [one], 1, [], world.edition).blocks)


# --- the index --------------------------------------------------------------------------------------------------------


def test_the_compiled_index_is_the_one_made_of_the_yaml(shipped: Path, world: Knowledge) -> None:
    made = connect(None)
    fill(made, world)
    kept = compiled(shipped).store.database
    assert kept is not None
    for table in ("product", "entry", "passage", "exact", "word"):
        assert list(kept.execute(f"SELECT * FROM {table}")) == list(made.execute(f"SELECT * FROM {table}")) != []


def test_every_entry_is_found_by_its_id(real: Index, facts: Knowledge) -> None:
    for kind in Kind:
        for name in facts.ids(kind.cls):
            assert any((match.kind, match.id) == (kind, name) for match in matches_of(real, name)[:8]), name


def test_an_answer_that_shows_some_of_the_doses_says_how_many_more_there_are(real: Index, facts: Knowledge) -> None:
    question = parse(real, "opdivo dose", facts.synonyms)
    match = next(rank(real, question).best_first)
    shown = len({match.passage, *match.more})
    left = len(facts.get(Drug, "opdivo").dosing.dose) - shown
    assert shown > 1
    assert left > 0
    assert hit_of(match, question, real, facts).excerpt.endswith(f" … {left} more on its page.")


# --- the command ------------------------------------------------------------------------------------------------------


def test_a_result_says_what_where_and_how_to_open_it(small: Run) -> None:
    done = small("search", "driving", "after", "the", "alphacar", "--plain")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "Search: driving after the alphacar\n"
        "\n"
        "Alphacar (Monitoring, driving)\n"
        "No driving for at least 2 weeks. (text of 2025-06)\n"
        "immuno drug show alphacar --section monitoring\n"
    )
    assert "- Label: Alphacar prescribing information" in done.stdout


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["alfacar"], ["Alphacar"]),
        (["melanomma"], ["Melanoma"]),
        (["capilary", "leek"], ["Capillary leak syndrome"]),
        (["aferesis"], ["apheresis"]),
        (["drivng"], ["driving", "heading in 1 entry"]),
        (["driving", "alphacarr"], ["Alphacar"]),
        (["gama-cell"], ["gamma-cel"]),
    ],
    ids=" ".join,
)
def test_a_typing_error_is_suggested_and_never_resolved(words: list[str], near: list[str], small: Run) -> None:
    done = small("search", *words)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.endswith("Nothing was shown. Check the spelling, or use other words.\n")
    for close in near:
        assert close in done.stderr


def test_a_section_is_called_as_on_its_page_or_by_its_word() -> None:
    for part in Section:
        said = section(part.replace("-", "_"))
        assert said in (HEADINGS[part], part.replace("-", " ").capitalize()) or part is Section.SAFETY


def test_no_heading_is_close_to_a_number_of_a_registry(tmp_path: Path, run: Run) -> None:
    """Q2055 is another product than Q2058."""
    world = Path(shutil.copytree(WORLD, tmp_path / "world"))
    file = world / "drugs" / "alphacar.yaml"
    code = "identifiers:\n  hcpcs: {system: HCPCS, values: [Q2058], cite: {alpha-label: title}}\n"
    file.write_text(file.read_text(encoding="utf-8").replace("identifiers:\n", code), encoding="utf-8")
    assert run("search", "Q2058", "--facts", str(world)).returncode == 0
    done = run("search", "Q2055", "--facts", str(world))
    assert (done.returncode, "Q2058" in done.stderr) == (3, False)


def test_the_word_that_nothing_has_is_named_and_left_out(small: Run) -> None:
    done = small("search", "fever", "zyxwv")
    assert done.returncode == 0
    assert "zyxwv stands nowhere here and was left out." in done.stdout
    assert "Fever" in done.stdout


def test_words_of_which_none_stands_anywhere_find_nothing(small: Run) -> None:
    done = small("search", "zyxwv", "qqqqq")
    assert (done.returncode, done.stdout) == (3, "")
    assert "No entry has zyxwv or qqqqq." in done.stderr


def test_a_mistyped_product_is_never_left_out(small: Run) -> None:
    """Whoever asks about a product must not get an answer about another one."""
    done = small("search", "driving", "alphacarr")
    assert (done.returncode, done.stdout) == (3, "")
    assert "No entry has alphacarr." in done.stderr


@pytest.mark.parametrize("argv", [(), ("--json",), ("--plain",), ("--format", "markdown"), ("--format", "csv")])
def test_a_sign_of_an_emergency_is_answered_first_in_every_format(argv: tuple[str, ...], run: Run) -> None:
    for words in (["i", "cant", "breathe"], ["suicidal"], ["he", "passed", "out"], ["chest", "pain"]):
        said = run("search", *words, *argv).stdout
        assert "911" in said[: 400 if not argv else 900], words


def test_a_number_of_an_emergency_is_said_by_facts_that_have_no_sign(small: Run) -> None:
    assert "Call 911 for thoughts of self-harm." in small("search", "suicidal").stdout


def test_a_name_that_is_not_found_is_no_reason_to_wait(small: Run) -> None:
    assert small("drug", "show", "chest", "pain").stderr.startswith("CALL 911 for chest pain.\n")


def test_a_no_is_never_cut_off() -> None:
    text = "No. " + "It is given in a hospital. " * 20 + "Melanoma is what it is for."
    place = Passage(path="x", where="Here", topic="Does it work?", text=text, plain=text, cite={})
    quoted = excerpt(place, ("melanoma",), Spelling(), plain=True)
    assert quoted.startswith("Does it work? No. …")
    assert quoted.endswith("Melanoma is what it is for.")


def test_a_sentence_is_quoted_with_those_that_turn_it() -> None:
    text = "Other words. " * 40 + "You may drive. But not before week two. The end."
    place = Passage(path="x", where="Here", text=text, plain=text, cite={})
    assert excerpt(place, ("driv",), Spelling(), plain=False) == "You may drive. But not before week two."


def test_words_that_people_use_find_the_words_of_the_facts(real: Index, facts: Knowledge) -> None:
    for said, meant in (("keppra", "levetiracetam"), ("tylenol", "acetaminophen"), ("teeth", "dentist")):
        matches = matches_of(real, said, synonyms=facts.synonyms)
        hits = [hit_of(match, parse(real, said, facts.synonyms), real, facts) for match in matches[:5]]
        assert any(meant in hit.excerpt.casefold() for hit in hits), said


def test_a_word_in_capitals_is_meant_only_in_capitals(real: Index, facts: Knowledge) -> None:
    assert parse(real, "TEN", facts.synonyms).synonyms_of
    assert not parse(real, "ten", facts.synonyms).synonyms_of


def test_every_group_of_synonyms_leads_to_words_of_the_facts(real: Index, facts: Knowledge) -> None:
    for key, group in facts.synonyms.groups.items():
        meant = [real.spelling.wanted(words) for words in group.meant]
        assert any(all(word in real.words for word in words) for words in meant), (
            f"synonyms.yaml: the facts have no word that groups.{key} has in `meant`; write one that they have"
        )


@pytest.mark.parametrize("words", [[""], ["?!"], ["--", "-"]], ids=["empty", "marks", "dash"])
def test_a_question_without_a_word_is_a_mistake_in_usage(words: list[str], small: Run, run: Run) -> None:
    done = run("search", "--facts", str(WORLD), *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no word to look for" in done.stderr


def test_the_limit_says_how_many_more(small: Run) -> None:
    every = json.loads(small("search", "cells", "--json", "--limit", "100").stdout)
    count = len(every["records"])
    assert count > 2
    done = small("search", "cells", "--limit", "2")
    assert done.stdout.startswith(f"Search: cells · {count - 2} more\n")
    assert f"See also: immuno search cells --limit {count}" in done.stdout
    some = json.loads(small("search", "cells", "--limit", "2", "--json").stdout)
    assert some["records"] == every["records"][:2]
    assert f"immuno search cells --limit {count}" in some["next_commands"]
    assert small("search", "cells", "--limit", "0").returncode == 2


def test_kinds_are_filtered(small: Run) -> None:
    def kinds(*argv: str) -> list[str]:
        return [hit["kind"] for hit in json.loads(small("search", "crs", *argv, "--json").stdout)["records"]]

    assert kinds()[0] == "side-effect"
    assert kinds("--kind", "scale") == ["scale"]
    assert sorted(set(kinds("-k", "scale", "-k", "drug"))) == ["drug", "scale"]
    done = small("search", "crs", "--kind", "guide")
    assert (done.returncode, done.stdout) == (3, "")
    assert "entries of other kinds do." in done.stderr
    assert "Leave out --kind" in done.stderr
    assert small("search", "crs", "--kind", "pill").returncode == 2


def test_json_holds_typed_results_with_their_sources(small: Run) -> None:
    answer = json.loads(small("search", "driving", "--json").stdout)
    assert answer["schema"] == "immuno/search@1"
    assert answer["records"] == [
        {
            "kind": "drug",
            "id": "alphacar",
            "name": "Alphacar",
            "reason": "heading",
            "claim": "alphacar.monitoring.driving.current",
            "where": "Monitoring, driving",
            "excerpt": "No driving for at least 2 weeks.",
            "as_of": "2025-06",
            "command": "immuno drug show alphacar --section monitoring",
            "reviewed": "2026-01-30",
            "cite": {"alpha-label": {"at": "section 5.9", "quote": ["at least 2 weeks"]}},
        }
    ]
    assert list(answer["sources"]) == ["alpha-label"]


def test_an_error_as_json_lists_the_near_names(small: Run) -> None:
    done = small("search", "alfacar", "--json")
    error = json.loads(done.stdout)["error"]
    assert done.returncode == error["exit_code"] == 3
    assert error["kind"] == "not-found"
    assert "Alphacar" in error["near"]


def test_search_is_at_home_on_the_real_facts(run: Run) -> None:
    done = run("search", "tecarta")
    assert (done.returncode, done.stdout) == (3, "")
    assert re.search(r"^  Tecartus .*^  Yescarta ", done.stderr, re.MULTILINE | re.DOTALL)
    done = run("search", "capillary", "leak", "--limit", "1", "--plain")
    assert "Capillary leak syndrome (What it is)" in done.stdout
