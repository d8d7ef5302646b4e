"""What is known of a folder's disk, and of whether a file is still the one that was there."""

from __future__ import annotations

from pathlib import Path

from pipeline.edge import disk


def test_what_is_gone_or_another_was_taken_away(tmp_path: Path) -> None:
    there = tmp_path / "folder" / "file"
    there.parent.mkdir()
    there.touch()
    was = there.stat()
    assert not disk.taken_away(there, was)
    there.rename(tmp_path / "kept")
    assert disk.taken_away(there, was)
    there.touch()
    assert disk.taken_away(there, was)
    there.unlink()
    there.parent.rmdir()
    there.parent.touch()  # a file now
    assert disk.taken_away(there, was)


def test_while_nobody_can_say_nothing_was_taken_away(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert not disk.taken_away(loop, tmp_path.stat())
