"""What the acts on schemes ask."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import Q
from django.utils.timezone import localdate

from appraisal import rules, standard
from appraisal.forms import Points
from appraisal.importing import Plan, Unusable, read_plan
from appraisal.models import Indicator, Scheme
from appraisal.scoring import BadRule
from appraisal.statute import PERIOD_ENDS, Absent, Kind, UnitClass
from foundation.casework.acts import Step
from foundation.casework.fields import Day, EditForm, FilledForm, OneOf, PlainText, Upload, WholeNumber
from foundation.casework.forms import ActForm
from foundation.clauses import REGISTER, UnknownClause
from foundation.figures.declared import FIGURES
from foundation.visitors.identity import Line

ONE_DAY = timedelta(days=1)
FACTS = ("year", "title", "starts_on", "ends_on", "bonus_cap", "bonus_from", "factor")


def figures() -> list[tuple[str, Any]]:
    """Every figure that is declared, by room; popularity is none of them, and nobody types one."""
    by_room: dict[str, list[tuple[str, str]]] = {}
    for figure in FIGURES.values():
        room = str(apps.get_app_config(figure.room).verbose_name)
        by_room.setdefault(room, []).append((figure.id, figure.label))
    return [("", "没有（人工评分）"), *by_room.items()]


def misjoined(year: int, first: date, last: date) -> dict[str, str]:
    """What is wrong with the appraised days of a year, by field: each day is appraised once, in one year (AP-6)."""
    issued = {row.year: row for row in Scheme.objects.filter(state=Scheme.State.ISSUED)}
    wrong: dict[str, str] = {}
    before, after, ends = issued.get(year - 1), issued.get(year + 1), date(year, *PERIOD_ENDS)
    if before is not None and first != before.ends_on + ONE_DAY:
        wrong["starts_on"] = (
            f"{before.year} 年考核到 {before.ends_on}，这一年要从 {before.ends_on + ONE_DAY} 接着考核。"
        )
    if last <= first:
        wrong["ends_on"] = "要晚于开始日期。"
    elif last.year != year or last > ends:
        wrong["ends_on"] = f"要在 {year} 年里，最晚 {ends}：12 月 1 日起实地考核，以后的事项计入下一年。"
    elif after is not None and last != after.starts_on - ONE_DAY:
        wrong["ends_on"] = f"{after.year} 年从 {after.starts_on} 起考核，这一年要考核到前一天。"
    return wrong


class _Facts(EditForm):
    """Year, days, bonuses, factor."""

    reason_field = ""
    year = WholeNumber(label="年度", unit="年", min_value=2020, max_value=2100)
    title = Line(label="名称", max_length=100)
    starts_on = Day(label="考核期从", not_after_today=False)
    ends_on = Day(label="考核期到", not_after_today=False)
    bonus_cap = Points(label="加分合计上限", most=Decimal(20))
    bonus_from = Points(label="得分满多少才加分", help_text="例如 80；不限的填 0。")
    factor = forms.DecimalField(
        label="折算系数",
        min_value=Decimal("0.0001"),
        max_value=1,
        max_digits=5,
        decimal_places=4,
        help_text="考核得分乘以它，计入单位年度考核总分（AP-10）；政务公开占 4% 的，填 0.04。",
    )

    def clean(self) -> None:
        """It ends after it begins, and joins with the years beside it."""
        data = self.cleaned_data
        year = data.get("year") if "year" in self.fields else self.step.matter.year
        # Of a workbook its own days count.
        if (
            year is None
            or data.get("source") == "file"
            or not (data.get("starts_on") and data.get("ends_on"))
        ):
            return
        for name, says in misjoined(year, data["starts_on"], data["ends_on"]).items():
            self.add_error(name, says)


class DraftForm(_Facts):
    """A new scheme: of the sample, of last year's, of a workbook."""

    SOURCES = (("sample", "从附带的示例开始"), ("last", "从上一年的方案开始"), ("file", "导入 XLSX 文件"))

    source = forms.ChoiceField(label="从哪里开始", choices=SOURCES)
    file = Upload(
        label="XLSX 文件",
        required=False,
        help_text="六个工作表：方案、单位类别、指标、等次、否决、加分。年度、名称、日期以文件为准。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """This year, from where the last one ended to the field checks."""
        year = localdate(step.at).year
        issued = Scheme.objects.filter(state=Scheme.State.ISSUED)
        last, before = issued.order_by("-year").first(), issued.filter(year=year - 1).first()
        return {
            "year": year,
            "title": f"{year} 年政务公开考核方案（{standard.SAMPLE}）",
            "starts_on": before.ends_on + ONE_DAY if before else date(year - 1, *PERIOD_ENDS) + ONE_DAY,
            "ends_on": date(year, *PERIOD_ENDS),
            "bonus_cap": last.bonus_cap if last else 4,
            "bonus_from": last.bonus_from if last else 80,
            "factor": last.factor if last else Decimal("0.04"),
            "source": "last" if last else "sample",
        }

    def clean(self) -> None:
        """The workbook is read at once, and told by sheet and cell."""
        super().clean()
        self.plan: Plan | None = None
        source, file = self.cleaned_data.get("source"), self.cleaned_data.get("file")
        if source == "file":
            if not file:
                self.add_error("file", "请选择文件。")
            else:
                self.plan = read_file(self, file)
        elif source == "last" and not Scheme.objects.filter(state__in=Scheme.KNOWN).exists():
            self.add_error("source", "还没有印发过方案，请从示例开始。")


def read_file(form: forms.Form, file: Any) -> Plan | None:
    """The scheme of an uploaded workbook; what is wrong becomes errors of its field, the first twenty."""
    try:
        file.seek(0)
        plan = read_plan(file.read())
        cells = {"starts_on": "方案!G2", "ends_on": "方案!H2"}
        wrong = misjoined(plan.year, plan.starts_on, plan.ends_on)
        if wrong:
            raise Unusable([f"{cells[name]}：{says}" for name, says in wrong.items()])
        return plan
    except Unusable as unusable:
        rest = len(unusable.says) - 20
        more = [f"另有 {rest} 处。"] if rest > 0 else []
        form.add_error("file", [*unusable.says[:20], *more])
        return None


class ImportForm(ActForm):
    """A workbook whose tree takes the place of what was drafted."""

    reason_field = ""
    says = "文件里的指标替换现在的全部指标；有一处看不懂，就一处也不改。"
    file = Upload(label="XLSX 文件")

    def clean(self) -> None:
        """Read it."""
        file = self.cleaned_data.get("file")
        self.plan = read_file(self, file) if file else None


class FactsForm(_Facts):
    """The facts of a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("year")


class IndicatorForm(FilledForm):
    """One indicator, new or changed: nothing of it is free of a rule or a clause."""

    reason_field = ""
    says = "编号已有的就改，没有的就加。下级指标的分值加起来等于上级；每类单位加起来正好 100。"
    code = Line(label="编号", max_length=20)
    parent = OneOf(
        lambda row: row.indicators.filter(leaf=False), label="上级指标", required=False, to_field_name="code"
    )
    name = Line(label="名称", max_length=300)
    classes = forms.MultipleChoiceField(
        label="适用的单位类别", choices=UnitClass.choices, widget=forms.CheckboxSelectMultiple
    )
    points = Points(label="满分")
    kind = forms.ChoiceField(
        label="计分方式", choices=[("", "有下级指标，不直接计分"), *Kind.choices], required=False
    )
    params = PlainText(
        label="参数",
        required=False,
        max_length=300,
        rows=1,
        help_text="逐件扣分写“每件=1；最多=5”，阶梯写“≥95=5；≥85=3”，目标写“目标=12”，频次写“天数=14”，加分写“每项=1；最多=3”。",
    )
    figure = forms.ChoiceField(label="数据来源", choices=figures, required=False)
    proof = Line(label="佐证要求", max_length=300, required=False)
    clause = Line(label="依据条款", max_length=40, required=False, help_text="例如 PD-9。")
    absent = forms.ChoiceField(label="缺项规则", choices=Absent.choices)

    def known(self, step: Step) -> dict[str, Any]:
        """For every kind of unit, spread where it does not apply."""
        return {"classes": list(UnitClass.values), "absent": Absent.SPREAD.value}

    def clean(self) -> None:
        """Its parameters make a rule, its figure and its clause exist."""
        data = self.cleaned_data
        kind = data.get("kind") or ""
        if not kind:
            data["params"] = {}
            if data.get("figure"):
                self.add_error("figure", "有下级指标的不直接计分，不写数据来源。")
            return
        self._rule(kind)
        if not data.get("clause"):
            self.add_error("clause", "请写依据条款。")
        else:
            try:
                REGISTER.find(data["clause"])
            except UnknownClause:
                self.add_error("clause", f"没有“{data['clause']}”这一条。")
        computed = kind not in (Kind.MANUAL, Kind.BONUS, Kind.VETO)
        if computed and not data.get("figure"):
            self.add_error("figure", "自动计分的要选数据来源。")
        if says := rules.misfit(kind, data.get("figure") or ""):
            self.add_error("figure", f"{says}。")
        if kind == Kind.MANUAL and data.get("figure"):
            self.add_error("figure", "网站里有数的，不用人工评分；请选一种自动的计分方式。")

    def _rule(self, kind: str) -> None:
        data = self.cleaned_data
        try:
            data["params"] = rules.read(kind, data.get("params") or "")
            if data.get("points") is not None and data.get("absent"):
                rules.rule_of(kind, data["points"], data["absent"], data["params"])
        except BadRule as bad:
            self.add_error("params", f"{bad}。")


class DropForm(ActForm):
    """Which indicator goes, with everything below it."""

    reason_field = ""
    indicator = OneOf("indicators", label="删去哪一项", help_text="连同下级指标。")


class CheckForm(ActForm):
    """Whoever checked it over."""

    reason = PlainText(label="核对的情况", max_length=1000, rows=2, required=False)


class IssueForm(ActForm):
    """Its number."""

    reason_field = ""
    says = "印发以后一个字也不能改；要更正的，另出新版本，重新计算，差别逐项列出。"
    number = Line(label="文号", max_length=60, help_text="例如 五政办发〔2026〕12号。")

    def clean_number(self) -> str:
        """A number is used once."""
        number: str = self.cleaned_data["number"]
        if Scheme.objects.filter(~Q(pk=self.step.matter.pk), number=number).exists():
            raise forms.ValidationError("这个文号已经用过。")
        return number


class ReviseForm(ActForm):
    """Why it is corrected."""

    reason_field = "changed_because"
    changed_because = PlainText(label="更正的原因", max_length=500, rows=2)


def copied(scheme: Scheme, nodes: list[standard.Node]) -> None:
    """Write the tree of a file or of the sample into a scheme."""
    scheme.indicators.all().delete()
    parents = {node.parent for node in nodes if node.parent}
    made: dict[str, Indicator] = {}
    for place, node in enumerate(_parents_first(nodes), 1):
        made[node.code] = Indicator.objects.create(
            scheme=scheme,
            place=place,
            code=node.code,
            parent=made.get(node.parent),
            name=node.name,
            classes=list(node.classes),
            points=node.points,
            leaf=node.code not in parents,
            kind=node.kind,
            params=node.params,
            figure=node.figure,
            proof=node.proof,
            clause=node.clause,
            absent=node.absent,
        )


def _parents_first(nodes: list[standard.Node]) -> list[standard.Node]:
    """Each node behind its parent, otherwise as they stand."""
    done: list[standard.Node] = []
    known: set[str] = {""}
    left = list(nodes)
    while left:
        ready = [node for node in left if node.parent in known]
        if not ready:
            return done
        done += ready
        known |= {node.code for node in ready}
        left = [node for node in left if node.code not in known]
    return sorted(done, key=lambda node: nodes.index(node)) if _in_order(nodes) else done


def _in_order(nodes: list[standard.Node]) -> bool:
    known: set[str] = {""}
    for node in nodes:
        if node.parent not in known:
            return False
        known.add(node.code)
    return True
