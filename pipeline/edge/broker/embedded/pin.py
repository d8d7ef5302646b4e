"""Makes `jars.sha256`: `python -m pipeline.edge.broker.embedded.pin` after a change of the versions below."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pipeline.edge.broker.embedded import jars

KAFKA = "org.apache.kafka:kafka_2.13:4.3.1"
BINDING = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"
"""Binds Kafka's slf4j 1.7.36 to the log4j that it brings; alone, for it must not move other versions."""


def pin() -> str:
    """Resolve Kafka with all it needs, download it into a fresh folder, and list its checksums."""
    from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415 - an extra that may be missing

    with tempfile.TemporaryDirectory() as folder:
        context = MavenContext(resolver=PythonResolver(), repo_cache=Path(folder))
        asked, needed = context.resolver.resolve([context.create_dependency(KAFKA)])
        dependencies = [*asked, *needed, context.create_dependency(BINDING)]
        paths = sorted(Path(dependency.artifact.resolve()) for dependency in dependencies)
        return "".join(f"{jars.checksum(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths)


if __name__ == "__main__":
    jars.LIST.write_text(pin(), "ascii")
