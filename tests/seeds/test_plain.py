"""What the plainest sentences say of a sale and of a take-over, in each language that has a file of them.

They were written without a look at the rules, a thing said in each language by the same words as far as these go.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

from pipeline.model import Mention, Modality, Watch
from tests.seeds.shipped import COMMERZBANK, DETECTOR, TIKTOK, US_STEEL
from tests.stages.detect.language import article

PUBLISHED = date(2024, 11, 6)
"""A Wednesday; what happened, happened on its Monday or Tuesday."""
MONDAY, TUESDAY, FRIDAY = "2024-11-04", "2024-11-05", "2024-11-08"
SIDES = "bytedance oracle tiktok"


class Said(NamedTuple):
    """What a sentence says: its type or types, who may be held to act first, how sure it is, and when; "" is any.

    Without a type it says nothing of the kind.
    """

    type: str = ""
    first: str = ""
    modality: Modality | str = "confirmed"
    day: str = ""

    def is_in(self, mention: Mention) -> bool:
        """Whether a mention says so."""
        acting = not self.first or mention.actors[0] in self.first.split()
        held = not self.modality or mention.modality == self.modality
        return mention.type in self.type.split() and acting and held and (not self.day or mention.date == self.day)


SALE = {
    "talks": Said("talks", "oracle", "reported"),
    "interest": Said("interest", "oracle", ""),
    "offer": Said("offer", "oracle", day=MONDAY),
    "rejection": Said("rejection", "bytedance", day=MONDAY),
    "passive": Said("rejection", "bytedance"),
    "withdrawal": Said("withdrawal", "oracle", day=MONDAY),
    "agreement": Said("agreement", SIDES, day=MONDAY),
    "signing-planned": Said("agreement", SIDES, "expected", FRIDAY),
    "review": Said("review", "cfius"),
    "approval": Said("approval", "cn-government", day=MONDAY),
    "approval-expected": Said("approval", "cn-government", "expected", FRIDAY),
    "approval-refused": Said("opposition", "cn-government", ""),
    "opposition": Said("opposition", "cn-government"),
    "order": Said("order", "us-president", day=MONDAY),
    "recap": Said("order", "us-president", day="2024-08"),
    "bill-passed": Said("order", "us-congress", day=TUESDAY),
    "deadline": Said("deadline", "us-president"),
    "sale-due": Said("deadline", modality="", day="2025-04-05"),
    "term-expired": Said("deadline", modality="", day=MONDAY),
    "litigation": Said("litigation", "tiktok", day=MONDAY),
    "hearing-planned": Said("litigation", modality="expected", day=FRIDAY),
    "ruling": Said("ruling", "us-court", day=MONDAY),
    "ban-left": Said("ruling", "us-court"),
    "closing": Said("closing", day=MONDAY),
    "closing-planned": Said("closing", modality="expected", day="2025-04-02"),
    "service": Said("service", "tiktok", day=MONDAY),
    "back-online": Said("service", "tiktok", day=MONDAY),
    "will-not-sell": Said("statement", "bytedance", day=TUESDAY),
    "no-plans": Said("statement interest", modality=""),
    "broke-down": Said("talks", modality="", day=MONDAY),
    "will-appeal": Said("litigation", modality="expected"),
    "upheld": Said("ruling", day=MONDAY),
    "lost-appeal": Said("ruling", day=MONDAY),
    "uninterested": Said("withdrawal interest", modality=""),
    "values": Said("terms", modality=""),
    "share": Said("terms", modality=""),
    "removed": Said("service", day=MONDAY),
    "deadline-is": Said("deadline", modality="", day="2025-04-05"),
    "no-offer": Said(),
    "not-yet-signed": Said(),
    "question": Said(),
    "condition": Said(),
    "approval-awaited": Said(),
    "approval-once": Said(),
    "would-approve": Said(),
    "not-signed": Said(),
    "not-ruled": Said(),
}
Table: TypeAlias = Mapping[str, Said | tuple[Said, ...]]
"""What each sentence says, by its key."""
TAKEOVER: Table = {
    "holders": Said("approval", day=MONDAY),
    "bid-raised": Said("offer", "nippon-steel", day=MONDAY),
    "bid-dropped": Said("withdrawal", "nippon-steel", day=MONDAY),
    "blocked": Said("order", "us-president", day=MONDAY),
    "union": Said("opposition", "usw"),
    "cleared": Said("approval", "cfius", day=MONDAY),
    "approval-once": Said(),
    "closing-near": Said(),
    "sued": Said("litigation", "nippon-steel us-steel", day=MONDAY),
    "closing-planned": Said("closing", modality="expected", day="2025-06"),
    "agreement-denied": Said("agreement", modality="denied"),
    "rival-interest": Said("interest", "cleveland-cliffs", ""),
    "profit": Said(),
    "other-purchase": Said(),
    "analysts": Said(),
}
FORMS: Table = {
    "rejection-aside": Said("rejection", "bytedance", day=MONDAY),
    "sold-passive": Said("closing agreement", SIDES, day=MONDAY),
    "if-rejected": Said(),
    "unless-sold": Said("deadline", modality="", day="2025-04-05"),
    "failed-to-agree": Said("talks", modality="", day=MONDAY),
    "refused-to-sell": Said("rejection statement", "bytedance"),
    "ruled-out": Said("rejection statement", "bytedance"),
    "talks-denied": Said("talks", "oracle", "denied"),
    "not-yet-approved": Said(),
    "reportedly-rejected": Said("rejection", "bytedance", "reported"),
    "rumour": Said("interest offer", "oracle", "rumoured"),
    "agreement-denied": Said("agreement statement", "bytedance", ""),
    "rejection-planned": Said("rejection", "bytedance", "expected", FRIDAY),
    "order-revoked": Said("order", "us-president", day=MONDAY),
    "ban-paused": Said("deadline order", "us-president"),
    "appealed": Said("litigation", "tiktok", day=MONDAY),
    "not-heard": Said("ruling", "us-court", day=MONDAY),
    "heard-friday": Said("litigation", modality="expected", day=FRIDAY),
    "asked-leave": Said("offer", "bytedance", day=MONDAY),
    "bill-introduced": Said("order", "us-congress", "expected"),
    "committee": Said("order", "us-congress", day=TUESDAY),
    "chose": Said("agreement", SIDES),
    "partner-left": Said("withdrawal", "walmart", day=MONDAY),
    "partner-joined": Said("interest offer", "walmart", day=MONDAY),
    "no-comment": Said(),
    "asks": Said(),
    "warned": Said("opposition statement", "cn-government"),
    "rather-shut": Said("opposition statement", "cn-government", ""),
    "elsewhere": Said(),
    "store-return": Said("service", "apple tiktok", day=MONDAY),
    "shutdown-planned": Said("service", "tiktok", "expected", FRIDAY),
    "cut": Said("terms", modality=""),
    "board-seats": Said("terms", modality=""),
    "retrain": Said("terms", modality=""),
    "signing-put-off": Said(),
    "states-agree": Said("agreement", "us-government cn-government", day=MONDAY),
    "call-planned": Said("talks", "us-president cn-government", "expected", FRIDAY),
    "blessed": Said("approval", "cn-government"),
    "praise": Said("statement", "us-president"),
    "threat": Said("statement", "us-president", day=MONDAY),
    "ban-in-force": Said("deadline", modality="", day="2025-03-24"),
    "month-recap": Said("rejection", "bytedance", day="2024-01"),
    "year-recap": Said("order", "us-president", day="2020-08"),
    "both": (Said("rejection", "bytedance", day=MONDAY), Said("agreement", SIDES)),
    "product": Said(),
    "other-purchase": Said(),
}
BIDS: Table = {
    "board-backs": Said("approval agreement statement", "us-steel"),
    "board-refuses": Said("rejection", "us-steel", day=MONDAY),
    "vote-planned": Said("approval", "us-steel", "expected", FRIDAY),
    "price": Said("terms", modality=""),
    "break-fee": Said("terms", modality=""),
    "promise": Said("statement terms", "nippon-steel", ""),
    "eu-cleared": Said("approval", day=MONDAY),
    "review-longer": Said("review deadline", "cfius"),
    "in-depth": Said("review", "cfius", day=MONDAY),
    "filed-again": Said("offer", "nippon-steel us-steel", day=MONDAY),
    "advice-against": Said("opposition", "cfius", day=MONDAY),
    "block-planned": Said("order opposition statement", "us-president", ""),
    "suit-dismissed": Said("ruling", "us-court", day=MONDAY),
    "closed": Said("closing", "nippon-steel us-steel", day=MONDAY),
    "called-off": Said("withdrawal", "nippon-steel us-steel", day=MONDAY),
    "longer": Said("deadline", modality="", day="2025-03-31"),
    "layoffs": Said(),
    "history": Said("agreement", "nippon-steel us-steel", day="2023-12"),
    "history-aside": Said("agreement offer", "nippon-steel us-steel", day="2023-12"),
    "joint-bid": Said("interest offer", "cleveland-cliffs", ""),
    "rival-offer": Said("offer", "cleveland-cliffs", day=MONDAY),
    "not-raising": Said(),
    "talks-open": Said("talks", "nippon-steel us-steel", day=MONDAY),
    "strategic-review": Said("interest", "us-steel", day=MONDAY),
    "shares": Said(),
    "analyst": Said(),
}
STAKES: Table = {
    "stake-raised": Said("interest", "unicredit", day=MONDAY),
    "stake-holds": Said("interest terms", "unicredit", ""),
    "state-against": Said("opposition", "de-government"),
    "stake-allowed": Said("approval", "ecb", day=MONDAY),
    "stake-asked": Said("offer", "unicredit", day=MONDAY),
    "no-offer": Said(),
    "would-offer": Said(),
    "hostile": Said("opposition statement rejection", "de-chancellor", ""),
    "exchange-offer": Said("offer", "unicredit", day=MONDAY),
    "offer-planned": Said("offer", "unicredit", "expected", FRIDAY),
    "offer-period": Said("deadline", modality="", day="2025-05-31"),
    "turned-down": Said("rejection", "commerzbank", day=MONDAY),
    "met": Said("talks", "unicredit commerzbank", day=MONDAY),
    "dropped": Said("withdrawal", "unicredit", day=MONDAY),
    "state-sells": Said("interest", "de-government", ""),
    "cartel-cleared": Said("approval", "bundeskartellamt", day=MONDAY),
    "union-against": Said("opposition", "verdi"),
    "results": Said(),
}
PLANS: Table = {
    "call": Said("talks", "us-president cn-government", "expected", FRIDAY),
    "signing": Said("agreement", SIDES, "expected", FRIDAY),
    "vote": Said("order", "us-congress", "expected", FRIDAY),
    "hearing": Said("litigation", modality="expected", day=FRIDAY),
    "closing": Said("closing", modality="expected", day=FRIDAY),
    "same": (Said("rejection", "bytedance", day="2024-08"), Said("order", "us-president", day="2024-08")),
    "later": (Said("rejection", "bytedance", day=MONDAY), Said("withdrawal", "walmart", day=TUESDAY)),
}
NOUNS: Table = {
    "signing-put-off": Said(),
    "approval-missing": Said(),
    "agreement-far": Said(),
    "offer-missing": Said(),
    "rejection-noun": Said("rejection", "bytedance"),
    "approval-came": Said("approval", "cn-government", day=MONDAY),
    "ruling-awaited": Said("ruling", "us-court", "expected", FRIDAY),
    "ruling-came": Said("ruling", "us-court", day=MONDAY),
    "signed-by": Said("agreement", SIDES, day=MONDAY),
    "order-by": Said("order", "us-president", day=MONDAY),
    "said-signed": Said("agreement", SIDES),
    "bloomberg": Said("rejection", "bytedance", "reported"),
    "would-appeal": Said("litigation", "tiktok", "expected"),
}
TURNS: Table = {
    "not-rejected": Said(),
    "not-approved": Said(),
    "not-sued": Said(),
    "undecided": Said(),
    "unclear": Said(),
    "reports-false": Said(),
    "both-refused": Said("rejection", "bytedance", day=MONDAY),
    "both-left": Said("withdrawal", "oracle walmart", day=MONDAY),
    "after": (Said("rejection", "bytedance"), Said("withdrawal", "oracle")),
    "despite": (Said("agreement", SIDES, day=MONDAY), Said("agreement opposition")),
    "hopes-to-close": Said("closing", modality="expected", day="2025-06"),
    "wants": Said("interest", "oracle", ""),
    "could-block": Said(),
    "threat-only": Said("statement", "us-president"),
    "instead": Said(),
    "three-days-ago": Said("rejection", "bytedance", day="2024-11-03"),
    "end-of-month": Said("deadline", modality="", day="2024-11"),
    "two-weeks": Said("deadline", modality="", day="2024-11-20"),
    "last-month": Said("offer", "oracle", day="2024-10"),
    "next-week": Said("agreement", SIDES, "expected", "2024-11-11"),
    "yesterday": Said("order", "us-president", day=TUESDAY),
    "tomorrow": Said("litigation ruling", modality="expected", day="2024-11-07"),
    "experts": Said(),
    "spokesman": Said(),
    "approved-passive": Said("approval", "cn-government", day=MONDAY),
    "sued-passive": Said("litigation", "tiktok", day=MONDAY),
    "offer-passive": Said("offer", "oracle", day=MONDAY),
}
BID_TURNS: Table = {
    "not-approved": Said(),
    "undecided": Said(),
    "hopes": Said("closing", modality="expected", day="2025-06"),
    "may-raise": Said(),
    "completed-passive": Said("closing", "nippon-steel us-steel", day=MONDAY),
    "blocked-passive": Said("order opposition", "us-president", day=MONDAY),
    "cleared-passive": Said("approval", "cfius", day=MONDAY),
    "raised-passive": Said("offer", "nippon-steel", day=MONDAY),
    "refused-passive": Said("rejection", "us-steel", day=MONDAY),
    "signing-put-off": Said(),
    "approval-awaited": Said(),
    "concessions": Said("offer", "nippon-steel", day=MONDAY),
    "exclusive": Said("talks", "us-steel nippon-steel"),
    "talks-denied": Said("talks", modality="denied"),
    "suit-heard": Said("litigation", modality="expected", day=FRIDAY),
    "suit-dropped": Said("withdrawal litigation", "nippon-steel", day=MONDAY),
    "union-sues": Said("litigation", "usw", day=MONDAY),
    "leaders-talk": Said("talks", "us-president jp-government", "expected", FRIDAY),
    "experts": Said(),
    "not-blocked": Said(),
    "not-raised": Said(),
    "unclear": Said(),
    "year-recap": Said("agreement", "nippon-steel us-steel", day="2023-12"),
    "both": (Said("rejection", "us-steel", day=MONDAY), Said("agreement", "us-steel nippon-steel")),
    "raised-to": Said("offer", "nippon-steel", day=MONDAY),
}
BRIEFS: Table = {
    "talks-stall": Said("talks", modality=""),
    "bid-preparing": Said("interest offer", modality=""),
    "bid-improved": Said("offer", modality=""),
    "bid-snubbed": Said("rejection"),
    "board-accepts": Said("approval agreement statement", modality=""),
    "deal-close": Said("talks agreement", modality=""),
    "deal-signed": Said("agreement"),
    "deal-off": Said("withdrawal talks"),
    "price-agreed": Said("agreement terms"),
    "eu-clears": Said("approval"),
    "eu-probes": Said("review", modality=""),
    "watchdog-warns": Said("opposition statement"),
    "minister-no": Said("opposition", modality=""),
    "union-no": Said("opposition"),
    "president-blocks": Said("order opposition", "us-president"),
    "president-weighs-ban": Said("statement", "us-president", ""),
    "bill-passes-senate": Said("order", "us-congress"),
    "ban-starts-sunday": Said("deadline", modality=""),
    "deadline-nears": Said(),
    "deadline-put-off": Said("deadline review"),
    "deadline-passes": Said("deadline", modality=""),
    "court-hears": Said("litigation", modality=""),
    "court-rules-for-firm": Said("ruling", "us-court"),
    "court-rules-for-state": Said("ruling", "us-court"),
    "firm-appeals": Said("litigation", "tiktok bytedance", ""),
    "app-off": Said("service"),
    "app-back": Said("service"),
    "stores-drop-app": Said("service"),
    "stake-raised": Said("interest"),
    "stake-sold": Said("closing agreement interest"),
    "holder-wants-sale": Said("interest statement opposition", modality=""),
    "no-sale": Said("statement rejection", modality=""),
    "not-for-sale-denial": Said("statement interest talks", modality=""),
    "says-no-talks": Said("talks statement", modality=""),
    "question-headline": Said(),
    "share-price": Said(),
    "analyst": Said(),
    "other-business": Said(),
    "user-story": Said(),
    "foreign-ban": Said(),
}
HEADLINES = {kind: Said(one.type, one.first, "" if kind == "talks" else one.modality) for kind, one in SALE.items()} | {
    "review": Said("review", "us-government cfius")
}
"""The same of headlines, which name no day and no source."""
BESIDES = {"terms", "statement", "order"}
"""What may be told besides: "must sell" is a demand, too."""
UNDONE = {
    "approval-awaited": "approval",
    "approval-once": "approval",
    "closing-near": "closing",
    "would-approve": "approval",
    "not-signed": "order",
    "not-ruled": "ruling",
    "signing-put-off": "agreement",
    "approval-missing": "approval",
    "not-approved": "approval",
    "undecided": "order",
}
"""What is not so yet, of sentences that may say something else."""
HELD = {"could-block": "rumoured", "may-raise": "rumoured", "reports-false": "denied"}
"""How what is not so may be told all the same."""


TABLES: dict[str, tuple[Watch, Table]] = {
    "sale": (TIKTOK, SALE),
    "headlines": (TIKTOK, HEADLINES),
    "takeover": (US_STEEL, TAKEOVER),
    "forms": (TIKTOK, FORMS),
    "bids": (US_STEEL, BIDS),
    "stakes": (COMMERZBANK, STAKES),
    "plans": (TIKTOK, PLANS),
    "nouns": (TIKTOK, NOUNS),
    "turns": (TIKTOK, TURNS),
    "bid-turns": (US_STEEL, BID_TURNS),
    "briefs": (TIKTOK, BRIEFS),
    "bid-briefs": (US_STEEL, BRIEFS),
}
HEADED = {"headlines", "briefs", "bid-briefs"}
"""Where each sentence is a headline."""
FILES = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in (Path(__file__).parent / "plain").iterdir()}


@pytest.mark.parametrize(("lang", "file"), [(lang, file) for lang in sorted(FILES) for file in FILES[lang]])
def test_the_plainest_words_are_read(lang: str, file: str) -> None:
    watch, table = TABLES[file]
    misread = {}
    for kind, sentence in FILES[lang][file].items():
        name = next((one for one in watch.names if one in sentence), watch.names[0])
        title, text = (sentence, "") if file in HEADED else (name, sentence)
        told = DETECTOR.mentions(article(title, text, lang=lang, published=PUBLISHED), watch)
        if not _is_read(kind, table[kind.rstrip("-12") if file in HEADED else kind], told):
            misread[sentence] = [(one.type, one.actors[:1], one.modality, one.date) for one in told]
    assert misread == {}


def _is_read(kind: str, said: Said | tuple[Said, ...], told: tuple[Mention, ...]) -> bool:
    """Whether all of what a sentence says is told, and nothing else."""
    wanted = [one for one in ((said,) if isinstance(said, Said) else said) if one.type]
    if not wanted:
        return not any(_concludes(kind, one) for one in told)
    allowed = BESIDES.union(*(one.type.split() for one in wanted))
    return all(any(map(one.is_in, told)) for one in wanted) and all(one.type in allowed for one in told)


def _concludes(kind: str, mention: Mention) -> bool:
    """Whether what asks, denies, waits or is another's is told as so."""
    undone = mention.type == UNDONE[kind] if kind in UNDONE else mention.type not in BESIDES
    return undone and mention.modality not in {"expected", HELD.get(kind)}
