"""The process from which a run's workers are forked: it loads all once and runs nothing else.

So a worker begins at once, shares what all of them hold, and one that died is soon replaced. Where the system
forks no process (Windows), each worker is spawned and loads for itself.
"""

from __future__ import annotations

from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.context import BaseContext

LOADED = "extract.engines.loaded"
"""The module that the server imports to load all."""


def prepare() -> None:
    """Let the server start and load, while this process goes on with something else."""
    if context().get_start_method() == "forkserver":
        forkserver.ensure_running()


def context() -> BaseContext:
    """How workers are started."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    served = get_context("forkserver")
    served.set_forkserver_preload([LOADED])
    return served
