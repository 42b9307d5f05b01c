"""What is asked of clues: which, whose, who leads the case; and of opening a case: who, what, when."""

from __future__ import annotations

from typing import Any

from django import forms

from accountability import clues
from accountability.audiences import people_for
from accountability.statute import DROPPED_FOR, ITEM_LAW, LEADER, Item, Subject
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, OneOf, PlainText
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line


def items() -> list[tuple[int, str]]:
    """AC-5's six, each with the article by which it would be punished."""
    return [
        (item.value, f"（{'一二三四五六'[item.value - 1]}）{item.label}——{ITEM_LAW[item]}") for item in Item
    ]


def item_field() -> forms.TypedChoiceField:
    """Which of the six."""
    return forms.TypedChoiceField(label="哪种情形（第五条）", choices=items, coerce=int)


def _leaders(matter: Any) -> Any:
    agency = matter if isinstance(matter, Agency) else matter.agency
    return people_for(agency, LEADER)


class TakeForm(FilledForm):
    """A clue that is taken on."""

    reason_field = ""
    says = "收下以后只有办案人员看得到。线索从“线索”页点进来的，来源已经填好；自己发现的，写明是哪个单位、什么情况。"

    source = Line(label="线索编号", required=False, max_length=120, help_text="从“线索”页带过来，不用改。")
    unit = forms.ModelChoiceField(
        label="涉及哪个单位",
        queryset=Agency.objects.public().order_by("kind", "code"),
        required=False,
        help_text="有线索编号的不用选。",
    )
    item = item_field()
    clue = PlainText(label="线索内容", max_length=8000, rows=6, help_text="加密保存，不进入办理记录。")
    leader = OneOf(_leaders, label="由哪位负责人负责", help_text="收下线索的人不参加决定。")

    candidate: clues.Candidate | None = None

    def known(self, step: Step) -> dict[str, Any]:
        """Nothing, until a candidate is named in the address."""
        return {}

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        key = str(self.initial.get("source") or "")
        if key and (found := clues.found(key, step.at)) is not None:
            self.initial = {
                "item": found.item.value,
                "unit": found.agency.pk,
                "clue": f"{found.label}（{found.agency.name}，{found.clause}，事项 {found.ref}）。",
                **self.initial,
            }

    def clean_source(self) -> str:
        """Find the candidate."""
        key: str = self.cleaned_data["source"]
        if key:
            self.candidate = clues.found(key, self.step.at)
            if self.candidate is None:
                raise forms.ValidationError("没有查到这条线索，可能已经按期办结。请从“线索”页重新点进来。")
        return key

    def clean(self) -> dict[str, Any]:
        """Of a clue without a source somebody says whose it is."""
        given = super().clean() or self.cleaned_data
        if not given.get("source") and not given.get("unit") and "source" not in self.errors:
            self.add_error("unit", "请选择涉及哪个单位。")
        return given


class TakeReportForm(ActForm):
    """Who leads the case that a report becomes."""

    reason_field = ""
    says = "受理以后，这件举报只有办案人员看得到；举报人的姓名和联系方式仍然封存，办案人员也看不到。"
    leader = OneOf(_leaders, label="由哪位负责人负责")


class BesideForm(ActForm):
    """Who leads the case against another subject of the same act."""

    reason_field = ""
    says = "同一件事还要追究另一个单位或者个人的，另立一件：线索和证据照原样带过去，办案人员重新指定。"
    leader = OneOf(_leaders, label="由哪位负责人负责")


class FileForm(ActForm):
    """Who is held to account, for what."""

    reason_field = ""
    says = "每个对象立一件案；同一件事涉及几个对象的，分别立案。"

    subject = forms.ChoiceField(label="追究对象", choices=Subject.choices)
    person = Line(label="姓名", required=False, max_length=60, help_text="追究单位的不填。")
    post = Line(label="职务", required=False, max_length=100)
    account = OneOf(
        lambda case: Staff.objects.filter(agency=case.unit).order_by("full_name", "pk"),
        label="本人在本网站的账号",
        required=False,
        help_text="有账号的请选上：本人不能参加办理。",
    )
    happened_on = Day(label="行为发生的日期")
    facts = PlainText(label="初步核实的事实", max_length=8000, rows=6)

    def clean(self) -> dict[str, Any]:
        """A person has a name and a post."""
        given = super().clean() or self.cleaned_data
        if given.get("subject") in (Subject.PERSON, Subject.HEAD):
            for name, what in (("person", "姓名"), ("post", "职务")):
                if not given.get(name):
                    self.add_error(name, f"请填写{what}。")
        return given


class DropForm(ActForm):
    """Why a clue leads to no case."""

    reason_field = ""
    how = forms.ChoiceField(label="怎样了结", choices=[(e.value, e.label) for e in DROPPED_FOR])
    because = PlainText(label="理由", max_length=4000, rows=3)


class HandUpForm(ActForm):
    """To whom it goes, since it is about the commission's own."""

    reason_field = ""
    says = "涉及纪委监委自己或者本机关人员的，本机关不办，连同线索移送上级纪委监委。"
    to = Line(label="移送到", max_length=100, initial="巴彦淖尔市纪委监委")
    because = PlainText(label="说明", max_length=4000, rows=3)
