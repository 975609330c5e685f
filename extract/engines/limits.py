"""What one document may cost: seconds, bytes, memory. What costs more is a reject, and the run goes on."""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` (CPU time) for a document, `bytes` of its text in UTF-8, `memory` (bytes) of a worker.

    A document that is stopped may go on for a moment: after `grace` seconds more its process is given up.
    """

    seconds: float = 60.0
    bytes: int = 32 << 20
    memory: int = 8 << 30
    grace: float = 10.0


DEFAULT = Limits()


class TooSlow(BaseException):
    """The document took longer than it may. No Exception: nobody is to take it for a failure of his own."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the block after so many seconds, and each second again should someone swallow it.

    Seconds of CPU time, so that a busy machine rejects nothing. By SIGPROF: Python code and its regular
    expressions are stopped, a loop in a C extension is not. Outside the main thread nothing is limited.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _raise)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def hard_deadline(seconds: float) -> Iterator[None]:
    """End this process if the block takes longer, whatever it is stuck in: for workers, who are replaced."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a place for the traceback nobody reads
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def limit_memory(size: int) -> None:
    """Let this process have `size` bytes of address space: more is a MemoryError, not the machine's end."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY or size <= most:
        resource.setrlimit(resource.RLIMIT_AS, (size, most))


def _raise(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow
