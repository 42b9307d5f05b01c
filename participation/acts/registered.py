"""What whoever registered for a hearing does with their own registration: correct it, give it up (PP-9, PP-10)."""

from __future__ import annotations

from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.refusals import Invalid
from foundation.deadlines.counting import local_date
from participation import statute
from participation.forms import hearing as asked
from participation.models import Hearing, Registration, Representative
from participation.registering import is_theirs, next_in_order, refuse_staff, seat, shown_name

State = Hearing.State
DRAFTER, CLERK, RECORDS = Role.DRAFTER, Role.APPLICATIONS_CLERK, Role.RECORDS_OFFICE


@gate("PP-9", "听证会还没有举行")
def not_begun(step: Step) -> Objection | None:
    """A seat is given up before the hearing; afterwards whoever did not come is recorded as absent."""
    begins = step.matter.begins_at
    if begins is not None and step.at >= begins:
        return "听证会已经到了举行的时间。", "不用再撤回。"
    return None


@act(
    "participation.correct_registration",
    "更正报名",
    on=Hearing,
    states=(State.ANNOUNCED, State.CLOSED),
    public=True,
    asks=asked.CorrectForm,
    cites=("PP-9",),
)
def correct_registration(step: Step) -> None:
    """Until the list is public; the same person, the same group, and so the same digest on the receipt and in the list."""
    form: asked.CorrectForm = step.form  # type: ignore[assignment]
    row: Registration = step.data["registration"]
    if not is_theirs(row, step.data["identity"]):
        said = "和报名时填的身份证号码不是同一个人。名额不能转给别人；换人的，请撤回，由那个人自己报名。"
        raise Invalid({"身份证号码": [said]})
    refuse_staff(step.matter, {**step.data, "group": row.group})
    row.name, row.telephone, row.details = step.data["name"], step.data["telephone"], form.details()
    row.corrected_at = step.at
    row.save(update_fields=["name", "telephone", "details", "corrected_at"])
    seats = Representative.objects.filter(registration=row)
    seats.update(name=row.name, telephone=row.telephone, shown=shown_name(row.name))
    step.detail = {"registration": row.number}


@act(
    "participation.withdraw_registration",
    "撤回报名",
    on=Hearing,
    states=(State.ANNOUNCED, State.CLOSED, State.LISTED),
    public=True,
    asks=asked.WithdrawForm,
    cites=("PP-9",),
    gates=[not_begun],
)
def withdraw_registration(step: Step) -> None:
    """At any time before the hearing; a seat goes to the next in the order of the lot, or is waited for by the desk."""
    _withdraw(step, step.data["registration"])


@act(
    "participation.withdraw_registration_for",
    "代报名人撤回报名",
    on=Hearing,
    states=(State.ANNOUNCED, State.CLOSED, State.LISTED),
    role=(DRAFTER, CLERK),
    asks=asked.WithdrawForForm,
    cites=("PP-9",),
    gates=[not_begun],
    weight="quiet",
    when=lambda hearing: hearing.registrations.standing().exists(),
)
def withdraw_registration_for(step: Step) -> None:
    """Somebody who has lost the query code, and shows the identity card."""
    row: Registration = step.data["registration"]
    if not is_theirs(row, step.data["identity"]):
        raise Invalid({"身份证号码": ["和报名时填的不是同一个人。请看过身份证原件再填。"]})
    _withdraw(step, row)


def _withdraw(step: Step, row: Registration) -> None:
    """The mark stands for good; who it was is forgotten at once, and a seat passed on."""
    hearing: Hearing = step.matter
    row.withdrawn_at, row.name, row.telephone, row.details = step.at, "", "", ""
    row.save(update_fields=["withdrawn_at", "name", "telephone", "details"])
    step.detail = {"registration": row.number}
    held = Representative.objects.sitting().filter(registration=row).first()
    if held is None:
        return
    held.left_on, held.name, held.telephone = local_date(step.at), "", ""
    held.save(update_fields=["left_on", "name", "telephone"])
    # Somebody who cannot have the papers in time would hold up the hearing: then the desk decides, and may postpone it.
    following = next_in_order(hearing, held.group) if _papers_still_come(hearing, step) else None
    if following is not None:
        seat(hearing, following)
    hearing.lacking = sum(asked.seats_left(hearing).values())
    step.detail |= {"group": held.group, "left": held.pk, "passed_on": following is not None}
    step.then("participation.seat_given_up", on=hearing)


def _papers_still_come(hearing: Hearing, step: Step) -> bool:
    assert hearing.begins_on is not None, "an announced hearing has a day"
    return statute.full_days(local_date(step.at), hearing.begins_on) >= hearing.periods.papers


@act(
    "participation.seat_given_up",
    "代表撤回报名，名额空出或者由候补接替",
    on=Hearing,
    cites=("PP-10",),
    tells=(DRAFTER, RECORDS),
)
def seat_given_up(step: Step) -> None:
    """Those who prepare the hearing hear of it: somebody new needs the papers, or a seat is empty."""
