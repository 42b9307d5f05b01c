"""What the acts on hearings ask, and what people are asked who register."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.timezone import localdate, localtime

from foundation.casework.acts import Step
from foundation.casework.fields import Day, EditForm, Offered, OneOf, PlainText, Prose, WholeNumber
from foundation.casework.forms import ActForm
from foundation.deadlines.counting import midnight
from foundation.visitors.identity import Line, PersonName, PhoneNumber, identity_number
from participation import drawing
from participation.models import Answer, Decision, Hearing, Representative
from participation.statute import MAX_DRAFT, Group, HearingSort

#: The most seats of a group, of observers and of the press.
MOST_SEATS = 500


class Clock(forms.TimeField):
    """A time of day: 09:30."""

    listed_as = "TimeField"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        kwargs.setdefault("error_messages", {"invalid": "请按 09:30 的格式填写时间。"})
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], **kwargs)


class Several(forms.MultipleChoiceField):
    """Several of the rows that a function of the matter returns, by primary key."""

    def __init__(self, rows: Callable[[Any], Iterable[Any]], **kwargs: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)
        self.rows = rows

    def take(self, step: Step) -> None:
        """Set the choices to the rows of this matter."""
        self.choices = [(str(row.pk), str(row)) for row in self.rows(step.matter)]


def moment_of(day: date, at: time) -> datetime:
    """A time of a day in Shanghai."""
    return midnight(day).replace(hour=at.hour, minute=at.minute)


def offered_groups(matter: Any) -> Iterable[tuple[str, str]]:
    """The groups of a hearing that have seats."""
    return matter.groups if isinstance(matter, Hearing) else []


#: What happens at a hearing, in its order (决策条例17); the record has these heads.
TRANSCRIPT_HEADS = ("一、承办单位介绍决策草案、依据和有关情况", "二、听证参加人陈述、询问、质证和辩论")


def representatives(hearing: Hearing) -> Any:
    """The representatives of a hearing."""
    return hearing.representatives.sitting().order_by("pk")


class HearingForm(EditForm):
    """Both notices of a hearing with everything that PP-9 names, the list of names aside."""

    reason_field = ""
    title = PlainText(label="名称", max_length=200, rows=1)
    sort = forms.ChoiceField(label="听证会种类", choices=HearingSort.choices, initial=HearingSort.ORDINARY)
    content = Prose(label="拟决策事项的内容", max_length=100_000, rows=10, required=False)
    draft = Prose(
        label="决策草案",
        max_length=MAX_DRAFT,
        rows=12,
        required=False,
        help_text="和公告一起公布（决策条例16）；公开征求过意见的，用最近一稿。",
    )
    reasons = PlainText(label="理由", max_length=20_000, rows=4, required=False)
    basis = PlainText(label="依据", max_length=20_000, rows=3, required=False)
    background = PlainText(label="背景资料", max_length=50_000, rows=4, required=False)
    held_on = Day(
        label="举行日期",
        not_after_today=False,
        required=False,
        help_text="公告日和举行日之间至少隔 10 个整天，价格听证会 30 个。",
    )
    held_time = Clock(label="开始时间", required=False)
    place = Line(label="地点", max_length=200, required=False)
    observers = WholeNumber(label="旁听席", unit="人", min_value=0, max_value=MOST_SEATS, initial=0)
    press = WholeNumber(label="记者席", unit="人", min_value=0, max_value=MOST_SEATS, initial=0)
    selection = PlainText(
        label="代表的产生方式",
        max_length=2000,
        rows=3,
        required=False,
        help_text="自愿报名、抽签决定；报名不足的怎样邀请，也写明。",
    )
    eligibility = PlainText(label="报名条件", max_length=2000, rows=2, required=False)
    how = PlainText(label="报名方式", max_length=2000, rows=2, required=False)
    registration_from = Day(label="报名开始", not_after_today=False, required=False)
    registration_until = Day(
        label="报名截止", not_after_today=False, required=False, help_text="到这一天 24 时截止。"
    )
    lot = PlainText(
        label="抽签用的公开数字",
        max_length=200,
        rows=2,
        required=False,
        help_text="报名截止以后才有、人人查得到、谁也左右不了的数字，例如：某月某日上证综合指数的收盘点位。",
    )
    lot_on = Day(
        label="数字公布的日期", not_after_today=False, required=False, help_text="要在报名截止以后。"
    )
    contact = Line(label="联系人", max_length=60, required=False)
    telephone = Line(label="联系电话", max_length=60, required=False)
    chair = Line(label="听证主持人", max_length=60, required=False)
    speaker = Line(label="决策发言人", max_length=60, required=False)
    recorder = Line(label="记录人", max_length=60, required=False)
    supervisor = Line(label="监察人", max_length=60, required=False)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        first = [
            "title",
            "sort",
            "content",
            "reasons",
            "basis",
            "background",
            "held_on",
            "held_time",
            "place",
        ]
        self.order_fields([*first, *(seats_field(group) for group in Group)])

    def known(self, step: Step) -> dict[str, Any]:
        """The present values; of a new hearing the decision's title and basis."""
        if isinstance(step.matter, Decision):
            decision = step.matter
            first = {"title": f"{decision.title}听证会", "basis": decision.basis, "content": decision.changes}
            call = decision.calls.exclude(opened_at=None).order_by("-edition").first()
            first["draft"] = call.draft if call is not None else ""
            return first | {"sort": HearingSort.ORDINARY, "observers": 0, "press": 0}
        hearing: Hearing = step.matter
        names = set(self.base_fields) - {"held_on", "held_time"} - {seats_field(group) for group in Group}
        known = {name: getattr(hearing, name) for name in names}
        known |= {seats_field(group): hearing.seats.get(group, 0) for group in Group}
        if hearing.first_at is not None:
            at = localtime(hearing.first_at)
            known |= {"held_on": at.date(), "held_time": at.time()}
        return known

    def values(self) -> dict[str, Any]:
        """What is kept of it, by field of the hearing."""
        given = dict(self.cleaned_data)
        day, at = given.pop("held_on"), given.pop("held_time")
        seats = {group.value: given.pop(seats_field(group)) or 0 for group in Group}
        given["seats"] = {group: n for group, n in seats.items() if n}
        given["first_at"] = moment_of(day, at) if day and at else None
        return given


def seats_field(group: Group) -> str:
    """The field with the seats of a group."""
    return f"seats_{group.value}"


for _group in Group:
    HearingForm.base_fields[seats_field(_group)] = WholeNumber(
        label=f"名额：{_group.label}",
        unit="人",
        min_value=0,
        max_value=MOST_SEATS,
        initial=0,
        required=False,
        help_text="价格听证会不少于代表的五分之二。" if _group is Group.CONSUMER else "",
    )


class WishFields(forms.Form):
    """Who registers for a hearing: the usual 报名表."""

    name = PersonName(label="姓名", error_messages={"required": "请填写姓名。"})
    identity = Line(
        label="身份证号码",
        max_length=30,
        help_text="只用来防止一个人报两次名，不保存号码。",
        error_messages={"required": "请填写身份证号码。"},
    )
    telephone = PhoneNumber(label="电话", error_messages={"required": "请填写电话。"})
    occupation = Line(label="职业", max_length=60, error_messages={"required": "请填写职业。"})
    unit = Line(label="工作单位", max_length=100, required=False, help_text="没有的不填。")
    address = Line(
        label="住址",
        max_length=200,
        help_text="写到村、社区就行。",
        error_messages={"required": "请填写住址。"},
    )
    stake = PlainText(
        label="和这件事有什么关系",
        max_length=500,
        rows=2,
        error_messages={"required": "请写明您和这件事有什么关系。"},
    )
    points = PlainText(
        label="想说什么",
        max_length=2000,
        rows=4,
        required=False,
        help_text="可以先写要点，会上再细说。",
    )

    def clean_identity(self) -> str:
        """The number of a resident identity card."""
        entered: str = self.cleaned_data["identity"]
        return identity_number("resident", entered, self.today())

    def today(self) -> date:
        """The day by which the number is checked."""
        raise NotImplementedError

    def details(self) -> str:
        """The 报名表 as it is kept."""
        return "\n".join(f"{self.fields[name].label}：{self.cleaned_data[name] or '—'}" for name in DETAILS)


#: The fields of the 报名表 that are kept as one text, each on lines of its own.
DETAILS = ("occupation", "unit", "address", "stake", "points")


def told(details: str) -> dict[str, str]:
    """The fields of a 报名表 as it is kept."""
    found: dict[str, list[str]] = {}
    heads = {f"{WishFields.base_fields[name].label}：": name for name in DETAILS}
    for line in details.split("\n"):
        head = next((each for each in heads if line.startswith(each) and heads[each] not in found), "")
        if head:
            found[heads[head]] = [line.removeprefix(head)]
        elif found:
            found[list(found)[-1]].append(line)
    said = {name: "\n".join(lines) for name, lines in found.items()}
    return {name: "" if text == "—" else text for name, text in said.items()}


def verified_field() -> forms.BooleanField:
    """That somebody at the desk made sure that a namesake of a colleague is none."""
    return forms.BooleanField(
        label="已核实不是机关工作人员",
        required=False,
        help_text="与工作人员同名、电话或者单位相同的，核实以后勾选，留在办理记录里。",
    )


class RecordRegistrationForm(ActForm, WishFields):
    """Somebody who registers by telephone or in person."""

    reason_field = ""
    field_order = ("group",)
    group = Offered(offered_groups, label="组别")
    verified = verified_field()

    def today(self) -> date:
        """The day of the step."""
        return localdate(self.step.at)


def standing_registrations(hearing: Hearing) -> Any:
    """The registrations for a hearing that were not withdrawn."""
    return hearing.registrations.standing()


class WithdrawForm(ActForm):
    """That somebody withdraws their own registration, which their query code opened."""

    reason_field = ""
    registration = OneOf(standing_registrations, label="报名", widget=forms.HiddenInput)


class CorrectForm(WithdrawForm, WishFields):
    """What somebody who registered writes in the place of what they told; the group stays."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        self.fields["identity"].help_text = "再填一次，核对是同一个人。不保存号码。"

    def today(self) -> date:
        """The day of the step."""
        return localdate(self.step.at)


class WithdrawForForm(ActForm):
    """Whose registration is withdrawn at the desk, and how it was made sure that it is theirs."""

    number = Line(label="报名号", max_length=20, help_text="例如 B000012；忘了的，先“查看报名人和代表”。")
    identity = Line(
        label="身份证号码", max_length=30, help_text="照报名人的身份证填，核对是本人。不保存号码。"
    )
    reason = PlainText(
        label="怎样核实的", max_length=200, rows=1, help_text="例如：本人带身份证来。不写姓名、号码。"
    )

    def clean_identity(self) -> str:
        """The number of a resident identity card."""
        return identity_number("resident", self.cleaned_data["identity"], localdate(self.step.at))

    def clean(self) -> None:
        """The standing registration with this number."""
        digits = "".join(sign for sign in self.cleaned_data.get("number", "") if sign.isdecimal())[:16]
        row = standing_registrations(self.step.matter).filter(pk=int(digits or 0)).first()
        if row is None and "number" in self.cleaned_data:
            self.add_error("number", "这场听证会没有这个报名号，或者已经撤回。请对照回执再看一遍。")
        self.cleaned_data["registration"] = row


class DrawForm(ActForm):
    """The public number that the notice named."""

    reason_field = ""
    says = "名单由清单、数字、组别算出来，谁都可以再算一遍。数字登记以后不能再改。"
    number = Line(
        label="公开数字",
        max_length=60,
        help_text="照公布的写，例如 3421.07；只取里面的数字（342107），小数点、空格、逗号都不算。人人看得到。",
    )
    source = Line(label="数字的出处", max_length=200, help_text="网址或者报纸的期号。人人看得到。")

    def clean_number(self) -> str:
        """Its digits alone, so that nobody chooses among ways of writing the same number."""
        if digits := drawing.digits(self.cleaned_data["number"]):
            return digits
        raise forms.ValidationError("里面没有数字。")


class AppointForm(ActForm):
    """Somebody who is invited because too few registered."""

    reason_field = ""
    group = Offered(offered_groups, label="组别")
    name = PersonName(label="姓名")
    telephone = PhoneNumber(label="电话")
    unit = Line(label="工作单位", max_length=100, required=False)
    because = PlainText(label="邀请的理由", max_length=300, rows=2, help_text="人人看得到，不写姓名。")
    verified = verified_field()


class ServeForm(ActForm):
    """Who got the papers, and when."""

    reason_field = ""
    served_on = Day(label="材料送达日期", not_before="listed_at", which_is="名单公布的日期")
    who = Several(lambda hearing: representatives(hearing).filter(papers_on=None), label="送达了哪些代表")


class InsteadFields(forms.Form):
    """Whom to invite for an empty seat where nobody waits for it."""

    name = PersonName(
        label="邀请谁",
        required=False,
        help_text="这一组有候补的，由抽签次序里的下一位接替，不用填；没有候补的，填邀请的人。",
    )
    telephone = PhoneNumber(label="电话", required=False)
    because = PlainText(
        label="邀请的理由", max_length=300, rows=2, required=False, help_text="人人看得到，不写姓名。"
    )
    verified = verified_field()


class ReplaceForm(InsteadFields, ActForm):
    """Who gives up the seat, and who comes instead."""

    field_order = ("representative", "reason")
    representative = OneOf(representatives, label="谁退出")
    reason = PlainText(label="退出的原因", max_length=300, rows=2, help_text="不公开，不写病情一类的隐私。")


class FillForm(InsteadFields, ActForm):
    """Of which group a seat is empty, and who comes."""

    reason_field = ""
    field_order = ("group",)
    says = "补上以后，材料要提前送达；来不及的，先改期。"
    group = Offered(lambda hearing: empty_groups(hearing), label="组别")


class PostponeForm(ActForm):
    """A later time of a hearing or a symposium, and why."""

    held_on = Day(label="改到", not_after_today=False)
    held_time = Clock(label="开始时间")
    reason = PlainText(label="改期的理由", max_length=500, rows=2, help_text="人人看得到。")

    def clean(self) -> None:
        """PP-9: never earlier."""
        given = self.cleaned_data
        if "held_on" in given and "held_time" in given:
            until = moment_of(given["held_on"], given["held_time"])
            if until <= self.step.matter.begins_at or until <= self.step.at:
                was = localtime(self.step.matter.begins_at)
                self.add_error("held_on", f"原定 {was:%Y-%m-%d %H:%M}，只能改到以后，不能提前。")
            given["until"] = until


class HoldForm(ActForm):
    """Who came, and when it ended."""

    reason_field = ""
    present = Several(representatives, label="到会的代表", help_text="没有勾选的，登记为没有到会。")
    ended = Clock(label="结束时间")


class TranscriptForm(EditForm):
    """The record: every speaker's views and reasons, answers, questions."""

    reason_field = ""
    transcript = Prose(
        label="听证笔录",
        max_length=500_000,
        rows=16,
        help_text="发言人的观点和理由、询问、质证、答复。加密保存，不公开；改了以后，代表要重新签字。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """The present record; before it is written, the heads of 决策条例17."""
        return {"transcript": step.matter.transcript or "\n\n".join(f"{head}\n" for head in TRANSCRIPT_HEADS)}

    def clean_transcript(self) -> str:
        """Refuse a record without what 决策条例17 has happen, in its order."""
        rest: str = self.cleaned_data["transcript"]
        for head, following in zip(TRANSCRIPT_HEADS, (*TRANSCRIPT_HEADS[1:], ""), strict=True):
            _above, found, rest = rest.partition(head)
            if not found:
                raise forms.ValidationError(f"笔录里没有“{head}”这一段，请按次序写全（决策条例17）。")
            below = rest.partition(following)[0] if following else rest
            if not below.strip():
                raise forms.ValidationError(f"“{head}”下面没有写内容。")
        text: str = self.cleaned_data["transcript"]
        return text


class SignForm(ActForm):
    """What one representative does with the record."""

    reason_field = ""
    representative = OneOf(lambda hearing: representatives(hearing).filter(attended=True), label="代表")
    signed = forms.ChoiceField(label="签字", choices=[("yes", "确认无误，已经签字"), ("no", "拒绝签字")])
    note = PlainText(
        label="说明", max_length=1000, rows=2, required=False, help_text="拒绝签字的写明情况和原因。"
    )

    def clean(self) -> None:
        """PP-11: a refusal says how it came."""
        if self.cleaned_data.get("signed") == "no" and not self.cleaned_data.get("note"):
            self.add_error("note", "拒绝签字的，请写明情况。")


class PointForm(ActForm):
    """One view, what becomes of it, and why."""

    reason_field = ""
    text = PlainText(label="意见", max_length=2000, rows=3, help_text="人人看得到，不写姓名。")
    result = forms.ChoiceField(label="采纳情况", choices=Answer.Result.choices)
    because = PlainText(label="理由", max_length=2000, rows=3, required=False, help_text="人人看得到。")

    def clean(self) -> None:
        """PP-11: a reason for whatever is not adopted."""
        given = self.cleaned_data
        if given.get("result") and given["result"] != Answer.Result.ADOPTED and not given.get("because"):
            self.add_error("because", "没有采纳的，请写明理由。")


class HearingReportForm(ActForm):
    """The report and its conclusion."""

    reason_field = ""
    report = Prose(
        label="听证报告",
        max_length=100_000,
        rows=12,
        help_text="筹备、出席、议程、主要意见。人人看得到，不写姓名；名单、意见和采纳情况由系统附上。",
    )
    conclusion = PlainText(
        label="结论性建议",
        max_length=5000,
        rows=4,
        help_text="建议通过、修改后通过，还是不通过，为什么。",
        error_messages={"required": "听证报告要有明确的结论性建议（PP-11）。"},
    )


def seats_left(hearing: Hearing) -> dict[str, int]:
    """The seats of each group that nobody has yet; one query."""
    taken = list(Representative.objects.sitting().filter(hearing=hearing).values_list("group", flat=True))
    return {group: n - taken.count(group) for group, n in hearing.seats.items()}


def empty_groups(matter: Any) -> list[tuple[str, str]]:
    """The groups of a hearing with an empty seat."""
    if not isinstance(matter, Hearing):
        return []
    left = seats_left(matter)
    return [(group, label) for group, label in matter.groups if left[group] > 0]
