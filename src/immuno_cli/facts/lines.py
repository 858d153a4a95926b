"""Files that are looked up and not read: lines in order of their keys, each found by halves.

A start has no time to read all facts, however quickly they can be read; and there may be ten times as many one day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

V = TypeVar("V")
Data = bytes | mmap


def opened(file: Traversable) -> Data:
    """Return the bytes of a file; of one that is not in a zip file, only those that are asked for are read."""
    if not isinstance(file, Path):
        return file.read_bytes()
    with file.open("rb") as stream:
        return mmap(stream.fileno(), 0, access=ACCESS_READ)


def first_line(data: Data) -> tuple[bytes, int]:
    """Return the first line, and where the next one begins."""
    end = data.find(b"\n") + 1
    return data[:end], end


def ordered(values: Mapping[str, str]) -> bytes:
    """Return the lines of a mapping in order: a key, a tab, the value. Neither holds a line end, no key holds a tab."""
    return b"".join(sorted(f"{key}\t{value}\n".encode() for key, value in values.items()))


class Lines(Mapping[str, V]):
    """Part of a file as a mapping."""

    def __init__(self, data: Data, start: int, end: int, value: Callable[[bytes], V]) -> None:
        """Take a file, where the lines begin and end in it, and what makes a value out of what follows the tab."""
        self._data, self._start, self._end, self._value = data, start, end, value

    def __getitem__(self, key: str) -> V:
        wanted, data = key.encode("utf-8", "surrogatepass"), self._data
        low, high = self._start, self._end
        while low < high:
            start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.find(b"\n", start)
            tab = data.find(b"\t", start, end)
            found = data[start:tab]
            if found == wanted:
                return self._value(data[tab + 1 : end])
            low, high = (end + 1, high) if found < wanted else (low, start)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.pairs())

    def __len__(self) -> int:
        return self._data[self._start : self._end].count(b"\n")

    def pairs(self) -> Iterator[tuple[str, V]]:
        """Yield every key with its value, in order; quicker than to look each of them up."""
        for line in self._data[self._start : self._end].split(b"\n")[:-1]:
            key, _, rest = line.partition(b"\t")
            yield key.decode(), self._value(rest)
