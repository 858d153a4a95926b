"""The first page: what this is, what to type, how fresh it is."""

from __future__ import annotations

from immuno_cli.facts.model import Edition
from immuno_cli.pages.page import Cited, Facts, Heading, Page, Prose

EXAMPLES = (
    ("immuno therapies list", "kinds of immunotherapy, and how they differ"),
    ("immuno drug show yescarta", "one product: boxed warning, uses, dose, what to watch for"),
    ("immuno side-effects til", "what a treatment does to people, in numbers"),
    ("immuno side-effects crs --level plain", "one side effect in plain words, and when to call"),
    ("immuno drug list --cancer myeloma", "which products are approved for a cancer"),
)


def landing_page(edition: Edition) -> Page:
    """Return the page of `immuno` without a command."""
    cells = edition.sets["t-cell"]
    return Page(
        title="immuno",
        subtitle="the offline, cited, dated reference to cancer immunotherapy",
        blocks=(
            Heading("Try"),
            Facts(tuple((command, (Cited(what),)) for command, what in EXAMPLES)),
            Heading("What it holds"),
            Prose(
                Cited(
                    f"All {cells.products} FDA-approved T-cell products for cancer and their {cells.indications} "
                    f"uses as of {edition.as_of}; kinds of immunotherapy; side effects. Every fact names its source."
                )
            ),
        ),
        as_of=edition.as_of,
        next_commands=("immuno --help",),
    )
