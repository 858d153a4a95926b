"""Help topics: what holds for every command, one short page each. The man page is made of the same texts."""

from __future__ import annotations

import re

from immuno_cli.choices import Format
from immuno_cli.errors import ExitCode
from immuno_cli.facts.model import Edition
from immuno_cli.facts.records import record
from immuno_cli.pages.page import SOURCE_KIND, Cited, Facts, Heading, Page, Prose, Tone


@record()
class Row:
    """A word and what it means."""

    word: str
    meaning: str


@record()
class Topic:
    """Something to know about the program, whatever one asks it."""

    id: str
    title: str
    what: str
    about: str
    heading: str
    rows: tuple[Row, ...]
    next_commands: tuple[str, ...]


def topics_page(edition: Edition) -> Page:
    """Return the list of topics."""
    return Page(
        title="Help",
        subtitle="what holds for every command",
        blocks=(
            Heading("Topics"),
            Facts(tuple((topic.id, (Cited(topic.what),)) for topic in TOPICS)),
            Heading("Commands"),
            Prose(Cited("The words of a command in place of a topic show the help of that command.")),
        ),
        as_of=edition.as_of,
        next_commands=("immuno help names", "immuno help drug show", "immuno --help"),
        advice=False,
    )


def topic_page(topic: Topic, edition: Edition) -> Page:
    """Return the page of one topic."""
    return Page(
        title=topic.title,
        subtitle=topic.what,
        blocks=(
            Prose(Cited(topic.about), Tone.LEAD),
            Heading(topic.heading),
            Facts(tuple((row.word, (Cited(row.meaning),)) for row in topic.rows)),
        ),
        as_of=edition.as_of,
        next_commands=topic.next_commands,
        advice=False,
    )


FORMAT_MEANINGS = {
    Format.TERMINAL: "Laid out for a person, with color and pictures. What a terminal gets.",
    Format.PLAIN: (
        "One statement a line, nothing wrapped, no boxes or bars. What a pipe, a file or a screen reader gets."
    ),
    Format.MARKDOWN: "Headings, lists and tables for a document or a web page.",
    Format.CSV: "The tables of the page, for a spreadsheet.",
    Format.JSON: "The records with every citation and quote, for programs. Keys are added, not changed.",
}

EXIT_CODE_MEANINGS = {
    ExitCode.ANSWERED: "The question was answered.",
    ExitCode.INTERNAL: "Something went wrong inside the program, or the answer could not be written.",
    ExitCode.USAGE: "The command line asks for something that does not exist.",
    ExitCode.NOT_FOUND: (
        "Nothing has that name, and no question is answered. Close names are listed and nothing is shown."
    ),
    ExitCode.TOO_OLD: "The facts are older than --max-age allows, or the clock is wrong.",
    ExitCode.BAD_FACTS: "The facts break a rule. Every problem is listed and nothing is shown.",
    ExitCode.INTERRUPTED: "Stopped by Ctrl-C.",
}

FORMATS = Topic(
    id="formats",
    title="Formats",
    what="for people, programs, documents and screen readers",
    about="Every command that answers takes --format. --plain and --json are short for two of the formats.",
    heading="Formats",
    rows=tuple(Row(format_.value, FORMAT_MEANINGS[format_]) for format_ in Format),
    next_commands=("immuno drug list --format json", "immuno help accessibility"),
)

EXIT_CODES = Topic(
    id="exit-codes",
    title="Exit codes",
    what="what a script can tell from them",
    about="Only 0 means that there is an answer. Answers go to standard output, messages to standard error.",
    heading="Codes",
    rows=tuple(Row(str(code.value), EXIT_CODE_MEANINGS[code]) for code in ExitCode),
    next_commands=("immuno help names",),
)

ACCESSIBILITY = Topic(
    id="accessibility",
    title="Accessibility",
    what="screen readers, large print, color, plain words",
    about="Nothing is said by color, place or picture alone.",
    heading="What to ask for",
    rows=(
        Row("--plain", "Whole sentences, one a line, for screen readers and braille. Pictures become words."),
        Row("ACCESSIBLE=1", "The same for every command, without the option."),
        Row("--level plain", "Short words for patients and caregivers: US grade 8 or below."),
        Row("--width 40", "Narrow lines for large letters. No name, date or number is cut."),
        Row("--color never", "No color. NO_COLOR=1 asks for it everywhere."),
        Row("--no-pager", "Long answers are printed at once, without a pager."),
        Row("--format markdown", "A text that other programs turn into large print, braille or speech."),
    ),
    next_commands=("immuno help formats", "immuno help environment"),
)

SOURCES = Topic(
    id="sources",
    title="Sources",
    what="where the facts come from, and how a page says so",
    about="Every fact names its source and the place in it. A fact without a source is not in the collection.",
    heading="What a page says",
    rows=(
        Row("[1]", "Number of a source; the list of sources ends the page. [1 §5.1] names a section of a label."),
        Row(
            "kinds", f"Strongest first: {', '.join(SOURCE_KIND.values())}. Where sources differ, the earlier kind wins."
        ),
        Row("quotes", "--json holds the words of the source behind each number."),
        Row("not stated", "The sources that were read give no number. It does not mean that it never happens."),
        Row("earlier", "A value that was replaced stays visible with its date where readers still meet it elsewhere."),
        Row("country", "A text that is not from the US is marked with its country."),
        Row("date", "Each page ends with the date of the facts. --max-age 90d refuses older ones."),
        Row("--web", "Opens the primary source of one answer in a browser; --print-url prints its address."),
        Row(
            "wrong",
            "A wrong fact is treated like a security problem: SECURITY.md of the project says how to report it.",
        ),
    ),
    next_commands=("immuno source list", "immuno facts info"),
)

ENVIRONMENT = Topic(
    id="environment",
    title="Environment variables",
    what="color, width, pager, plain format",
    about="The program keeps no configuration file. It heeds these variables; an option on the command line wins.",
    heading="Variables",
    rows=(
        Row("NO_COLOR", "Any value: no color."),
        Row("FORCE_COLOR", "Any value: color, even in a pipe. NO_COLOR wins."),
        Row("TERM", "dumb: no color; linux, xterm and the like: 16 colors."),
        Row("COLORTERM", "any value: more than 16 colors, whatever TERM says."),
        Row("COLUMNS", "Width of the terminal format; by default that of the terminal."),
        Row("PAGER", "Program that shows long answers on a terminal; cat for none. Default: less."),
        Row("LESS", "Options of less. Default: -FRX."),
        Row("ACCESSIBLE", "Any value but 0: the plain format, even on a terminal."),
        Row("SOURCE_DATE_EPOCH", "Today, in seconds since 1970, for the age of the facts in documents built again."),
        Row("LC_ALL, LANG", "Letters of the terminal. Where it has only ASCII, an answer is written in ASCII."),
    ),
    next_commands=("immuno help formats",),
)

NAMES = Topic(
    id="names",
    title="Names",
    what="what finds a product, and what never does",
    about="A name matches exactly or not at all: a guess could show the wrong product.",
    heading="Rules",
    rows=(
        Row("accepted", "Brand, proper, short and code names of a product; names, abbreviations and ids of the rest."),
        Row("ignored", "Capitals, spaces, hyphens, dots, commas, slashes, apostrophes, parentheses, ® and ™."),
        Row("words", "Several words are one name, quoted or not: immuno car t, immuno drug axicabtagene ciloleucel."),
        Row("numbers", "NDC, BLA, NCT and HCPCS numbers and set ids open the product that they belong to."),
        Row(
            "questions", "immuno can I drive: what is no name goes to the search, says so, and exits 0 when it answers."
        ),
        Row("close names", "All are listed with what they are. None is opened, and the exit code is 3."),
        Row("letters", "A letter of another alphabet that looks the same is a different letter."),
        Row("ids", "Short names in lower case that do not change; use them in scripts."),
        Row("commands", "Plural and singular both work: drug and drugs, therapy and therapies."),
        Row("TAB", "Completes commands, options and names. immuno completion --help says how."),
    ),
    next_commands=("immuno drug list", "immuno completion --help"),
)

PROGRAM = Topic(
    id="program",
    title="The program and its facts",
    what="version, license, export, how to cite, no network",
    about="The facts are part of the program: a new edition of them comes with a new version.",
    heading="What to know",
    rows=(
        Row("offline", "No command opens a network connection. Nothing that is typed is stored or sent anywhere."),
        Row(
            "version",
            "--version prints that of the program and of the facts. Each page ends with the date of the facts.",
        ),
        Row("news", "changes lists approvals, withdrawals and label changes by day, and what changed in the facts."),
        Row("export", "facts export --to csv DIR writes all facts as tables; also as json and sqlite."),
        Row("schema", "A JSON answer names its schema; keys are added, not changed. docs/json.md of the project."),
        Row("license", "Program: Apache-2.0. Facts: CC0-1.0. Short quotes belong to their publishers."),
        Row("cite", "A fact by its source, which why ID shows. The collection: CITATION.cff of the project."),
        Row("Python", "There is no documented Python interface, and no server; --json is for programs."),
    ),
    next_commands=("immuno facts info", "immuno facts export --help", "immuno help formats"),
)

TOPICS = (FORMATS, EXIT_CODES, ACCESSIBILITY, SOURCES, ENVIRONMENT, NAMES, PROGRAM)

_ASKED = {
    EXIT_CODES: r"exit (codes?|status)|return codes?|error codes?",
    PROGRAM: r"exports?|schemas?|offline|internet|wi-?fi|network connection|telemetry|my (questions|searches|data)"
    r"|licen[cs]e (is|of|for|are) the|(what|which) licen[cs]e|open source"
    r"|cite (this|immuno|it|the (tool|program|data))|(data|facts|tool|program) version"
    r"|version of (the|this|immuno)|(data|facts|tool|program|immuno) (are |is )?updated"
    r"|how (old|current|recent|fresh|up[- ]to[- ]date) (are|is) (the|these|this|your) (facts?|data|information)"
    r"|(does|do) (this|it|the (tool|program)) (not )?(cover|include)|python (api|library)|apis?|mcp",
    FORMATS: r"json|csv|markdown|(output|file) formats?|machine[- ]readable|spreadsheet",
    SOURCES: r"source of (a|the|each|every) facts?|where (do|does|are) (the|these|this|your) (facts?|data|numbers)"
    r"|(found|see|report) (a |an )?(wrong|error|mistake|incorrect)( \w+)?( in (this|the) (tool|program|data))?$"
    r"|wrong (fact|number|dose).* report",
    ACCESSIBILITY: r"screen readers?|braille|large (print|letters)|accessibility",
}


def topic_asked(question: str) -> Topic | None:
    """Return the topic of a question about the program, `how do I get json`; None for one about treatments."""
    asked = (topic for topic, words in _ASKED.items() if re.search(rf"\b({words})\b", question, re.IGNORECASE))
    return next(asked, None)
