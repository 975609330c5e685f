"""Local engines: documents through the pipeline in this process or in several, outcomes in input order.

What comes out does not depend on the number of workers: each document is processed by itself, and
outcomes are handed on in the order in which the items came in.
"""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context

from extract.document import Document
from extract.engines.duplicates import Duplicate, Marked
from extract.engines.single import Processed, outcome_of
from extract.pipeline import load
from extract.records import RejectRecord, SkippedRecord

Outcome = Processed | Duplicate | RejectRecord | SkippedRecord
Batch = list[Marked]

# Documents to a memory zone and to a message between processes.
BATCH = 16
# New objects between two looks of the garbage collector: about a document's.
GARBAGE = 20_000
# Batches a worker may have waiting: enough to keep it busy, few enough to hold back the reader.
AHEAD = 4


def in_this_process(items: Iterable[Marked]) -> Iterator[Outcome]:
    """The outcome of each document in turn; anything else among the items passes unchanged."""
    for batch in _batches(items):
        yield from run_batch(batch)


def in_processes(items: Iterable[Marked], workers: int) -> Iterator[Outcome]:
    """As `in_this_process`, with `workers` processes.

    A worker that dies (killed, out of memory) takes its batch with it: those documents are tried again
    one by one, and the one that kills its worker again becomes a reject `worker_died`.
    """
    batches = _batches(items)
    waiting: deque[tuple[Batch, Future[list[Outcome]] | None]] = deque()
    pool = _pool(workers)
    try:
        while True:
            for batch in islice(batches, workers * AHEAD - len(waiting)):
                waiting.append((batch, _submit(pool, batch)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            try:
                if future is None:
                    raise BrokenProcessPool
                outcomes = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                outcomes = _one_by_one(batch)
                pool = _pool(workers)
                waiting = deque((b, _submit(pool, b)) for b, _ in waiting)
            yield from outcomes
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def run_batch(batch: Batch) -> list[Outcome]:
    """The outcomes of a batch, its texts forgotten at its end."""
    nlp = load()
    collect_seldom()
    with nlp.memory_zone():
        return [outcome_of(nlp, item) if isinstance(item, Document) else item for item in batch]


@lru_cache(maxsize=1)
def collect_seldom() -> None:
    """Keep the garbage collector off rules and gazetteer, which stay, and let it look at the rest less often.

    A document leaves next to no cycles; looking for them took 7 % of a run's time.
    """
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 20)


def _batches(items: Iterable[Marked]) -> Iterator[Batch]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker)


def _start_worker() -> None:
    """Nothing that can fail: what an initializer raises is lost with its worker, and so it would go on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer


def _submit(pool: ProcessPoolExecutor, batch: Batch) -> Future[list[Outcome]] | None:
    """The batch's future; None where a worker of this pool has died meanwhile."""
    try:
        return pool.submit(run_batch, batch)
    except BrokenProcessPool:
        return None


def _one_by_one(batch: Batch) -> list[Outcome]:
    outcomes: list[Outcome] = []
    pool = _pool(1)
    for item in batch:
        try:
            outcomes += pool.submit(run_batch, [item]).result()
        except BrokenProcessPool:
            pool.shutdown(wait=False, cancel_futures=True)
            pool = _pool(1)
            outcomes.append(_died(item))
    pool.shutdown()
    return outcomes


def _died(item: Marked) -> RejectRecord:
    uri = item.document.uri if isinstance(item, Duplicate) else item.uri
    message = "the process ended without a result"
    return RejectRecord(uri=uri, stage="process", error="worker_died", message=message)
