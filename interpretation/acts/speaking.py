"""The words of the county on what stirs the public: written, reviewed, published, taken down (PI-10, SR-4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, Q

from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import FilledForm, Prose, RemarkForm, reason_form
from foundation.casework.versions import RestoreForm, within_the_hour
from interpretation import queries, statute
from interpretation.acts.collecting import HEADS, unfit
from interpretation.forms import line
from interpretation.models import OpinionCase, Response
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, OpinionAct, approval, declare_review_acts, void

State = Response.State
WRITING = ("interpretation.draft_response", "interpretation.edit_response")
approved = approval("这份回应", "请先取得审查意见。")


class ResponseForm(FilledForm):
    """What is said, and by whom."""

    reason_field = ""
    says = "先说事实和已经做了什么，再说还要做什么。只说事，不点名；不清楚的说不清楚，以后再补。"

    sort = forms.ChoiceField(label="是什么", choices=list(statute.RESPONSES.items()))
    title = line("标题", 120)
    body = Prose(label="内容", max_length=50_000, rows=12)
    speaker = line("谁回应", 60, help_text="单位和职务，例如：县应急管理局负责人。")

    def known(self, step: Step) -> dict[str, Any]:
        """What it says now; nothing of one that is begun."""
        if not isinstance(step.matter, Response):
            return {}
        return {name: getattr(step.matter, name) for name in self.base_fields}

    def clean(self) -> dict[str, Any] | None:
        """Refuse words that name a person (PI-8)."""
        for name in ("title", "body", "speaker"):
            if said := unfit(self.cleaned_data.get(name) or ""):
                self.add_error(name, said)
        return super().clean()


def _nothing_under_way(model: type[models.Model]) -> Q:
    """The condition of a case for which no response is being written, reviewed or published."""
    under_way = Response.objects.filter(
        case=OuterRef("pk"), state__in=(State.DRAFT, State.REVIEW, State.READY)
    )
    return ~Q(Exists(under_way))


@act(
    "interpretation.draft_response",
    "拟写回应",
    on=OpinionCase,
    creates=Response,
    states=(*OpinionCase.OPEN, OpinionCase.State.CLOSED),
    role=(Role.DRAFTER, Role.RECORDS_OFFICE),
    asks=ResponseForm,
    cites=("PI-10",),
    weight="secondary",
    queue=(OpinionCase.State.HANDLING,),
    waits_if=_nothing_under_way,
)
def draft_response(step: Step) -> Response:
    case: OpinionCase = step.matter
    values = {name: step.data[name] for name in ("sort", "title", "body", "speaker")}
    response = Response(agency=case.agency, created_at=step.at, case=case, drafter=step.staff, **values)
    attribute(step, response).save()
    response.refresh_from_db()
    return response


@act(
    "interpretation.edit_response",
    "修改回应",
    on=Response,
    states=(State.DRAFT,),
    role=(Role.DRAFTER, Role.RECORDS_OFFICE),
    asks=ResponseForm,
    cites=("PI-10",),
    not_by=Apart("SR-6(2)", REVIEWING),
)
def edit_response(step: Step) -> None:
    step.detail = {"before": step.matter.digest}
    for name in ("sort", "title", "body", "speaker"):
        setattr(step.matter, name, step.data[name])


@act(
    "interpretation.hand_in_response",
    "送保密审查",
    on=Response,
    via="hand_in",
    role=(Role.DRAFTER, Role.RECORDS_OFFICE),
    asks=RemarkForm,
    cites=("SR-4", "PI-10"),
    weight="primary",
)
def hand_in_response(step: Step) -> None:
    void(step, Review.objects.of(step.matter).valid(), "回应重新送审")
    step.matter.hand_in()
    step.then("secrecy_review.open", on=step.matter)


def _heads(response: Response) -> Any:
    return holders(HEADS, response.agency)


declare_review_acts(
    Response,
    during=State.REVIEW,
    strike=("interpretation.strike_response", "按审查意见删改"),
    disclose=OpinionAct(
        "interpretation.pass_response", "保密审查通过", via=("pass_review",), tells=(_heads,)
    ),
    exempt=OpinionAct(
        "interpretation.fail_response",
        "保密审查意见为免予公开",
        via=("fail_review",),
        tells=(Role.DRAFTER, Role.RECORDS_OFFICE),
    ),
    needed=("title", "body"),
    makers=WRITING,
    apart="写回应的人不得审查它",
)


@act(
    "interpretation.take_back_response",
    "取回修改",
    on=Response,
    via="take_back",
    role={State.REVIEW: (Role.DRAFTER, Role.RECORDS_OFFICE), State.READY: (Role.DRAFTER, *HEADS)},
    asks=RemarkForm,
    cites=("PI-10",),
    weight="quiet",
)
def take_back_response(step: Step) -> None:
    void(step, Review.objects.of(step.matter).open(), "取回修改")
    step.matter.take_back()


@gate("PI-8", "研判过再回应", done_by=("interpretation.judge_opinion",))
def judged_first(step: Step) -> Objection | None:
    """Of a grave emergency the first word does not wait for the minutes of a meeting."""
    case: OpinionCase = step.matter.case
    if case.state == OpinionCase.State.NO_ANSWER:
        return "这件舆情研判为不需回应。", "要回应的，请先办“改为要回应”。"
    early = (OpinionCase.State.REGISTERED, OpinionCase.State.CONFERRED)
    if case.state in early and not case.grave:
        return "这件舆情还没有会商、研判。", "请先研判，定下口径。"
    return None


@gate("PI-10", "先有首次回应，由负责回应的机关发布")
def first_word_first(step: Step) -> Objection | None:
    response: Response = step.matter
    if response.agency_id != response.case.agency_id:
        return "这件舆情已经转给别的机关。", "请放弃这一份，由那个机关回应。"
    if response.case.first_word_at is None and response.sort != statute.FIRST:
        return f"还没有首次回应，这一份写的是“{response.get_sort_display()}”。", "请取回，改为首次回应。"
    return None


@act(
    "interpretation.publish_response",
    "发布回应",
    on=Response,
    via="publish",
    role=HEADS,
    asks=RemarkForm,
    cites=("PI-10", "PI-8"),
    gates=[approved, judged_first, first_word_first],
    not_by=Apart("SR-6(2)", (*WRITING, *REVIEWING)),
    tells=(Role.DRAFTER,),
    weight="primary",
)
def publish_response(step: Step) -> None:
    """A head signs by publishing: the first word may have minutes."""
    response: Response = step.matter
    response.publish(step.at)
    step.save()
    queries.responses.enter(response)
    step.also("interpretation.note_response", on=response.case, response=response.pk)


@act(
    "interpretation.withdraw_response",
    "撤下回应",
    on=Response,
    via="withdraw",
    role=(*HEADS, Role.SECRECY_INSPECTOR),
    asks=reason_form("撤下的理由", max_length=500, help_text="当即撤下；一小时以内可以撤销。"),
    cites=("SR-13",),
    tells=(Role.DRAFTER,),
    weight="quiet",
)
def withdraw_response(step: Step) -> None:
    step.matter.withdraw(step.at)
    queries.responses.leave(step.matter)


@act(
    "interpretation.restore_response",
    "撤销撤下",
    on=Response,
    via="restore",
    role=(*HEADS, Role.SECRECY_INSPECTOR),
    asks=RestoreForm,
    cites=("SR-13",),
    gates=[within_the_hour, approved],
)
def restore_response(step: Step) -> None:
    step.matter.restore(step.at)
    step.save()
    queries.responses.enter(step.matter)


@act(
    "interpretation.abandon_response",
    "放弃这份回应",
    on=Response,
    via="abandon",
    role=(Role.DRAFTER, Role.RECORDS_OFFICE),
    asks=reason_form("为什么放弃", max_length=500),
    cites=("PI-10",),
    weight="quiet",
)
def abandon_response(step: Step) -> None:
    step.matter.abandon()
