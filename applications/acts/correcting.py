"""Corrections of fact: when an application came and how, as what its applicant applies, how to reach them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from applications import statute
from applications.acts.filing import CLERK, HEAD, issue_receipt
from applications.forms import PaperEntryForm
from applications.models import Applicant, Application
from applications.models.application import ApplicantClass, Channel
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.fields import Day, EditForm, PlainText
from foundation.correspondence import announcing
from foundation.correspondence.models import Way
from foundation.deadlines import clocks
from foundation.visitors.identity import Email, Line, PhoneNumber, Postcode

State = Application.State
#: The ways of which the portal itself knows the day.
_CERTAIN = (Channel.ONLINE, Channel.PASSED_ON)
#: The columns by which an applicant is reached.
_REACHED_BY = ("phone", "email", "address", "postcode")


def _reason(help_text: str = "会进入办理记录，请不要写出个人信息。") -> PlainText:
    return PlainText(
        label="更正理由", max_length=500, help_text=help_text, error_messages={"required": "请写明更正理由。"}
    )


# 条例31: the day of receipt


class CorrectReceiptForm(EditForm):
    """How and on which day an application really came."""

    edited = ("channel", "received_on")
    channel = forms.ChoiceField(
        label="提出方式", choices=[c for c in Channel.choices if c[0] not in _CERTAIN]
    )
    received_on = Day(label="收到日期", not_before=date(2008, 5, 1), which_is="第一部条例施行之日")
    reason = _reason("凭什么更正，例如邮戳、签收记录；会进入办理记录，请不要写出个人信息。")

    def clean(self) -> dict[str, Any] | None:
        """Demand that something changes, and that an oral application was read back (条例29)."""
        given, application = self.cleaned_data, self.step.matter
        if given.get("channel") == Channel.ORAL and not application.read_back:
            self.add_error("channel", "登记时没有写明已向申请人宣读并得到确认，不能改为口头提出。")
        if all(given.get(name) == getattr(application, name) for name in self.edited):
            self.add_error(None, "提出方式和收到日期都与登记的一样，没有要更正的。")
        return given


@gate("OR-4", "收到日期由来件决定，网上提交的自动记下")
def came_on_paper(step: Step) -> Objection | None:
    if step.matter.channel in _CERTAIN:
        said = "网上提交和其他机关转来的，收到日期由系统记下，"
        return said, "没有登记错的可能，不用更正。"
    return None


@act(
    "applications.correct_receipt",
    "更正收到日期",
    on=Application,
    states=Application.OPEN,
    role=CLERK,
    asks=CorrectReceiptForm,
    cites=("条例31", "条例33"),
    gates=[came_on_paper],
    tells=(HEAD,),
    weight="quiet",
    when=lambda application: application.channel not in _CERTAIN,
)
def correct_receipt(step: Step) -> None:
    """Count what runs from the day of receipt from the true one, and send the applicant a receipt that names it.

    A reply counted anew from an amendment or a payment stays as it is, as does what has ended.
    """
    application: Application = step.matter
    before, after = application.received_on, step.data["received_on"]
    application.channel, application.received_on = step.data["channel"], after
    step.detail |= {"received_before": str(before), "received_on": str(after), "channel": application.channel}
    anew = application.amended_on or application.paid_on
    reply = None if anew else clocks.open_clock(application, statute.REPLY)
    for clock in (reply, clocks.open_clock(application, statute.AMENDMENT_NOTICE)):
        if clock is not None and after != before:
            clocks.move_start(clock, at=step.at, on=after, cause=step.act.label)
    if reply is not None:
        issue_receipt(step, application, reply)


# The column of the annual report


class CorrectClassForm(EditForm):
    """As what the applicant applies."""

    edited = ("applicant_class",)
    applicant_class = forms.ChoiceField(
        label="申请人类别",
        choices=ApplicantClass.choices,
        widget=forms.RadioSelect,
        help_text="年报按它分栏。已经公布的年报不变，数据变动会通知年报经办人。",
    )
    reason = _reason()

    def clean_applicant_class(self) -> str:
        """Another class than before."""
        given: str = self.cleaned_data["applicant_class"]
        if given == self.step.matter.applicant_class:
            raise forms.ValidationError("与登记的一样，没有要更正的。")
        return given


@act(
    "applications.correct_class",
    "更正申请人类别",
    on=Application,
    states=tuple(State),
    role=CLERK,
    asks=CorrectClassForm,
    cites=("OR-3", "条例29"),
    tells=(HEAD,),
    weight="quiet",
)
def correct_class(step: Step) -> None:
    """Put the application into the right column of the annual report, which counts it from the row."""
    application: Application = step.matter
    before = application.get_applicant_class_display()
    application.applicant_class = step.data["applicant_class"]
    step.detail |= {"class_before": str(before), "class": str(application.get_applicant_class_display())}


# 条例29(1): how to reach the applicant


class ContactForm(PaperEntryForm):
    """New contact details: what is left blank stays, what is ticked goes.

    So nobody has to be shown what was given before, neither a clerk who has not asked for it nor whoever holds the query code.
    """

    clerk_fields = ("reason",)

    phone = PhoneNumber(label="联系电话", required=False)
    email = Email(label="电子邮箱", required=False)
    address = Line(label="联系地址", required=False, max_length=200)
    postcode = Postcode(label="邮政编码", required=False)
    drop = forms.MultipleChoiceField(
        label="不再使用的",
        choices=[
            ("phone", "现在的联系电话"),
            ("email", "现在的电子邮箱"),
            ("address", "现在的联系地址和邮编"),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = _reason("例如：申请人来电告知。会进入办理记录，请不要写出个人信息。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _REACHED_BY:
            now = getattr(self.step.matter.applicant, name)
            self.fields[name].help_text = (
                f"现在是 {Applicant.MASKS[name](now)}，不改的留空。" if now else "现在没有。"
            )

    def clean(self) -> dict[str, Any] | None:
        """Work out what holds from now on; the applicant has to stay within reach, by the way that was asked for as well."""
        given, application = self.cleaned_data, self.step.matter
        dropped = set(given.get("drop") or ())
        if "address" in dropped or given.get("address"):
            dropped.add("postcode")
        before = {name: getattr(application.applicant, name) for name in _REACHED_BY}
        after = {name: given.get(name) or ("" if name in dropped else held) for name, held in before.items()}
        given["changed"] = {name: value for name, value in after.items() if value != before[name]}
        if self.errors:
            return given
        if not given["changed"]:
            self.add_error(None, "没有填写要更正的内容。")
        if not any(after[name] for name in ("phone", "email", "address")):
            self.add_error(None, "电话、电子邮箱、联系地址至少要留一样，不然联系不到申请人。")
        needed = {Way.POST: "address", Way.EMAIL: "email"}.get(application.delivery)
        if needed and not after[needed]:
            self.demand(
                needed, f"答复选了{application.get_delivery_display()}，{self.fields[needed].label}不能空。"
            )
        return given


@gate("OR-3", "申请人的信息还没有到期清除")
def still_kept(step: Step) -> Objection | None:
    if step.matter.applicant.erased_at is not None:
        return "申请人的信息已经到期清除，", "需要时请重新申请。"
    return None


@act(
    "applications.correct_contact",
    "更正联系方式",
    on=Application,
    states=tuple(State),
    role=CLERK,
    public=True,
    asks=ContactForm,
    cites=("OR-3", "条例29"),
    gates=[still_kept],
    tells=(CLERK,),
    weight="quiet",
    when=lambda application: application.applicant.erased_at is None,
)
def correct_contact(step: Step) -> None:
    """Change how the applicant is reached; both are told: the one that no longer holds lest a stranger
    changed it, the new one so that its holder can confirm it.

    The ledger names the fields and never what they hold.
    """
    application: Application = step.matter
    applicant, changed = application.applicant, step.data["changed"]
    done = f"{application.agency.name}已按要求更正您的联系方式，以后的通知"
    _tell_changed(step, changed, f"{done}不再发到这里。不是您要求的，请马上与该机关联系。", "contact")
    for name, value in changed.items():
        setattr(applicant, name, value)
    applicant.save(update_fields=list(changed))
    _tell_changed(step, changed, f"{done}发到这里。", "contact-new")
    labels = Applicant.personal_labels()
    step.detail |= {"changed": [labels[name] for name in changed]}


def _tell_changed(step: Step, changed: dict[str, str], body: str, key: str) -> None:
    """Tell whoever is reached by what changes, as the applicant's row has it now."""
    application: Application = step.matter
    applicant = application.applicant
    announcing.announce(
        email=applicant.email if "email" in changed else "",
        phone=applicant.phone if "phone" in changed else "",
        subject=f"您的公开申请 {application.number} 更正了联系方式",
        body=body,
        key=f"{key}:{application.pk}:{step.at.isoformat()}",
        at=step.at,
        because=application.origin,
    )
