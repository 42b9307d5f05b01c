"""The statement on participation that goes with a decision to the county government (PP-4), written from what is there."""

from __future__ import annotations

from django.db.models import Q
from django.utils.timezone import localdate

from participation.counting import counts, labelled
from participation.gates import standing
from participation.models import Answer, Call, Consent, Decision, Hearing, Opinion, Poll, Stance, Symposium
from participation.reading import words

#: The most opinions that are quoted, of those answered alone and of those opposed; all of them stand in the table.
QUOTED = 200


def statement(decision: Decision) -> str:
    """公众参与情况说明: the matter, ways, dates, channels, numbers, groups, what was not adopted and why, dissent verbatim."""
    parts = [
        f"关于“{decision.title}”公众参与情况的说明",
        f"承办单位：{decision.agency.name}"
        + (f"；配合单位：{_joined(decision.partners)}" if decision.partners else ""),
        f"公众参与方式：{'、'.join(_ways(decision))}。"
        + (f"选择的理由：{'；'.join(decision.trait_labels)}。" if decision.traits else ""),
    ]
    opened = decision.calls.exclude(opened_at=None).order_by("edition")
    for call in opened:
        parts += _of_call(call)
    for hearing in decision.hearings.filter(state=Hearing.State.REPORTED).order_by("edition"):
        parts += _of_hearing(hearing)
    for symposium in decision.symposia.filter(state__in=Symposium.DONE).order_by("pk"):
        parts += _of_symposium(symposium)
    for poll in decision.polls.filter(state=Poll.State.REPORTED).select_related("questionnaire"):
        parts += _of_poll(poll)
    return "\n".join(parts)


def _ways(decision: Decision) -> list[str]:
    """The ways in words; those without a report are planned and no more."""
    planned = decision.unheld_labels
    return [f"{label}（计划）" if label in planned else label for label in decision.way_labels]


def _of_poll(poll: Poll) -> list[str]:
    """A poll: when, of whom and how, sheets, report, what is adopted (PP-6)."""
    return [
        "民意调查",
        f"“{poll.title}”，{localdate(poll.opened_at)} 至 {poll.last_day}。调查对象：{poll.whom}",
        f"印制 {poll.printed} 份，发出 {poll.issued} 份，收回 {poll.returned} 份，作废 {poll.void} 份。",
        "调查报告",
        poll.report,
        "采纳情况",
        poll.adoption,
    ]


def _of_call(call: Call) -> list[str]:
    counted = counts(call)
    first = localdate(call.opened_at)
    carriers = list(call.carriers.all())
    planned = [each.name for each in carriers if each.carried_on is None]
    parts = [
        f"第 {call.edition} 次公开征求意见",
        f"{first} 至 {call.last_day}，在县政府门户网站"
        + "".join(f"、{each.name}（{each.carried_on}）" for each in carriers if each.carried_on)
        + "公开。"
        + (f"计划公开在{'、'.join(planned)}，没有登记日期。" if planned else ""),
    ]
    if call.state == Call.State.WITHDRAWN:
        parts.append(f"中途撤回，原因：{call.withdrawal_reason}")
    if call.shorter_because:
        parts.append(f"少于 30 日的理由：{call.shorter_because}")
    if not counted["total"]:
        return [*parts, "没有收到意见。"]
    parts.append(
        f"共收到意见 {counted['total']} 条，其中撤回或者更正的 {counted['total'] - counted['standing']} 条。"
    )
    for head, rows in labelled(counted):
        parts.append(f"{head}：" + "，".join(f"{label} {n} 条" for label, n in rows if n) + "。")
    answers = Answer.objects.filter(call=call).exclude(result=Answer.Result.ADOPTED)
    parts.append("没有采纳和部分采纳的意见和理由")
    # A group from which everything was taken out answers nobody; an opinion that is withdrawn or corrected asks for nothing.
    held = standing(call)
    answers = answers.filter(Q(opinion__in=held) | Q(group__members__opinion__in=held)).distinct()
    answers = answers.select_related("group", "opinion").prefetch_related(*_READ).order_by("pk")
    for row in answers.exclude(group=None):
        parts.append(f"{row.group}——{row.get_result_display()}：{row.reason}")
    alone = answers.filter(group=None)
    for row in alone[:QUOTED]:
        parts.append(f"{_quoted(row.opinion)}——{row.get_result_display()}：{row.reason}")
    if (left := alone.count() - QUOTED) > 0:
        parts.append(f"另有 {left} 条单独答复的意见，逐条列在意见采纳情况表里。")
    against = standing(call).filter(stance=Stance.AGAINST).order_by("pk")
    total = against.count()
    parts.append(
        f"反对意见原文（{total} 条{f'，以下列出前 {QUOTED} 条' if total > QUOTED else ''}；"
        "不同意公布内容的只列编号）"
    )
    parts += [_quoted(opinion) for opinion in against.prefetch_related("marks", "corrected_by")[:QUOTED]]
    return parts


def _of_hearing(hearing: Hearing) -> list[str]:
    """A hearing with its dates, who was there by group, every view with what became of it, report and conclusion."""
    rows = list(hearing.representatives.sitting())
    there = [
        f"{label} {sum(1 for row in rows if row.group == group and row.attended)}/{hearing.seats[group]} 人"
        for group, label in hearing.groups
    ]
    return [
        f"第 {hearing.edition} 次听证：{hearing.title}",
        f"{localdate(hearing.announced_at)} 公告，{localdate(hearing.listed_at)} 公布代表名单，"
        f"{hearing.begins_on} 在{hearing.place}举行。",
        f"代表到会：{'，'.join(there)}。",
        "听证意见和采纳情况",
        *(
            f"{point.text}——{point.get_result_display()}{f'：{point.reason}' if point.reason else ''}"
            for point in hearing.points.all()
        ),
        "听证报告",
        hearing.report,
        f"结论性建议：{hearing.conclusion}",
    ]


def _of_symposium(symposium: Symposium) -> list[str]:
    """A symposium or consultation with who was there, every opinion with its analysis, and the report."""
    rows = list(symposium.invitees.all())
    there = sum(1 for row in rows if row.attended)
    said = symposium.statements.select_related("invitee")
    return [
        f"{symposium.get_sort_display()}：{symposium.title}",
        f"{symposium.begins_on} 在{symposium.place}召开，邀请 {len(rows)} 人，到会 {there} 人。",
        "意见和采纳情况",
        *(
            f"{row.invitee.get_group_display()}：{row.text}——{row.get_result_display()}：{row.reason}"
            for row in said
        ),
        *(["到会的人没有提意见。"] if symposium.silent else []),
        "报告",
        symposium.report,
    ]


_READ = ("opinion__marks", "opinion__corrected_by")


def _quoted(opinion: Opinion | None) -> str:
    """An opinion in the words that the public reads; by its number alone where its sender does not agree to that."""
    assert opinion is not None, "an answer is to a group or to an opinion"
    if opinion.consent == Consent.PRIVATE:
        return opinion.number
    return f"{opinion.number}：{words(opinion)[0]}"


def _joined(text: str) -> str:
    return "、".join(line.strip() for line in text.splitlines() if line.strip())
