"""What citizens are asked, and the agency that answers."""

from __future__ import annotations

from typing import Any

from django import forms

from disclosure.statute import GROUNDS
from feedback import statute
from feedback.models import TOPICS, Message, Sort
from feedback.places import Place, place_at
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with, superior_of
from foundation.agencies.roles import AgencyFunction
from foundation.casework.fields import Offered, PlainText, Prose
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line
from foundation.visitors.sending import TokenField


def _topics(sort: Sort) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="是什么问题",
        choices=[(topic.value, topic.label) for topic in TOPICS[sort]],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是什么问题。"},
    )


class MessageForm(ActForm):
    """What every message has: the text, who says it where they like to, and the token of the form."""

    reason_field = ""
    text = PlainText(
        label="说说是什么情况",
        max_length=statute.MAX_TEXT,
        rows=6,
        help_text=f"最多 {statute.MAX_TEXT} 个字。不用写身份证号码。",
        error_messages={"required": "请写明是什么情况。"},
    )
    name = Line(
        label="怎么称呼您", required=False, max_length=60, help_text="可以不填。只用于答复这件事，不公布。"
    )
    contact = Line(
        label="电话或电子邮箱",
        required=False,
        max_length=100,
        help_text="可以不填。只在要问您情况的时候用；加密保存，到期清除。答复凭留言号和查询码在网上看。",
    )
    token = TokenField()


class ErrorForm(MessageForm):
    """An error on a page of this portal."""

    field_order = ("page", "topic", "text", "name", "contact")
    page = forms.CharField(
        label="哪一页",
        help_text="那一页的网址里域名后面的部分，例如 /documents/；从那一页点“这一页有问题”进来的，已经填好。",
        error_messages={"required": "请写明是哪一页，例如 /documents/。"},
    )
    topic = _topics(Sort.ERROR)
    place: Place | None = None

    def clean_page(self) -> str:
        """Find the page, or say kindly that there is none."""
        self.place = place_at(str(self.cleaned_data["page"]).strip(), self.step.at)
        if self.place is None:
            raise forms.ValidationError(
                "本网站没有这个网页。请从那一页的“这一页有问题”进来，或者写域名后面的部分，例如 /documents/。"
            )
        return self.place.path


class ComplaintForm(MessageForm):
    """A complaint against the agency of the step: what about, and the body that hears it (OR-7)."""

    field_order = ("to", "topic", "text", "name", "contact")
    to = forms.ChoiceField(
        label="向谁反映",
        choices=[("superior", "上级机关"), ("discipline", "纪检监察机关")],
        widget=forms.RadioSelect,
        initial="superior",
        error_messages={"required": "请选择向谁反映。"},
    )
    topic = _topics(Sort.COMPLAINT)


class WhyForm(MessageForm):
    """SR-12: what somebody would like to know, as they call it; nothing is looked up."""

    field_order = ("asked", "text", "name", "contact")
    asked = PlainText(
        label="哪件信息",
        max_length=statute.MAX_ASKED,
        rows=2,
        help_text="标题、文号、索引号或申请的登记号，知道哪样写哪样；都不知道的，写清楚是什么事、哪一年。",
        error_messages={"required": "请写明想问哪件信息。"},
    )
    text = PlainText(
        label="想问什么", required=False, max_length=statute.MAX_TEXT, rows=4, help_text="可以不填。"
    )


class UnsatisfiedForm(ActForm):
    """What did not satisfy in an answer."""

    reason_field = ""
    text = PlainText(
        label="哪里没有答复好",
        max_length=statute.MAX_TEXT,
        rows=5,
        help_text="您原来的留言和得到的答复会一起转过去，不用再写一遍。",
        error_messages={"required": "请写明哪里没有答复好。"},
    )


#: The form of each sort.
FORMS: dict[str, type[MessageForm]] = {
    Sort.ERROR: ErrorForm,
    Sort.COMPLAINT: ComplaintForm,
    Sort.WHY: WhyForm,
}


def receivers(message: Message) -> list[tuple[str, str]]:
    """The agencies to which a message may be passed on; a complaint goes to a body above the agency complained of alone."""
    if message.against is None:
        found = Agency.objects.public().exclude(pk=message.agency_id)
        return [(agency.code, agency.name) for agency in found.order_by("code")]
    own = message.against.successor or message.against
    functions = (AgencyFunction.DISCIPLINE_COMMISSION, AgencyFunction.DISCLOSURE_OFFICE)
    bodies = [superior_of(own), *(agency_with(function) for function in functions)]
    refused = {message.agency_id, own.pk, message.against.pk}
    return [(body.code, body.name) for body in dict.fromkeys(bodies) if body and body.pk not in refused]


class PassOnForm(ActForm):
    """Who is in charge, and why; the sender reads both."""

    to = Offered(receivers, label="转给哪个机关")
    reason = PlainText(
        label="为什么转", max_length=300, help_text="留言人看得到，也会进入办理记录；不写个人信息。"
    )


class SetAsideForm(ActForm):
    """Why a message is not handled; the sender reads it."""

    ground = forms.ChoiceField(
        label="原因",
        choices=[
            ("spam", "广告、乱码或者机器发的"),
            ("unlawful", "内容违法，例如辱骂、造谣"),
            ("repeated", "同一件事重复留言，前一件正在办或者已经答复"),
            ("elsewhere", "不是政府信息公开的事"),
        ],
        widget=forms.RadioSelect,
    )
    reason = PlainText(
        label="说明",
        max_length=300,
        help_text="留言人看得到，也会进入办理记录；不是政府信息公开的事，写明该向谁反映。不写个人信息。",
    )


class AnswerForm(ActForm):
    """The answer; to whoever asks why something is withheld, with the grounds of the law."""

    reason_field = ""
    grounds = forms.MultipleChoiceField(
        label="不公开的依据",
        choices=list(GROUNDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="SR-12：说明依据和理由。没有这件信息、已经公开，或者不是不公开的，勾下面一项。",
    )
    not_withheld = forms.BooleanField(label="没有这件信息，或者它不是不公开的", required=False)
    answer = Prose(
        label="答复",
        max_length=statute.MAX_ANSWER,
        rows=8,
        help_text="留言人凭留言号和查询码看到。不得透露不公开的内容；怎样申请公开、怎样投诉，系统会写在后面。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.step.matter.sort != Sort.WHY:
            del self.fields["grounds"], self.fields["not_withheld"]

    def clean(self) -> None:
        """SR-12: demand the grounds, or that there is nothing to give grounds for."""
        if "grounds" in self.fields:
            given = bool(self.cleaned_data.get("grounds"))
            if given == bool(self.cleaned_data.get("not_withheld")):
                self.add_error("grounds", "请选择不公开的依据，或者勾“没有这件信息，或者它不是不公开的”。")
