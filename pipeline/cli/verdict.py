"""`dealwire verdict`: what a user says of a development; kept in a topic, obeyed at once, exported as gold."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from pipeline.cli import frame, pick
from pipeline.errors import UsageError
from pipeline.model import Article, Development, Judged, Report, Type, Verdict, derive_id

if TYPE_CHECKING:
    from pipeline import corridor
    from pipeline.settings import Settings

EPILOG = frame.example(
    "dealwire verdict 2020-09-13-rejection-bytedance-microsoft-1a2b3c4d wrong-type=opposition",
    "dealwire verdict 2020-09-14-rejection-bytedance-5e6f7a8b same-as=2020-09-13-offer-microsoft-1a2b3c4d",
    "dealwire verdict export > gold.jsonl",
)
EXPORT = "export"
SHOWN_BY = "dealwire tail developments --from-start"
_SAYS: tuple[Judged, ...] = get_args(Judged)


def verdict(
    development: Annotated[
        str,
        typer.Argument(
            metavar="DEVELOPMENT",
            help="Its id, or its beginning; or `export`: what users said, as labelled articles, one JSON line each.",
        ),
    ],
    says: Annotated[
        str | None,
        typer.Argument(
            metavar="VERDICT",
            help="wrong-type=TYPE, not-the-deal, same-as=ID, or not-the-same=ID: another development, or an article "
            "whose report does not belong here.",
            show_default=False,
        ),
    ] = None,
    *,
    as_json: frame.AsJson = False,
) -> None:
    """Say that a development is of another type, none of the deal's, the same as another, or not; prints its id.

    Whoever got the claim is told the correction. A type that is given again takes back `not-the-deal`, and
    `not-the-same` takes back `same-as`.
    """
    settings = frame.settings()
    if development == EXPORT and says is None:
        _export(settings)
        return
    from pipeline import corridor
    from pipeline.edge import messages

    known = _known(settings)
    judged = meant(known, development, says)
    messages.put(settings, corridor.VERDICTS, judged.id, judged)
    said = {"id": judged.id, "development": judged.development, "says": judged.says, "other": judged.other}
    frame.either(said, judged.id, as_json=as_json)


def meant(known: Mapping[str, Development], id_: str, said: str | None) -> Verdict:
    """The verdict that is meant, held against what is told: what turned out to be another is judged there.

    Refused is what would change nothing.
    """
    says, _, other = (said or "").partition("=")
    if says not in _SAYS or bool(other) != (says != "not-the-deal"):
        raise UsageError(
            f"{said!r} is no verdict" if said else "what is wrong with it is not said",
            way_out="add wrong-type=TYPE, not-the-deal, same-as=ID or not-the-same=ID",
        )
    named = pick.one(known, id_, what="development", shown_by=SHOWN_BY)
    one = _told(known, named)
    if says == "wrong-type":
        _retyped(one, other)
    elif says == "not-the-deal" and one.retracted:
        raise UsageError(f"{one.id} is retracted", way_out="a type given anew takes that back")
    elif says == "same-as":
        other = _told(known, _paired(known, named, other)).id
        if other == one.id:
            raise UsageError(f"the two are told as {one.id}", way_out="name another development")
    elif says == "not-the-same":
        articles = {report.article for report in one.reports}
        if articles == {other}:
            raise UsageError(f"{other} is its only report", way_out="say not-the-deal, if it is nothing")
        if other not in articles:
            one, other = named, _paired(known, named, other).id
    at = datetime.now(UTC)
    return Verdict(
        id=derive_id(one.id, says, other, at.isoformat()), watch=one.watch, development=one.id, says=says, other=other,
        at=at,
    )  # fmt: skip


def _told(known: Mapping[str, Development], one: Development) -> Development:
    """The development as which one is told that turned out to be another."""
    while one.merged_into in known:
        one = known[one.merged_into]
    return one


def _retyped(one: Development, type_: str) -> None:
    """Refuse a type that there is not, or that it has."""
    if type_ not in get_args(Type):
        raise UsageError(f"{type_!r} is no type", way_out=f"types are: {', '.join(get_args(Type))}")
    if (one.type, one.own, one.retracted) == (type_, "", False):
        raise UsageError(f"{one.id} is of that type", way_out="name another type")


def _paired(known: Mapping[str, Development], one: Development, id_: str) -> Development:
    """Another development of the same watch."""
    other = pick.one(known, id_, what="development or report", shown_by=SHOWN_BY)
    if other.id == one.id:
        raise UsageError(f"{one.id} is named twice", way_out="name the other development")
    if other.watch != one.watch:
        raise UsageError(
            f"{one.id} is of the watch {one.watch}, {other.id} of {other.watch}",
            way_out="name two developments of one watch",
        )
    return other


def _known(settings: Settings) -> dict[str, Development]:
    from pipeline import corridor

    said = (noun for noun in _nouns(settings, corridor.DEVELOPMENTS) if isinstance(noun, Development))
    return {one.id: one for one in sorted(said, key=lambda one: one.version)}


def _nouns(settings: Settings, topic: corridor.Topic) -> Iterator[Any]:
    from pipeline import wire
    from pipeline.edge import messages

    return (wire.decode(record.value) for record in messages.whole(settings, topic))


# --- as gold --------------------------------------------------------------------------------------


def _export(settings: Settings) -> None:
    from pipeline import corridor

    known = _known(settings)
    verdicts = [noun for noun in _nouns(settings, corridor.VERDICTS) if isinstance(noun, Verdict)]
    judged = {id_ for one in verdicts for id_ in (one.development, one.other)}
    wanted = {report.article for id_ in judged & known.keys() for report in known[id_].reports}
    articles = {noun.id: noun for noun in _nouns(settings, corridor.FRESH) if _is(noun, wanted)}
    if wanted - articles.keys():
        articles |= {noun.id: noun for noun in _nouns(settings, corridor.ARTICLES) if _is(noun, wanted)}
    for row in labelled(known.values(), wanted, articles):
        frame.line(row)
    if missing := wanted - articles.keys():
        frame.warn(f"{len(missing)} articles are no longer kept: their rows hold the sentences that prove, no more")
    sys.stdout.flush()


def _is(noun: object, wanted: set[str]) -> bool:
    return isinstance(noun, Article) and noun.id in wanted


def labelled(
    developments: Iterable[Development], wanted: Collection[str], articles: dict[str, Article]
) -> Iterator[dict[str, Any]]:
    """The rows of gold for these articles, one for each watch: what each says, as it stands after the verdicts."""
    reports: defaultdict[tuple[str, str], list[tuple[Development, Report]]] = defaultdict(list)
    for one in developments:
        for report in one.reports:
            if report.article in wanted and not one.merged_into:
                told = reports[report.article, one.watch]
                if (one.id, report.evidence) not in [(other.id, known.evidence) for other, known in told]:
                    told.append((one, report))
    for (id_, watch), pairs in sorted(reports.items(), key=itemgetter(0)):
        told, kept = sorted(pairs, key=lambda pair: pair[0].id), articles.get(id_)
        text = kept.text if kept else "\n".join(dict.fromkeys(report.evidence.quote for _, report in told))
        yield {
            "id": id_,
            "watch": watch,
            "lang": told[0][1].lang,
            "published": told[0][1].published_at.isoformat(),
            "title": kept.title if kept else "",
            "text": text,
            "about_deal": any(not one.retracted for one, _ in told),
            "mentions": [_label(*pair, text, whole=kept is not None) for pair in told if not pair[0].retracted],
            "sure": True,
        }


def _label(one: Development, report: Report, text: str, *, whole: bool) -> dict[str, Any]:
    """One report as a label; a user's own type, or what is only suggested, need not be found."""
    evidence = report.evidence
    start = evidence.start if whole else text.index(evidence.quote)
    return {
        "type": one.type,
        "actors": list(one.actors),
        "modality": report.modality,
        "date": one.date,
        "evidence": {
            "field": evidence.field if whole else "text", "start": start, "end": start + len(evidence.quote),
        },
        "gloss": one.title,
        "development": one.id,
        "optional": bool(one.own) or one.suggested,
    }  # fmt: skip
