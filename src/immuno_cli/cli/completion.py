"""From the words typed so far to the candidates at the cursor.

A completion script sets `_IMMUNO_COMPLETE` and runs `immuno` with the words typed so far, the unfinished one last. The
answer is one candidate a line, followed by a tab and what it is. Which values a parameter takes, its command says.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from immuno_cli.cli.candidates import Candidate, command_words
from immuno_cli.cli.options import Request
from immuno_cli.formats.console import write

DIRECTORY = ":DIR"
"""A candidate that stands for any directory: the shell completes those itself."""

Command = TyperCommand | TyperGroup
Parameter = TyperArgument | TyperOption


def answer(program: Command, words: Sequence[str]) -> None:
    """Write the candidates for the last of the words to standard output."""
    write(complete(program, words), pager=False)


def complete(program: Command, words: Sequence[str]) -> str:
    """Return the candidates for the last of the words, one a line."""
    *before, typed = words or [""]
    cursor = _Cursor(program)
    for word in before:
        cursor.pass_by(word)
    unique: dict[str, str] = {}
    for value, what in cursor.candidates(typed):
        unique.setdefault(value, what)
    return "".join(f"{value}\t{what}\n" for value, what in unique.items() if value)


class _Cursor:
    """The state of a command line at the cursor: the program, the command reached so far, its arguments and options."""

    def __init__(self, program: Command) -> None:
        self.program = self.command = program
        self.arguments: list[str] = []
        self.given: dict[str, str] = {}
        self.waiting: TyperOption | None = None
        """The option whose value comes next."""
        self.only_arguments = False

    def pass_by(self, word: str) -> None:
        """Consume one finished word."""
        if self.waiting:
            if word != "=":  # bash cuts `--format=plain` into three words
                self.given[self.waiting.name or ""] = word
                self.waiting = None
        elif word == "--" and not self.only_arguments:
            self.only_arguments = True
        elif word.startswith("-") and not self.only_arguments:
            name, equals, value = word.partition("=")
            if option := self.options().get(name):
                self.given[option.name or ""] = value
                self.waiting = None if equals or option.is_flag else option
        elif isinstance(self.command, TyperGroup):
            below = self.command.get_command(self.context(word), word)
            if not isinstance(below, TyperCommand | TyperGroup):
                # What is no command word is the first word of a name.
                below, self.arguments = self.opening() or TyperCommand(None, add_help_option=False), [word]
            self.command = below
        else:
            self.arguments.append(word)

    def candidates(self, typed: str) -> list[Candidate]:
        """Return the candidates here that begin with the unfinished word."""
        if self.waiting:
            return self.values(self.waiting, typed.removeprefix("="))
        if typed.startswith("-") and not self.only_arguments:
            name, equals, value = typed.partition("=")
            option = self.options().get(name)
            if equals:
                return [(f"{name}={choice}", what) for choice, what in self.values(option, value)] if option else []
            return beginning(typed, self.offered_options())
        if isinstance(self.command, TyperGroup):
            words = beginning(typed, command_words(self.context("")))
            opening = self.opening() if typed and not words else None
            if opening is None:
                return words
            self.command = opening
        if argument := self.argument():
            names = self.values(argument, typed)
            if names or typed or not self.arguments:
                return names
        return [] if typed else [option for option in self.offered_options() if option[0].startswith("--")]

    def opening(self) -> Command | None:
        """Return the command of a group that takes a name where a command word may stand; None when it has none."""
        word = getattr(self.command, "opening", None)
        if not isinstance(self.command, TyperGroup) or word is None:
            return None
        opening = self.command.get_command(self.context(""), word)
        return opening if isinstance(opening, TyperCommand | TyperGroup) else None

    def options(self) -> dict[str, TyperOption]:
        """Return every option of the command by each of its spellings."""
        every = [option for option in self.command.get_params(self.context("")) if isinstance(option, TyperOption)]
        return {spelling: option for option in every for spelling in option.opts}

    def offered_options(self) -> list[Candidate]:
        """Return the spellings of the options that may still be given."""
        free = [item for item in self.options().items() if item[1].multiple or item[1].name not in self.given]
        return [(spelling, option.help or "") for spelling, option in free]

    def argument(self) -> TyperArgument | None:
        """Return the argument that the cursor stands at; None after the last one."""
        before = len(self.arguments)
        for argument in self.command.params:
            if isinstance(argument, TyperArgument):
                if argument.nargs < 0 or before < argument.nargs:
                    return argument
                before -= argument.nargs
        return None

    def values(self, parameter: Parameter, typed: str) -> list[Candidate]:
        """Return the values of a parameter that begin with the unfinished word."""
        if parameter.metavar == "DIR":
            return [(DIRECTORY, "")]
        choices = parameter.shell_complete(self.context(typed), "")
        return beginning(typed, [(choice.value, choice.help or "") for choice in choices])

    def context(self, typed: str) -> typer.Context:
        """Return what the candidates of a parameter may ask: which facts, and the words up to the cursor."""
        folder = self.given.get("facts")
        # Unlike Path.expanduser, this leaves a home that nobody has as it is.
        request = Request(facts=None if folder is None else os.path.expanduser(folder))  # noqa: PTH111
        above, settings = typer.Context(self.program), self.program.context_settings
        context = typer.Context(self.command, parent=above, obj=request, **settings)
        context.args = [*self.arguments, typed]
        return context


def beginning(typed: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that begin as typed; if there are none, those that differ in capitals only."""
    exact = [candidate for candidate in candidates if candidate[0].startswith(typed)]
    return exact or [candidate for candidate in candidates if candidate[0].casefold().startswith(typed.casefold())]
