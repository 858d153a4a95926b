"""What a build adds: the facts to the wheel, compiled and as packed YAML; the README as an index can show it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface


class CompiledFacts(BuildHookInterface):  # type: ignore[type-arg]
    """Compile and pack `data/immuno_facts` into the wheel; an editable install reads the YAML itself."""

    _scratch: TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write both forms to a temporary folder and tell the builder where they go."""
        if version == "editable":
            return
        root = Path(self.root)
        self._scratch = TemporaryDirectory(prefix="immuno-facts-")
        with _importable(root / "src"):
            from immuno_cli.export.compile import write_for_wheel

            folder = Path(self._scratch.name)
            for name in write_for_wheel(root / "data" / "immuno_facts", folder):
                build_data["force_include"][str(folder / name)] = f"immuno_facts/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Pack the wheel tight and remove the temporary folder."""
        if self._scratch is not None:
            self._scratch.cleanup()
            _pack_tight(Path(artifact_path))


def _pack_tight(wheel: Path) -> None:
    """Write a wheel again as small as its compression gets: hatchling's is 98 KB larger."""
    with ZipFile(wheel) as archive:
        files = [(file, archive.read(file)) for file in archive.infolist()]
    with ZipFile(wheel, "w", ZIP_DEFLATED) as archive:
        for file, content in files:
            archive.writestr(file, content, compresslevel=9)


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Let modules of a folder be imported, and no longer than that."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


class IndexReadme(MetadataHookInterface):
    """Make the description of the package out of the README."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the description."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": for_an_index(text)}


def for_an_index(text: str) -> str:
    """Return a README without what leads nowhere on a package index: relative images are left out, links are words."""
    text = re.sub(r"<!--.*?-->\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^!\[[^]]*\]\((?!https?://)[^)]*\)\n", "", text, flags=re.MULTILINE)
    return re.sub(r"\[([^]]*)\]\((?!https?://)[^)]*\)", r"\1", text)
