from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.kit import html


@pytest.mark.parametrize(
    ("given_html", "text"),
    [
        ("", ""),
        ("no  markup\n at all", "no markup at all"),
        ("A headline\n\n\nA &lt; B.\r\n \r\nC", "A headline\n\nA < B.\n\nC"),
        ("<b>one</b>\n\n paragraph", "one paragraph"),
        ("<p>One.</p><p>Two <b>bold</b>\n words.</p>", "One.\n\nTwo bold words."),
        ("One<br/>two<br><br>three", "One\n\ntwo\n\nthree"),
        ("<ul><li>a<li>b</ul>", "a\n\nb"),
        ("R&amp;D &lt;tag&gt; &#8220;said&#8221; caf&eacute;", "R&D <tag> “said” café"),
        ("<p>kept</p><script>alert('x')</script><style>p{}</style><p>too</p>", "kept\n\ntoo"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<html><head><title>t</title></head><body>inside</body></html>", "inside"),
        ("cut off <a href='http://exam", "cut off"),
        ("I <3 news", "I <3 news"),
        ("<p></p><p> &nbsp; </p>", ""),
        ("null\x00byte and \ud800 half a pair", "nullbyte and half a pair"),
        ("<frameset><frame></frameset>", ""),
        ("&lt;p&gt;escaped&lt;/p&gt;&lt;p&gt;twice&lt;/p&gt;", "escaped\n\ntwice"),
        ("<p>how &lt;p&gt; works</p>", "how <p> works"),
        ("Smith&amp;#8217;s AT&amp;amp;T&amp;nbsp;&amp;quot;deal&amp;quot;", 'Smith\u2019s AT&T "deal"'),
        ("<p>a &amp;#x2019; b &amp;#27;[31m</p>", "a \u2019 b [31m"),
        ("a=1&amp;copy=2 &amp;nosuchname;", "a=1&copy=2 &nosuchname;"),
        ("no width\u200bbreaks", "no widthbreaks"),
        ("zero \u200bwidth", "zero width"),
        ("a&#27;[31mb &#x1b;]52;c", "a[31mb ]52;c"),
        ("<p>Bun&shy;des&shy;kar&shy;tell&shy;amt, Micro\u00adsoft\u2060s</p>", "Bundeskartellamt, Microsofts"),
        ("Byte&#8203;Dance, Auf&zwnj;lage, Байт\u200dданс", "ByteDance, Auflage, Байтданс"),
        ("می\u200cخواهد, क\u094d\u200dष, 👩\u200d💻", "می\u200cخواهد, क\u094d\u200dष, 👩\u200d💻"),
        ("ซื้อ\u200bกิจการ", "ซื้อ กิจการ"),
    ],
)
def test_plain(given_html: str, text: str) -> None:
    assert html.plain(given_html) == text


def test_line_has_no_paragraphs() -> None:
    assert html.line("<p>One</p>\n<p>two</p>") == "One two"


@pytest.mark.parametrize("deep", [9_000, 300_000])
def test_nesting_does_not_hang(deep: int) -> None:
    assert html.plain("<div>" * deep + "deep") == "deep"


@given(st.text() | st.from_regex(r"(<[/!a-z]{0,3}[^<>]{0,8}>?|&[a-z#0-9]{0,5};?|\w+ ){0,12}", fullmatch=True))
def test_never_raises_and_leaves_tidy_text(given_html: str) -> None:
    text = html.plain(given_html)
    assert text == text.strip()
    assert all(part and "  " not in part and "\n" not in part for part in text.split("\n\n") if text)
