"""Micro-surveys, interviews and online sessions, from the plan to what came of them (NM-17)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import localtime

from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import EditForm, Open, OpenLine, ReasonForm
from foundation.casework.forms import ActForm
from foundation.deadlines.moments import to_the_minute
from foundation.questionnaires import counting
from foundation.questionnaires.wording import WordingError, questions
from newmedia.acts.posts import EDITORS, editor_serves
from newmedia.forms import WebAddress
from newmedia.forms.incident import Promise
from newmedia.forms.posts import FiveGatesForm
from newmedia.gates import serves
from newmedia.models import Account, Exchange
from newmedia.statute import Duty
from newmedia.statute import Exchange as Sort

State = Exchange.State
HEAD, LEADER, DRAFTER = Role.DEPARTMENT_HEAD, Role.LEADER, Role.DRAFTER


class ExchangeFacts(ActForm):
    """What is asked or talked about, when and where."""

    reason_field = ""
    says = "微调查在本网站上填，不记名；微访谈、微在线在账号上进行，这里预告和公布结果。"

    sort = forms.ChoiceField(label="形式", choices=Sort.choices)
    title = OpenLine(label="题目", max_length=100)
    topic = Open(label="说什么", max_length=2000, rows=3, help_text="近期大家集中关注的民生话题。")
    guests = OpenLine(
        label="谁来答", max_length=200, required=False, help_text="微访谈、微在线的填写，写单位和职务。"
    )
    starts_at = Promise(label="开始时间")
    ends_at = Promise(label="结束时间")
    address = WebAddress(label="在平台上的网址", required=False)
    wording = Open(
        label="微调查的题目",
        max_length=10_000,
        rows=8,
        required=False,
        help_text="一行一题，前面写【单选】【多选】【满意度】【填写】，选项各占一行，写在题目下面。",
    )

    def clean(self) -> None:
        """A survey has questions that can be read, anything else somebody who answers."""
        given = self.cleaned_data
        first, last = given.get("starts_at"), given.get("ends_at")
        if first and last and last <= first:
            self.add_error("ends_at", "结束的时间要晚于开始的时间。")
        if given.get("sort") != Sort.SURVEY:
            given["wording"] = ""
            if not given.get("guests") and "guests" not in self.errors:
                self.add_error("guests", "微访谈、微在线请写明谁来答。")
            return
        given["guests"] = given.get("guests", "")
        if "wording" in self.errors:
            return
        try:
            questions(given.get("wording", ""))
        except WordingError as wrong:
            self.add_error("wording", str(wrong))


#: The fields of `ExchangeFacts`.
FACTS = tuple(ExchangeFacts.base_fields)


class EditExchangeForm(ExchangeFacts, EditForm):
    """One before it is announced."""

    edited = FACTS

    def known(self, step: Step) -> dict[str, Any]:
        known = super().known(step)
        for name in ("starts_at", "ends_at"):
            at = known[name] = localtime(known[name])
            # As the two controls of a moment send it: what is not given stays as it is.
            known |= {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M}"}
        return known


@act(
    "newmedia.plan_exchange",
    "拟办微调查、微访谈、微在线",
    on=Account,
    creates=Exchange,
    states=(Account.State.LIVE,),
    role=EDITORS,
    asks=ExchangeFacts,
    cites=("NM-17", "NM-18"),
    gates=[editor_serves],
    weight="quiet",
)
def plan_exchange(step: Step) -> Exchange:
    account = step.matter
    row = Exchange(
        agency=account.agency, created_at=step.at, account=account, drafter=step.staff, **step.data
    )
    attribute(step, row).save()
    return row


@act(
    "newmedia.edit_exchange",
    "修改互动安排",
    on=Exchange,
    states=(State.DRAFT,),
    role=EDITORS,
    asks=EditExchangeForm,
    cites=("NM-17",),
)
def edit_exchange(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)


@gate("NM-18", "由账号的终审人批准")
def approver_serves(step: Step) -> Objection | None:
    return serves(step, Duty.FINAL)


@gate("NM-17", "还没有开始")
def not_begun(step: Step) -> Objection | None:
    if step.at >= step.matter.starts_at:
        begins = f"{to_the_minute(step.matter.starts_at)}"
        return f"开始的时间（{begins}）已经过了，先预告，后开始。", "请改开始的时间。"
    return None


@act(
    "newmedia.announce_exchange",
    "批准并预告",
    on=Exchange,
    via="announce",
    role=(HEAD, LEADER),
    asks=FiveGatesForm,
    cites=("NM-17", "NM-9"),
    gates=[approver_serves, not_begun],
    not_by=Apart("NM-9", ("newmedia.plan_exchange", "newmedia.edit_exchange")),
    weight="primary",
    tells=(DRAFTER,),
)
def announce_exchange(step: Step) -> None:
    """From now on its questions and its time stand."""
    step.matter.announce(step.at)


class ReportExchangeForm(ActForm):
    """What came of it, and what is done about it."""

    reason_field = ""
    summary = Open(
        label="结果",
        max_length=5000,
        rows=6,
        help_text="多少人参加、主要问了什么、怎么答的；不写网民的名字。",
    )
    uses = Open(label="怎么采用", max_length=2000, rows=3)


@gate("NM-17", "已经结束")
def is_over(step: Step) -> Objection | None:
    if step.at < step.matter.ends_at:
        ends = f"{to_the_minute(step.matter.ends_at)}"
        return f"到 {ends} 才结束。", "结束以后再公布结果。"
    return None


def _over(model: type[models.Model]) -> Q:
    return Q(ends_at__lte=Now())


@act(
    "newmedia.report_exchange",
    "公布互动结果",
    on=Exchange,
    via="report",
    role=(HEAD, LEADER),
    asks=ReportExchangeForm,
    cites=("NM-17",),
    gates=[is_over],
    weight="primary",
    waits_if=_over,
)
def report_exchange(step: Step) -> None:
    """The answers of a survey are counted now, once and for all; nobody saw them before."""
    row: Exchange = step.matter
    if row.questionnaire is not None:
        counting.count(row.questionnaire, step.at)
        step.detail = {"digest": row.questionnaire.result_digest}
    row.report(step.at, step.data["summary"], step.data["uses"])


class CallOffForm(ActForm):
    """Why it does not take place."""

    reason = Open(label="取消的原因", max_length=300, rows=2, help_text="人人看得到。")


@act(
    "newmedia.call_off_exchange",
    "取消互动",
    on=Exchange,
    via="call_off",
    role=(HEAD, LEADER),
    asks=CallOffForm,
    cites=("NM-17",),
    weight="quiet",
)
def call_off_exchange(step: Step) -> None:
    step.matter.call_off(step.reason)


@act(
    "newmedia.abandon_exchange",
    "放弃这次互动",
    on=Exchange,
    via="abandon",
    role=EDITORS,
    asks=ReasonForm,
    cites=("NM-17",),
    weight="quiet",
)
def abandon_exchange(step: Step) -> None:
    step.matter.abandon()
