"""What an offer pays above the share price is no news of the stock market, in any language."""

from __future__ import annotations

import pytest

from tests.seeds.shipped import DETECTOR, LEXICONS, TIKTOK
from tests.stages.detect.language import article

SAID = {
    "ar": "رفضت بايت دانس عرض مايكروسوفت لشراء تيك توك بعلاوة 20% على سعر السهم.",
    "cs": "ByteDance odmítla nabídku Microsoftu na TikTok s prémií 20 procent proti ceně akcií.",
    "de": "ByteDance lehnte das Angebot von Microsoft für TikTok ab, 20 Prozent über dem Aktienkurs.",
    "el": "Η ByteDance απέρριψε την προσφορά της Microsoft για το TikTok, με υπερτίμημα 20% στην τιμή της μετοχής.",
    "en": "ByteDance rejected Microsoft's bid for TikTok, a premium of 20% over the share price.",
    "es": "ByteDance rechazó la oferta de Microsoft por TikTok, con una prima del 20 % sobre el precio de la acción.",
    "fi": "ByteDance hylkäsi Microsoftin tarjouksen TikTokista, 20 prosenttia yli osakekurssin.",
    "fr": "ByteDance a rejeté l'offre de Microsoft pour TikTok, avec une prime de 20 % sur le cours de l'action.",
    "hi": "बाइटडांस ने टिकटॉक के लिए शेयर भाव से 20 प्रतिशत अधिक की माइक्रोसॉफ्ट की पेशकश ठुकरा दी।",
    "id": "ByteDance menolak tawaran Microsoft untuk TikTok dengan premi 20 persen di atas harga saham.",
    "it": "ByteDance ha respinto l'offerta di Microsoft per TikTok, con un premio del 20% sul prezzo delle azioni.",
    "ja": "バイトダンスは、株価に20%のプレミアムを付けたTikTokに対するマイクロソフトの買収提案を拒否した。",
    "ko": "바이트댄스는 주가에 20% 프리미엄을 얹은 틱톡에 대한 마이크로소프트의 인수 제안을 거절했다.",
    "nl": "ByteDance heeft het bod van Microsoft op TikTok afgewezen, een premie van 20 procent op de beurskoers.",
    "no": "ByteDance avviste budet fra Microsoft på TikTok, en premie på 20 prosent på aksjekursen.",
    "pl": "ByteDance odrzucił ofertę Microsoftu na TikToka, o 20 proc. wyższą od kursu akcji.",
    "pt": "A ByteDance rejeitou a oferta da Microsoft pelo TikTok, com um prêmio de 20% sobre o preço das ações.",
    "ro": "ByteDance a respins oferta Microsoft pentru TikTok, cu o primă de 20% față de prețul acțiunilor.",
    "ru": "ByteDance отклонила предложение Microsoft о покупке TikTok с премией 20% к котировкам.",
    "th": "ไบต์แดนซ์ปฏิเสธข้อเสนอของไมโครซอฟท์ที่จะซื้อติ๊กต็อกสูงกว่าราคาหุ้น 20%",
    "tr": "ByteDance, Microsoft'un TikTok için hisse fiyatının yüzde 20 üzerindeki teklifini reddetti.",
    "uk": "ByteDance відхилила пропозицію Microsoft щодо TikTok із премією 20% до ціни акцій.",
    "ur": "بائٹ ڈانس نے حصص کی قیمت سے 20 فیصد زیادہ پر ٹک ٹاک کے لیے مائیکروسافٹ کی پیشکش مسترد کر دی۔",
    "vi": "ByteDance từ chối đề nghị của Microsoft mua TikTok với mức cao hơn 20% so với giá cổ phiếu.",
    "zh": "字节跳动拒绝了微软对TikTok的收购要约，该报价较股价溢价20%。",
}


@pytest.mark.parametrize("lang", LEXICONS)
def test_an_offer_above_the_share_price_is_refused(lang: str) -> None:
    found = {mention.type for mention in DETECTOR.mentions(article("TikTok", SAID[lang], lang=lang), TIKTOK)}
    assert "rejection" in found
