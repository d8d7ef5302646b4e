"""Leave when stuck, when others may have our partitions, or when a person must mend something first.

Faust can stop consuming after a broker outage and stay alive (faust-streaming #523, #532). And a process that stood
still, as on a paused machine, goes on with what it has in hand while the group has given that to another.
Threads, for the loop itself may be what is stuck. The supervisor (or the container's restart policy) starts
the worker again, and the items in work come once more.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from typing import Any, NoReturn

from pipeline.errors import DealwireError

log = logging.getLogger(__name__)

STUCK_FOR = 60.0
"""Seconds of lag without a commit after which a worker leaves."""
STOPS_WITHIN = 20.0
"""Seconds that a clean stop may take before the process ends anyway."""
EXIT_STUCK = 75
"""Exit code of a worker that left: EX_TEMPFAIL of sysexits.h, "try again"."""
STOOD_FOR = 8.0
"""Seconds that a process may stand still: with the heartbeat before them less than the group waits for a member."""
_LOOK_EVERY = 5.0
_TICK = 0.5


def watch(app: Any) -> None:
    """End the process when an assigned partition lags and its commit stands still, or when it stood still itself."""
    threading.Thread(target=_watch, args=(app,), name="watchdog", daemon=True).start()
    threading.Thread(target=_tick, name="pulse", daemon=True).start()


def limit_stop() -> None:
    """End the process if a stop that has begun does not come to its end."""

    def end() -> None:
        log.error("the stop took longer than %.0f s: ending now", STOPS_WITHIN)
        os._exit(EXIT_STUCK)

    timer = threading.Timer(STOPS_WITHIN, end)
    timer.daemon = True
    timer.start()


def leave(error: DealwireError) -> NoReturn:
    """End the process with an error's own words, which its supervisor shows."""
    print(f"dealwire worker: {error}", f"  -> {error.way_out}", sep="\n", file=sys.stderr, flush=True)  # noqa: T201
    os._exit(error.exit_code)


def break_off(stage: str, error: BaseException) -> NoReturn:
    """End the process for what nobody foresaw, to begin again with the items in work."""
    log.critical("%s broke: leaving", stage, exc_info=error)
    os._exit(EXIT_STUCK)


def _tick() -> None:
    """By the clock on the wall, for the others stand still with a machine that sleeps."""
    last = time.time()
    while True:
        time.sleep(_TICK)
        now = time.time()
        if now - last > STOOD_FOR:
            log.error("stood still for %.0f s, and another may have the work: leaving", now - last)
            os._exit(EXIT_STUCK)
        last = now


def _watch(app: Any) -> None:
    still: dict[Any, tuple[int, float]] = {}
    while True:
        time.sleep(_LOOK_EVERY)
        lagging = _lagging(app)
        now = time.monotonic()
        still = {
            tp: still[tp] if tp in still and still[tp][0] == committed else (committed, now)
            for tp, committed in lagging.items()
        }
        for tp, (committed, since) in still.items():
            if now - since > STUCK_FOR:
                log.error("%s has stood at %s for %.0f s with work waiting: leaving", tp, committed, now - since)
                os._exit(EXIT_STUCK)


def _lagging(app: Any) -> dict[Any, int]:
    """Partitions of our own topics with messages behind the last commit, and that commit."""
    try:
        consumer = app.consumer
        ours = [tp for tp in consumer.assignment() if tp.topic in app.topics.acking_topics]
        committed = {tp: consumer._committed_offset.get(tp) or 0 for tp in ours}  # noqa: SLF001 - no public reading
        return {tp: at for tp, at in committed.items() if (consumer.highwater(tp) or 0) > at}
    except Exception:  # between two rebalances the consumer may have nothing to say
        log.debug("watchdog cannot look now", exc_info=True)
        return {}
