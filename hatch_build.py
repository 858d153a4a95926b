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
        """Write the database to a temporary folder and tell the builder where it goes."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from immuno_cli.export.compile import compile_facts
            from immuno_cli.facts.database import FILE
        finally:
            sys.path.remove(str(root / "src"))
        self._folder = tempfile.TemporaryDirectory(prefix="immuno-facts-")
        compiled = Path(self._folder.name) / FILE
        compiled.write_bytes(compile_facts(root / "data" / "immuno_facts"))
        build_data["force_include"][str(compiled)] = f"immuno_facts/{FILE}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the temporary folder."""
        if version != "editable":
            self._folder.cleanup()
