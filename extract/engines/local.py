"""Local engines: documents through the pipeline in this process or in several, outcomes in input order.

What comes out does not depend on the number of workers: each document is processed by itself, and
outcomes are handed on in the order in which the items came in.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import parent_process

from extract.engines.limits import Limits, hard_deadline, limit_memory
from extract.engines.plan import Planned
from extract.engines.server import context
from extract.engines.single import outcomes_of, too_slow
from extract.engines.work import Both, Done, Work
from extract.pipeline import load
from extract.recognize.ner import choose, chosen
from extract.records import RejectRecord

Outcome = tuple[Planned, Done | None]

# Documents to a memory zone and to a message between processes.
BATCH = 16
# New objects between two looks of the garbage collector: about a document's.
GARBAGE = 20_000
# Batches a worker may have waiting: enough to keep it busy, few enough to hold back the reader.
AHEAD = 4


def in_this_process(items: Iterable[Planned], limits: Limits) -> Generator[Outcome]:
    """Each item in turn with its outcome, which is None where there is nothing to work at."""
    for batch in _batches(items):
        yield from merged(batch, run_batch(works_of(batch), limits))


def in_processes(items: Iterable[Planned], workers: int, limits: Limits) -> Generator[Outcome]:
    """As `in_this_process`, with `workers` processes.

    A worker that dies (killed, out of memory, stuck) takes its batch with it: those documents are tried
    again one by one, and the one that ends its worker again becomes a reject `worker_died` or `too_slow`.
    """
    collect_seldom()
    batches = _batches(items)
    waiting: deque[tuple[list[Planned], Future[list[Done]]]] = deque()
    pool = _pool(workers, limits)
    try:
        while True:
            for batch in islice(batches, workers * AHEAD - len(waiting)):
                waiting.append((batch, _submit(pool, batch, limits)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            try:
                done = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                done = one_by_one(works_of(batch), limits)
                pool = _pool(workers, limits)
                waiting = deque((b, _submit(pool, b, limits)) for b, _ in waiting)
            yield from merged(batch, done)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def run_batch(works: list[Work], limits: Limits) -> list[Done]:
    """The outcomes of a batch, its texts forgotten at its end."""
    nlp = load()
    collect_seldom()
    with nlp.memory_zone():
        return outcomes_of(nlp, works, limits)


def _run_in_worker(works: list[Work], limits: Limits) -> list[Done]:
    load()  # before the clock runs: the first batch of a worker waits for the pipeline
    with hard_deadline(limits.seconds * len(works) + limits.grace):
        return run_batch(works, limits)


def collect_seldom() -> None:
    """Keep the garbage collector off rules and gazetteer, which stay, and let it look at the rest less often.

    A document leaves next to no cycles; looking for them took 7 % of a run's time. While all is being loaded
    a run has the collector off, which saves a seventh of the start; from here on it is on.
    """
    if gc.get_threshold()[0] != GARBAGE:
        gc.freeze()
        gc.set_threshold(GARBAGE, 20, 20)
    gc.enable()


def _batches(items: Iterable[Planned]) -> Iterator[list[Planned]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def works_of(batch: list[Planned]) -> list[Work]:
    """What there is to work at in a batch."""
    return [item for item in batch if isinstance(item, Work)]


def merged(batch: list[Planned], done: list[Done]) -> Iterator[Outcome]:
    """The items of a batch, each with its outcome."""
    outcomes = iter(done)
    for item in batch:
        yield item, next(outcomes) if isinstance(item, Work) else None


def _pool(workers: int, limits: Limits) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        workers, mp_context=context(), initializer=_start_worker, initargs=(limits.memory, chosen())
    )


def _start_worker(memory: int, ner: str | None) -> None:
    """Nothing that can fail: what an initializer raises is lost with its worker, and so it would go on."""
    choose(ner)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.disable()  # until all is loaded: see `collect_seldom`
    limit_memory(memory)


def _end_with_parent() -> None:
    """A parent that was killed cannot tell its workers."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _submit(pool: ProcessPoolExecutor, batch: list[Planned], limits: Limits) -> Future[list[Done]]:
    """The future of a batch's work; one that failed where a worker of this pool has died meanwhile."""
    works = works_of(batch)
    future: Future[list[Done]] = Future()
    if not works:
        future.set_result([])
        return future
    try:
        return pool.submit(_run_in_worker, works, limits)
    except BrokenProcessPool as error:
        future.set_exception(error)
        return future


def one_by_one(works: list[Work], limits: Limits) -> list[Done]:
    """The outcomes of documents one of which may end its process: that one is a reject."""
    done: list[Done] = []
    pool = _pool(1, limits)
    for work in works:
        began = time.monotonic()
        try:
            done += pool.submit(_run_in_worker, [work], limits).result()
        except BrokenProcessPool:
            pool.shutdown(wait=False, cancel_futures=True)
            seconds = time.monotonic() - began
            alone = work.mate is None
            done.append(_died(work, limits, seconds) if alone else Both.of(one_by_one(work.each(), limits)))
            pool = _pool(1, limits)
    pool.shutdown()
    return done


def _died(work: Work, limits: Limits, seconds: float) -> RejectRecord:
    if seconds > limits.seconds:
        return too_slow(work.uri, limits)
    message = "the process ended without a result"
    return RejectRecord(uri=work.uri, stage="process", error="worker_died", message=message)
