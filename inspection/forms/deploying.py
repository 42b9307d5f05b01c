"""What is asked of deployments and urgings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.casework.acts import Step
from foundation.casework.fields import FilledForm, PlainText, SomeOf
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line
from inspection.forms import ClauseField, LastDay, every_agency, evidence
from inspection.statute import TASK


class DeployForm(FilledForm):
    """What is to be done, by whom, by when."""

    reason_field = ""
    says = "发《工作部署通知》，每个单位一件，到期没有反馈的算超期。"

    title = Line(label="名称", max_length=100)
    body = PlainText(label="要做什么", max_length=5000, rows=6)
    basis = ClauseField(label="依据哪一条")
    due_on = LastDay(label="哪一天以前办完")
    agencies = SomeOf(every_agency, label="部署到哪些单位")

    def known(self, step: Step) -> dict[str, Any]:
        """All agencies, thirty days."""
        return {
            "agencies": list(every_agency(None).values_list("pk", flat=True)),
            "due_on": localdate(step.at) + timedelta(days=TASK.span),
        }


class GiveForm(ActForm):
    """To which agency."""

    reason_field = ""
    agency = forms.ModelChoiceField(queryset=Agency.objects.all())


class AnswerTaskForm(ActForm):
    """What the agency did."""

    reason_field = ""
    answer = PlainText(label="办理情况", max_length=5000, rows=5, help_text="做了什么，还有什么没有做完。")
    files = evidence("附件", required=False)  # type: ignore[assignment]


class ReturnTaskForm(ActForm):
    """What is still missing, and the new day."""

    reason = PlainText(label="还缺什么", max_length=2000, rows=3)
    due_on = LastDay(label="新的期限")


class OpenUrgingForm(ActForm):
    """What was urged, as the act that did so hands it on."""

    reason_field = ""
    subject_ref = forms.CharField(max_length=60)
    subject = forms.CharField(max_length=500)
    demand = forms.CharField()
    due_on = forms.DateField()


class AnswerUrgingForm(ActForm):
    """What was done of it."""

    reason_field = ""
    answer = PlainText(label="落实情况", max_length=3000, rows=4)
