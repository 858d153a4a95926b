"""The first page: what this is, every command in one line, what to type, how fresh it is."""

from __future__ import annotations

from collections.abc import Mapping

from immuno_cli.facts.model import Edition
from immuno_cli.pages.page import Cited, Facts, Heading, Page

EXAMPLES = (
    ("immuno yescarta", "one product: warning, uses, dose, follow-up"),
    ("immuno side effects til", "what a treatment does to people, in numbers"),
    ("immuno can I drive", "any question, in your own words"),
    ("immuno compare yescarta breyanzi", "products side by side"),
    ("immuno crs --level plain", "the same in plain words"),
)


def landing_page(edition: Edition, commands: Mapping[str, str]) -> Page:
    """Return the page of `immuno` without a command; `commands` are its words, each with what it does."""
    every, cells = sum(group.products for group in edition.sets.values()), edition.sets["t-cell"].products
    return Page(
        title="immuno",
        subtitle="the offline, cited, dated reference to cancer immunotherapy",
        blocks=(
            Heading("Type a name or question", f"{every} products, all {cells} T-cell products among them"),
            Facts(tuple((command, (Cited(what),)) for command, what in EXAMPLES)),
            Heading("Or a command"),
            Facts(tuple((word, (Cited(what),)) for word, what in commands.items())),
        ),
        as_of=edition.as_of,
    )
