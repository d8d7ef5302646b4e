"""`dealwire ingest`: one ingest, for this machine or for more machines."""

from __future__ import annotations

from pipeline.cli import frame

EPILOG = frame.example("dealwire ingest", "dealwire ingest --broker kafka:9092")


def ingest() -> None:
    """Ask feeds, publish their articles; several share the feeds. Publishes the seeds at the first start."""
    settings = frame.settings()
    frame.role(settings)
    from pipeline import ingest as role

    role.seed(settings)
    role.run(settings)
