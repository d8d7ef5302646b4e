"""`dealwire up`: everything on this machine, in the foreground or detached."""

from __future__ import annotations

import contextlib
import errno
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from pipeline.cli import detached, frame
from pipeline.corridor import PARTITIONS
from pipeline.edge import child, hosts, ports, runfiles, supervisor
from pipeline.errors import BrokerTrouble, TopicMismatch
from pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from pipeline.cli import console as screen
    from pipeline.edge.supervisor import Supervisor

EPILOG = frame.example("dealwire up", "dealwire up --detach --workers 4", "dealwire up --broker kafka:9092")
_READY_WITHIN = 120.0


def up(
    *,
    detach: Annotated[
        bool, typer.Option("--detach", help="Return when all is well; `dealwire down` stops it.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=PARTITIONS, metavar="N", help="How many; one a core if left out."),
    ] = None,
    background: Annotated[bool, typer.Option("--background", hidden=True)] = False,
) -> None:
    """Start Kafka, ingest, workers and desk, and print each alert as it comes."""
    settings = _prepared(frame.settings(workers=workers))
    if detach:
        detached.start(settings, desk=_desk(settings), within=2 * _READY_WITHIN)
    else:
        _run(settings, background=background)


def _prepared(settings: Settings) -> Settings:
    """What must be right before anything is started: the folder, Java and the jars, the desk's names and port."""
    hosts.named(settings.desk_names)
    with runfiles.lock(settings, "up"):
        pass
    if not settings.broker:
        from pipeline.edge.broker.embedded import jars, java

        java.find()
        jars.classpath(settings)
    return msgspec.structs.replace(settings, desk_port=_desk_port(settings), data_dir=str(settings.data.absolute()))


def _desk_port(settings: Settings) -> int:
    """The wanted port; a free one if the default is taken, for nobody asked for that one."""
    host, port = settings.desk_host, settings.desk_port
    try:
        return ports.bound(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and port == Settings().desk_port:
            frame.warn(f"port {port} is taken: the desk takes a free one")
            return _desk_port(msgspec.structs.replace(settings, desk_port=0))
        raise ports.refused("the desk", "DESK", host, port, error) from error


def _run(settings: Settings, *, background: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from pipeline.cli import console as screen
    from pipeline.stages import render

    console = Console(highlight=False)

    def warn(line: str, style: str = "yellow") -> None:
        with contextlib.suppress(OSError):  # a full disk under our log, a terminal that is gone: no reason to end
            console.print(Text(f"  {line}", style), soft_wrap=True)

    with contextlib.ExitStack() as stack:
        stack.enter_context(runfiles.lock(settings, "up"))
        stack.callback(lambda: runfiles.remove(settings.data / "run" / "up.json"))  # when all have ended
        house = stack.enter_context(supervisor.Supervisor(settings, warn))
        try:
            _found(house, settings, console)
            if not background:
                _with_kafka(house, settings, lambda: _greet(settings, console))
            _staff(house, settings, console)
            if not background:
                follower = screen.Follower(settings, lambda alert: console.print(render.pretty(alert)), warn)
                follower.start()
                stack.callback(follower.stop)
                house.watch(lambda: _end_without(follower, house))
            else:
                house.watch()
        except supervisor.Stopped:
            pass
        warn("stopping ...", "dim")
    warn("stopped", "dim")


def _end_without(follower: screen.Follower, house: Supervisor) -> None:
    """`dealwire up | head`: when nobody reads any more, it is over."""
    if not follower.shows():
        house.asked = 1


def _found(house: Supervisor, settings: Settings, console: Console) -> None:
    """Kafka, the topics, and the seeds."""
    with console.status("starting Kafka") as status:
        _write_down(settings, "starting Kafka")
        for role in _roles(settings):
            if role.name == "broker":
                house.start(role)
                house.wait_for("Kafka", lambda: runfiles.one(settings, "broker") is not None, within=_READY_WITHIN)
        status.update("declaring topics, sowing seeds")
        _with_kafka(house, settings, lambda: _sow(settings))


def _sow(settings: Settings) -> None:
    from pipeline import ingest
    from pipeline.edge.broker import topics

    topics.declare(settings)
    ingest.seed(settings)


def _greet(settings: Settings, console: Console) -> None:
    """The foreground is told everything from here on, and says where everything is."""
    from pipeline import corridor
    from pipeline.cli import console as screen
    from pipeline.edge import messages
    from pipeline.edge.broker import clients

    screen.subscribe(settings)
    watches = sorted(watch.title for watch in messages.known(settings, corridor.WATCHES).values())
    screen.banner(console, settings, desk=_desk(settings), broker=clients.address(settings), watches=watches)


def _with_kafka(house: Supervisor, settings: Settings, work: Callable[[], None]) -> None:
    """Do it; once more, when our own Kafka died since it answered and is started again."""
    until = time.monotonic() + _READY_WITHIN

    def done() -> bool:
        try:
            work()
        except BrokerTrouble as error:
            if settings.broker or isinstance(error, TopicMismatch):
                raise
            if time.monotonic() > until and runfiles.one(settings, "broker"):  # it is there: what it says is why
                raise
            return False
        return True

    house.wait_for("Kafka", done, within=_READY_WITHIN)


def _staff(house: Supervisor, settings: Settings, console: Console) -> None:
    """All the others, until each says that it runs."""
    from pipeline.edge import health

    with console.status("starting workers, ingest and desk"):
        _write_down(settings, "starting workers")
        for role in _roles(settings):
            if role.name != "broker":
                house.start(role)
        house.wait_for("a role", lambda: not _missing(settings), within=_READY_WITHIN)
    _write_down(settings, health.READY)


def _roles(settings: Settings) -> tuple[child.Role, ...]:
    return supervisor.roles(settings.workers, own_broker=not settings.broker)


def _missing(settings: Settings) -> set[str]:
    from pipeline.edge import health

    return {role.name for role in _roles(settings)} - {health.name(said) for said in runfiles.alive(settings)}


def _write_down(settings: Settings, state: str) -> None:
    names, since = [role.name for role in _roles(settings)], datetime.now(UTC).isoformat()
    runfiles.write(settings, "up", roles=names, state=state, since=since, desk=_desk(settings), broker=settings.broker)


def _desk(settings: Settings) -> str:
    return f"http://{ports.spelled(settings.desk_host, settings.desk_port)}"
