"""The acts of a secrecy review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, Q

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework import matters
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import OneOf
from foundation.casework.forms import ActForm
from foundation.casework.together import together
from foundation.deadlines import clocks
from foundation.privacy.detectors import detect
from secrecy_review import referring
from secrecy_review.models import (
    Answer,
    Finding,
    Opinion,
    Place,
    Referral,
    Review,
    Reviewable,
)
from secrecy_review.statute import HEADS, OPINION, SPECIAL_CATEGORIES
from secrecy_review.striking import widened


def subject_of(review: Review) -> Reviewable:
    """The matter whose text is reviewed."""
    subject: Reviewable = matters.find(review.subject_ref, SYSTEM)
    return subject


# Requesting a review


class RequestForm(ActForm):
    reason = forms.CharField(
        label="送审说明",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="请审查员留意什么，可以不填。",
    )


@gate("SR-3", "同一文本不重复送审")
def not_reviewed_already(step: Step) -> Objection | None:
    if Review.objects.of(step.matter).open().exists():
        return "这份文稿正在审查。", "请等待审查意见。"
    if Review.objects.standing(step.matter).exists():
        return "这一文本已有审查意见，一事一议，不重复送审。", "文本改动之后才需要重新送审。"
    return None


def _unreviewed(model: type[models.Model]) -> Q:
    """The condition of a text that no valid review is of: never sent, or changed since (SR-3)."""
    of_it = Review.objects.valid().filter(
        subject_kind=matters.kind_of(model), subject_id=OuterRef("pk"), digest=OuterRef("digest")
    )
    return ~Q(Exists(of_it))


@act(
    "secrecy_review.request",
    "送保密审查",
    on=Reviewable,
    creates=Review,
    states=lambda model: getattr(model, "reviewable_states", ()),
    role=Role.RECORDS_OFFICE,
    asks=RequestForm,
    cites=("SR-4", "PD-5", "SR-10"),
    gates=[not_reviewed_already],
    tells=(Role.SECRECY_REVIEWER,),
    weight="primary",
    waits_if=_unreviewed,
    when=lambda subject: not Review.objects.standing(subject).exists(),
)
def request(step: Step) -> Review:
    step.also(step.matter.review_acts["requested"], on=step.matter)
    step.matter.refresh_from_db()
    review: Review = open_review.do(step)
    return review


together(request.name, "一并送保密审查")


@act(
    "secrecy_review.open",
    "进入保密审查",
    on=Reviewable,
    creates=Review,
    cites=("SR-4", "PD-5", "SR-10"),
    gates=[not_reviewed_already],
    tells=(Role.SECRECY_REVIEWER,),
)
def open_review(step: Step) -> Review:
    """Begin the review, for rooms whose reviews nobody requests and for `request`."""
    subject: Reviewable = step.matter
    places = subject.review_places()
    review = Review(
        agency=subject.agency,
        created_at=step.at,
        subject_kind=subject.kind,
        subject_id=subject.pk,
        title=str(subject),
        digest=subject.content_digest(),
        places=_as_stored(places),
        special_category=subject.special_category,
    )
    attribute(step, review).save()
    Finding.objects.bulk_create(_findings(review, places))
    clocks.start(OPINION, review, at=step.at)
    return review


def _as_stored(places: list[Place]) -> list[dict[str, Any]]:
    return [
        {"key": p.key, "label": p.label, "text": p.text, "editable": p.editable}
        | ({"beside": p.beside} if p.beside else {})
        for p in places
    ]


def _findings(review: Review, places: list[Place]) -> Iterator[Finding]:
    """The findings on places that the portal could not read whole, then those of the detectors; not yet saved."""
    unread = {"rule": "unread", "label": "系统未能读全，须人工看过", "start": 0, "end": 0}
    for place in places:
        if place.unread:
            yield Finding(
                review=review,
                place=place.key,
                place_label=place.label,
                excerpt=place.unread[:200],
                **unread,
            )
    for place in places:
        for found in detect(place.text):
            yield Finding(
                review=review,
                rule=str(found.kind),
                label=found.label,
                excerpt=found.excerpt,
                place=place.key,
                place_label=place.label,
                start=found.start,
                end=found.end,
            )


# Looking at what was found


class FindingForm(ActForm):
    reason_field = "justification"

    finding = OneOf(
        lambda review: review.findings.filter(resolution=""),
        label="发现",
        error_messages={"invalid_choice": "这次审查里没有这一处发现，或已处理。"},
    )
    resolution = forms.ChoiceField(label="处理", choices=Finding.Resolution.choices, widget=forms.RadioSelect)
    justification = forms.CharField(
        label="说明",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="可以公开的，写明为什么。这段说明会进入办理记录，请不要抄录个人信息。",
    )


@gate("SR-4", "予以公开的发现须说明理由", on_entry=True)
def justified_says_why(step: Step) -> Objection | None:
    if step.data["resolution"] == Finding.Resolution.JUSTIFIED and not step.data["justification"].strip():
        return "没有写明这一处为什么可以公开。", "请写明理由，或选择删去、遮盖。"
    return None


@gate("SR-4", "附件里的内容由拟稿人处理", on_entry=True)
def only_text_is_struck(step: Step) -> Objection | None:
    if step.data["resolution"] == Finding.Resolution.JUSTIFIED:
        return None
    key = step.data["finding"].place
    place = next(place for place in step.matter.places if place["key"] == key)
    if not place["editable"]:
        return f"“{place['label']}”不能在这里改动。", "请退回拟稿人换附件，或说明可以公开的理由。"
    return None


@gate("SR-3", "审查的文本未改动")
def still_that_text(step: Step) -> Objection | None:
    if subject_of(step.matter).content_digest() != step.matter.digest:
        return "送审之后文本有改动，这次审查已不是针对现在的文本。", "请由文书室重新送审。"
    return None


@act(
    "secrecy_review.resolve_finding",
    "处理发现",
    on=Review,
    states=(Review.State.PENDING, Review.State.REFERRED),
    role={
        Review.State.PENDING: (Role.SECRECY_REVIEWER,),
        Review.State.REFERRED: (Role.SECRECY_REVIEWER, Role.SECRECY_INSPECTOR),
    },
    asks=FindingForm,
    cites=("SR-4",),
    gates=[still_that_text, justified_says_why, only_text_is_struck],
    when=lambda review: review.findings.filter(resolution="").exists(),
)
def resolve_finding(step: Step) -> None:
    review: Review = step.matter
    finding: Finding = step.data["finding"]
    finding.resolution = step.data["resolution"]
    finding.justification = step.reason
    finding.resolved_by = step.staff
    finding.resolved_at = step.at
    finding.save()
    if finding.resolution != Finding.Resolution.JUSTIFIED:
        _strike(step, review, finding)
    step.detail = {"finding": finding.pk, "rule": finding.rule, "resolution": finding.resolution}


def _strike(step: Step, review: Review, finding: Finding) -> None:
    """Delete or mask the passage in the reviewed matter, and go on with the review of the new text."""
    masked = finding.resolution == Finding.Resolution.MASKED
    start, end = (finding.start, finding.end) if masked else _with_its_marks(review, finding)
    replacement = "＊" * (end - start) if masked else ""
    subject = subject_of(review)
    step.also(
        subject.review_acts["strike"],
        on=subject,
        place=finding.place,
        start=start,
        end=end,
        replacement=replacement,
    )
    subject.refresh_from_db()
    review.digest = subject.content_digest()
    review.places = _as_stored(subject.review_places())
    shift = len(replacement) - (end - start)
    for later in review.findings.filter(place=finding.place, start__gte=finding.end):
        later.start, later.end = later.start + shift, later.end + shift
        later.save(update_fields=["start", "end"])


def _with_its_marks(review: Review, finding: Finding) -> tuple[int, int]:
    """The stretch to delete: the passage with the marks that it would leave for nothing, up to the next findings."""
    text = next(place["text"] for place in review.places if place["key"] == finding.place)
    others = review.findings.filter(place=finding.place).exclude(pk=finding.pk).exclude(rule="unread")
    left = [f for f in others if f.resolution in ("", Finding.Resolution.JUSTIFIED)]
    low = max((f.end for f in left if f.end <= finding.start), default=0)
    high = min((f.start for f in left if f.start >= finding.end), default=len(text))
    return widened(text, finding.start, finding.end, low, high)


# Giving the opinion


class OpinionForm(ActForm):
    reason_field = "reasons"
    demanded = frozenset({"basis", "reasons", *HEADS, *(f"{head}_basis" for head in HEADS)})

    opinion = forms.ChoiceField(
        label="审查意见",
        choices=Opinion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选定审查意见。"},
    )
    basis = forms.CharField(
        label="依据",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="法律、法规或保密事项范围的条款。",
    )
    reasons = forms.CharField(
        label="理由", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    authority = forms.ModelChoiceField(
        label="报审机关",
        queryset=Agency.objects.public(),
        to_field_name="code",
        required=False,
        empty_label="不报审",
        help_text="意见为“需报审”时选定：有关主管部门或保密行政管理部门（SR-8）。",
        error_messages={"invalid_choice": "没有这个机关，请重新选择。"},
    )
    competence = forms.CharField(
        label="为什么由它确定",
        required=False,
        max_length=500,
        help_text="报保密行政管理部门、上级机关的不用填；报别的主管部门，写明它凭哪一条有权确定。",
    )
    approval_reference = forms.CharField(
        label="批准机关与文号",
        required=False,
        max_length=200,
        help_text="特别类别的信息公开前须经批准（SR-7）。",
    )
    common_basis = forms.CharField(
        label="各项共同的判断依据",
        required=False,
        max_length=2000,
        help_text="回答“不涉及”而没有另写依据的各项，都用这一条。",
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        self.fields["common_basis"].heading = "四项逐一判断"  # type: ignore[attr-defined]
        if not step.matter.special_category:
            del self.fields["approval_reference"]

    def clean(self) -> dict[str, Any]:
        """Give each head that is not involved, and has no basis of its own, the one written for all."""
        given = super().clean() or self.cleaned_data
        common = given.pop("common_basis", "")
        for head in HEADS:
            if given.get(head) == Answer.NOT_INVOLVED and not given.get(f"{head}_basis", "").strip():
                given[f"{head}_basis"] = common
        return given


# SR-4 names four heads; each is answered, each with its basis.
for _name, _label in HEADS.items():
    OpinionForm.base_fields[_name] = forms.ChoiceField(
        label=f"是否涉及{_label}", choices=Answer.choices, required=False, widget=forms.RadioSelect
    )
    OpinionForm.base_fields[f"{_name}_basis"] = forms.CharField(
        label=f"{_label}：判断依据", required=False, max_length=2000
    )


@gate("SR-9", "意见须注明依据和理由", on_entry=True)
def basis_and_reasons(step: Step) -> Objection | None:
    asked = {"basis": "依据", "reasons": "理由"}
    missing = "和".join(label for name, label in asked.items() if not step.data[name].strip())
    return (f"审查意见没有注明{missing}。", f"请填写{missing}。") if missing else None


@gate("SR-4", "四项逐一回答并各附依据", on_entry=True)
def four_heads(step: Step) -> Objection | None:
    if step.data["opinion"] == Opinion.REFER:
        return None
    missing = [
        label
        for name, label in HEADS.items()
        if not step.data[name] or not step.data[f"{name}_basis"].strip()
    ]
    if missing:
        return f"还没有逐项回答并附依据：{'；'.join(missing)}。", "请四项都作出回答。"
    return None


@gate("SR-11", "涉及秘密的部分先作处理", on_entry=True)
def nothing_secret_disclosed(step: Step) -> Objection | None:
    involved = [label for name, label in HEADS.items() if step.data[name] == Answer.INVOLVED]
    if step.data["opinion"] == Opinion.DISCLOSE and involved:
        return f"内容涉及{'、'.join(involved)}，不能原样公开。", "请先删去或遮盖，或退回改为“脱密后公开”。"
    return None


@gate("SR-4", "发现逐处处理完毕", on_entry=True)
def findings_resolved(step: Step) -> Objection | None:
    open_ones = list(step.matter.findings.filter(resolution=""))
    if step.data["opinion"] == Opinion.DISCLOSE and open_ones:
        named = "、".join(dict.fromkeys(finding.label for finding in open_ones))
        return (
            f"还有 {len(open_ones)} 处发现没有处理（{named}），不能提出“公开”意见。",
            "请逐处删去、遮盖或说明理由。",
        )
    return None


@gate("SR-7", "特别类别须有批准文号", on_entry=True)
def special_approval(step: Step) -> Objection | None:
    category = step.matter.special_category
    if category and step.data["opinion"] == Opinion.DISCLOSE and not step.data["approval_reference"].strip():
        return (
            f"“{SPECIAL_CATEGORIES[category]}”须按国家规定的权限和程序公开，没有批准机关与文号。",
            "请填写批准机关与文号。",
        )
    return None


@gate("SR-8", "需报审的选定报审机关", on_entry=True)
def authority_named(step: Step) -> Objection | None:
    if step.data["opinion"] != Opinion.REFER:
        return None
    if step.data["authority"] is None:
        return "意见为“需报审”，没有选定报审机关。", "请选定有关主管部门或保密行政管理部门。"
    if step.data["authority"] == step.matter.acting_agency:
        return "不能报给自己。", "请选定有确定权限的上级或保密行政管理部门。"
    if step.data["authority"] in referring.asked_before(step.matter):
        return f"{step.data['authority']}已经看过，不能再报回去。", "请报它的上级，逐级上报。"
    return None


@gate("SR-8", "报审机关有确定的权限", on_entry=True)
def authority_competent(step: Step) -> Objection | None:
    authority = step.data["authority"]
    if step.data["opinion"] != Opinion.REFER or authority is None or step.data["competence"].strip():
        return None
    if referring.why_competent(step.matter.acting_agency, authority):
        return None
    return (
        f"{authority}不是保密行政管理部门，也不是上级机关，没有写明为什么由它确定。",
        "请写明它凭哪一条有权确定，或者改报有权的机关。",
    )


@gate("SR-8", "照有权机关的答复办", on_entry=True)
def as_determined(step: Step) -> Objection | None:
    return referring.against_the_answer(step.matter, step.data["opinion"])


@act(
    "secrecy_review.give_opinion",
    "提出审查意见",
    on=Review,
    via=("conclude", "refer"),
    role={
        Review.State.PENDING: (Role.SECRECY_REVIEWER,),
        Review.State.REFERRED: (Role.SECRECY_REVIEWER, Role.SECRECY_INSPECTOR),
    },
    asks=OpinionForm,
    cites=("SR-9", "SR-4", "SR-8", "SR-10"),
    gates=[
        still_that_text,
        basis_and_reasons,
        four_heads,
        nothing_secret_disclosed,
        findings_resolved,
        special_approval,
        authority_named,
        authority_competent,
        as_determined,
    ],
    tells=(Role.RECORDS_OFFICE, Role.SECRECY_REVIEWER),
    weight="primary",
)
def give_opinion(step: Step) -> None:
    review: Review = step.matter
    review.opinion = step.data["opinion"]
    review.basis, review.reasons = step.data["basis"], step.reason
    for name in HEADS:
        setattr(review, name, step.data[name])
        setattr(review, f"{name}_basis", step.data[f"{name}_basis"])
    review.approval_reference = step.data.get("approval_reference", "")
    if review.opinion == Opinion.REFER:
        _refer(step, review)
        return
    review.reviewer, review.concluded_at = step.staff, step.at
    review.conclude()
    clocks.meet(OPINION, review, at=step.at)
    subject = subject_of(review)
    step.then(subject.review_acts[review.opinion], on=subject, reason=review.reasons)
    step.detail = {"opinion": review.opinion}


def _refer(step: Step, review: Review) -> None:
    """Refer the review to the authority that was entered (SR-8); the 15 working days of SR-10 run on."""
    authority: Agency = step.data["authority"]
    Referral.objects.create(
        review=review,
        from_agency=review.acting_agency,
        to_agency=authority,
        reasons=step.reason,
        competence=step.data["competence"].strip()
        or referring.why_competent(review.acting_agency, authority),
        at=step.at,
    )
    review.refer(authority)
    step.detail = {"opinion": Opinion.REFER.value, "authority": authority.code}


# What follows by itself


class VoidForm(ActForm):
    reason = forms.CharField(label="失效原因", max_length=200)


@act("secrecy_review.void", "审查失效", on=Review, via="void", asks=VoidForm, cites=("SR-3",), weight="quiet")
def void(step: Step) -> None:
    review: Review = step.matter
    review.void(step.reason)
    clocks.cancel(OPINION, review, at=step.at)
