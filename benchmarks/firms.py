"""Real feed items of 267 deals, each of one to six items: their labels joined with the text, and a watch for each deal.

    python -m benchmarks.firms DIR GZ... && dealwire eval DIR/unread.jsonl

`benchmarks/labelled/firms.jsonl` holds ids, labels and parties; the compressed files of feed items the text. Into DIR
go `read.jsonl`, what was read while rules were written, `unread.jsonl`, and a watch file for each deal: its parties
and nothing else. It looks at articles that name what is sold or its owner; where neither is known, the first party.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

from benchmarks.feeds import joined

LABELS: Final = Path(__file__).with_name("labelled") / "firms.jsonl"


def main() -> None:
    """Write the rows whose text is there, and the watches."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("items", nargs="+")
    given = ask.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    labels = map(json.loads, LABELS.read_text("utf-8").splitlines())
    rows: dict[bool, list[str]] = {True: [], False: []}
    for row in joined(labels, given.items):
        read, parties = row.pop("read"), row.pop("parties")
        (given.folder / f"{row['watch']}.toml").write_text(_watch(row["watch"], parties), "utf-8")
        rows[read].append(json.dumps(row, ensure_ascii=False) + "\n")
    for read, lines in rows.items():
        (given.folder / ("read.jsonl" if read else "unread.jsonl")).write_text("".join(lines), "utf-8")


def _watch(deal: str, parties: list[dict[str, Any]]) -> str:
    """The watch file of a deal, whose values are written in TOML as in JSON."""
    sold = [party for party in parties if party["role"] in {"object", "owner"}] or parties[:1]
    names = [name for party in sold for name in party["names"]]
    lines = [f"{key} = {_said(value)}" for key, value in (("id", deal), ("title", deal), ("names", names))]
    for party in parties:
        lines += ["", "[[party]]"]
        lines += [f"{key} = {_said(party[key])}" for key in ("id", "role", "names", "people") if key in party]
        if epithets := party.get("epithets"):
            lines += ["[party.epithets]", *(f"{lang} = {_said(said)}" for lang, said in epithets.items())]
    return "\n".join(lines) + "\n"


def _said(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
