"""Which names of several words are not found where a press declines more than their last word.

Laws. A name may carry an ending on its last word only, so the words before it are looked at. Their forms
are those that the lexicon itself writes, and each is tried. A name is of the languages that know most of its words:
"Bank of America" is not declined where it is read in Polish.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.checkup.finding import Finding, of_parties, warning
from pipeline.kit import words
from pipeline.model import Party, Watch
from pipeline.stages.detect import Lexicon
from pipeline.stages.detect.names import Names

_ENDING, _SHORTEST, _STEM = 3, 3, 5
"""Letters of the longest ending, of the shortest word to which one is added, and of the shortest stem without two."""
_SHOWN = 3


def undeclined(watch: Watch, lexicons: Sequence[Lexicon]) -> Iterator[Finding]:
    """For each language with cases the names that would not be found in another case."""
    several = [(party, name) for party in watch.parties for name in party.names if len(words.tokens(name)) > 1]
    written = {lexicon.lang: _written(lexicon) for lexicon in lexicons} if several else {}
    for lexicon in lexicons:
        if not (several and lexicon.who.gives_way):
            continue
        names = Names(watch, lexicon)
        lost = [
            (party.id, f"{name!r} ({party.id})")
            for party, name in several
            if _most_known(name, lexicon.lang, written) and _lost(party, name, names, lexicon, written[lexicon.lang])
        ]
        if lost:
            more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
            yield warning(
                of_parties(id_ for id_, _ in lost),
                f"in {lexicon.name} only the last word of a name is found with another ending: give the other forms of"
                f" {', '.join(told for _, told in lost[:_SHOWN])}{more}",
            )


def _lost(party: Party, name: str, names: Names, lexicon: Lexicon, written: frozenset[str]) -> bool:
    """Whether a word before the last has another form in which nobody is found, and the party is given in none."""
    *before, last = words.tokens(name)
    others = [one for one in (*party.names, *party.epithets.get(lexicon.lang, ())) if one != name]
    called = {word for one in others for word in words.tokens(words.fold(one))}
    lost = False
    for at, word in enumerate(before):
        if any(_alike(words.fold(word), one) for one in called):
            return False
        for form in _forms(words.fold(word), lexicon, written):
            cased = form.capitalize() if word[0].isupper() else form
            said = " ".join((*before[:at], cased, *before[at + 1 :], last))
            found, _ = names.spans(said, words.fold(said))
            if any(party is one for _, _, held in found for one in (held.party, *held.shared)):
                return False
            lost = True
    return lost


def _alike(word: str, other: str) -> bool:
    """Whether it is the word with another ending."""
    stem = max(_SHORTEST, len(word) - 2)
    return word != other and other.startswith(word[:stem]) and len(other) <= len(word) + _ENDING


def _forms(word: str, lexicon: Lexicon, written: frozenset[str]) -> list[str]:
    """Its other forms that the language writes, if it writes the word itself."""
    if word not in written:
        return []
    endings = frozenset(lexicon.who.suffixes)
    stems = {word, word[:-1]} if word.endswith(lexicon.who.gives_way) else {word}
    return [
        form
        for form in written - {word}
        if (len(word) - 2 >= _STEM and form.startswith(word[:-2]) and len(form) - len(word) < _ENDING - 1)
        or any(len(one) >= _SHORTEST and form.startswith(one) and form[len(one) :] in endings for one in stems)
    ]


def _most_known(name: str, lang: str, written: dict[str, frozenset[str]]) -> bool:
    """Whether no other language knows more of its words."""
    known = {one: sum(word in own for word in words.tokens(words.fold(name))) for one, own in written.items()}
    return known[lang] == max(known.values())


def _written(lexicon: Lexicon) -> frozenset[str]:
    """The words that a language writes small: not the names of the deals that its examples are about."""
    said = (example for rule in lexicon.rule for example in (*rule.yes, *rule.no))
    nouns = (noun for some in lexicon.who.nouns.values() for noun in some)
    return frozenset(word for text in (*said, *nouns) for word in words.tokens(text) if word.islower())
