"""The work on many machines: Ray Data tasks, the same function for a document as on one machine.

Items are found, and outcomes written, where the command runs; documents travel as bytes. A chunk of them is
one small dataset: memory does not grow with the inputs.
"""

from __future__ import annotations

import logging
import math
import pickle
from collections.abc import Generator, Iterable
from functools import partial
from itertools import islice
from typing import Any

from extract.engines.inputs import InputError
from extract.engines.limits import Limits
from extract.engines.local import BATCH, Outcome, merged, one_by_one, run_batch, works_of
from extract.engines.plan import Planned
from extract.engines.work import Done, Work

# Items to a dataset: its overhead is about that of ten documents.
CHUNK = 1024


def in_cluster(items: Iterable[Planned], address: str | None, limits: Limits) -> Generator[Outcome]:
    """Each item in turn with its outcome, as `local.in_this_process`.

    `address` is that of a cluster that this machine is a node of (`host:6379`, `auto`); None starts one here.
    InputError for `ray://host:10001`: Ray Data does not work through Ray's client. A chunk whose workers die
    more often than Ray tries again is worked at here, one document after another.
    """
    if address is not None and address.startswith("ray://"):
        raise InputError(
            f"--address {address}: Ray Data does not work through Ray's client: make this machine a node"
            " of the cluster (ray start --address HOST:6379) and give HOST:6379"
        )
    try:
        import ray
    except ImportError as error:
        raise ImportError(f"--engine ray needs Ray: pip install 'youcheng[ray]' ({error})") from error
    ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, ignore_reinit_error=True)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    iterator = iter(items)
    try:
        while chunk := list(islice(iterator, CHUNK)):
            works = works_of(chunk)
            try:
                done = _run(works, limits)
            except ray.exceptions.RayError:
                done = one_by_one(works, limits)
            yield from merged(chunk, done)
    finally:
        ray.shutdown()


def _run(works: list[Work], limits: Limits) -> list[Done]:
    import ray

    if not works:
        return []
    rows = [{"n": n, "work": pickle.dumps(work)} for n, work in enumerate(works)]
    dataset = ray.data.from_items(rows, override_num_blocks=math.ceil(len(rows) / BATCH))
    outcomes = dataset.map_batches(partial(_batch, limits=limits), batch_size=BATCH, batch_format="pyarrow")
    done = {row["n"]: pickle.loads(row["done"]) for row in outcomes.iter_rows()}
    return [done[n] for n in range(len(works))]


def _batch(table: Any, limits: Limits) -> Any:
    """A batch of works as a table of their outcomes: what a Ray worker does."""
    import pyarrow

    done = run_batch([pickle.loads(work) for work in table["work"].to_pylist()], limits)
    return pyarrow.table({"n": table["n"], "done": [pickle.dumps(outcome) for outcome in done]})
