"""`dealwire broker`: our own Kafka, alone, in the foreground."""

from __future__ import annotations

from pipeline.cli import frame

EPILOG = frame.example("dealwire broker", "DEALWIRE_BROKER_PORT=19092 dealwire broker --data-dir /srv/dealwire")


def broker() -> None:
    """Run our own Kafka until it is told to stop, and print its address."""
    settings = frame.settings()
    frame.role(settings)
    from pipeline.edge.broker import embedded

    embedded.run(settings, announce=frame.say)
