"""Parts of a product page: what `--section` takes. On their own, so that TAB can offer them without the page."""

from __future__ import annotations

from enum import StrEnum


class Section(StrEnum):
    """Parts of a product page, in the order of the page."""

    BOXED_WARNING = "boxed-warning"
    INDICATIONS = "indications"
    DOSING = "dosing"
    MONITORING = "monitoring"
    MANAGEMENT = "management"
    CONTRAINDICATIONS = "contraindications"
    SAFETY = "safety"
    EFFICACY = "efficacy"
    WARNINGS = "warnings"
    REACTIONS = "reactions"
    POPULATIONS = "populations"
    PATIENT = "patient"
    PHARMACOLOGY = "pharmacology"
    CONSTRUCT = "construct"
    SUPPLY = "supply"
    TRIALS = "trials"
    HISTORY = "history"
    IDENTIFIERS = "identifiers"


SHORT = (
    Section.BOXED_WARNING,
    Section.INDICATIONS,
    Section.DOSING,
    Section.MONITORING,
    Section.CONTRAINDICATIONS,
    Section.SAFETY,
    Section.EFFICACY,
)
"""What a page without options shows."""
