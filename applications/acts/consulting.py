"""Asking third parties (条例32), agencies that co-made the information (条例34) and other agencies before the reply."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from applications import statute
from applications.acts.filing import CLERK, HEAD
from applications.acts.handling import pause_reply_clock, resume_reply_clock
from applications.correspondence import last_day, write
from applications.doors import LINKS
from applications.forms import EmptyForm, OpinionForm
from applications.letters import LetterKind
from applications.models import Application, Consultation
from foundation.agencies.models import Agency
from foundation.casework import ledger
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.fields import Day, PlainText, Prose, reason_form
from foundation.casework.forms import ActForm
from foundation.deadlines import clocks
from foundation.deadlines.calendar import Calendar, is_working_day, working_days_between
from foundation.deadlines.counting import last_moment_of
from foundation.deadlines.models import Clock
from foundation.notices.acts import tell_address
from foundation.visitors.codes import new_token

State, Party = Consultation.State, Consultation.Party

#: What the applicant is told of each party: that it is asked, by which letter, and under which articles time stands still.
_TOLD = {
    Party.THIRD_PARTY: ("征求第三方的意见", "征求第三方意见书", ("第三十二条", "第三十三条第三款")),
    Party.COAUTHOR: ("征求共同制作机关的意见", "征求意见书", ("第三十三条第三款", "第三十四条")),
    Party.AGENCY: ("请其他机关协办", "协办函", ("第三十三条第三款",)),
}
_ARTICLES = ("第三十二条", "第三十三条第三款", "第三十四条")
#: The limits for an opinion: from the receipt of the letter by law; for another agency until the day that the letter names.
OPINION_LIMITS = {
    Party.THIRD_PARTY: statute.THIRD_PARTY_OPINION,
    Party.COAUTHOR: statute.COAUTHOR_OPINION,
    Party.AGENCY: statute.ASSISTANCE,
}


#: What names a person and nothing else; it is struck from whatever is given, whoever agrees.
_IDENTIFIERS = re.compile(
    r"(?:公民|居民)?身份(?:证(?:件)?)?(?:号码|号)?|证件(?:号码|号)|护照号?码?|"
    r"(?:联系|手机|移动|固定)?电话(?:号码|号)?|手机(?:号码|号)?"
    r"|(?:银行)?(?:账户|账号|帐号|卡号)(?:信息)?|(?:家庭|详细)?(?:住址|地址)|门牌号|出生(?:日期|年月)|(?:电子)?(?:邮箱|邮件地址)|微信号?|签名|车牌号码?"
)
#: What such a list has between its items.
_AROUND = re.compile(
    r"第三方|个人|本人|当事人|村民|名单|材料|文件|表|信息|是否|可以|公开|涉及|其中|等|及|以及|和|与|或|里|中|的|上|在|\W|\d"
)


def only_identifiers(concern: str) -> bool:
    """Whether a request for an opinion is about plain identifiers alone: these are struck anyway, and nobody is asked."""
    rest, found = _IDENTIFIERS.subn("", concern)
    return found > 0 and not _AROUND.sub("", rest)


class ConsultForm(ActForm):
    """The party to ask, and the information in question."""

    reason_field = "longer_because"
    party = forms.ChoiceField(label="征求谁的意见", choices=Party.choices, widget=forms.RadioSelect)
    consulted_agency = forms.ModelChoiceField(
        label="被征求机关",
        queryset=Agency.objects.public(),
        to_field_name="code",
        required=False,
        empty_label="（征求第三方时不选）",
        error_messages={"invalid_choice": "没有这个机关，请重新选择。"},
    )
    name = PlainText(label="第三方姓名或名称", max_length=200, required=False)
    address = PlainText(label="第三方地址", max_length=300, required=False)
    email = forms.EmailField(
        label="第三方电子邮箱",
        required=False,
        max_length=254,
        help_text="填写后，回复页的链接用邮件发给第三方。",
        error_messages={"invalid": "电子邮箱的格式不对，请核对。"},
    )
    concern = Prose(
        label="征求意见的内容",
        max_length=5000,
        help_text="写清哪些信息、可能影响什么权益。不写申请人是谁。",
    )

    answer_by = Day(
        label="请在何日前函复",
        required=False,
        not_after_today=False,
        help_text=f"请其他机关协办时填写；第三方和共同制作机关依法 {statute.THIRD_PARTY_OPINION.span} 个工作日。",
    )

    longer_because = PlainText(
        label="等得更久的理由",
        required=False,
        max_length=500,
        help_text=f"请其他机关协办超过 {statute.LONGEST_ASSISTANCE} 个工作日的，由政府信息公开工作机构负责人写明；不写个人信息。",
    )

    def clean(self) -> None:
        """Demand name and address of a third party, or an agency other than this one, and the day for an agency's answer."""
        given = self.cleaned_data
        if given.get("party") == Party.THIRD_PARTY:
            if not given.get("name"):
                self.add_error("name", "请填写第三方的姓名或名称。")
            if not (given.get("address") or given.get("email")):
                self.add_error("address", "请填写第三方的地址或电子邮箱，否则征求意见书无法送达。")
        elif given.get("party") and not given.get("consulted_agency"):
            self.add_error("consulted_agency", "请选定被征求意见的机关。")
        elif given.get("consulted_agency") == self.step.matter.agency:
            self.add_error("consulted_agency", "这就是本机关，请选择另一个机关。")
        if given.get("party") == Party.THIRD_PARTY and only_identifiers(given.get("concern") or ""):
            self.add_error(
                "concern",
                "只是证件号码、电话一类标识的，作区分处理时直接删去，不必征求意见（条例第三十七条）。",
            )
        if found := self.step.matter.applicant.named_in(given.get("concern") or ""):
            self.add_error(
                "concern", f"这段话会写给被征求意见的一方，里面有申请人的{'、'.join(found)}，请删去。"
            )
        if given.get("party") == Party.AGENCY:
            self._check_answer_day()

    def _check_answer_day(self) -> None:
        """条例33: another agency is waited for until a working day, beyond fifteen only by the head and with reasons."""
        day, today = self.cleaned_data.get("answer_by"), localdate(self.step.at)
        if day is None or day <= today or not is_working_day(day):
            self.add_error("answer_by", "请写明今天以后的函复日期，须是工作日。")
        elif working_days_between(today, day) > statute.LONGEST_ASSISTANCE:
            longest = f"最多等 {statute.LONGEST_ASSISTANCE} 个工作日"
            if not self.step.actor.has(HEAD, self.step.matter.agency):
                self.add_error(
                    "answer_by", f"{longest}；确需更久的，由政府信息公开工作机构负责人办理并写明理由。"
                )
            elif not self.cleaned_data.get("longer_because"):
                self.add_error("longer_because", f"{longest}，确需更久的请写明理由。")


@act(
    "applications.consult",
    "征求意见",
    on=Application,
    creates=Consultation,
    states=(Application.State.HANDLING, Application.State.CONSULTING),
    role=(CLERK, HEAD),
    asks=ConsultForm,
    cites=("OR-6", "条例34", "条例33"),
    tells=(HEAD,),
    writes=True,
)
def consult(step: Step) -> Consultation:
    application: Application = step.matter
    data = step.data
    third = data["party"] == Party.THIRD_PARTY
    agency = None if third else data["consulted_agency"]
    code = LINKS.code_of(new_token())
    consultation = Consultation.objects.create(
        agency=application.agency,
        created_at=step.at,
        application=application,
        party=data["party"],
        consulted_agency=agency,
        name=agency.name if agency else data["name"],
        address=agency.office_address if agency else data["address"],
        email=data["email"] if third else "",
        concern=data["concern"],
        token_hash=LINKS.hashed(code),
        sent_on=localdate(step.at),
    )
    send = partial(write, step, application, consultation=consultation)
    link = f"{settings.SITE_URL}{reverse('applications:consultation', args=[code.lower()])}"
    if third:
        body = {
            "third_party": consultation.name,
            "content": consultation.concern,
            "door": f"{settings.SITE_URL}{reverse('applications:consultation_enter')}",
            "code": code,
            "link": link,
        }
        letter = send(LetterKind.THIRD_PARTY_CONSULTATION, body)
        body["asked_on"] = consultation.sent_on
        send(LetterKind.THIRD_PARTY_REPLY_FORM, body, number=letter.document_number)
    elif consultation.party == Party.COAUTHOR:
        body = {
            "addressee": consultation.name,
            "content": consultation.concern.rstrip("。"),
            "wanted": _wanted(application),
        }
        send(LetterKind.COAUTHOR_CONSULTATION, body)
    else:
        days = working_days_between(consultation.sent_on, data["answer_by"])
        clock = clocks.start(statute.ASSISTANCE, consultation, at=step.at, span=days)
        body = {
            "addressee": consultation.name,
            "wanted": _wanted(application),
            "requests": [line for line in consultation.concern.splitlines() if line.strip()],
            **last_day("answer_by", clock),
        }
        send(LetterKind.ASSISTANCE_LETTER, body)
    if consultation.party != Party.AGENCY:
        clocks.start(statute.CONSULTATION_RECEIPT, consultation, at=step.at)
    if consultation.email:
        tell_address(
            email=consultation.email,
            subject=f"{application.agency.name}征求您的意见",
            body="有人申请公开的信息可能与您有关。"
            f"请在收到之日起 {statute.THIRD_PARTY_OPINION.span} 个工作日内打开下面的页面提出意见：\n{link}",
            key=f"consultation:{consultation.pk}",
            at=step.at,
        )
    if application.state == Application.State.HANDLING:
        _wait(step, consultation)
    elif _changes_what_was_told(consultation):
        step.then("applications.tell_opinions", on=application)
    return consultation


def _wanted(application: Application) -> str:
    """What was applied for, as another agency may read it: blank where it tells who applied, or names a third party."""
    wanted = application.wanted
    return "" if application.named_in(wanted) else wanted.rstrip("。")


class AwaitForm(ActForm):
    """The party that the application waits for."""

    reason_field = "party"
    party = forms.CharField(label="征求对象")


@act(
    "applications.await_opinions",
    "等待意见",
    on=Application,
    via="consult",
    asks=AwaitForm,
    cites=("条例33",),
)
def await_opinions(step: Step) -> None:
    application: Application = step.matter
    pause_reply_clock(step, application, "征求第三方或者其他机关意见", "条例33")
    application.consult()
    write(step, application, LetterKind.CONSULTATION_TOLD, _told(application))


@act(
    "applications.tell_opinions",
    "告知又征求意见",
    on=Application,
    states=(Application.State.CONSULTING,),
    asks=EmptyForm,
    cites=("条例33", "条例34", "OR-6"),
)
def tell_opinions(step: Step) -> None:
    """Tell the applicant anew whose opinions are waited for and until when, since another party was asked."""
    write(step, step.matter, LetterKind.CONSULTATION_TOLD, _told(step.matter))


def _told(application: Application) -> dict[str, Any]:
    """条例33: whose opinions are waited for, by which letters of which days, and the latest day until which they are."""
    waiting = [one for one in application.consultations.order_by("sent_on", "pk") if _awaited(one)]
    # Within a day in the order of the parties, in which the letter names them before.
    waiting.sort(key=lambda one: (one.sent_on, list(_TOLD).index(Party(one.party))))
    parties = [party for party in _TOLD if any(one.party == party for one in waiting)]
    letters: dict[date, dict[str, None]] = {}
    for one in waiting:
        letters.setdefault(one.sent_on, {})[_TOLD[Party(one.party)][1]] = None
    articles = {article for party in parties for article in _TOLD[party][2]}
    until = max(_latest_end(one) for one in waiting)
    return {
        "whom": "、".join(_TOLD[party][0] for party in parties),
        "asked": [(day, "、".join(names)) for day, names in letters.items()],
        "basis": "、".join(article for article in _ARTICLES if article in articles),
        "until": until,
        "provisional": Calendar.load().kind(until).provisional,
    }


def _changes_what_was_told(consultation: Consultation) -> bool:
    """Whether the applicant was told of no party of this kind, or of no day so late."""
    others = consultation.application.consultations.exclude(pk=consultation.pk)
    known = [one for one in others if _awaited(one)]
    return not any(one.party == consultation.party for one in known) or _latest_end(consultation) > max(
        _latest_end(one) for one in known
    )


def _resume_after_last(step: Step, consultation: Consultation) -> None:
    """Resume the application when no consultation is open any more, from the moment at which the last one closed."""
    application = consultation.application
    others = list(application.consultations.exclude(pk=consultation.pk))
    if application.state == Application.State.CONSULTING and not any(_awaited(c) for c in others):
        over = max(_closed_at(each, step.at) for each in (consultation, *others))
        step.then("applications.count_opinions", on=application, over=over)


def _awaited(consultation: Consultation) -> bool:
    """Whether its answer may still come, and its letter has not been lying unserved for too long."""
    return consultation.state in Consultation.OPEN and _unserved(consultation) is None


def _unserved(consultation: Consultation) -> Clock | None:
    """The clock of the service of a letter that did not arrive in time; None for others."""
    clocks_of = Clock.objects.of(Consultation.kind, consultation.pk)
    last = clocks_of.filter(limit=statute.CONSULTATION_RECEIPT.code).last()
    over = last is not None and last.ending == Clock.Ending.CANCELLED and last.breached_at is not None
    return last if over and consultation.state == State.SENT else None


def _closed_at(consultation: Consultation, at: datetime) -> datetime:
    """条例33: when its answer came in, its limit ran out or it was ended, however late that was recorded."""
    if unserved := _unserved(consultation):
        return last_moment_of(unserved.due_on, at)
    if consultation.answered_on is not None:
        return last_moment_of(consultation.answered_on, at)
    if consultation.state == State.SILENT:
        ended = _opinion_clock(consultation)
        assert ended is not None, "its end was recorded as silence"
        return last_moment_of(ended.due_on, at)
    last = (
        ledger.lines(Consultation.kind, consultation.pk)
        .filter(to_state=State.ENDED)
        .order_by("sequence")
        .last()
    )
    return last.at if last is not None else at  # this step ends it, and has no ledger line yet


def _opinion_clock(consultation: Consultation) -> Clock | None:
    """The clock of the time for the opinion, whether it runs or has ended; None before the receipt of the letter."""
    limit = OPINION_LIMITS[Party(consultation.party)]
    return Clock.objects.of(Consultation.kind, consultation.pk).filter(limit=limit.code).last()


class ReceiptForm(ActForm):
    """The receipt of the letter, and its proof."""

    reason_field = "proof"
    received_on = Day(label="签收日期", not_before="sent_on")
    proof = PlainText(label="签收凭证", max_length=200, help_text="邮件号、送达回证号，不写姓名。")


@act(
    "applications.record_receipt",
    "登记签收",
    on=Consultation,
    via="receive",
    role=CLERK,
    asks=ReceiptForm,
    cites=("OR-6",),
    meets=(statute.CONSULTATION_RECEIPT,),
    weight="primary",
)
def record_receipt(step: Step) -> None:
    consultation: Consultation = step.matter
    day = step.data["received_on"]
    consultation.receive(day)
    if consultation.party != Party.AGENCY:
        clocks.start(OPINION_LIMITS[Party(consultation.party)], consultation, at=step.at, on=day)
    if consultation.application.state == Application.State.HANDLING:
        # It had been lying so long that the application went on.
        _wait(step, consultation)


def _wait(step: Step, consultation: Consultation) -> None:
    party = consultation.get_party_display().partition("（")[0]
    step.then("applications.await_opinions", on=consultation.application, party=party)


def _latest_end(consultation: Consultation) -> date:
    """The last day until which an answer is waited for: as it runs already, or when the letter arrives as late as it may."""
    clock = _opinion_clock(consultation)
    if clock is not None:
        return clock.due_on
    days = statute.CONSULTATION_RECEIPT.span + OPINION_LIMITS[Party(consultation.party)].span
    return Calendar.load().add_working_days(consultation.sent_on, days).date


@act(
    "applications.go_on_unserved",
    "征求意见书没有送达，不再停下等待",
    on=Consultation,
    states=(State.SENT,),
    cites=("条例33",),
    tells=(CLERK, HEAD),
)
def go_on_unserved(step: Step) -> None:
    """The time to reply goes on, counted from the day on which service was due; the letter can still arrive."""
    clocks.cancel(statute.CONSULTATION_RECEIPT, step.matter, at=step.at)
    _resume_after_last(step, step.matter)


@gate("OR-6", "在期限内提出意见", on_entry=True)
def opined_in_time(step: Step) -> Objection | None:
    clock = _opinion_clock(step.matter)
    day = step.data.get("answered_on") or localdate(step.at)
    if clock is None or not clock.over_before(day):
        return None
    return (
        f"提出意见的期限已于 {clock.due_on} 届满，{step.matter.silence}。",
        "有特殊情况的，请马上与机关联系。",
    )


@act(
    "applications.give_opinion",
    "提出意见",
    on=Consultation,
    via="reply",
    role=CLERK,
    public=True,
    asks=OpinionForm,
    cites=("OR-6",),
    gates=[opined_in_time],
    meets=(*OPINION_LIMITS.values(), statute.CONSULTATION_RECEIPT),
    tells=(CLERK,),
    when=lambda asked: asked.state != State.SILENT or asked.application.is_open,
)
def give_opinion(step: Step) -> None:
    consultation: Consultation = step.matter
    on = step.data.get("answered_on") or localdate(step.at)
    step.done_on = on
    consultation.reply(step.data["answer"], step.data["opinion"], on)
    step.detail |= {"answer": consultation.answer}
    _resume_after_last(step, consultation)


@act(
    "applications.record_silence",
    "记录逾期未答复",
    on=Consultation,
    via="fall_silent",
    cites=("OR-6", "条例34", "条例33"),
    tells=(CLERK,),
)
def record_silence(step: Step) -> None:
    consultation: Consultation = step.matter
    limit = OPINION_LIMITS[Party(consultation.party)]
    clock = clocks.cancel(limit, consultation, at=step.at)
    assert clock is not None, "its end performs this act"
    consultation.fall_silent()
    step.detail |= {"counts_as": consultation.consent}
    _resume_after_last(step, consultation)


@act(
    "applications.end_consultation",
    "终止征求意见",
    on=Consultation,
    via="end",
    role=CLERK,
    asks=reason_form("终止原因", max_length=500, help_text="例如：退信、查无此人。不写姓名。"),
    cites=("条例33",),
    weight="quiet",
)
def end_consultation(step: Step) -> None:
    _end(step)
    _resume_after_last(step, step.matter)


@act(
    "applications.drop_consultation",
    "申请已结，终止征求意见",
    on=Consultation,
    via="end",
    cites=("条例33",),
)
def drop_consultation(step: Step) -> None:
    _end(step)


def _end(step: Step) -> None:
    for limit in (*OPINION_LIMITS.values(), statute.CONSULTATION_RECEIPT):
        clocks.cancel(limit, step.matter, at=step.at)
    step.matter.end()


class CountForm(ActForm):
    """The moment up to which the time does not count, by default now."""

    reason_field = ""
    over = forms.DateTimeField(required=False)


@act(
    "applications.count_opinions",
    "意见收齐",
    on=Application,
    via="consulted",
    asks=CountForm,
    cites=("条例33",),
    tells=(CLERK,),
)
def count_opinions(step: Step) -> None:
    application: Application = step.matter
    resume_reply_clock(step, application, step.data["over"])
    application.consulted()
