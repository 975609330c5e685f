"""Workers are forked from a server that has loaded all."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor

import pytest

from extract.engines.server import LOADED, context, prepare


def _found() -> tuple[int, bool, int]:
    """This process's parent, whether all is loaded, and what the gazetteer holds: a query of its own."""
    from extract.link.gazetteer import open_gazetteer

    loaded = LOADED in sys.modules
    return os.getppid(), loaded, len(open_gazetteer().lookup("yokohama"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks no processes")
def test_workers_find_all_loaded_and_read_the_gazetteer_themselves() -> None:
    prepare()
    with ProcessPoolExecutor(2, mp_context=context()) as pool:
        found = {each.result() for each in [pool.submit(_found) for _ in range(8)]}
    parents = {parent for parent, _, _ in found}
    assert len(parents) == 1 and os.getpid() not in parents
    assert all(loaded and places > 0 for _, loaded, places in found)
