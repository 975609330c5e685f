"""Where files lie: the rules and the compiled gazetteer, which travel with the package, and the user's cache.

In a checkout they stand beside the package (`rules/`, `extract/_data/gazetteer.*`); in an installed
wheel they lie inside it (`extract/_data/rules`).
"""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
DATA = _PACKAGE / "_data"


def rules_dir() -> Path:
    """The folder of rules: the checkout's own where there is one, else the copy inside the wheel."""
    for folder in (_PACKAGE.parent / "rules", DATA / "rules"):
        if folder.is_dir() and (folder / "README.md").exists():
            return folder
    raise FileNotFoundError(f"no rules beside or inside {_PACKAGE}: reinstall youcheng")


def gazetteer_path() -> Path:
    """The compiled gazetteer. It may be missing in a checkout: `youcheng gazetteer build` makes it."""
    return DATA / "gazetteer.sqlite"


def cache_dir() -> Path:
    """`$XDG_CACHE_HOME/youcheng`, else `~/.cache/youcheng`; a relative one is ignored, as XDG asks."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path("~/.cache").expanduser()) / "youcheng"
