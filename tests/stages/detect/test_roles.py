"""Roles, groups of roles, marks and bits."""

from __future__ import annotations

import pytest

from pipeline.model import Party
from pipeline.stages.detect import roles


def test_a_mark_stands_for_its_role() -> None:
    assert [roles.role(roles.mark(role)) for role in roles.ROLES] == list(roles.ROLES)
    assert len(set(roles.ANY_MARK)) == len(roles.ROLES)
    assert roles.BREAK not in roles.ANY_MARK


def test_groups_and_alternatives_hold_each_mark_once() -> None:
    assert roles.marks("seller|owner") == roles.mark("owner") + roles.mark("object")
    with pytest.raises(KeyError, match="nobody"):
        roles.marks("owner|nobody")


def test_which_marks_stand_in_a_text() -> None:
    text = f"{roles.mark('court')} met {roles.mark('owner')} and {roles.mark('owner')}"
    assert roles.present(text) == {roles.mark("court"), roles.mark("owner")}
    assert roles.present("nobody") == set()


def test_a_role_of_ones_own_counts_as_other() -> None:
    assert roles.of(Party(id="x", role="aunt")) == "other"
    assert roles.of(Party(id="x", role="court")) == "court"


def test_the_first_of_a_role_is_the_one_so_called_among_others() -> None:
    parties = [Party(id="lender", role="other"), Party(id="other", role="other"), Party(id="a", role="suitor")]
    found = roles.firsts([*parties, Party(id="b", role="suitor")])
    assert {role: party.id for role, party in found.items()} == {"other": "other", "suitor": "a"}
    assert roles.firsts(parties[:1])["other"].id == "lender"
