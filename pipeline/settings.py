"""Environment and file -> one frozen `Settings`, read once, at the rim.

Order of precedence: what the command line gives, then `DEALWIRE_<FIELD>`, then the TOML file
(`--config`, `DEALWIRE_CONFIG`, else `dealwire.toml` in the data directory), then the default.
What is no setting is refused, in the file and in the environment.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs

from pipeline.corridor import PARTITIONS
from pipeline.errors import ConfigError
from pipeline.kit import spelling

PREFIX = "DEALWIRE_"
_NO_SETTINGS = ("CONFIG", "PARENT", "WORKER")
"""What else is ours in the environment: the file, and what the supervisor tells its children."""
_SERVICE = re.compile(r"(?:\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_[A-Z]+(?:_[A-Z]+)?)")
"""What Kubernetes tells every container of a service that is called as we are, beside `DEALWIRE_PORT=tcp://...`."""
Workers = Annotated[int, msgspec.Meta(ge=1, le=PARTITIONS)]
Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]


def place(said: str) -> Path:
    """The path that is meant; `ConfigError` if it begins at a home that nobody knows."""
    try:
        return Path(said).expanduser()
    except RuntimeError as error:
        raise ConfigError(
            f"nobody knows where {said} is", way_out="set HOME, or write the whole path: --data-dir, DEALWIRE_CACHE_DIR"
        ) from error


def at_home(folder: Callable[[str], str]) -> str:
    """This user's folder for us; where the system knows no home of his it is `~`, as `place` says if it is used."""
    try:
        return folder("dealwire")
    except RuntimeError:
        return "~"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that differs between two installations."""

    data_dir: str = at_home(platformdirs.user_data_dir)
    """State of this installation: Kafka's log, workers' tables, run files; on Linux `~/.local/share/dealwire`."""
    cache_dir: str = at_home(platformdirs.user_cache_dir)
    """What can be downloaded again: Kafka's jars; on Linux `~/.cache/dealwire`."""
    broker: str = ""
    """`host:port[,host:port]` of a Kafka 4.x; empty: our own."""
    broker_protocol: str = "PLAINTEXT"
    """PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."""
    broker_sasl_mechanism: str = ""
    """With SASL_...: PLAIN if empty; else SCRAM-SHA-256 or SCRAM-SHA-512."""
    broker_username: str = ""
    """With SASL_...: who we are."""
    broker_password: str = ""
    """With SASL_...: what proves it."""
    broker_ca_file: str = ""
    """With ...SSL: whose certificates are believed (PEM); empty: those that the system believes."""
    broker_cert_file: str = ""
    """With ...SSL: our own certificate (PEM), where the broker asks for one."""
    broker_key_file: str = ""
    """Its key (PEM); empty: it is in the same file."""
    kafka_home: str = ""
    """An installed Kafka, instead of downloaded jars (its `libs` folder is used)."""
    broker_host: str = "127.0.0.1"
    """Where our own broker listens, and the name by which others find it; any but loopback opens it to the network."""
    broker_port: Port = 9092
    """First choice for our own broker; a free one is taken when it is in use."""
    workers: Workers = min(os.cpu_count() or 1, PARTITIONS)
    """How many `up` starts: one a core, at least 1, at most 8, for more could not share the work."""
    desk_host: str = "127.0.0.1"
    """Where the desk listens; any but loopback opens it to the network, and it asks nobody who he is."""
    desk_names: str = ""
    """Names by which the desk may be asked, by commas, besides `desk_host`, localhost and addresses; `*` is any."""
    desk_port: Port = 8014
    """0 is any free one; `up` takes a free one when the default is in use."""
    seeds_dir: str = ""
    """A folder with watches, lexicons, feeds and articles instead of those shipped."""
    offline: bool = False
    """Poll no feeds: only what is published by others or seeded."""
    log_level: Level = "WARNING"
    """What is logged: this and worse, of DEBUG, INFO, WARNING, ERROR, CRITICAL."""

    @property
    def data(self) -> Path:
        """The data directory as a path."""
        return place(self.data_dir)

    @property
    def seeds(self) -> Path:
        """The folder of seeds: the user's, else the one that ships beside this package."""
        return place(self.seeds_dir) if self.seeds_dir else Path(__file__).parent.parent / "seeds"


def read(given: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; `given` holds what the command line said (None or empty: not said)."""
    said = {name: value for name, value in (given or {}).items() if value not in (None, "")}
    environ = {name: value for name, value in environ.items() if _ours(name, value)}
    named = [name.removeprefix(PREFIX) for name in environ]
    _refuse_unknown([name.lower() for name in named if name not in _NO_SETTINGS], "the environment", _variable)
    from_env = {
        field.name: environ[_variable(field.name)]
        for field in msgspec.structs.fields(Settings)
        if environ.get(_variable(field.name))
    }
    config = said.pop("config", None) or environ.get(PREFIX + "CONFIG")
    data_dir = said.get("data_dir") or from_env.get("data_dir") or Settings().data_dir
    from_file = _file(Path(config)) if config else _file(place(data_dir) / "dealwire.toml", required=False)
    every = {**from_file, **from_env, **said}
    if "log_level" in every:
        every["log_level"] = str(every["log_level"]).upper()
    try:
        return _usable(msgspec.convert(every, Settings, strict=False))
    except msgspec.ValidationError as error:
        value, _, name = str(error).rpartition(" - at `$.")
        way_out = f"mend {_variable(name.strip('`'))}, or the file" if value else "mend the file"
        raise ConfigError(f"a setting cannot be used: {error}", way_out=way_out) from error


def _usable(found: Settings) -> Settings:
    """The same, if the folder of seeds is one, without which there would be no watch, and if others can find Kafka."""
    if found.seeds_dir and not found.seeds.is_dir():
        raise ConfigError(f"there is no folder of seeds at {found.seeds}", way_out=f"mend {PREFIX}SEEDS_DIR")
    if _is_every_address(found.broker_host):
        raise ConfigError(
            f"broker_host is {found.broker_host!r}, by which nobody finds our Kafka",
            way_out=f"name the address of this machine, or its name, that others reach: {PREFIX}BROKER_HOST",
        )
    return found


def _is_every_address(host: str) -> bool:
    """Whether it stands for all addresses of a machine, as "0.0.0.0", "::" and nothing do."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_unspecified
    return not host


def _ours(name: str, value: str) -> bool:
    """Whether a variable is meant for us."""
    service = _SERVICE.fullmatch(name.removeprefix(PREFIX)) or (name.endswith("PORT") and "://" in value)
    return name.startswith(PREFIX) and not service


def _refuse_unknown(names: Iterable[str], place: str, spelt: Callable[[str], str] = str) -> None:
    """A setting that is misspelt would be no setting, and nobody the wiser."""
    known = [field.name for field in msgspec.structs.fields(Settings)]
    for name in names:
        if name not in known:
            like = spelling.nearest(name, known)
            raise ConfigError(
                f"{place} holds {spelt(name)}, which is no setting",
                way_out=f"did you mean {spelt(like)}?" if like else f"settings are: {', '.join(known)}",
            )


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _file(path: Path, *, required: bool = True) -> dict[str, Any]:
    try:
        said = tomllib.loads(path.read_text("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError) as error:
        if not required:
            return {}
        raise ConfigError(f"no config file at {path}", way_out="leave --config out, or write the file") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        if isinstance(error, PermissionError) and not required:  # the folder is another user's
            raise
        raise ConfigError(
            f"{path} cannot be read: {error}", way_out="mend the file, or name another with --config"
        ) from error
    _refuse_unknown(said, str(path))
    return said
