"""`python -m pipeline.cli`: how the supervisor starts its children, whatever the PATH is."""

from __future__ import annotations

from pipeline.cli import main

main()
