"""What regulation 09 demands before a step."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from disclosure.models import Document
from foundation.casework.acts import Objection, Step, gate
from foundation.deadlines.calendar import Calendar
from foundation.deadlines.counting import local_date
from participation import statute
from participation.masks import personal_in
from participation.models import Call, Decision, Hearing, LegalReview, Opinion, Poll, Symposium
from participation.models.decision import versions
from participation.statute import Result, Trait, Way


def standing(call: Any) -> QuerySet[Opinion]:
    """The opinions of a call, or of an outer query's calls, that ask for an answer: neither withdrawn nor corrected."""
    return Opinion.objects.filter(call=call, corrected_by=None).exclude(marks__kind="withdrawn")


def unanswered(call: Any) -> QuerySet[Opinion]:
    """Those of them without an answer of their own or of their group."""
    return standing(call).filter(answer=None).filter(Q(membership=None) | Q(membership__group__answer=None))


@gate("PP-3", "公众参与方式与事项的特点相符")
def ways_fit(step: Step) -> Objection | None:
    decision: Decision = step.matter if isinstance(step.matter, Decision) else step.matter.decision
    lacking = statute.ways_lacking(set(decision.traits), set(decision.ways))
    return (f"{'；'.join(lacking)}。", "请先修改公众参与方式。") if lacking else None


@gate("PP-7", "公开征求意见在参与方式之内")
def draft_is_planned(step: Step) -> Objection | None:
    if Way.DRAFT not in step.matter.decision.ways:
        return "这件决策事项的参与方式里没有“向社会公开征求意见”。", "请先修改公众参与方式。"
    return None


@gate("PP-7", "应当公示的内容一项不缺")
def items_complete(step: Step) -> Objection | None:
    call: Call = step.matter
    missing = [label for name, label in Call.ITEMS.items() if not str(getattr(call, name)).strip()]
    if missing:
        return f"缺：{'、'.join(missing)}。", "公示的内容要齐全，请补上再办。"
    return None


@gate("PP-7", "征求意见不少于 10 日")
def long_enough(step: Step) -> Objection | None:
    if step.matter.days < statute.LEAST_DAYS:
        return (
            f"征求意见的期限是 {step.matter.days} 日，少于 {statute.LEAST_DAYS} 日。",
            f"请改为 {statute.LEAST_DAYS} 日以上，一般为 {statute.USUAL_DAYS} 日。",
        )
    return None


@gate("决策条例15", "少于 30 日的公开说明理由")
def shorter_says_why(step: Step) -> Objection | None:
    call: Call = step.matter
    if call.days >= statute.USUAL_DAYS:
        return None
    if call.market_entities or Trait.MARKET_ENTITIES in call.decision.traits:
        return (
            f"与市场主体密切相关的规范性文件，征求意见不少于 {statute.USUAL_DAYS} 日，没有例外。",
            "请改为 30 日以上（优化营商环境条例第六十二条）。",
        )
    if not call.shorter_because.strip():
        return "征求意见一般不少于 30 日。", "确需缩短的，请写明理由，公开时一并公布。"
    return None


@gate("PP-7", "截止之后不再延长")
def still_running(step: Step) -> Objection | None:
    """Once its last second is over nobody extends it, though the portal has not closed it yet."""
    if not step.matter.takes(step.at):
        return "征求意见的最后一日已经过去。", "截止以后不能延长；作了重大修改的，可以重新征求意见。"
    return None


@gate("PP-4", "没有正在征求的意见")
def nothing_open(step: Step) -> Objection | None:
    unfinished = ("drafting", "under_review", "ready", "open")
    if step.matter.calls.filter(state__in=unfinished).exists():
        return "还有一份征求意见稿没有办完。", "请等截止以后再提请，或者先放弃那一份。"
    return None


@gate("PP-4", "公开反馈之前，意见条条有答复", done_by=("participation.answer",))
def all_answered(step: Step) -> Objection | None:
    calls = [step.matter] if isinstance(step.matter, Call) else step.matter.calls.exclude(opened_at=None)
    left = [row for call in calls for row in unanswered(call).order_by("pk")[:6]]
    if left:
        shown = "、".join(row.number for row in left[:5])
        return f"还有意见没有答复：{shown}{'等' if len(left) > 5 else ''}。", "请逐条或者归并答复以后再办。"
    return None


@gate("PP-4", "反馈公开之后，答复不再改动")
def answers_open(step: Step) -> Objection | None:
    if step.matter.fed_back_at is not None:
        return "反馈已经公开。", "公开以后，归并和答复不能再改。"
    return None


@gate("PP-4", "征求过意见，并且已经截止")
def consulted(step: Step) -> Objection | None:
    decision: Decision = step.matter
    if Way.DRAFT not in decision.ways:  # `ways_recorded` says why
        return None
    if not decision.calls.filter(state__in=[Call.State.CLOSED, Call.State.FED_BACK]).exists():
        return "这件决策事项还没有征求过意见。", "请先公开征求意见。"
    return None


@gate("PP-3", "计划的公众参与方式都有记录")
def ways_recorded(step: Step) -> Objection | None:
    """A way that is only planned is no participation: nothing goes to the county government as if it had been held.

    A hearing and a symposium are recorded once their report is there, for it goes along (PP-5, PP-11).
    """
    decision: Decision = step.matter
    if missing := decision.unheld_labels:
        return (
            f"计划的“{'”“'.join(missing)}”还没有举行并形成报告。",
            "请先举行并形成报告；报告和草案一并提请审议。",
        )
    return None


@gate("PP-8", "公开的说明里没有个人信息、密级标志", on_entry=True)
def says_nothing_personal(step: Step) -> Objection | None:
    said = "\n".join(str(value) for value in step.data.values() if isinstance(value, str))
    if found := personal_in(said):
        return f"写的内容里有{'、'.join(found)}。", "这些话人人看得到，请删去再办。"
    return None


@gate(
    "PP-4", "登记的渠道都公开了反馈", done_by=("participation.carried", "participation.feed_back_symposium")
)
def carried_everywhere(step: Step) -> Objection | None:
    """For the document that decides: each channel that carried the draft carried the feedback."""
    return not_fed_back(step.matter)


@gate("PP-4", "公布之前，意见和渠道都已反馈")
def fed_back_before(step: Step) -> Objection | None:
    """For the announcement, which may follow a document that was named late."""
    return _lacking(step.matter)


@gate("决策条例10", "由决策建议形成的，先启动再说")
def came_of_no_proposal(step: Step) -> Objection | None:
    """The county's leader took it up and told the proposer; nobody reads of a decision that was never started."""
    decision: Decision = step.matter
    if decision.state == Decision.State.PROPOSED and decision.proposals.exists():
        return (
            "它由县政府采纳的决策建议形成，还没有启动。",
            "请先启动；确实不办的，启动以后写明原因，人人看得到。",
        )
    return None


@gate("PP-3", "启动以后，事项的特点只增不减", on_entry=True)
def traits_stay(step: Step) -> Objection | None:
    """A trait demands a hearing or an examination; nobody takes it away once the decision stands in the catalogue."""
    decision: Decision = step.matter
    gone = [str(Trait(each).label) for each in decision.traits if each not in step.data["traits"]]
    if decision.started_at is not None and gone:
        return (
            f"去掉了“{'”“'.join(gone)}”。",
            "启动以后特点只能增加；确实选错的，请领导把这件事项停下来，重新拟定。",
        )
    return None


@gate("PP-4", "已经决定的事项不换公文")
def not_replaced(step: Step) -> Objection | None:
    decision: Decision = step.matter
    if decision.state == Decision.State.DECIDED and decision.document_id is not None:
        return f"这件事项已经决定，公文是“{decision.document}”。", "作出决策的公文不能再换。"
    return None


def named_too_late(decision: Decision, document: Document) -> str:
    """Why a document may not be named any more: it was published before the feedback on every channel; blank where it may."""
    published = versions(document).order_by("published_at").values_list("published_at", flat=True)
    first = published.exclude(published_at=None).first()
    if first is None:
        return ""
    calls = list(decision.calls.exclude(opened_at=None).prefetch_related("carriers"))
    back = [call for call in calls if call.state == Call.State.FED_BACK]
    timely = all(
        call.fed_back_at is not None
        and call.fed_back_at <= first
        and all(each.feedback_on and each.feedback_on <= local_date(first) for each in call.carriers.all())
        for call in back
    )
    meetings = decision.symposia.filter(state__in=Symposium.DONE)
    timely = timely and not meetings.exclude(fed_back_at__lte=first).exists()
    if back and timely and not any(_owed(call) for call in calls):
        return ""
    return f"这份公文 {local_date(first)} 已经发布，采纳情况却没有在那以前公开反馈（PP-4），不能关联。"


def not_fed_back(document: Document) -> Objection | None:
    """Why the document of a decision may not be published yet; None where it decides nothing, or everything was fed back."""
    decision = Decision.objects.filter(document__in=versions(document)).first()
    return _lacking(decision) if decision is not None else None


def not_reported_to_party(decision: Decision) -> Objection | None:
    """Why a decision may not be announced yet: the Party committee was not asked (决策条例31)."""
    if decision.party_on is None:
        return "还没有向县委请示报告。", "重大决策出台以前要请示报告，请先登记（决策条例31）。"
    return None


@gate("决策条例31", "登记公布以前向县委请示报告过", done_by=("participation.report_to_party",))
def party_informed(step: Step) -> Objection | None:
    return not_reported_to_party(step.matter)


def _owed(call: Call) -> bool:
    """Whether what was said of a call still asks for feedback: also of one that was withdrawn."""
    if call.state == Call.State.WITHDRAWN:
        return call.fed_back_at is None and standing(call).exists()
    return call.state in (Call.State.OPEN, Call.State.CLOSED)


def _lacking(decision: Decision) -> Objection | None:
    """What a decision lacks before its document is published."""
    if decision.state not in (Decision.State.DECIDED, Decision.State.ANNOUNCED):
        return (
            f"它所作的决策“{decision.title}”还没有审议决定。",
            "请先办理提请审议和决定。",
        )
    for call in decision.calls.exclude(opened_at=None).prefetch_related("carriers"):
        if _owed(call):
            return (
                f"“{call.title}”征求的意见还没有公开反馈。",
                "采纳情况和不采纳的理由，要在决策公布之前公开。",
            )
        if call.state != Call.State.FED_BACK:
            continue
        silent = [carrier.name for carrier in call.carriers.all() if carrier.feedback_on is None]
        if silent:
            return (
                f"公开过草案的{'、'.join(silent)}还没有公开反馈。",
                "请在原来公开草案的渠道公开采纳情况，并登记日期。",
            )
    meeting = decision.symposia.filter(state=Symposium.State.REPORTED).first()
    if meeting is not None:
        return (
            f"“{meeting.title}”上的意见，采纳情况还没有公布。",
            "座谈会、咨询协商的意见是否采纳、为什么，要在决策公布之前公布。",
        )
    return None


def today_closes(step: Step) -> str:
    """The last day of the call's period if it were opened now, in words."""
    last = statute.last_day(step.at, step.matter.days, Calendar.load())
    return f"今天公开，{last.month}月{last.day}日24时截止（{local_date(step.at)} 当日不算）。"


# Hearings


@gate("PP-9", "听证在参与方式之内")
def hearing_is_planned(step: Step) -> Objection | None:
    if Way.HEARING not in step.matter.decision.ways:
        return "这件决策事项的参与方式里没有“听证”。", "请先修改公众参与方式。"
    return None


@gate("PP-9", "听证会公告的内容一项不缺")
def notice_complete(step: Step) -> Objection | None:
    hearing: Hearing = step.matter
    missing = [label for name, label in Hearing.ITEMS.items() if not str(getattr(hearing, name)).strip()]
    days = {
        "first_at": "举行时间",
        "registration_from": "报名开始",
        "registration_until": "报名截止",
        "lot_on": "数字公布的日期",
    }
    missing += [label for name, label in days.items() if getattr(hearing, name) is None]
    if missing:
        return f"缺：{'、'.join(missing)}。", "公告的内容要齐全，请补上再办。"
    return None


@gate("PP-10", "听证会代表不少于 10 人")
def enough_seats(step: Step) -> Objection | None:
    hearing: Hearing = step.matter
    if hearing.total < statute.LEAST_REPRESENTATIVES:
        return (
            f"代表名额一共 {hearing.total} 人，少于 {statute.LEAST_REPRESENTATIVES} 人。",
            "请增加代表名额。",
        )
    if not (hearing.seats.get("interested") or hearing.seats.get("consumer")) or not hearing.seats.get(
        "public"
    ):
        return (
            "没有给利害关系人或者普通公众留名额。",
            "相关各方都要有代表参加（决策条例16），请增加名额。",
        )
    if lacking := statute.consumers_lacking(hearing.sort, hearing.seats.get("consumer", 0), hearing.total):
        return lacking, f"请增加消费者的名额（{hearing.periods.source}）。"
    return None


@gate("PP-9", "公告和举行之间隔满日数")
def noticed_in_time(step: Step) -> Objection | None:
    hearing: Hearing = step.matter
    if hearing.begins_on is None and hearing.first_at is None:
        return None  # `notice_complete` says so
    begins = local_date(hearing.begins_at or hearing.first_at)  # type: ignore[arg-type]
    days = hearing.periods.notice
    first = statute.earliest(local_date(step.at), days)
    if begins < first:
        return (
            f"今天公告，{begins} 举行，中间不满 {days} 个整天。",
            f"最早可以定在 {first}（{hearing.periods.source}）。",
        )
    return None


@gate("PP-9", "报名、抽签、名单、送达排得开")
def days_in_order(step: Step) -> Objection | None:
    """Registration is over before the number is known, and after that there is time for list and papers."""
    hearing: Hearing = step.matter
    first, last, lot_on = hearing.registration_from, hearing.registration_until, hearing.lot_on
    begins = hearing.begins_at or hearing.first_at
    if first is None or last is None or lot_on is None or begins is None:
        return None  # `notice_complete` says so
    if last < first or last < local_date(step.at):
        return f"报名截止（{last}）早于报名开始或者今天。", "请改报名的日期。"
    if lot_on <= last:
        return (
            f"抽签的数字 {lot_on} 就公布了，报名 {last} 才截止。",
            "请换一个报名截止以后才公布的数字，谁也不能先知道结果。",
        )
    needed = max(hearing.periods.papers, hearing.periods.listed)
    if statute.full_days(lot_on, local_date(begins)) < needed:
        return (
            f"抽签在 {lot_on}，离举行不满 {needed} 个整天，名单和材料来不及公布、送达。",
            "请提早报名截止和抽签的日期，或者推后举行。",
        )
    return None


@gate("决策条例16", "材料按时送达每一位代表")
def papers_served(step: Step) -> Objection | None:
    hearing: Hearing = step.matter
    days = hearing.periods.papers
    late = [
        str(row)
        for row in hearing.representatives.sitting()
        if row.papers_on is None
        or hearing.begins_on is None
        or statute.full_days(row.papers_on, hearing.begins_on) < days
    ]
    if late:
        return (
            f"{'、'.join(late[:5])}{'等' if len(late) > 5 else ''}没有在举行 {days} 日以前收到材料。",
            "请改期，送达以后隔满日数再举行。",
        )
    return None


@gate("PP-9", "没有在办的听证会、座谈会")
def no_meeting_open(step: Step) -> Objection | None:
    decision: Decision = step.matter
    if decision.hearings.filter(state__in=Hearing.UNFINISHED).exists():
        return "还有一场听证会没有办完。", "请等听证报告公布，或者先取消听证会。"
    if decision.symposia.filter(state__in=Symposium.UNFINISHED).exists():
        return "还有一场座谈会没有办完。", "请等座谈会报告写成，或者先取消座谈会。"
    return None


# Polls


@gate("PP-6", "计划的民意调查有公布的报告")
def poll_reported(step: Step) -> Objection | None:
    """The report goes with the draft to the county government; a poll that is under way is waited for."""
    decision: Decision = step.matter
    if decision.polls.unfinished().exists():
        return "民意调查还没有办完。", "请等截止、统计、公布报告以后再办，或者先放弃这次调查。"
    if Way.POLL in decision.ways and not decision.polls.filter(state=Poll.State.REPORTED).exists():
        return (
            "计划的“民意调查”还没有报告。",
            "请先办理民意调查并公布报告；确实不采用的，修改公众参与方式以后再办。",
        )
    return None


def outdated_because(review: LegalReview) -> str:
    """What happened to a decision after its draft was sent to be reviewed, in words; blank where the review stands."""
    decision, sent = review.decision, review.sent_at
    later = (
        ("县政府讨论以后要求修改", decision.deliberations.filter(result=Result.AGAIN, at__gt=sent)),
        ("草案又公开征求过意见", decision.calls.filter(opened_at__gt=sent)),
        ("又举行过听证会", decision.hearings.filter(reported_at__gt=sent)),
        ("又开过座谈会", decision.symposia.filter(reported_at__gt=sent)),
        ("又做过民意调查", decision.polls.filter(reported_at__gt=sent)),
        ("又做过论证、评估、审查", decision.examinations.filter(at__gt=sent)),
    )
    return next((said for said, rows in later if rows.exists()), "")


@gate("决策条例26", "没有正在进行的合法性审查")
def not_under_legal_review(step: Step) -> Objection | None:
    if step.matter.legal_reviews.filter(state=LegalReview.State.SENT).exists():
        return "草案正在合法性审查。", "请等审查意见，或者请审查的部门退回。"
    return None


@gate("PP-6", "没有正在办理的民意调查")
def no_poll_under_way(step: Step) -> Objection | None:
    if step.matter.polls.unfinished().exists():
        return "民意调查还没有办完。", "请等公布报告以后再办，或者先放弃这次调查。"
    return None
