"""What the command line says comes first, then the environment, then the file, then the default."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import settings
from pipeline.errors import ConfigError
from pipeline.settings import Settings


def written(folder: Path, text: str, name: str = "dealwire.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_nothing_said_gives_the_defaults(tmp_path: Path) -> None:
    assert settings.read({"data_dir": str(tmp_path)}, {}) == Settings(data_dir=str(tmp_path))


def test_what_comes_first_wins(tmp_path: Path) -> None:
    written(tmp_path, 'broker = "file:1"\nkafka_home = "file"\nworkers = 3\nlog_level = "INFO"')
    environ = {"DEALWIRE_BROKER": "env:1", "DEALWIRE_KAFKA_HOME": "env", "DEALWIRE_WORKERS": "5"}
    read = settings.read({"data_dir": str(tmp_path), "broker": "said:1"}, environ)
    assert (read.broker, read.kafka_home, read.workers, read.log_level) == ("said:1", "env", 5, "INFO")
    assert read.desk_port == Settings().desk_port


def test_none_and_empty_are_not_said(tmp_path: Path) -> None:
    read = settings.read({"data_dir": str(tmp_path), "broker": None}, {"DEALWIRE_BROKER": ""})
    assert read.broker == ""
    assert settings.read({"data_dir": ""}, {"DEALWIRE_DATA_DIR": str(tmp_path)}).data == tmp_path


def test_the_data_directory_of_the_environment_holds_the_file(tmp_path: Path) -> None:
    written(tmp_path, "workers = 7")
    assert settings.read({}, {"DEALWIRE_DATA_DIR": str(tmp_path)}).workers == 7


@pytest.mark.parametrize("by", ["line", "environ"])
def test_a_file_can_be_named(tmp_path: Path, by: str) -> None:
    path = str(written(tmp_path, "workers = 6", "other.toml"))
    written(tmp_path, "workers = 7")
    given = {"data_dir": str(tmp_path)} | ({"config": path} if by == "line" else {})
    assert settings.read(given, {"DEALWIRE_CONFIG": path} if by == "environ" else {}).workers == 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('colour = "red"', "colour, which is no setting"),
        ("workers = 99", "<= 8"),
        ('workers = "many"', "Expected `int`"),
        ("offline = 3", "Expected `bool`"),
        ("workers =", "cannot be read"),
    ],
)
def test_a_wrong_file_is_one_line_with_a_way_out(tmp_path: Path, text: str, said: str) -> None:
    written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        settings.read({"data_dir": str(tmp_path)}, {})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.way_out
    assert caught.value.exit_code == 2


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "dealwire.toml"
    path.write_bytes(b"\xff\xff")
    with pytest.raises(ConfigError, match=r"dealwire\.toml cannot be read"):
        settings.read({"data_dir": str(tmp_path)}, {})


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no config file"):
        settings.read({"config": str(tmp_path / "none.toml")}, {})


def test_a_wrong_word_in_the_environment_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="workers"):
        settings.read({"data_dir": str(tmp_path)}, {"DEALWIRE_WORKERS": "many"})


def test_what_a_cluster_tells_of_a_service_of_our_name_is_no_setting(tmp_path: Path) -> None:
    told = {
        "DEALWIRE_SERVICE_HOST": "10.0.0.7",
        "DEALWIRE_SERVICE_PORT": "8014",
        "DEALWIRE_SERVICE_PORT_HTTP": "8014",
        "DEALWIRE_PORT": "tcp://10.0.0.7:8014",
        "DEALWIRE_PORT_8014_TCP": "tcp://10.0.0.7:8014",
        "DEALWIRE_PORT_8014_TCP_ADDR": "10.0.0.7",
        "DEALWIRE_DESK_SERVICE_HOST": "10.0.0.8",
        "DEALWIRE_DESK_PORT": "tcp://10.0.0.8:8014",
    }
    assert settings.read({"data_dir": str(tmp_path)}, told).desk_port == Settings().desk_port
    assert settings.read({"data_dir": str(tmp_path)}, {**told, "DEALWIRE_DESK_PORT": "8015"}).desk_port == 8015


def test_a_misspelt_setting_in_the_environment_is_told_with_the_nearest(tmp_path: Path) -> None:
    for environ, way_out in (
        ({"DEALWIRE_DSEK_PORT": "1"}, "did you mean DEALWIRE_DESK_PORT?"),
        ({"DEALWIRE_FOO": "1"}, "settings are: data_dir, "),
    ):
        with pytest.raises(ConfigError, match=f"{next(iter(environ))}, which is no setting") as caught:
            settings.read({"data_dir": str(tmp_path)}, environ)
        assert caught.value.way_out.startswith(way_out)


def test_a_misspelt_setting_in_the_file_is_told_with_the_nearest(tmp_path: Path) -> None:
    path = written(tmp_path, "wokers = 2")
    with pytest.raises(ConfigError, match=f"{path} holds wokers, which is no setting") as caught:
        settings.read({"data_dir": str(tmp_path)}, {})
    assert caught.value.way_out == "did you mean workers?"


def test_what_the_supervisor_tells_its_children_is_no_setting(tmp_path: Path) -> None:
    environ = {"DEALWIRE_WORKER": "1", "DEALWIRE_PARENT": "2"}
    assert settings.read({"data_dir": str(tmp_path)}, environ) == Settings(data_dir=str(tmp_path))


@pytest.mark.parametrize(("name", "value"), [("WORKERS", "-1"), ("WORKERS", "0"), ("DESK_PORT", "70000")])
def test_a_number_out_of_range_is_told(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name.lower()):
        settings.read({"data_dir": str(tmp_path)}, {f"DEALWIRE_{name}": value})


def test_a_folder_of_seeds_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no folder of seeds"):
        settings.read({"data_dir": str(tmp_path)}, {"DEALWIRE_SEEDS_DIR": str(tmp_path / "none")})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "0:0:0:0:0:0:0:0"])
def test_a_host_by_which_nobody_finds_our_kafka_is_told(tmp_path: Path, host: str) -> None:
    with pytest.raises(ConfigError, match=f"broker_host is '{host}', by which nobody") as caught:
        settings.read({"data_dir": str(tmp_path)}, {"DEALWIRE_BROKER_HOST": host})
    assert "DEALWIRE_BROKER_HOST" in caught.value.way_out


def test_the_level_of_the_log_is_one_of_five(tmp_path: Path) -> None:
    said = {"data_dir": str(tmp_path)}
    assert settings.read(said, {"DEALWIRE_LOG_LEVEL": "info"}).log_level == "INFO"
    with pytest.raises(ConfigError, match="log_level"):
        settings.read(said, {"DEALWIRE_LOG_LEVEL": "loud"})


def test_switches_in_the_environment(tmp_path: Path) -> None:
    for word, meant in (("1", True), ("true", True), ("0", False), ("false", False)):
        assert settings.read({"data_dir": str(tmp_path)}, {"DEALWIRE_OFFLINE": word}).offline is meant


def test_paths_are_spelled_out(tmp_path: Path) -> None:
    assert Settings(data_dir="~/wire").data == Path.home() / "wire"
    assert Settings(seeds_dir=str(tmp_path)).seeds == tmp_path
    assert Settings().seeds.name == "seeds"


@pytest.mark.parametrize("name", ["DATA_DIR", "SEEDS_DIR"])
def test_a_home_that_nobody_knows_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="nobody knows where ~nobody-we-know/x is"):
        settings.read({}, {"DEALWIRE_DATA_DIR": str(tmp_path), f"DEALWIRE_{name}": "~nobody-we-know/x"})


def test_without_a_home_only_what_would_be_there_is_missing(tmp_path: Path) -> None:
    def homeless(_: str) -> str:
        raise RuntimeError

    assert settings.at_home(homeless) == "~"
    assert settings.at_home(str) == "dealwire"
