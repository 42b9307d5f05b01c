"""Opinion, grade confirmed above, written notice, objection, answer (AP-7, AP-9)."""

from __future__ import annotations

from django.db.models import Q

from appraisal.acts.case import keep_files, put
from appraisal.audiences import assessors, at_the_county, confirming, in_the_unit
from appraisal.computing import frozen_anew
from appraisal.forms.case import AnswerForm, ObjectForm, OpinionForm
from appraisal.gates import by_the_office, disputes_decided, every_mark_given, not_of_the_unit
from appraisal.models import Case, CaseFile, Standing
from appraisal.papers import answer_letter, notice_letter, opinion_letter
from appraisal.results import conclude, kept, rows_of, totals, vetoes_of
from appraisal.statute import ANSWER, CONFIRM, OBJECTION, OPINION, SERVE, SIGNING
from appraisal.tasks import render_letters
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.refusals import Refused
from foundation.clauses import cite
from foundation.deadlines import clocks
from foundation.worker import soon

State = Case.State


@act(
    "appraisal.give_opinion",
    "提出考核意见",
    on=Case,
    via="give_opinion",
    role=Role.ASSESSOR,
    asks=OpinionForm,
    cites=("AP-9", "AP-7", "AP-6"),
    gates=[not_of_the_unit, disputes_decided, every_mark_given],
    meets=(OPINION,),
    tells=(confirming, at_the_county),
    weight="primary",
    writes=True,
)
def give_opinion(step: Step) -> None:
    """The portal adds up what was frozen and what the assessors found; nobody enters a sum or a grade."""
    case: Case = step.matter
    found = conclude(case)
    if found.grade is None:
        raise Refused(cite("AP-6"), "没有一项指标适用，算不出得分。", "请核对方案，或者改正“不适用”。")
    case.give_opinion(step.staff, step.data["opinion"])
    step.detail = {"total": str(found.total), "grade": case.grade}
    clocks.start(CONFIRM, case, at=step.at, owed_by=case.office)
    opinion_letter(case, step.at)
    soon(render_letters)


@act(
    "appraisal.return_opinion",
    "退回考核意见",
    on=Case,
    via="give_back",
    role=Role.COUNTY_LEADER,
    asks=ReasonForm,
    cites=("AP-9",),
    tells=(assessors, at_the_county),
    returns=True,
)
def return_opinion(step: Step) -> None:
    clocks.cancel(CONFIRM, step.matter, at=step.at)
    clocks.start(OPINION, step.matter, at=step.at, owed_by=step.matter.office)
    step.matter.give_back()


@act(
    "appraisal.confirm_grade",
    "确定考核等次",
    on=Case,
    via="confirm",
    role=Role.COUNTY_LEADER,
    asks=RemarkForm,
    cites=("AP-9", "AP-7", "AP-2"),
    not_by=Apart("AP-9", ("appraisal.give_opinion", "appraisal.check_in_field")),
    meets=(CONFIRM,),
    tells=(at_the_county,),
    weight="primary",
)
def confirm_grade(step: Step) -> None:
    """AP-7 fixes the grade by the points: the leading group confirms it, or gives the opinion back."""
    step.matter.confirm(step.at, step.staff)
    clocks.start(SERVE, step.matter, at=step.at, owed_by=step.matter.office)


@act(
    "appraisal.serve",
    "书面通知被考核单位",
    on=Case,
    via="serve",
    role=Role.COUNTY_SUPERVISOR,
    asks=RemarkForm,
    cites=("AP-9", "AP-10"),
    meets=(SERVE,),
    tells=(in_the_unit,),
    weight="primary",
    writes=True,
)
def serve(step: Step) -> None:
    """Grade, points line by line, what they are converted to, how to object."""
    case: Case = step.matter
    case.serve(step.at)
    clocks.start(OBJECTION, case, at=step.at)
    notice_letter(case, step.at)
    soon(render_letters)


@act(
    "appraisal.object",
    "提出异议",
    on=Case,
    via="object",
    role=SIGNING,
    asks=ObjectForm,
    cites=("AP-9",),
    meets=(OBJECTION,),
    tells=(at_the_county,),
)
def object_to_result(step: Step) -> None:
    case: Case = step.matter
    case.object(step.at, step.data["objection"], list(step.data["codes"]))
    keep_files(step, CaseFile.Sort.OBJECTION, case.agency, step.data["files"], "新的材料")
    clocks.start(ANSWER, case, at=step.at, owed_by=case.office)


@act(
    "appraisal.accept",
    "没有异议",
    on=Case,
    via="make_final",
    states=(State.SERVED,),
    role={State.SERVED: SIGNING},
    asks=RemarkForm,
    cites=("AP-9",),
    meets=(OBJECTION,),
    tells=(at_the_county,),
    weight="primary",
)
def accept(step: Step) -> None:
    step.matter.make_final(step.at)


@gate("AP-9", "单位在期限里没有提出异议")
def served(step: Step) -> Objection | None:
    if step.matter.state != State.SERVED:
        return "现在不在异议期里。", "不用办理。"
    return None


@act(
    "appraisal.leave_unobjected",
    "期限内没有提出异议",
    on=Case,
    via="make_final",
    cites=("AP-9",),
    gates=[served],
    meets=(OBJECTION,),
)
def leave_unobjected(step: Step) -> None:
    step.matter.make_final(step.at)


@act(
    "appraisal.answer_objection",
    "答复异议",
    on=Case,
    via="answer_objection",
    role=(Role.COUNTY_SUPERVISOR, Role.ASSESSOR),
    asks=AnswerForm,
    cites=("AP-9", "AP-6"),
    gates=[by_the_office, not_of_the_unit, disputes_decided],
    not_by=Apart("AP-9", ("appraisal.object", "appraisal.check_in_field", "appraisal.give_opinion")),
    meets=(ANSWER,),
    tells=(in_the_unit, confirming),
    weight="primary",
    writes=True,
)
def answer_objection(step: Step) -> None:
    """Corrected points are added up anew, by what was frozen without the rows that were found not to count."""
    case: Case = step.matter
    before = case.total
    if step.data["outcome"] == Case.Outcome.CORRECTED:
        words = f"经异议更正：{step.data['answer']}"[:500]
        for leaf, points in step.form.corrections():  # type: ignore[union-attr]
            put(case, leaf, field_points=points, field_words=words, absent=False)
        for leaf in step.form.lifted():  # type: ignore[union-attr]
            put(case, leaf, field_words=words, vetoed=False)
        _conclude_anew(case)
    case.answer_objection(step.at, step.staff, step.data["outcome"], step.data["answer"])
    step.detail = {"before": str(before), "after": str(case.total), "grade": case.grade}
    clocks.start(CONFIRM, case, at=step.at, owed_by=case.office)
    answer_letter(case, before, step.at)
    soon(render_letters)


def _conclude_anew(case: Case) -> None:
    """By the rows that were frozen, without those that were found not to count; everything else stays as it was frozen."""
    assert case.frozen is not None, "it was checked in the field"
    late = Q(case=case, state="excused", decided_at__gt=case.served_at)
    figures = set(case.disputes.filter(late).values_list("figure", flat=True))
    if figures:
        anew = frozen_anew(case, figures)
        case.frozen = Standing(
            case=case,
            at=case.frozen.at,
            until=case.frozen.until,
            lines=[anew.get(line["code"], line) for line in case.frozen.lines],
            earned=case.frozen.earned,
            possible=case.frozen.possible,
        )
    rows = rows_of(case, confirmed=True)
    found = totals(case, rows)
    case.result = kept(rows)
    case.base, case.bonus, case.total = found.base, found.bonus, found.total
    case.grade = found.grade.value if found.grade else case.grade
    case.vetoes = vetoes_of(rows)
    # What was frozen stays frozen: the corrected lines stand in the result alone.
    case.frozen = Case.objects.select_related("frozen").get(pk=case.pk).frozen


@act(
    "appraisal.return_answer",
    "退回异议答复",
    on=Case,
    via="return_answer",
    role={State.ANSWERED: (Role.COUNTY_LEADER,)},
    asks=ReasonForm,
    cites=("AP-9",),
    tells=(at_the_county,),
    returns=True,
)
def return_answer(step: Step) -> None:
    """The points stay as they were corrected until the next answer says otherwise."""
    clocks.cancel(CONFIRM, step.matter, at=step.at)
    clocks.start(ANSWER, step.matter, at=step.at, owed_by=step.matter.office)
    step.matter.return_answer()


@act(
    "appraisal.confirm_answer",
    "最终确定考核结果",
    on=Case,
    via="make_final",
    role={State.ANSWERED: (Role.COUNTY_LEADER,)},
    asks=RemarkForm,
    cites=("AP-9", "AP-7"),
    not_by=Apart("AP-9", ("appraisal.answer_objection",)),
    meets=(CONFIRM,),
    tells=(in_the_unit, at_the_county),
    weight="primary",
)
def confirm_answer(step: Step) -> None:
    """Whoever confirmed the grade confirms what became of the objection."""
    step.matter.make_final(step.at)
