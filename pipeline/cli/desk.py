"""`dealwire desk`: the read side, alone."""

from __future__ import annotations

from pipeline.cli import frame

EPILOG = frame.example("dealwire desk", "DEALWIRE_DESK_PORT=8080 dealwire desk --broker kafka:9092")


def desk() -> None:
    """Serve what is known over HTTP: developments, health, metrics."""
    settings = frame.settings()
    frame.role(settings)
    from pipeline import desk as read_side

    read_side.serve(settings)
