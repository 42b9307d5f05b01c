"""Write an interpretation, hand it in, have it reviewed and signed (PI-4(1), (2), (3), PI-5, PI-6)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from disclosure.models import Document
from foundation.agencies.models import Agency
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Step, act, attribute
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.refusals import Invalid
from interpretation import forms, statute
from interpretation.gates import SHOWN, about_something, nothing_leaks, parts_written, plan_written
from interpretation.models import Duty, Interpretation, Link, Signature
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, OpinionAct, approval, declare_review_acts, void

State = Interpretation.State
#: Whoever did one of these wrote the text, and neither reviews nor signs it.
WRITING = (
    "interpretation.write_material",
    "interpretation.write_planned",
    "interpretation.write",
    "interpretation.edit_material",
    "interpretation.edit",
    "interpretation.attach_media",
    "interpretation.add_photo",
    "interpretation.record_conference",
    "interpretation.edit_conference",
    "interpretation.help_readers",
)
approved = approval("这份解读", "请先取得审查意见。")


def _new(
    step: Step, agency: Agency, document: Document, values: dict[str, Any], **more: Any
) -> Interpretation:
    """Save an interpretation of a document."""
    interpretation = Interpretation(agency=agency, created_at=step.at, drafter=step.staff, **values, **more)
    attribute(step, interpretation).save()
    Link.objects.create(interpretation=interpretation, document=document)
    interpretation.refresh_from_db()
    return interpretation


def new_of_duty(step: Step, values: dict[str, Any]) -> Interpretation:
    """Save an interpretation that fulfils the duty of the step, signed by the county's leader as well where it has one."""
    duty: Duty = step.matter
    both = duty.sort == statute.COUNTY and bool(holders(Role.COUNTY_LEADER, duty.agency))
    return _new(step, duty.agency, duty.document, values, duty=duty, levels=2 if both else 1)


def _without_material(model: type[models.Model]) -> Q:
    """The condition of a duty for which nobody has begun to write."""
    begun = Interpretation.objects.filter(duty=OuterRef("pk"), form=statute.TEXT)
    return ~Q(Exists(begun.exclude(state=State.ABANDONED)))


@act(
    "interpretation.write_material",
    "编写解读材料",
    on=Duty,
    creates=Interpretation,
    states=(Duty.State.DUE,),
    role=Role.DRAFTER,
    asks=forms.MaterialForm,
    cites=("PI-4", "PI-5"),
    waits_if=_without_material,
    when=lambda duty: duty.material() is None,
)
def write_material(step: Step) -> Interpretation:
    """The eight parts, of which there is one for each document."""
    if step.matter.material() is not None:
        raise Invalid({"解读材料": ["这份公文已有解读材料，请修改那一份。"]})
    form: Any = step.form
    return new_of_duty(step, {**form.values(), "form": statute.TEXT})


@act(
    "interpretation.write_planned",
    "编写其他形式的解读",
    on=Duty,
    creates=Interpretation,
    states=(Duty.State.DUE,),
    role=Role.DRAFTER,
    asks=forms.FurtherForm,
    cites=("PI-5",),
    weight="quiet",
)
def write_planned(step: Step) -> Interpretation:
    """Questions and answers, a chart, a record: published with the document as well."""
    return new_of_duty(step, _further(step))


@act(
    "interpretation.write",
    "编写解读",
    on=Document,
    creates=Interpretation,
    states=(Document.State.PUBLISHED,),
    role=Role.DRAFTER,
    asks=forms.FurtherForm,
    cites=("PI-5", "PI-7"),
    weight="quiet",
)
def write(step: Step) -> Interpretation:
    """A later interpretation of a published document, which is reviewed, signed and published by itself."""
    return _new(step, step.matter.agency, step.matter, _further(step))


def _further(step: Step) -> dict[str, Any]:
    form: Any = step.form
    values: dict[str, Any] = form.values()
    if values["form"] == statute.TEXT and isinstance(step.matter, Duty):
        raise Invalid({"形式": ["文字解读就是解读材料，请办“编写解读材料”。"]})
    return values


def _is_material(interpretation: Interpretation) -> bool:
    return interpretation.form == statute.TEXT and interpretation.duty_id is not None


@act(
    "interpretation.edit_material",
    "修改解读材料",
    on=Interpretation,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=forms.MaterialForm,
    cites=("PI-4", "PI-5"),
    not_by=Apart("SR-6(2)", REVIEWING),
    when=_is_material,
)
def edit_material(step: Step) -> None:
    if not _is_material(step.matter):
        raise Invalid({"解读": ["这不是解读材料，请办“修改解读”。"]})
    _change(step)


@act(
    "interpretation.edit",
    "修改解读",
    on=Interpretation,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=forms.FurtherForm,
    cites=("PI-5",),
    not_by=Apart("SR-6(2)", REVIEWING),
    when=lambda interpretation: not _is_material(interpretation) and interpretation.form != statute.PRESS,
)
def edit(step: Step) -> None:
    if _is_material(step.matter):
        raise Invalid({"解读": ["请办“修改解读材料”。"]})
    if step.matter.form == statute.PRESS:
        raise Invalid({"解读": ["请办“修改新闻发布会实录”。"]})
    if step.data["form"] == statute.TEXT and step.matter.duty_id is not None:
        raise Invalid({"形式": ["文字解读就是解读材料，请办“编写解读材料”。"]})
    _change(step)


def _change(step: Step) -> None:
    form: Any = step.form
    step.detail = {"before": step.matter.digest}
    for name, value in form.values().items():
        setattr(step.matter, name, value)
    if step.matter.form not in statute.MEDIA:
        step.matter.media, step.matter.captions = None, ""


@act(
    "interpretation.link",
    "增加解读的文件或条文",
    on=Interpretation,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=forms.LinkForm,
    cites=("PI-7",),
    weight="quiet",
)
def link(step: Step) -> None:
    form: Any = step.form
    given = {"document": form.about, "anchor": form.anchor, "interpretation": step.matter}
    if Link.objects.filter(**given).exists():
        raise Invalid({"条文": ["已经写明解读它了。"]})
    Link.objects.create(label=form.label, **given)
    step.matter.refresh_from_db()
    step.detail = {"document": form.about.pk, "article": form.label}


@act(
    "interpretation.unlink",
    "去掉解读的文件或条文",
    on=Interpretation,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=forms.UnlinkForm,
    cites=("PI-7",),
    weight="quiet",
    when=lambda interpretation: interpretation.links.count() > 1,
)
def unlink(step: Step) -> None:
    row: Link = step.data["link"]
    step.detail = {"document": row.document_id, "article": row.label}
    row.delete()
    step.matter.refresh_from_db()


@act(
    "interpretation.hand_in",
    "送保密审查",
    on=Interpretation,
    via="hand_in",
    role=Role.DRAFTER,
    asks=RemarkForm,
    cites=("PI-4", "SR-4"),
    gates=[parts_written, about_something, *SHOWN, nothing_leaks],
    weight="primary",
)
def hand_in(step: Step) -> None:
    void(step, Review.objects.of(step.matter).valid(), "解读重新送审")
    step.matter.hand_in()
    step.then("secrecy_review.open", on=step.matter)


def _head(interpretation: Interpretation) -> Any:
    return holders(Role.LEADER, interpretation.agency)


declare_review_acts(
    Interpretation,
    during=State.REVIEW,
    strike=("interpretation.strike", "按审查意见删改"),
    disclose=OpinionAct("interpretation.pass_review", "保密审查通过", via=("pass_review",), tells=(_head,)),
    exempt=OpinionAct(
        "interpretation.fail_review",
        "保密审查意见为免予公开",
        via=("fail_review",),
        tells=(Role.DRAFTER,),
    ),
    needed=("title",),
    makers=WRITING,
    apart="写解读的人不得审查它",
)


@act(
    "interpretation.take_back",
    "取回修改",
    on=Interpretation,
    via="take_back",
    role={
        State.REVIEW: (Role.DRAFTER,),
        State.SIGNING: (Role.DRAFTER,),
        State.COUNTERSIGNING: (Role.DRAFTER,),
        State.SIGNED: (Role.DRAFTER,),
    },
    asks=RemarkForm,
    cites=("PI-4",),
    weight="quiet",
)
def take_back(step: Step) -> None:
    """Its review and signatures are of the text as it was, and hold no more once it is changed."""
    void(step, Review.objects.of(step.matter).open(), "起草人取回")
    step.matter.take_back()


@act(
    "interpretation.return_to_drafter",
    "退回重写",
    on=Interpretation,
    via="take_back",
    role={
        State.SIGNING: (Role.LEADER,),
        State.COUNTERSIGNING: (Role.COUNTY_LEADER,),
        State.SIGNED: (Role.RECORDS_OFFICE,),
    },
    asks=ReasonForm,
    cites=("PI-4",),
    tells=(Role.DRAFTER,),
    returns=True,
)
def return_to_drafter(step: Step) -> None:
    step.matter.take_back()


def _unsigned(model: type[models.Model]) -> Q:
    """The condition of a text that nobody signed as it stands, with plan and document as they stand."""
    signed = Signature.objects.filter(interpretation=OuterRef("pk"), text=OuterRef("digest"))
    with_it = signed.filter(plan=OuterRef("duty__digest"), document=OuterRef("duty__document__digest"))
    holds = Q(duty=None) & Q(Exists(signed)) | Q(duty__isnull=False) & Q(Exists(with_it))
    return ~Q(state=State.SIGNED) | ~holds


@act(
    "interpretation.sign",
    "审签",
    on=Interpretation,
    via=("sign", "go_to_county"),
    role={
        State.SIGNING: (Role.LEADER,),
        State.SIGNED: (Role.LEADER,),
        State.COUNTERSIGNING: (Role.COUNTY_LEADER,),
    },
    asks=RemarkForm,
    cites=("PI-4",),
    gates=[approved, parts_written, plan_written, *SHOWN, nothing_leaks],
    not_by=Apart("SR-6(2)", (*WRITING, *REVIEWING)),
    tells=(Role.DRAFTER, Role.RECORDS_OFFICE, Role.COUNTY_LEADER),
    weight="primary",
    queue=(State.SIGNING, State.COUNTERSIGNING, State.SIGNED),
    waits_if=_unsigned,
    when=lambda interpretation: interpretation.state != State.SIGNED or not interpretation.is_signed,
)
def sign(step: Step) -> None:
    """The head signs plan and text with the document as it stands; where the house knows one, the county's leader after that."""
    interpretation: Interpretation = step.matter
    capacities = Signature.Capacity
    as_county = interpretation.state == State.COUNTERSIGNING
    capacity = capacities.COUNTY_LEADER if as_county else capacities.HEAD
    if interpretation.state == State.SIGNED and interpretation.is_signed:
        raise Invalid({"审签": ["这一稿已经审签过，没有改动。"]})
    if not interpretation.signed_as_it_stands(capacity):
        _sign(step, capacity)
    step.detail = {"capacity": capacity.value}
    if as_county or interpretation.levels == 1:
        interpretation.sign()
    else:
        interpretation.go_to_county()


def _sign(step: Step, capacity: Signature.Capacity) -> None:
    interpretation, staff = step.matter, step.staff
    assert staff is not None, "only people sign"
    duty: Duty | None = interpretation.duty
    Signature.objects.create(
        interpretation=interpretation,
        capacity=capacity,
        text=interpretation.digest,
        plan=duty.digest if duty else "",
        document=Document.objects.only("digest").get(pk=duty.document_id).digest if duty else "",
        signer=staff,
        signer_name=step.actor.name,
        at=step.at,
    )


@act(
    "interpretation.abandon",
    "放弃这份解读",
    on=Interpretation,
    via="abandon",
    role=Role.DRAFTER,
    asks=ReasonForm,
    cites=("PI-4",),
    weight="quiet",
)
def abandon(step: Step) -> None:
    step.matter.abandon()
