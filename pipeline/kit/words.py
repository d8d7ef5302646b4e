"""Letters and words, whatever the script: folding that keeps every offset, and where a word begins and ends.

Law: `len(fold(text)) == len(text)`, so an offset into the folded text is one into the text.
"""

from __future__ import annotations

import re
import unicodedata

_TRADITIONAL = (
    "丟丢亞亚佈布佔占併并來来係系俠侠倆俩倉仓個个們们倫伦偉伟側侧偵侦偽伪傑杰備备傭佣傳传債债傷伤傾倾僅仅僑侨價价儀仪億亿儘尽償偿優优儲储兇凶兒儿內内兩两冊册凍冻凱凯"
    "別别刪删則则剛刚剝剥創创劃划劇剧劉刘勁劲動动務务勝胜勞劳勢势勵励勸劝匯汇區区協协卻却厭厌厲厉參参員员問问啓启啟启喚唤喪丧喫吃單单嗎吗嘆叹嘗尝嘩哗嚇吓嚐尝嚴严囑嘱"
    "國国圍围園园圓圆圖图團团執执堅坚報报場场塊块塵尘墊垫壇坛壓压壞坏壟垄壯壮夠够夥伙夾夹奧奥奪夺奬奖奮奋妝妆娛娱婦妇媽妈嬰婴孃娘孫孙學学宮宫實实寧宁審审寫写寬宽寶宝"
    "將将專专尋寻對对導导屆届層层屬属島岛峽峡崗岗嶺岭巔巅師师帳帐帶带幣币幫帮幹干幾几庫库廠厂廢废廣广廳厅張张強强彈弹彎弯彙汇彥彦後后徑径從从徠徕復复徵征徹彻恆恒恥耻"
    "悅悦惡恶惱恼愛爱態态慘惨慮虑慶庆慾欲憂忧憑凭憤愤憲宪憶忆懇恳應应懷怀懸悬戀恋戰战戲戏戶户拋抛捨舍掃扫掙挣掛挂採采揀拣揚扬換换揮挥損损搖摇搶抢撐撑撥拨撿捡擁拥擇择"
    "擊击擋挡擔担據据擠挤擬拟擱搁擴扩擺摆擾扰攏拢攔拦攜携攤摊敗败敘叙敵敌數数斂敛斷断於于昇升時时晉晋晝昼暫暂曆历曉晓曠旷曬晒書书會会東东條条梟枭棄弃棟栋楊杨業业榮荣"
    "構构槍枪樂乐樓楼標标樞枢樣样樹树橋桥機机橫横檔档檢检檯台櫃柜櫻樱欄栏權权歎叹歐欧歡欢歲岁歷历歸归殘残殺杀毀毁毆殴氣气決决沒没沖冲況况洩泄涼凉淚泪淨净減减渦涡測测"
    "湯汤準准溝沟溫温滅灭滬沪滯滞滿满漢汉漲涨漸渐潔洁潛潜潤润澀涩澆浇澤泽濃浓濟济濫滥濱滨瀏浏灑洒灣湾災灾為为烏乌烴烃無无煩烦熱热燈灯燒烧營营爐炉爭争爲为爺爷爾尔牆墙"
    "牽牵犧牺狀状狹狭猶犹獄狱獎奖獨独獲获獵猎獻献現现瑣琐瑪玛環环產产産产甦苏畢毕畫画異异當当疊叠瘋疯療疗癥症發发盜盗監监盤盘眾众睜睁矇蒙矚瞩確确碼码礎础礙碍祕秘禍祸"
    "禮礼稅税種种稱称穀谷積积穩稳穫获窮穷竊窃競竞筆笔節节範范簡简簽签籌筹籲吁糾纠紀纪約约紅红納纳紐纽純纯級级紛纷紮扎細细終终組组結结絕绝絡络給给統统絲丝絶绝綁绑經经"
    "綜综綠绿綫线維维網网緊紧線线締缔緣缘編编緩缓緬缅練练緻致縣县縮缩縱纵總总績绩織织繫系繳缴繼继續续罰罚罷罢羅罗羣群義义習习聖圣聞闻聯联聲声聳耸職职聽听肅肃脅胁脫脱"
    "腦脑腫肿腳脚膚肤臉脸臟脏臨临臺台與与興兴舉举舊旧艦舰莊庄華华萊莱萬万葉叶蔣蒋蕭萧薩萨藍蓝藝艺藥药蘇苏蘋苹蘭兰處处虛虚號号虧亏蟲虫衆众術术衛卫衝冲裏里補补裝装裡里"
    "製制複复見见規规視视覦觎親亲覬觊覺觉觀观觸触訂订計计訊讯討讨訓训託托記记訟讼訪访設设許许訴诉診诊註注証证詐诈評评詞词詢询試试該该詳详誇夸誌志認认誘诱語语誠诚誤误"
    "說说説说誰谁課课調调談谈請请論论諸诸諾诺謀谋謂谓講讲謝谢謠谣證证識识譯译議议譴谴護护讀读變变讓让讚赞豐丰豬猪貝贝負负財财貨货販贩貪贪貫贯責责貴贵買买貸贷費费貼贴"
    "貿贸賀贺資资賓宾賠赔賣卖賦赋質质賬账賭赌賺赚購购賽赛贊赞贏赢趕赶趨趋跡迹踐践踴踊蹤踪躍跃車车軋轧軌轨軍军軟软較较載载輓挽輕轻輛辆輝辉輪轮輯辑輸输轄辖轉转轟轰辦办"
    "辭辞辯辩農农這这連连週周進进遊游運运過过達达違违遙遥遞递遠远適适遲迟遷迁選选遺遗還还邊边郵邮鄉乡鄧邓鄭郑醞酝醫医釀酿釋释釐厘針针釣钓鈔钞銀银鋪铺鋼钢錄录錢钱錯错"
    "錶表鍵键鎖锁鎩铩鎮镇鏈链鐵铁鑑鉴鑒鉴長长門门閃闪閉闭開开閒闲間间閱阅闆板闇暗闖闯關关闢辟陣阵陰阴陳陈陸陆陽阳隊队階阶際际隨随險险隱隐隸隶隻只雖虽雙双雜杂雞鸡離离"
    "難难雲云電电霧雾靈灵靜静鞏巩韓韩響响頁页頂顶項项順顺須须預预頒颁頓顿頗颇領领頭头頻频顆颗題题額额願愿類类顧顾顯显風风颱台飆飙飛飞飯饭飲饮養养餓饿餘余館馆馬马駁驳"
    "駐驻駕驾騙骗騰腾驅驱驗验驚惊體体髮发鬆松鬥斗魚鱼魯鲁鮑鲍鳥鸟麥麦麵面麼么黃黄點点黨党齊齐齒齿齡龄龍龙龐庞"
    "吳吴喬乔噸吨壽寿夢梦婁娄尷尴屢屡帥帅彌弥懲惩撫抚撲扑攝摄極极淺浅潑泼濤涛瀕濒瀝沥煉炼瓊琼盧卢禦御窩窝籃篮綱纲緒绪繞绕罵骂聰聪膽胆蓋盖蓮莲蘿萝襲袭覽览訝讶話话誕诞諷讽謙谦謹谨譽誉讒谗貢贡貶贬賈贾賞赏賢贤賴赖贈赠趙赵軸轴輔辅遜逊鄰邻銅铜"
    "廈厦臘腊錦锦欽钦邁迈馮冯茲兹婭娅錫锡螞蚂蟻蚁譜谱繽缤蝦虾鏗铿鎧铠虜虏馳驰獅狮銑铣氫氢殼壳蜆蚬礦矿紡纺颯飒軒轩詩诗煙烟菸烟嬌娇滙汇駿骏鋒锋楓枫勳勋鐸铎銘铭龔龚"
    "銜衔銳锐銷销鋁铝鏡镜鐘钟鑄铸閣阁閻阎闊阔闡阐韋韦飄飘飾饰駛驶駱骆騎骑驕骄驟骤鬧闹鮮鲜鳴鸣鴻鸿鵬鹏鷹鹰麗丽"
)
"""Chinese letters that the press writes in two ways, the traditional before the simplified one."""
_ZEROS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0BE6, 0x0E50, 0x0ED0, 0x1040, 0x17E0, 0xFF10)
"""Arabic, Persian, Devanagari, Bengali, Tamil, Thai, Lao, Burmese, Khmer, full width."""
_OURS = range(0xE000, 0xE100)
"""Letters of nobody's script, by which detection marks parties and clauses: in a text they would be its marks."""
_SAME = {
    **dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)),
    **dict.fromkeys("’‘ʼ`´′＇", "'"),
    **dict.fromkeys("“”„‟«»‹›″＂", '"'),
    **dict.fromkeys("–—‐‑‒―−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\u3000\u200b\u200c\u200e\u200f\ufeff\t", " "),
    **dict.fromkeys(map(chr, _OURS), " "),
    "İ": "i",
    **{chr(zero + digit): str(digit) for zero in _ZEROS for digit in range(10)},
    **{chr(0xFF21 + letter): chr(0x61 + letter) for letter in range(26)},
    **{chr(0xFF41 + letter): chr(0x61 + letter) for letter in range(26)},
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ى": "ي",
    "ك": "ک",
    "ё": "е",
    "Ё": "е",
}
_VARIANT = re.compile(f"[{re.escape(''.join(_SAME))}]")
"""Few characters of a text are one: to look for them costs less than to translate all."""


class _Apart(dict[int, str]):
    """For `str.translate`, to which a character that is missing costs an exception: it learns those that come."""

    def __missing__(self, code: int) -> str:
        said = self[code] = _apart(chr(code))
        return said


_APART = _Apart()
_TOKEN = re.compile(r"\w+")
_JOINED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")


def fold(text: str) -> str:
    """Lower case, one kind of apostrophe, quotation mark, dash, blank, digit and Chinese letter; as long as `text`."""
    return _VARIANT.sub(lambda match: _SAME[match[0]], text).lower()  # of all letters only İ grows, and it is one


def apart(text: str) -> str:
    """The text with a blank before and behind each word, as regular expressions know words, and each sign ("%")."""
    return f" {text.translate(_APART)} "


def _apart(char: str) -> str:
    sign = char in '"%:;；' or unicodedata.category(char) in {"Sc", "Sm", "Sk", "So"}
    return char if char.isalnum() or char == "_" else f" {char} " if sign else " "


def tokens(text: str) -> list[str]:
    """The words of a folded text, in order; a run of a script without blanks is one word."""
    return _TOKEN.findall(text)


def plain(text: str) -> str:
    """The text without the accents of Latin and Greek letters: "MásMóvil" as "MasMovil"."""
    return "".join(_bare(char) for char in unicodedata.normalize("NFC", text))


def _bare(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() or "α" <= base.lower() <= "ω" else char


def katakana(char: str) -> bool:
    """Whether it is a letter of the script in which Japanese writes foreign names, a word at a time."""
    return "ァ" <= char <= "ヺ" or char == "ー"


def joined(text: str) -> bool:
    """Whether the text ends in a script that writes no blanks between words, or glues particles on (Hangul)."""
    return bool(text) and bool(_JOINED.match(text[-1]) or _HANGUL.match(text[-1]))


def letter(char: str) -> bool:
    """Whether the character can be part of a word that blanks set off (combining marks included)."""
    if char.isascii():
        return char.isalnum()
    return (char.isalnum() or unicodedata.category(char) in {"Mn", "Mc"}) and not joined(char)
