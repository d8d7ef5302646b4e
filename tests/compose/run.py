"""docker-compose.yml, run for real: seven alerts at a webhook, and one more after each container was killed.

    DOCKER_HOST=... python tests/compose/run.py [--built]

Unless it is built, builds the image with Kafka's jars in it; starts broker, ingest, two workers, desk and a
receiver; subscribes the receiver to everything; waits for the seed's seven developments; then kills one container
after the other. While one is dead an article is published: its alert must come, and nothing may be told twice.
Ends with `down --volumes`; with COMPOSE_LOGS=FILE, what the containers said is kept.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SECRET = "whsec_ZGVhbHdpcmUgdG9sZCBpbiBjb250YWluZXJzLg=="
COMPOSE = ["docker-compose", "-p", "dealwire", "-f", "docker-compose.yml", "-f", "tests/compose/override.yml"]
VICTIMS = ("worker_1", "ingest_1", "desk_1", "broker_1", "worker_2")
STARTED = time.monotonic()


def main() -> None:
    """Exit 0 if all of it held."""
    articles = (HERE / "articles.jsonl").read_text("utf-8").splitlines()
    if "--built" not in sys.argv:
        build = ("build", "--network", "host", "--build-arg", "KAFKA=own", "-t", "dealwire")
        docker(*build, "-f", ".ci/image/Dockerfile", ".")
        say("image built")
    try:
        compose("up", "--detach", "--no-build", "--scale", "worker=2")
        wait("every container is healthy", lambda: all(state == "healthy" for state in states().values()), 300)
        subscription = compose(
            "exec", "-T", "desk", "dealwire", "subscriptions", "add",
            "--channel", "webhook", "--url", "http://receiver:8000/", "--secret", SECRET, "--since", "all",
        )  # fmt: skip
        say(f"subscribed: {subscription.strip()}")
        wait("the seven developments of the seed were told", lambda: len(told()) == 7, 180)
        for victim, article in zip(VICTIMS, articles, strict=True):
            survive(victim, article)
        time.sleep(20)  # nothing more may come
        hold(len(VICTIMS))
    finally:
        keep_logs()
        compose("down", "--volumes", "--timeout", "30")
        say("down, volumes removed")


def survive(victim: str, article: str) -> None:
    """Kill -9, publish, see the alert."""
    before = len(told())
    if victim.startswith("broker"):  # nobody can publish to a dead one: what is under way must outlive it
        publish(article)
    docker("kill", f"dealwire_{victim}")
    say(f"killed {victim} ({states().get(victim, 'gone')})")
    if not victim.startswith("broker"):
        publish(article)
    if victim.startswith("worker"):
        wait(f"the other worker told what came while {victim} was dead", lambda: len(told()) > before, 180)
    docker("start", f"dealwire_{victim}")
    wait(f"{victim} is back and healthy", lambda: states()[victim] == "healthy", 180)
    wait("what came meanwhile was told", lambda: len(told()) == before + 1, 180)


def hold(more: int) -> None:
    """Every development once, under one webhook-id, and no further."""
    deliveries = received()
    ids = Counter(delivery["id"] for delivery in deliveries)
    alerts = {delivery["id"]: delivery["body"]["data"] for delivery in deliveries}
    developments = Counter((alert["development"]["id"], alert["kind"]) for alert in alerts.values())
    for alert in alerts.values():
        print(f"    {alert['kind']:8} {alert['development']['type']:12} {alert['line']}")
    say(f"{len(deliveries)} POSTs, {len(ids)} webhook-ids, {len(developments)} developments, all signatures good")
    assert len(ids) == 7 + more, ids
    assert set(developments.values()) == {1}, "told twice"


# --- the engine -----------------------------------------------------------------------------------


def run(*command: str, given: str | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SECRET": SECRET, "COMPOSE_COMPATIBILITY": "true"},
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def docker(*command: str) -> str:
    return run("docker", *command)


def compose(*command: str, given: str | None = None) -> str:
    return run(*COMPOSE, *command, given=given)


def publish(article: str) -> None:
    id_ = compose("exec", "-T", "receiver", "python", "/opt/compose/publish.py", given=article + "\n").strip()
    say(f"published {id_}: {json.loads(article)['title']}")


def states() -> dict[str, str]:
    """Container to its health (or its state, where nothing is checked)."""
    listed = docker("ps", "--all", "--filter", "label=com.docker.compose.project=dealwire", "--format", "{{.Names}}")
    states = {}
    for name in listed.split():
        state: dict[str, Any] = json.loads(docker("inspect", "--format", "{{json .State}}", name))
        alive = state["Health"]["Status"] if "Health" in state else "healthy"
        states[name.removeprefix("dealwire_")] = alive if state["Running"] else state["Status"]
    return states


def received() -> list[dict[str, Any]]:
    read = "import urllib.request as u; print(u.urlopen('http://localhost:8000/').read().decode())"
    return [json.loads(line) for line in compose("exec", "-T", "receiver", "python", "-c", read).split("\n") if line]


def told() -> set[str]:
    return {delivery["id"] for delivery in received()}


def wait(what: str, holds: Any, seconds: float) -> None:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            sys.exit(f"after {seconds:.0f} s still not: {what}; {states()}; told: {len(told())}")
        time.sleep(1)
    say(f"{what} (after {time.monotonic() - began:.0f} s)")


def keep_logs() -> None:
    logs = os.environ.get("COMPOSE_LOGS")
    if logs:
        Path(logs).write_text(compose("logs", "--no-color"), "utf-8")


def say(text: str) -> None:
    print(f"{time.monotonic() - STARTED:6.0f} s  {text}", flush=True)


if __name__ == "__main__":
    main()
