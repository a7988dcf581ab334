"""The house rules that no reviewer should have to watch: who may import whom, and how large."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

from abm_core import schema

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {".git", ".venv", ".ruff_cache", ".mypy_cache", ".pytest_cache", ".hypothesis",
            "__pycache__"}

# --- Places -------------------------------------------------------------------------------------
# A place is a module or package right under ``abm_core``, or a top-level folder or file. Every
# place names what it may import besides itself. A module of a place that is not listed here fails:
# decide where it belongs first.

GROUND = {
    "change_log", "committee_settings", "ddl", "erasure", "errors", "faults", "formats", "house",
    "house_log", "overview", "pipeline", "proportions", "quality", "reached", "readiness",
    "schema", "segments", "settings", "stopping", "store",
}  # fmt: skip
ROOMS = {"intake", "targeting", "committee", "measure", "lift"}
CORE = GROUND | ROOMS | {"review", "output", "backup", "upkeep"}
MAY_IMPORT: dict[str, set[str]] = {
    "abm_core": set(),
    "errors": set(),
    "formats": set(),  # how numbers are written; knows nothing but numbers
    "schema": {"errors"},
    "settings": {"errors", "schema"},
    "committee_settings": {"settings"},
    "pipeline": set(),
    "proportions": {"settings"},
    "reached": {"schema"},
    "ddl": {"errors", "schema"},
    "faults": {"errors"},
    "stopping": set(),
    "store": {"ddl", "errors", "faults", "formats", "schema", "settings", "stopping"},
    "backup": {"ddl", "errors", "faults", "formats", "schema", "store"},
    "erasure": {"ddl", "errors", "schema", "store"},
    "house": {"errors", "formats", "schema", "settings"},
    "change_log": {"schema", "store"},
    "segments": {"change_log", "errors", "formats", "schema", "store"},
    "house_log": {"change_log", "house", "schema", "store"},
    "quality": {"formats", "house", "schema", "settings"},
    "readiness": {"quality", "schema", "settings"},
    "overview": {"errors", "formats", "house", "schema", "settings", "store"},
    **dict.fromkeys(ROOMS, GROUND),  # rooms meet in saved tables, never in each other's Python
    "review": GROUND | ROOMS,
    "output": GROUND | ROOMS | {"review"},
    "sample": GROUND | {"intake", "targeting", "sample_data", "upkeep"},
    "sample_data": {"schema"},  # headers only: planted effects owe nothing to our formulas
    "upkeep": GROUND | ROOMS,
    "cli": CORE | {"sample"},
    "ui": CORE | {"sample"},
    "__main__": {"cli"},
    "pages": CORE | {"ui"},
    "app": CORE | {"ui"},
    "benchmarks": CORE | {"sample", "sample_data"},
}
OUTSIDE_CORE = {"app", "pages", "ui", "sample_data", "benchmarks"}
PAGES = {"pages", "app", "ui"}
MAY_PRINT = {"cli", "benchmarks"}

LONGEST_MODULE = 350
LONGEST_FUNCTION = 60


def is_ours(path: Path) -> bool:
    """Whether a file belongs to the project rather than to a tool or an environment."""
    parts = path.relative_to(ROOT).parts
    environments = (ROOT.joinpath(*parts[:n], "pyvenv.cfg") for n in range(1, len(parts)))
    return not NOT_OURS & set(parts) and not any(map(Path.exists, environments))


def modules() -> list[Path]:
    """Every Python file but the tests."""
    found = (path for path in ROOT.rglob("*.py") if is_ours(path))
    return sorted(path for path in found if path.relative_to(ROOT).parts[0] != "tests")


def dotted(path: Path) -> str:
    """The name by which a module is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def place(name: str) -> str:
    """The place of a module, by its dotted name.

    >>> place("abm_core.targeting.tiers"), place("ui.theme"), place("abm_core")
    ('targeting', 'ui', 'abm_core')
    """
    first, *rest = name.split(".")
    return rest[0] if first == "abm_core" and rest else first


def short(path: Path) -> str:
    """A file as a reader of the project would name it."""
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(parsed: ast.Module, path: Path) -> Iterator[str]:
    """Dotted names of all that a file imports, also inside functions and under TYPE_CHECKING."""
    package = list(path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def ours(name: str, known: set[str]) -> str | None:
    """The longest prefix of an imported name that is a module of ours, if there is one."""
    parts = name.split(".")
    prefixes = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((prefix for prefix in prefixes if prefix in known), None)


MODULES = modules()
TREES = {path: tree(path) for path in MODULES}
NAMES = {dotted(path) for path in MODULES}
EDGES = {
    dotted(path): {
        target
        for name in imports(TREES[path], path)
        if (target := ours(name, NAMES)) and target != dotted(path)
    }
    for path in MODULES
}


def test_names_of_test_files_are_unique() -> None:
    """Without packages pytest imports them by name, and two of one name end its run."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_the_walk_sees_the_project() -> None:
    """Guards the tests below against passing because they looked at nothing."""
    assert {"abm_core.errors", "abm_core.schema", "abm_core.store"} <= NAMES
    assert "abm_core.errors" in EDGES["abm_core.store"]


def test_every_module_has_a_place() -> None:
    homeless = sorted(name for name in NAMES if place(name) not in MAY_IMPORT)
    assert not homeless, f"Decide in MAY_IMPORT what these may import: {homeless}"


def test_top_level_names_do_not_hide_core_places() -> None:
    astray = sorted(
        name
        for name in NAMES
        if not name.startswith("abm_core") and place(name) not in OUTSIDE_CORE
    )
    assert not astray, f"These belong inside abm_core: {astray}"


def test_imports_point_down() -> None:
    upward = [
        f"{module} imports {target}"
        for module, targets in EDGES.items()
        for target in sorted(targets)
        if place(target) != place(module)
        and place(target) not in MAY_IMPORT.get(place(module), set())
        and target != "abm_core"
    ]
    assert not upward, "\n".join(upward)


def test_no_module_imports_in_a_circle() -> None:
    try:
        TopologicalSorter(EDGES).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_pages_do_not_import_each_other() -> None:
    between = [
        f"{module} imports {target}"
        for module, targets in EDGES.items()
        for target in targets
        if place(module) == place(target) == "pages"
    ]
    assert not between


def test_core_knows_no_streamlit() -> None:
    guilty = [
        short(path)
        for path in MODULES
        if place(dotted(path)) not in PAGES
        and any(name.split(".")[0] == "streamlit" for name in imports(TREES[path], path))
    ]
    assert not [name for name in guilty if not name.startswith("benchmarks/")]


# --- What modules may hold ----------------------------------------------------------------------

SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|MERGE|ATTACH|COPY|PRAGMA)\s"
    r"|\bselect\s.+\sfrom\s\S+\s(where|join|group|order|limit)\b",
    re.DOTALL,
)
QUERIES = {"execute", "executemany", "sql"}


def calls(parsed: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and bare name of everything that is called."""
    for node in ast.walk(parsed):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.lineno, f".{node.func.attr}"
            elif isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id


def strings(parsed: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every string, pieces of f-strings among them."""
    for node in ast.walk(parsed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_pages_hold_no_sql() -> None:
    found = [
        f"{short(path)}:{line}"
        for path in MODULES
        if place(dotted(path)) in PAGES
        for line, hit in chain(
            ((line, bool(SQL.search(text))) for line, text in strings(TREES[path])),
            ((line, name[1:] in QUERIES and name[0] == ".") for line, name in calls(TREES[path])),
        )
        if hit
    ]
    assert not found, f"Queries belong in abm_core: {found}"


def test_the_sql_pattern_tells_queries_from_sentences() -> None:
    assert SQL.search("SELECT 1") and SQL.search("\nINSERT INTO t VALUES (1)")
    assert not SQL.search("Select accounts from the list, then order them.")
    assert not SQL.search("Copy link") and not SQL.search("Update the weights")


def test_only_the_command_line_prints() -> None:
    found = [
        f"{short(path)}:{line}"
        for path in MODULES
        if place(dotted(path)) not in MAY_PRINT
        for line, name in calls(TREES[path])
        if name == "print"
    ]
    assert not found


def test_modules_are_short() -> None:
    lengths = {short(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    long = {
        name: n for name, n in lengths.items() if n > LONGEST_MODULE
    }
    assert not long, f"More than {LONGEST_MODULE} lines: {long}"


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from ``def`` to its end, its docstring not counted."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    first = function.body[0]
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_core_functions_are_short() -> None:
    long = [
        f"{short(path)}:{node.lineno} {node.name} has {body_lines(node)} lines"
        for path in MODULES
        if short(path).startswith("abm_core/")
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and body_lines(node) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


# --- What no file may say -----------------------------------------------------------------------

# Written in pieces, so that this file does not say it either.
UNSAYABLE = re.compile(
    "|".join(
        [
            r"/wor" r"k/",
            r"/hom" r"e/\w",
            r"/roo" r"t/",
            r"/User" r"s/\w",
            r"[A-Z]:\\User" r"s",
            r"pypi\.(or" r"g|io)",
            r"pythonhoste" r"d\.org",
            r"registry\.(npm" r"js|yarn" r"pkg)",
            r"deb\.debia" r"n\.org",
        ]
    ).encode()
)


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in filter(Path.is_file, ROOT.rglob("*")):
        if not is_ours(path):
            continue
        content = path.read_bytes()
        if b"\0" not in content[:8000] and (hit := UNSAYABLE.search(content)):
            line = content[: hit.start()].count(b"\n") + 1
            found.append(f"{short(path)}:{line} {hit.group().decode()}")
    assert not found, "\n".join(found)


# --- The schema ---------------------------------------------------------------------------------


def header(text: str) -> str:
    """What is left of a header when case, blanks and punctuation are forgotten."""
    return re.sub(r"[\W_]+", "", text.casefold())


def spellings(field: schema.Field) -> set[str]:
    """Every header that stands for a field."""
    return {header(text) for text in (field.name, field.label, *field.aliases)}


entities = pytest.mark.parametrize("entity", schema.ENTITIES, ids=lambda entity: entity.name)


def test_entities_are_told_apart_by_name_and_label() -> None:
    for words in ([e.name for e in schema.ENTITIES], [e.label for e in schema.ENTITIES]):
        assert len(words) == len(set(words))


@entities
def test_names_and_labels_are_unique(entity: schema.Entity) -> None:
    for words in ([f.name for f in entity.fields], [header(f.label) for f in entity.fields]):
        assert sorted(words) == sorted(set(words))


@entities
def test_keys_are_fields(entity: schema.Entity) -> None:
    assert entity.key
    assert set(entity.key) <= {field.name for field in entity.fields}


@entities
def test_a_header_stands_for_one_field(entity: schema.Entity) -> None:
    owner: dict[str, str] = {}
    clashes = []
    for field in entity.import_fields:
        for text in spellings(field):
            if owner.setdefault(text, field.name) != field.name:
                clashes.append(f"{text}: {owner[text]} and {field.name}")
    assert not clashes


@entities
def test_examples_of_choices_are_choices(entity: schema.Entity) -> None:
    for field in entity.import_fields:
        assert (field.kind == "choice") == bool(field.one_of)
        assert not (field.one_of and field.example) or field.example in field.one_of


def test_derived_columns_are_no_field_of_an_account() -> None:
    derived = [header(field.label) for field in schema.DERIVED]
    assert len(derived) == len(set(derived))
    taken = set().union(*(spellings(field) for field in schema.ACCOUNTS.import_fields))
    assert not taken & set(derived)
