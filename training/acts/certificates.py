"""Entries of the register: made once an exam is passed, renewed, revoked, printed (TR-4)."""

from __future__ import annotations

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
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
    """Passed marks that nobody objects to and that no entry of the register rests on.

    What was revoked is not entered again by itself; another exam that was passed is, and so is a mark that was put right.
    """
    rows = Mark.objects.counting().filter(passed=True).select_related("sitting", "trainee__agency")
    stands = Q(
        state=State.ISSUED,
        course=OuterRef("sitting__course"),
        edition=OuterRef("sitting__edition"),
        year=OuterRef("year"),
    )
    rests_on_it = Q(sitting=OuterRef("sitting"), points=OuterRef("points"))
    entered = Certificate.objects.filter(stands | rests_on_it, trainee=OuterRef("trainee"))
    return rows.exclude(objections__state="filed").filter(~Exists(entered)).order_by("pk")


class CertifiedForm(ActForm):
    """The exam that was passed."""

    reason_field = ""
    sitting = forms.ModelChoiceField(label="考试", queryset=Sitting.objects.all())


def new_entry(step: Step, trainee: Trainee, mark: Mark) -> Certificate:
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
        tags=trainee.covered,
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
    return new_entry(step, step.matter, mark)


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
    if best(step.matter.sitting, step.matter.trainee) is None:
        raise Refused("TR-4", "考试成绩已经改为不及格。", "请作废。")
    _renew(step, step.reason)


def _renew(step: Step, because: str) -> None:
    old: Certificate = step.matter
    old.supersede(localdate(step.at), because)
    step.save()
    old.superseded_by = step.also("training.certified", old.trainee, sitting=old.sitting_id).matter


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
    "training.certificate_put_right",
    "记录更正，换发登记",
    on=Certificate,
    via="supersede",
    asks=LapsedForm,
    cites=("TR-4",),
)
def certificate_put_right(step: Step) -> None:
    """Marks or hours were corrected: what the entry says is not so any more."""
    _renew(step, step.data["because"])


def keep_true(step: Step, trainee: int, because: str) -> None:
    """Let the register say no more of a person than is so, after marks or hours of theirs were corrected.

    An entry lapses where its exam is no longer passed, and is renewed where its mark is another, or hours or topics are fewer.
    """
    person = Trainee.objects.get(pk=trainee)
    minutes = dict(Account.objects.filter(trainee=person).values_list("year", "minutes"))
    for entry in person.certificates.filter(state=State.ISSUED).select_related("sitting"):
        mark = best(entry.sitting, person)
        if mark is None:
            step.also("training.certificate_lapsed", entry, because=f"{because}，成绩不及格")
        elif (
            mark.points != entry.points
            or minutes.get(entry.year, 0) < entry.minutes
            or not set(entry.tags) <= set(person.covered)
        ):
            step.also("training.certificate_put_right", entry, because=because)


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
