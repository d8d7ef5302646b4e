"""Why a mention joins: the match and the runner-up, or the veto."""

from __future__ import annotations

from typing import Any

from pipeline.stages import develop


def test_the_first_is_the_one_it_joins_and_the_others_say_why_not(say: Any, shelf: Any) -> None:
    shelf.take([say("a1"), say("b1", actors=("bytedance", "oracle")), say("c1", actors=("us-president",))])
    newcomer = say("a2", at="2020-09-15")
    first, second, third = develop.fits(shelf.entries, newcomer, shelf.watch)
    assert first.development == next(one.id for one in shelf.developments if one.actors == newcomer.actors)
    assert first.enough
    assert first.score > second.score
    assert not third.enough
    assert (third.score, third.veto) == (0.0, "actor")
    shelf.take([newcomer])
    assert len(shelf.latest[first.development].reports) == 2
    assert develop.fits({}, newcomer) == ()
