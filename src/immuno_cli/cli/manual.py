"""The man page, written from the program itself: commands and options as declared, the rest from the help topics."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption

from immuno_cli import __version__
from immuno_cli.cli import app
from immuno_cli.cli.options import Request
from immuno_cli.pages.help import ENVIRONMENT, EXIT_CODES, FORMATS, TOPICS, Row
from immuno_cli.pages.landing import EXAMPLES

SHARED = {field.name for field in dataclasses.fields(Request)}
"""Options of every command, which the page tells once."""


def manual() -> str:
    """Return the man page as roff."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    program: Any = app.program()
    about, *_ = paragraphs(program.help)
    yield r".\" Generated from the commands and the help topics; run `nox -s docs` to renew."
    yield f'.TH IMMUNO 1 "" "immuno {__version__}" "User Commands"'
    # Ragged lines. groff 1.24 sets its own way at every paragraph, and asks this string for it.
    yield from (".ds AD l", ".ad l")
    yield from titled("Name", [rf"immuno \- {roff(about[0].lower() + about[1:].removesuffix('.'))}"])
    yield from titled("Synopsis", [rf"{bold('immuno')} [{italic('OPTIONS')}] {italic('COMMAND')} [{italic('NAME')}]"])
    yield from titled("Description", [roff(text) for text in DESCRIPTION])
    yield ".SH COMMANDS"
    for words, command in commands(program, ()):
        yield from command_entry(words, command)
    yield ".SH OPTIONS"
    yield roff("Every command that answers takes these, before or after the command word.")
    for option in program.get_params(typer.Context(program, **program.context_settings)):
        if isinstance(option, TyperOption):
            yield from entry(spellings(option), option.help or "")
    yield from topic("Formats", FORMATS.rows)
    yield from topic("Exit status", EXIT_CODES.rows)
    yield from topic("Environment", ENVIRONMENT.rows)
    yield from titled("Files", [roff(FILES)])
    yield from topic("Examples", [Row(command, f"{what[0].upper()}{what[1:]}.") for command, what in EXAMPLES])
    others = ", ".join(bold(f"immuno help {topic.id}") for topic in TOPICS)
    yield from titled("See also", [others])


DESCRIPTION = (
    "immuno shows what is known about cancer immunotherapy: the kinds of therapy, every FDA-approved T-cell product "
    "for cancer, what they do to people and how side effects are graded. Every fact names its source, and what is not "
    "known is said.",
    "It is not medical advice. It gives facts about treatments, never about one person.",
    "A name matches exactly or not at all. Close names are listed and nothing is shown.",
)

FILES = (
    "immuno reads the facts that are installed with it, or a folder of facts given with --facts. It keeps no "
    "configuration file and no cache, and it opens no network connection."
)


def commands(group: TyperGroup, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command that the help shows, in its order, with its words."""
    context = typer.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        if isinstance(command, TyperGroup):
            yield from commands(command, (*words, word))
        else:
            yield (*words, word), command


def command_entry(words: tuple[str, ...], command: Any) -> Iterator[str]:
    """Yield the usage of a command, its help, and the arguments and options that only it has."""
    arguments = [param for param in command.params if isinstance(param, TyperArgument)]
    options = [param for param in command.params if isinstance(param, TyperOption) and param.name not in SHARED]
    usage = [
        bold(" ".join(("immuno", *words))),
        *map(argument, arguments),
        *([f"[{italic('OPTIONS')}]"] if options else []),
    ]
    yield f".TP\n{' '.join(usage)}"
    yield "\n.br\n".join(map(roff, paragraphs(command.help)))
    if arguments or options:
        yield ".RS"
        for taken in arguments:
            yield from entry(argument(taken), values(taken))
        for option in options:
            yield from entry(spellings(option), values(option))
        yield ".RE"


def argument(param: TyperArgument) -> str:
    """Return an argument as it stands in a usage line."""
    name = italic(param.metavar or (param.name or "").upper())
    return name if param.required or param.metavar else f"[{name}]"


def spellings(option: TyperOption) -> str:
    """Return every spelling of an option, and what stands for its value."""
    names = ", ".join(bold(spelling) for spelling in sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {italic(option.metavar or (option.name or '').upper())}"


def values(param: TyperArgument | TyperOption) -> str:
    """Return the help of a parameter, with its values when they are few enough to be listed."""
    known = [str(getattr(value, "value", value)) for value in getattr(param.type, "choices", ())]
    return f"{param.help or ''} One of: {', '.join(known)}." if known else param.help or ""


def topic(title: str, rows: Any) -> Iterator[str]:
    """Yield a section of words and what they mean."""
    yield f".SH {title.upper()}"
    for row in rows:
        yield from entry(bold(row.word), row.meaning)


def titled(title: str, texts: list[str]) -> Iterator[str]:
    """Yield a section of paragraphs."""
    yield f".SH {title.upper()}"
    yield "\n.PP\n".join(texts)


def entry(word: str, text: str) -> Iterator[str]:
    """Yield a tagged paragraph."""
    yield f".TP\n{word}\n{roff(text)}"


def paragraphs(text: str | None) -> list[str]:
    """Return the paragraphs of a help text, each on one line."""
    return [" ".join(part.split()) for part in (text or "").split("\n\n") if part.strip()]


def bold(text: str) -> str:
    """Return text to be typed as it is."""
    return rf"\fB{roff(text)}\fR"


def italic(text: str) -> str:
    """Return text that stands for something else."""
    return rf"\fI{roff(text)}\fR"


_ROFF = str.maketrans({"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"})


def roff(text: str) -> str:
    """Return text in ASCII in which roff finds nothing to act on."""
    escaped = re.sub(r"[^\x00-\x7f]", lambda letter: f"\\[u{ord(letter[0]):04X}]", text.translate(_ROFF))
    return rf"\&{escaped}" if escaped.startswith(".") else escaped


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual(), encoding="utf-8")
