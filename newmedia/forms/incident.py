"""What the acts on emergencies and on the roster ask; short enough for a phone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localtime

from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Step
from foundation.casework.fields import (
    FilledForm,
    Moment,
    Offered,
    OneOf,
    Open,
    OpenLine,
    PlainText,
    day_and_time,
)
from foundation.casework.forms import ActForm
from foundation.deadlines.moments import to_the_minute
from newmedia.forms.posts import FACTS, PostFacts, own_accounts
from newmedia.models import Account, Incident
from newmedia.statute import PROMISED_DAYS, SAME_EVENT_HOURS, Kind
from secrecy_review.likeness import ALIKE, alike

#: The roles that may decide at night, where the roster names them.
DUTY_LEADERS = (Role.LEADER, Role.DEPARTMENT_HEAD, Role.DISCLOSURE_HEAD)


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


class NextWord(Promise):
    """Until when more is said of an emergency: soon enough to be counted in minutes."""

    def validate(self, value: Any) -> None:
        """Refuse a moment that nobody waits for."""
        super().validate(value)
        if value and self.step is not None and value > self.step.at + timedelta(days=PROMISED_DAYS):
            raise forms.ValidationError(
                f"预告的时间太远：最晚在 {PROMISED_DAYS} 天以内，情况有变再另外预告。"
            )


class OpenIncidentForm(ActForm):
    """What happened where and when, and since when the unit knows."""

    reason_field = ""
    says = "120 分钟从事发的时候起算，夜间和节假日照算（NM-12）。先登记，再写首发。"

    title = OpenLine(label="是什么事", max_length=60, help_text="例如：隆兴昌镇一处民房火灾。不写人名。")
    place = OpenLine(label="地点", max_length=100)
    event_at = Moment(label="事发时间")
    known_at = Moment(label="本单位知道的时间")
    another = forms.BooleanField(
        label="和已经登记的不是一件事",
        required=False,
        help_text="和本单位已经登记的时间、地点很像，又确实是另外一件事的，才勾选。",
    )

    def clean(self) -> None:
        """Refuse an event that was known before it happened, and point out one that is there already."""
        happened, known = self.cleaned_data.get("event_at"), self.cleaned_data.get("known_at")
        if happened and known and happened > known:
            told = f"事发时间（{to_the_minute(happened)}）晚于知道的时间，请核对。"
            self.add_error("event_at", told)
        if happened and not self.cleaned_data.get("another") and (same := self._entered(happened)):
            told = (
                f"可能已经登记过：{same}（{same.place}，{to_the_minute(same.event_at)}）。"
                "是同一件事的，请打开那一件；不是的，勾选“和已经登记的不是一件事”。"
            )
            self.add_error("another", told)

    def _entered(self, happened: datetime) -> Incident | None:
        """One of the unit that reads much the same and happened about then."""
        near = timedelta(hours=SAME_EVENT_HOURS)
        rows = Incident.objects.filter(
            agency=self.step.matter, event_at__range=(happened - near, happened + near)
        ).exclude(state=Incident.State.DROPPED)
        title, place = self.cleaned_data.get("title", ""), self.cleaned_data.get("place", "")
        return next(
            (
                row
                for row in rows
                # At the same place something in common is enough: 民房火灾, 一处民房起火.
                if alike(row.title, title, 0 if alike(row.place, place) else ALIKE)
            ),
            None,
        )


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
            raise forms.ValidationError(f"事发时间不能晚于本单位知道的时间（{to_the_minute(known)}）。")
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
    next_word_by = NextWord(label="什么时候以前再发布一次")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        rows = list(own_accounts(step.matter)[:2])
        if len(rows) == 1:
            self.fields["account"].initial = rows[0].pk
        soon = localtime(step.at + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
        self.fields["next_word_by"].initial = soon


def _going_on(incident: Incident) -> Any:
    """The running accounts of the unit, and those that close and told of it before: what was promised there is kept there."""
    there = (Account.State.CLOSING, Account.State.NOTICE, Account.State.DUE)
    told = Account.objects.filter(posts__incident=incident, state__in=there).values("pk")
    rows = Account.objects.filter(Q(state=Account.State.LIVE) | Q(pk__in=told), agency=incident.agency_id)
    return rows.order_by("pk")


class FollowForm(PostFacts, FilledForm):
    """What is known by now; it goes through all three reviews."""

    account = OneOf(_going_on, label="账号")
    next_word_by = NextWord(
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
