"""What may follow on a command line: names of one kind of fact, never more than names; and words of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import typer
from typer.core import TyperGroup

from immuno_cli.cli.options import Request
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Drug
from immuno_cli.facts.names import normalize

Candidate = tuple[str, str]
"""A word, and what it is."""


def offer(*kinds: type) -> Callable[[typer.Context], list[Candidate]]:
    """Return a completer of names of these kinds, for `autocompletion`.

    While nothing is typed these are the ids, and of a product its proper and short name too; then every name counts.
    """

    def candidates(ctx: typer.Context) -> list[Candidate]:
        return _offered(knowledge(ctx), kinds, unfinished(ctx), " ".join(ctx.args[:-1]))

    return candidates


def offer_new(*kinds: type) -> Callable[[typer.Context], list[Candidate]]:
    """Return a completer for a parameter of several names: what was typed already is not offered again."""

    def candidates(ctx: typer.Context) -> list[Candidate]:
        facts = knowledge(ctx)
        taken = {entity for name in ctx.args[:-1] for entity in facts.named(name, kinds)}
        known = [facts.names(kind)[name] for kind, name in taken]
        gone = {normalize(name) for names in known for name in names}
        return [item for item in _offered(facts, kinds, unfinished(ctx)) if normalize(item[0]) not in gone]

    return candidates


def name_argument(*kinds: type, help: str = "Name, abbreviation or id.") -> Any:  # noqa: A002
    """Return an argument that names one entity of these kinds."""
    return typer.Argument(metavar="NAME", help=help, show_default=False, autocompletion=offer(*kinds))


def _offered(facts: Knowledge, kinds: Iterable[type], typed: str, before: str = "") -> list[Candidate]:
    """Return names of some kinds with descriptions; after the words in `before`, the rest of the names they begin."""
    candidates = []
    for kind in kinds:
        for names in facts.names(kind).values():
            what = ", ".join(names[1:3] if kind is Drug else names[1:2])
            shown = names if typed or before else names[:4] if kind is Drug else names[:1]
            if before:
                start = f"{before} ".casefold()
                shown = [name[len(start) :] for name in shown if name.casefold().startswith(start)]
            candidates += [(name, what) for name in distinct(shown, typed)]
    return candidates


def targets(ctx: typer.Context) -> list[Candidate]:
    """Return the target antigens of the products."""
    brands: dict[str, list[str]] = {}
    for drug in knowledge(ctx).all(Drug):
        brands.setdefault(drug.target.text or "", []).append(drug.names.brand)
    return [(target, ", ".join(brands)) for target, brands in sorted(brands.items())]


def command_words(ctx: typer.Context) -> list[Candidate]:
    """Return the commands of a group that the help shows, in its order; none for a plain command."""
    group = ctx.command
    if not isinstance(group, TyperGroup):
        return []
    about = getattr(group, "about", {})
    return [(word, about.get(word) or _short_help(group, ctx, word)) for word in group.list_commands(ctx)]


def _short_help(group: TyperGroup, ctx: typer.Context, word: str) -> str:
    command = group.get_command(ctx, word)
    return command.get_short_help_str(80) if command else ""


def knowledge(ctx: typer.Context) -> Knowledge:
    """Return the facts that the unfinished command asks for; unchecked, because only names are read."""
    request: Request = ctx.obj
    return request.open()


def unfinished(ctx: typer.Context) -> str:
    """Return what is typed so far of the word at the cursor."""
    return ctx.args[-1]


def distinct(names: Iterable[str], typed: str) -> list[str]:
    """Return names without those that differ only in case, spaces or hyphens; of these, the one being typed stays."""
    by_key: dict[str, str] = {}
    for name in sorted(names, key=lambda name: not name.startswith(typed)):
        by_key.setdefault(normalize(name), name)
    return list(by_key.values())
