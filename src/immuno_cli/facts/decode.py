"""From YAML text to facts, or to a list of problems with file and line.

YAML is read as a stream of events, not with `safe_load`, which keeps the last of two equal keys without a word, reads
`no` as false and forgets the line numbers. A scalar becomes what the field wants and nothing else. Aliases, tags,
directives, control characters and text that reorders itself on a screen are refused: facts do not need them, attacks
do. What a file may hold is counted, so that none takes long or much memory; `fuzz/decode.py` looks for one that does.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import difflib
import re
import typing
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from immuno_cli.errors import UNSAFE, Problem, unsafe
from immuno_cli.facts.model import Citation, Cite, PartialDate, Pattern, Range
from immuno_cli.facts.records import join, unannotate

MAX_BYTES = 1_000_000
"""A fact file longer than this is a mistake: the longest real one is far below."""

MAX_VALUES = 30_000
"""The longest real file holds a seventh of so many texts, lists and blocks."""

MAX_DEPTH = 24
"""The model nests less than half as deep."""

MAX_KEY = 100
"""Letters of a key; the longest real one has 56."""

MAX_PROBLEMS = 100
"""After so many a file is read no further; the others are reported when these are mended."""

ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9.]*(-[a-z0-9.]+)*")
"""Ids and the keys of blocks: lower case, digits, hyphens; dots only inside numbers such as `5.1-crs`."""

_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A YAML scalar as written."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A YAML sequence."""

    items: list[Node]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """A YAML mapping; the line of each key is kept for messages."""

    items: dict[str, Node]
    lines: dict[str, int]
    line: int
    files: dict[str, str] = field(default_factory=dict)
    """The file of each key, where several files make one entity."""


Node = Scalar | Sequence | Mapping


class _TooMany(Exception):
    """A file has so many problems that it is read no further."""


class _Problems:
    """The problems of one file, up to `MAX_PROBLEMS`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def problem(self, line: int, what: str) -> None:
        """Keep one problem. Raises _TooMany after the last one that is kept."""
        self.problems.append(Problem(self.file, line, what))
        if len(self.problems) == MAX_PROBLEMS:
            self.problems.append(Problem(self.file, line, f"is read no further: mend these {MAX_PROBLEMS} problems"))
            raise _TooMany


def parse(data: bytes, file: str) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document from bytes; the node is None when there is a problem."""
    if len(data) > MAX_BYTES:
        return None, [Problem(file, 0, f"is larger than {MAX_BYTES:,} bytes; split it or remove what does not belong")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Problem(file, line, "is not UTF-8; save the file as UTF-8")]
    # One kind of line end: the parser then counts lines as an editor does, and every kind decodes the same.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if refused := _REFUSED.search(text):
        return None, [Problem(file, text.count("\n", 0, refused.start()) + 1, _why_refused(refused[0]))]
    import yaml

    # PyYAML may come without libyaml, and the two parsers differ in what they take and say. Where something is wrong,
    # the one that every PyYAML has decides, so that messages are the same everywhere.
    problem = Problem(file, 0, "")
    for parser in dict.fromkeys((getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader)):
        builder = _Builder(file)
        loader: Any = None
        try:
            loader = parser(text)
            return builder.build(iter(loader.get_event, None))
        except _TooMany:
            return None, builder.problems
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            problem = Problem(file, line, f"holds the unsafe character U+{error.character:04X}; remove it")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
            problem = Problem(file, mark.line + 1 if mark else 0, f"is not valid YAML: {_short(what)}")
        except (ValueError, OverflowError):
            # The parser written in Python takes any number after a backslash for a character.
            problem = Problem(file, loader.line + 1, "is not valid YAML: an escape that stands for no character")
    return None, [problem]


# What no fact file needs anywhere, comments included: unsafe characters, tabs too, of which the parsers of PyYAML think
# differently, and directives, which can make text mean something else.
_REFUSED = re.compile(rf"{UNSAFE}|^%", re.MULTILINE)


def _why_refused(text: str) -> str:
    return "begins with %, a directive; facts are plain YAML" if text == "%" else _unsafe(text)


def _unsafe(letter: str) -> str:
    return f"holds the unsafe character U+{ord(letter):04X}; remove it"


def _short(text: str) -> str:
    """Return the beginning of a text that may be very long, for a message."""
    return text if len(text) <= MAX_KEY else f"{text[:MAX_KEY]}…"


def merge(parts: dict[str, Node]) -> tuple[Mapping, list[Problem]]:
    """Make one node out of the files of a folder, by name; each key of the entity stands in one of them."""
    whole = Mapping({}, {}, 1)
    problems: list[Problem] = []
    for file, node in parts.items():
        if not isinstance(node, Mapping):
            problems.append(Problem(file, node.line, "must be a block of keys"))
            continue
        for key, item in node.items.items():
            if key in whole.items:
                problems.append(Problem(file, node.lines[key], f"has the key {key!r}, which {whole.files[key]} has"))
            else:
                whole.items[key] = item
                whole.lines[key] = node.lines[key]
                whole.files[key] = file
    return whole, problems


class _Builder(_Problems):
    """Builds nodes from parser events without recursion, so that depth is a counted limit and never a crash."""

    def build(self, events: typing.Iterable[Any]) -> tuple[Node | None, list[Problem]]:
        root: Node | None = None
        stack: list[Sequence | Mapping] = []
        keys: list[Scalar | None] = []
        documents = values = 0
        for event in events:
            name = type(event).__name__
            line = event.start_mark.line + 1
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    return self.stop(line, "starts a second document; one file holds one")
            elif name == "AliasEvent":
                return self.stop(line, f"uses the alias *{_short(event.anchor)}; write the value out")
            elif name in ("SequenceEndEvent", "MappingEndEvent"):
                stack.pop()
                keys.pop()
            elif name in ("ScalarEvent", "SequenceStartEvent", "MappingStartEvent"):
                if event.tag is not None and not (name == "ScalarEvent" and event.tag == "!"):
                    return self.stop(line, f"uses the tag {_short(event.tag)}; facts are plain text")
                values += 1
                if values > MAX_VALUES:
                    return self.stop(line, f"holds more than {MAX_VALUES:,} values; split the file")
                node: Node
                if name == "ScalarEvent":
                    node = Scalar(event.value, line)
                    if letter := unsafe(event.value):
                        self.problem(line, _unsafe(letter))
                else:
                    node = Sequence([], line) if name == "SequenceStartEvent" else Mapping({}, {}, line)
                if stack:
                    self.add(stack[-1], keys, node)
                else:
                    root = node
                if not isinstance(node, Scalar):
                    stack.append(node)
                    keys.append(None)
                    if len(stack) > MAX_DEPTH:
                        return self.stop(line, f"nests deeper than {MAX_DEPTH} levels")
        if root is None or (isinstance(root, Scalar) and not root.text.strip()):
            self.problem(0, "is empty; it must hold at least the required keys")
        return (None if self.problems else root), self.problems

    def add(self, parent: Sequence | Mapping, keys: list[Scalar | None], node: Node) -> None:
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = keys[-1]
        if key is None:
            if isinstance(node, Scalar) and len(node.text) <= MAX_KEY:
                keys[-1] = node
            elif isinstance(node, Scalar):
                self.problem(node.line, f"has a key of {len(node.text):,} letters; the longest may have {MAX_KEY}")
                keys[-1] = Scalar(node.text[:MAX_KEY], node.line)
            else:
                self.problem(node.line, "has a key that is not text")
                keys[-1] = Scalar(f"?{node.line}", node.line)
            return
        keys[-1] = None
        if key.text in parent.items:
            first = parent.lines[key.text]
            self.problem(key.line, f"has the key {key.text!r} a second time (first on line {first}); keep one")
            return
        parent.items[key.text] = node
        parent.lines[key.text] = key.line

    def stop(self, line: int, what: str) -> tuple[None, list[Problem]]:
        self.problems.append(Problem(self.file, line, what))
        return None, self.problems


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a model class, taken apart once: type without its annotations, notes, documentation."""

    name: str
    type: Any
    notes: tuple[Any, ...]
    doc: str
    required: bool
    default: Any


_FIELDS: dict[type, dict[str, Field]] = {}


def fields_of(cls: type) -> dict[str, Field]:
    """Return the fields of a model class by name; the one description that decoder, schema and docs share."""
    if cls in _FIELDS:
        return _FIELDS[cls]
    hints = get_type_hints(cls, include_extras=True)
    fields = _FIELDS[cls] = {}
    for item in dataclasses.fields(cls):
        inner, notes = unannotate(hints[item.name])
        doc = next((note for note in notes if isinstance(note, str)), "")
        factory = item.default_factory
        default = factory() if factory is not dataclasses.MISSING else item.default
        fields[item.name] = Field(item.name, inner, notes, doc, default is dataclasses.MISSING, default)
    return fields


class Decoder(_Problems):
    """Turns nodes of one file into model objects and collects every problem on the way."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.lines: dict[str, int] = {}
        """Line of each value by its dotted path, for problems found later."""

    def entity(self, cls: type[T], node: Node, name: str) -> T | None:
        """Decode the root of a file into `cls`; `name` is the id. None when anything is wrong."""
        if not ID_PATTERN.fullmatch(name):
            self.problem(0, f"the name {name!r} is not an id; use lower case, digits and hyphens")
        if _DEVICE.fullmatch(name):
            self.problem(0, f"the name {name!r} is that of a device on Windows, where no file can have it; change it")
        value = None
        with contextlib.suppress(_TooMany):
            value = self.value(cls, (), node, "", given={"id": name})
        return None if self.problems else typing.cast(T, value)

    def value(self, wanted: Any, notes: tuple[Any, ...], node: Node, path: str, given: Any = None) -> Any:
        """Decode one node into the wanted type."""
        self.lines.setdefault(path, node.line)
        wanted, own = unannotate(wanted)
        notes = (*own, *notes)
        origin = get_origin(wanted)
        if dataclasses.is_dataclass(wanted):
            return self._block(typing.cast(type, wanted), node, path, given or {})
        if origin is tuple:
            items = [node] if isinstance(node, Scalar) else node.items if isinstance(node, Sequence) else None
            if not items:
                return self._wrong(node, path, "a list with something in it")
            inner = get_args(wanted)[0]
            return tuple(self.value(inner, (), item, f"{path}.{index}") for index, item in enumerate(items))
        if origin is dict:
            if not isinstance(node, Mapping) or not node.items:
                return self._wrong(node, path, "keys with blocks under them")
            inner = get_args(wanted)[1]
            for key in node.items:
                if not ID_PATTERN.fullmatch(key):
                    self.problem(node.lines[key], f"{key!r} is not a key; use lower case, digits and hyphens")
            return {key: self.value(inner, (), item, join(path, key)) for key, item in node.items.items()}
        if not isinstance(node, Scalar):
            return self._wrong(node, path, f"{describe(wanted)}, not a block")
        return self._scalar(wanted, notes, node, path)

    def _block(self, cls: type, node: Node, path: str, given: dict[str, Any]) -> Any:
        if cls is Citation and isinstance(node, Scalar):
            node = Mapping({"at": node}, {"at": node.line}, node.line)
        if not isinstance(node, Mapping):
            return self._wrong(node, path, "a block of keys")
        fields = fields_of(cls)
        values = dict(given)
        for key, item in node.items.items():
            self.file = node.files.get(key, self.file)
            line = node.lines[key]
            self.lines[join(path, key)] = line
            if key not in fields or key in given:
                self.problem(line, f"unknown key {key!r}{suggest(key, [f for f in fields if f not in given])}")
            else:
                field = fields[key]
                values[key] = self.value(field.type, field.notes, item, join(path, key))
        for field in fields.values():
            if field.name not in node.items and field.name not in given:
                if field.required:
                    where = f" in {path}" if path else ""
                    self.problem(node.line, f"missing key {field.name!r}{where}: {field.doc}")
                values[field.name] = field.default
        if self.problems:
            return None
        if "cite" in values:
            values["cite"] = Cite(values["cite"])
        return cls(**values)

    def _scalar(self, wanted: Any, notes: tuple[Any, ...], node: Scalar, path: str) -> Any:
        text = node.text.strip()
        if not text:
            return self._wrong(node, path, describe(wanted) + "; leave the key out when nothing is known")
        try:
            value = CONVERT[wanted](text) if wanted in CONVERT else wanted(text)
        except ValueError:
            if issubclass(wanted, StrEnum):
                known = [member.value for member in wanted]
                return self._wrong(node, path, f"one of {', '.join(known)}")
            return self._wrong(node, path, describe(wanted))
        for note in notes:
            if isinstance(note, Range) and not note.low <= value <= note.high:
                return self._wrong(node, path, f"a number from {note.low:,g} to {note.high:,g}")
            if isinstance(note, Pattern) and not re.fullmatch(note.regex, text):
                return self._wrong(node, path, f"of the form {note.example}")
        return value

    def _wrong(self, node: Node, path: str, what: str) -> None:
        shown = f"is {node.text.strip()[:60]!r} but " if isinstance(node, Scalar) else ""
        self.problem(node.line, f"{path or 'the file'} {shown}must be {what}")


def suggest(word: str, known: list[str]) -> str:
    """Return ', did you mean …?' for a misspelt key, or the known keys when none is close."""
    # What is much longer than every known word is not compared: that would take long and find nothing.
    close = difflib.get_close_matches(word, known, 1) if len(word) <= MAX_KEY else []
    return f", did you mean {close[0]!r}?" if close else f"; known are: {', '.join(known)}"


def describe(wanted: Any) -> str:
    """Name a scalar type for a message."""
    return DESCRIBE.get(wanted, "one of " + ", ".join(wanted) if isinstance(wanted, type(StrEnum)) else str(wanted))


def _bool(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _date(text: str) -> dt.date:
    # Python also reads weeks (2026-W47-7), which other readers of the facts do not.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def _partial_date(text: str) -> PartialDate:
    # A full date stands in for the missing parts, so that one parser knows all calendars' limits.
    _date(text + "2000-01-01"[len(text) :] if re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text) else "")
    return PartialDate(text)


def _number(text: str) -> float:
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text):
        raise ValueError(text)
    return float(text)


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,12}", text):
        raise ValueError(text)
    return int(text)


CONVERT: dict[Any, typing.Callable[[str], Any]] = {
    str: lambda text: re.sub(r"\s+", " ", text),
    bool: _bool,
    int: _integer,
    float: _number,
    dt.date: _date,
    PartialDate: _partial_date,
}

DESCRIBE: dict[Any, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    dt.date: "a date such as 2026-11-22",
    PartialDate: "a date such as 2026-11-22, 2026-11 or 2026",
}

__all__ = ["Decoder", "Field", "Node", "fields_of", "parse", "suggest", "unannotate"]
