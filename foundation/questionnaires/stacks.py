"""Slips and sheets in stacks, as the acts of any room take them: made, entered, added up and counted."""

from __future__ import annotations

from django import forms

from foundation.casework.acts import Step
from foundation.casework.fields import Open, PlainText, WholeNumber
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.questionnaires import counting, taking
from foundation.questionnaires.arithmetic import reconcile
from foundation.questionnaires.forms import read_sheets
from foundation.questionnaires.models import Questionnaire

#: The most slips that are made at once, and the most sheets that are entered at once.
MOST_SLIPS, MOST_SHEETS = 500, 200
#: More than anybody prints.
MOST = 1_000_000


class SlipsForm(ActForm):
    """How many slips."""

    reason_field = ""
    many = WholeNumber(
        label="要多少张",
        unit="张",
        min_value=1,
        max_value=MOST_SLIPS,
        help_text=f"一次最多 {MOST_SLIPS} 张；问卷码印在纸条或者纸质问卷上，一人一张。",
    )


class SheetsForm(ActForm):
    """Sheets that came back, one a line."""

    reason_field = ""
    sheets = PlainText(
        label="问卷",
        max_length=200_000,
        rows=12,
        help_text=(
            "一行一份，可以从电子表格整块粘贴：先是问卷码，再按题目顺序写选的是第几项，中间用制表符或者竖线隔开；"
            "多选的用逗号隔开，没有回答的空着，填写题照抄。例如：7K3MQ-2XW94-T|1|2|1,3|车次太少。两个人各录一遍，一致的才算。"
        ),
    )


class SubjectSheetsForm(SheetsForm):
    """The same of a questionnaire with subjects: a sheet is several lines."""

    sheets = PlainText(
        label="问卷",
        max_length=200_000,
        rows=12,
        help_text=(
            "可以从电子表格整块粘贴，中间用制表符或者竖线隔开。一张问卷写几行，每行先是问卷码，再是单位的号码，然后按题目顺序写选的是第几项；"
            "最后问一次的题（年龄、住在哪里）单独一行，号码写 0。没有回答的空着，填写题照抄。例如："
            "7K3MQ-2XW94-T|3|1|2|1|太慢，下一行 7K3MQ-2XW94-T|0|2。两个人各录一遍，一致的才算。"
        ),
    )


class CountForm(ActForm):
    """Slips and sheets from the printer to the count."""

    reason_field = ""
    printed = WholeNumber(
        label="印制", unit="份", min_value=0, max_value=MOST, help_text="纸条和纸质问卷一共印了多少。"
    )
    issued = WholeNumber(label="发出", unit="份", min_value=0, max_value=MOST)
    returned = WholeNumber(
        label="收回", unit="份", min_value=0, max_value=MOST, help_text="凭问卷码在网上填的也算收回。"
    )
    void = WholeNumber(label="作废", unit="份", min_value=0, max_value=MOST, initial=0)
    void_because = Open(label="作废的原因", max_length=1000, rows=2, required=False, help_text="人人看得到。")

    def clean(self) -> None:
        """Whoever voids something says why."""
        if self.cleaned_data.get("void") and not self.cleaned_data.get("void_because"):
            self.add_error("void_because", "有作废的，请写明原因。")


def issue(step: Step, questionnaire: Questionnaire, where: str) -> None:
    """Make slips; the key of the batch is shown this once: whoever holds it prints them, the portal keeps digests alone.

    `where` is the page on which they are printed, in words.
    """
    many = step.data["many"]
    key = taking.issue(questionnaire, many)
    step.detail = {"many": many}
    step.shown += [
        f"这一批 {many} 张的取件码：{'-'.join(key[n : n + 5] for n in range(0, len(key), 5))}",
        f"请打开{where}，点“打印问卷码纸条”，填入取件码。取件码只在这里出现这一次，不要抄给别人；忘了就再做一批。",
    ]


def enter(step: Step, questionnaire: Questionnaire) -> None:
    """Enter a stack; one line of the ledger for all of it. What two people entered alike becomes answers in the night."""
    assert step.staff is not None, "sheets are entered by somebody"
    sheets, wrong = read_sheets(questionnaire, step.data["sheets"])
    if len(sheets) > MOST_SHEETS:
        wrong.append(f"一次录了 {len(sheets)} 份，最多 {MOST_SHEETS} 份。")
    if wrong:
        raise Invalid({"问卷": wrong})
    done = taking.enter(questionnaire, sheets, step.staff)
    if not done.first and not done.agreed:
        raise Invalid({"问卷": done.wrong or ["没有一份问卷。"]})
    step.detail = {"first": done.first, "agreed": done.agreed}
    step.shown.append(
        f"第一遍录了 {done.first} 份，两遍一致的 {done.agreed} 份；一致的当天夜里一起入库，入库以后看不出是哪一张。"
    )
    step.shown += done.wrong
    if questionnaire.subjects:
        places = sorted({place for _code, said in sheets for place in said.on})
        names = "、".join(
            questionnaire.subjects[place] for place in places if place < len(questionnaire.subjects)
        )
        step.shown.append(f"录的是：{names}。请看一看单位对不对。")


def add_up(step: Step, questionnaire: Questionnaire) -> None:
    """Count once and for all, where slips and sheets add up; the numbers go to the matter's columns of these names."""
    numbers = {name: step.data[name] for name in ("printed", "issued", "returned", "void")}
    wrong = reconcile(**numbers, valid=counting.spent(questionnaire))
    once, _twice = counting.waiting(questionnaire)
    if once > numbers["void"]:
        wrong.append(f"还有 {once} 份只录了一遍：请另一个人补录，录不成的计入作废")
    if wrong:
        raise Invalid({"份数": [f"{sentence}。" for sentence in wrong]})
    for name in (*numbers, "void_because"):
        setattr(step.matter, name, step.data[name])
    counting.count(questionnaire, step.at)
    # Codes of a batch whose key was lost are never printed; they answer nothing.
    made = counting.issued(questionnaire)
    step.detail = {**numbers, "made": made, "digest": questionnaire.result_digest}


class KeyForm(forms.Form):
    """The key of a batch of slips."""

    key = forms.CharField(
        label="取件码",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请填写制作问卷码纸条时显示的取件码。", "max_length": "取件码太长了。"},
    )
