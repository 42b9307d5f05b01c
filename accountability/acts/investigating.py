"""Evidence, who answers, telling, defence, hearing, trial (AC-6(1), AC-7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accountability import forms
from accountability.audiences import Part, investigators, leading, triers, whole_team
from accountability.doors import CODES
from accountability.gates import (
    BY_CLERK_OR_LEADER,
    BY_INVESTIGATOR,
    BY_TRIER,
    answered_for,
    in_team,
    not_of_ourselves,
    two_investigate,
)
from accountability.models import Case, Evidence, Statement
from accountability.papers import hearing_paper, notice_paper
from accountability.responsibility import derived
from accountability.statute import (
    ALLOWED,
    ANSWERS,
    CLERK,
    DEFENCE,
    ITEM_LAW,
    LEADER,
    NO_DISMISSAL,
    PARTY,
    SANCTIONS,
    TRIAL,
    Item,
    Measure,
    Subject,
)
from accountability.tasks import render_letters
from foundation.agencies.models import Agency
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks
from foundation.deadlines.models import Clock
from foundation.files.acts import store
from foundation.files.models import Audience, StoredFile
from foundation.files.rejected import Rejected
from foundation.visitors.codes import new_token
from foundation.worker import soon

State = Case.State


def sealed_file(step: Step, upload: Any, agency: Agency) -> StoredFile:
    """Keep a file of a case, encrypted; raises `Invalid` for one that cannot be kept."""
    try:
        return store(
            upload,
            name=str(upload.name),
            agency=agency,
            audience=Audience.PERSONAL,
            by=step.actor,
            at=step.at,
        )
    except Rejected as rejected:
        raise Invalid({"文件": [f"{str(upload.name)[:60]}：{rejected}"]}) from rejected


@act(
    "accountability.add_evidence",
    "记录证据",
    on=Case,
    states=(State.CLUE, State.VERIFYING, State.FILED, State.INVESTIGATING),
    role=(CLERK,),
    asks=forms.EvidenceForm,
    cites=("AC-7",),
    gates=[in_team(Part.CLERK, Part.INVESTIGATOR)],
)
def add_evidence(step: Step) -> None:
    """What it is stays encrypted, and so do its files, whose names are not kept."""
    case: Case = step.matter
    rows: list[StoredFile | None] = [sealed_file(step, upload, case.agency) for upload in step.data["files"]]
    given = {"case": case, "text": step.data["text"], "added_by": step.staff, "added_at": step.at}
    for row in rows or [None]:
        Evidence.objects.create(file=row, **given)


@gate("AC-6(1)", "追究的对象是承担责任的人", on_entry=True)
def subject_answers(step: Step) -> Objection | None:
    who, case = step.data["responsibility"], step.matter
    if case.subject not in ANSWERS.get(who, ()):
        allowed = "、".join(str(Subject(each).label) for each in ANSWERS.get(who, ()))
        return (
            f"这样认定的，由{allowed}承担责任，本案追究的是{case.get_subject_display()}。",
            "请改按实际认定；对象立错了的，先撤案，再对承担责任的人立案。",
        )
    return None


@act(
    "accountability.confirm_responsibility",
    "认定责任",
    on=Case,
    states=(State.INVESTIGATING,),
    role=(CLERK,),
    asks=forms.ResponsibilityForm,
    cites=("AC-6(1)",),
    gates=[BY_INVESTIGATOR, subject_answers],
)
def confirm_responsibility(step: Step) -> None:
    """What the ledger says is kept with the case; whoever departs from it says why."""
    case: Case = step.matter
    found = derived(case.source_ref)
    case.derived, case.derived_from = found.who, found.said
    case.responsibility = step.data["responsibility"]
    case.departed_because = step.data["departed_because"]


def objection_to(case: Case, level: int, measures: list[str]) -> Objection | None:
    """What AC-6(2) has against these measures at this level."""
    allowed = ALLOWED.get((level, case.subject), ())
    label = f"第{'一二三四'[level - 1]}档"
    if not allowed:
        return f"{label}不适用于{case.get_subject_display()}。", "请按第六条第（二）项重新选择档次。"
    wrong = [each for each in measures if each not in allowed]
    if wrong:
        return (
            f"{label}对{case.get_subject_display()}不能用{case.words_of(wrong)}。",
            f"{label}可以用：{case.words_of(list(allowed))}。",
        )
    for some, said in ((SANCTIONS, "政务处分"), (PARTY, "党纪处分")):
        if len([each for each in measures if each in some]) > 1:
            return f"一个行为只给一种{said}。", f"请只选一种{said}。"
    if Measure.DISMISSAL in measures and case.item in NO_DISMISSAL:
        return (
            f"这种情形适用{ITEM_LAW[Item(case.item)]}，最重到撤职，不能开除。",
            "请选择撤职以下的措施；另有更重的违法行为的，按那种情形立案。",
        )
    if case.left_on and any(each in SANCTIONS for each in measures):
        return (
            "本人已经离职或者退休，不再给予政务处分（政务处分法第二十七条）。",
            "请选择其他措施，或者办理不予处理。",
        )
    return None


@gate("AC-6(2)", "措施是这一档允许的", on_entry=True)
def within_level(step: Step) -> Objection | None:
    return objection_to(step.matter, step.data["level"], step.data["measures"])


@gate("AC-7", "补充调查以后没有因为申辩加重", on_entry=True)
def told_no_heavier(step: Step) -> Objection | None:
    case: Case = step.matter
    if case.barred_as_heavier(step.data["measures"]):
        return (
            f"上一次告知的是{case.words_of(case.intended_measures)}，听取申辩以后没有新的证据，"
            "不得加重（政务处分法第四十三条）。",
            "请在上一次告知的范围内告知；确有新的证据的，先记录证据。",
        )
    return None


def give_code(step: Step, case: Case) -> None:
    """A new code of the page of whom the case is about, shown this once to whoever serves it; its digest alone is kept."""
    code = CODES.code_of(new_token())
    case.code_hash = CODES.hashed(code)
    step.shown += [
        f"案件 {case.number} 的查询码：",
        code,
        "只显示这一次。请写在信封里当面交给本人，不要留底；原来的查询码从现在起打不开。",
    ]


@act(
    "accountability.tell",
    "告知事实和拟作出的处理",
    on=Case,
    via="tell",
    role=(CLERK,),
    asks=forms.TellForm,
    cites=("AC-7", "AC-6(2)"),
    gates=[BY_INVESTIGATOR, not_of_ourselves, two_investigate, answered_for, within_level, told_no_heavier],
    weight="primary",
    tells=(whole_team,),
    writes=True,
)
def tell(step: Step) -> None:
    """The code that opens the page of whom it is about is shown to whoever serves the notice, and stands on no paper."""
    case: Case = step.matter
    data = step.data
    give_code(step, case)
    case.facts = data["facts"]
    case.tell(step.at, data["level"], data["measures"], data["basis"])
    clocks.cancel(DEFENCE, case, at=step.at)
    clock = clocks.start(DEFENCE, case, at=step.at, span=data["days"])
    notice_paper(case, clock, step.at)
    soon(render_letters)


@act(
    "accountability.renew_code",
    "换发查询码",
    on=Case,
    states=(
        "told",
        "heard",
        "tried",
        "decided",
        "served",
        "correcting",
        "reported",
        "no_sanction",
        "withdrawn",
    ),
    role=(CLERK,),
    asks=forms.PlainForm,
    cites=("AC-3", "AC-7"),
    gates=[in_team(Part.CLERK, Part.INVESTIGATOR)],
    tells=(leading,),
    weight="quiet",
)
def renew_code(step: Step) -> None:
    """For one that is lost or no longer valid; the ledger says who had the new one."""
    give_code(step, step.matter)


def defence_over(case: Case, at: datetime) -> bool:
    """Whether the days to state a defence, of the last telling, are over."""
    clock = Clock.objects.of(Case.kind, case.pk).filter(limit=DEFENCE.code).order_by("pk").last()
    return clock is None or clock.due_at <= at


@gate("AC-7", "在陈述申辩的期限里，或者还没有听取")
def in_time_to_state(step: Step) -> Objection | None:
    if step.matter.state == State.HEARD and defence_over(step.matter, step.at):
        return "陈述申辩的期限已经过了，陈述申辩也已经听取。", "对决定不服的，可以在收到决定以后申请复审。"
    return None


@act(
    "accountability.state_defence",
    "提交陈述申辩",
    on=Case,
    states=(State.TOLD, State.HEARD),
    public=True,
    asks=forms.DefenceForm,
    cites=("AC-7",),
    gates=[in_time_to_state],
    tells=(investigators,),
)
def state_defence(step: Step) -> None:
    """In writing, on the page of their own, as often as they wish; every statement is kept."""
    Statement.objects.create(case=step.matter, text=step.data["text"], at=step.at)


@gate("AC-7", "本人放弃、已经提出，或者期限已过", on_entry=True)
def had_their_days(step: Step) -> Objection | None:
    """Whoever neither waived nor spoke has all the days that the notice gives."""
    case: Case = step.matter
    stated = case.statements.filter(at__gte=case.told_at).exists()  # type: ignore[attr-defined, misc]
    if step.data["waived"] or step.data["in_person"] or stated or defence_over(case, step.at):
        return None
    return (
        "陈述申辩的期限还没有过，本人没有书面放弃，没有书面提出，也没有当面陈述。",
        "请等期限届满；本人当面陈述、已在笔录上签名的，请勾选。",
    )


@act(
    "accountability.hear",
    "听取陈述申辩",
    on=Case,
    via="hear",
    role=(CLERK,),
    asks=forms.HearForm,
    cites=("AC-7",),
    gates=[BY_INVESTIGATOR, two_investigate, had_their_days],
    meets=(DEFENCE,),
    weight="primary",
    tells=(triers, leading),
    writes=True,
)
def hear(step: Step) -> None:
    """Two people hear, write down, and look into what was said."""
    case: Case = step.matter
    other = step.data["heard_with"]
    if step.actor.is_person(other):
        raise Invalid({"一起听取的调查人员": ["听取陈述申辩要由两个人进行，请选另一名调查人员。"]})
    case.waived, case.in_person = step.data["waived"], step.data["in_person"]
    case.hearing = step.data["hearing"]
    case.defence_checked = step.data["checked"]
    case.hear(step.at, step.staff, other)
    hearing_paper(case, step.at)
    soon(render_letters)


NOT_WHO_INVESTIGATED = Apart(
    "AC-7", ("accountability.tell", "accountability.hear", "accountability.confirm_responsibility")
)


@act(
    "accountability.try_case",
    "审理",
    on=Case,
    via="try_it",
    role=(TRIAL,),
    asks=forms.TryForm,
    cites=("AC-7",),
    gates=[BY_TRIER],
    not_by=NOT_WHO_INVESTIGATED,
    weight="primary",
    tells=(leading,),
)
def try_case(step: Step) -> None:
    step.matter.try_it(step.at, step.staff, step.data["opinion"])


@act(
    "accountability.give_back",
    "退回补充调查",
    on=Case,
    via="give_back",
    role=(TRIAL,),
    asks=forms.GiveBackForm,
    cites=("AC-7",),
    gates=[BY_TRIER],
    not_by=NOT_WHO_INVESTIGATED,
    tells=(investigators, leading),
)
def give_back(step: Step) -> None:
    """It is told and heard anew afterwards."""
    step.matter.give_back(step.data["opinion"])


@act(
    "accountability.note_left",
    "登记本人离职或者退休",
    on=Case,
    states=Case.UNDER_WAY,
    role=(CLERK, LEADER),
    asks=forms.LeftForm,
    cites=("AC-7",),
    gates=[BY_CLERK_OR_LEADER],
    weight="quiet",
)
def note_left(step: Step) -> None:
    step.matter.left_on = step.data["left_on"]
