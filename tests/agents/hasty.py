"""A whole worker with little patience: `python tests/agents/hasty.py`."""

from __future__ import annotations

from agents import deliver, watchdog, worker

watchdog.STUCK_FOR, deliver.BUDGET = 8.0, 3.0
worker.run()
