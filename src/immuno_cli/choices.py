"""The words that an option may take, and the headings of the sections that one of them names."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """Formats an answer can take."""

    TERMINAL = "terminal"
    PLAIN = "plain"
    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"


class Level(StrEnum):
    """Whose words: short ones for patients and caregivers, or exact ones for professionals."""

    PLAIN = "plain"
    CLINICAL = "clinical"


class Color(StrEnum):
    """When to use color."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class ExportFormat(StrEnum):
    """Formats of an export."""

    JSON = "json"
    CSV = "csv"
    SQLITE = "sqlite"


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


SHORT_SECTIONS = (
    Section.BOXED_WARNING,
    Section.INDICATIONS,
    Section.DOSING,
    Section.MONITORING,
    Section.CONTRAINDICATIONS,
    Section.SAFETY,
    Section.EFFICACY,
)
"""What a page without options shows."""

HEADINGS = {
    Section.BOXED_WARNING: "Boxed warning",
    Section.INDICATIONS: "Approved for",
    Section.DOSING: "How it is given",
    Section.MONITORING: "What to watch for, and until when",
    Section.MANAGEMENT: "Management",
    Section.CONTRAINDICATIONS: "Contraindications",
    Section.SAFETY: "How often, how soon, how long",
    Section.EFFICACY: "What the trials found",
    Section.WARNINGS: "Warnings and precautions",
    Section.REACTIONS: "Adverse reactions",
    Section.POPULATIONS: "Pregnancy, children, older adults",
    Section.PATIENT: "What a patient is told",
    Section.PHARMACOLOGY: "Pharmacology",
    Section.CONSTRUCT: "Names and construct",
    Section.SUPPLY: "Supply and storage",
    Section.TRIALS: "Trials",
    Section.HISTORY: "History",
    Section.IDENTIFIERS: "Identifiers",
}
"""The heading of each section, in one place for the page and for the search."""
