"""The scheme of a year: drafted, tried on last year's data, checked, issued, corrected by a new version (AP-5, AP-6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max, Q

from appraisal import standard
from appraisal.audiences import at_the_county, units_of_the_scheme
from appraisal.computing import trial
from appraisal.forms import scheme as forms
from appraisal.gates import is_office, organised_by_the_office
from appraisal.models import Appraisal, Indicator, Scheme
from appraisal.papers import scheme_letter
from appraisal.scoring import Leaf, check_tree
from appraisal.statute import Kind, UnitClass
from appraisal.tasks import render_letters
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.figures.declared import FIGURES, Span
from foundation.worker import soon

State = Scheme.State
SUPERVISOR = Role.COUNTY_SUPERVISOR
#: Whoever did one of these does not issue the scheme.
MAKING = (
    "appraisal.draft_scheme",
    "appraisal.import_scheme",
    "appraisal.edit_scheme",
    "appraisal.put_indicator",
    "appraisal.drop_indicator",
    "appraisal.revise_scheme",
)


@gate("AP-6", "这一年还没有在拟的方案", on_entry=True)
def one_at_a_time(step: Step) -> Objection | None:
    year = step.form.plan.year if getattr(step.form, "plan", None) else step.data["year"]  # type: ignore[union-attr]
    other = Scheme.objects.filter(year=year).exclude(state=State.ABANDONED).first()
    if other is not None:
        return f"{year} 年已经有考核方案（{other.title}）。", "请在那一份上改；已经印发的，办“更正方案”。"
    return None


@act(
    "appraisal.draft_scheme",
    "拟定考核方案",
    on=Agency,
    creates=Scheme,
    role=SUPERVISOR,
    asks=forms.DraftForm,
    cites=("AP-6", "AP-5", "AP-2"),
    gates=[organised_by_the_office, one_at_a_time],
    when=is_office,
)
def draft_scheme(step: Step) -> Scheme:
    """Of the sample, of last year's, or of a workbook."""
    given = dict(step.data)
    source = given.pop("source")
    given.pop("file")
    plan = step.form.plan  # type: ignore[union-attr]
    row = Scheme(agency=step.matter, created_at=step.at, drafted_by=step.staff, **given)
    if plan is not None:
        _take_facts(row, plan)
    attribute(step, row).save()
    if plan is not None:
        forms.copied(row, plan.nodes)
    elif source == "last":
        last = Scheme.objects.filter(state__in=Scheme.KNOWN).order_by("-year", "-version").first()
        assert last is not None, "the form asked"
        Indicator.copied(row, last.tree)
    else:
        forms.copied(row, standard.nodes())
    step.detail = {"source": source, "indicators": row.indicators.count()}
    return row


def _take_facts(row: Scheme, plan: Any) -> None:
    for name in ("year", "title", "bonus_cap", "factor", "starts_on", "ends_on", "classes"):
        setattr(row, name, getattr(plan, name))


@act(
    "appraisal.import_scheme",
    "导入指标",
    on=Scheme,
    states=(State.DRAFTING,),
    role=SUPERVISOR,
    asks=forms.ImportForm,
    cites=("AP-6",),
    weight="quiet",
)
def import_scheme(step: Step) -> None:
    """The whole file or nothing of it."""
    plan = step.form.plan  # type: ignore[union-attr]
    row: Scheme = step.matter
    if plan.year != row.year:
        raise Invalid({"XLSX 文件": [f"方案!A2：文件是 {plan.year} 年的，这里是 {row.year} 年。"]})
    _take_facts(row, plan)
    forms.copied(row, plan.nodes)
    row.trial, row.tried_at = [], None
    step.detail = {"indicators": len(plan.nodes)}


@act(
    "appraisal.edit_scheme",
    "修改方案的总体规定",
    on=Scheme,
    states=(State.DRAFTING,),
    role=SUPERVISOR,
    asks=forms.FactsForm,
    cites=("AP-6",),
)
def edit_scheme(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)
    # It was tried with other days.
    step.matter.trial, step.matter.tried_at = [], None


@act(
    "appraisal.put_indicator",
    "增加、修改指标",
    on=Scheme,
    states=(State.DRAFTING,),
    role=SUPERVISOR,
    asks=forms.IndicatorForm,
    cites=("AP-6", "AP-5"),
)
def put_indicator(step: Step) -> None:
    """One of that code is changed, otherwise it is added at the end of what stands below its head."""
    row, given = step.matter, dict(step.data)
    code = given.pop("code")
    found = row.indicators.filter(code=code).first()
    if found is None:
        last = row.indicators.aggregate(last=Max("place"))["last"] or 0
        found = Indicator(scheme=row, code=code, place=last + 1)
    elif given["parent"] is not None and given["parent"].pk == found.pk:
        raise Invalid({"上级指标": ["不能是它自己。"]})
    for name, value in given.items():
        setattr(found, name, value)
    found.leaf = bool(found.kind)
    if found.leaf and found.pk and found.children.exists():
        raise Invalid({"计分方式": ["有下级指标的不直接计分。"]})
    found.save()
    row.trial, row.tried_at = [], None
    step.detail = {"code": code}


@act(
    "appraisal.drop_indicator",
    "删去指标",
    on=Scheme,
    states=(State.DRAFTING,),
    role=SUPERVISOR,
    asks=forms.DropForm,
    cites=("AP-6",),
    weight="quiet",
)
def drop_indicator(step: Step) -> None:
    found: Indicator = step.data["indicator"]
    step.detail = {"code": found.code}
    found.delete()
    step.matter.trial, step.matter.tried_at = [], None


@act(
    "appraisal.try_scheme",
    "用上一年的数据试算",
    on=Scheme,
    states=(State.DRAFTING, State.CHECKED),
    role=SUPERVISOR,
    asks=ActForm,
    cites=("AP-6",),
)
def try_scheme(step: Step) -> None:
    """What the computed indicators would have given every unit in the same days a year before."""
    row: Scheme = step.matter
    row.trial, row.tried_at = trial(row, _year_before(row.span)), step.at
    step.detail = {"units": len(row.trial)}


def _year_before(span: Span) -> Span:
    """The same days a year earlier; the leap day becomes the last of February."""

    def back(day: date) -> date:
        try:
            return day.replace(year=day.year - 1)
        except ValueError:
            return day.replace(year=day.year - 1, day=28)

    return Span(back(span.first), back(span.last))


@gate("AP-6", "各类单位的指标加起来正好 100 分")
def adds_up(step: Step) -> Objection | None:
    row: Scheme = step.matter
    leaves = [
        Leaf(
            node.code,
            node.points,
            frozenset(node.classes),
            node.parent.code if node.parent else "",
            node.kind not in (Kind.BONUS, Kind.VETO),
            node.leaf,
        )
        for node in row.tree
    ]
    wrong = check_tree(leaves, {one.value: str(one.label) for one in UnitClass}).wrong
    if wrong:
        said = "；".join(f"{code} {text}".strip() for code, text in wrong[:5])
        return f"{said}。", "请改好分值；少 0.01 分也不能印发。"
    return None


@gate("AP-6", "每个数据来源都有")
def figures_known(step: Step) -> Objection | None:
    gone = [leaf.code for leaf in step.matter.leaves if leaf.figure and leaf.figure not in FIGURES]
    if gone:
        return f"指标 {'、'.join(gone)} 的数据来源没有了。", "请另选数据来源，或者改为人工评分。"
    return None


@gate("AP-6", "拿上一年的数据试过")
def tried(step: Step) -> Objection | None:
    if step.matter.tried_at is None:
        return "方案改过以后，还没有拿上一年的数据试过。", "请先试算，看看各单位会得多少分。"
    return None


@gate("AP-6", "考核期与上一年、下一年相接")
def periods_join(step: Step) -> Objection | None:
    """Another year's scheme may have been issued since the days were written."""
    row: Scheme = step.matter
    if wrong := forms.misjoined(row.year, row.starts_on, row.ends_on):
        return "".join(wrong.values()), "请修改方案的考核期。"
    return None


@act(
    "appraisal.check_scheme",
    "核对完毕",
    on=Scheme,
    via="check_over",
    role=SUPERVISOR,
    asks=forms.CheckForm,
    cites=("AP-6",),
    gates=[adds_up, figures_known, periods_join, tried],
    tells=(Role.COUNTY_LEADER,),
    weight="primary",
)
def check_scheme(step: Step) -> None:
    step.matter.check_over()


@act(
    "appraisal.return_scheme",
    "退回修改方案",
    on=Scheme,
    via="give_back",
    role=(SUPERVISOR, Role.COUNTY_LEADER),
    asks=ReasonForm,
    cites=("AP-6",),
    tells=(at_the_county,),
    returns=True,
)
def return_scheme(step: Step) -> None:
    step.matter.give_back()


@gate("AP-6", "还没有单位实地考核")
def nothing_frozen(step: Step) -> Objection | None:
    """With the first field check the year's scheme stays as it is."""
    row: Scheme = step.matter
    frozen = Appraisal.objects.filter(Q(scheme=row) | Q(year=row.year), cases__frozen__isnull=False)
    if frozen.exists():
        return "已经有单位实地考核，数据冻结了，方案不能再改。", "要改的，写进下一年的方案。"
    return None


@act(
    "appraisal.issue_scheme",
    "印发考核方案",
    on=Scheme,
    via="issue",
    role=Role.COUNTY_LEADER,
    asks=forms.IssueForm,
    cites=("AP-6", "AP-2", "AP-4"),
    gates=[adds_up, figures_known, periods_join, tried, nothing_frozen],
    not_by=Apart("AP-6", MAKING),
    tells=(at_the_county, units_of_the_scheme),
    weight="primary",
    writes=True,
)
def issue_scheme(step: Step) -> None:
    """Fixed for good; a newer version takes the place of the one before."""
    row: Scheme = step.matter
    if row.predecessor is not None and row.predecessor.state == State.ISSUED:
        step.also("appraisal.scheme_superseded", on=row.predecessor)
    row.issue(step.at, step.data["number"])
    step.save()
    scheme_letter(row, step.at)
    soon(render_letters)


@act("appraisal.scheme_superseded", "由新版本替代", on=Scheme, via="supersede", cites=("AP-6",))
def scheme_superseded(step: Step) -> None:
    step.matter.supersede()


@gate("AP-6", "还没有在拟的新版本")
def no_newer_version(step: Step) -> Objection | None:
    if step.matter.successors.exclude(state=State.ABANDONED).exists():
        return "已经有一个更正的版本。", "请在那一份上接着办。"
    return None


@act(
    "appraisal.revise_scheme",
    "更正方案",
    on=Scheme,
    creates=Scheme,
    states=(State.ISSUED,),
    role=SUPERVISOR,
    asks=forms.ReviseForm,
    cites=("AP-6",),
    gates=[nothing_frozen, no_newer_version],
    weight="quiet",
)
def revise_scheme(step: Step) -> Scheme:
    """A new version with the same tree, to be changed, tried and issued anew."""
    old: Scheme = step.matter
    kept = ("year", "title", "starts_on", "ends_on", "bonus_cap", "bonus_from", "factor", "classes", "agency")
    row = Scheme(
        **{name: getattr(old, name) for name in kept},
        version=(Scheme.objects.filter(year=old.year).aggregate(last=Max("version"))["last"] or 0) + 1,
        predecessor=old,
        changed_because=step.data["changed_because"],
        created_at=step.at,
        drafted_by=step.staff,
    )
    attribute(step, row).save()
    Indicator.copied(row, old.tree)
    return row


@act(
    "appraisal.abandon_scheme",
    "放弃这份方案",
    on=Scheme,
    via="abandon",
    role=SUPERVISOR,
    asks=ReasonForm,
    cites=("AP-6",),
    weight="quiet",
)
def abandon_scheme(step: Step) -> None:
    step.matter.abandon()
