"""What the acts on a unit's case ask: its own assessment, the field sheet, opinion, objection, answer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate

from appraisal.forms import Points, evidence
from appraisal.models import Case, Dispute, Indicator
from appraisal.results import Row, rows_of, totals
from appraisal.statute import SELF_DUE, SELF_FROM, Grade, Kind
from foundation.agencies.models import Agency
from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, Offered, OneOf, Open, PlainText
from foundation.casework.forms import ActForm
from foundation.figures.declared import FIGURES
from foundation.visitors.identity import Line

#: Of one figure so many rows may be chosen from.
ROWS = 100


class _Sheet(FilledForm):
    """A form with fields for each indicator that people answer for."""

    reason_field = ""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        self.rows: list[Row] = rows_of(step.matter) if isinstance(step.matter, Case) else []
        head: Any = None
        for row in self.rows:
            before = len(self.fields)
            self.add(row)
            if len(self.fields) > before and row.leaf.parent_id != head:
                head = row.leaf.parent_id
                first = list(self.fields.values())[before]
                first.heading = row.leaf.parent.name if row.leaf.parent else "加分和否决"  # type: ignore[attr-defined]
        # What was typed of the whole stands below what was typed line by line.
        line_by_line = [name for name in self.fields if name not in self.base_fields]
        self.order_fields(line_by_line)
        if line_by_line:
            self.fields[next(iter(self.base_fields))].heading = "总的情况"  # type: ignore[attr-defined]

    def add(self, row: Row) -> None:
        """The fields of one indicator."""
        raise NotImplementedError

    def of(self, leaf: Indicator, name: str) -> Any:
        """What was entered for an indicator."""
        return self.cleaned_data.get(f"{name}{leaf.place}")

    def known(self, step: Step) -> dict[str, Any]:
        """What was said before."""
        return {}


class SelfForm(_Sheet):
    """The written self-assessment: prefilled; only what differs needs words (AP-9)."""

    says = (
        "网站里有数的已经算好，不用填、不用截图；不同意的，在“有争议的行”里提出来。"
        "下面只填人工评分的指标；没有扣分的不用写说明。"
    )
    summary = Open(
        label="自查自评情况",
        max_length=6000,
        rows=8,
        help_text="全年做了什么，问题在哪里，准备怎么改。不写个人信息。",
    )
    files = evidence("佐证材料")  # type: ignore[assignment]

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if isinstance(step.matter, Case):
            first, last = (step.matter.appraisal.day(day) for day in (SELF_FROM, SELF_DUE))
            if localdate(step.at) < first:
                early = f"自查自评在 {first} 至 {last}（AP-9），现在报送的，以后不能再补；建议到时再报。"
                self.says = f"{early}{self.says}"

    def add(self, row: Row) -> None:
        leaf = row.leaf
        if leaf.kind != Kind.MANUAL or leaf.computed:
            return
        self.fields[f"p{leaf.place}"] = Points(
            label=f"{leaf.code} {leaf.name}（满分 {leaf.points}）",
            most=leaf.points,
            initial=leaf.points,
            help_text=f"佐证：{leaf.proof}" if leaf.proof else "",
        )
        self.fields[f"w{leaf.place}"] = Line(
            label=f"{leaf.code} 说明",
            required=False,
            max_length=500,
            help_text="不是满分的，写明差在哪里。",
        )

    def known(self, step: Step) -> dict[str, Any]:
        """The figures in words, to go on from."""
        if not isinstance(step.matter, Case):
            return {}
        lost = [row for row in rows_of(step.matter) if row.lost > 0]
        said = "\n".join(f"{row.leaf.code} {row.leaf.name}：{row.how}，扣 {row.lost} 分。" for row in lost)
        return {"summary": f"对照考核方案，本单位存在下列问题：\n{said}" if said else ""}

    def clean(self) -> None:
        """Less than all points are explained."""
        for row in self.rows:
            given = self.of(row.leaf, "p")
            if given is not None and given < row.leaf.points and not self.of(row.leaf, "w"):
                self.add_error(f"w{row.leaf.place}", "不是满分的，请写明差在哪里。")


class FieldForm(_Sheet):
    """The sheet of the field check, for phone or tablet: heard, read, looked at, told on the spot, signed (AP-9)."""

    says = (
        "在现场填，当场念给单位听，请单位签字。有数的指标已经算好，随这次考核冻结；以后的变化列出，不再计入。"
    )
    checked_on = Day(
        label="考核日期", not_before=lambda step: step.matter.appraisal.field_days[0], which_is="12 月 1 日"
    )
    heard = Open(label="听汇报", max_length=3000, rows=3)
    looked = Open(label="查资料、看现场", max_length=3000, rows=3)
    feedback = Open(label="当场反馈", max_length=3000, rows=4, help_text="好在哪里，问题是什么，怎么改。")
    signed_by_unit = Line(label="单位签字人（姓名、职务）", max_length=60)
    read_out = forms.BooleanField(label="已当场念给单位听，单位签字")
    files = evidence("现场照片、材料", "可以直接拍照，最多 20 个。")  # type: ignore[assignment]

    def add(self, row: Row) -> None:
        leaf, place = row.leaf, row.leaf.place
        label = f"{leaf.code} {leaf.name}"
        if leaf.kind == Kind.MANUAL:
            said = row.mark.self_points if row.mark else None
            self.fields[f"p{place}"] = Points(
                label=f"{label}（0 至 {leaf.points} 分）",
                most=leaf.points,
                required=False,
                initial=said,
                help_text=f"自评 {said} 分。{row.mark.self_words}"
                if said is not None and row.mark
                else leaf.proof,
            )
            self.fields[f"p{place}"].demanded = True  # type: ignore[attr-defined]
            self.fields[f"a{place}"] = forms.BooleanField(label=f"{leaf.code} 不适用", required=False)
            self.fields[f"w{place}"] = Line(
                label=f"{leaf.code} 扣分原因",
                required=False,
                max_length=500,
            )
        elif leaf.kind == Kind.BONUS and not leaf.computed:
            self.fields[f"p{place}"] = Points(
                label=f"加分：{label}（最多 {leaf.points} 分）", most=leaf.points, required=False
            )
            self.fields[f"w{place}"] = Line(
                label=f"{leaf.code} 加分的依据",
                required=False,
                max_length=500,
            )
        elif leaf.kind == Kind.VETO:
            self.fields[f"v{place}"] = forms.BooleanField(label=f"否决：{label}", required=False)
            self.fields[f"w{place}"] = Line(
                label=f"{leaf.code} 事实和依据",
                required=False,
                max_length=500,
            )

    def known(self, step: Step) -> dict[str, Any]:
        """Today."""
        return {"checked_on": localdate(step.at)}

    def clean(self) -> None:
        """Each has points or does not apply; whatever is not all of them says why."""
        for row in self.rows:
            self._one(row.leaf)

    def _one(self, leaf: Indicator) -> None:
        place, given, words = leaf.place, self.of(leaf, "p"), self.of(leaf, "w")
        if f"w{place}" not in self.fields or f"p{place}" in self.errors:
            return
        if leaf.kind == Kind.MANUAL:
            if given is None and not self.of(leaf, "a"):
                self.add_error(f"p{place}", "请评分；不适用的勾选“不适用”。")
            needs = self.of(leaf, "a") or (given is not None and given < leaf.points)
        else:
            needs = bool(given) or bool(self.of(leaf, "v"))
        if needs and not words:
            self.add_error(f"w{place}", "请写明理由。")

    def marks(self) -> Iterator[tuple[Indicator, dict[str, Any]]]:
        """What the assessor found of each indicator."""
        for row in self.rows:
            leaf = row.leaf
            if f"w{leaf.place}" not in self.fields:
                continue
            absent = bool(self.of(leaf, "a"))
            yield (
                leaf,
                {
                    "field_points": None if absent else self.of(leaf, "p"),
                    "field_words": self.of(leaf, "w") or "",
                    "absent": absent,
                    "vetoed": bool(self.of(leaf, "v")),
                },
            )


class MarksForm(FieldForm):
    """The points of the field check again, with the reason; nothing else of the sheet."""

    reason_field = "reason"
    says = "只改人工评分；数据随实地考核冻结，不变。改了什么、为什么，单位看得到。"
    reason = PlainText(label="为什么补正", max_length=1000, rows=2)
    checked_on = heard = looked = feedback = signed_by_unit = read_out = files = None  # type: ignore[assignment]

    def known(self, step: Step) -> dict[str, Any]:
        """What was found before."""
        found: dict[str, Any] = {}
        if isinstance(step.matter, Case):
            for row in rows_of(step.matter):
                if row.mark is not None:
                    place = row.leaf.place
                    found[f"p{place}"] = row.mark.field_points
                    found[f"w{place}"] = row.mark.field_words
                    found[f"a{place}"], found[f"v{place}"] = row.mark.absent, row.mark.vetoed
        return found


class OpinionForm(FilledForm):
    """What the group makes of it; the portal adds up."""

    reason_field = ""
    opinion = Open(label="考核意见", max_length=4000, rows=8)

    def known(self, step: Step) -> dict[str, Any]:
        """The sum, and where points were lost, to go on from."""
        rows = rows_of(step.matter, confirmed=True)
        found = totals(step.matter, rows)
        grade = Grade(found.grade.value).label if found.grade else "没有可考核的指标"
        lost = sorted((row for row in rows if row.lost > 0), key=lambda row: -row.lost)[:6]
        said = "；".join(f"{row.leaf.code} {row.leaf.name}扣 {row.lost} 分" for row in lost)
        checks = "平时考核和实地考核的情况已综合计入。"
        told = f"总分 {found.total}，建议等次：{grade}。{checks}"
        return {"opinion": f"{told}\n主要失分：{said}。" if said else told}


def _given(line: dict[str, Any]) -> str:
    """What a line of the result gives, in words."""
    if line["kind"] == Kind.VETO:
        return "有" if line["vetoed"] else "没有"
    return f"{line['points'] or '不适用'} / {line['full']}"


class ObjectForm(ActForm):
    """To which lines, and why: once, row by row."""

    reason_field = ""
    codes = forms.MultipleChoiceField(
        label="对哪些指标有异议", widget=forms.CheckboxSelectMultiple, choices=()
    )
    objection = PlainText(label="理由", max_length=3000, rows=5)
    files = evidence("新的材料")  # type: ignore[assignment]

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if isinstance(step.matter, Case):
            choices = [
                (
                    line["code"],
                    f"{line['code']} {line['name']}：{_given(line)}",
                )
                for line in step.matter.result
            ]
            self.fields["codes"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(ActForm):
    """The answer, with the rows; where the unit is right, new points for what it objected to."""

    reason_field = ""
    outcome = forms.ChoiceField(label="结果", choices=Case.Outcome.choices)
    answer = PlainText(label="答复", max_length=4000, rows=6, help_text="逐项答复，写明看了哪些行。")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        self.open_to: list[Indicator] = []
        if isinstance(step.matter, Case):
            wanted = set(step.matter.objected_to)
            self.open_to = [leaf for leaf in step.matter.leaves if leaf.code in wanted and not leaf.computed]
        for leaf in self.open_to:
            label = f"更正：{leaf.code} {leaf.name}"
            self.fields[f"p{leaf.place}"] = (
                forms.BooleanField(label=f"{label}：不成立，撤销", required=False)
                if leaf.kind == Kind.VETO
                else Points(label=f"{label}（满分 {leaf.points}）", most=leaf.points, required=False)
            )

    def clean(self) -> None:
        """Corrected means that some points are others; a computed figure is corrected by its row."""
        data = self.cleaned_data
        given = any(data.get(f"p{leaf.place}") not in (None, False) for leaf in self.open_to)
        case: Case = self.step.matter
        rows = Dispute.objects.filter(case=case, state="excused", decided_at__gt=case.served_at).exists()
        if data.get("outcome") == Case.Outcome.CORRECTED and not given and not rows:
            self.add_error("outcome", "更正的，请填更正后的得分；数据有误的，先认定那一行不计。")
        if data.get("outcome") == Case.Outcome.UPHELD and given:
            self.add_error("outcome", "填了更正后的得分，结果请选“更正”。")

    def corrections(self) -> Iterator[tuple[Indicator, Decimal]]:
        """The corrected points."""
        for leaf in self.open_to:
            given = self.cleaned_data.get(f"p{leaf.place}")
            if leaf.kind != Kind.VETO and given is not None:
                yield leaf, given

    def lifted(self) -> Iterator[Indicator]:
        """The vetoes that do not hold."""
        for leaf in self.open_to:
            if leaf.kind == Kind.VETO and self.cleaned_data.get(f"p{leaf.place}"):
                yield leaf


def rows_behind(case: Case) -> list[tuple[str, str]]:
    """The rows of the unit's figures, as `figure|number`, each with its indicator and its matter."""
    from appraisal.computing import behind
    from foundation.casework.matters import numbered

    found: list[tuple[str, str]] = []
    for leaf in case.leaves:
        figure = FIGURES.get(leaf.figure)
        if figure is None:
            continue
        rows = [row for row in behind(case, figure) if not row.part]
        for row in sorted(rows, key=lambda row: -row.row)[:ROWS]:
            # Its kind and number: not everybody who answers for the unit reads what it is called.
            label = f"{leaf.code} {leaf.name}：{numbered(row.ref)}"
            found.append((f"{figure.id}|{row.row}|{row.ref}", label))
    return found


class DisputeForm(ActForm):
    """Which row should not count, and why."""

    reason_field = ""
    says = "提出的行一直列着、标着，不会删去；认定不计的，从比例和件数里剔除。"
    row = Offered(rows_behind, label="哪一件", help_text="列出的是没有达到要求的。")
    ground = forms.ChoiceField(label="理由", choices=Dispute.Ground.choices)
    words = PlainText(label="说明", max_length=1000, rows=3)


class DecideForm(ActForm):
    """Why it counts or not."""

    reason_field = ""
    why = PlainText(label="认定的理由", max_length=1000, rows=3)


class PublishForm(FilledForm):
    """The result in words, which everybody reads first."""

    reason_field = ""
    summary = Open(
        label="结果概述", max_length=6000, rows=6, help_text="先说普遍的问题，再说各等次有多少单位。"
    )

    def known(self, step: Step) -> dict[str, Any]:
        """The numbers in words, to go on from."""
        rows = Case.objects.filter(appraisal=step.matter).going_on()
        counted = {grade: rows.filter(grade=grade.value).count() for grade in Grade}
        said = "，".join(f"{grade.label} {many} 个" for grade, many in counted.items() if many)
        # Nothing is said of grades before there are any.
        return {"summary": f"这一年考核了 {rows.count()} 个单位{f'：{said}' if said else ''}。"}


class OpenForm(ActForm):
    """A unit and its kind."""

    reason_field = ""
    agency = OneOf(lambda row: Agency.objects.public(), label="单位")
    unit_class = forms.CharField(max_length=12)
    counts_from = Day(label="从哪一天起考核")
