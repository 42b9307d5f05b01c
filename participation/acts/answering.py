"""Opinions on paper, groups, answers, and the feedback to everybody."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.refusals import Invalid
from foundation.correspondence.announcing import announce
from foundation.visitors.codes import new_token
from participation import counting, forms
from participation.gates import (
    all_answered,
    answers_open,
    says_nothing_personal,
    standing,
    unanswered,
)
from participation.masks import personal_in, refuse_repeated, repeated
from participation.models import (
    Answer,
    Call,
    Channel,
    Membership,
    Opinion,
    OpinionGroup,
    OpinionMark,
    Suggestion,
)
from participation.receiving import Said, receive

State = Call.State
DRAFTER, CLERK, HEAD, RECORDS = (
    Role.DRAFTER,
    Role.APPLICATIONS_CLERK,
    Role.DEPARTMENT_HEAD,
    Role.RECORDS_OFFICE,
)
#: The states in which opinions come in, and those in which they are sorted and answered: what was said of a draft that was
#: withdrawn is answered as well.
COMING_IN = (State.OPEN, State.CLOSED)
SORTING = (*COMING_IN, State.WITHDRAWN)


@act(
    "participation.record_opinion",
    "登记一条意见",
    on=Call,
    states=COMING_IN,
    role=(DRAFTER, CLERK),
    asks=forms.RecordForm,
    cites=("PP-8", "PP-4"),
)
def record_opinion(step: Step) -> None:
    """A letter, a fax, a mail, a call, a visit; number and query code are shown once, to be printed for whoever came."""
    form: forms.RecordForm = step.form  # type: ignore[assignment]
    data = step.data
    names = ("article", "stance", "text", "consent", "name", "contact")
    said = Said(**{name: data[name] for name in names}, files=tuple(data["enclosed"]))
    done = receive(
        step.matter,
        said,
        new_token(),
        step.at,
        channel=data["channel"],
        received_at=form.received_at(),
        by=step.staff,
    )
    step.detail = {"opinion": done.opinion.number, "channel": data["channel"]}
    step.shown += [
        f"意见编号 {done.opinion.number}，查询码 {done.code}。",
        "请打印这一页交给来访人，或者在回信里写明；查询码只在这里出现这一次。",
        "凭编号和查询码，可以在本网站“意见征集”的“查我的意见”里看采纳情况。",
    ]


@act(
    "participation.show_as",
    "隐去意见里的文字",
    on=Call,
    states=(*SORTING, State.FED_BACK),
    role=DRAFTER,
    asks=forms.ShownAsForm,
    cites=("PP-4",),
    gates=[says_nothing_personal],
    weight="quiet",
)
def show_as(step: Step) -> None:
    """A mark beside the opinion, whose row stays as it is; its answer must not repeat what is hidden now."""
    for opinion in step.data["opinions"]:
        OpinionMark.objects.create(
            opinion=opinion,
            kind=OpinionMark.Kind.SHOWN_AS,
            text=step.data["text"],
            reason=step.reason,
            by=step.staff,
            at=step.at,
        )
    step.detail = {"opinions": [opinion.number for opinion in step.data["opinions"]]}
    rows = Opinion.objects.filter(pk__in=[opinion.pk for opinion in step.data["opinions"]])
    answers = Answer.objects.filter(Q(opinion__in=rows) | Q(group__members__opinion__in=rows)).distinct()
    said = _answers(answers)
    if step.matter.fed_back_at is None:
        refuse_repeated(step.matter, rows, said, "公布的文字")
    elif repeated(step.matter, rows, said | {"反馈说明": step.matter.result}):
        step.shown.append("已经公开的答复或者反馈说明里还有隐去的这些话，不能再改，请报告保密审查人员处理。")


@act(
    "participation.reveal",
    "查看提意见的人和原文",
    on=Call,
    states=(*SORTING, State.FED_BACK),
    role=(DRAFTER, CLERK),
    asks=forms.RevealForm,
    cites=("PP-4",),
    weight="quiet",
)
def reveal(step: Step) -> None:
    """Name, contact and masked words, once, to whoever said why; the ledger keeps whose and the reason."""
    for opinion in step.data["opinions"]:
        kept = getattr(opinion, "sender", None)
        told = (kept.name, kept.contact, kept.original) if kept is not None else ("", "", "")
        labels = ("姓名或者单位", "联系方式", "原文")
        said = [f"{label}：{text}" for label, text in zip(labels, told, strict=True) if text]
        step.shown.append(f"{opinion.number}　{'；'.join(said) or '没有留姓名和联系方式，也没有遮盖。'}")
    step.detail = {"opinions": [opinion.number for opinion in step.data["opinions"]]}


# Groups


@act(
    "participation.group",
    "归并相同的意见",
    on=Call,
    states=SORTING,
    role=DRAFTER,
    asks=forms.GroupForm,
    cites=("PP-8",),
    gates=[answers_open, says_nothing_personal],
)
def group(step: Step) -> None:
    """A person brings together what says the same; each opinion keeps its receipt and counts as one."""
    opinions: list[Opinion] = step.data["opinions"]
    pks = [opinion.pk for opinion in opinions]
    taken = Membership.objects.filter(opinion__in=pks).select_related("opinion")[:5]
    answered = Answer.objects.filter(opinion__in=pks).select_related("opinion")[:5]
    if wrong := [
        *(row.opinion.number for row in taken),
        *(row.opinion.number for row in answered if row.opinion),
    ]:
        raise Invalid({"意见编号": [f"{'、'.join(wrong)}已经归并或者答复过，请先移出。"]})
    made = _grouped(step, opinions)
    step.detail = {"group": made.pk, "opinions": len(opinions)}


def _grouped(step: Step, opinions: list[Opinion]) -> OpinionGroup:
    """The group of these opinions, whose point repeats nothing that is hidden in them."""
    rows = Opinion.objects.filter(pk__in=[opinion.pk for opinion in opinions])
    refuse_repeated(step.matter, rows, {"要点": step.data["title"]}, "要点")
    made = OpinionGroup.objects.create(
        call=step.matter, title=step.data["title"], made_by=step.staff, made_at=step.at
    )
    Membership.objects.bulk_create(
        Membership(call=step.matter, opinion=opinion, group=made) for opinion in opinions
    )
    return made


@act(
    "participation.confirm_group",
    "确认建议的归并",
    on=Call,
    states=SORTING,
    role=DRAFTER,
    asks=forms.ConfirmForm,
    cites=("PP-8",),
    gates=[answers_open, says_nothing_personal],
    when=lambda call: Suggestion.objects.filter(call=call).exists(),
)
def confirm_group(step: Step) -> None:
    """A person makes a group of what the portal finds alike, as far as it is still neither grouped nor answered."""
    suggestion: Suggestion = step.data["suggestion"]
    wanted = set(suggestion.members) - set(forms.numbered(step.data["without"]))
    members = list(unanswered(step.matter).filter(membership=None, pk__in=wanted))
    if not members:
        raise Invalid({"哪一组": ["里面的意见都已经归并或者答复过了。"]})
    made = _grouped(step, members)
    suggestion.delete()
    step.detail = {"group": made.pk, "opinions": len(members)}


@act(
    "participation.take_out",
    "把意见移出归并",
    on=Call,
    states=SORTING,
    role=DRAFTER,
    asks=forms.MoveForm,
    cites=("PP-8",),
    gates=[answers_open],
    weight="quiet",
)
def take_out(step: Step) -> None:
    """What is taken out of an answered group has no answer any more, and needs one of its own."""
    found = Membership.objects.filter(opinion__in=step.data["opinions"])
    if found.count() != len(step.data["opinions"]):
        raise Invalid({"意见编号": ["有的意见没有归并。"]})
    step.detail = {"opinions": [opinion.number for opinion in step.data["opinions"]]}
    found.delete()


# Answers


def _asks_for_answers(model: type[models.Model]) -> Q:
    """The condition of a call with a standing opinion that has no answer, of its own or of its group."""
    return Q(Exists(unanswered(OuterRef("pk")))) & Q(fed_back_at=None)


@act(
    "participation.answer",
    "答复意见",
    on=Call,
    states=SORTING,
    role=DRAFTER,
    asks=forms.AnswerForm,
    cites=("PP-4", "PP-8"),
    gates=[answers_open, says_nothing_personal],
    weight="primary",
    queue=(State.CLOSED, State.WITHDRAWN),
    waits_if=_asks_for_answers,
)
def answer(step: Step) -> None:
    """One row answers one opinion or a whole group: it reaches all members or none."""
    call: Call = step.matter
    if step.data["group"]:
        group = call.groups.get(pk=step.data["group"])
        subject: dict[str, object] = {"group": group}
        rows, places = Opinion.objects.filter(membership__group=group), {"要点": group.title}
        step.detail = {"group": step.data["group"]}
    else:
        opinion = _one(call, step.data["opinions"])
        subject = {"opinion": opinion}
        rows, places = Opinion.objects.filter(pk=opinion.pk), {}
        step.detail = {"opinion": opinion.number}
    refuse_repeated(call, rows, {"理由": step.data["because"], **places}, "理由")
    Answer.objects.update_or_create(
        **subject,  # type: ignore[arg-type]
        defaults={
            "call": call,
            "result": step.data["result"],
            "reason": step.data["because"],
            "by": step.staff,
            "at": step.at,
        },
    )


def _one(call: Call, entered: str) -> Opinion:
    """The opinion with that number, which belongs to no group."""
    pks = forms.numbered(entered)
    found: QuerySet[Opinion] = standing(call).filter(pk__in=pks[:1])
    opinion = found.first()
    if opinion is None:
        raise Invalid({"或者哪一条": ["这次征集里没有这条意见，或者它已经撤回、更正。"]})
    if Membership.objects.filter(opinion=opinion).exists():
        raise Invalid({"或者哪一条": ["这条意见已经归并，请答复那一组，或者先移出。"]})
    return opinion


def _answers(rows: QuerySet[Answer]) -> dict[str, str]:
    """What everybody reads of answers, by what they answer."""
    return {
        f"对{answer.group or answer.opinion}的答复": "\n".join(
            [answer.reason, answer.group.title if answer.group else ""]
        )
        for answer in rows.select_related("group", "opinion")
    }


# Feedback


@gate("PP-4", "反馈里没有个人信息")
def result_names_nobody(step: Step) -> Objection | None:
    for row in Answer.objects.filter(call=step.matter).only("reason"):
        if found := personal_in(row.reason):
            return f"答复里有{'、'.join(found)}。", "请改写答复，删去个人信息。"
    return None


@act(
    "participation.feed_back",
    "公开反馈",
    on=Call,
    via="feed_back",
    role=RECORDS,
    asks=forms.FeedBackForm,
    cites=("PP-4", "PP-6"),
    gates=[all_answered, result_names_nobody, says_nothing_personal],
    tells=(DRAFTER, HEAD),
    weight="primary",
    waits_if=lambda model: ~_asks_for_answers(model),
)
def feed_back(step: Step) -> None:
    """What became of every opinion stands on the page of the call; whoever left an address is told."""
    _fed_back(step)


@act(
    "participation.feed_back_withdrawn",
    "公开对已撤回草案意见的反馈",
    on=Call,
    states=(State.WITHDRAWN,),
    role=RECORDS,
    asks=forms.FeedBackForm,
    cites=("PP-4", "PP-6"),
    gates=[answers_open, all_answered, result_names_nobody, says_nothing_personal],
    tells=(DRAFTER, HEAD),
    queue=(State.WITHDRAWN,),
    waits_if=lambda model: (
        Q(fed_back_at=None) & Q(Exists(standing(OuterRef("pk")))) & ~_asks_for_answers(model)
    ),
    when=lambda call: call.fed_back_at is None,
)
def feed_back_withdrawn(step: Step) -> None:
    """The same of a draft that was withdrawn: the draft stays off the page, what became of its opinions stands there."""
    _fed_back(step)


def _fed_back(step: Step) -> None:
    call: Call = step.matter
    said = {"反馈说明": step.data["result"], **_answers(Answer.objects.filter(call=call))}
    refuse_repeated(call, Opinion.objects.filter(call=call), said, "反馈说明")
    call.counts = counting.counts(call)
    if call.state == State.WITHDRAWN:
        call.fed_back_at, call.result = step.at, step.data["result"]
    else:
        call.feed_back(step.at, step.data["result"])
    told = 0
    for opinion in standing(call).exclude(sender=None).select_related("sender").iterator(chunk_size=500):
        told += announce(
            email=opinion.sender.contact if "@" in opinion.sender.contact else "",
            phone=opinion.sender.contact,
            subject=f"{call.agency.name}公开了意见采纳情况",
            body=(
                f"您提出的意见（编号 {opinion.number}）有了答复。"
                f"采纳情况和理由公开在本网站“意见征集”：{call.decision.number}；凭编号和查询码也可以查看。"
            ),
            key=f"participation:{opinion.pk}:feedback",
            at=step.at,
            because=call.ref,
        )
    step.detail = {"opinions": call.counts["total"], "told": told}


@act(
    "participation.carried",
    "登记渠道已公开反馈",
    on=Call,
    states=(State.FED_BACK,),
    role=(RECORDS, DRAFTER),
    asks=forms.CarriedForm,
    cites=("PP-4",),
    queue=(State.FED_BACK,),
    waits_if=lambda model: Q(Exists(Channel.objects.filter(call=OuterRef("pk"), feedback_on=None))),
    when=lambda call: call.carriers.filter(feedback_on=None).exists(),
)
def carried(step: Step) -> None:
    carrier = step.data["channel"]
    carrier.feedback_on, carrier.where = step.data["feedback_on"], step.data["where"]
    carrier.save(update_fields=["feedback_on", "where"])
    step.detail = {"channel": carrier.name, "on": str(carrier.feedback_on)}
