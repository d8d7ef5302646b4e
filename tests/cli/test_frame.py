"""The frame of the command: real processes, their output and exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.cli import ending, frame
from pipeline.errors import NotFound
from tests.cli.command import HOUSE, dealwire


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_shows_an_example_and_the_common_options(name: str) -> None:
    said = dealwire(name, "--help").stdout
    if "Commands" in said:  # a group: each command of it
        listed = said.split("Commands", 1)[1].splitlines()[1:]
        commands = [line.split()[1] for line in listed if line.startswith("│ ") and not line.startswith("│  ")]
        assert commands
        pages = [dealwire(name, command, "--help").stdout for command in commands]
    else:
        pages = [said]
    for page in pages:
        assert f"dealwire {name}" in page.split("Example")[1]
        assert all(option in page for option in ("--data-dir", "--broker", "--config"))
        assert not re.search(r"\[\[|\.[\]}]\.", page)  # an argument's brackets and dots are typer's to write


def test_a_paragraph_of_help_is_as_wide_as_the_terminal() -> None:
    shown = dealwire("explain", "--help", COLUMNS="300").stdout
    said = "what a rule found and the classifier doubts, and last what a rule matches and is not read, as the article"
    assert said in shown


def test_help_is_quick() -> None:
    took = []
    for _ in range(3):
        began = time.perf_counter()
        assert dealwire("--help").returncode == 0
        took.append(time.perf_counter() - began)
    assert min(took) < 1.5  # 0.4 s on a quiet machine; here others work, too


@pytest.mark.parametrize("argument", [[], ["status"], ["tail"]])
def test_help_imports_nothing_heavy(argument: list[str]) -> None:
    code = (
        f"import sys; sys.argv = ['dealwire', *{argument}, '--help']; from pipeline.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print('heavy:', sorted({'kafka', 'aiohttp', 'faust', 'feedparser'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "heavy: []"


def test_an_unknown_command_is_told_from_a_known_one() -> None:
    said = dealwire("statsu")
    assert said.returncode == 2
    assert "status" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_value_that_is_named_as_a_command_is_no_command(tmp_path: Path) -> None:
    assert dealwire("--data-dir", "up", "down").stderr == "dealwire: nothing runs on up\n"


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_common_options_are_read_before_and_after_the_command(tmp_path: Path, place: str) -> None:
    option = ("--data-dir", str(tmp_path / "here"))
    said = dealwire(*option, "down") if place == "before" else dealwire("down", *option)
    assert said.stderr == f"dealwire: nothing runs on {tmp_path / 'here'}\n"


def test_environment_and_file_are_read(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(f'data_dir = "{tmp_path}/from-file"\n', "utf-8")
    assert "from-env" in dealwire("down", DEALWIRE_DATA_DIR=f"{tmp_path}/from-env").stderr
    assert "from-file" in dealwire("down", "--config", str(tmp_path / "my.toml")).stderr


def test_an_error_is_one_line_the_way_out_and_the_code_of_its_class(tmp_path: Path) -> None:
    said = dealwire("tail", "nothing", "--data-dir", str(tmp_path))
    assert said.returncode == NotFound.exit_code
    first, second = said.stderr.splitlines()
    assert first == "dealwire: there is no topic 'nothing'"
    assert second.startswith("  -> topics are: feeds, ")


@pytest.mark.parametrize(
    ("config", "word"),
    [
        ("this is no toml", "cannot be read"),
        ("colour = 'red'", "colour, which is no setting"),
        ("workers = 'many'", "a setting cannot"),
    ],
)
def test_a_broken_config_is_one_line(tmp_path: Path, config: str, word: str) -> None:
    (tmp_path / "dealwire.toml").write_text(config, "utf-8")
    for command in ("up", "status", "down"):
        said = dealwire(command, "--data-dir", str(tmp_path))
        assert said.returncode == 2
        assert word in said.stderr.splitlines()[0]
        assert "Traceback" not in said.stderr


def test_what_nobody_foresaw_is_one_line_and_the_traceback_is_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = frame.group("A test.")

    @app.command("fail")
    def fail() -> None:
        raise ZeroDivisionError("so\nit is")

    @app.command("other")
    def other() -> None:
        pass

    monkeypatch.setattr(sys, "argv", ["dealwire", "fail", "--data-dir", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        ending.run(app)
    assert ended.value.code == ending.UNFORESEEN
    first, second = capsys.readouterr().err.splitlines()
    assert first == "dealwire: an error nobody foresaw (ZeroDivisionError: so it is)"
    log = Path(second.removeprefix("  -> the traceback is in "))
    assert "ZeroDivisionError" in log.read_text("utf-8")
    assert log.parent == tmp_path / "log"


def test_a_table_is_a_table_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[dict[str, object]] = [
        {"id": "a", "messages": 12345, "alive": True},
        {"id": "b", "messages": None, "alive": False},
    ]
    frame.table(rows)
    drawn = capsys.readouterr().out
    assert "12,345" in drawn
    assert "yes" in drawn
    frame.table(rows, as_json=True)
    assert json.loads(capsys.readouterr().out) == rows


def test_a_table_that_a_narrow_terminal_could_not_hold_is_a_line_a_field(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As columns an address would be a letter a line."""
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "40"}.items():
        monkeypatch.setenv(name, value)
    row = {"id": "7d81f1a726d83bc3cb17", "url": "https://news.example/" + "x" * 60, "state": "ok", "published": 0}
    frame.table([{**row, "next_at": None}, row], title="feeds")
    lines = ["id: 7d81f1a726d83bc3cb17", f"url: {row['url']}", "state: ok", "published: 0"]
    assert capsys.readouterr().out.splitlines() == ["feeds", *lines, "", *lines]


def test_an_empty_table_says_so_and_is_an_empty_list_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    frame.table([], empty="no feeds")
    frame.table([], as_json=True)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("[]\n", "no feeds\n")


def test_what_a_cell_holds_does_not_speak_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    frame.table([{"reason": "[bold]x[/bold] \x1b[2J"}])
    said = capsys.readouterr().out
    assert "[bold]x[/bold]" in said
    assert "\x1b[2J" not in said


def test_a_reader_that_goes_away_is_no_error() -> None:
    run = (
        "import sys, typer\nfrom pipeline.cli import ending, frame\napp = frame.group('x')\n"
        "@app.command('a')\ndef a() -> None:\n for n in range(100000): frame.say(str(n))\n"
        "@app.command('b')\ndef b() -> None: pass\n"
        "sys.argv = ['dealwire', 'a']\nending.run(app)"
    )
    process = subprocess.Popen([sys.executable, "-c", run], cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == b"0\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=90) == 1  # typer's own answer
    process.stderr.close()
