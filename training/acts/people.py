"""People registered, corrected, transferred with their hours, gone and back; the induction that follows from what they learnt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import Role
from foundation.casework.accounts import fingerprint_of
from foundation.casework.acts import Step, act, attribute
from foundation.casework.consequences import follows
from foundation.casework.fields import Day, EditForm, OneOf, ReasonForm, Upload
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid, Refused
from foundation.files.table_rows import UnusableSheet
from foundation.visitors.identity import Line
from training.counting import new_account, open_accounts, required_of
from training.forms import StaffNumber
from training.imports import PEOPLE_COLUMNS, people_of
from training.models import Account, Posting, Trainee
from training.statute import Establishment, Post

State = Trainee.State
RECORDS, OFFICE_HEAD, PERSONNEL = Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD, Role.PERSONNEL
KEEPERS = (RECORDS, OFFICE_HEAD, PERSONNEL)
#: Who registers people: the unit, and for units that have nobody at the desk the county (TR-2).
REGISTRARS = (*KEEPERS, Role.COUNTY_SUPERVISOR)
#: Characters of a staff number that are kept to tell two of one name apart.
ENDS = 4


def _staff_of(matter: Any) -> QuerySet[Staff]:
    agency = matter if isinstance(matter, Agency) else matter.agency
    return Staff.objects.filter(agency=agency, is_active=True).order_by("full_name", "pk")


class PersonFacts(ActForm):
    """What is known of somebody."""

    reason_field = ""

    full_name = Line(label="姓名", max_length=40)
    establishment = forms.ChoiceField(label="编制类型", choices=Establishment.choices)
    post = forms.ChoiceField(label="岗位", choices=Post.choices)
    post_since = Day(
        label="到公开岗位的日期",
        required=False,
        help_text="从事政务公开工作的填写；学时按全年算，不按月折算。",
    )
    certificate_number = Line(
        label="国家公务员培训证书号", max_length=40, required=False, help_text="加密保存，证书上只印后四位。"
    )
    staff = OneOf(_staff_of, label="在本平台的账号", required=False, help_text="没有账号的不选。")

    def clean(self) -> None:
        """Whoever works in disclosure has a day since when."""
        given = self.cleaned_data
        if given.get("post") == Post.DISCLOSURE:
            if not given.get("post_since") and "post_since" not in self.errors:
                self.add_error("post_since", "从事政务公开工作的，请填写到岗日期。")
        else:
            given["post_since"] = None
        staff = given.get("staff")
        own = self.step.matter if isinstance(self.step.matter, Trainee) else None
        number = own.person if own else fingerprint_of(given.get("staff_number", ""))
        if staff is None:
            return
        if Trainee.objects.filter(staff=staff).exclude(pk=own.pk if own else None).exists():
            self.add_error("staff", "这个账号已经对应另一个人。")
        elif staff.person and number and staff.person != number:
            # What one person learnt would let another take post (TR-5).
            self.add_error("staff", "这个账号登记的人员编号和这里的不同，不是同一个人的账号。")


class RegisterForm(PersonFacts):
    """Somebody who is registered."""

    staff_number = StaffNumber(
        label="人员编号",
        max_length=40,
        help_text="工号或者身份证号。只留指纹和后四位，不留号码；同名的人靠它区分，一个人只登记一次。",
    )
    from_on = Day(label="到本单位的日期")
    field_order = ("full_name", "staff_number", "from_on")


def number_of(given: str) -> tuple[str, str]:
    """The fingerprint of a staff number, and its end."""
    return fingerprint_of(given), given.strip()[-ENDS:]


def _known(person: str, full_name: str, clause: str) -> Trainee | None:
    """Whoever has that number already, if they left; raises `Refused` where they work somewhere, or under another name."""
    known: Trainee | None = Trainee.objects.select_for_update().filter(person=person).first()
    if known is None:
        return None
    if known.full_name != full_name:
        raise Refused(clause, "这个人员编号已经登记在另一个姓名下。", "请核对编号和姓名。")
    if known.state != State.LEFT:
        raise Refused(
            clause, "这个人已经登记，学时跟着人走，不用重新登记。", "调来的，请原单位办理“调到另一单位”。"
        )
    return known


def register(step: Step, agency: Agency, given: dict[str, Any]) -> Trainee:
    """Register somebody in an agency; whoever left and comes back keeps what they learnt."""
    given = dict(given)
    person, ends = number_of(given.pop("staff_number"))
    from_on = given.pop("from_on")
    if back := _known(person, given["full_name"], step.act.cites[0].id):
        last = back.postings.order_by("-from_on").first()
        if last is not None and last.until_on is not None and from_on <= last.until_on:
            raise Invalid({"到本单位的日期": [f"上一段任职到 {last.until_on}，不能早于第二天。"]})
        step.also("training.came_back", back, agency=agency.pk, from_on=from_on.isoformat())
        return Trainee.objects.get(pk=back.pk)
    trainee = Trainee(agency=agency, created_at=step.at, person=person, number_ends=ends, **given)
    trainee.take_duty()
    attribute(step, trainee).save()
    Posting.objects.create(trainee=trainee, agency=agency, from_on=from_on)
    open_accounts([trainee], [localdate(step.at).year])
    return trainee


@act(
    "training.register_person",
    "登记培训人员",
    on=Agency,
    creates=Trainee,
    role=REGISTRARS,
    asks=RegisterForm,
    cites=("TR-1", "TR-7"),
)
def register_person(step: Step) -> Trainee:
    return register(step, step.matter, step.data)


@act(
    "training.person_registered",
    "随名册登记培训人员",
    on=Agency,
    creates=Trainee,
    asks=RegisterForm,
    cites=("TR-1", "TR-7"),
)
def person_registered(step: Step) -> Trainee:
    """One row of a roster, under the rules of everybody who is registered."""
    return register(step, step.matter, step.data)


class RosterForm(ActForm):
    """A workbook with people."""

    reason_field = ""
    says = f"表头：{'、'.join(PEOPLE_COLUMNS)}。已经登记的人跳过；有一行读不懂，整份都不收，改好再交。"

    file = Upload(label="名册（XLSX）")


@act(
    "training.import_people",
    "导入人员名册",
    on=Agency,
    role=REGISTRARS,
    asks=RosterForm,
    cites=("TR-1", "TR-7"),
    weight="quiet",
)
def import_people(step: Step) -> None:
    """All rows or none; whoever is registered here already is passed over."""
    try:
        rows = people_of(step.data["file"].read(), localdate(step.at))
    except UnusableSheet as unusable:
        raise Invalid({"名册（XLSX）": unusable.says}) from unusable
    numbers = {number_of(row["staff_number"])[0] for row in rows}
    known = dict(Trainee.objects.here().filter(person__in=numbers).values_list("person", "agency"))
    added, wrong = 0, []
    for row in rows:
        line = row.pop("line")
        where = known.get(number_of(row["staff_number"])[0])
        if where == step.matter.pk:
            continue
        try:
            step.also("training.person_registered", step.matter, **row)
        except (Refused, Invalid) as refused:
            wrong.append(f"第 {line} 行：{refused}")
        else:
            added += 1
    if wrong:
        raise Invalid({"名册（XLSX）": wrong[:20]})
    step.detail = {"added": added, "known": len(rows) - added}


class EditPersonForm(PersonFacts, EditForm):
    """What changed of somebody."""

    edited = tuple(PersonFacts.base_fields)

    def known(self, step: Step) -> dict[str, Any]:
        known = super().known(step)
        return {**known, "staff": step.matter.staff_id}


@act(
    "training.edit_person",
    "修改人员信息",
    on=Trainee,
    states=(State.UNTRAINED, State.INDUCTED),
    role=KEEPERS,
    asks=EditPersonForm,
    cites=("TR-1", "TR-5"),
)
def edit_person(step: Step) -> None:
    """What is said of them holds for the year that runs, and for no year that is over."""
    for name, value in step.data.items():
        setattr(step.matter, name, value)
    person: Trainee = step.matter
    step.save()
    _take_along(person)


def _take_along(person: Trainee) -> None:
    """Let the accounts of years that run say what the person is and where."""
    running = Account.objects.filter(trainee=person).exclude(state__in=Account.OVER)
    running.update(
        agency=person.agency_id,
        post=person.post,
        establishment=person.establishment,
        duty=person.duty,
        required=required_of(person),
    )


class TransferForm(ActForm):
    """Where somebody goes, and from which day."""

    reason_field = ""
    agency = forms.ModelChoiceField(label="调入单位", queryset=Agency.objects.public())
    day = Day(label="到新单位的日期")


def move(step: Step, person: Trainee, agency: Agency, on: date) -> None:
    """Let somebody work in another agency from a day on; hours, marks and certificates move along."""
    if agency.pk == person.agency_id:
        raise Refused(step.act.cites[0], f"已经在{agency}。", "请选另一个单位。")
    last = person.postings.filter(until_on=None).get()
    if on <= last.from_on:
        raise Invalid({"到新单位的日期": [f"到现在的单位是 {last.from_on}，调走要晚于这一天。"]})
    last.until_on = on - timedelta(days=1)
    last.save(update_fields=["until_on"])
    Posting.objects.create(trainee=person, agency=agency, from_on=on)
    step.detail |= {"from": person.agency.code, "to": agency.code}
    person.agency = agency
    person.take_duty()
    step.save()
    _take_along(person)


@act(
    "training.transfer_person",
    "培训人员调到另一单位",
    on=Trainee,
    states=(State.UNTRAINED, State.INDUCTED),
    role=KEEPERS,
    asks=TransferForm,
    cites=("TR-4", "TR-5"),
    weight="quiet",
)
def transfer_person(step: Step) -> None:
    move(step, step.matter, step.data["agency"], step.data["day"])


class MovedAlongForm(ActForm):
    """Where somebody works now; from tomorrow on where they came to the last unit today."""

    reason_field = ""
    agency = forms.ModelChoiceField(label="调入单位", queryset=Agency.objects.all())
    day = forms.DateField(label="到新单位的日期")


@act(
    "training.moved_along",
    "培训记录随人调动",
    on=Trainee,
    asks=MovedAlongForm,
    cites=("TR-4", "TR-5"),
)
def moved_along(step: Step) -> None:
    """The account at the desk was moved, or the agency merged: the record of training goes along."""
    move(step, step.matter, step.data["agency"], step.data["day"])


class LeaveForm(ReasonForm):
    """The last day, and why."""

    on = Day(label="最后一天")


@act(
    "training.leave",
    "登记离开",
    on=Trainee,
    via="leave",
    role=KEEPERS,
    asks=LeaveForm,
    cites=("TR-1",),
    weight="quiet",
)
def leave(step: Step) -> None:
    """What they learnt stays on their record."""
    last = step.matter.postings.filter(until_on=None).get()
    if step.data["on"] < last.from_on:
        raise Invalid({"最后一天": [f"不能早于到本单位的日期（{last.from_on}）。"]})
    last.until_on = step.data["on"]
    last.save(update_fields=["until_on"])
    step.matter.staff = None
    step.matter.leave()


class CameBackForm(ActForm):
    """Where somebody works again, and since when."""

    reason_field = ""
    agency = forms.ModelChoiceField(label="单位", queryset=Agency.objects.all())
    from_on = forms.DateField(label="从")


@act(
    "training.came_back",
    "回来工作",
    on=Trainee,
    via=("come_back", "come_back_inducted"),
    asks=CameBackForm,
    cites=("TR-4", "TR-5"),
)
def came_back(step: Step) -> None:
    """What they learnt before counts."""
    person: Trainee = step.matter
    person.agency = step.data["agency"]
    person.take_duty()
    if person.inducted_on:
        person.come_back_inducted()
    else:
        person.come_back()
    step.save()
    Posting.objects.create(trainee=person, agency=person.agency, from_on=step.data["from_on"])
    year = localdate(step.at).year
    Account.objects.bulk_create([new_account(person, year)], ignore_conflicts=True)
    _take_along(person)


class DayForm(ActForm):
    """A day."""

    reason_field = ""
    day = forms.DateField(label="日期")


@act("training.inducted", "完成岗前培训", on=Trainee, via="induct", asks=DayForm, cites=("TR-5", "TR-3"))
def inducted(step: Step) -> None:
    """Every topic was heard and the exam passed; from now on they may take post."""
    step.matter.induct(step.data["day"])


@act("training.induction_lapsed", "岗前培训不再成立", on=Trainee, via="lapse", cites=("TR-5", "TR-3"))
def induction_lapsed(step: Step) -> None:
    """What it rested on was corrected."""
    step.matter.lapse()


@follows("agencies.move_account")
def go_along(step: Step, staff: Staff) -> None:
    """Whoever's account moves to another agency takes the record of their training along."""
    person = Trainee.objects.here().of_staff(staff).first()
    if person is not None and staff.agency_id is not None and person.agency_id != staff.agency_id:
        step.also("training.moved_along", person, agency=staff.agency_id, day=_day(step, person))


@follows("agencies.merge")
def go_along_with_agency(step: Step, agency: Agency) -> None:
    """Whoever worked in an agency that is merged into another works there now."""
    if agency.successor_id is None:
        return
    for person in Trainee.objects.here().filter(agency=agency).order_by("pk"):
        step.also("training.moved_along", person, agency=agency.successor_id, day=_day(step, person))


def _day(step: Step, person: Trainee) -> str:
    """Today, or the day after the last move where that was today."""
    last = person.postings.filter(until_on=None).get()
    return max(localdate(step.at), last.from_on + timedelta(days=1)).isoformat()
