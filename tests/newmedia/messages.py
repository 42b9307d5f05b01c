"""Messages taken as far along their way as a test needs them. Nobody in here exists."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime
from PIL import Image

from newmedia.models import Account, Message
from tests.newmedia.people import Office

ASKED = "请问社保卡丢了在哪里补办？要带什么？"
MESSAGE: dict[str, Any] = {
    "text": ASKED,
    "address": "https://weixin.example.cn/s/1#c7",
    "channel": "comments",
    "author_name": "河套人家",
    "author_id": "wx-0099",
}
ANSWER = "请带身份证到镇便民服务大厅 3 号窗口，当场补办，不收费。"
PETITION: dict[str, Any] = {
    "competence": "others",
    "competent": "五原县自然资源局",
    "person_name": "测试甲",
    "person_address": "五原县荣丰街 1 号",
    "petition_channel": "五原县信访局，电话 0478-0000000",
}
SOURCE = "<html>\n<p class=\"c\" id='c7'>⼈ 骗子！！</p>\n</html>"
WORDS = "这里的⼈都是骗子！！ <b>"


def moment(name: str, at: datetime) -> dict[str, str]:
    """A moment as the two fields of a form."""
    at = localtime(at)
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M}"}


def picture(colour: str = "white", name: str = "截图.png", kind: str = "PNG") -> SimpleUploadedFile:
    """A screenshot, of one colour."""
    out = BytesIO()
    Image.new("RGB", (40, 60), colour).save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), content_type=f"image/{kind.lower()}")


class Inbox:
    """The messages of one account of an office, which its drafter keeps; the records office is the second person."""

    def __init__(self, office: Office, account: Account | None = None) -> None:
        self.office, self.county = office, office.county
        self.account = account or office.live()

    def do(
        self, name: str, message: Any, data: dict[str, Any] | None = None, *, by: str = "drafter", **more: Any
    ) -> Message:
        """An act on a message a minute later."""
        self.county.at += timedelta(minutes=1)
        done: Message = self.office.do(name, message, by, data or {}, **more).matter
        return done

    def entered(self, sort: str = "", **fields: Any) -> Message:
        return self.do("record_message", self.account, {**MESSAGE, "sort": sort, **fields})

    def enquiry(self, **fields: Any) -> Message:
        return self.entered("enquiry", **fields)

    def answered(self, message: Message | None = None, answer: str = ANSWER, **data: Any) -> Message:
        return self.do("answer_message", message or self.enquiry(), {"answer": answer, **data})

    def registered(self, message: Message | None = None, **data: Any) -> Message:
        message = message or self.entered("petition", text="邻居占了我家的地，没有人管。", channel="messages")
        name = "register_anew" if message.state == "registered" else "register_petition"
        return self.do(name, message, {**PETITION, **data})

    def directed(self, message: Message | None = None, **data: Any) -> Message:
        message = message or self.registered()
        told = (
            {}
            if message.unclear_because
            else {"told_way": "post", "told_on": str(localtime(self.county.at).date())}
        )
        return self.do("direct", message, {"answer": "您好，请向有权处理的单位提出。", **told, **data})

    def reported(self, message: Message | None = None, **data: Any) -> Message:
        message = message or self.entered("hot", text="自来水为什么又涨价了？大家都在问。")
        given = {"topic": "居民用水价格调整", "reported_to": "办事处主要负责人", **data}
        return self.do("report_up", message, given)

    def unlawful(self, **fields: Any) -> Message:
        return self.entered("unlawful", text=WORDS, **fields)

    def evidence(self, **data: Any) -> dict[str, Any]:
        """What the form of a capture holds."""
        return {
            "post_url": "https://weixin.example.cn/s/1",
            "comment_id": "c7",
            "author_name": "河套人家",
            "author_id": "wx-0099",
            "text": WORDS,
            "source": SOURCE,
            **moment("shown_at", self.county.at - timedelta(minutes=30)),
            **data,
        }

    def captured(
        self,
        message: Message | None = None,
        pictures: list[Any] | None = None,
        by: str = "drafter",
        **data: Any,
    ) -> Message:
        files = {
            "pictures": [picture(), picture("red", "第二张.jpg", "JPEG")] if pictures is None else pictures
        }
        return self.do("capture", message or self.unlawful(), self.evidence(**data), by=by, files=files)

    def confirmed(self, message: Message | None = None, by: str = "records_office") -> Message:
        return self.do("confirm_evidence", message or self.captured(), {"witnessed": "live"}, by=by)

    def deleted(self, message: Message | None = None) -> Message:
        message = message or self.confirmed()
        return self.do(
            "record_deletion", message, {"removal": "ourselves", **moment("deleted_at", self.county.at)}
        )

    def packaged(self, message: Message | None = None) -> Message:
        return self.do("make_package", message or self.deleted())

    def police(self, message: Message | None = None) -> Message:
        message = message or self.deleted()
        given = {
            "station": "五原县公安局网安大队",
            "number": "J2026-77",
            **moment("reported_at", self.county.at),
        }
        return self.do("record_police", message, given)
