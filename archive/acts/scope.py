"""The table of scope and retention: drafted, agreed to, approved by the archive authority; the numbers of fonds (实施条例19)."""

from __future__ import annotations

from archive.forms.scope import ApproveForm, FondsForm, RowForm
from archive.gates import county_office, is_county_office
from archive.models import Fonds, Scope, ScopeRow
from archive.models.base import APPROVERS, KEEPER
from foundation.agencies.models import Agency
from foundation.casework import matters
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.filing import stored
from foundation.casework.forms import ActForm
from foundation.records.declared import SAID, Belonging, PassedOver, Record, files

State = Scope.State
CITES = ("AR-3(3)", "国家档案局令第8号")


@gate("AR-3(3)", "没有另一个正在拟定的版本")
def one_at_a_time(step: Step) -> Objection | None:
    if Scope.objects.filter(state__in=Scope.UNDER_WAY).exists():
        return "已经有一个版本正在拟定或者报审。", "请先办完那一个。"
    return None


@act(
    "archive.draft_scope",
    "拟定归档范围和保管期限表",
    on=Agency,
    creates=Scope,
    role=KEEPER,
    asks=ActForm,
    cites=CITES,
    gates=[county_office, one_at_a_time],
    when=is_county_office,
)
def draft_scope(step: Step) -> Scope:
    """It begins with what the rooms propose, or with the table in force."""
    last = Scope.objects.order_by("-edition").values_list("edition", flat=True).first() or 0
    row = Scope(
        agency=step.matter,
        created_at=step.at,
        edition=last + 1,
        title=f"政务公开文件材料归档范围和保管期限表（第 {last + 1} 版）",
    )
    attribute(step, row).save()
    ScopeRow.objects.bulk_create(_proposed(row))
    return row


def _proposed(scope: Scope) -> list[ScopeRow]:
    known = {row.kind: row for row in ScopeRow.objects.filter(scope__state=State.IN_FORCE)}
    rows, kinds = [], files()
    for model in matters.matter_kinds():
        said, kept = SAID.get(model.kind), kinds.get(model.kind)
        record: Record | None = kept.record if kept else None
        if model.sealed or (isinstance(said, Belonging) and record is None):
            continue
        before = known.get(model.kind)
        label = str(model._meta.verbose_name)
        if record is not None:
            term = before.term if before and before.filed else record.term.value
            rows.append(
                ScopeRow(
                    scope=scope,
                    kind=model.kind,
                    label=label,
                    heading=record.heading,
                    term=term,
                    least=record.term.value,
                )
            )
        elif isinstance(said, PassedOver):
            rows.append(ScopeRow(scope=scope, kind=model.kind, label=label, filed=False, why_not=said.why))
    return rows


@act(
    "archive.change_scope_row",
    "修改一行",
    on=Scope,
    states=(State.DRAFTING,),
    role=KEEPER,
    asks=RowForm,
    cites=CITES,
)
def change_scope_row(step: Step) -> None:
    row: ScopeRow = step.data["row"]
    row.filed, row.term = step.data["filed"] == "yes", step.data["term"]
    row.why_not = step.data["why_not"]
    row.save()
    step.detail = {"kind": row.kind, "filed": row.filed, "term": row.term}


@act(
    "archive.submit_scope",
    "同意，报档案主管部门审核",
    on=Scope,
    via="submit",
    role=APPROVERS,
    asks=RemarkForm,
    cites=CITES,
    not_by=Apart("AR-3(3)", ("archive.draft_scope", "archive.change_scope_row")),
    weight="primary",
)
def submit_scope(step: Step) -> None:
    step.matter.submit()


@act(
    "archive.return_scope",
    "退回修改",
    on=Scope,
    via="give_back",
    role=(KEEPER, *APPROVERS),
    asks=ReasonForm,
    cites=CITES,
    returns=True,
)
def return_scope(step: Step) -> None:
    """The archive authority wants it otherwise."""
    step.matter.give_back()


@act(
    "archive.approve_scope",
    "登记审核意见，施行",
    on=Scope,
    via="approve",
    role=KEEPER,
    asks=ApproveForm,
    cites=CITES,
    not_by=Apart("AR-3(3)", ("archive.submit_scope",)),
    weight="primary",
)
def approve_scope(step: Step) -> None:
    """With the number and the day of the archive authority's agreement; the edition before it ends with it."""
    scope, data = step.matter, step.data
    for older in Scope.objects.filter(state=State.IN_FORCE):
        step.also("archive.supersede_scope", on=older)
    files_given = [data["file"]] if data.get("file") else []
    rows = stored(step, files_given, scope.agency, "审核同意的文件")
    kept = rows[0] if rows else None
    scope.approve(step.at, number=data["number"], on=data["approved_on"], by=data["approved_by"], file=kept)


@act("archive.supersede_scope", "由新版本替代", on=Scope, via="supersede", cites=CITES)
def supersede_scope(step: Step) -> None:
    step.matter.supersede()


@act(
    "archive.abandon_scope",
    "放弃这一版",
    on=Scope,
    via="abandon",
    role=KEEPER,
    asks=ReasonForm,
    cites=CITES,
    weight="quiet",
)
def abandon_scope(step: Step) -> None:
    step.matter.abandon()


@gate("AR-2", "还没有登记全宗号")
def no_fonds_yet(step: Step) -> Objection | None:
    if Fonds.objects.filter(agency=step.matter).exists():
        return (
            "这个单位已经有全宗号，全宗号不能更改。",
            "已有的档号都由它组成；登记错的，请县档案馆出具说明，移交时一并附上。",
        )
    return None


@act(
    "archive.name_fonds",
    "登记全宗号",
    on=Agency,
    role=KEEPER,
    asks=FondsForm,
    cites=("AR-2",),
    gates=[no_fonds_yet],
    when=lambda agency: not Fonds.objects.filter(agency=agency).exists(),
    weight="quiet",
)
def name_fonds(step: Step) -> None:
    """The county archive gives it; from now on it stands before every code of the agency."""
    Fonds.objects.create(agency=step.matter, number=step.data["number"], given_on=step.data["given_on"])
    step.detail = {"number": step.data["number"]}
