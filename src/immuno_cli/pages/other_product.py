"""The page of a product that is not one of the approved ones."""

from __future__ import annotations

from immuno_cli.choices import Level
from immuno_cli.facts.model import Claim, Edition, OtherProduct, Standing
from immuno_cli.pages.page import Block, Bullets, Cited, Facts, Heading, Page, Prose, Tone, cited
from immuno_cli.pages.statements import as_item, claim_lines, claim_text, dated_events

STANDING = {
    Standing.RELATED: "approved, but another kind of product",
    Standing.OUT_OF_SCOPE: "approved, but no immunotherapy of cancer",
    Standing.PENDING: "not approved: FDA decision pending",
    Standing.REFUSED: "not approved: FDA refused it",
    Standing.INVESTIGATIONAL: "not approved: investigational",
    Standing.WITHDRAWN: "not approved: withdrawn",
}


def told(claim: Claim, level: Level) -> tuple[Cited, ...]:
    """Return a claim in the words of this level; in clinical words where there are no plain ones."""
    return claim_lines(claim, level) or claim_lines(claim, Level.CLINICAL)


def other_product_page(product: OtherProduct, level: Level, edition: Edition) -> Page:
    """Return the honest, dated answer about a product that is not one of the approved T-cell products for cancer."""
    blocks: list[Block] = [Prose(line, Tone.LEAD) for line in told(product.why, level)]
    what = claim_text(product.what, level) or claim_text(product.what, Level.CLINICAL) or ""
    rows = [("What it is", (cited(what, product.what.cite),))]
    rows += [("Also called", (Cited(", ".join(product.aliases)),))] if product.aliases else []
    blocks += [Heading("About it"), Facts(tuple(rows))]
    if product.facts:
        blocks += [Heading("More"), Bullets(tuple(as_item(told(claim, level)) for claim in product.facts.values()))]
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
