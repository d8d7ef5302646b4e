from __future__ import annotations

import pytest

from pipeline.kit import languages


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The owner of the app turned the offer down on Sunday, the company said in a short note.", "en"),
        ("La maison mère a refusé l'offre dimanche, a indiqué l'entreprise dans un court message.", "fr"),
        ("Der Mutterkonzern hat das Angebot am Sonntag abgelehnt, teilte das Unternehmen mit.", "de"),
        ("La empresa matriz rechazó la oferta el domingo, según un breve comunicado.", "es"),
        ("La casa madre ha respinto l'offerta domenica, ha detto la società in una breve nota.", "it"),
        ("A empresa controladora rejeitou a oferta no domingo, disse a companhia em nota.", "pt"),
        ("Het moederbedrijf heeft het bod zondag afgewezen, meldde de onderneming.", "nl"),
        ("Spółka matka odrzuciła ofertę w niedzielę, podała firma w krótkim komunikacie.", "pl"),
        ("字节跳动周日拒绝了微软的收购提议。", "zh"),
        ("親会社は日曜日にマイクロソフトの提案を断った。", "ja"),
        ("모회사는 일요일에 마이크로소프트의 제안을 거절했다.", "ko"),
        ("رفضت الشركة الأم العرض يوم الأحد بحسب بيان قصير.", "ar"),
        ("Материнская компания отклонила предложение в воскресенье, говорится в сообщении.", "ru"),
        ("Материнська компанія відхилила пропозицію в неділю, йдеться у повідомленні.", "uk"),
        ("Ana şirket pazar günü teklifi reddetti, diye açıkladı kısa bir notta.", "tr"),
        ("Perusahaan induk menolak tawaran itu pada hari Minggu, kata perusahaan.", "id"),
        ("Công ty mẹ đã từ chối lời đề nghị vào Chủ nhật, theo một thông báo ngắn.", "vi"),
        ("Η μητρική εταιρεία απέρριψε την προσφορά την Κυριακή.", "el"),
        ("मूल कंपनी ने रविवार को प्रस्ताव ठुकरा दिया।", "hi"),
        ("บริษัทแม่ปฏิเสธข้อเสนอเมื่อวันอาทิตย์", "th"),
        ("مادر کمپنی نے اتوار کو پیشکش مسترد کر دی، کمپنی نے بتایا۔", "ur"),
        ("Mateřská společnost nabídku v neděli odmítla, uvedla firma v krátké zprávě.", "cs"),
        ("Emoyhtiö hylkäsi tarjouksen sunnuntaina, yhtiö kertoi lyhyessä tiedotteessa.", "fi"),
        ("Morselskapet avslo tilbudet søndag, opplyste selskapet i en kort melding.", "no"),
        ("Compania-mamă a respins oferta duminică, a anunțat firma într-o scurtă notă.", "ro"),
    ],
)
def test_a_sentence_is_known_without_a_hint(text: str, lang: str) -> None:
    assert languages.guess(text) == lang


def test_all_languages_are_ones_the_model_knows() -> None:
    assert set(languages._identifier().labels) >= languages.LANGUAGES


@pytest.mark.parametrize(
    ("text", "hint", "lang"),
    [
        ("TikTok", "pl", "pl"),  # a name tells nothing
        ("Oracle", "", ""),  # nor without a hint
        ("", "de-AT", "de"),
        ("2020-09-14 12:30", "", ""),
        ("https://example.com/the-owner-turned-the-offer-down", "tr", "tr"),  # an address is no text
        ("La maison mère a refusé l'offre dimanche, a indiqué l'entreprise.", "en-US", "fr"),  # blog software's habit
        ("Moderbolaget avvisade budet i söndags, uppgav företaget i ett kort meddelande.", "sv-SE", "sv"),
        (
            "Moderbolaget avvisade budet i söndags, uppgav företaget i ett kort meddelande.",
            "",
            "no",
        ),  # the nearest of ours
        ("TikTok 提案拒否", "ja", "ja"),  # a headline without kana
        ("TikTok 提案拒否", "", "zh"),
        ("字节跳动周日拒绝了微软的收购提议，甲骨文公司随后证实双方正在谈判，财政部将于本周审查。", "ja", "zh"),
        ("TikTokの米事業", "en", "ja"),
        ("틱톡 TikTok", "en", "ko"),
        ("समिती आज बैठक घेणार आहे", "mr", "mr"),
    ],
)
def test_hint_and_script(text: str, hint: str, lang: str) -> None:
    assert languages.guess(text, hint) == lang


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("pt-BR", "pt"),
        ("EN_us", "en"),
        ("nb", "no"),
        ("jp", "ja"),
        ("zh-Hant-TW", "zh"),
        ("english", ""),
        ("und", ""),
        ("", ""),
    ],
)
def test_a_tag_is_reduced_to_its_language(tag: str, code: str) -> None:
    assert languages.primary(tag) == code
