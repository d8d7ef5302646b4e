"""How well `detect` finds what labelled articles say: F1 by type, first actor, modality, date, false alarms.

    python benchmarks/detection_quality.py [FILE...] [--half A|B] [--lang en] [--errors]

Without files it reads ../shared/gold. A row: {"id", "lang", "published", "title", "text", "mentions", "sure"}. Halves are by
hash of the id: rules are tuned on A and on the silver, B is looked at seldom.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from pipeline.edge import interchange, seeds
from pipeline.settings import Settings
from pipeline.stages.detect import Detector
from pipeline.stages.gate import Gate

GOLD = Path(__file__).parents[2] / "shared" / "gold"


def half(row_id: str) -> str:
    return "AB"[hashlib.blake2b(row_id.encode()).digest()[0] % 2]


def near(said: str | None, wanted: str | None) -> bool:
    if said is None or wanted is None:
        return said == wanted
    if len(said) == len(wanted) == 10:
        return abs((date.fromisoformat(said) - date.fromisoformat(wanted)).days) <= 1
    return said[:7] == wanted[:7]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--half", default="AB")
    parser.add_argument("--lang", default="")
    parser.add_argument("--watch", default="tiktok")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--type", default="")
    args = parser.parse_args()
    settings = Settings(seeds_dir=str(Path(__file__).parents[1] / "seeds"))
    watch = next(watch for watch in seeds.watches(settings) if watch.id == args.watch)
    detector, gate = Detector(seeds.lexicons(settings)), Gate([watch])
    files = args.files or [str(GOLD / name) for name in ("written-dev.jsonl", "real-dev.jsonl")]
    types: dict[str, Counter[str]] = defaultdict(Counter)
    langs: dict[str, Counter[str]] = defaultdict(Counter)
    rules: dict[str, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    took = 0.0
    for line in (line for file in files for line in Path(file).open("rb")):
        row = json.loads(line)
        if (
            half(row["id"]) not in args.half
            or (args.lang and row["lang"] not in args.lang.split(","))
            or not row.get("sure", True)
        ):
            continue
        article = interchange.article(line, "")
        before = time.perf_counter()
        found = detector.mentions(article, watch) if gate.concerned(article) else ()
        took += time.perf_counter() - before
        wanted = [mention for mention in row["mentions"] if not mention.get("optional")]
        allowed = {mention["type"] for mention in row["mentions"] if mention.get("optional")}
        want_types, got_types = {mention["type"] for mention in wanted}, {mention.type for mention in found}
        for kind in want_types | got_types:
            outcome = (
                "tp"
                if kind in want_types and kind in got_types
                else "fn"
                if kind in want_types
                else ""
                if kind in allowed
                else "fp"
            )
            for counter in (types[kind], langs[row["lang"]], total):
                counter[outcome] += 1
            for mention in found:
                if mention.type == kind:
                    rules[mention.rule][outcome] += 1
        want_pairs = {(mention["type"], (mention["actors"] or [""])[0]) for mention in wanted}
        got_pairs = {
            (mention.type, (mention.actors or ("",))[0])
            for mention in found
            if mention.type not in allowed or mention.type in want_types
        }
        allowed_pairs = {
            (mention["type"], (mention["actors"] or [""])[0]) for mention in row["mentions"] if mention.get("optional")
        }
        total["pair tp"] += len(want_pairs & got_pairs)
        total["pair fn"] += len(want_pairs - got_pairs)
        total["pair fp"] += len(got_pairs - want_pairs - allowed_pairs)
        if not row["mentions"]:
            total["empty"] += 1
            total["alarms"] += bool(found)
        used: set[int] = set()
        for mention in wanted:
            fits = [
                (index, one) for index, one in enumerate(found) if one.type == mention["type"] and index not in used
            ]
            if not fits:
                continue
            first = (mention["actors"] or [""])[0]
            index, one = max(
                fits, key=lambda fit: ((fit[1].actors or ("",))[0] == first, near(fit[1].date, mention["date"]))
            )
            used.add(index)
            total["matched"] += 1
            total["modality"] += one.modality == mention["modality"]
            total["date"] += near(one.date, mention["date"])
            if args.errors and (not args.type or args.type == one.type):
                if one.modality != mention["modality"]:
                    print(
                        f"  MODALITY {row['id']} {one.type} {one.modality} for {mention['modality']} [{one.rule}] {one.evidence.quote[:140]}"
                    )
                if not near(one.date, mention["date"]):
                    print(
                        f"  DATE {row['id']} {row['published'][:10]} {one.type} {one.date} for {mention['date']} [{one.rule}] {one.evidence.quote[:140]}"
                    )
        if args.errors:
            for mention in wanted:
                if mention["type"] not in got_types and args.type in ("", mention["type"]):
                    spot = mention["evidence"]
                    print(
                        f"MISS {row['id']} {row['lang']} {mention['type']} {mention['actors']} | {row[spot['field']][spot['start'] : spot['end']][:220]}"
                    )
            for one in found:
                if args.type in ("", one.type):
                    pair = (one.type, (one.actors or ("",))[0])
                    if one.type not in want_types | allowed:
                        print(
                            f"FALSE {row['id']} {row['lang']} {one.type} {one.actors} [{one.rule}] {one.evidence.quote[:220]}"
                        )
                    elif pair not in want_pairs | allowed_pairs:
                        print(
                            f"  ACTOR {row['id']} {pair} for {[p for p in want_pairs | allowed_pairs if p[0] == one.type]} [{one.rule}] {one.evidence.quote[:140]}"
                        )
    for name, table in (("type", types), ("language", langs)):
        print(f"\n{name:14}{'tp':>5}{'fp':>5}{'fn':>5}{'P':>7}{'R':>7}{'F1':>7}")
        for key, counter in sorted(table.items(), key=lambda item: -item[1]["tp"] - item[1]["fn"]):
            print(
                f"{key:14}{counter['tp']:5}{counter['fp']:5}{counter['fn']:5}"
                + _scores(counter["tp"], counter["fp"], counter["fn"])
            )
    print(f"{'all':14}{total['tp']:5}{total['fp']:5}{total['fn']:5}" + _scores(total["tp"], total["fp"], total["fn"]))
    print(
        f"{'first actor':14}{total['pair tp']:5}{total['pair fp']:5}{total['pair fn']:5}"
        + _scores(total["pair tp"], total["pair fp"], total["pair fn"])
    )
    matched = total["matched"] or 1
    print(
        f"modality {total['modality'] / matched:.3f}  date {total['date'] / matched:.3f}  false alarms {total['alarms']}/{total['empty']} rows without a mention; {took:.2f} s"
    )
    if args.errors:
        print("\nrules with false alarms")
        for rule, counter in sorted(rules.items(), key=lambda item: -item[1]["fp"]):
            if counter["fp"]:
                print(f"  {rule:34} tp {counter['tp']:3} fp {counter['fp']:3}")


def _scores(tp: int, fp: int, fn: int) -> str:
    precision, recall = tp / ((tp + fp) or 1), tp / ((tp + fn) or 1)
    return f"{precision:7.3f}{recall:7.3f}{2 * precision * recall / ((precision + recall) or 1):7.3f}"


if __name__ == "__main__":
    main()
