"""Everything that can be done with a document: its way from draft to the public page (SR-6) and back (SR-13)."""

from __future__ import annotations

from django.utils.timezone import localdate

from disclosure import forms, numbering, queries
from disclosure.gates import (
    CONFORMS,
    DRAFTING,
    ENTERED,
    WRITING,
    approved,
    attribute_public,
    declassification_confirmed,
    formation_known,
    nothing_leaks,
    reason_may_be_read,
    reviewed,
    reviewed_since_withdrawal,
    same_text,
    signed,
)
from disclosure.models import Attachment, Attribute, Document, Signature
from disclosure.statute import LAPSED, PUBLICATION, REFUSAL_REPORT
from disclosure.upkeep import drafter, keep_clock, superior, void_reviews
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.refusals import Invalid
from foundation.casework.versions import Succession, one_at_a_time
from foundation.deadlines import clocks
from foundation.files.acts import store
from foundation.files.rejected import Rejected
from secrecy_review.followed import REVIEWING, Opined, followed, void
from secrecy_review.models import Review

State = Document.State


# Drafting


@act(
    "disclosure.draft",
    "拟稿",
    on=Agency,
    creates=Document,
    role=Role.DRAFTER,
    asks=forms.DocumentForm,
    cites=("SR-5", "SR-6(1)", "SR-7(1)", "PD-9"),
    gates=ENTERED,
    weight="primary",
)
def draft(step: Step) -> Document:
    document = Document(
        agency=step.matter, created_at=step.at, drafter=step.staff, sign_levels=step.matter.sign_levels
    )
    _fill(step, document)
    attribute(step, document).save()
    document.refresh_from_db()
    keep_clock(step, document)
    return document


def _fill(step: Step, document: Document) -> None:
    for name in forms.DocumentForm.FIELDS:
        setattr(document, name, step.data[name])
    if document.validity not in LAPSED:
        document.lapsed_on = None


@act(
    "disclosure.edit",
    "修改文稿",
    on=Document,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=forms.DocumentForm,
    cites=("SR-5", "SR-6(1)"),
    gates=ENTERED,
    not_by=Apart("SR-6(2)", REVIEWING),
)
def edit(step: Step) -> None:
    _change_text(step)


@act(
    "disclosure.correct",
    "文字校正",
    on=Document,
    states=Document.BEFORE_PUBLICATION,
    role=Role.RECORDS_OFFICE,
    asks=forms.CorrectionForm,
    cites=("SR-6(2)", "SR-3"),
    gates=ENTERED,
    not_by=Apart("SR-6(2)", REVIEWING),
    weight="quiet",
)
def correct(step: Step) -> None:
    _change_text(step)


def _change_text(step: Step) -> None:
    document: Document = step.matter
    before, day_before = document.digest, document.formed_on
    _fill(step, document)
    step.save()
    if document.digest != before:
        step.detail = {"before": before}
        if document.formed_on != day_before:
            step.detail |= {
                "formed_on_before": str(day_before or ""),
                "formed_on": str(document.formed_on or ""),
            }
        void_reviews(step, document, "审查之后文本有改动")
    keep_clock(step, document)


@act(
    "disclosure.attach",
    "上传附件",
    on=Document,
    states=(State.DRAFT, State.RECHECK),
    role={State.DRAFT: (Role.DRAFTER,), State.RECHECK: (Role.RECORDS_OFFICE,)},
    asks=forms.AttachForm,
    cites=("SR-3",),
    not_by=Apart("SR-6(2)", REVIEWING),
)
def attach(step: Step) -> None:
    document: Document = step.matter
    upload = step.data["file"]
    try:
        file = store(
            upload,
            name=upload.name,
            agency=document.agency,
            audience=step.data["audience"],
            by=step.actor,
            at=step.at,
        )
    except Rejected as rejected:
        raise Invalid({"文件": [str(rejected)]}) from rejected
    if document.attachments.filter(file=file).exists():
        raise Invalid({"文件": ["这份公文已经有这个文件。"]})
    last = document.attachments.last()
    position = last.position + 1 if last else 1
    Attachment.objects.create(document=document, file=file, title=step.data["title"], position=position)
    step.detail = {"file": file.sha256, "audience": file.audience}
    document.refresh_from_db()
    void_reviews(step, document, "审查之后附件有改动")


@act(
    "disclosure.detach",
    "移除附件",
    on=Document,
    states=(State.DRAFT, State.RECHECK),
    role={State.DRAFT: (Role.DRAFTER,), State.RECHECK: (Role.RECORDS_OFFICE,)},
    asks=forms.DetachForm,
    cites=("SR-3",),
    not_by=Apart("SR-6(2)", REVIEWING),
    weight="quiet",
    when=lambda document: document.attachments.exists(),
)
def detach(step: Step) -> None:
    attachment: Attachment = step.data["attachment"]
    step.detail = {"file": attachment.file.sha256}
    attachment.delete()
    step.matter.refresh_from_db()
    void_reviews(step, step.matter, "审查之后附件有改动")


@act(
    "disclosure.submit",
    "提交复核",
    on=Document,
    via="submit",
    role=Role.DRAFTER,
    asks=forms.RemarkForm,
    cites=("SR-6(1)",),
    gates=[*CONFORMS, formation_known, nothing_leaks],
    tells=(Role.RECORDS_OFFICE,),
    weight="primary",
)
def submit(step: Step) -> None:
    void(step, Review.objects.of(step.matter).valid(), "文稿退回后重新提交")
    step.matter.submit()


@act(
    "disclosure.abandon",
    "放弃这份文稿",
    on=Document,
    via="abandon",
    role=Role.DRAFTER,
    asks=forms.ReasonForm,
    cites=("SR-6(2)",),
    weight="quiet",
)
def abandon(step: Step) -> None:
    clocks.cancel(PUBLICATION, step.matter, at=step.at)
    step.matter.abandon()


# The records office


@act(
    "disclosure.recheck",
    "复核通过",
    on=Document,
    via="recheck",
    role=Role.RECORDS_OFFICE,
    asks=forms.RemarkForm,
    cites=("SR-6(2)",),
    gates=[*CONFORMS, formation_known, nothing_leaks],
    not_by=Apart("SR-6(2)", WRITING),
    weight="primary",
)
def recheck(step: Step) -> None:
    step.matter.recheck()


@act(
    "disclosure.return_to_drafter",
    "退回拟稿人",
    on=Document,
    via="send_back",
    role={
        State.RECHECK: (Role.RECORDS_OFFICE,),
        State.RECHECKED: (Role.RECORDS_OFFICE,),
        State.REVIEW: (Role.SECRECY_REVIEWER, Role.RECORDS_OFFICE),
        State.SIGNING: (Role.DEPARTMENT_HEAD, Role.RECORDS_OFFICE),
        State.COUNTERSIGNING: (Role.LEADER, Role.RECORDS_OFFICE),
        State.DETERMINED: (Role.RECORDS_OFFICE,),
    },
    asks=forms.ReasonForm,
    cites=("SR-6(2)",),
    tells=(drafter,),
)
def return_to_drafter(step: Step) -> None:
    void(step, Review.objects.of(step.matter).open(), "文稿已退回拟稿人")
    step.matter.send_back()


# What follows from the secrecy review


def _onward(document: Document, *, fits: bool) -> str:
    """On to the signatories when the opinion fits the attribute proposed; otherwise the drafter decides anew."""
    if not fits:
        return "decline"
    return "go_to_head" if document.sign_levels > 1 else "go_to_leader"


_ONWARD = ("go_to_head", "go_to_leader", "decline")

followed(
    Document,
    during=State.REVIEW,
    requested=("disclosure.enter_review", "进入保密审查"),
    strike=("disclosure.strike", "按审查意见删改"),
    disclose=Opined(
        "disclosure.conclude_review",
        "保密审查通过",
        via=_ONWARD,
        tells=(drafter, Role.DEPARTMENT_HEAD, Role.LEADER),
        choose=lambda document: _onward(document, fits=document.attribute != Attribute.WITHHELD),
    ),
    exempt=Opined(
        "disclosure.take_exemption",
        "保密审查意见为免予公开",
        via=_ONWARD,
        tells=(drafter, Role.RECORDS_OFFICE),
        choose=lambda document: _onward(document, fits=not document.goes_public),
    ),
    needed=("title", "body"),
    makers=DRAFTING,
    apart="拟稿人不得审查自己的文稿",
)


@act(
    "disclosure.confirm_declassification",
    "确认脱密结果",
    on=Document,
    states=(State.RECHECKED, State.REVIEW, State.SIGNING, State.COUNTERSIGNING),
    role=Role.SECRECY_OFFICE,
    asks=forms.RemarkForm,
    cites=("SR-7(2)",),
    gates=[nothing_leaks],
    not_by=Apart("SR-6(2)", DRAFTING),
    when=lambda document: document.attribute == Attribute.DECLASSIFIED,
)
def confirm_declassification(step: Step) -> None:
    if step.matter.attribute != Attribute.DECLASSIFIED:
        raise Invalid({"公开属性": ["只有“脱密后公开”的文稿需要确认脱密结果。"]})
    _sign(step, Signature.Capacity.SECRECY_OFFICE)


# Signing


@gate("SR-6(2)", "两级签发由两人办理")
def not_twice(step: Step) -> Objection | None:
    document: Document = step.matter
    other = (
        Signature.Capacity.LEADER if document.state == State.SIGNING else Signature.Capacity.DEPARTMENT_HEAD
    )
    signed_before = document.signatures.filter(digest=document.digest, capacity=other)
    if signed_before.filter(signer_id=step.actor.staff_id).exists():
        return "您已签发过这一文本。", "另一级签发请由另一位负责人办理。"
    return None


@act(
    "disclosure.sign",
    "签发",
    on=Document,
    via=("sign_as_head", "determine_public", "determine_withheld", "determine_on_request"),
    role={State.SIGNING: (Role.DEPARTMENT_HEAD,), State.COUNTERSIGNING: (Role.LEADER,)},
    asks=forms.RemarkForm,
    cites=("SR-6(2)",),
    gates=[reviewed, same_text, approved, declassification_confirmed, not_twice],
    not_by=Apart("SR-6(2)", (*DRAFTING, *REVIEWING)),
    tells=(drafter, Role.RECORDS_OFFICE, Role.LEADER),
    weight="primary",
)
def sign(step: Step) -> None:
    document: Document = step.matter
    if document.state == State.SIGNING:
        _sign(step, Signature.Capacity.DEPARTMENT_HEAD)
        document.sign_as_head()
        return
    _sign(step, Signature.Capacity.LEADER)
    if document.goes_public:
        document.determine_public()
    elif document.attribute == Attribute.WITHHELD:
        document.determine_withheld()
        clocks.start(REFUSAL_REPORT, document, at=step.at)
    else:
        document.determine_on_request()


def _sign(step: Step, capacity: Signature.Capacity) -> None:
    document: Document = step.matter
    assert step.actor.staff_id is not None, "only people sign"
    if document.signatures.filter(capacity=capacity, digest=document.digest).exists():
        return  # the same text came back unchanged: the signature under it still stands
    Signature.objects.create(
        document=document,
        capacity=capacity,
        digest=document.digest,
        signer_id=step.actor.staff_id,
        signer_name=step.actor.name,
        remark=step.reason,
        at=step.at,
    )
    step.detail = {"capacity": capacity.value}


@act(
    "disclosure.report_refusal",
    "报告不予公开决定",
    on=Document,
    via="report",
    role=Role.RECORDS_OFFICE,
    asks=forms.ReportForm,
    cites=("PD-7(2)",),
    meets=(REFUSAL_REPORT,),
    tells=(superior,),
    weight="primary",
)
def report_refusal(step: Step) -> None:
    step.matter.report(step.data["report_number"], step.data["reported_on"])


@act(
    "disclosure.redetermine",
    "重新认定公开属性",
    on=Document,
    via="redetermine",
    role=Role.RECORDS_OFFICE,
    asks=forms.ReasonForm,
    cites=("PD-7(3)",),
    tells=(drafter,),
)
def redetermine(step: Step) -> None:
    step.matter.redetermine()


# Publication


@act(
    "disclosure.publish",
    "发布",
    on=Document,
    via="publish",
    role=Role.RECORDS_OFFICE,
    asks=forms.RemarkForm,
    cites=("SR-4", "PD-9", "PD-5"),
    gates=[
        formation_known,
        reviewed,
        same_text,
        attribute_public,
        approved,
        reviewed_since_withdrawal,
        nothing_leaks,
        declassification_confirmed,
        signed,
    ],
    meets=(PUBLICATION,),
    tells=(drafter,),
    weight="primary",
)
def publish(step: Step) -> None:
    document: Document = step.matter
    today = localdate(step.at)
    versions.replace_older(step)
    number = document.index or numbering.next_number(document.agency, today.year)
    document.publish(step.at, document.first_published_on or today, number)
    document.save()
    queries.index.enter(document)
    step.detail = {"index_number": number.number}


@act(
    "disclosure.revise",
    "制作新版本",
    on=Document,
    creates=Document,
    states=(State.PUBLISHED,),
    role=Role.DRAFTER,
    asks=forms.RevisionForm,
    cites=("SR-3", "PD-9"),
    gates=[one_at_a_time("SR-3", "公文", "新版本")],
)
def revise(step: Step) -> Document:
    published: Document = step.matter
    newer = published.next_version(
        step,
        ("index", "lapsed_on", *forms.DocumentForm.FIELDS),
        drafter=step.staff,
        sign_levels=published.agency.sign_levels,
        changed_on=step.data["changed_on"],
    )
    attribute(step, newer).save()
    for old in published.attachments.all():
        Attachment.objects.create(document=newer, file=old.file, title=old.title, position=old.position)
    newer.refresh_from_db()
    keep_clock(step, newer)
    return newer


@act(
    "disclosure.set_validity",
    "标注效力",
    on=Document,
    states=(State.PUBLISHED,),
    role=Role.RECORDS_OFFICE,
    asks=forms.ValidityForm,
    cites=("PD-3",),
    weight="quiet",
)
def set_validity(step: Step) -> None:
    step.matter.validity, step.matter.lapsed_on = step.data["validity"], step.data["lapsed_on"]
    step.detail = {"validity": step.data["validity"], "lapsed_on": str(step.data["lapsed_on"] or "")}


@act(
    "disclosure.set_normative",
    "标注规范性质",
    on=Document,
    states=(State.PUBLISHED,),
    role=Role.RECORDS_OFFICE,
    asks=forms.NormativeForm,
    cites=("PD-3",),
    weight="quiet",
)
def set_normative(step: Step) -> None:
    step.matter.normative = step.data["normative"]
    step.detail = {"normative": step.matter.normative}


@act(
    "disclosure.withdraw",
    "撤回",
    on=Document,
    via="withdraw",
    role={
        State.PUBLISHED: (Role.RECORDS_OFFICE, Role.SECRECY_INSPECTOR),
        State.SUPERSEDED: (Role.RECORDS_OFFICE, Role.SECRECY_INSPECTOR),
    },
    asks=forms.WithdrawForm,
    cites=("SR-13",),
    gates=[reason_may_be_read],
    tells=(drafter, Role.RECORDS_OFFICE, Role.LEADER),
    weight="quiet",
)
def withdraw(step: Step) -> None:
    versions.take_down(step)


versions = Succession(
    Document,
    leave=queries.index.leave,
    superseded="由新版本替代",
    cites=("SR-3",),
    withdrawn_with="随新版本一并撤回",
)
