"""All that a worker needs, loaded by whoever imports this: the server of workers (`server.py`)."""

from __future__ import annotations

import gc
import signal
from contextlib import suppress

gc.disable()
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the command's to answer

from extract.engines.local import collect_seldom  # noqa: E402
from extract.pipeline import load  # noqa: E402

with suppress(Exception):  # the command itself loads the same, and says what is wrong
    load()
collect_seldom()
