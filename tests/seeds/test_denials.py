"""Who denies talks in the plainest words has denied them, in each language of the first sixteen."""

from __future__ import annotations

import pytest

from tests.seeds.shipped import DETECTOR, TIKTOK
from tests.stages.detect.language import article

DENIED = {
    "ar": "نفت بايت دانس إجراء محادثات مع أوراكل.",
    "de": "ByteDance dementiert Verhandlungen mit Oracle.",
    "en": "ByteDance denied talks with Oracle.",
    "es": "ByteDance niega conversaciones con Oracle.",
    "fr": "ByteDance dément des négociations avec Oracle.",
    "id": "ByteDance membantah pembicaraan dengan Oracle.",
    "it": "ByteDance nega trattative con Oracle.",
    "ja": "バイトダンスはオラクルとの交渉を否定した。",
    "ko": "바이트댄스는 오라클과의 협상을 부인했다.",
    "nl": "ByteDance ontkent gesprekken met Oracle.",
    "pl": "ByteDance zaprzecza rozmowom z Oracle.",
    "pt": "ByteDance nega negociações com a Oracle.",
    "ru": "ByteDance отрицает переговоры с Oracle.",
    "tr": "ByteDance, Oracle ile görüşmeleri yalanladı.",
    "vi": "ByteDance phủ nhận đàm phán với Oracle.",
    "zh": "字节跳动否认与甲骨文谈判。",
}


@pytest.mark.parametrize("lang", DENIED)
def test_what_is_denied_is_not_told_as_so(lang: str) -> None:
    said = DETECTOR.mentions(article("TikTok", DENIED[lang], lang=lang), TIKTOK)
    assert [(one.type, one.modality) for one in said] == [("talks", "denied")]
