"""Documents become articles in processes of their own, for a feed may hang or kill what reads it.

Laws: `read` answers within `READ_SECONDS`, with what the document gave or with a `ParseError`; a reader that
hangs (`too-slow`), dies (`reader-died`) or runs out of its memory (`too-much-memory`) is replaced, and the
next document is read as if nothing had been. Readers end with their parent, however that ends: their line
breaks. They are no `multiprocessing` children, for these begin by running the main module again.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

from pipeline import model
from pipeline.errors import ParseError
from pipeline.kit import languages
from pipeline.stages import normalise, parse

READ_SECONDS = 20.0
MEMORY_BYTES = 2 * 1024**3
MOST_ENTRIES = 5_000
"""A feed's newest come first; what is behind these is an archive."""


class Harvest(model.Value):
    """What a document gave: each article once, and what became none."""

    articles: tuple[model.Article, ...]
    dropped: tuple[model.Dropped, ...]


def harvest(document: model.Document) -> Harvest:
    """Parse and normalise; the pure part of ingest, whole."""
    articles: dict[str, model.Article] = {}
    dropped = []
    for number, entry in enumerate(parse.entries(document)):
        if number >= MOST_ENTRIES:
            dropped.append(model.Dropped(stage="parse", id=entry.id, reason="too-many"))
            continue
        found = normalise.article(entry)
        if isinstance(found, model.Dropped):
            dropped.append(found)
        elif found.id in articles:
            dropped.append(model.Dropped(stage=normalise.STAGE, id=found.id, reason="twice"))
        else:
            articles[found.id] = found
    return Harvest(articles=tuple(articles.values()), dropped=tuple(dropped))


class Readers:
    """A few reading processes, started when they are first needed."""

    def __init__(self, number: int, *, seconds: float = READ_SECONDS) -> None:
        self._readers = [_Reader(seconds) for _ in range(number)]
        self._idle: asyncio.Queue[_Reader] = asyncio.Queue()
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="reader")
        for reader in self._readers:
            self._idle.put_nowait(reader)

    async def read(self, document: model.Document) -> Harvest:
        """What the document gives; `ParseError` with the reason if it is nothing."""
        reader = await self._idle.get()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, reader.read, document)
        finally:
            self._idle.put_nowait(reader)

    def stop(self) -> None:
        """End all processes, also those at work."""
        for reader in self._readers:
            reader.end()
        self._threads.shutdown()


class _Reader:
    """One process and the line to it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    def read(self, document: model.Document) -> Harvest:
        try:
            answer = self._ask(document)
        except (EOFError, OSError) as error:
            self.end()
            raise ParseError(f"{document.url} killed its reader", reason="reader-died") from error
        if answer is None:
            self.end()
            raise ParseError(f"{document.url} was not read in {self._seconds:g} s", reason="too-slow")
        if isinstance(answer, Harvest):
            return answer
        message, reason = answer
        raise ParseError(message, reason=reason)

    def end(self) -> None:
        process, line, self._process, self._line = self._process, self._line, None, None
        if process is not None:
            process.kill()
            process.wait()
        if line is not None:
            line.close()

    def _ask(self, document: model.Document) -> Harvest | tuple[str, str] | None:
        line = self._line if self._line is not None else self._start()
        line.send(document)
        if not line.poll(self._seconds):
            return None
        answer: Harvest | tuple[str, str] = line.recv()
        return answer

    def _start(self) -> Connection:
        """A process that is ready: what it takes to start is not the document's time."""
        self._line, theirs = multiprocessing.Pipe()
        with theirs:
            number = theirs.fileno()
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"from pipeline.ingest import readers; readers.serve({number})"],
                pass_fds=[number],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self._line.recv()
        return self._line


def serve(number: int) -> None:
    """The reading process: one document in, one answer out, until the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    languages.guess("The model is read before the first document comes.")
    with Connection(number) as line, contextlib.suppress(EOFError, OSError):
        line.send("ready")
        while True:
            line.send(_answer(line.recv()))


def _answer(document: model.Document) -> Harvest | tuple[str, str]:
    try:
        return harvest(document)
    except ParseError as error:
        return str(error), error.reason
    except MemoryError:
        return f"{document.url} takes more than {MEMORY_BYTES:,} bytes to read", "too-much-memory"
    except Exception as error:  # noqa: BLE001 - whatever a document does to the parser, the next one is read
        return f"{document.url} cannot be read: {type(error).__name__}: {error}", "broken"
