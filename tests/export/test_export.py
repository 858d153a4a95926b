"""The export as its users meet it: whole, the same in every form, valid, and never at the cost of other files."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, UNMEASURED, WORLD, Run, environment
from immuno_cli.choices import ExportFormat
from immuno_cli.errors import ImmunoError
from immuno_cli.export import files as exporting
from immuno_cli.export import tables
from immuno_cli.facts.knowledge import Knowledge

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def exports(small: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an export of the miniature world in each form."""
    folder = tmp_path_factory.mktemp("exports")
    for to in ExportFormat:
        done = small("facts", "export", "--to", to, str(folder / to))
        assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="session")
def real(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an export of the real facts in each form."""
    folder = tmp_path_factory.mktemp("real")
    for to in ExportFormat:
        assert run("facts", "export", "--to", to, str(folder / to)).returncode == 0
    return folder


def rows(exports: Path, table: str) -> Rows:
    """Return the rows of a CSV table, strictly read."""
    with (exports / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def row(exports: Path, table: str, id_: str) -> dict[str, str]:
    (found,) = (row for row in rows(exports, table) if row["id"] == id_)
    return {name: cell for name, cell in found.items() if cell}


def package(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return found


def installed(name: str) -> Any:
    """Import a package of the dependency group `export`, or skip."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name, reason="needs the dependency group `export` (nox -s export)")


# --- what is in it --------------------------------------------------------------------------------------------------


def test_it_says_what_it_wrote(small: Run, tmp_path: Path) -> None:
    done = small("facts", "export", "--to", "csv", str(tmp_path / "out"))
    assert done.stdout.startswith(f"Facts as of 2026-01-31, written to {tmp_path / 'out'}:\n")
    assert "\n  drugs.csv: 2 rows\n" in done.stdout
    assert "\n  guides.csv: 1 row\n" in done.stdout
    said = {line.split(":")[0].strip() for line in done.stdout.splitlines()[1:]}
    assert said | {"datapackage.json"} == {path.name for path in (tmp_path / "out").iterdir()}


def test_the_tables_hold_the_facts_with_their_places(exports: Path) -> None:
    assert row(exports, "claims", "drugs/alphacar.dosing.dose.adults") == {
        "id": "drugs/alphacar.dosing.dose.adults",
        "kind": "drugs",
        "entity": "alphacar",
        "path": "dosing.dose.adults",
        "topic": "Adults",
        "text": "2 × 10^8 CAR-positive viable T cells",
        "plain": "One infusion.",
        "detail": "false",
    }
    rate = row(exports, "rates", "drugs/alphacar.safety.crs-alpha-1")
    assert (rate["any_grade_n"], rate["any_grade_percent"], rate["treated"]) == ("101", "94", "108")
    assert (rate["onset_median"], rate["onset_unit"], rate["current"]) == ("2", "days", "true")
    assert rate["indication"] == "drugs/alphacar.indications.lymphoma-3l"
    outcome = row(exports, "outcomes", "drugs/alphacar.efficacy.alpha-1-orr.outcomes.os")
    assert (outcome["hazard_ratio"], outcome["ci_low"], outcome["within"]) == (
        "0.73",
        "0.54",
        "drugs/alphacar.efficacy.alpha-1-orr",
    )
    assert row(exports, "reactions", "drugs/alphacar.reactions.alpha-1.rows.fever")["term"] == "Fever | chills"
    assert row(exports, "steps", "therapies/car-t.steps.collection")["start"] == "-28"
    assert row(exports, "drugs", "alphacar")["names_proper"] == "alphagene autoleucel"
    quotes = [row for row in rows(exports, "citations") if row["block"] == "drugs/alphacar.safety.crs-alpha-1"]
    assert [tuple(quote.values())[1:] for quote in quotes] == [
        ("alpha-label", "1", "section 6.1", "CRS occurred in 94% (101/108)"),
        ("alpha-label", "2", "section 6.1", "13% were grade 3 or higher"),
        ("alpha-label", "3", "section 6.1", "onset 2 days (1 to 12), duration 7 days (2 to 58)"),
    ]
    names = [(row["type"], row["name"]) for row in rows(exports, "names") if row["entity"] == "alphacar"]
    assert names == [
        ("brand", "Alphacar"),
        ("proper", "alphagene autoleucel"),
        ("short", "alpha-cel"),
        ("code", "AC-001"),
        ("other", "alpha cells"),
    ]
    assert {"kind": "drugs", "entity": "alphacar", "section": "efficacy", "text": "Longer follow-up was not read."} in (
        rows(exports, "gaps")
    )


def test_every_class_of_the_model_has_its_own_table() -> None:
    made = [table.name for table in tables.tables(Knowledge(WORLD))]
    assert len(made) == len(set(made))
    assert {tables.name_of(cls) for cls in (*tables.ENTITY_CLASSES, *tables.block_classes())} < set(made)


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value is not None and not isinstance(value, bool):
        yield value


def test_no_fact_is_lost_between_the_records_and_the_tables(exports: Path) -> None:
    cells = {
        cell.removeprefix("'")
        for table in tables.tables(Knowledge(WORLD))
        for row in rows(exports, table.name)
        for cell in row.values()
    }
    # A block names an indication by its key, a table by its id.
    cells |= {cell.rpartition(".indications.")[2] for cell in cells if ".indications." in cell}
    for path in (exports / "json").glob("*.json"):
        if path.name != "datapackage.json":
            for leaf in leaves(json.loads(path.read_text(encoding="utf-8"))):
                said = f"{leaf:g}" if isinstance(leaf, float) else str(leaf)
                assert said in cells, f"{path.name}: {leaf!r}"


def test_csv_and_sqlite_hold_the_same(exports: Path) -> None:
    with closing(sqlite3.connect(exports / "sqlite" / "immuno.db")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert {f"{name}.csv" for name in names} == {path.name for path in (exports / "csv").glob("*.csv")}
        for name in names:
            found = database.execute(f'SELECT * FROM "{name}"')
            heads = [column[0] for column in found.description]
            truth = {"detail", "current", "uncounted", "laboratory", "headline", "not_reached"}
            both = zip(found.fetchall(), rows(exports, name), strict=True)
            for ours, theirs in both:
                assert heads == list(theirs)
                for head, one, other in zip(heads, ours, theirs.values(), strict=True):
                    if isinstance(one, float):
                        assert one == float(other)
                    else:
                        said = str(bool(one)).lower() if head in truth else str(one)
                        assert ("" if one is None else said) == other


@pytest.mark.parametrize("which", ["exports", "real"])
def test_the_keys_of_the_database_hold(which: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(which)
    with closing(sqlite3.connect(folder / "sqlite" / "immuno.db")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        links = database.execute("SELECT count(*) FROM sqlite_master WHERE sql LIKE '%FOREIGN KEY%'").fetchone()
        assert links[0] > 30


@pytest.mark.parametrize("which", ["exports", "real"])
def test_the_tables_are_a_valid_data_package(which: str, request: pytest.FixtureRequest) -> None:
    frictionless = installed("frictionless")
    folder: Path = request.getfixturevalue(which)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for to in ExportFormat:
            report = frictionless.validate(str(folder / to / "datapackage.json"))
            assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:9]


def test_the_validator_sees_a_broken_key(exports: Path, tmp_path: Path) -> None:
    frictionless = installed("frictionless")
    shutil.copytree(exports / "csv", tmp_path / "csv")
    path = tmp_path / "csv" / "rates.csv"
    path.write_bytes(path.read_bytes().replace(b",crs,", b",crx,"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = frictionless.validate(str(tmp_path / "csv" / "datapackage.json"))
    assert {"foreign-key", "hash-count"} <= {kind for (kind,) in report.flatten(["type"])}


@pytest.mark.parametrize("which", ["exports", "real"])
def test_the_records_are_valid_by_the_schema_beside_them(which: str, request: pytest.FixtureRequest) -> None:
    jsonschema = installed("jsonschema")
    folder: Path = request.getfixturevalue(which)
    found = sorted((folder / "json" / "schema").glob("*.json"))
    records_of = {path.name for path in (folder / "json").glob("*.json")} - {"datapackage.json"}
    assert {path.name for path in found} == records_of
    for path in found:
        schema = json.loads(path.read_text(encoding="utf-8"))
        checker = jsonschema.Draft202012Validator(schema)
        checker.check_schema(schema)
        records = json.loads((folder / "json" / path.name).read_text(encoding="utf-8"))
        assert records
        assert [error.message for error in checker.iter_errors(records)] == []
        records[0]["surprise"] = 1
        assert not checker.is_valid(records), "a schema that accepts anything would prove nothing"


def test_the_records_are_those_of_the_commands(exports: Path, small: Run) -> None:
    for file, argv in (
        ("drugs", ["drug", "list"]),
        ("side-effects", ["side-effects"]),
        ("sources", ["source", "list"]),
        ("glossary", ["glossary"]),
    ):
        answer = json.loads(small(*argv, "--json").stdout)
        records = json.loads((exports / "json" / f"{file}.json").read_text(encoding="utf-8"))
        assert sorted(records, key=str) == sorted(answer["records"], key=str)


def test_the_data_package_says_version_license_and_fields(real: Path, exports: Path, small: Run) -> None:
    (as_of,) = (row["as_of"] for row in rows(real, "edition"))
    for to in ExportFormat:
        found = package(real / to)
        assert found["version"] == as_of.replace("-", ".")
        assert [license_["name"] for license_ in found["licenses"]] == ["CC0-1.0"]
        assert (real / to / "LICENSE").read_text(encoding="utf-8").startswith("The facts in this folder")
        assert set(found["immuno"]["files"]) | {"datapackage.json"} == {
            path.relative_to(real / to).as_posix() for path in (real / to).rglob("*") if path.is_file()
        }
        assert "licenses" not in package(exports / to), "we cannot license the facts of others"
    described = {resource["name"]: resource for resource in package(real / "csv")["resources"]}
    fields = {resource["name"]: resource for resource in described["rates"]["schema"]["fields"]}
    assert fields["any_grade_percent"]["type"] == "number"
    assert fields["any_grade_percent"]["constraints"] == {"minimum": 0.0, "maximum": 100.0}
    assert fields["treated"]["type"] == "integer"
    assert fields["any_grade_n"]["description"] == "Any grade. People who had it."
    assert all(field["description"] for resource in described.values() for field in resource["schema"]["fields"])


@pytest.mark.parametrize("to", [ExportFormat.JSON, ExportFormat.CSV])
def test_the_same_facts_give_the_same_bytes(to: ExportFormat, exports: Path, small: Run, tmp_path: Path) -> None:
    assert small("facts", "export", "--to", to, str(tmp_path / "again")).returncode == 0
    for path in (tmp_path / "again").rglob("*.*"):
        assert path.read_bytes() == (exports / to / path.relative_to(tmp_path / "again")).read_bytes()


def test_a_text_that_looks_like_a_formula_is_text_in_csv_and_unchanged_elsewhere(run: Run, tmp_path: Path) -> None:
    world = tmp_path / "world"
    shutil.copytree(WORLD, world)
    path = world / "side-effects" / "crs.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("text: Fluids and fever medicine.", 'text: "=1+1"'), encoding="utf-8")
    for to in ExportFormat:
        assert run("facts", "export", "--to", to, str(tmp_path / to), "--facts", str(world)).returncode == 0
    assert row(tmp_path, "claims", "side_effects/crs.management.grade-1")["text"] == "'=1+1"
    assert '"=1+1"' in (tmp_path / "json" / "side-effects.json").read_text(encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "sqlite" / "immuno.db")) as database:
        found = database.execute("SELECT text FROM claims WHERE id = 'side_effects/crs.management.grade-1'")
        assert found.fetchone() == ("=1+1",)


# --- what happens to the folder -------------------------------------------------------------------------------------


def test_an_empty_folder_and_an_earlier_export_are_replaced(small: Run, tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.mkdir()
    for to, file in (("json", "schema/drugs.json"), ("csv", "drugs.csv"), ("sqlite", "immuno.db")):
        assert small("facts", "export", "--to", to, str(place)).returncode == 0
        assert (place / file).is_file()
        assert package(place)["immuno"]["to"] == to
    assert sorted(path.name for path in place.iterdir()) == ["datapackage.json", "immuno.db"]
    assert list(tmp_path.iterdir()) == [place], "nothing is left beside it"


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "schema/mine.json", "empty/"])
def test_a_folder_with_other_files_is_left_alone(name: str, exports: Path, small: Run, tmp_path: Path) -> None:
    place = tmp_path / "mine"
    shutil.copytree(exports / "json", place)
    extra = place / name
    if name.endswith("/"):
        extra.mkdir()
    else:
        extra.write_text("mine")
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    done = small("facts", "export", "--to", "csv", str(place))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"{place} holds {name.rstrip('/')}, which is no part of an earlier export. "
        "Name an empty or a new folder. Nothing was written.\n"
    )
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize(("to", "file"), [("csv", "drugs.csv"), ("json", "drugs.json")])
def test_a_file_that_was_edited_is_not_lost(to: str, file: str, exports: Path, small: Run, tmp_path: Path) -> None:
    place = tmp_path / "mine"
    shutil.copytree(exports / to, place)
    edited = (place / file).read_text(encoding="utf-8").replace("Alphacar", "Alphacat")
    (place / file).write_text(edited, encoding="utf-8")
    done = small("facts", "export", "--to", to, str(place))
    assert done.returncode == 2
    assert f"holds {file}, which was changed after it was exported" in done.stderr
    assert (place / file).read_text(encoding="utf-8") == edited


@pytest.mark.parametrize("manifest", [None, "not json", "[]", '{"name": "other"}', '{"name": "immuno-facts"}'])
def test_only_our_own_manifest_marks_an_export(manifest: str | None, small: Run, tmp_path: Path) -> None:
    (tmp_path / "drugs.csv").write_text("mine")
    if manifest is not None:
        (tmp_path / "datapackage.json").write_text(manifest)
    done = small("facts", "export", "--to", "csv", str(tmp_path))
    assert done.returncode == 2
    assert "which is no part of an earlier export" in done.stderr
    assert (tmp_path / "drugs.csv").read_text() == "mine"


def test_what_is_no_place_for_an_export_gets_one_message(small: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place, message in (
        (tmp_path / "file", "is a file"),
        (tmp_path / "no" / "where", "There is no folder"),
        (ROOT, "holds the folder you are in"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "immuno_cli", "facts", "export", "--to", "json", str(place), "--facts", str(WORLD)],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr
        assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_facts_that_break_a_rule_are_not_exported(run: Run, tmp_path: Path) -> None:
    world = tmp_path / "world"
    shutil.copytree(WORLD, world)
    (world / "sources" / "alpha-trial.yaml").unlink()
    done = run("facts", "export", "--to", "csv", str(tmp_path / "out"), "--facts", str(world))
    assert done.returncode == 5
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody may write")
def test_a_folder_that_may_not_be_written_gets_one_message(small: Run) -> None:
    done = small("facts", "export", "--to", "csv", "/proc/immuno")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The export to /proc/immuno could not be written: No such file or directory.\n"


@pytest.mark.parametrize("there", [True, False], ids=["earlier export", "new folder"])
@pytest.mark.parametrize("fault", ["disk full", "interrupt", "no rename"])
def test_nothing_half_written_is_left(
    fault: str, there: bool, world: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "out"
    if there:
        exporting.export(world, ExportFormat.CSV, place)
    before = {path.name: path.read_bytes() for path in place.glob("*")}

    def half(knowledge: Knowledge, folder: Path) -> list[exporting.WrittenFile]:
        (folder / "drugs.csv").write_text("half")
        if fault == "interrupt":
            raise KeyboardInterrupt
        raise OSError(28, "No space left on device")

    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(13, "Permission denied")
        return rename(self, target)

    if fault == "no rename":
        monkeypatch.setattr(Path, "rename", refuse)
    else:
        monkeypatch.setitem(exporting.WRITERS, ExportFormat.JSON, half)
    with pytest.raises(KeyboardInterrupt if fault == "interrupt" else ImmunoError):
        exporting.export(world, ExportFormat.JSON, place)
    assert {path.name: path.read_bytes() for path in place.glob("*")} == before
    assert list(tmp_path.iterdir()) == ([place] if there else [])


# --- the document ---------------------------------------------------------------------------------------------------

DOCUMENT = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")


def test_the_document_names_every_table_that_is_not_a_list_of_words() -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", DOCUMENT.partition("## The tables")[2], re.MULTILINE))
    assert named == {table.name for table in tables.tables(Knowledge(WORLD)) if "owner" not in table.key}


def test_the_queries_of_the_document_work(exports: Path) -> None:
    queries = re.findall(r"```sql\n(.+?)```", DOCUMENT, re.DOTALL)
    assert len(queries) == 2
    with closing(sqlite3.connect(exports / "sqlite" / "immuno.db")) as database:
        answers = [database.execute(query).fetchall() for query in queries]
    assert ("Alphacar", "Example lymphoma", 2, "2024-02-01") in answers[0]
    assert ("Alphacar", "ALPHA-1", 101, 94.0, 108, "alpha-label", "CRS occurred in 94% (101/108)") in answers[1]


def test_nothing_of_an_export_is_imported_to_read_a_page() -> None:
    heavy = {"sqlite3", "csv", "immuno_cli.export.tables", "immuno_cli.export.schema"}
    code = f"import sys, immuno_cli.cli.app; print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(**UNMEASURED), capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
