"""The forms of acts that citizens perform, or a clerk for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils.timezone import localdate

from applications import statute
from applications.models import Consultation, Enclosure
from applications.models.application import (
    CONFIRMED,
    ApplicantClass,
    Application,
    Channel,
    Form,
    IdentityKind,
)
from foundation.casework.acts import Step
from foundation.casework.fields import Day, ManyFiles, PlainText
from foundation.casework.forms import ActForm
from foundation.correspondence.models import Way
from foundation.visitors.identity import Email, Line, PersonName, PhoneNumber, Postcode, identity_number
from foundation.visitors.sending import TokenField

Purpose = Enclosure.Purpose
Files = partial(ManyFiles, most=statute.MAX_FILES)


class RemarkForm(ActForm):
    """An optional remark."""

    reason = PlainText(
        label="备注", required=False, max_length=1000, help_text="会进入办理记录，请不要写出个人信息。"
    )


class _CheckedForm(ActForm):
    """A form whose fields demand something of each other."""

    def demand(self, name: str, message: str) -> None:
        """Add an error to a field that is blank and has none yet."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)

    def correct(self, name: str, clean: Callable[[str], str]) -> None:
        """Replace a value that was given by its cleaned form; a `ValidationError` becomes the error of the field."""
        if value := self.cleaned_data.get(name):
            try:
                self.cleaned_data[name] = clean(value)
            except forms.ValidationError as wrong:
                self.add_error(name, wrong)


class _FilesForm(_CheckedForm):
    """A form with files: `purposes` maps each file field to the purpose of its files."""

    reason_field = ""
    purposes: dict[str, str] = {}

    def clean(self) -> dict[str, Any] | None:
        """Gather the files as pairs of purpose and upload, `statute.MAX_FILES` at most."""
        given = self.cleaned_data
        given["enclosures"] = [
            (purpose, upload) for name, purpose in self.purposes.items() for upload in given.get(name) or []
        ]
        if len(given["enclosures"]) > statute.MAX_FILES:
            self.add_error(None, f"一件申请最多附 {statute.MAX_FILES} 个文件，请减少几个。")
        return given


def _wanted() -> PlainText:
    return PlainText(
        label="您要的信息",
        max_length=statute.MAX_WANTED,
        rows=5,
        help_text="写出名称、文号，或者能让人找到它的特征：哪一年、哪个村、哪件事。",
        error_messages={"required": "请写出您要的信息。"},
    )


def paper_of(kind: str, *, natural: bool) -> str:
    """The kind of paper meant: a body has a credit code or another paper, whatever stands in the list for persons."""
    return kind if natural or kind == IdentityKind.OTHER else IdentityKind.CREDIT_CODE


class FilingForm(_FilesForm):
    """条例29: who applies and how to reach them, what is wanted, in which form and by which way; never what for (OR-3)."""

    purposes = {"proof": Purpose.IDENTITY, "authority": Purpose.AUTHORITY, "evidence": Purpose.EVIDENCE}

    sort = forms.ChoiceField(
        label="申请什么", choices=Application.Sort.choices, initial="information", widget=forms.RadioSelect
    )
    wanted = _wanted()
    wanted_number = Line(
        label="文号或索引号", required=False, max_length=100, help_text="知道就填，不知道可以不填。"
    )
    evidence = Files(
        label="记录不准确的证据",
        required=False,
        help_text="申请更正记录时必须提供（条例第四十一条）；其他申请不用。",
    )
    applicant_class = forms.ChoiceField(
        label="您以什么身份申请", choices=ApplicantClass.choices, initial="natural", widget=forms.RadioSelect
    )
    name = Line(
        label="姓名或单位名称",
        max_length=200,
        autocomplete="name",
        error_messages={"required": "请填写姓名或单位名称。"},
    )
    identity_kind = forms.ChoiceField(
        label="证件",
        choices=IdentityKind.choices,
        initial="resident",
        help_text="单位没有统一社会信用代码的，选“其他证件或登记证明”，填备案、登记或注册的号码。",
    )
    identity_number = Line(
        label="证件号码",
        max_length=60,
        help_text="加密保存，只用于办理这件申请。",
        error_messages={"required": "请填写证件号码：条例第二十九条要求提供身份证明。"},
    )
    proof = Files(
        label="证件照片或扫描件", required=False, help_text="可以现在附上，也可以等工作人员联系时再补。"
    )
    representative = PersonName(label="法定代表人或负责人", required=False)
    contact_name = PersonName(label="联系人", required=False)
    phone = PhoneNumber(
        label="联系电话", required=False, autocomplete="tel", help_text="手机号可以收到办理短信。"
    )
    email = Email(label="电子邮箱", required=False, autocomplete="email")
    address = Line(label="联系地址", required=False, max_length=200, autocomplete="address-line1")
    postcode = Postcode(label="邮政编码", required=False, autocomplete="postal-code")
    phone.optional = email.optional = "电话和邮箱至少填一样"
    form = forms.ChoiceField(
        label="要什么形式", choices=Form.choices, initial="electronic", widget=forms.RadioSelect
    )
    delivery = forms.ChoiceField(
        label="怎么给您", choices=Way.choices, initial="online", widget=forms.RadioSelect
    )
    help_needed = Line(
        label="需要的帮助",
        required=False,
        max_length=100,
        help_text="阅读困难、看不清或听不清的，写下来，我们来想办法。",
    )
    agent_name = Line(label="代理人姓名", required=False, max_length=100)
    agent_identity_kind = forms.ChoiceField(
        label="代理人证件", choices=IdentityKind.choices, initial="resident", required=False
    )
    agent_identity_number = Line(label="代理人证件号码", required=False, max_length=60)
    agent_phone = PhoneNumber(label="代理人电话", required=False)
    authority = Files(label="授权委托书", required=False)
    may_publish = forms.BooleanField(label="同意把答复隐去我的信息后公布，让需要的人也能看到", required=False)
    similar_offered = forms.IntegerField(required=False, widget=forms.HiddenInput)
    unreachable = "请填写电话或电子邮箱，至少一样，不然联系不到您。"
    token = TokenField("申请页")

    #: Whether the form is refused until it is complete.
    complete = True

    def clean(self) -> dict[str, Any] | None:
        """Check the fields that depend on each other: identity, contact, delivery, agent, evidence."""
        given = super().clean() or self.cleaned_data
        today = localdate(self.step.at)
        natural = given.get("applicant_class") == ApplicantClass.NATURAL
        self._identity(given, natural=natural, today=today)
        if natural:
            self.correct("name", PersonName().clean)
        elif self.complete:
            self.demand("representative", "请填写法定代表人或负责人。")
            self.demand("contact_name", "请填写联系人。")
        ways = ("phone", "email") if self.complete else ("phone", "email", "address")
        if not any(given.get(name) or name in self.errors for name in ways):
            self.add_error(ways[0], self.unreachable)
        if given.get("delivery") == Way.POST:
            self.demand("address", "选了邮寄，请填写联系地址。")
        if given.get("delivery") == Way.EMAIL:
            self.demand("email", "选了电子邮件，请填写电子邮箱。")
        self._agent(given, today)
        if given.get("sort") == Application.Sort.CORRECTION and not given.get("evidence") and self.complete:
            self.add_error("evidence", "申请更正记录，请附上记录不准确的证据（条例第四十一条）。")
        return given

    def _identity(self, given: dict[str, Any], *, natural: bool, today: date) -> None:
        if not given.get("applicant_class") or not given.get("identity_kind"):
            return
        given["identity_kind"] = kind = paper_of(given["identity_kind"], natural=natural)
        if natural and kind == IdentityKind.CREDIT_CODE:
            if given.get("identity_number"):
                self.add_error("identity_kind", "自然人请选择身份证、护照等个人证件。")
            return
        self.correct("identity_number", lambda number: identity_number(str(kind), number, today))

    def _agent(self, given: dict[str, Any], today: date) -> None:
        """Demand every particular of an agent and the power of attorney, or none of them."""
        names = ("agent_name", "agent_identity_number", "agent_phone")
        if not any(given.get(name) for name in names) and not given.get("authority"):
            given["agent_identity_kind"] = ""
            return
        if self.complete:
            for name in names:
                self.demand(name, f"请填写{self.fields[name].label}，或把代理人各项都留空。")
            self.demand("authority", "由代理人办理的，请附上授权委托书。")
        given["agent_identity_kind"] = kind = given.get("agent_identity_kind") or IdentityKind.RESIDENT
        if kind != IdentityKind.CREDIT_CODE:  # a law office may be an agent as well
            self.correct("agent_name", PersonName().clean)
        self.correct("agent_identity_number", lambda number: identity_number(kind, number, today))

    @property
    def seems_several(self) -> bool:
        """Whether the description seems to ask for several matters at once."""
        text = str(self.data.get("wanted") or "")[: statute.MAX_WANTED]
        return (
            len(re.findall(r"(?m)^\s*(?:[（(]?\d{1,2}[)）.．、]|[一二三四五六七八九十]+、)", text)) > 1
            or text.count("《") > 2
        )


class IntakeForm(FilingForm):
    """The application form as a clerk fills it in for an application on paper, by word of mouth or by mail.

    It may be incomplete: the applicant is told to amend it (条例30), and the time to reply runs from its receipt.
    """

    complete = False
    unreachable = "请填写电话、电子邮箱或联系地址，至少一样；都没有的，无法告知申请人。"

    purposes = {**FilingForm.purposes, "scan": Purpose.SCAN}
    #: The clerk begins with the letter that came.
    field_order = ("channel", "arrived_on", "received_on", "confirmed_late", "scan", "read_back")
    token = None  # type: ignore[assignment]
    similar_offered = None  # type: ignore[assignment]

    channel = forms.ChoiceField(
        label="提出方式",
        choices=[
            choice for choice in Channel.choices if choice[0] not in (Channel.ONLINE, Channel.PASSED_ON)
        ],
    )
    received_on = Day(
        label="收到日期",
        not_before=date(2008, 5, 1),
        which_is="第一部条例施行之日",
        help_text="当面：提交之日；挂号信、快递：签收之日；平信、传真、电子邮件：双方确认之日（条例第三十一条）。",
    )
    arrived_on = Day(
        label="到达日期",
        required=False,
        help_text="平信、传真、电子邮件到达机关的那一天；与收到日期同一天的留空。",
    )
    confirmed_late = PlainText(
        label="平信没有当日确认的原因",
        required=False,
        max_length=300,
        rows=2,
        help_text="平信要在到达当日与申请人确认（条例第三十一条）；做不到的写明原因，例如来信没有留电话。不写个人信息。",
    )
    scan = Files(label="来件扫描", required=False, help_text="信件、传真、邮件的扫描件或打印件。")
    read_back = forms.BooleanField(label="代填的，已向申请人宣读并得到确认", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # The browser knows the clerk, and not who applies.
            if "autocomplete" in field.widget.attrs:
                field.widget.attrs["autocomplete"] = "off"
        for name in ("phone", "email", "address"):
            self.fields[name].optional = "电话、邮箱、地址至少填一样"  # type: ignore[attr-defined]
        self.fields["identity_number"].required = False
        self.fields["identity_number"].help_text = "来件里没有的留空，登记后告知申请人补正（条例第三十条）。"

    def clean(self) -> dict[str, Any] | None:
        """Demand the scan of a written application, and that an oral one was read back (条例29)."""
        given = super().clean() or self.cleaned_data
        channel = given.get("channel")
        if channel == Channel.ORAL:
            self.demand("read_back", "口头申请由工作人员代填的，要向申请人宣读并得到确认（条例第二十九条）。")
        elif channel:
            self.demand("scan", "请附上来件的扫描件。")
        self._check_arrival(given)
        return given

    def _check_arrival(self, given: dict[str, Any]) -> None:
        """条例31: what had to be confirmed may have come earlier; ordinary post is confirmed that day, or the reason said."""
        channel, received = given.get("channel"), given.get("received_on")
        arrived = given["arrived_on"] = given.get("arrived_on") or received
        if not channel or not received or arrived == received:
            return
        if channel not in CONFIRMED:
            self.add_error("arrived_on", "这一渠道到达之日就是收到之日，两个日期应当是同一天。")
        elif arrived > received:
            self.add_error("arrived_on", f"到达日期不能晚于收到日期（{received}）。")
        elif channel == Channel.ORDINARY_POST:
            self.demand(
                "confirmed_late", "平信没有在到达当日与申请人确认的，请写明原因（条例第三十一条第二项）。"
            )


class PaperEntryForm(_CheckedForm):
    """A form that a citizen sends, and a clerk enters when it came on paper."""

    #: The fields for the clerk alone.
    clerk_fields: tuple[str, ...] = ("received_on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.step.actor.kind == "citizen":
            for name in self.clerk_fields:
                del self.fields[name]


class _FollowUpForm(PaperEntryForm, _FilesForm):
    """Files and words that an applicant sends after the application."""

    purposes = {"files": Purpose.MATERIAL}
    received_on = Day(
        label="收到日期",
        required=False,
        not_before="received_on",
        which_is="收到申请之日",
        help_text="由工作人员登记纸质来件时填写；网上提交的就是今天。",
    )


class AmendForm(_FollowUpForm):
    """条例30: the amended application; after its time limit only with good reason."""

    clerk_fields = ("received_on", "excuse")
    reason_field = "excuse"
    wanted = _wanted()
    wanted_number = Line(label="文号或索引号", required=False, max_length=100)
    identity_kind = forms.ChoiceField(
        label="证件",
        choices=IdentityKind.choices,
        required=False,
        help_text="单位没有统一社会信用代码的，选“其他证件或登记证明”。",
    )
    identity_number = Line(label="证件号码", required=False, max_length=60, help_text="加密保存。")
    files = Files(label="补充的材料", required=False)  # type: ignore[assignment]
    excuse = PlainText(
        label="逾期补正的正当理由",
        required=False,
        max_length=500,
        help_text="收到日期晚于补正期限的，由机关认定并写明，会写进办理记录；不写个人信息。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked only where it is missing.
        if self.step.matter.applicant.identity_number:
            del self.fields["identity_kind"], self.fields["identity_number"]
        else:
            self.fields["identity_kind"].initial = self.step.matter.applicant.identity_kind

    def clean(self) -> dict[str, Any] | None:
        """Check the number by the kind of identity document."""
        given, application = super().clean() or self.cleaned_data, self.step.matter
        if given.get("identity_number"):
            kind = given.get("identity_kind") or application.applicant.identity_kind
            natural = application.applicant_class == ApplicantClass.NATURAL
            given["identity_kind"] = kind = paper_of(kind, natural=natural)
            self.correct(
                "identity_number", lambda number: identity_number(kind, number, localdate(self.step.at))
            )
        return given


class SupplementForm(_FollowUpForm):
    """Further files; a clerk may add an answer of the agency from before the portal, which a later application repeats."""

    clerk_fields = ("received_on", "what")
    what = forms.ChoiceField(
        label="是什么材料",
        choices=[(p, Purpose(p).label) for p in (Purpose.MATERIAL, Purpose.EARLIER)],
        initial=Purpose.MATERIAL,
        required=False,
        help_text="以重复申请处理、以前的答复不在本网站上的，附上那份答复书。",
    )
    files = Files(label="补充的材料", error_messages={"required": "请选择要补充的文件。"})  # type: ignore[assignment]

    def clean(self) -> dict[str, Any] | None:
        """Keep the files as what the clerk says they are."""
        given = super().clean() or self.cleaned_data
        if given.get("what"):
            given["enclosures"] = [(given["what"], upload) for _purpose, upload in given["enclosures"]]
        return given


class ExplainForm(_FollowUpForm):
    """条例35: the reasons for excessive applications."""

    explanation = PlainText(
        label="申请理由", max_length=5000, error_messages={"required": "请写明申请理由。"}
    )
    files = Files(label="有关材料", required=False)  # type: ignore[assignment]


class WithdrawForm(PaperEntryForm, _FilesForm):
    """A box to tick, so that nobody withdraws an application by mistake; a clerk enters what the applicant wrote and signed."""

    purposes = {"paper": Purpose.MATERIAL}
    clerk_fields = ("paper",)
    reason_field = ""
    paper = Files(
        label="申请人签名的撤回书",
        error_messages={
            "required": "撤回只能凭申请人本人的书面材料登记，请附上扫描件；重复登记的请办理“注销重复登记”。"
        },
    )
    sure = forms.BooleanField(
        label="确定撤回；以后需要可以重新申请", error_messages={"required": "请勾选“确定撤回”。"}
    )


class EmptyForm(ActForm):
    """The form of an act that asks nothing."""

    reason_field = ""


class ProposeForm(ActForm):
    """条例44: why the information should be disclosed to everybody."""

    reason_field = ""
    text = PlainText(
        label="为什么应当主动公开",
        max_length=3000,
        help_text="例如：涉及公众利益调整，需要公众广泛知晓或者参与决策。",
        error_messages={"required": "请写明为什么应当主动公开。"},
    )


class ComplainForm(ActForm):
    """OR-7: the body to complain to, and the complaint."""

    reason_field = ""
    to = forms.ChoiceField(
        label="向谁反映",
        choices=[("superior", "上级主管部门"), ("discipline", "纪检监察机关")],
        widget=forms.RadioSelect,
        initial="superior",
        error_messages={"required": "请选择向谁反映。"},
    )
    text = PlainText(
        label="反映的问题",
        max_length=5000,
        rows=6,
        help_text="写明哪一步没有依规定办理。",
        error_messages={"required": "请写明反映的问题。"},
    )


def _reached_on(step: Step) -> date:
    """The day on which the consulted party received the letter, or else on which it was sent."""
    day: date = step.matter.received_on or step.matter.sent_on
    return day


class OpinionForm(PaperEntryForm):
    """The opinion of a consulted party on disclosure."""

    clerk_fields = ("answered_on",)
    reason_field = ""
    answer = forms.ChoiceField(
        label="您的意见",
        choices=Consultation.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一项意见。"},
    )
    opinion = PlainText(
        label="理由",
        required=False,
        max_length=5000,
        rows=6,
        help_text="不同意公开的，请写明会损害什么合法权益：没有合理理由的，由机关依法决定是否公开。",
    )
    answered_on = Day(
        label="答复日期",
        required=False,
        not_before=_reached_on,
        which_is="发出或者签收之日",
        help_text="由工作人员登记书面意见时填写；网上提交的就是今天。",
    )

    def clean(self) -> dict[str, Any] | None:
        """Demand what a partial consent covers; an objection without reasons is recorded as one (条例32)."""
        if self.cleaned_data.get("answer") == "partly":
            self.demand("opinion", "同意公开一部分的，请写明哪一部分，为什么。")
        return self.cleaned_data
