"""The Italian group is whom the watch calls Italian, whoever was spoken of last, in all 25 languages."""

from __future__ import annotations

from functools import cache

import pytest

from pipeline.kit import words
from pipeline.model import Party, Watch
from pipeline.stages.detect.casting import Stage
from pipeline.stages.detect.lines import lines
from pipeline.stages.detect.memory import Memory
from pipeline.stages.detect.reading import Reading
from tests.seeds.shipped import LEXICONS
from tests.stages.detect.language import article

BIDDER, TARGET = (
    ("Brenta", "Брента", "برينتا", "ब्रेंटा", "برینٹا", "เบรนตา", "布伦塔", "ブレンタ", "브렌타"),
    ("Norvik", "Норвик", "Норвік", "نورفيك", "नॉर्विक", "نورویک", "นอร์วิก", "诺维克", "ノルビック", "노르빅"),
)
SAID = {
    "ar": ("المصنع الإيطالي", "المصنع النرويجي", "قدمت برينتا عرضا لشراء نورفيك. وسحبت الشركة الإيطالية عرضها."),
    "cs": ("italský výrobce", "norský výrobce", "Brenta podala nabídku na Norvik. Italská firma nabídku stáhla."),
    "de": ("italienischer Rivale", "norwegischer Rivale", "Brenta will Norvik. Der italienische Konzern gab auf."),
    "el": ("ιταλικός παίκτης", "νορβηγικός παίκτης", "Η Brenta θέλει τη Norvik. Η ιταλική εταιρεία αποσύρθηκε."),
    "en": ("the italian maker", "the norwegian maker", "Brenta bid for Norvik. The Italian company has withdrawn."),
    "es": ("fabricante italiano", "fabricante noruego", "Brenta ofertó por Norvik. El grupo italiano la ha retirado."),
    "fi": ("italialainen talo", "norjalainen talo", "Brenta haluaa ostaa Norvikin. Italialainen yhtiö vetäytyi."),
    "fr": ("industriel italien", "industriel norvégien", "Brenta veut Norvik. Le groupe italien l'a retirée."),
    "hi": ("इतालवी निर्माता", "नॉर्वेजियन निर्माता", "ब्रेंटा ने नॉर्विक के लिए बोली लगाई। इतालवी कंपनी पीछे हट गई।"),
    "id": ("pembuat Italia", "pembuat Norwegia", "Brenta menawar Norvik. Perusahaan Italia itu menarik tawarannya."),
    "it": ("big italiano", "big norvegese", "Brenta ha puntato su Norvik. Il gruppo italiano l'ha ritirata."),
    "ja": ("イタリアの同業", "ノルウェーの同業", "ブレンタはノルビックに買収を提案した。イタリア企業は撤回した。"),
    "ko": ("이탈리아 경쟁사", "노르웨이 경쟁사", "브렌타는 노르빅 인수를 제안했다. 이탈리아 기업은 철회했다."),
    "nl": ("de Italiaanse maker", "de Noorse maker", "Brenta bood op Norvik. Het Italiaanse concern trok het in."),
    "no": ("italiensk rival", "norsk rival", "Brenta bød på Norvik. Det italienske selskapet trakk budet."),
    "pl": ("włoski gracz", "norweski gracz", "Brenta złożyła ofertę na Norvik. Włoska firma ją wycofała."),
    "pt": ("rival italiano", "rival norueguês", "A Brenta fez uma oferta pela Norvik. A empresa italiana retirou-a."),
    "ro": ("jucătorul italian", "jucătorul norvegian", "Brenta vrea Norvik. Compania italiană a retras-o."),
    "ru": ("итальянский игрок", "норвежский игрок", "Брента хочет купить «Норвик». Итальянская компания отступила."),
    "th": ("คู่แข่งอิตาลี", "คู่แข่งนอร์เวย์", "เบรนตายื่นข้อเสนอซื้อนอร์วิก บริษัทอิตาลีถอนข้อเสนอแล้ว"),
    "tr": ("İtalyan rakip", "Norveçli rakip", "Brenta, Norvik için teklif verdi. İtalyan şirket teklifini çekti."),
    "uk": ("італійський гравець", "норвезький гравець", "Брента хоче купити «Норвік». Італійська компанія відступила."),
    "ur": ("اطالوی حریف", "ناروے کی حریف", "برینٹا نے نورویک کے لیے بولی لگائی۔ اطالوی کمپنی پیچھے ہٹ گئی۔"),
    "vi": ("đối thủ Italy", "đối thủ Na Uy", "Brenta đề nghị mua Norvik. Tập đoàn Italy đã rút đề nghị."),
    "zh": ("意大利同行", "挪威同行", "布伦塔对诺维克提出要约。这家意大利公司已撤回要约。"),
}  # fmt: skip


@cache
def reading(lang: str) -> Reading:
    """One language, ready once."""
    return Reading(LEXICONS[lang])


def last(lang: str, bidder: str, target: str) -> str:
    """Who is meant last in what is said, with these epithets."""
    parties = [
        Party(id=id_, role=role, names=names, epithets={lang: (epithet,)} if epithet else {})
        for id_, role, names, epithet in (("bidder", "suitor", BIDDER, bidder), ("target", "object", TARGET, target))
    ]
    stage, memory = Stage(Watch(id="w", title="W", names=TARGET, parties=tuple(parties)), reading(lang)), Memory()
    said = lines(article("", SAID[lang][2], lang=lang), reading(lang))
    casts = [stage.cast(line, memory, offices=False) for line in said]
    return [party.id for cast in casts for party in cast.parties.values()][-1]


@pytest.mark.parametrize("lang", LEXICONS)
def test_the_company_of_a_country_is_the_one_that_the_watch_knows_to_be_from_there(lang: str) -> None:
    italian, norwegian, said = SAID[lang]
    assert words.fold(italian) not in words.fold(said)
    assert last(lang, italian, "") == last(lang, italian, norwegian) == "bidder"
    assert last(lang, norwegian, italian) == "target"
    assert last(lang, norwegian, norwegian) == "target", "the one that was named last: nobody is Italian"
