"""A third party put on file, its people let in for the term of the contract and not a day longer (NM-19)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from foundation.agencies.models import Staff
from foundation.agencies.queries import agency_with, holders
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.refusals import Invalid
from newmedia import gates
from newmedia.acts.security import ask_for_reset
from newmedia.forms import security as asked
from newmedia.models import Account, Provider, ProviderPerson
from newmedia.statute import Duty, ResetBecause

State = Provider.State
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
OFFICE = (RECORDS, Role.DISCLOSURE_HEAD)


def _save_once(step: Step, provider: Provider) -> None:
    try:
        with transaction.atomic():
            if provider is step.matter:
                step.save()
            else:
                attribute(step, provider).save()
    except IntegrityError as error:
        if "newmedia_provider_once" not in str(error):
            raise
        raise Invalid({"统一社会信用代码": ["这个单位已经登记在这个账号上。"]}) from error


@act(
    "newmedia.propose_provider",
    "登记第三方服务单位",
    on=Account,
    creates=Provider,
    states=(Account.State.FILED, *Account.RUNNING),
    role=(RECORDS, HEAD),
    asks=asked.ProviderFacts,
    cites=("NM-19",),
    weight="quiet",
)
def propose_provider(step: Step) -> Provider:
    provider = Provider(agency=step.matter.agency, created_at=step.at, account=step.matter, **step.data)
    _save_once(step, provider)
    return provider


@act(
    "newmedia.edit_provider",
    "修改第三方资料",
    on=Provider,
    states=(State.DRAFT,),
    role=(RECORDS, HEAD),
    asks=asked.EditProviderForm,
    cites=("NM-19",),
)
def edit_provider(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)
    _save_once(step, step.matter)


def _propaganda(provider: Provider) -> list[Staff]:
    """Whoever receives filings for the propaganda department."""
    return list(holders({*OFFICE}, provider.authority))


@act(
    "newmedia.file_provider",
    "向宣传部报备第三方",
    on=Provider,
    via="file",
    role=LEADER,
    asks=RemarkForm,
    cites=("NM-19",),
    gates=[gates.offices_known],
    weight="primary",
    tells=(_propaganda,),
)
def file_provider(step: Step) -> None:
    office = agency_with(AgencyFunction.PROPAGANDA)
    assert office is not None, "the gate asked for it"
    step.matter.file(office)


@act(
    "newmedia.accept_provider",
    "同意第三方备案",
    on=Provider,
    via="accept",
    role={State.FILED: OFFICE},
    asks=RemarkForm,
    cites=("NM-19",),
    not_by=Apart("NM-19", ("newmedia.file_provider", "newmedia.propose_provider", "newmedia.edit_provider")),
    weight="primary",
)
def accept_provider(step: Step) -> None:
    step.matter.accept(localdate(step.at))


@act(
    "newmedia.return_provider",
    "退回第三方报备",
    on=Provider,
    via="send_back",
    role={State.FILED: OFFICE},
    asks=ReasonForm,
    cites=("NM-19",),
    returns=True,
)
def return_provider(step: Step) -> None:
    step.matter.send_back()


@act(
    "newmedia.drop_provider",
    "不和这家合作",
    on=Provider,
    via="drop",
    role=(RECORDS, HEAD),
    asks=ReasonForm,
    cites=("NM-19",),
    weight="quiet",
)
def drop_provider(step: Step) -> None:
    step.matter.drop()


@gate("NM-19", "合同期内")
def under_contract(step: Step) -> Objection | None:
    provider: Provider = step.matter
    if not Provider.objects.on(localdate(step.at)).filter(pk=provider.pk).exists():
        return (
            f"合同期是 {provider.contract_from} 到 {provider.contract_until}，今天不在里面。",
            "请核对合同。",
        )
    return None


@act(
    "newmedia.admit",
    "第三方人员进入",
    on=Provider,
    states=(State.IN_FORCE,),
    role=(RECORDS, HEAD),
    asks=asked.AdmitForm,
    cites=("NM-19",),
    gates=[under_contract],
)
def admit(step: Step) -> None:
    staff: Staff = step.data["staff"]
    ProviderPerson.objects.create(provider=step.matter, staff=staff, from_on=localdate(step.at))
    step.detail = {"staff": staff.pk}


def _close(step: Step, rows: list[ProviderPerson]) -> None:
    """Close the accounts of these people; a colleague who edits for the account goes on with their drafts."""
    account: Account = step.matter.account
    editors = account.serving().filter(duty=Duty.EDITOR).values("staff")
    to = holders({DRAFTER}, account.agency).filter(pk__in=editors).order_by("pk").first()
    for row in rows:
        row.until_on = localdate(step.at)
        row.save(update_fields=["until_on"])
        if row.staff.is_active:
            step.also("agencies.lapse_account", on=row.staff, **({"to": to.pk} if to else {}))


@act(
    "newmedia.let_go",
    "第三方人员离开",
    on=Provider,
    states=(State.IN_FORCE,),
    role=(RECORDS, HEAD),
    asks=asked.LetGoForm,
    cites=("NM-19",),
    weight="quiet",
    when=lambda provider: provider.people.filter(until_on=None).exists(),
)
def let_go(step: Step) -> None:
    row: ProviderPerson = step.data["person"]
    _close(step, [row])
    step.detail = {"staff": row.staff_id}


def _end(step: Step, occasion: str) -> None:
    provider: Provider = step.matter
    _close(step, list(provider.people.filter(until_on=None).select_related("staff")))
    provider.end(localdate(step.at))
    ask_for_reset(step, provider.account, ResetBecause.PROVIDER, occasion)


@act(
    "newmedia.end_provider",
    "终止合作",
    on=Provider,
    via="end",
    role=(HEAD, LEADER),
    asks=ReasonForm,
    cites=("NM-19", "NM-22"),
    weight="quiet",
    tells=(DRAFTER, RECORDS),
)
def end_provider(step: Step) -> None:
    """Before the contract is over."""
    _end(step, f"和{step.matter.name}终止合作")


@act(
    "newmedia.contract_over",
    "合同期满",
    on=Provider,
    via="end",
    cites=("NM-19", "NM-22"),
    tells=(DRAFTER, RECORDS, HEAD),
)
def contract_over(step: Step) -> None:
    """On the day after its last one nobody of the third party has access any more."""
    _end(step, f"{step.matter.name}合同期满")
