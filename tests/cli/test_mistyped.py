"""A mistyped command word gets the near one, in every group; a name is never guessed from it."""

from __future__ import annotations

import pytest
from typer.core import TyperGroup

from conftest import Run, commands
from immuno_cli.cli.app import program
from immuno_cli.cli.mistyped import mistyped


@pytest.mark.parametrize("words", [words for words in commands() if words], ids=" ".join)
def test_every_command_word_without_a_letter_gets_the_whole_one(words: list[str]) -> None:
    *group, word = words
    short = word[:-2] + word[-1]
    error = mistyped(program(), [*group, short])
    if len(word) > len("why"):
        assert str(error).endswith(f'"{short}". Did you mean `immuno {" ".join(words)}`?')


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("drug shwo yescarta", "immuno drug show"),
        ("drug lst", "immuno drug list"),
        ("drugs compre yescarta breyanzi", "immuno drugs compare"),
        ("therapies comprae til car-t", "immuno therapies compare"),
        ("source shwo x", "immuno source show"),
        ("facts chek", "immuno facts check"),
        ("side-efects til", "immuno side-effects"),
        ("compar yescarta breyanzi", "immuno compare"),
        ("changs", "immuno changes"),
        ("help drug shwo", "immuno help drug show"),
        ("--json drug shwo til", "immuno drug show"),
    ],
)
def test_a_mistyped_word_is_a_usage_error_with_the_near_one(typed: str, meant: str, run: Run) -> None:
    done = run(*typed.split())
    assert done.returncode == 2
    assert f"Did you mean `{meant}`?" in done.stderr + done.stdout
    assert "Yescarta" not in done.stderr + done.stdout


@pytest.mark.parametrize("typed", ["drug yescata", "drug tecarta", "drug show shwo", "cancer lun", "whom to ask"])
def test_what_is_no_command_word_gets_none(typed: str, run: Run) -> None:
    done = run(*typed.split())
    assert "Did you mean" not in done.stderr + done.stdout


def test_a_sign_of_an_emergency_beside_a_mistyped_word_says_911_first(run: Run) -> None:
    assert run("drug", "shwo", "chest", "pain").stderr.startswith("CALL 911 for chest pain.\nThere is no command")


def test_the_program_is_a_group() -> None:
    assert isinstance(program(), TyperGroup)
    assert mistyped(program(), ["drug", "list", "shwo"]) is None, "nothing follows a command that is no group"
