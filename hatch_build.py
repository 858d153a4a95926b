"""Adds the compiled form of the facts to the wheel, made by the same decoder that reads the YAML of a checkout."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledFacts(BuildHookInterface):  # type: ignore[type-arg]
    """Compile `data/immuno_facts` into the wheel; an editable install reads the YAML itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the compiled files to a temporary folder and tell the builder where they go."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from immuno_cli.export.compile import compile_facts
        from immuno_cli.facts.compiled import FOLDER

        folder = Path(tempfile.mkdtemp(prefix="immuno-facts-"))
        for name, data in compile_facts(root / "data" / "immuno_facts").items():
            (folder / name).write_bytes(data)
            build_data["force_include"][str(folder / name)] = f"immuno_facts/{FOLDER}/{name}"
