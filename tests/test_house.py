"""The house keeps its own rules; those that ruff, mypy and import-linter cannot hold."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import corridor

HOUSE = Path(__file__).parent.parent
ROOMS = {"pipeline", "agents", "seeds", "tests", "docs", "benchmarks"}
FURNITURE = {"docker-compose.yml", "pyproject.toml", "README.md", "CHANGELOG.md"}
MODULES = [path for room in ("pipeline", "agents") for path in sorted((HOUSE / room).rglob("*.py"))]
VAGUE = {"utils", "helpers", "common", "base", "manager", "handler", "service", "processor", "data", "info"}
PROJECT = (HOUSE / "pyproject.toml").read_text("utf-8")


def imported(path: Path) -> Iterator[str]:
    """Names of the modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_the_top_level_is_the_design() -> None:
    built = {".egg-info", ".log"}
    there = {path.name for path in HOUSE.iterdir() if path.name[0] != "." and path.suffix not in built}
    assert there - {"__pycache__", "build", "dist"} == ROOMS | FURNITURE


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_module_says_what_it_is_by_name_and_in_its_first_line(path: Path) -> None:
    assert path.stem not in VAGUE
    assert path.parent.name not in VAGUE
    head = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    assert head.strip()


def test_only_the_turnstile_touches_what_lies_under_faust() -> None:
    touching = {
        path.name
        for path in MODULES
        for name in imported(path)
        if name.startswith(("faust.transport", "aiokafka")) and not name.startswith("aiokafka.errors")
    }
    assert touching == {"turnstile.py"}


def test_a_topic_is_named_in_one_table() -> None:
    naming = {
        str(path.relative_to(HOUSE))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and re.fullmatch(r"dealwire\.[a-z-]+\.v\d+", str(node.value))
    }
    assert naming == {"pipeline/corridor.py"}
    assert all(topic.name.startswith("dealwire.") for topic in corridor.TOPICS)


def test_whatever_ruff_does_not_ask_has_a_reason() -> None:
    section = PROJECT.split("[tool.ruff.lint]")[1].split("[tool.ruff.lint.flake8-tidy-imports]")[0]
    rules = [line for line in section.splitlines() if re.match(r'\s+"[A-Z]+\d*",', line)]
    assert len(rules) > 10
    assert [line for line in rules if "#" not in line and '"TID251"' not in line] == []


@pytest.mark.parametrize("name", ["run", "develop"])
def test_requirements_are_pinned_hashed_and_name_no_registry(name: str) -> None:
    text = (HOUSE / ".ci" / "requirements" / f"{name}.txt").read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9-]+)(?:\[[a-z0-9, ]+\])?==\S+", text, re.MULTILINE)
    assert "://" not in text
    assert "--find-links" not in text
    assert text.count("--hash=sha256:") >= len(pinned)
    project = tomllib.loads(PROJECT)["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["embedded"]]
    assert {re.split(r"[\[>=<]", line)[0] for line in wanted} <= set(pinned)


def test_the_readme_gives_the_line_that_is_run() -> None:
    lines = [line.strip() for line in (HOUSE / "README.md").read_text("utf-8").splitlines()]
    assert len([line for line in lines if line.endswith("&& .ci/check")]) == 1
    assert len([line for line in lines if line.endswith("dealwire up") and "pip install" in line]) == 1


PAGES = [HOUSE / "README.md", *sorted((HOUSE / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_link_in_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} -> {target}"
