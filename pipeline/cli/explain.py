"""`dealwire explain`: why an article says what we believe it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import frame
from pipeline.cli.detect import OnlyWatch, chosen, entry, older_than
from pipeline.cli.reading import Files, Published, Reading, counted, reading
from pipeline.edge import interchange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Article, Watch
    from pipeline.stages.detect import Detector
    from pipeline.stages.detect.detector import Reason
    from pipeline.stages.detect.unread import Unread
    from pipeline.stages.develop import Fit

EPILOG = frame.example(
    "dealwire explain article.txt",
    "dealwire explain articles.jsonl --watch tiktok --json",
    "dealwire explain article.txt --within archive.jsonl.gz",
)

_SHOWN = 2
"""Developments shown of those that a mention could join."""

Within = Annotated[
    list[str] | None,
    typer.Option("--within", metavar="ARCHIVE", help="Articles known before: what their mentions make is joined."),
]


def explain(
    files: Files = None,
    watch: OnlyWatch = None,
    within: Within = None,
    published: Published = None,
    as_json: frame.AsJson = False,
) -> None:
    """For every mention the rule, the roles, the words that set modality and date, and which development it joins.

    What an article joins is sought among what the archive and the articles before it say. Then comes what a rule found
    and the classifier doubts, and last what a rule matches and is not read, as the article does not name who makes it
    news of the deal: neither is a mention. In --json the first of `fits` is joined if it is `enough`; the `watch` of an
    article that names none is null, `older_than` the day from which on the watch is read, if the article is older.
    """
    from pipeline.edge import detection
    from pipeline.stages.gate import Gate

    settings = frame.settings()
    watches, given = chosen(settings, watch), reading(files, published)
    gate, detector = Gate(watches), detection.detector(settings)
    known = _Known(within or (), watches, detector)
    for article in given:
        concerned = gate.concerned(article)
        found = [(watched, detector.reasons(article, watched)) for watched in concerned]
        joined = [[(one, known.fits(one, watched)) for one in told if one.doubt is None] for watched, told in found]
        unread = [detector.unread(article, watched) for watched in concerned]
        given.clear()
        for (watched, told), reasons, silent in zip(found, joined, unread, strict=True):
            doubted = [one for one in told if one.doubt is not None]
            if as_json:
                mentions = [_told(*reason) for reason in reasons]
                frame.line(_line(article, watched, mentions, list(map(_why, doubted)), list(map(_silent, silent))))
            else:
                assumed = " (assumed)" if article.id in given.assumed else ""
                unreadable = _unreadable(article, watched, detector.languages)
                page = _page(article, watched, reasons, doubted, silent, assumed=assumed, unreadable=unreadable)
                frame.say(frame.tame(page))
        if not concerned and as_json:
            frame.line(_line(article, None, [], [], []))
        elif not concerned:
            names = ", ".join(one.id for one in watches)
            frame.say(f"{frame.tame(article.title or article.id)}\n  names no watch: {names}\n")
    given.end()
    known.end()


class _Known:
    """What was said before, consolidated."""

    def __init__(self, archive: Iterable[str], watches: tuple[Watch, ...], detector: Detector) -> None:
        from pipeline import replay
        from pipeline.stages import develop

        self._shelf: dict[str, bytes] = {}
        by_id = {one.id: one for one in watches}
        self._past = Reading(interchange.articles(archive))
        read = replay.mentions(self._past, watches, detector, counted) if archive else ()
        for mention in read:
            self._shelf.update(develop.step(self._shelf, mention, by_id[mention.watch]).state)

    def end(self) -> None:
        """Say whether all of it could be used."""
        self._past.end()

    def fits(self, reason: Reason, watch: Watch) -> tuple[Fit, ...]:
        """How well the mention fits what is known; it is known itself from then on."""
        from pipeline.stages import develop

        found = develop.fits(self._shelf, reason.mention, watch)
        self._shelf.update(develop.step(self._shelf, reason.mention, watch).state)
        return found


def _unreadable(article: Article, watch: Watch, languages: tuple[str, ...]) -> str:
    """Why nothing of the article is read, if so."""
    from pipeline.stages.detect.detector import older, read_as

    if read_as(article.lang) not in languages:
        return f"no lexicon for {article.lang}: it cannot be read"
    return f"older than {watch.starts_on}, the starts_on of {watch.id}: it is not read" if older(article, watch) else ""


def _line(
    article: Article,
    watch: Watch | None,
    mentions: list[dict[str, Any]],
    doubted: list[dict[str, Any]],
    unread: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "id": article.id,
        "watch": watch.id if watch else None,
        "older_than": older_than(article, watch) if watch else None,
        "mentions": mentions,
        "doubted": doubted,
        "unread": unread,
    }


def _silent(one: Unread) -> dict[str, Any]:
    """What was not read, as a program reads it."""
    evidence = {"field": one.field, "start": one.start, "end": one.end, "quote": one.quote}
    return {"type": one.type, "evidence": evidence, "rule": one.rule, "pattern": one.pattern, "lacking": one.lacking}


def _why(reason: Reason) -> dict[str, Any]:
    """The interchange form of a mention, with why it was found, and its chance if it is doubted."""
    why = {
        "pattern": reason.pattern,
        "words": reason.words,
        "roles": [list(pair) for pair in reason.roles],
        "cue": reason.cue,
        "dated": reason.dated,
        "instead": reason.instead or None,
    }
    doubt = {} if reason.doubt is None else {"chance": reason.doubt}
    return {**entry(reason.mention), **doubt, "why": why}


def _told(reason: Reason, fits: tuple[Fit, ...]) -> dict[str, Any]:
    """The same with the developments that it could join."""
    told = _why(reason)
    told["why"]["fits"] = [
        {"development": one.development, "score": round(one.score, 3), "veto": one.veto or None, "enough": one.enough}
        for one in fits[:_SHOWN]
    ]
    return told


def _page(
    article: Article,
    watch: Watch,
    reasons: list[tuple[Reason, tuple[Fit, ...]]],
    doubted: list[Reason],
    unread: tuple[Unread, ...],
    *,
    assumed: str,
    unreadable: str,
) -> str:
    published = f"published {article.published_at:%A %Y-%m-%d}{assumed}"
    lines = [article.title or article.id, f"  {watch.id}, {article.lang}, {published}"]
    if unreadable:
        lines.append(f"  {unreadable}")
    elif not reasons:
        lines.append("  says nothing that happened in the deal")
    for reason, fits in reasons:
        lines += ["", *_paragraph(reason, ("joins", _joined(fits)))]
    for reason in doubted:
        lines += ["", *_paragraph(reason, ("doubted", f"right by a chance of {reason.doubt:.2f}: it is no mention"))]
    for one in unread:
        rows = (("says", f"“{one.quote}”"), ("rule", one.rule), ("pattern", one.pattern))
        head = f"  {one.type}: not read: names {one.lacking}"
        lines += ["", head, *(f"    {name:8} {value}" for name, value in rows)]
    return "\n".join([*lines, ""])


def _paragraph(reason: Reason, end: tuple[str, str]) -> list[str]:
    mention = reason.mention
    date = mention.date or "no date"
    found = [("rule", f"{mention.rule} ({mention.confidence:.2f})")]
    if mention.own and not mention.suggested:
        found += [("own", f"like the examples of {mention.own}, with words of theirs"), ("matches", reason.words)]
    elif mention.suggested:
        found += [("so", "suggested by likeness, no rule found it: it alerts nobody by itself")]
    else:
        found += [("pattern", reason.pattern), ("matches", reason.words)]
    rows = (
        ("says", f"“{mention.evidence.quote}”"),
        *found,
        ("roles", ", ".join(f"{party} as {role}" for role, party in reason.roles) or "nobody named in these words"),
        *([("acts", _instead(reason))] if reason.instead else []),
        (
            "held as",
            f"{mention.modality}, by “{reason.cue}”" if reason.cue else f"{mention.modality}: as the rule holds it",
        ),
        ("dated", f"{date}, by “{reason.dated}”" if reason.dated else _undated(reason)),
        end,
    )
    head = f"  {mention.own or mention.type}: {', '.join(mention.actors)}, {mention.modality}, {date}"
    return [head, *(f"    {name:8} {value}" for name, value in rows)]


def _instead(reason: Reason) -> str:
    return f"{reason.mention.actors[0]}: more speaks for it than for {reason.instead}, whom the rule names"


def _joined(fits: tuple[Fit, ...]) -> str:
    """The development that it joins, and the runner-up; or what came nearest to being it."""
    told = [f"{one.development} ({one.veto or f'{one.score:.2f}'})" for one in fits[:_SHOWN]]
    if fits and fits[0].enough:
        return f"{told[0]}; next {told[1]}" if len(told) > 1 else f"{told[0]}; no other"
    return f"nothing known: nearest {told[0]}" if told else "nothing known of this type"


def _undated(reason: Reason) -> str:
    return "of the day: it is news without a date" if reason.mention.date else "no date: the text gives none"
