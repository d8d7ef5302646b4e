"""Leaves: pure functions over text, URLs and dates that know no noun."""
