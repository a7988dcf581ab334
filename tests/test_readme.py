"""The README says what is there: commands, folders and files that it names exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from abm_core.cli import arguments

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"python -m abm_core ([^\n#&]+)", README)
HOUSE = re.findall(r"^( *)([a-z_]+(?:/|\.py)) ", README.split("## The house")[1], flags=re.M)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_is_understood(command: str) -> None:
    arguments.parse(shlex.split(command))


@pytest.mark.parametrize(("indent", "name"), HOUSE)
def test_every_place_of_the_house_exists(indent: str, name: str) -> None:
    assert (ROOT / ("abm_core" if indent else "") / name).exists()


def test_every_place_is_in_the_readme() -> None:
    named = {name.rstrip("/") for _, name in HOUSE}
    rooms = {path.parent.name for path in (ROOT / "abm_core").glob("*/__init__.py")}
    assert rooms <= named


def test_every_file_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
