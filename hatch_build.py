"""Compile the gazetteer when the package is built or installed in a checkout, unless it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GazetteerHook(BuildHookInterface[Any]):
    """Writes extract/_data/gazetteer.sqlite, which the wheel carries and a checkout reads in place."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        sys.path.insert(0, str(Path(self.root)))
        try:
            from extract.link import build

            if not build.up_to_date():
                self.app.display_info("compiling the gazetteer (about 20 s)")
                build.build()
        finally:
            sys.path.remove(str(Path(self.root)))
