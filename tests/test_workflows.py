"""What runs elsewhere: workflows pin what they run, ask for sessions that exist, and test every Python we claim."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import POSIX, ROOT, environment

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def workflow(name: str) -> Any:
    """Return one workflow; YAML reads the key `on` as true."""
    return yaml.safe_load((GITHUB / "workflows" / name).read_text(encoding="utf-8"))


def jobs() -> Iterator[tuple[str, str, Any]]:
    """Yield every job with the file and the word it stands under."""
    for path in WORKFLOWS:
        for name, job in workflow(path.name)["jobs"].items():
            yield path.name, name, job


def steps() -> Iterator[Any]:
    for _, _, job in jobs():
        yield from job.get("steps", [])


@cache
def sessions() -> set[str]:
    """Return the sessions of the noxfile, as nox lists them."""
    done = subprocess.run(
        [sys.executable, "-m", "nox", "--list-sessions"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(re.findall(r"^[*-] (\S+) -> ", done.stdout, re.MULTILINE))


def test_there_are_workflows() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "release.yml"]
    assert len(list(steps())) > 10


def test_every_action_is_pinned_by_a_hash_and_says_its_version() -> None:
    """A tag can be moved to other code, a commit cannot. What stands in this repository needs no hash."""
    count = 0
    for path in WORKFLOWS:
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.match(r"\s*(- )?uses:", line) and "uses: ./" not in line:
                count += 1
                assert re.fullmatch(r"\s*(- )?uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line
    assert count >= 10
    assert count == sum("uses" in step for step in steps())


def test_an_action_has_one_version_everywhere() -> None:
    used = {step["uses"] for step in steps() if "uses" in step}
    assert len({action.partition("@")[0] for action in used}) == len(used)


def test_no_job_may_do_more_than_it_must() -> None:
    for path in WORKFLOWS:
        assert workflow(path.name)["permissions"] == {"contents": "read"}
    asking = {(file, name): job["permissions"] for file, name, job in jobs() if "permissions" in job}
    assert asking == {("release.yml", "publish"): {"id-token": "write"}}


def test_no_checkout_keeps_its_key_and_no_job_runs_for_ever() -> None:
    for step in steps():
        if "actions/checkout@" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False
    for file, name, job in jobs():
        assert job.get("timeout-minutes", 99) <= 20 or job.get("uses"), (file, name)
    for path in WORKFLOWS:
        assert "group" in workflow(path.name)["concurrency"]


def test_nothing_secret_and_nothing_typed_by_a_stranger_reaches_a_shell() -> None:
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert "secrets." not in text
        assert "pull_request_target" not in text
    for step in steps():
        for inside in re.findall(r"\$\{\{(.*?)\}\}", step.get("run", "")):
            assert inside.strip().startswith("matrix."), step


def commands() -> set[str]:
    """Return every command of every job, with each value of its matrix in its place."""
    found = set()
    for _, _, job in jobs():
        matrix = job.get("strategy", {}).get("matrix", {})
        for step in job.get("steps", []):
            many = {step.get("run", "")}
            for key, values in matrix.items():
                many = {text.replace(f"${{{{ matrix.{key} }}}}", value) for text in many for value in values}
            found |= many - {""}
    return found


def test_workflows_run_sessions_that_exist() -> None:
    asked = {found[1] for cmd in commands() if (found := re.fullmatch(r"python -m nox --session (\S+)( -- .+)?", cmd))}
    others = {command for command in commands() if not command.startswith("python -m nox")}
    assert others == {
        "python -m pip install --require-hashes --requirement .ci/tools.txt",
        "sudo apt-get update && sudo apt-get install --yes zsh fish groff",
    }
    assert asked >= {"lint", "types", "docs", "package", "oldest", "dist", "export", "coverage"}
    assert asked <= sessions()


def test_nox_makes_the_single_file_as_the_readme_says() -> None:
    readme, noxfile = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "noxfile.py"))
    (command,) = re.findall(r"^python3 -m pip install .* && python3 -m zipapp .*$", readme, re.MULTILINE)
    words = shlex.split(command.replace(" && ", " "))
    assert "zipapp" in sessions()
    body = noxfile[noxfile.index("def zipapp") : noxfile.index("def export")]
    # nox makes the folder anew instead of upgrading what is in it.
    assert [word for word in words if f'"{word}"' not in body] == ["python3", "--upgrade", "python3"]


def test_every_python_that_is_claimed_is_tested_on_every_system() -> None:
    claimed = [
        found[1]
        for one in PROJECT["project"]["classifiers"]
        if (found := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", one))
    ]
    matrix = workflow("ci.yml")["jobs"]["tests"]["strategy"]["matrix"]
    assert matrix["python"] == claimed
    assert PROJECT["project"]["requires-python"] == f">={claimed[0]}"
    assert {system.partition("-")[0] for system in matrix["system"]} == {"ubuntu", "macos", "windows"}
    assert {f"tests-{version}" for version in claimed} <= sessions()


def test_only_a_checked_build_of_a_tag_is_published() -> None:
    release = workflow("release.yml")
    assert release[True] == {"push": {"tags": ["v*"]}}
    publish = release["jobs"]["publish"]
    assert (release["jobs"]["build"]["needs"], publish["needs"]) == ("ci", "build")
    assert publish["environment"] == "pypi"
    assert not any("run" in step for step in publish["steps"]), "no code of ours runs where packages are signed"
    upload = publish["steps"][-1]
    assert upload["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert upload["with"] == {"attestations": True}


def test_no_test_waits_or_measures() -> None:
    """What passes on an idle machine and fails on a busy one says nothing; `nox -s bench` measures."""
    for path in (ROOT / "tests").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(sleep|monotonic|perf_counter|process_time|getrusage|time\.time)(_ns)?\(", text), path
        assert not re.search(r"(timeout=|wait\()\d", text), f"{path}: PATIENCE is long enough on every machine"


# --- What is pinned -------------------------------------------------------------------------------------------------

PINNED = (ROOT / ".ci" / "tools.txt").read_text(encoding="utf-8")
CARRIES = {"v1.14.2": "twine==7.0.0"}
"""The action that publishes, and the twine inside of it (requirements/runtime.txt there): look it up for a new one."""


def test_every_tool_is_pinned_by_version_and_hash() -> None:
    assert PINNED.splitlines()[1].split() == ["#", "nox", "-s", "pins"]
    assert "pins" in sessions()
    tools = re.findall(r"^[^\s#].*(?:\n    .*)*", PINNED, re.MULTILINE)
    assert len(tools) > 5
    for tool in tools:
        assert re.match(r"[\w.-]+==[\w.]+ (; .* )?\\\n    --hash=sha256:[0-9a-f]{64}( |$)", tool, re.MULTILINE), tool
    for tool in PROJECT["dependency-groups"]["tools"]:
        assert re.search(rf"^{re.escape(tool)}(==[\w.]+)? ", PINNED, re.MULTILINE), f"{tool}: run nox -s pins"


def test_one_version_of_hatchling_builds() -> None:
    """Another one writes other bytes."""
    (builds, *_) = PROJECT["build-system"]["requires"]
    assert re.fullmatch(r"hatchling==[\d.]+", builds)
    for group in ("dev", "tools"):
        assert builds in PROJECT["dependency-groups"][group]
    assert f"{builds} " in PINNED


def test_a_build_is_checked_by_the_twine_that_publishes_it() -> None:
    (version,) = re.findall(r"gh-action-pypi-publish@\w+ # (\S+)", (GITHUB / "workflows" / "release.yml").read_text())
    assert CARRIES[version] in PROJECT["dependency-groups"]["tools"]
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    body = noxfile[noxfile.index("def dist") : noxfile.index("def pins")]
    for words in ('"--require-hashes"', '"--no-isolation"', '"twine", "check", "--strict"'):
        assert words in body


def test_somebody_proposes_newer_versions_of_what_is_pinned() -> None:
    updates = yaml.safe_load((GITHUB / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip"}
    (pip,) = (update for update in updates if update["package-ecosystem"] == "pip")
    assert pip["directories"] == ["/", "/.ci"]


# --- The local run --------------------------------------------------------------------------------------------------

PRETENDS = """#!/bin/sh
echo "$(basename "$0") $*" >> "$LOG"
case "$(basename "$0") $*" in
  "python3 -m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python; cp "$0" .venv/bin/immuno;;
  $FAILS) exit 1;;
  "id -u") echo 0;;
esac
"""
"""Stands for every command that the local run calls: it notes how it was called, and does nothing."""


@POSIX
@pytest.mark.parametrize(
    ("fails", "passes", "left_out"),
    [
        ("nothing", True, []),
        ("apt-get*", True, ["the tests that ask zsh, which is not installed"]),
        ("python*--group export", True, ["the tests of exports by other programs, which cannot be installed"]),
        ("on-newest-python true", True, ["the tests on the newest Python, which cannot be set up here"]),
        ("no newest", True, ["the tests on the newest Python: there is no on-newest-python beside this checkout"]),
        ("on-newest-python unshare*", False, []),
        ("python*pytest*", False, []),
        ("immuno drug show yescarta", False, []),
        ("python*nox*dist*", False, []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_local_run_fails_by_what_runs_and_says_what_does_not(
    fails: str, passes: bool, left_out: list[str], tmp_path: Path
) -> None:
    project, tools, log = tmp_path / "project", tmp_path / "shared" / "tools", tmp_path / "log"
    programs = tmp_path / "programs"
    (project / ".ci").mkdir(parents=True)
    tools.mkdir(parents=True)
    programs.mkdir()
    for name in (".ci/run", "README.md"):
        shutil.copy(ROOT / name, project / name)
    names = ["python3", "apt-get", "id", "zsh", "fish", "less", "man", "groff", "git"]
    for path in [*(programs / name for name in names), tools / "on-newest-python"]:
        path.write_text(PRETENDS)
        path.chmod(0o755)
    if fails == "apt-get*":
        (programs / "zsh").unlink()
    if fails == "no newest":
        (tools / "on-newest-python").unlink()
    for name in ("bash", "sh", "basename", "mkdir", "cp", "grep", "dirname", "chmod"):
        found = shutil.which(name)
        assert found
        (programs / name).symlink_to(found)
    done = subprocess.run(
        [project / ".ci" / "run"],
        env={"PATH": str(programs), "LOG": str(log), "FAILS": fails},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is passes, done.stderr
    said = [line.partition("NOT RUN: ")[2] for line in done.stderr.splitlines() if "NOT RUN" in line]
    assert said == left_out * 2, "once where it is, and once at the end"
    called = log.read_text()
    if fails == "nothing":
        for words in (
            *("immuno drug show yescarta", "python -m pytest -n auto", "python -m pip install --quiet --group export"),
            *("--sessions lint types", "--sessions dist oldest", "on-newest-python true"),
        ):
            assert words in called
        (last,) = re.findall(r"^on-newest-python unshare.*", called, re.MULTILINE)
        assert last.count("drug show yescarta") == 2
        assert last.count("-m pytest") == 1
        assert "apt-get" not in called


@pytest.mark.parametrize("name", ["wrong-fact", "bug"])
def test_an_issue_form_asks_what_it_must(name: str) -> None:
    form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / f"{name}.yml").read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= form.keys()
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields)
    required = {field["id"] for field in fields if field["validations"]["required"]}
    assert (
        required
        >= {"wrong-fact": {"claim", "wrong", "source", "date", "version"}, "bug": {"command", "happened"}}[name]
    )


def test_a_wrong_fact_can_be_told_from_every_place() -> None:
    """The README, the form and the program all lead to SECURITY.md."""
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for words in ("immuno why CLAIM-ID", "within", "days", "Report a vulnerability", "escape sequence", "network"):
        assert words in page
    for path in (ROOT / "README.md", GITHUB / "ISSUE_TEMPLATE" / "wrong-fact.yml"):
        assert "SECURITY.md" in path.read_text(encoding="utf-8"), path


def test_line_ends_are_the_same_in_every_checkout() -> None:
    assert "* text=auto eol=lf" in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    paths = [path for top in ("src", "data", "tests") for path in (ROOT / top).rglob("*")]
    assert not [
        path for path in paths if path.suffix in {".py", ".yaml", ".txt"} and b"\r\n" in Path(path).read_bytes()
    ]
