"""Who may import whom: a folder imports only folders further down in one list, and no module imports in a circle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter

import pytest

from conftest import ROOT

SOURCE = ROOT / "src" / "immuno_cli"
FLOORS = ("__main__", "commands", "cli", "export", "formats", "pages", "search", "facts", "choices", "errors")
"""The folders and modules of the program, from what is typed down to what imports nothing of ours."""

MODULES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SOURCE.rglob("*.py"))
    if path != SOURCE / "__init__.py"
}


def imports(module: str) -> set[str]:
    """Return the modules of the program that a module imports, wherever in it: at the top, in a function, for types."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            # What follows `import` may be a module of a folder, or a name in a module.
            names = [f"{node.module}.{name.name}" for name in node.names] + [node.module or ""]
        found |= {name.removeprefix("immuno_cli.") for name in names} & MODULES.keys()
    # A folder itself holds nothing but its docstring.
    return {name for name in found if MODULES[name].name != "__init__.py"}


def test_every_part_of_the_program_has_its_floor() -> None:
    assert {module.partition(".")[0] for module in MODULES} == set(FLOORS)


@pytest.mark.parametrize("module", MODULES)
def test_a_folder_imports_only_what_is_further_down(module: str) -> None:
    floor = FLOORS.index(module.partition(".")[0])
    upwards = {other for other in imports(module) if FLOORS.index(other.partition(".")[0]) < floor}
    assert not upwards, f"{module} must not import {upwards}: move what both need further down"


def test_no_module_imports_in_a_circle() -> None:
    TopologicalSorter({module: imports(module) for module in MODULES}).prepare()  # raises CycleError, which names it


def test_a_folder_itself_holds_only_a_docstring() -> None:
    for path in SOURCE.glob("*/__init__.py"):
        assert len(ast.parse(path.read_text(encoding="utf-8")).body) == 1, path
