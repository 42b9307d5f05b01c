"""What agencies of the demonstration disagree on, do not publish, publish in part, and clean up; all of it under way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from disclosure.models import Coordination, Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import perform
from secrecy_review.demo import review
from secrecy_review.models import Opinion, Review

DUTY = "五原县农牧和科技局机关值班安排办法"
KEPT: dict[str, Any] = {
    "title": DUTY,
    "genre": "通知",
    "topic": "综合政务/其他",
    "body": "一、机关值班实行轮流制，每日两人。\n二、值班人员负责来电登记和紧急情况上报。\n三、本办法自印发之日起执行。",
    "attribute": "withheld",
    "ground": "internal_affairs",
    "attribute_reason": "机关内部的值班管理，不对外产生效力。",
}
STORE: dict[str, Any] = {
    "title": "关于做好县级抗旱物资储备管理的通知",
    "genre": "通知",
    "topic": "农业、林业、水利/水利",
    "attribute": "proactive",
    "proactive_tests": ["1"],
    "body": "各镇人民政府：\n一、县级抗旱物资存放在城北三号库，由专人管理。\n二、各镇按需申领，三日内办结。\n三、城北三号库每季度盘点一次。",
}
#: Which of the six kinds it is, and the ground that fits that kind.
ANSWERED = {"is_6": "yes", "why_6": "值班安排属于内部办公事项。", "ground_6": "internal_affairs"}


def play(now: datetime) -> None:
    """Take each as far as it is, unless they are there already."""
    if not Coordination.objects.exists():
        _disagreement(now)
        _reassessment(now)
        _declassification(now)
        _cleanup(now)


def _do(name: str, who: str, on: Any, at: datetime, **data: Any) -> Any:
    actor = Actor.of(Staff.objects.select_related("agency").get(username=who))
    return perform(name, on=on, actor=actor, at=at, data=data).matter


def _disagreement(now: datetime) -> None:
    """The water authority would publish a plan of which a town wants a sentence left out."""
    document = Document.objects.get(agency__code="slj", title__contains="春灌供水计划")
    at = now - timedelta(days=1)
    view = {"view": "public", "reasons": "涉及各镇农户用水，依条例第二十条应当公开。"}
    apart = {"separable": "yes", "own_part": "供水时间"}
    words = document.body.splitlines()[-2]
    case = _do(
        "disclosure.open_coordination",
        "slj-wenshu",
        document,
        at,
        others=["lxcz"],
        passage=words,
        **view,
        **apart,
    )
    said = {"view": "partly", "reasons": "上报时间是机关之间的工作安排，公开易生误解。"}
    side = case.sides.get(agency__code="lxcz")
    _do("disclosure.state_view", "lxcz-wenshu", side, now, **said, separable="yes", own_part="上报安排")


def _reassessment(now: datetime) -> None:
    """A document is kept on a ground of 条例16; whether that still holds waits for a second person. The catalogue names it."""
    at = now - timedelta(days=12)
    document = _do(
        "disclosure.draft",
        "nmj-nigao",
        "agency:nmj",
        at,
        **KEPT,
        formed_on=str(localdate(at - timedelta(days=2))),
    )
    _do("disclosure.answer_kinds", "nmj-nigao", document, at, **ANSWERED)
    _do("disclosure.submit", "nmj-nigao", document, at)
    _do("disclosure.recheck", "nmj-wenshu", document, at)
    found: Review = _do("secrecy_review.request", "nmj-wenshu", document, at)
    review(found, Actor.of(Staff.objects.get(username="nmj-shencha")), at, Opinion.EXEMPT)
    for office in ("zhuren", "lingdao"):
        _do("disclosure.sign", f"nmj-{office}", document, at)
    reported = {"report_number": "五农科报〔2026〕3号", "reported_on": str(localdate(at))}
    _do("disclosure.report_refusal", "nmj-wenshu", document, at, **reported)
    at = now - timedelta(days=3)
    batch = _do("disclosure.open_reassessment", "nmj-zhuren", "agency:nmj", at)
    assessor = Staff.objects.get(username="nmj-wenshu")
    _do("disclosure.name_assessor", "nmj-zhuren", batch, at, assessor=assessor.pk)
    item = batch.items.get(subject_kind=Document.kind, subject_id=document.pk)
    said = {"verdict": "keep", "ground": "internal_affairs", "reasons": "仍在执行的内部管理，情况没有变。"}
    _do("disclosure.assess_item", "nmj-wenshu", item, now, **said)
    entry = _do("disclosure.propose_entry", "nmj-wenshu", document, now, description="机关值班安排办法")
    _do("disclosure.list_entry", "nmj-shencha", entry, now)


def _declassification(now: datetime) -> None:
    """From one draft two texts; the passage that is rewritten waits for the rest of the way."""
    day = str(localdate(now))
    draft = _do("disclosure.draft", "slj-nigao", "agency:slj", now, **STORE, formed_on=day)
    _do("disclosure.begin_declassification", "slj-nigao", draft, now, declassification="delete")
    marking = {"how": "replace", "replacement": "指定仓库", "ground": "security_stability"}
    reason = "储备库的位置公开后可能影响安全。"
    _do("disclosure.mark_passage", "slj-nigao", draft, now, passage="城北三号库", reason=reason, **marking)


def _cleanup(now: datetime) -> None:
    """A town has judged its only normative document; the announcement is to be drafted."""
    agency = Agency.objects.get(code="lxcz")
    document = Document.objects.public(now).get(agency=agency, title__contains="清洁取暖补贴申领办法")
    _do("disclosure.set_normative", "lxcz-wenshu", document, now, normative="norms", reason="经合法性审核。")
    batch = _do("disclosure.open_cleanup", "lxcz-wenshu", agency, now)
    said = {"verdict": "keep", "reasons": "今冬的补贴仍照它发放。"}
    _do("disclosure.judge_norm", "lxcz-wenshu", batch.items.get(), now, **said)
