"""What happens without anybody's click: whoever was told a last day hears that it has moved; mail is sent, or refused; topics."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from applications import statute
from applications.acts.filing import CLERK
from applications.correspondence import announce
from applications.models import Application, Complaint, Consultation, Letter, RequestedTopic
from applications.queries import reply_due
from applications.topics import asked_often, frequent
from foundation.agencies.actors import SYSTEM
from foundation.agencies.queries import holders
from foundation.casework import ledger
from foundation.casework.acts import desk_url, perform
from foundation.casework.clockwork import perform_on_each
from foundation.correspondence.models import Service, Way
from foundation.deadlines.clocks import on_moved
from foundation.deadlines.limits import LIMITS
from foundation.deadlines.models import ClockEvent
from foundation.notices import models as notices
from foundation.notices.acts import tell, tell_address
from foundation.notices.contacts import LEAVES, on_refused
from foundation.notices.delivery import on_outcome

#: The limits whose last day a letter or page names to somebody outside: what that day is called there.
_CALLED = {
    statute.REPLY.code: "答复申请",
    statute.EXTENSION_BOUND.code: "答复申请",
    statute.AMENDMENT.code: "补正",
    statute.EXPLANATION.code: "说明申请理由",
    statute.PAYMENT.code: "缴费",
    statute.GROUNDS.code: "书面说明理由",
    statute.PROPOSAL.code: "答复主动公开的建议",
    statute.COMPLAINT.code: "回复投诉",
    statute.THIRD_PARTY_OPINION.code: "提出意见",
    statute.COAUTHOR_OPINION.code: "提出意见",
    statute.ASSISTANCE.code: "函复",
}
_BY_KIND: dict[str, type[Application | Consultation | Complaint]] = {
    model.kind: model for model in (Application, Consultation, Complaint)
}


@on_moved
def tell_of_move(event: ClockEvent, at: datetime) -> None:
    """Tell whoever was told the old day; the clerk where nobody else of the office hears, or it must be told on paper."""
    clock = event.clock
    if clock.limit not in _CALLED:
        return
    matter = _BY_KIND[clock.matter_kind]._default_manager.get(pk=clock.matter_id)
    if isinstance(matter, Application) and _is_not_nearest(event, matter):
        return
    said = f"因放假安排有变，{_CALLED[clock.limit]}的最后一日由 {event.due_before} 改为 {clock.due_words}"
    reached = _tell_outside(matter, said, f"moved:{event.pk}", at)
    if reached and LIMITS[clock.limit].tells:
        return
    tell(
        holders(CLERK, clock.agency),
        subject=f"{'期限有变动' if reached else '请书面告知期限变动'}：{clock.label}（{matter.announced_as}）",
        body=f"{said}。"
        + ("已通知对方。" if reached else "对方没有留下邮箱或者手机，或者还没有确认，请书面告知。"),
        key=f"moved-office:{event.pk}",
        at=at,
        url=desk_url(matter),
        clause=clock.clause,
    )


def _is_not_nearest(event: ClockEvent, application: Application) -> bool:
    """Whether the reply is due by another day: of the limit and its bound (OR-5) the applicant was told the earlier one."""
    clock = event.clock
    if clock.limit not in {limit.code for limit in statute.TO_REPLY}:
        return False
    nearest = reply_due(application)
    return nearest is not None and nearest != clock


def _tell_outside(matter: Application | Consultation | Complaint, said: str, key: str, at: datetime) -> bool:
    """Tell the applicant, or who was asked; False where there is no way but paper."""
    if not isinstance(matter, Consultation):
        application = matter.application if isinstance(matter, Complaint) else matter
        return announce(at, application, key, f"告知：{said}", by=matter.agency, last=True)
    number, agency = matter.application.number, matter.agency.name
    if matter.consulted_agency is not None:
        asked = list(holders(CLERK, matter.consulted_agency))
        tell(asked, subject=f"{agency}征求意见的期限有变动（{number}）", body=f"{said}。", key=key, at=at)
        return bool(asked)
    subject, body = f"{agency}征求您的意见：期限有变动", f"{said}。提出意见的网址不变，见原来的信。"
    tell_address(email=matter.email or None, subject=subject, body=body, key=key, at=at)
    return bool(matter.email)


@on_outcome
def note_mail(dispatch: notices.Dispatch, at: datetime) -> None:
    """Record that the mail announcing a letter was sent to whoever wants letters that way, or that no message got through."""
    kind, _, pk = dispatch.key.partition(":")
    if dispatch.notice_id or not pk.isdecimal() or kind not in ("letter", "consultation"):
        return
    if kind == "letter":
        letter = Letter.objects.select_related("application").get(pk=pk)
    else:
        letter = Letter.objects.select_related("application").filter(consultation=pk).earliest("pk")
    application = letter.application
    if dispatch.state == notices.State.SENT:
        mailed = dispatch.channel == notices.Channel.EMAIL and application.delivery == Way.EMAIL
        if kind == "consultation" or not mailed or letter.service != Service.DUE:
            return
    elif _reached_otherwise(letter, dispatch):
        return
    # What answers a complaint is the business of whoever answered, not of the agency complained of.
    matter = letter.complaint or application
    last = ledger.last_line(matter.kind, matter.pk)
    # A run of sending knows the moment of its beginning; the matter may have moved since.
    at = max(at, last.at) if last is not None else at
    noted = "note_mail" if letter.complaint is None else "note_complaint_mail"
    done = "sent" if dispatch.state == notices.State.SENT else "refused"
    data = {"letter": letter.pk, "delivered_on": localdate(at)}
    perform(f"applications.{noted}_{done}", on=matter, actor=SYSTEM, at=at, data=data)


def _reached_otherwise(letter: Letter, dispatch: notices.Dispatch) -> bool:
    """Whether a letter whose announcement failed on one channel may have been announced on another, or was handed over."""
    others = notices.Dispatch.objects.filter(notice=None, key=dispatch.key)
    if others.filter(state__in=LEAVES).exists():
        return True
    return (
        letter.deliveries.filter(event__in=(Service.SENT, Service.ARRIVED)).exclude(way=Way.ONLINE).exists()
    )


@on_refused
def note_refused(because: str, channel: notices.Channel, at: datetime) -> None:
    """Record, and tell the clerk, that the holder of an address says that they have not filed this application."""
    kind, _, pk = because.partition(":")
    if kind != Application.kind or not pk.isdecimal():
        return
    application = Application.objects.get(pk=pk)
    while (next_one := Application.objects.filter(passed_on_from=application).first()) is not None:
        application = next_one
    said = ledger.lines(application.kind, application.pk)
    known = said.filter(act="applications.note_contact_refused", detail__channel=channel.value).last()
    corrected = said.filter(act="applications.correct_contact").last()
    if known is not None and (corrected is None or corrected.sequence < known.sequence):
        return  # whoever goes on changing their answer writes no line each time
    last = said.last()
    at = max(at, last.at) if last is not None else at
    data = {"channel": channel.value}
    perform("applications.note_contact_refused", on=application, actor=SYSTEM, at=at, data=data)


def find_topics(*, at: datetime) -> int:
    """Gather what several people asked each agency for; return how many topics were found, or grew.

    However often it runs: an application stands behind one topic at most.
    """
    done = 0
    for agency in asked_often(at):
        for group in frequent(agency, at):
            fresh = [one.pk for one in group.asked if one.topic is None]
            if not fresh:
                continue
            if not group.topics:
                done += perform_on_each("applications.find_topic", [agency], at=at, applications=fresh)
                continue
            topic = RequestedTopic.objects.get(pk=group.topics[0])
            again = topic.state == RequestedTopic.State.DISMISSED
            name = "applications.ask_topic_again" if again else "applications.join_topic"
            done += perform_on_each(name, [topic], at=at, applications=fresh)
    return done
