"""Signals that wait: an interrupt or the wish to end comes at once while that is safe, otherwise a little later."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class Stopped(KeyboardInterrupt):
    """A signal came while it is obeyed: what was begun is given up and tidied away."""


class Deferred:
    """Keeps signals that would end the program, and sends them again at its own end.

    Within `obeyed` a signal raises Stopped, once; everywhere else inside it is only remembered, so that tidying up is
    never cut short. At the end each signal does what it did before.
    """

    def __init__(self) -> None:
        names = ("SIGINT", "SIGTERM", "SIGHUP")  # SIGHUP is not everywhere
        self._signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
        self._before: dict[int, Any] = {}
        self._received: int | None = None
        self._raises = False

    def __enter__(self) -> Deferred:
        # Python lets only the main thread do this; elsewhere signals do not arrive.
        if threading.current_thread() is threading.main_thread():
            for number in self._signals:
                if signal.getsignal(number) not in (signal.SIG_IGN, None):
                    self._before[number] = signal.signal(number, self._receive)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)
        if self._received is not None:
            signal.raise_signal(self._received)

    def _receive(self, number: int, _: FrameType | None) -> None:
        self._received = number
        if self._raises:
            self._raises = False
            raise Stopped

    @contextmanager
    def obeyed(self) -> Iterator[None]:
        """Let signals, also those that came before, raise Stopped."""
        try:
            self._raises = True
            if self._received is not None:
                raise Stopped
            yield
        finally:
            self._raises = False
        if self._received is not None:
            raise Stopped
