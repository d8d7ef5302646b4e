"""`dealwire detect` as a person types it: files of each form, several at once, stdin, one watch or all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import HOUSE, at_a_terminal, clear, dealwire, environment

TEXT = "Rejected\n\nByteDance turned down Microsoft's offer for TikTok on Sunday.\n"
PAGE = """<html lang="en"><head><title>Trump extends TikTok deadline by 75 days</title>
<meta property="article:published_time" content="2025-04-04T10:00:00Z"></head>
<body><article><p>TikTok must be sold.</p></article></body></html>"""
ROW = {"id": "1", "lang": "en", "published": "2020-09-14", "title": "ByteDance rejects Microsoft's bid for TikTok"}


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "2025-01-15-told.txt").write_text(TEXT, "utf-8")
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    (tmp_path / "rows.jsonl").write_text(json.dumps(ROW) + "\n", "utf-8")
    return [str(tmp_path / name) for name in ("2025-01-15-told.txt", "page.html", "rows.jsonl")]


def lines(stdout: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stdout.splitlines()]


def test_text_page_and_rows_in_the_order_given(files: list[str]) -> None:
    told = lines(dealwire("detect", *files).stdout)
    assert [[one["type"] for one in line["mentions"]] for line in told] == [["rejection"], ["deadline"], ["rejection"]]
    assert [line["watch"] for line in told] == ["tiktok"] * 3
    first = told[0]["mentions"][0]
    assert (first["actors"], first["modality"], first["date"]) == (
        ["bytedance", "microsoft"],
        "confirmed",
        "2025-01-12",
    )
    assert first["evidence"]["quote"] == "ByteDance turned down Microsoft's offer for TikTok on Sunday."
    assert told[1]["mentions"][0]["date"] == "2025-06-18"
    assert told[2]["id"] == "1"


def test_one_watch_by_id_or_by_file(files: list[str]) -> None:
    by_id = dealwire("detect", files[2], "--watch", "tiktok").stdout
    by_file = dealwire("detect", files[2], "--watch", str(HOUSE / "seeds" / "watches" / "tiktok.toml")).stdout
    assert by_id == by_file != ""
    clear(dealwire("detect", files[2], "--watch", "nope"), 2, "nope")
    clear(dealwire("detect", files[2], "--watch", "nope.toml"), 2, "nope.toml")
    assert ".toml" in dealwire("detect", files[2], "--watch", "article.txt").stderr


def test_stdin_and_lines_that_cannot_be_used() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "detect", "-"], cwd=HOUSE, env=environment(), text=True,
        input=f"no json\n{json.dumps(ROW)}\n", capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert [line["id"] for line in lines(said.stdout)] == ["1"]
    assert said.returncode == 4
    assert said.stderr.startswith("stdin:1: ")


def test_an_article_that_names_no_watch_has_a_line_too(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({**ROW, "title": "Rain"}), "utf-8")
    (line,) = lines(dealwire("detect", str(tmp_path / "a.jsonl"), "--watch", "tiktok").stdout)
    assert line == {"id": "1", "watch": "tiktok", "mentions": []}
    clear(dealwire("detect", str(tmp_path / "none.jsonl")), 2, "none.jsonl")


def test_prose_by_a_pipe_and_when_it_was_published() -> None:
    assumed = dealwire("detect", "-", "--watch", "tiktok", typed=TEXT)
    assert (len(lines(assumed.stdout)), assumed.returncode) == (1, 0)
    assert "is assumed" in assumed.stderr
    (said,) = lines(dealwire("detect", "--published", "2025-01-15", "--watch", "tiktok", typed=TEXT).stdout)
    assert said["mentions"][0]["date"] == "2025-01-12"
    clear(dealwire("detect", "--published", "soon", typed=TEXT), 2, "soon")


def test_one_bad_article_of_one_is_told_without_others(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\0\1\2")
    said = dealwire("detect", str(tmp_path / "x"))
    assert (said.returncode, said.stdout) == (4, "")
    assert "the article could not be used" in said.stderr
    both = dealwire("detect", str(tmp_path / "x"), str(tmp_path / "x"))
    assert "none of 2 articles could be used" in both.stderr
    clear(dealwire("detect", "https://example.org/a"), 2, "address")


@pytest.mark.parametrize("command", ["detect", "explain", "replay"])
def test_a_terminal_is_not_waited_for_in_silence(command: str) -> None:
    code, shown = at_a_terminal(command)
    assert code == 2
    assert "no file is named" in shown


def test_at_a_terminal_the_count_goes_before_what_is_told(files: list[str]) -> None:
    code, shown = at_a_terminal("detect", files[2], "--watch", "tiktok")
    assert code == 0
    assert "\r0 articles read\x1b[K\r\x1b[K{" in shown
    assert shown.endswith("\r\x1b[K")
