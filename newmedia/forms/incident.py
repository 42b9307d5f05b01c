"""What the acts on emergencies and on the roster ask; short enough for a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate, localtime

from foundation.agencies.models import Agency
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, Moment, Offered, OneOf, Open, PlainText, day_and_time
from foundation.casework.forms import ActForm
from foundation.privacy.detectors import detect
from foundation.visitors.identity import Line
from newmedia.forms import on_establishment
from newmedia.forms.posts import FACTS, PostFacts, own_accounts
from newmedia.models import Incident
from newmedia.statute import Kind

#: The roles that may decide at night, where the roster names them.
DUTY_LEADERS = (Role.LEADER, Role.DEPARTMENT_HEAD, Role.DISCLOSURE_HEAD)
#: The most days of one entry of the roster.
LONGEST_SHIFT = 31


class OpenLine(Line):
    """One line that everybody may read: nothing personal in it."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if found := list(dict.fromkeys(each.label for each in detect(value))):
            raise forms.ValidationError(f"写的内容里有{'、'.join(found)}，请删去。")


class Promise(forms.SplitDateTimeField):
    """A moment to come: until when more is said."""

    default_error_messages = {
        "invalid_date": "请按 2026-11-20 的格式填写日期。",
        "invalid_time": "请按 14:30 的格式填写时间。",
    }
    step: Step | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=day_and_time(), **kwargs)

    def take(self, step: Step) -> None:
        """Keep the step, which knows now."""
        self.step = step

    def validate(self, value: Any) -> None:
        """Refuse a moment that is over."""
        super().validate(value)
        if value and self.step is not None and value <= self.step.at:
            raise forms.ValidationError("下次发布的时间要晚于现在。")


class OpenIncidentForm(ActForm):
    """What happened where and when, and since when the unit knows."""

    reason_field = ""
    says = "120 分钟从事发的时候起算，夜间和节假日照算（NM-12）。先登记，再写首发。"

    title = OpenLine(label="是什么事", max_length=60, help_text="例如：隆兴昌镇一处民房火灾。不写人名。")
    place = OpenLine(label="地点", max_length=100)
    event_at = Moment(label="事发时间")
    known_at = Moment(label="本单位知道的时间")

    def clean(self) -> None:
        """Refuse an event that was known before it happened."""
        happened, known = self.cleaned_data.get("event_at"), self.cleaned_data.get("known_at")
        if happened and known and happened > known:
            told = f"事发时间（{localtime(happened):%Y-%m-%d %H:%M}）晚于知道的时间，请核对。"
            self.add_error("event_at", told)


class EventTimeForm(FilledForm):
    """When it really happened, and how that is known."""

    event_at = Moment(label="事发时间")
    reason = PlainText(label="为什么改，依据是什么", max_length=300, rows=2)

    def known(self, step: Step) -> dict[str, Any]:
        return {"event_at": localtime(step.matter.event_at)}

    def clean_event_at(self) -> Any:
        """Refuse one after it was known."""
        happened, known = self.cleaned_data["event_at"], self.step.matter.known_at
        if happened > known:
            raise forms.ValidationError(
                f"事发时间不能晚于本单位知道的时间（{localtime(known):%Y-%m-%d %H:%M}）。"
            )
        return happened


class WordForm(ActForm):
    """Five fields, out of which the text of the first word is made."""

    reason_field = ""
    says = "快报事实、慎报原因：只写已经核实的，原因没有查清的不写。"

    account = OneOf(
        own_accounts,
        label="用哪个账号发布",
        error_messages={
            "required": "请选择账号。没有运行中账号的，请“转给涉事单位”或者县政府办公室代为发布。",
            "invalid_choice": "首发由涉事单位用自己的运行中账号发布（NM-12）。",
        },
    )
    what = Open(label="发生了什么", max_length=600, rows=3, help_text="人员、财产的情况，已经核实的才写。")
    doing = Open(label="正在做什么", max_length=600, rows=3)
    advice = Open(label="请大家做什么", max_length=400, rows=2)
    next_word_by = Promise(label="什么时候以前再发布一次")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        rows = list(own_accounts(step.matter)[:2])
        if len(rows) == 1:
            self.fields["account"].initial = rows[0].pk
        soon = localtime(step.at + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
        self.fields["next_word_by"].initial = soon


class FollowForm(PostFacts, FilledForm):
    """What is known by now; it goes through all three reviews."""

    account = OneOf(own_accounts, label="账号")
    next_word_by = Promise(
        label="什么时候以前再发布一次", required=False, help_text="这是最后一次发布的，不填。"
    )
    field_order = ("account", *FACTS, "next_word_by")

    def known(self, step: Step) -> dict[str, Any]:
        return {"sort": Kind.EMERGENCY, "title": f"{step.matter.title}最新情况"}


def _others(incident: Incident) -> list[tuple[str, str]]:
    found = Agency.objects.public().exclude(pk=incident.agency_id).order_by("code")
    return [(agency.code, agency.name) for agency in found]


class PassIncidentForm(ActForm):
    """Whose emergency it is, and why."""

    to = Offered(_others, label="转给哪个单位")
    reason = PlainText(label="为什么转", max_length=300, rows=2)


def _colleagues(agency: Agency) -> Any:
    return on_establishment(agency.pk)


def _leaders(agency: Agency) -> Any:
    return holders({*DUTY_LEADERS}, agency).filter(on_establishment=True).order_by("full_name", "pk")


class ShiftForm(ActForm):
    """Who keeps watch from which day to which, and who decides."""

    reason_field = ""
    says = "只列出本单位的在编人员（NM-18）。带班领导可以在值班的日子里批准突发事件的首发（NM-12）。"

    person = OneOf(
        _colleagues,
        label="值班人员",
        error_messages={"invalid_choice": "只能从本单位的在编人员里选（NM-18）。"},
    )
    leader = OneOf(
        _leaders,
        label="带班领导",
        error_messages={"invalid_choice": "带班领导从本单位的领导和部门负责人里选。"},
    )
    from_on = Day(
        label="从", not_after_today=False, not_before=lambda step: localdate(step.at), which_is="今天"
    )
    until_on = Day(label="到", not_after_today=False)

    def clean(self) -> None:
        """Two people, and no more than a month at once."""
        given = self.cleaned_data
        first, last = given.get("from_on"), given.get("until_on")
        if first and last and not 0 <= (last - first).days < LONGEST_SHIFT:
            self.add_error("until_on", f"最后一天不早于第一天，一次最多排 {LONGEST_SHIFT} 天。")
        if given.get("person") and given.get("person") == given.get("leader"):
            self.add_error("leader", "值班人员和带班领导是两个人：一个人写，另一个人批准（NM-12）。")
