"""What the acts on rounds ask."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from evaluation import plan, statute
from evaluation.models import Round, Supervisor
from evaluation.statute import Head, Way
from foundation.casework.acts import Step
from foundation.casework.fields import Day, EditForm, OneOf, Open, OpenProse, PlainText, WholeNumber
from foundation.casework.forms import ActForm
from foundation.questionnaires.wording import LONGEST, WordingError, questions
from foundation.visitors.identity import Line


class Weights(PlainText):
    """Whole percents with their labels, one a line, that add up to 100."""

    listed_as = "PlainText"

    def __init__(self, labels: list[str], **kwargs: Any) -> None:
        super().__init__(max_length=500, rows=len(labels), **kwargs)
        self.labels = labels

    def prepare_value(self, value: Any) -> Any:
        """The weights beside their labels."""
        if not isinstance(value, list):
            return value
        return "\n".join(f"{label} {weight}" for label, weight in zip(self.labels, value, strict=True))

    def clean(self, value: Any) -> list[int]:  # type: ignore[override]
        """The weights in the order of the labels."""
        text = self.prepare_value(value) if isinstance(value, list) else super().clean(value)
        given: dict[str, int] = {}
        for line in text.splitlines():
            label, _, number = line.strip().rstrip("%％").rpartition(" ")
            if label.strip() not in self.labels or not number.isdecimal() or int(number) > 100:
                raise forms.ValidationError(f"“{line.strip()[:30]}”看不懂，请写成“{self.labels[0]} 20”这样。")
            given[label.strip()] = int(number)
        if missing := [label for label in self.labels if label not in given]:
            raise forms.ValidationError(f"缺：{'、'.join(missing)}。")
        if sum(given.values()) != 100:
            raise forms.ValidationError(f"加起来是 {sum(given.values())}，要是 100。")
        return [given[label] for label in self.labels]


class RoundForm(EditForm):
    """The plan of a round, which is public before it opens and fixed with that (SE-6)."""

    reason_field = ""
    year = WholeNumber(label="年度", unit="年", min_value=2020, max_value=2100)
    title = Open(label="名称", max_length=200, rows=1)
    purpose = Open(label="为什么评议", max_length=2000, rows=3, required=False)
    manner = Open(
        label="怎样发问卷、怎样评议",
        max_length=4000,
        rows=5,
        required=False,
        help_text="问卷码发给谁、怎么抽、纸质问卷发到哪里、评议小组怎么组成。不给单位下达填写任务，不要求截图。",
    )
    questions = PlainText(
        label="题目",
        max_length=LONGEST,
        rows=16,
        required=False,
        help_text="一行一道，开头写方面，例如【公开内容】公开的内容全面吗？六个方面都要有。回答都是满意、基本满意、不满意、不了解。",
    )
    once = PlainText(
        label="最后问一次的题目",
        max_length=LONGEST,
        rows=8,
        required=False,
        help_text="年龄段、住在哪里这样的【分组】题，都可以不答。",
    )
    points = forms.CharField(
        label="满意、基本满意、不满意各多少分",
        max_length=20,
        help_text="例如 100、70、0。",
        initial="100、70、0",
    )
    ways = Weights([way.label for way in Way], label="各种方式的权重（%）")
    heads = Weights([head.label for head in Head], label="六个方面的权重（%）")
    well = WholeNumber(label="满意的起点", unit="分", min_value=2, max_value=100)
    rather = WholeNumber(label="基本满意的起点", unit="分", min_value=1, max_value=99)
    opens_on = Day(label="开始日期", not_after_today=False)
    closes_on = Day(label="截止日期", not_after_today=False)
    telephone = Line(label="咨询和投诉电话", max_length=60, required=False)
    pilot = Open(
        label="试填和审读情况",
        max_length=2000,
        rows=3,
        required=False,
        help_text=f"请大约 {statute.PILOT} 个人试填，改了什么；由另一个人读一遍，看有没有诱导的话。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """The present plan; of a new one that of the last round, or what the portal proposes."""
        if isinstance(step.matter, Round):
            return super().known(step) | {"points": _shown(step.matter.points)}
        year = localdate(step.at).year
        last = Round.objects.filter(agency=step.matter, state__in=Round.SHOWN).order_by("-year").first()
        taken = ("purpose", "manner", "questions", "once", "telephone", "well", "rather", "ways", "heads")
        known: dict[str, Any] = (
            {name: getattr(last, name) for name in taken}
            if last
            else {
                "questions": plan.STANDARD,
                "once": plan.ONCE,
                "well": statute.THRESHOLDS[0],
                "rather": statute.THRESHOLDS[1],
                "ways": list(statute.WAYS),
                "heads": list(statute.HEADS),
            }
        )
        points = _shown(last.points if last else statute.POINTS)
        return known | {"year": year, "title": f"{year} 年政务公开社会评议", "points": points}

    def clean_questions(self) -> str:
        """What is written can be asked, under six heads."""
        return _asked(self.cleaned_data["questions"], plan.asked)

    def clean_once(self) -> str:
        """What is written can be asked."""
        return _asked(self.cleaned_data["once"], questions)

    def clean_points(self) -> list[int]:
        """Three numbers, the first 100, each less than the one before."""
        parts = self.cleaned_data["points"].replace(",", "、").replace("，", "、").split("、")
        numbers = [
            int(part) for part in (part.strip() for part in parts) if part.isdecimal() and len(part) < 4
        ]
        if len(numbers) != 3 or numbers[0] != 100 or not numbers[0] > numbers[1] > numbers[2]:
            raise forms.ValidationError("请写三个数，第一个是 100，后面的依次小一些，例如 100、70、0。")
        return numbers

    def clean_ways(self) -> list[int]:
        """What anybody sends decides nothing: the main sample weighs half at least."""
        ways: list[int] = self.cleaned_data["ways"]
        main, _panel, open_web = ways
        if main < statute.LEAST_MAIN or open_web > statute.MOST_OPEN:
            raise forms.ValidationError(
                f"凭问卷码和纸质的问卷至少占 {statute.LEAST_MAIN}%，公开网页最多占 {statute.MOST_OPEN}%。"
            )
        return ways

    def clean(self) -> None:
        """It lasts some days, and grades follow one another."""
        data = self.cleaned_data
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if opens and closes:
            days = (closes - opens).days + 1
            if not statute.LEAST_DAYS <= days <= statute.MOST_DAYS:
                self.add_error(
                    "closes_on",
                    f"一共 {days} 天；评议开放 {statute.LEAST_DAYS} 到 {statute.MOST_DAYS} 天。",
                )
        if data.get("well") and data.get("rather") and data["well"] <= data["rather"]:
            self.add_error("well", "满意的起点要高于基本满意的起点。")
        if data.get("year") and opens and opens.year not in (data["year"], data["year"] + 1):
            self.add_error("opens_on", "开始日期要在这一年或者下一年。")


def _shown(points: Any) -> str:
    return "、".join(str(point) for point in points)


def _asked(text: str, read: Any) -> str:
    if text.strip():
        try:
            read(text)
        except WordingError as wrong:
            raise forms.ValidationError([f"{sentence}。" for sentence in wrong.sentences]) from wrong
    return text


class ExtendForm(ActForm):
    """A later last day, once."""

    reason_field = ""
    to = Day(label="延长到", not_after_today=False)
    because = Open(label="延长的原因", max_length=500, rows=2, help_text="人人看得到。")

    def clean_to(self) -> date:
        """A later day, and not beyond what a round may last."""
        day: date = self.cleaned_data["to"]
        row: Round = self.step.matter
        if day <= row.closes_on:
            raise forms.ValidationError(f"要晚于 {row.closes_on}。")
        if (day - row.opens_on).days + 1 > statute.MOST_DAYS:
            raise forms.ValidationError(f"一共不超过 {statute.MOST_DAYS} 天。")
        return day


class AnnounceForm(ActForm):
    """The result in words, which everybody reads first (SE-6)."""

    reason_field = ""
    summary = OpenProse(
        label="结果概述",
        max_length=10_000,
        rows=6,
        help_text="先说多少人参加、怎样参加的，再说结果。样本不足的直说；不是随机抽样的，不说“全县群众”。",
    )


class ScoreForm(ActForm):
    """The signed sheet of one person on one unit."""

    reason_field = ""
    supervisor = OneOf(
        lambda matter: Supervisor.objects.filter(state__in=["appointed", "expired"]), label="评议员"
    )
    unit = OneOf("units", label="单位")
    signed_on = Day(label="签名日期", not_before="opens_on")
    remark = Open(label="意见", max_length=2000, rows=3, required=False)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if isinstance(step.matter, Round):
            for question in step.matter.asked:
                self.fields[f"q{question.key}"] = forms.ChoiceField(
                    label=f"{question.number}. {question.text}",
                    required=False,
                    choices=[
                        ("", "没有填"),
                        ("0", "满意"),
                        ("1", "基本满意"),
                        ("2", "不满意"),
                        ("3", "不了解"),
                    ],
                )

    def clean(self) -> None:
        """Something was answered."""
        if not self.ticks and not self.errors:
            raise forms.ValidationError("一道题也没有填。")

    @property
    def ticks(self) -> dict[str, list[int]]:
        """The answers by the numbers of the questions."""
        given = {name[1:]: value for name, value in self.cleaned_data.items() if name[:1] == "q" and value}
        return {key: [int(value)] for key, value in given.items() if key.isdecimal()}
