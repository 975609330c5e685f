"""How long a run takes, and how much of the machine."""

from __future__ import annotations

import resource
import time
from typing import Any

_PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


class Clock:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), _cpu_seconds()

    def timing(self, documents: int, chars: int, workers: int) -> dict[str, Any]:
        """Seconds, throughput, and the peak resident memory of the largest process, in MiB."""
        wall = time.perf_counter() - self._wall
        peaks = [resource.getrusage(who).ru_maxrss for who in _PROCESSES]
        return {
            "wall_seconds": round(wall, 3),
            "cpu_seconds": round(_cpu_seconds() - self._cpu, 3),
            "workers": workers,
            "documents_per_second": round(documents / wall, 1),
            "chars_per_second": round(chars / wall),
            "peak_memory_mib": round(max(peaks) / 1024, 1),
        }


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in _PROCESSES]
    return sum(u.ru_utime + u.ru_stime for u in used)
