"""Acts on agencies as bodies: renamed, merged into another, closed."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.db import IntegrityError, InternalError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from foundation.agencies.models import Agency, FormerName, RoleGrant, Staff
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework import granting
from foundation.casework.accounts import first_in_sight, first_of, told_of, under_way
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import FilledForm, OneOf, ReasonForm
from foundation.casework.forms import ActForm
from foundation.casework.matters import matter_kinds
from foundation.casework.models import Matter
from foundation.casework.refusals import Refused
from foundation.deadlines.models import Clock


def stands(agency: Agency) -> bool:
    """Whether the agency is neither closed nor merged."""
    return agency.abolished_on is None


@gate("PD-2", "机构没有撤销")
def still_there(step: Step) -> Objection | None:
    if not stands(step.matter):
        return f"{step.matter}已于 {step.matter.abolished_on} 撤销。", "撤销以后只能查阅。"
    return None


def open_matters(agency: Agency) -> list[Any]:
    """What an agency has open, of every kind."""
    return [
        matter
        for model in matter_kinds()
        for matter in model._base_manager.filter(under_way(model), agency=agency).order_by("pk")
    ]


# Renamed


class RenameForm(FilledForm, ReasonForm):
    """The new name, and what it rests on."""

    name = forms.CharField(label="新的全称", max_length=100)
    short_name = forms.CharField(label="新的简称", max_length=40)
    field_order = ("name", "short_name", "reason")

    def known(self, step: Step) -> dict[str, Any]:
        return {"name": step.matter.name, "short_name": step.matter.short_name}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name == self.step.matter.name:
            raise forms.ValidationError("和现在的名称一样。")
        if Agency.objects.filter(name=name).exists():
            raise forms.ValidationError("已有机构用这个名称。")
        return name


@act(
    "agencies.rename",
    "机构更名",
    on=Agency,
    role=Role.COUNTY_SUPERVISOR,
    asks=RenameForm,
    cites=("PD-1", "PD-2"),
    gates=[still_there],
    weight="quiet",
    when=stands,
)
def rename(step: Step) -> None:
    """The code and all numbers stay; papers of before keep the old name."""
    agency, today = step.matter, localdate(step.at)
    FormerName.objects.create(agency=agency, name=agency.name, short_name=agency.short_name, until=today)
    step.detail = {"before": agency.name, "name": step.data["name"]}
    agency.name, agency.short_name = step.data["name"], step.data["short_name"]


# Merged


def others(agency: Agency) -> QuerySet[Agency]:
    """The agencies into which this one can be merged."""
    return Agency.objects.public().exclude(pk=agency.pk)


class MergeForm(ReasonForm):
    """The agency that goes on with everything."""

    successor = OneOf(others, label="并入")
    field_order = ("successor", "reason")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        kept = told_of(open_matters(step.matter), step.actor)
        people = step.matter.staff.filter(is_active=True).count()
        self.says = (
            f"一并转过去：{people} 个账号及其角色，没有办完的 {len(kept)} 件"
            f"{f'（{first_in_sight(kept, step.actor)}）' if kept else ''}。办完的留在原机构名下，仍可查阅。"
        )


class PassedOnForm(ActForm):
    """The agency that goes on with a matter."""

    to = forms.ModelChoiceField(label="承接机关", queryset=Agency.objects.public())


@act("casework.passed_on", "转由承接机关办理", on=Matter, asks=PassedOnForm, cites=("PD-2",))
def passed_on(step: Step) -> None:
    """The matter and its clocks go on with the successor of its agency."""
    matter, to = step.matter, step.data["to"]
    step.detail |= {"from": matter.agency.code, "to": to.code}
    matter.agency = to
    Clock.objects.of(matter.kind, matter.pk).open().update(agency=to)


@gate("AC-3", "不是纪委监委")
def commission_stays(step: Step) -> Objection | None:
    """Its cases are its own: whether it has any is nobody's to find out, so it never goes into another agency."""
    if AgencyFunction.DISCIPLINE_COMMISSION in step.matter.functions:
        return (
            "责任追究由纪委监委独自办理，它不能撤销，也不能并入别的机构。",
            "机构改革只换名称的，请办“机构更名”。",
        )
    return None


@act(
    "agencies.merge",
    "并入另一机构",
    on=Agency,
    role=Role.COUNTY_SUPERVISOR,
    asks=MergeForm,
    cites=("PD-1", "PD-2", "AC-3"),
    gates=[still_there, commission_stays],
    weight="quiet",
    when=stands,
)
def merge(step: Step) -> None:
    """People, roles, functions and what is open go on under the successor, which also reads what was finished."""
    agency, successor = step.matter, step.data["successor"]
    kept = open_matters(agency)
    for matter in kept:
        _pass_on(step, matter, successor)
    _pass_on_clocks(step, agency, successor)
    moved = _move_people(step, agency, successor)
    functions, agency.functions = agency.functions, []
    # Those merged into it before are read by the same people.
    Agency.objects.filter(successor=agency).update(successor=successor)
    for child in Agency.objects.filter(parent=agency).exclude(pk=successor.pk):
        child.parent = successor
        attribute(step, child).save()
    if successor.parent_id == agency.pk:
        successor.parent = agency.parent
    _end(agency, step)
    agency.successor = successor
    step.save()
    successor.functions = sorted({*successor.functions, *functions})
    attribute(step, successor).save()
    told = told_of(kept, step.actor)
    step.detail |= {"successor": successor.code, "matters": len(told), "people": moved}


def _pass_on(step: Step, matter: Any, successor: Agency) -> None:
    """Pass a matter on with what belongs to it; raises `Refused` where the successor cannot have it."""
    try:
        with transaction.atomic():
            for each in (matter, *matter.goes_with()):
                each.refresh_from_db(fields=["agency"])
                if each.agency_id != step.matter.pk:
                    continue
                if ending := each.ends_with_agency():
                    step.also(ending, each)
                else:
                    step.also("casework.passed_on", each, to=successor.pk)
    except (IntegrityError, InternalError) as kept:
        raise Refused(
            step.act.cites[0],
            f"{first_in_sight([matter], step.actor)}不能转给{successor}。",
            "请先把这一件办完，再合并。",
        ) from kept


def _pass_on_clocks(step: Step, agency: Agency, successor: Agency) -> None:
    """Pass on what waits for nobody and still has a time limit; what is at its end stays, and its limits go alone."""
    models = {model.kind: model for model in matter_kinds()}
    for clock in Clock.objects.open().filter(agency=agency).order_by("pk"):
        matter = models[clock.matter_kind]._base_manager.get(pk=clock.matter_id)
        with suppress(Refused):
            _pass_on(step, matter, successor)
    Clock.objects.open().filter(agency=agency).update(agency=successor)


def _move_people(step: Step, agency: Agency, successor: Agency) -> int:
    """Move every account with its roles; those that take two people wait to be confirmed there. Returns how many."""
    people = list(Staff.objects.filter(agency=agency))
    for person in people:
        person.agency = successor
        attribute(step, person).save()
    grants = RoleGrant.objects.filter(agency=agency, staff__is_active=True)
    for person, role in granting.let_go_of_what_two_grant(grants):
        granting.propose_role(step, person, role)
    for grant in RoleGrant.objects.filter(agency=agency).order_by("pk"):
        RoleGrant.objects.get_or_create(staff=grant.staff, role=grant.role, agency=successor)
        grant.delete()
    return len(people)


def _end(agency: Agency, step: Step) -> None:
    agency.abolished_on = localdate(step.at)
    agency.open_for_applications = False


# Closed


@gate("PD-2", "没有未办完的事项和在用的账号")
def nothing_open(step: Step) -> Objection | None:
    agency = step.matter
    if kept := open_matters(agency):
        return (
            f"还有没办完的：{first_in_sight(kept, step.actor)}。",
            "请先办完，或者“并入另一机构”，由承接机关接着办。",
        )
    if people := list(agency.staff.filter(is_active=True)):
        return f"还有在用的账号：{first_of(people)}。", "请先停用或者调走。"
    if agency.functions:
        return "它承担着全县的职能。", "请“并入另一机构”，由承接机关承担。"
    if agency.children.filter(abolished_on__isnull=True).exists():
        return "它还有下级机构。", "请先撤销或者合并下级机构。"
    return None


@act(
    "agencies.close",
    "撤销机构",
    on=Agency,
    role=Role.COUNTY_SUPERVISOR,
    asks=ReasonForm,
    cites=("PD-1", "PD-2", "AC-3"),
    gates=[still_there, commission_stays, nothing_open],
    weight="quiet",
    when=stands,
)
def close(step: Step) -> None:
    """What it did stays readable."""
    _end(step.matter, step)
