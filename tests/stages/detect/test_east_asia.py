"""What scripts without blanks ask of the reader: digits behind names, words that hold a name, one government first."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from pipeline.model import Article, Mention, Party, Watch
from pipeline.stages.detect import Detector, Lexicon
from pipeline.stages.detect.lexicon import Dates, Rule, Who
from pipeline.stages.detect.script import Script

WATCH = Watch(
    id="deal",
    title="A deal",
    names=("Vidja",),
    parties=(
        Party(id="vidja", role="object", names=("Vidja",)),
        Party(id="us", role="government", names=("美国", "美")),
        Party(id="cn", role="government", names=("中国", "中方")),
    ),
)
LEXICON = Lexicon(
    lang="zh",
    name="中文",
    script=Script(spaced=False, reach=30, near=10),
    who=Who(nobody=("美元",)),
    dates=Dates(forms=("{n}月{d}日",)),
    rule=(
        Rule(name="agreement.two", type="agreement", says=("{government} .. 达成协议",)),
        Rule(name="closing.done", type="closing", says=("{object} .. 完成交割",)),
        Rule(name="terms.stake", type="terms", says=("{government} .. {0:object} # %", "{government} .. 售价")),
    ),
)


def mentions(title: str) -> tuple[Mention, ...]:
    at = datetime(2025, 12, 19, 12, tzinfo=UTC)
    return Detector({LEXICON.lang: LEXICON}).mentions(
        Article(id="a", url="", source="", title=title, text="", lang="zh", published_at=at, fetched_at=at), WATCH
    )


def test_digits_right_behind_a_name_are_a_number() -> None:
    assert [mention.actors for mention in mentions("美国要Vidja50%")] == [("us",)]


def test_a_word_that_holds_a_name_may_mean_nobody() -> None:
    assert mentions("Vidja 3亿美元售价") == ()


def test_the_government_named_first_acts_first_and_the_other_is_meant() -> None:
    assert [mention.actors for mention in mentions("中方称就Vidja达成协议")] == [("cn", "us")]


def test_what_has_happened_bears_no_later_date() -> None:
    assert [mention.date for mention in mentions("Vidja完成交割，1月22日将公布细节")] == ["2025-12-19"]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("ソニーが買収", True),
        ("米ソニー社が買収", True),
        ("ソニー・ピクチャーズが買収", True),
        ("アンソニーが買収", False),
        ("ソニービルが買収", False),
    ],
)
def test_a_name_in_katakana_is_no_part_of_a_longer_word(title: str, found: bool) -> None:  # noqa: FBT001
    sony = msgspec.structs.replace(WATCH, parties=(Party(id="sony", role="object", names=("ソニー",)),))
    lexicon = Lexicon(
        lang="ja",
        name="日本語",
        script=Script(spaced=False, reach=30, near=10),
        rule=(Rule(name="agreement.buys", type="agreement", says=("{object} .. 買収",)),),
    )
    at = datetime(2025, 12, 19, 12, tzinfo=UTC)
    article = Article(id="a", url="", source="", title=title, text="", lang="ja", published_at=at, fetched_at=at)
    assert bool(Detector({"ja": lexicon}).mentions(article, sony)) == found
