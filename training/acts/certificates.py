"""Entries of the register: made once an exam is passed, renewed, revoked, printed (TR-4)."""

from __future__ import annotations

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from foundation.casework.acts import Step, act, attribute
from foundation.casework.fields import reason_form
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Refused
from foundation.correspondence.numbering import document_number, next_serial
from foundation.files.acts import store_made
from foundation.files.models import Audience
from training.acts.plans import HEAD, OFFICE, OFFICE_HEAD
from training.models import Account, Certificate, Mark, Sitting, Trainee
from training.papers import certificate_paper

State = Certificate.State
#: What the numbers of the register begin with.
MARK = "五政培"


def best(sitting: Sitting, trainee: Trainee) -> Mark | None:
    """The best mark of somebody in an exam that was published and that they passed."""
    rows = Mark.objects.counting().filter(sitting=sitting, trainee=trainee, passed=True)
    return rows.order_by("-points", "attempt").first()


def without_certificate() -> QuerySet[Mark]:
    """Passed marks for which the register says nothing yet, and that nobody objects to."""
    rows = Mark.objects.counting().filter(passed=True).select_related("sitting", "trainee__agency")
    same = Certificate.objects.filter(
        trainee=OuterRef("trainee"),
        course=OuterRef("sitting__course"),
        edition=OuterRef("sitting__edition"),
        year=OuterRef("year"),
    )
    return rows.exclude(objections__state="filed").filter(~Exists(same)).order_by("pk")


class CertifiedForm(ActForm):
    """The exam that was passed."""

    reason_field = ""
    sitting = forms.ModelChoiceField(label="考试", queryset=Sitting.objects.all())


def entry(step: Step, trainee: Trainee, mark: Mark) -> Certificate:
    """A new entry with what is known of the person now."""
    sitting = mark.sitting
    account = Account.objects.filter(trainee=trainee, year=mark.year).first()
    year = localdate(step.at).year
    row = Certificate(
        agency=trainee.agency,
        created_at=step.at,
        number=document_number(MARK, year, next_serial("training.certificate", year)),
        trainee=trainee,
        sitting=sitting,
        full_name=trainee.full_name,
        agency_name=trainee.agency.name_on(mark.taken_on),
        certificate_ends=trainee.certificate_number[-4:],
        course=sitting.course,
        edition=sitting.edition,
        year=mark.year,
        minutes=account.minutes if account else 0,
        points=mark.points,
        pass_mark=sitting.pass_mark,
        tags=sorted({*trainee.covered, *sitting.tags}),
        issued_on=localdate(step.at),
    )
    attribute(step, row).save()
    return row


@act(
    "training.certified",
    "登记培训证书",
    on=Trainee,
    creates=Certificate,
    asks=CertifiedForm,
    cites=("TR-4",),
)
def certified(step: Step) -> Certificate:
    """Once for a person, a course, an edition and a year, however often it is asked."""
    mark = best(step.data["sitting"], step.matter)
    if mark is None:
        raise Refused("TR-4", "这次考试没有及格的成绩。", "及格的才登记。")
    same = Certificate.objects.filter(
        trainee=step.matter,
        course=mark.sitting.course,
        edition=mark.sitting.edition,
        year=mark.year,
        state=State.ISSUED,
    )
    if same.exists():
        raise Refused("TR-4", "这个人这一年的这门课已经登记。", "不重复登记。")
    return entry(step, step.matter, mark)


@act(
    "training.renew_certificate",
    "换发登记",
    on=Certificate,
    via="supersede",
    role=OFFICE,
    asks=reason_form("换发的原因", max_length=300, help_text="核验的人看得到。"),
    cites=("TR-4",),
    weight="quiet",
)
def renew_certificate(step: Step) -> None:
    """Hours or name changed since: a new entry takes the place of this one, which says so."""
    old: Certificate = step.matter
    mark = best(old.sitting, old.trainee)
    if mark is None:
        raise Refused("TR-4", "考试成绩已经改为不及格。", "请作废。")
    old.supersede(localdate(step.at), step.reason)
    step.save()
    new = step.also("training.certified", old.trainee, sitting=old.sitting_id).matter
    old.superseded_by = new


@act(
    "training.revoke_certificate",
    "作废登记",
    on=Certificate,
    via="revoke",
    role=(HEAD, OFFICE_HEAD),
    asks=reason_form("作废的原因", max_length=300, help_text="核验的人看得到，不写私事。"),
    cites=("TR-4",),
    weight="quiet",
)
def revoke_certificate(step: Step) -> None:
    """Its page stays, and says from which day and why it counts no more."""
    step.matter.revoke(localdate(step.at), step.reason)


class LapsedForm(ActForm):
    """Why an entry counts no more."""

    because = forms.CharField(max_length=300)
    reason_field = "because"


@act(
    "training.certificate_lapsed",
    "成绩改为不及格，作废登记",
    on=Certificate,
    via="revoke",
    asks=LapsedForm,
    cites=("TR-4",),
)
def certificate_lapsed(step: Step) -> None:
    step.matter.revoke(localdate(step.at), step.data["because"])


@act(
    "training.certificate_printed",
    "制成证书",
    on=Certificate,
    states=(State.ISSUED,),
    cites=("TR-4",),
)
def certificate_printed(step: Step) -> None:
    """Printed once, and kept with its digest."""
    row: Certificate = step.matter
    row.paper = store_made(
        certificate_paper(row),
        name=f"培训证书-{row.pk}.pdf",
        agency=row.agency,
        audience=Audience.INTERNAL,
        by=step.actor,
        at=step.at,
    )
    step.detail = {"sha256": row.paper.sha256}
