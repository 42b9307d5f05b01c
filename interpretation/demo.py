"""Documents with their interpretations, questions, answers to public opinion in the demonstration county; all of it invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate, localtime
from PIL.Image import Image

from disclosure.demo import BEFORE_SUBMITTING
from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework.acts import perform
from interpretation.doors import CODES
from interpretation.film import bars, film_of, png_of
from interpretation.models import Duty, Interpretation, OpinionCase, Question
from interpretation.unclear import count, sentences
from secrecy_review.demo import review
from secrecy_review.models import Review

CITIZEN = Actor.citizen("提问人")
#: The answers of whoever judges that a document need not be interpreted, and that it is a normative one.
NOT_DUE: dict[str, Any] = {"traits": ["none"], "why_not": "内部工作安排，不涉及群众的权利义务。"}
NORMATIVE: dict[str, Any] = {"traits": ["rights", "general", "repeated"]}

TITLE = "五原县农田灌溉用水管理办法（试行）"
BODY = """第一章 总则
第一条 为节约农田灌溉用水，保障春灌、夏灌、秋浇用水秩序，制定本办法。
第二条 本县行政区域内使用渠灌、井灌的农户、合作社和农业企业，适用本办法。
第二章 用水
第三条 农田灌溉用水实行总量控制、定额管理。渠灌每亩每年定额 380 立方米，井灌每亩每年定额 220 立方米。
第四条 用水在定额以内的，按基准价交费；超出定额不足两成的部分按基准价一点五倍交费，超出两成以上的部分按两倍交费。
第五条 采用滴灌、喷灌的，经灌域管理所核实，每亩每年奖励 40 元。
第三章 附则
第六条 本办法自 2027 年 1 月 1 日起施行，有效期两年。"""
PLAN: dict[str, Any] = {
    "outline": "谁要看这份办法\n一亩地能用多少水\n超了怎么收费\n滴灌怎么领奖励",
    "forms": ["text", "chart", "qa", "video"],
    "press": "yes",
    "press_reason": "全县农户都要按新办法交水费，社会高度关注。",
    "channels": "县政府门户网站、各村公开栏和广播",
    "planned_for": "与文件同时",
    "interpreter": "演示人员甲",
    "interpreter_post": "县水利局农水股负责人",
    "first_interpreter": "演示人员乙",
    "contact": "0478-0000002",
}
MATERIAL: dict[str, Any] = {
    "title": "一亩地能浇多少水、超了怎么办：灌溉用水办法讲给您听",
    "author": "department",
    "byline": "县水利局农水股",
    "background": "这两年来水偏少，春灌排队的时候多。有的地块浇得太多，有的地块浇不上。",
    "purpose": "让每块地都浇得上，省下来的水留给要紧的时候，省水的人家得实惠。",
    "measures": "给每亩地定一个量：渠水 380 方，井水 220 方。在这个量里，水价不变。超了的那一截，价钱高一些。装滴灌、喷灌的，每亩一年奖 40 块钱。",
    "differences": "以前按亩收费，浇多浇少一个价。从 2027 年 1 月 1 日起按方收费，超了才加价。2026 年的水费还是老办法。",
    "terms": "定额：一亩地一年能按平价用的水量。\n基准价：没有加价的水价。\n灌域管理所：管您这一片渠道和放水的单位。",
    "highlights": "先给量、后收钱；省水有奖，不是只罚不奖。",
    "cautions": "领滴灌奖励，要在当年 10 月底以前到灌域管理所登记，带上身份证和设备发票。",
    "opinions": "征求意见时，二十三个村提了四十一条。采纳了把井灌定额从 200 方提到 220 方等十七条；要求不设定额的没有采纳，因为总水量就这么多。",
    "spoken": "乡亲们，明年元旦起，浇地用水有个新办法。渠水一亩地一年三百八十方，井水二百二十方，这个量里水价不变。超出来的，要加价。"
    "装了滴灌、喷灌的，一亩一年奖四十块钱，十月底以前到灌域管理所登记，带上身份证和发票。有不明白的，到村委会问，或者打水利局的电话。",
}
CHART = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 300" role="img"><title>一亩地一年的定额和奖励</title>
<rect x="0" y="0" width="640" height="300" fill="#ffffff"/>
<text x="20" y="40" font-size="22" fill="#1b1b1b">一亩地一年能用多少水</text>
<text x="20" y="95" font-size="18" fill="#1b1b1b">渠水</text><rect x="80" y="72" width="418" height="32" fill="#1f5a7a"/>
<text x="508" y="95" font-size="18" fill="#1b1b1b">380 方</text>
<text x="20" y="155" font-size="18" fill="#1b1b1b">井水</text><rect x="80" y="132" width="242" height="32" fill="#3f7f5f"/>
<text x="332" y="155" font-size="18" fill="#1b1b1b">220 方</text>
<text x="20" y="220" font-size="18" fill="#1b1b1b">超出不足两成：那一截按 1.5 倍交费；两成以上：按 2 倍交费</text>
<text x="20" y="260" font-size="18" fill="#1b1b1b">装滴灌、喷灌：每亩每年奖 40 元</text></svg>"""
FURTHER: list[tuple[str, dict[str, Any]]] = [
    (
        "第四条",
        {
            "form": "chart",
            "title": "一图看懂灌溉用水：定额、加价和奖励",
            "author": "department",
            "alt": "渠水每亩定额比井水多，超出的部分加价",
            "body": "渠水一亩地一年 380 方，井水 220 方。\n超出不足两成的，那一截按 1.5 倍交费；超出两成以上的，按 2 倍交费。\n装滴灌、喷灌的，每亩每年奖 40 元。",
        },
    ),
    (
        "第五条",
        {
            "form": "qa",
            "title": "滴灌奖励四问",
            "author": "head",
            "byline": "县水利局负责人",
            "body": "问：装了滴灌就有奖励吗？\n答：要先登记。灌域管理所看过设备，就算数。\n问：奖多少？\n答：每亩每年 40 元。\n"
            "问：租来的地，奖给谁？\n答：奖给出钱装设备的人，租地合同写了别的，按合同。\n问：什么时候到账？\n答：当年 12 月底以前打到卡上。",
        },
    ),
]
#: What helps a reader of the questions and answers to see what it means for them.
HELPS: dict[str, str] = {
    "cases": "第四条：李婶种 20 亩井灌地，一年的量是 4,400 方。去年用了 5,000 方，超出 600 方，不足两成，"
    "这 600 方按一点五倍交费，别的还是平价。\n数字：两成、一点五倍\n"
    "第五条：老张家 30 亩地装了滴灌，登记以后一年奖 1,200 元（每亩 40 元）。\n数字：40",
    "selfcheck": "问：您家的地浇水吗？\n浇渠水：每亩一年 380 方以内，水价不变。\n条文：第三条、第四条\n"
    "浇井水：每亩一年 220 方以内，水价不变。\n条文：第三条、第四条\n不浇：这份办法管不到您家。\n"
    "问：装了滴灌或者喷灌吗？\n装了：每亩每年奖 40 元，要先登记。\n条文：第五条\n要带：身份证、设备发票\n到哪里：灌域管理所\n"
    "截止：当年 10 月底\n没装：没有奖励；装了再登记也来得及。\n条文：第五条",
    "dates": "2027-01-01 起按方收水费\n2027-10-31 以前到灌域管理所登记滴灌、喷灌奖励",
}
FILM: dict[str, Any] = {
    "form": "video",
    "title": "半分钟看懂一亩地能浇多少水",
    "author": "department",
    "body": "画面上三根条，依次是渠水、井水和滴灌奖励。\n渠水，一亩地一年三百八十方；井水，一亩地一年二百二十方。这个量里水价不变。"
    "超出来的，要加价。装滴灌、喷灌的，一亩一年奖四十块钱，十月底以前到灌域管理所登记。",
}
BARS = (("380", 380.0), ("220", 220.0), ("40", 40.0))
SECONDS = 24
CAPTIONS = """WEBVTT

00:00:00.500 --> 00:00:06.000
渠水，一亩地一年三百八十方

00:00:06.000 --> 00:00:12.000
井水，一亩地一年二百二十方
这个量里水价不变

00:00:12.000 --> 00:00:16.500
超出来的，要加价

00:00:16.500 --> 00:00:20.000
装滴灌、喷灌的
一亩一年奖四十块钱

00:00:20.000 --> 00:00:23.500
十月底以前
到灌域管理所登记
"""
STILL = "三根条：渠水最长，井水短一些，滴灌奖励最短"
CONFERENCE: dict[str, Any] = {
    "title": "《五原县农田灌溉用水管理办法（试行）》新闻发布会实录",
    "author": "head",
    "byline": "县水利局",
    "held_where": "县政府新闻发布厅",
    "host": "演示人员丙，县政府办副主任",
    "speakers": "演示人员乙，县水利局负责人\n演示人员甲，县水利局农水股负责人",
    "attended": "五原县融媒体中心、河套某报",
    "body": "各位记者朋友：今天发布农田灌溉用水管理办法。这份办法家家都用得着，先说三点：一亩地能浇多少水，超了怎么办，省水奖多少。\n"
    "问：浇得多的人家，水费会不会涨很多？\n答：在定额以内，一分钱不涨。超出不足两成的，只有超出的那一截按一点五倍交。\n"
    "问：滴灌奖励什么时候能领到？\n答：登记并且看过设备的，当年 12 月底以前打到卡上。",
}
ANSWERED, OPEN = "我家二十亩井灌地，去年用了五千方，明年要多交多少？", "合作社的地能不能几户合在一起算定额？"


def judge_not_due(document: Document, at: datetime) -> None:
    """The drafter finds that a document of the demonstration need not be interpreted."""
    code = document.agency.code
    duty = perform("interpretation.judge", on=document, actor=_who(code, "nigao"), at=at, data=NOT_DUE).matter
    perform("interpretation.agree_not_due", on=duty, actor=_who(code, "wenshu"), at=at, data={})


BEFORE_SUBMITTING.append(judge_not_due)


def _who(code: str, office: str) -> Actor:
    return Actor.of(Staff.objects.select_related("agency").get(username=f"{code}-{office}"))


class _Way:
    """Takes one document of an agency, and what explains it, through their acts, an hour apart."""

    def __init__(self, code: str, days_ago: int, now: datetime) -> None:
        self.code, self.now, self.at = code, now, now - timedelta(days=days_ago)

    def do(self, name: str, on: Any, office: str, data: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """Perform an act and return its matter."""
        ref = on if isinstance(on, str) else on.ref
        self.at = min(self.at + timedelta(hours=1), self.now)
        return perform(name, on=ref, actor=_who(self.code, office), at=self.at, data=data, **more).matter

    def draft(self, title: str, body: str, **more: Any) -> Document:
        """A draft that is a normative document."""
        data = {
            "title": title,
            "body": body,
            "genre": "通知",
            "topic": "农业、林业、水利/水利",
            "formed_on": localdate(self.at).isoformat(),
            "validity": "in_force",
            "normative": "norms",
            "attribute": "proactive",
            "proactive_tests": ["1", "2"],
            **more,
        }
        document: Document = self.do("disclosure.draft", f"agency:{self.code}", "nigao", data)
        self.do("interpretation.judge", document, "nigao", NORMATIVE)
        return document

    def finish(self, interpretation: Interpretation) -> None:
        """Have it reviewed and signed."""
        self.do("interpretation.hand_in", interpretation, "nigao")
        self.review(Review.objects.of(interpretation).open().get())
        self.do("interpretation.sign", interpretation, "lingdao")

    def publish(self, document: Document) -> None:
        """Take a document from draft to its page, and what explains it with it."""
        self.do("disclosure.submit", document, "nigao")
        self.do("disclosure.recheck", document, "wenshu")
        self.review(self.do("secrecy_review.request", document, "wenshu"))
        for office in ("zhuren", "lingdao") if document.sign_levels > 1 else ("lingdao",):
            self.do("disclosure.sign", document, office)
        self.do("disclosure.publish", document, "wenshu")

    def review(self, found: Review) -> None:
        self.at = min(self.at + timedelta(hours=1), self.now)
        review(found, _who(self.code, "shencha"), self.at)


def _explained(now: datetime) -> Document:
    """A document that is published with a text, a chart, and questions and answers."""
    way = _Way("slj", 14, now)
    document = way.draft(TITLE, BODY, document_number="五水发〔2026〕44号", head="20-1")
    duty = Duty.objects.get(document=document)
    way.do("interpretation.plan", duty, "nigao", PLAN)
    way.finish(way.do("interpretation.write_material", duty, "nigao", MATERIAL))
    for article, fields in FURTHER:
        files = (
            {"chart": SimpleUploadedFile("chart.svg", CHART.encode())} if fields["form"] == "chart" else {}
        )
        made = way.do("interpretation.write_planned", duty, "nigao", fields, files=files)
        way.do("interpretation.link", made, "nigao", {"article": article})
        if fields["form"] == "qa":
            way.do("interpretation.help_readers", made, "nigao", HELPS)
        way.finish(made)
    way.finish(_filmed(way, duty))
    way.publish(document)
    document.refresh_from_db()
    _spoken_of(way, duty)
    return document


def _filmed(way: _Way, duty: Duty) -> Interpretation:
    """A film that code makes, with captions and a picture that stands for it."""
    pictures = bars(BARS, SECONDS)
    made: Interpretation = way.do("interpretation.write_planned", duty, "nigao", FILM)
    files = {
        "file": SimpleUploadedFile("film.webm", film_of(pictures)),
        "subtitles": SimpleUploadedFile("captions.vtt", CAPTIONS.encode()),
    }
    way.do("interpretation.attach_media", made, "nigao", {"body": FILM["body"]}, files=files)
    _pictured(way, made, pictures[-1], STILL)
    return made


def _pictured(way: _Way, interpretation: Interpretation, picture: Image, alt: str) -> None:
    files = {"file": SimpleUploadedFile("picture.png", png_of(picture))}
    way.do("interpretation.add_photo", interpretation, "nigao", {"alt": alt}, files=files)


def _spoken_of(way: _Way, duty: Duty) -> None:
    """The press conference on a document, held after its publication, with its record."""
    way.at = min((localtime(way.at) + timedelta(days=1)).replace(hour=10, minute=0), way.now)
    held = CONFERENCE | _moment("held_at", way.at)
    made = way.do("interpretation.record_conference", duty, "nigao", held)
    _pictured(way, made, bars(BARS, 2)[-1], "发布会上展示的图：三根条，渠水最长")
    way.finish(made)
    way.do("interpretation.publish", made, "wenshu")


def _exempted(now: datetime) -> None:
    """A draft whose duty was lifted for a reason."""
    way = _Way("slj", 3, now)
    body = "现将市水利局印发的《灌溉计量设施维护办法》原文转发给你们，请遵照执行。"
    document = way.draft("转发市水利局灌溉计量设施维护办法的通知", body)
    duty = Duty.objects.get(document=document)
    way.do("interpretation.ask_exemption", duty, "nigao", {"reason": "原文转发，市水利局已经发布解读。"})
    way.do("interpretation.exempt", duty, "lingdao")


def _begun(now: datetime) -> None:
    """A draft whose material is still being written."""
    way = _Way("nmj", 2, now)
    body = "第一条 为规范设施农业用地管理，制定本办法。\n第二条 设施农业用地实行备案管理。"
    document = way.draft("五原县设施农业用地备案办法", body, topic="农业、林业、水利/农业、畜牧业、渔业")
    some = {name: MATERIAL[name] for name in ("author", "purpose")} | {"title": "设施农业用地怎么备案"}
    way.do("interpretation.write_material", Duty.objects.get(document=document), "nigao", some)


def token(text: str) -> str:
    """The form token of a question: computed from its text, so that its query code is known."""
    return salted_hmac("wuyuan_portal.demo.interpretation", text, algorithm="sha256").hexdigest()[:43]


def _asked(document: Document, now: datetime) -> None:
    way = _Way("slj", 6, now)
    for text in (ANSWERED, OPEN):
        data = {"document": document.index_number, "text": text, "token": token(text)}
        perform("interpretation.ask", on=document.agency, actor=CITIZEN, at=way.at, data=data)
    first = Question.objects.order_by("pk")[0]
    given = {
        "question": "二十亩井灌地一年用了五千方，按新办法怎么交费？",
        "answer": "二十亩的定额是 4,400 方。用了 5,000 方，超出 600 方，不到两成。\n"
        "4,400 方按平价交，超出的 600 方按一点五倍交（第四条）。装了滴灌的，还可以领每亩 40 元的奖励（第五条）。",
    }
    way.do("interpretation.answer", first, "nigao", given)
    way.do("interpretation.confirm_answer", first, "shencha")
    hard = next(one for one in sentences(document.body) if "两倍" in one.text)
    for _reader in range(5):
        count(document, hard)


WATER: dict[str, Any] = {
    "title": "城南几个村的自来水发黄",
    "emergency": "no",
    "level": "third",
    "source": "video",
    "link": "https://video.example/wuyuan/water",
    "summary": "短视频里说城南几个村的自来水发黄，问能不能喝、什么时候好。",
    "place": "城南三个村",
    "reach": "转发 300 多次",
}
ROAD: dict[str, Any] = {
    "title": "通村公路修了半年还没有通车",
    "emergency": "no",
    "level": "fourth",
    "source": "hotline",
    "link": "https://hotline.example/wuyuan/road",
    "summary": "多人打热线问通村公路什么时候通车，秋收的粮食运不出来。",
}
SAID: list[dict[str, Any]] = [
    {
        "sort": "first",
        "title": "关于城南几个村自来水发黄的情况说明",
        "body": "城南三个村的自来水发黄。经查，是主管道检修以后管壁铁锈被水冲下来。\n已经做的：水厂从中午起冲洗管道；每村安排一辆送水车，停在村委会门口。\n检测结果出来以前，请不要直接饮用，可以用来冲洗。检测结果出来马上公布。",
        "speaker": "县水利局负责人",
    },
    {
        "sort": "later",
        "title": "城南三个村自来水检测合格，恢复正常",
        "body": "三个村共取六个水样，色度、浊度、铁三项都合格，今天起可以正常饮用。送水车今天撤回。以后主管道检修，提前两天在村公开栏和广播里告诉大家。",
        "speaker": "县水利局负责人",
    },
]


def _moment(name: str, at: datetime) -> dict[str, str]:
    """What a form sends of a moment."""
    here = localtime(at)
    return {f"{name}_0": f"{here:%Y-%m-%d}", f"{name}_1": f"{here:%H:%M}"}


def _registered(way: _Way, told: dict[str, Any]) -> OpinionCase:
    """A matter that stirs people, found two hours after it appeared, conferred on and judged."""
    began = way.at - timedelta(hours=2)
    data = told | _moment("appeared_at", began) | _moment("found_at", way.at)
    case = way.do("interpretation.register_opinion", f"agency:{way.code}", "nigao", data)
    met = {
        "conferred_by": "县水利局、县委宣传部、镇政府分管负责人",
        "conferred_on": "先说情况，再说办法，天天更新。",
    }
    way.do("interpretation.confer", case, "wenshu", met | _moment("conferred_at", way.at))
    judged = {"truth": "partly", "risk": "影响群众生活。", "answered": "yes"}
    judged |= {"measures": "派人核实，先解决急的。", "line": "实事求是，不清楚的说不清楚。"}
    case = way.do("interpretation.judge_opinion", case, "lingdao", judged)
    return cast(OpinionCase, case)


def _stirred(now: datetime) -> None:
    """One matter that was answered and goes on, and one whose hours run."""
    way = _Way("slj", 5, now)
    case = _registered(way, WATER)
    for said in SAID:
        response = way.do("interpretation.draft_response", case, "nigao", said)
        way.do("interpretation.hand_in_response", response, "nigao")
        way.review(Review.objects.of(response).open().get())
        way.do("interpretation.publish_response", response, "lingdao")
        case.refresh_from_db()
    way.at = now - timedelta(hours=6)
    _registered(way, ROAD)


def play(now: datetime) -> None:
    """Make documents with their interpretations, unless there are any already."""
    if Interpretation.objects.exists():
        return
    with transaction.atomic():
        document = _explained(now)
        _exempted(now)
        _begun(now)
        _asked(document, now)
        _stirred(now)


def told() -> list[str]:
    """The lines that tell a visitor numbers and query codes of the demonstration's questions."""
    found = Question.objects.order_by("pk")[:2]
    return [
        "演示提问（在 /interpretation/track/ 用提问号和查询码查看）：",
        *(
            f"  {one.number:<12}{CODES.code_of(token(text))}　{one.get_state_display()}"
            for one, text in zip(found, (ANSWERED, OPEN), strict=False)
        ),
    ]
