"""What the classifier sees of a sentence, and of a party that may act in it.

A sentence is its vector, with every party called as one of its role is, whatever the deal; who is spoken of; where it
stands; and how many patterns of each type it nearly matches. Those that tell something do not count: what is learned
from must look like what rules miss. A party is what it is, where it is spoken of, what a rule makes of it, and what is
heard of those of its role.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, Literal, get_args

from pipeline.model import Party, Type, Value
from pipeline.stages.detect import roles
from pipeline.stages.detect.casting import Cast, Stage
from pipeline.stages.detect.heard import Heard
from pipeline.stages.detect.hits import unsaid
from pipeline.stages.detect.lexicon import Rule
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.network import Array
from pipeline.stages.detect.reader import Reader

TYPES: Final[tuple[Type, ...]] = get_args(Type)
_CALLED: Final = {
    "owner": "ByteDance",
    "object": "TikTok",
    "suitor": "Oracle",
    "leader": "Trump",
    "authority": "CFIUS",
    "government": "Washington",
    "legislature": "Congress",
    "court": "the court",
    "stakeholder": "the union",
    "region": "Montana",
    "other": "the investors",
}
"""One name for each role, known to whatever has learned from news."""
BESIDES: Final = 3 * len(roles.ROLES) + 6 + 2 * len(TYPES) + 1
"""How many numbers stand beside the vector, with the one that stands alone."""
ACTING: Final = (2 + len(TYPES)) * len(roles.ROLES)
"""How many numbers say what is heard of who acts in a sentence."""
WEIGHED: Final = 6
"""How many numbers speak for what rules found."""
_HELD: Final = Rule(name="", type="opposition", says=())
"""What no condition undoes, and a negation does."""
Where = Literal["here", "before", "headline", "nowhere"]


class Steps(Value):
    """How far a layer of the encoder has moved from where its wheel has it: so many steps for each number, of one size.

    `steps` are in eight bits with a sign, row by row.
    """

    size: float
    steps: bytes


class Acting(Value):
    """What was learned of who acts: a network of its own, and weights of what is seen of a party, by name.

    `filters` are as many columns as there are `floors`, `heard` as many rows, with a column for each of what `heard_of`
    names; both in 16 bits (IEEE 754, row by row, little end first).
    """

    filters: bytes
    floors: tuple[float, ...]
    heard: bytes
    seen: dict[str, float]


class Learned(Value):
    """What was learned: the network, a column of weights a type; who acts.

    `layers` say how far those of the encoder moved to which the filters listen, by name; one that is not there did not.
    `filters` are as many columns as there are `floors`, as in `Acting`. `weights` are those of the filters, of the
    vector, of `sentence`, then one that stands alone. The chance of a sum is the logistic function of
    `slope * sum + offset`; something is suggested from the chance `sure` on. A sentence whose sum without the vector
    is below `hope` for every type is not worth a vector. `doubt` are weights of `weighed`: the chance that what rules
    found is right is the logistic function of what they add up to; below `kept` it is doubted, in one of the languages
    `langs`.
    """

    layers: dict[str, Steps]
    filters: bytes
    floors: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    acting: Acting
    slope: float
    offset: float
    sure: float
    hope: float
    doubt: tuple[float, ...]
    kept: float
    langs: tuple[str, ...]


class Candidate(Value):
    """A party that may act: where it is spoken of, and as the which of those there."""

    party: Party
    where: Where
    rank: int


def called(cast: Cast) -> str:
    """The sentence with every party called as one of its role is: what is encoded."""
    return "".join(_CALLED[roles.role(one)] if one in roles.ANY_MARK else one for one in cast.marked)


def sentence(reader: Reader, place: int) -> list[float]:
    """Numbers beside the vector: roles there, the first of them, those before; where it stands; near patterns by type.

    Where it stands: in the headline, in a take-over; whether it speaks of a plan, says no, names nobody, and whether
    rules may speak there.
    """
    heard, stage, reading = reader.heard, reader.stage, reader.reading
    line, said = heard[place].line, [roles.of(party) for party in heard[place].cast.parties.values()]
    before = {roles.of(party) for one in heard[:place] for party in one.cast.parties.values()}
    near = reading.nearly(heard[place].cast.marked, line.held, reader.matched.get(place, 0))
    held = reader.held(heard[place], unsaid(_HELD, heard[place].cast.marked))
    return [
        *(float(role in said) for role in roles.ROLES),
        *(float(role in said[:1]) for role in roles.ROLES),
        *(float(role in before) for role in roles.ROLES),
        float(line.field == "title"),
        float(stage.takeover),
        float(held is not None and held[0] == "expected"),
        float(held is None),
        float(not said),
        float(heard[place].ours),
        *(math.log1p(count) for type_ in TYPES for count in near.get(type_, (0, 0))),
    ]


def candidates(heard: Sequence[Heard], place: int, stage: Stage) -> list[Candidate]:
    """Who may act in a sentence: those in it, those before it, the headline's, of each role the first named behind it.

    Of a role of which nobody is named behind it that is the watch's first.
    """
    before = [one for one in heard[:place] if one.line.field == "text"]
    found: dict[str, Candidate] = {}

    def note(where: Where, parties: Iterator[Party]) -> None:
        for rank, party in enumerate(parties):
            found.setdefault(party.id, Candidate(party=party, where=where, rank=rank))

    note("here", iter(heard[place].cast.parties.values()))
    note("before", (party for one in reversed(before) for party in reversed(one.cast.parties.values())))
    note("headline", (p for one in heard[:place] if one.line.field == "title" for p in one.cast.parties.values()))
    later = [party for one in heard[place:] for party in one.cast.parties.values()]
    note("nowhere", iter({**stage.first, **{roles.of(party): party for party in reversed(later)}}.values()))
    return list(found.values())


def actor(one: Candidate, among: Sequence[Candidate], type_: Type, stage: Stage) -> Iterator[str]:
    """What speaks for or against a party as the one who does something of this type, by name."""
    role, where, rank = roles.of(one.party), one.where, min(one.rank, 1)
    here = [other for other in among if other.where == "here"]
    yield f"{type_} {role} {'bid' if stage.takeover else 'sale'}"
    yield f"{role} {'bid' if stage.takeover else 'sale'}"
    yield f"{where} {min(one.rank, 2)}"
    yield f"{role} {where} {rank}"
    yield f"{type_} {where} {rank}"
    if len(here) == 1:
        yield f"{where} of one"
    if role not in [roles.of(other.party) for other in among[: among.index(one)]]:
        yield "first of role"
    for other in here:
        if other is not one:
            yield f"{type_} {role} {where} with {roles.of(other.party)}"


def heard_of(one: Candidate, type_: Type) -> tuple[int, int]:
    """Where, of what is heard of who acts in a sentence, stands what speaks for a party.

    That is for one of its role, in the sentence or elsewhere, and for one of its role as who does what is of this type.
    """
    row, role = 2 + TYPES.index(type_), roles.ROLES.index(roles.of(one.party))
    return (one.where != "here") * len(roles.ROLES) + role, row * len(roles.ROLES) + role


def weighed(type_: Type, said: Sequence[Array], all_: Sequence[Array], patterns: int, *, named: bool) -> list[float]:
    """What speaks for a type that so many patterns found in an article, by the sums of its sentences for each type.

    The sum of the surest sentence in which it was found, of the surest of all, the largest of any type in the former;
    the logarithm of the number of patterns; whether what is sold, or who sells, is named; one that stands alone.
    """
    at = TYPES.index(type_)
    surest = max(said, key=lambda sums: float(sums[at]))
    anywhere = max(float(sums[at]) for sums in all_)
    return [float(surest[at]), anywhere, float(surest.max()), math.log(patterns), float(named), 1.0]


def acting(found: Found, heard: Sequence[Heard], stage: Stage) -> list[tuple[Candidate, tuple[str, ...]]]:
    """Who may act in what a rule found, each with what speaks for him: by itself, and what the rule makes of it."""
    lines = [(one.line.field, one.line.start) for one in heard]
    among = candidates(heard, lines.index((found.field, found.start)), stage)
    return [(one, (*actor(one, among, found.type, stage), *_told(one, found))) for one in among]


def _told(one: Candidate, found: Found) -> Iterator[str]:
    id_, role, type_ = one.party.id, roles.of(one.party), found.type
    if (id_,) == found.actors[:1]:
        how = _chosen(found)
        yield from ("told", f"told {how}", f"told {how} {type_}", f"told {role} {type_}", f"told {how} {one.where}")
    elif id_ in found.actors:
        yield from ("told with", f"told with {role} {type_}")
    matched = [party for at, party in sorted(found.parties) if found.hit.start <= at < found.hit.end]
    if id_ in matched:
        yield from ("matched", f"matched {role} {type_}")
    if [id_] == matched[:1]:
        yield from ("matched first", f"matched first {type_}")


def _chosen(found: Found) -> str:
    """How the rule came to who acts."""
    if found.hit.marks and not found.hit.ready.pattern.headless:
        return "wanted slot" if found.hit.ready.rule.first else "slot"
    return "named" if found.named else "guessed"
