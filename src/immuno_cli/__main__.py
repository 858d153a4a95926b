"""The program as a process: `immuno`, and `python -m immuno_cli`.

What a process meets before and after the command line itself: an interrupt while the modules are still being imported,
standard streams that are closed or full. Little is imported here, so that an interrupt is provided for early.
"""

from __future__ import annotations

import gc
import io
import os
import sys

try:
    # `signal` without its enumerations, whose import would be the longest time in which an interrupt is not provided
    # for. It is a detail of CPython: where there is none, that time is a little longer.
    import _signal as signal  # type: ignore[import-not-found]
except ImportError:
    import signal

INTERNAL, INTERRUPTED = 1, 130


def main() -> None:
    """Run the command line and exit with its code, whatever the streams are and whenever an interrupt comes."""
    # A command is over before there is garbage in circles that would be worth the search for it (6 to 8 % of its time).
    gc.disable()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Reading leaves nothing to tidy up, so an interrupt just ends it: an exception could be caught or printed by
        # whatever code it happens to land in. An export has its own handler while it writes.
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    messages = _open_streams()
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`).
        _leave(sys.stdout.fileno())
        code = 0
    except OSError as error:
        if not messages.written:
            from immuno_cli.errors import visible

            where = f"{error.filename}: " if isinstance(error.filename, str) else ""
            messages.write(visible(f"The answer could not be given: {where}{error.strerror or error}.") + "\n")
        _leave(sys.stdout.fileno())
        code = INTERNAL
    # The answer is out; from here on an interrupt would only disturb the interpreter while it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Python looks for such garbage once more when it ends (8 % of a command).
    gc.freeze()
    sys.exit(code)


def _run() -> int:
    if sys.argv[1:] in (["--version"], ["-V"]):
        # Scripts ask for it all the time; without Typer it takes 0.6 of the time.
        from immuno_cli.facts.knowledge import version

        print(version())  # noqa: T201
        return 0
    from immuno_cli.cli.app import main as command_line

    stdout = sys.stdout
    try:
        command_line()
    except SystemExit as stopped:
        if sys.stdout is not stdout:
            # Typer's way of saying that the pipe was closed while it wrote its help.
            raise BrokenPipeError from None
        return int(stopped.code or 0)
    return 0


def _open_streams() -> _Messages:
    """Make standard error a stream that never fails, and return it; exit when there is no standard output."""
    # A closed descriptor would be given to the next file that is opened, and messages would be written into that file.
    descriptor = os.open(os.devnull, os.O_RDWR)
    while descriptor <= 2:
        descriptor = os.open(os.devnull, os.O_RDWR)
    os.close(descriptor)
    encoding = getattr(sys.stderr, "encoding", "utf-8")  # standard error is None when it was closed
    raw = io.BufferedWriter(io.FileIO(2, "w", closefd=False))
    sys.stderr = messages = _Messages(raw, encoding, "backslashreplace", line_buffering=True)
    if sys.stdout is None:
        messages.write("Standard output is closed: there is nowhere to write the answer.\n")
        sys.exit(INTERNAL)
    return messages


class _Messages(io.TextIOWrapper):
    """A stream for messages: when nobody can read them, the exit code still says what happened."""

    written = False
    """Whether a message was written; one is enough."""

    def write(self, text: str) -> int:
        """Write a message if that is possible."""
        self.written = True
        try:
            return super().write(text)
        except OSError:
            _leave(self.fileno())
            return len(text)

    def flush(self) -> None:
        """Write what is left if that is possible."""
        try:
            super().flush()
        except OSError:
            _leave(self.fileno())


def _leave(descriptor: int) -> None:
    """Let what a stream still holds go nowhere: Python would complain again when it closes the stream at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


if __name__ == "__main__":
    main()
