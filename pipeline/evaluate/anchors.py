"""The naive ways, to stand beside ours: a list of words for each type, and one development a type and actor.

They are given all that costs nothing: the gate, the parties' names, four languages of keywords, the day of
publication. What they lack is who did what to whom, whether it happened, and when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.evaluate import gold
from pipeline.evaluate.gold import Row
from pipeline.model import Article, Evidence, Mention, Type, Watch, derive_id

KEYWORDS: Final[Mapping[Type, str]] = {
    "interest": "interested in|considering a bid|wants to buy|intéressé|interessiert|interesado",
    "talks": "talks|negotiat|in discussions|négoci|pourparlers|verhandl|gespräch|negocia|conversaciones",
    "offer": "offer|bid |proposal|offre|proposition|angebot|oferta|propuesta",
    "rejection": "reject|turned down|refus|rejette|lehnt|rechaz",
    "withdrawal": "withdraw|pulls out|walks away|se retire|zieht sich zurück|se retira",
    "agreement": "agree|deal with|accord|signe|einig|vertrag|acuerdo",
    "terms": "stake|percent|billion|joint venture|part de|milliards|prozent|milliarden|por ciento|participación",
    "review": "review|investigat|examine|enquête|prüf|revis",
    "approval": "approv|clears|blessing|approuv|genehmig|billigt|aprueba",
    "opposition": "oppose|object|warn|s'oppose|gegen den|se opone",
    "order": "executive order|signed|bill|law|décret|loi|dekret|gesetz|decreto|ley ",
    "deadline": "deadline|extend|by january|délai|date limite|frist|plazo",
    "litigation": "sues|lawsuit|appeal|court challenge|plainte|recours|klag|demanda|recurso",
    "ruling": "court|judge|ruling|juge|cour suprême|gericht|richter|tribunal|juez",
    "closing": "closes|completed|finaliz|conclu|abgeschlossen|vollzogen|cierra|completad",
    "service": "app store|goes dark|offline|restor|hors ligne|abgeschaltet|fuera de servicio",
    "statement": "said|says|told|déclaré|affirme|sagte|erklärte|dijo|afirm",
}


class Named:
    """The parties that a text names, in its order."""

    def __init__(self, watch: Watch) -> None:
        self._names = [(name.casefold(), party.id) for party in watch.parties for name in party.everywhere]

    def __call__(self, text: str) -> tuple[str, ...]:
        """Two at most: who acts, and with whom."""
        folded = text.casefold()
        places = sorted((at, id_) for name, id_ in self._names if (at := folded.find(name)) >= 0)
        return tuple(dict.fromkeys(id_ for _, id_ in places))[:2]


class Keywords:
    """A type for each list of which a word occurs; the first party named acts; confirmed, on the day."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._words = {type_: re.compile(words, re.IGNORECASE) for type_, words in KEYWORDS.items()}
        self._named = Named(watch)

    def __call__(self, row: Row) -> tuple[Mention, ...]:
        """What the words of the row stand for."""
        article = row.article
        text = f"{article.title}\n{article.text}"
        actors = self._named(text)
        return tuple(
            mention(article, self._watch.id, type_, actors)
            for type_, words in self._words.items()
            if words.search(text)
        )


def by_type_and_actor(mentions: Sequence[Mention]) -> dict[str, str]:
    """One development for each type and first actor."""
    return {said.id: f"{said.type}/{said.actors[0] if said.actors else ''}" for said in mentions}


def mention(article: Article, watch: str, type_: Type, actors: tuple[str, ...]) -> Mention:
    """What a naive way says: it is so, and it was on the day of publication."""
    return gold.made(
        article,
        id=derive_id(article.id, type_),
        watch=watch,
        type=type_,
        actors=actors,
        modality="confirmed",
        date=article.published_at.date().isoformat(),
        evidence=Evidence(field="title", start=0, end=len(article.title), quote=article.title),
        rule="keyword",
        confidence=0.0,
    )
