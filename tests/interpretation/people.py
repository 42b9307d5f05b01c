"""A document that has to be interpreted, and the people who plan, write, review and sign. Nobody in here exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime
from PIL import Image

from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.casework.acts import Done, perform
from foundation.visitors.codes import new_token
from interpretation.film import bars, film_of, png_of
from interpretation.models import Duty, Interpretation, Photo, Question
from secrecy_review.models import Review
from tests.personas import DRAFT, OPINION, County

CITIZEN = Actor.citizen("提问人")
#: The answers by which a document is a normative one.
NORMATIVE: dict[str, Any] = {"traits": ["rights", "general", "repeated"]}
IMPORTANT: dict[str, Any] = {"traits": ["rights", "important"]}
PLAN: dict[str, Any] = {
    "outline": "谁能领、领多少、怎么领",
    "forms": ["text", "qa"],
    "press": "no",
    "channels": "县政府门户网站、各村公开栏",
    "planned_for": "与文件同时",
    "interpreter": "测试人甲",
    "interpreter_post": "办公室主任",
    "first_interpreter": "测试人乙",
    "contact": "0478-5210000",
}
MATERIAL: dict[str, Any] = {
    "title": "冬天取暖怎么补，一篇讲清楚",
    "author": "department",
    "background": "去年冬天有两百多户反映取暖花钱多。",
    "purpose": "让每家每户都烧得起、住得暖。",
    "measures": "电取暖的每户补一千二百元，打到卡上。",
    "no_differences": "以前没有过这项补贴",
    "terms": "生物质取暖：用秸秆压成的颗粒来烧炉子。\n惠农一卡通：发各种补贴的银行卡。",
    "highlights": "行动不便的老人，村干部上门办。",
    "cautions": "带上户口簿，月底以前到村委会填表。",
    "opinions": "问了十二个村的意见，采纳了九条。",
}
QA: dict[str, Any] = {
    "form": "qa",
    "title": "取暖补贴五问",
    "author": "head",
    "byline": "测试人乙，主任",
    "body": "问：租房子的能领吗？\n答：能，带上租房合同。\n问：什么时候到账？\n答：年底以前。",
}


SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80"><title>取暖补贴</title>
<rect x="0" y="0" width="120" height="20" fill="#246"/><text x="4" y="60">电取暖每户 1200 元</text></svg>"""
CHART: dict[str, Any] = {
    "form": "chart",
    "title": "一图看懂取暖补贴",
    "author": "department",
    "body": "电取暖每户补 1200 元。",
    "alt": "电取暖补得最多",
}


class Office:
    """The people of one agency, and its documents that have to be interpreted."""

    def __init__(self, county: County, code: str = "rfbsc") -> None:
        self.county, self.code = county, code

    def by(self, role: str, name: str, on: Any, data: Mapping[str, Any] | None = None, **more: Any) -> Done:
        """An act of whoever holds that role in the agency."""
        ref = on if isinstance(on, str) else on.ref
        return self.county.do(name, ref, f"{self.code}-{role}", data, **more)

    def draft(self, answers: Mapping[str, Any] = NORMATIVE, **fields: Any) -> Document:
        """A draft that was judged by these answers; without any it was not judged."""
        given = {**DRAFT, **fields}
        document: Document = self.by("drafter", "disclosure.draft", f"agency:{self.code}", given).matter
        if answers:
            self.by("drafter", "interpretation.judge", document, answers)
        return document

    def duty(self, document: Document) -> Duty:
        return Duty.objects.get(document=document)

    def planned(self, document: Document) -> Duty:
        """Its duty with a plan."""
        return self.by("drafter", "interpretation.plan", self.duty(document), PLAN).matter

    def written(self, document: Document, **fields: Any) -> Interpretation:
        """The material, begun."""
        data = {**MATERIAL, **fields}
        return self.by("drafter", "interpretation.write_material", self.duty(document), data).matter

    def reviewed(self, interpretation: Interpretation) -> Interpretation:
        """Handed in, and let through by the reviewer."""
        self.by("drafter", "interpretation.hand_in", interpretation)
        review = Review.objects.of(interpretation).open().get()
        for finding in review.findings.all():
            said = {"finding": finding.pk, "resolution": "justified", "justification": "本来就公开。"}
            self.by("secrecy_reviewer", "secrecy_review.resolve_finding", review, said)
        self.by("secrecy_reviewer", "secrecy_review.give_opinion", review, OPINION)
        fresh: Interpretation = self.county.fresh(interpretation)
        return fresh

    def signed(self, interpretation: Interpretation) -> Interpretation:
        """Reviewed and signed by the head."""
        return self.by("leader", "interpretation.sign", self.reviewed(interpretation)).matter

    def ready(self, **fields: Any) -> Document:
        """A draft with plan and material, signed."""
        document = self.draft(**fields)
        self.planned(document)
        self.signed(self.written(document))
        return document

    def determined(self, document: Document) -> Document:
        """Brought as far as it goes before its publication."""
        self.by("drafter", "disclosure.submit", document)
        self.by("records_office", "disclosure.recheck", document)
        review = self.by("records_office", "secrecy_review.request", document).matter
        self.by("secrecy_reviewer", "secrecy_review.give_opinion", review, OPINION)
        fresh = self.county.fresh(document)
        if fresh.attribute == "declassified":
            self.by("secrecy_office", "disclosure.confirm_declassification", document)
        if fresh.sign_levels > 1:
            self.by("department_head", "disclosure.sign", document)
        return self.by("leader", "disclosure.sign", document).matter

    def published(self, **fields: Any) -> Document:
        """Published with its interpretation."""
        document = self.determined(self.ready(**fields))
        return self.by("records_office", "disclosure.publish", document).matter

    def material(self, document: Document) -> Interpretation:
        return Interpretation.objects.get(duty__document=document, form="text")


def asked(county: County, document: Document, text: str = "租房子的能领吗？", /, **more: Any) -> Question:
    """A question that somebody asks about a published document."""
    county.at += timedelta(minutes=1)
    data = {"document": document.index_number, "text": text, "token": new_token(), **more}
    at = county.at
    return perform("interpretation.ask", on=document.agency, actor=CITIZEN, at=at, data=data).matter


def answered(office: Office, question: Question) -> Question:
    """Its answer, confirmed by a second person."""
    given = {"question": "租房子住的能不能领？", "answer": "能。带上租房合同。"}
    office.by("drafter", "interpretation.answer", question, given)
    return office.by("secrecy_reviewer", "interpretation.confirm_answer", question).matter


def conference(office: Office, **fields: Any) -> dict[str, Any]:
    """What the form asks of a press conference that was held a moment ago."""
    held = localtime(office.county.at)
    data = {
        "title": "取暖补贴办法新闻发布会实录",
        "author": "head",
        "held_at_0": f"{held:%Y-%m-%d}",
        "held_at_1": f"{held:%H:%M}",
        "held_where": "政府会议室",
        "host": "测试人丁，办公室副主任",
        "speakers": "测试人乙，主任",
        "attended": "五原融媒体中心",
        "body": "今天发布取暖补贴办法。\n问：什么时候到账？\n答：年底以前。",
    }
    return data | fields


def photo(name: str = "a.png") -> SimpleUploadedFile:
    """A picture."""
    return SimpleUploadedFile(name, png_of(Image.new("RGB", (40, 24), "#1f5a7a")), "image/png")


def with_photo(office: Office, interpretation: Interpretation, alt: str = "县政府会议室里坐满了人") -> Photo:
    files = {"file": photo()}
    office.by("drafter", "interpretation.add_photo", interpretation, {"alt": alt}, files=files)
    made: Photo = interpretation.photos.order_by("-pk")[0]
    return made


CAPTIONS = (
    "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n电取暖每户补\n\n00:00:03.000 --> 00:00:05.000\n一千二百元\n"
)
SEEN: dict[str, Any] = {"form": "video", "title": "三分钟看懂取暖补贴", "author": "department", "body": ""}


def film(seconds: int = 6) -> SimpleUploadedFile:
    return SimpleUploadedFile(
        "讲解.webm", film_of(bars([("1200", 1200), ("800", 800)], seconds)), "video/webm"
    )


def vtt(text: str = CAPTIONS, name: str = "a.vtt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/vtt")


def seen(office: Office, on: Any, **fields: Any) -> Interpretation:
    """A film with captions and a picture that stands for it, whose transcript is made of the captions."""
    made = further(office, on, **{**SEEN, "body": "待写", **fields})
    files = {"file": film(), "subtitles": vtt()}
    office.by("drafter", "interpretation.attach_media", made, {"body": ""}, files=files)
    with_photo(office, made, "两根条，电取暖补得最多")
    fresh: Interpretation = office.county.fresh(made)
    return fresh


def svg(text: str = SVG, name: str = "chart.svg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "image/svg+xml")


def further(office: Office, on: Any, **fields: Any) -> Interpretation:
    files = {"chart": fields.pop("chart")} if "chart" in fields else {}
    return office.by("drafter", "interpretation.write", on, {**QA, **fields}, files=files).matter


def out(office: Office, interpretation: Interpretation) -> Interpretation:
    """Reviewed, signed and published."""
    signed = office.signed(interpretation)
    return office.by("records_office", "interpretation.publish", signed).matter
