"""A lexicon: all that the engine knows of one language, as data; `docs/lexicons.md` describes the form."""

from __future__ import annotations

from typing import Literal

import msgspec

from pipeline.model import Modality, Type, Value
from pipeline.stages.detect.script import Script


class Part(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a lexicon file; a key that it does not know is an error."""


class Sentences(Part, frozen=True):
    """Where sentences end (besides . ! ? and their like), and after which words a full stop does not end one."""

    abbreviations: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    """Patterns at which a new clause begins: ", but"."""
    asides: tuple[str, ...] = ()
    """Patterns of a party, a comma and the word that opens what is said of it by the way: "{any}, (which | who)"."""


class Who(Part, frozen=True):
    """Words that mean a party without naming it.

    `nouns`: role -> words ("the court"). `becomes`: role -> patterns around a mark that mean the party of that
    role ("{object} parent company" is the owner). `stays`: patterns that mean the party inside them
    ("{any} spokesman"). `it` stands for the company spoken of last, `he` for the person, `they` ("each of the three")
    for the buyers named together last, `both` ("the two companies") for bidder and seller.
    """

    nouns: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    becomes: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    stays: tuple[str, ...] = ()
    it: tuple[str, ...] = ()
    he: tuple[str, ...] = ()
    national: tuple[str, ...] = ()
    """Patterns of a company by its country, a word of the list `country` among them: "the <country> group"."""
    they: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    """Words that hold a name and mean nobody: 美元 (dollar) is not 美 (the United States)."""
    suffixes: tuple[str, ...] = ()
    """Case endings that may follow a name; "*" allows any."""
    losing: tuple[str, ...] = ()
    """Patterns around a party that loses by what is decided, or whose own decision is judged, so has not approved or
    ruled: "a defeat for {any}", "upheld {court} s ruling"."""
    owning: tuple[str, ...] = ()
    """Patterns of an aside about a stranger, around the party that owns him and does not act: ", part of {any}"."""
    gives_way: tuple[str, ...] = ()
    """Last letters of a name in whose place such an ending may stand: Балтика, Балтику."""


class Cues(Part, frozen=True):
    """Patterns that set modality when they stand in the clause; a cue may also end a mention's life.

    `awaited`: an approval, or a ruling, that is still to come ("subject to", "pending"): it is expected.
    `owed`: somebody has time left to do it, or must decide by some day; it is not done.
    `negated`: the thing is not so, hence no mention. `refused`: somebody will not do it, which is at most a refusal.
    `unreal`: a condition, a wish, a writer's guess.
    `heard`: a suit is tried ("the trial opens"): who stands first there need not have sued.
    `denied`: somebody denies it; `denying`: what stands behind it is denied.
    `undone`: said behind what is named, it has not come about ("the signing was postponed").
    `expected`: it is planned. `planned`: the same, said behind what is planned ("the signing is set for Friday").
    `rumoured`, `reported`: how sure, from whom. `beside`: words that look like one of the others and belong to
    something else ("the law that will ban it").
    """

    awaited: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()
    negated: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unreal: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    rumoured: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class Dates(Part, frozen=True):
    """The words of dates; alternatives in one string are parted by "|", a star at the end stands for any ending."""

    hours: int = 0
    """By how much the clocks of its readers are ahead of UTC, where they all are."""
    era: int = 0
    """By how much its years are ahead of the common era's, where it also counts from another (Thai: 543)."""
    ordinals: tuple[str, ...] = ()
    """The words for the first, second, third ... day of a month, where forms have {w}."""
    months: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """The words for 1, 2, 3 ... as they stand before "days" or "months"."""
    forms: tuple[str, ...] = ()
    """How a day is written, with {d} {m} {y} {n}: "{m} {d}, {y}"; {n} is the number of the month."""
    relative: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Offset -> words: "-1d" yesterday, "0w" this week, "+1m" next month, "0s" the weekend, "0y" this year, "0e" its
    end, "0t" then (the month of the date told before), "+1k" the day after (the date told before), "0u" days after
    (nobody knows how many); "-nd" as many days ago as {n} in the words says."""
    last: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    """Words beside a weekday or a month that say which one is meant."""
    ends: tuple[str, ...] = ()
    """Words beside a year that mean its last month: "the end of", "late"."""
    due: tuple[str, ...] = ()
    due_behind: tuple[str, ...] = ()
    """Words before, or behind, a date that make it a day on which something falls due: it dates nothing that has
    happened."""
    decided: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    """Words for what was decided, "order", "ruling", and those that join a date to them: "the ruling of May 5" dates
    no suit against it."""
    fixed: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Month and day -> the names of a day that has one: "12-24" Christmas Eve."""
    beside: tuple[str, ...] = ()
    """Words that hold one of these and are no date, though they may say a term: "segunda vez", "that may be"."""
    gone: tuple[str, ...] = ()
    """Words of a deadline that is over, "expired": a day beside them is one gone by."""
    days: tuple[str, ...] = ()
    weeks: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()
    """The words for days, weeks and months in "within 90 days"."""


class Rule(Part, frozen=True):
    """What says one type; `first` puts a party of that role first unless one stands in the first slot."""

    name: str
    type: Type
    says: tuple[str, ...]
    unless: tuple[str, ...] = ()
    certain: bool = False
    """In words of the trade that mean nothing else ("squeeze-out"): the classifier, which may not know them, is not
    asked whether it is so, nor whether another acts than whom the pattern names."""
    modality: Modality | None = None
    first: str = ""
    title: bool = False
    """Only headlines are written so."""
    dated: Literal["", "said", "headline", "news", "never"] = ""
    """What is said without a date is of the day in a headline ("headline"), wherever it stands ("news"), nowhere
    ("said"); or it has no date whatever is said ("never": a standing demand). Empty: as is usual for the type."""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


class Lexicon(Part, frozen=True):
    """One language."""

    lang: str
    name: str
    script: Script = Script()
    sentences: Sentences = Sentences()
    lists: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    who: Who = Who()
    cues: Cues = Cues()
    dates: Dates = Dates()
    vetoes: tuple[str, ...] = ()
    """Patterns that make a sentence none of ours, whatever else it says: another kind of ban, a poll, an analyst."""
    elsewhere: tuple[str, ...] = ()
    """The same, where the watch's object is a product: bans on officials' devices, in schools, in other countries."""
    unless: dict[Type, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Type -> patterns that forbid it in the same clause, whatever rule finds it: a supply contract is no agreement."""
    others: tuple[str, ...] = ()
    """Patterns of the purchase of somebody else, `{stranger}`: nothing of a purchase is found in their clause."""
    rule: tuple[Rule, ...] = ()

    @property
    def cased(self) -> bool:
        """Whether its script has capitals."""
        return self.name.lower() != self.name.upper()
