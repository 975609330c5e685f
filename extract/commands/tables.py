"""Tables as commands print them: light, broken at words, without columns that say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table


def table(head: Sequence[str], rows: Sequence[Sequence[object]], *, dim: int = 0) -> Table:
    """A table of these rows; its first `dim` columns (where something stands, its id) are never folded."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    texts = [["" if value is None else str(value) for value in row] for row in rows]
    telling = [column for column in range(len(head)) if any(row[column] for row in texts)]
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in telling:
        first = column < dim
        made.add_column(head[column], overflow="fold", no_wrap=first, style="dim" if first else "")
    for row in texts:
        made.add_row(*(Text(row[column]) for column in telling))
    return made
