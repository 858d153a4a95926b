"""The page of a product that is not one of the approved ones."""

from __future__ import annotations

from immuno_cli.choices import Level
from immuno_cli.facts.model import Edition, OtherProduct, Standing
from immuno_cli.pages.page import Block, Cited, Facts, Heading, Page, Prose, Tone, cited
from immuno_cli.pages.statements import claim_lines, claim_text, claims_section, dated_events

STANDING = {
    Standing.RELATED: "approved, but another kind of product",
    Standing.OUT_OF_SCOPE: "approved, but no immunotherapy of cancer",
    Standing.PENDING: "not approved: FDA decision pending",
    Standing.REFUSED: "not approved: FDA refused it",
    Standing.INVESTIGATIONAL: "not approved: investigational",
    Standing.WITHDRAWN: "not approved: withdrawn",
}


def other_product_page(product: OtherProduct, level: Level, edition: Edition) -> Page:
    """Return the honest, dated answer about a product that is not one of the approved T-cell products for cancer."""
    why = claim_lines(product.why, level) or claim_lines(product.why, Level.CLINICAL)
    blocks: list[Block] = [Prose(line, Tone.LEAD) for line in why]
    what = claim_text(product.what, level) or claim_text(product.what, Level.CLINICAL) or ""
    rows = [("What it is", (cited(what, product.what.cite),))]
    rows += [("Also called", (Cited(", ".join(product.aliases)),))] if product.aliases else []
    blocks += [Heading("About it"), Facts(tuple(rows))]
    blocks += claims_section("More", product.facts, Level.CLINICAL)
    if product.history:
        blocks += [Heading("History"), dated_events(product.history.values())]
    return Page(
        title=product.name,
        subtitle=f"{STANDING[product.standing]} (as of {product.as_of})",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=product.reviewed,
        next_commands=("immuno drug list",),
    )
