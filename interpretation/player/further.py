"""Further forms of an interpretation, as people make them: questions and answers, a chart, a film, a comment."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from foundation.agencies.roles import Role
from foundation.simulation.players import Part
from interpretation.film import bars, film_of, png_of
from interpretation.models import Interpretation

DRAFTER = Role.DRAFTER
CHART = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200" role="img"><title>办理的三步</title>
<rect x="0" y="0" width="640" height="200" fill="#ffffff"/>
<text x="20" y="40" font-size="22" fill="#1b1b1b">三步办成</text>
<rect x="20" y="70" width="180" height="60" fill="#1f5a7a"/><text x="40" y="108" font-size="18" fill="#ffffff">到村里登记</text>
<rect x="230" y="70" width="180" height="60" fill="#3f7f5f"/><text x="250" y="108" font-size="18" fill="#ffffff">镇里核对</text>
<rect x="440" y="70" width="180" height="60" fill="#7a5a1f"/><text x="460" y="108" font-size="18" fill="#ffffff">打到卡上</text></svg>"""
FORMS: dict[str, dict[str, Any]] = {
    "qa": {
        "title": "办事三问",
        "author": "head",
        "byline": "单位负责人",
        "body": "问：要带什么？\n答：身份证和户口簿。\n问：到哪里办？\n答：到所在的村民委员会或者便民服务大厅。\n"
        "问：什么时候有结果？\n答：材料齐全的，当场告诉您哪一天有结果。",
    },
    "chart": {
        "title": "一图看懂：三步办成",
        "author": "department",
        "alt": "登记、核对、打卡三步",
        "body": "第一步，到村里登记，带身份证。第二步，镇里核对，村公开栏公示。第三步，打到一卡通上，手机收到短信。",
    },
    "video": {
        "title": "半分钟看懂怎么办",
        "author": "department",
        "body": "画面上三根条，依次是登记、核对和发放的天数。先到村里登记，镇里核对以后公示，公示完打到一卡通上。有不明白的，到村委会问。",
    },
    "comment": {
        "title": "规矩讲明白，群众少跑腿",
        "author": "media",
        "byline": "县融媒体中心",
        "body": "一件事谁来办、几天办、要带什么，写在纸上，贴在村口，群众心里就有数。新的规定把这三样讲清楚，办起来才不走样。",
    },
}
BARS, SECONDS = (("5", 5.0), ("7", 7.0), ("10", 10.0)), 12
CAPTIONS = """WEBVTT

00:00:00.500 --> 00:00:04.000
先到村里登记，带身份证

00:00:04.000 --> 00:00:08.000
镇里核对，公示七天

00:00:08.000 --> 00:00:11.500
公示完打到一卡通上
"""


def write(part: Part, form: str) -> Interpretation:
    """Write another form that the plan of a duty names, with its film and picture."""
    given = {"form": form, **FORMS[form]}
    if form == "chart":
        given["chart"] = ContentFile(CHART.encode(), "chart.svg")
    made: Interpretation = part.do("interpretation.write_planned", DRAFTER, **given)
    if form == "video":
        pictures = bars(BARS, SECONDS)
        film = {
            "file": ContentFile(film_of(pictures), "film.webm"),
            "subtitles": ContentFile(CAPTIONS.encode(), "captions.vtt"),
        }
        part.do("interpretation.attach_media", DRAFTER, made, body=given["body"], **film)
        still = ContentFile(png_of(pictures[-1]), "picture.png")
        part.do("interpretation.add_photo", DRAFTER, made, alt="三根条：登记最短，发放最长", file=still)
    if form == "qa":
        days = f"{part.today.year}-12-31 以前到村里登记"
        part.do("interpretation.help_readers", DRAFTER, made, cases="", selfcheck="", dates=days)
    return made
