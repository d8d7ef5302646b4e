"""The pure verbs of the corridor, strangers to each other: no clock, no network, no randomness.

Two signatures. Stateless: `verb.noun(x, ...) -> y`. Stateful: `step(state, x) -> Step(state, out, dropped)`.
"""
