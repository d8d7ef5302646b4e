"""What keeps bans elsewhere in the world from a product's watch leaves that of a company alone, in every language."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.seeds.shipped import DETECTOR, LEXICONS, TIKTOK
from tests.stages.detect.language import article

COMPANY = replace(TIKTOK, product=False)
SAID = {
    "ar": "رفضت بايت دانس عرض مايكروسوفت لشراء تيك توك الذي يحبه الأطفال.",
    "cs": "ByteDance odmítla nabídku Microsoftu na TikTok, oblíbený mezi dětmi.",
    "de": "ByteDance lehnte das Angebot von Microsoft für das bei Jugendlichen beliebte TikTok ab.",
    "el": "Η ByteDance απέρριψε την προσφορά της Microsoft για το TikTok, που αγαπούν οι μαθητές.",
    "en": "ByteDance rejected Microsoft's bid for TikTok, popular with teens.",
    "es": "ByteDance rechazó la oferta de Microsoft por TikTok, popular entre los adolescentes.",
    "fi": "ByteDance hylkäsi Microsoftin tarjouksen lapsille suunnatusta TikTokista.",
    "fr": "ByteDance a rejeté l'offre de Microsoft pour TikTok, apprécié des adolescents.",
    "hi": "बाइटडांस ने बच्चों में लोकप्रिय टिकटॉक के लिए माइक्रोसॉफ्ट की पेशकश ठुकरा दी।",
    "id": "ByteDance menolak tawaran Microsoft untuk TikTok yang digemari remaja.",
    "it": "ByteDance ha respinto l'offerta di Microsoft per TikTok, amata dagli adolescenti.",
    "ja": "バイトダンスは青少年に人気のTikTokに対するマイクロソフトの買収提案を拒否した。",
    "ko": "바이트댄스는 청소년에게 인기 있는 틱톡에 대한 마이크로소프트의 인수 제안을 거절했다.",
    "nl": "ByteDance heeft het bod van Microsoft op het bij tieners populaire TikTok afgewezen.",
    "no": "ByteDance avviste budet fra Microsoft på TikTok, som er populært blant ungdom.",
    "pl": "ByteDance odrzucił ofertę Microsoftu na TikToka, lubianego przez nastolatków.",
    "pt": "A ByteDance rejeitou a oferta da Microsoft pelo TikTok, popular entre adolescentes.",
    "ro": "ByteDance a respins oferta Microsoft pentru TikTok, populară printre elevi.",
    "ru": "ByteDance отклонила предложение Microsoft о покупке популярного у подростков TikTok.",
    "th": "ไบต์แดนซ์ปฏิเสธข้อเสนอของไมโครซอฟท์ที่จะซื้อติ๊กต็อกซึ่งเป็นที่นิยมของเด็ก",
    "tr": "ByteDance, Microsoft'un çocukların sevdiği TikTok için yaptığı teklifi reddetti.",
    "uk": "ByteDance відхилила пропозицію Microsoft щодо TikTok, популярного серед підлітків.",
    "ur": "بائٹ ڈانس نے بچوں میں مقبول ٹک ٹاک کے لیے مائیکروسافٹ کی پیشکش مسترد کر دی۔",
    "vi": "ByteDance từ chối đề nghị của Microsoft mua TikTok, ứng dụng được sinh viên ưa thích.",
    "zh": "字节跳动拒绝了微软对深受青少年喜爱的TikTok的收购要约。",
}


@pytest.mark.parametrize("lang", LEXICONS)
def test_only_a_products_watch_leaves_alone_what_may_be_a_ban_elsewhere(lang: str) -> None:
    said = article("TikTok", SAID[lang], lang=lang)
    assert not DETECTOR.mentions(said, TIKTOK)
    assert "rejection" in {mention.type for mention in DETECTOR.mentions(said, COMPANY)}
