from __future__ import annotations

import numpy as np

from pipeline.edge import encoder


def test_what_means_the_same_is_near_in_two_languages() -> None:
    said = ["Oracle buys the company.", "Oracle kauft das Unternehmen.", "It rains in the north."]
    likeness = encoder.encode(said) @ encoder.encode(said).T
    assert likeness[0, 1] > 0.6 > likeness[0, 2]
    assert np.allclose(np.diag(likeness), 1, atol=1e-3)


def test_the_same_text_gives_the_same_vector() -> None:
    assert np.array_equal(encoder.encode(["A deal."]), encoder.encode(["A deal."]))
