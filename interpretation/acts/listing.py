"""The directory of interpreters and experts: entered, renewed, left (PI-9)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act, attribute
from foundation.casework.fields import Day, EditForm, reason_form
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.clauses import Citation, cite
from interpretation import statute
from interpretation.forms import line
from interpretation.models import Interpreter

State = Interpreter.State
KEEPERS = (Role.DISCLOSURE_HEAD, Role.RECORDS_OFFICE)

cite("PI-9", by=Citation("record", "interpreter", "解读人员和专家名录，解读方案从里面选人"))


class EntryForm(ActForm):
    """Who it is, what they know, and where they have an interest."""

    reason_field = ""
    says = "本人同意才列入。利害关系写清楚：在哪家企业任职、持股，或者是政策的受益人；没有的留空。"

    name = line("姓名", 60)
    sort = forms.ChoiceField(label="类别", choices=list(statute.INTERPRETERS.items()))
    post = line("单位和职务")
    knows = line("擅长的领域", 200, help_text="例如：农田水利、医疗保障。")
    interests = line("利害关系", 300, required=False)
    valid_until = Day(label="聘期到哪一天", not_after_today=False)

    def clean_valid_until(self) -> Any:
        """Refuse a term that is over."""
        until = self.cleaned_data["valid_until"]
        if until < localdate(self.step.at):
            raise ValidationError("聘期已经过了，请核对。")
        return until


class ChangedForm(EntryForm, EditForm):
    """What has changed: another term, another post, another interest."""

    edited = ("name", "sort", "post", "knows", "interests", "valid_until")


@act(
    "interpretation.list_interpreter",
    "列入解读人员名录",
    on=Agency,
    creates=Interpreter,
    role=KEEPERS,
    asks=EntryForm,
    cites=("PI-9",),
    weight="quiet",
)
def list_interpreter(step: Step) -> Interpreter:
    entry = Interpreter(agency=step.matter, created_at=step.at, **step.data)
    try:
        with transaction.atomic():
            attribute(step, entry).save()
    except IntegrityError as error:
        raise Invalid({"姓名": ["名录里已经有这个人，请修改那一项。"]}) from error
    return entry


@act(
    "interpretation.renew_interpreter",
    "修改、续聘",
    on=Interpreter,
    states=(State.LISTED,),
    role=KEEPERS,
    asks=ChangedForm,
    cites=("PI-9",),
)
def renew_interpreter(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)


@act(
    "interpretation.strike_interpreter",
    "退出名录",
    on=Interpreter,
    via="leave",
    role=KEEPERS,
    asks=reason_form("为什么退出", max_length=300),
    cites=("PI-9",),
    weight="quiet",
)
def strike_interpreter(step: Step) -> None:
    step.matter.leave()
