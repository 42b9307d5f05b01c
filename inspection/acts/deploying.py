"""What is deployed: a task for each agency, its answer, confirmed or returned with a new day, ended or called off (PD-1)."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.filing import stored
from foundation.deadlines import clocks
from foundation.worker import soon
from inspection.audiences import supervisors, working
from inspection.forms import deploying as forms
from inspection.gates import office_for
from inspection.models import Deployment, Task, TaskFile
from inspection.numbering import next_number
from inspection.papers import deployment_letter
from inspection.statute import ANSWERING, TASK, Field
from inspection.tasks import render_letters

State = Task.State
SUPERVISOR = Role.COUNTY_SUPERVISOR
WORKING = ANSWERING[Field.OPENNESS]


def _run(task: Task, step: Step, due_on: date) -> None:
    days = (due_on - localdate(step.at)).days
    clocks.start(TASK, task, at=step.at, span=days, owed_by=task.agency)


@act(
    "inspection.deploy",
    "部署工作",
    on=Agency,
    creates=Deployment,
    role=SUPERVISOR,
    asks=forms.DeployForm,
    cites=("PD-1",),
    weight="quiet",
    writes=True,
)
def deploy(step: Step) -> Deployment:
    """In the name of the working group's office; each agency has a task of its own, which it owes."""
    given = dict(step.data)
    agencies = list(given.pop("agencies"))
    office = office_for(step, Field.OPENNESS)
    row = Deployment(
        agency=office,
        created_at=step.at,
        number=next_number("政公部署", localdate(step.at)),
        deployed_by=step.staff,
        **given,
    )
    attribute(step, row).save()
    deployment_letter(row, agencies, step.at)
    soon(render_letters)
    step.detail = {"agencies": len(agencies), "due_on": str(row.due_on)}
    for agency in agencies:
        step.then(give_task.name, row, agency=agency.pk)
    return row


@act(
    "inspection.give_task",
    "工作部署到单位",
    on=Deployment,
    creates=Task,
    asks=forms.GiveForm,
    cites=("PD-1",),
    tells=(working,),
)
def give_task(step: Step) -> Task:
    row: Deployment = step.matter
    task = Task(agency=step.data["agency"], created_at=step.at, deployment=row, due_on=row.due_on)
    attribute(step, task).save()
    _run(task, step, row.due_on)
    return task


@act(
    "inspection.answer_task",
    "反馈办理情况",
    on=Task,
    via="say",
    role=WORKING,
    asks=forms.AnswerTaskForm,
    cites=("PD-1",),
    meets=(TASK,),
    tells=(supervisors,),
    weight="primary",
)
def answer_task(step: Step) -> None:
    task: Task = step.matter
    for file in stored(step, step.data["files"], task.agency, "附件"):
        TaskFile.objects.get_or_create(task=task, file=file, defaults={"by": step.staff, "added_at": step.at})
    task.say(step.at, step.staff, step.data["answer"])


@act(
    "inspection.confirm_task",
    "确认完成",
    on=Task,
    via="confirm",
    role=SUPERVISOR,
    asks=RemarkForm,
    cites=("PD-1",),
    not_by=Apart("PD-1", ("inspection.answer_task",)),
    tells=(working,),
    weight="primary",
)
def confirm_task(step: Step) -> None:
    step.matter.confirm(step.at, step.staff)


@act(
    "inspection.return_task",
    "还没有办完，退回",
    on=Task,
    via="send_back",
    role=SUPERVISOR,
    asks=forms.ReturnTaskForm,
    cites=("PD-1",),
    tells=(working,),
    returns=True,
)
def return_task(step: Step) -> None:
    """With a new day, which the agency owes again."""
    task: Task = step.matter
    step.detail = {"due_on": str(step.data["due_on"])}
    task.send_back(step.data["due_on"])
    _run(task, step, step.data["due_on"])


@gate("PD-1", "每个单位都已确认完成", done_by=("inspection.answer_task",))
def everybody_did(step: Step) -> Objection | None:
    left = step.matter.tasks.exclude(state__in=Task.OVER).select_related("agency").order_by("agency__code")
    if left:
        names = "、".join(task.agency.short_name for task in left[:5])
        return f"{names}等 {len(left)} 个单位还没有办完。", "可以督办，也可以立项检查；不用再办的，撤销部署。"
    return None


@act(
    "inspection.end_deployment",
    "办结部署",
    on=Deployment,
    via="end",
    role=SUPERVISOR,
    asks=RemarkForm,
    cites=("PD-1",),
    gates=[everybody_did],
    weight="primary",
)
def end_deployment(step: Step) -> None:
    step.matter.end(step.at)


@act(
    "inspection.call_off_deployment",
    "撤销部署",
    on=Deployment,
    via="call_off",
    role=SUPERVISOR,
    asks=ReasonForm,
    cites=("PD-1",),
    weight="quiet",
)
def call_off_deployment(step: Step) -> None:
    """What nobody answered in time stays late."""
    step.matter.call_off(step.at, step.reason[:500])
    for task in step.matter.tasks.exclude(state__in=Task.OVER).order_by("pk"):
        step.then(task_dropped.name, task)


@act(
    "inspection.take_out",
    "这个单位不用再办",
    on=Task,
    via="drop",
    role=SUPERVISOR,
    asks=ReasonForm,
    cites=("PD-1",),
    tells=(working,),
    weight="quiet",
    queue=(),
)
def take_out(step: Step) -> None:
    """One agency need not do it after all; where its day was over, that stays."""
    task_dropped.do(step)


@act("inspection.task_dropped", "部署已撤销", on=Task, via="drop", cites=("PD-1",), tells=(working,))
def task_dropped(step: Step) -> None:
    step.matter.drop()
    clocks.cancel(TASK, step.matter, at=step.at)
