"""Suspending the time to reply for an obstacle that the law names, and going on when it is gone (OR-5(2))."""

from __future__ import annotations

from datetime import date, datetime

from django import forms
from django.utils.timezone import localdate

from applications import statute
from applications.acts.filing import CLERK, HEAD
from applications.acts.handling import ReasonForm, not_overdue, pause_reply_clock, sentence
from applications.correspondence import last_day, write
from applications.letters import LetterKind
from applications.models import Application
from applications.queries import reply_due
from foundation.casework.acts import Step, act
from foundation.casework.fields import PlainText
from foundation.casework.forms import ActForm
from foundation.clauses.places import cited
from foundation.deadlines import clocks
from foundation.deadlines.calendar import ONE_DAY
from foundation.texts.structure import ends_in_table


class SuspendForm(ActForm):
    """OR-5(2): the ground of a suspension, what happened, and what shows it."""

    ground = forms.ChoiceField(
        label="法定事由", choices=list(statute.SUSPENSION_GROUNDS.items()), widget=forms.RadioSelect
    )
    law = PlainText(
        label="法律依据",
        max_length=200,
        rows=1,
        required=False,
        help_text="“其他法定事由”写明法律、法规的名称和条款，例如《中华人民共和国……法》第……条。",
    )
    reason = PlainText(
        label="事实",
        max_length=1000,
        help_text="发生了什么，为什么不能在期限内答复。会写进告知书和办理记录，请不要写出个人信息。",
    )
    evidence = PlainText(
        label="证据", max_length=500, help_text="公告、通知、证明的名称和文号，会写进告知书。"
    )

    def clean(self) -> None:
        """Demand the law of a cause that is not force majeure, with its article."""
        given = self.cleaned_data
        named = any(place.law and place.article for place in cited(given.get("law") or ""))
        if given.get("ground") == "by_law" and not named:
            self.add_error("law", "请写明法律、法规的名称和条款，例如《中华人民共和国……法》第……条。")


def _cause(ground: str, law: str, reason: str) -> str:
    """What happened and which ground of the law it is, as the beginning of a sentence or as sentences before one."""
    name, force_majeure, _ = ground.partition("（不可抗力）")
    which = f"{law}规定的事由" if law else f"{name}，属不可抗力" if force_majeure else name
    what = reason.strip().rstrip("。；;，, ")
    if "。" in what or ends_in_table(what):
        return f"{sentence(what)}上述情况是{which}，因此"
    return f"因{what.removeprefix('因').removeprefix('由于')}（{which}），"


def _following(at: datetime) -> date:
    """The first day that a suspension begun or ended at a moment concerns: that day itself still is as it was."""
    return localdate(at) + ONE_DAY


@act(
    "applications.suspend",
    "中止期限",
    on=Application,
    via="suspend",
    role=HEAD,
    asks=SuspendForm,
    cites=("OR-5(2)",),
    gates=[not_overdue],
    tells=(CLERK,),
    weight="quiet",
    writes=True,
)
def suspend(step: Step) -> None:
    application: Application = step.matter
    ground = statute.SUSPENSION_GROUNDS[step.data["ground"]]
    pause_reply_clock(step, application, ground, "OR-5(2)")
    bound = clocks.open_clock(application, statute.EXTENSION_BOUND)
    if bound is not None and step.at < bound.due_at:
        clocks.pause(bound, at=step.at, reason=ground, clause="OR-5(2)")
    application.suspend()
    step.detail |= {name: step.data[name] for name in ("ground", "law", "evidence")}
    body = {
        "cause": _cause(ground, step.data["law"], step.reason),
        "evidence": step.data["evidence"],
        "suspended_on": _following(step.at),
    }
    write(step, application, LetterKind.SUSPENSION_NOTICE, body)


@act(
    "applications.resume",
    "恢复期限",
    on=Application,
    via="resume",
    role=(HEAD, CLERK),
    asks=ReasonForm,
    cites=("OR-5(2)",),
    weight="primary",
    writes=True,
)
def resume(step: Step) -> None:
    application: Application = step.matter
    clock = clocks.open_clock(application, statute.REPLY)
    assert clock is not None, "it runs until the end"
    assert clock.paused_since is not None, "suspending stopped it"
    suspended_on = _following(clock.paused_since)
    for limit in statute.TO_REPLY:
        stopped = clocks.open_clock(application, limit)
        if stopped is not None and stopped.paused_since is not None:
            clocks.resume(stopped, at=step.at)
    application.resume()
    body = {
        "reasons": sentence(step.reason),
        "suspended_on": suspended_on,
        "resumed_on": _following(step.at),
        **last_day("reply_by", reply_due(application)),
    }
    write(step, application, LetterKind.RESUMPTION_NOTICE, body)
