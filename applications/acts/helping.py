"""What an applicant needs beside the answer: help with reading (条例43), the information in the form wanted (条例40)."""

from __future__ import annotations

from django import forms
from django.db.models import Q

from applications import statute
from applications.acts.completeness import answers_application, codes_of
from applications.acts.filing import CLERK
from applications.acts.replying import edits_draft
from applications.models import Application, Reply
from applications.models.application import Form
from foundation.casework.acts import Step, act
from foundation.casework.fields import EditForm, PlainText, Prose
from foundation.casework.forms import ActForm

State = Application.State


class HelpForm(ActForm):
    """What was done for an applicant who has difficulties with reading, seeing or hearing."""

    reason_field = ""
    given = PlainText(
        label="提供了什么帮助",
        max_length=500,
        help_text="例如：当面读给申请人听、打印大字版、用手语或者写字交流。加密保存。",
    )


@act(
    "applications.record_help",
    "登记提供的帮助",
    on=Application,
    states=(*Application.OPEN, State.ANSWERED),
    role=CLERK,
    asks=HelpForm,
    cites=("条例43",),
    waits_if=lambda model: Q(help_given="", state__in=Application.OPEN) & ~Q(help_needed=""),
    when=lambda application: bool(application.help_needed),
    weight="quiet",
)
def record_help(step: Step) -> None:
    """Add to what was done for the applicant; without it no reply to somebody who needs help is issued."""
    given = [step.matter.help_given, step.data["given"]]
    step.matter.help_given = "\n".join(filter(None, given))


class FormOfGivingForm(EditForm):
    """In which form the information is given, why in another one than was wanted, and where it can be read."""

    reason_field = ""
    form = forms.ChoiceField(
        label="改用的形式", choices=[("", "按申请人要求的形式"), *Form.choices], required=False
    )
    form_because = forms.ChoiceField(
        label="改用的原因",
        choices=[("", "没有改用"), *Reply.FormReason.choices],
        required=False,
        help_text="只有这两种原因可以改用其他形式（条例第四十条）。",
    )
    arrangement = Prose(
        label="查阅、抄录的安排",
        max_length=1000,
        required=False,
        help_text="到哪里、哪几天、几点到几点、带什么、找谁。写进答复书。",
    )

    def clean(self) -> None:
        """条例40: demand a reason for another form, and where and when the information can be read, where it is read."""
        given = self.cleaned_data
        wanted = self.step.matter.application.form
        if given.get("form") == wanted:
            given["form"] = ""
        if not given.get("form"):
            given["form_because"] = ""
        elif not given.get("form_because") and "form_because" not in self.errors:
            self.add_error("form_because", "不按申请人要求的形式提供的，请选择原因。")
        if (given.get("form") or wanted) != Form.INSPECTION:
            given["arrangement"] = ""
        elif not given.get("arrangement") and "arrangement" not in self.errors:
            self.add_error("arrangement", "安排查阅、抄录的，请写明地点和时间。")


@edits_draft(
    "applications.choose_form",
    "确定提供的形式",
    asks=FormOfGivingForm,
    cites=("条例40",),
    gates=[answers_application],
    weight="quiet",
    when=lambda reply: any(statute.OUTCOMES[code].gives for code in codes_of(reply)),
)
def choose_form(step: Step) -> None:
    for name in ("form", "form_because", "arrangement"):
        setattr(step.matter, name, step.data[name])
