"""Every lawful way from receipt to closing, walked day by day with the nightly sweep, against dates counted by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from applications import statute
from applications.basis import basis_of
from applications.letters import LetterKind
from applications.models import Application, Complaint, Consultation, Letter, Reply
from applications.models.application import Channel
from disclosure.statute import REFUSAL_REPORT
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import perform
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.notices.delivery import deliver
from tests.applicants import BASES, CITIZEN, FILING, OBSTACLE, Desk, new_token, on, open_agency, scan
from tests.applications.ways import PLAIN, Step, Way
from tests.applications.ways_festival import NATIONAL, SPRING, YEAR
from tests.personas import SHANGHAI, County

pytestmark = pytest.mark.django_db

WAYS = [*PLAIN, *SPRING, *NATIONAL, *YEAR]

#: What the table calls each limit, in the order in which it writes them.
LIMITS = {
    statute.REPLY.code: "reply",
    statute.EXTENSION_BOUND.code: "bound",
    statute.AMENDMENT.code: "amend",
    statute.EXPLANATION.code: "explain",
    statute.PAYMENT.code: "pay",
    statute.THIRD_PARTY_OPINION.code: "party",
    statute.COAUTHOR_OPINION.code: "coauthor",
    statute.LATER.code: "later",
    statute.GROUNDS.code: "grounds",
    statute.COMPLAINT.code: "complaint",
    statute.PROPOSAL.code: "proposal",
    REFUSAL_REPORT.code: "report",
}

#: What an outcome says beyond facts, basis and reasons.
SAYS: dict[str, dict[str, Any]] = {
    "disclosed": {"guidance": "随本答复书附送。"},
    "already_public": {"guidance": "县档案馆一楼查阅。"},
    "special_register": {"guidance": "请到县不动产登记中心查询。"},
    "publication": {"guidance": "新华书店有售。"},
    "needs_processing": {"guidance": "没有不用加工就能提供的信息。"},
    "petition": {"guidance": "县信访局，五原县隆兴昌镇。"},
    "repeated": {"facts": "已在荣丰办事处公复〔2019〕7号中答复"},
    "third_party": {"reasons": "第三方逾期未答复。公开合同单价会使其在同类投标中处于不利地位。"},
}

#: Steps whose letter names the last day of a limit.
TOLD = {
    "file": "reply", "enter": "reply", "ask_amendment": "amend", "ask_explanation": "explain", "extend": "reply",
    "delay": "reply", "resume": "reply", "charge": "pay", "take_up_again": "later",
}  # fmt: skip


class Walk:
    """One application on its way: each method does what a step of the table names, at the moment given."""

    def __init__(self, county: County) -> None:
        self.county, self.desk = county, Desk(county)
        rfbsc, discipline = county.agencies["rfbsc"], county.agencies["bmj"]
        rfbsc.parent = county.agencies["lxcz"]
        rfbsc.save()
        discipline.functions = [*discipline.functions, AgencyFunction.DISCIPLINE_COMMISSION.value]
        discipline.save()
        self.application: Application = None  # type: ignore[assignment]
        self.document = ""

    def step(self, step: Step, at: datetime) -> None:
        if self.application is not None:
            self.application = Application.objects.get(pk=self.application.pk)
        getattr(self, step.does)(at, **step.data)

    # Before there is a reply

    def file(self, at: datetime, **fields: Any) -> None:
        files = {"evidence": [scan()]} if fields.get("sort") == "correction" else {}
        data = {**FILING, "token": new_token(), **fields}
        self.application = perform(
            "applications.file", on=self.desk.agency, actor=CITIZEN, at=at, data=data, files=files
        ).matter

    def enter(self, at: datetime, channel: str, **fields: Any) -> None:
        files = {} if channel == "oral" else {"scan": [scan()]}
        if fields.get("sort") == "correction":
            files["evidence"] = [scan()]
        data = {
            **FILING,
            "channel": channel,
            "received_on": at.date().isoformat(),
            "read_back": channel == "oral",
            **fields,
        }
        self.application = self._clerk("enter", at, data, matter=self.desk.agency, files=files).matter

    def register(self, at: datetime) -> None:
        self._clerk("register", at)

    def passes(self, at: datetime) -> None:
        """Nothing happens but time."""

    def search(self, at: datetime) -> None:
        looked = {"place": "档案室", "terms": "春光村", "found": "no", "searched_on": at.date().isoformat()}
        self._clerk("record_search", at, looked)

    def ask_amendment(self, at: datetime, span: int) -> None:
        self._clerk("request_amendment", at, {"items": "请写明年份", "span": span})

    def amend(self, at: datetime, on: str = "") -> None:
        data = {"wanted": "2024 年春光村三社的调查结果", "received_on": on}
        if on:
            self._clerk("amend", at, data)
        else:
            self.desk.citizen("applications.amend", self.application, at, data)

    def ask_explanation(self, at: datetime, span: int) -> None:
        self._clerk("request_explanation", at, {"facts": "本月已提出三十件", "span": span})

    def explain(self, at: datetime) -> None:
        self.desk.citizen("applications.explain", self.application, at, {"explanation": "正在写村志"})

    def delay(self, at: datetime, by: int) -> None:
        self._head("find_on_reasons", at, {"found": "good", "reason": "写村志需要"})
        self._head("delay", at, {"reason": "数量大", "by": by})

    def extend(self, at: datetime) -> None:
        self._clerk("ask_extension", at, {"reason": "档案尚未整理完毕"})
        self._head("extend", at, {"reason": "档案尚未整理完毕"})

    def suspend(self, at: datetime) -> None:
        self._head("suspend", at, OBSTACLE)

    def resume(self, at: datetime) -> None:
        self._head("resume", at, {"reason": "电力恢复"})

    def charge(self, at: datetime, pages: int, yuan: int) -> None:
        data = {"by": "page", "pages": pages, "facts": "超过三十页", "pay_to": "县财政专户"}
        assert self._clerk("charge", at, data).matter.fee == yuan

    def deliver(self, at: datetime, kind: str, on: str = "", event: str = "arrived") -> None:
        letter = self.application.letters.get(kind=kind)
        data = {"letter": letter.pk, "event": event, "way": "post", "proof": "回证"}
        self._clerk("deliver", at, {**data, "delivered_on": on or at.date().isoformat()})

    def pay(self, at: datetime, on: str) -> None:
        self._clerk("record_payment", at, {"paid_on": on, "receipt": "票据 1"})

    def withdraw(self, at: datetime) -> None:
        self.desk.citizen("applications.withdraw", self.application, at, {"sure": "on"})

    # Asking others

    def consult(self, at: datetime, who: str, party: str = "third_party", answer_by: str = "") -> None:
        data = {"party": party, "concern": "联合发文或合同是否公开", "answer_by": answer_by}
        data |= {"name": who, "address": "五原县"} if party == "third_party" else {"consulted_agency": who}
        self._clerk("consult", at, data)

    def served(self, at: datetime, who: str) -> None:
        receipt = {"received_on": at.date().isoformat(), "proof": "回证"}
        self._clerk("record_receipt", at, receipt, matter=self._asked(who))

    def opinion(self, at: datetime, who: str, answer: str, on: str = "") -> None:
        data = {"answer": answer, "opinion": "说明了理由", "answered_on": on}
        self._clerk("give_opinion", at, data, matter=self._asked(who))

    def returned(self, at: datetime, who: str) -> None:
        self._clerk("end_consultation", at, {"reason": "退信"}, matter=self._asked(who))

    # The reply and what comes after

    def publish(self, at: datetime) -> None:
        self.county.at = at
        self.document = self.county.published(formed_on=at.date().isoformat()).index_number

    def answer(
        self,
        at: datetime,
        outcomes: str,
        to: str = "",
        ground: str = "enforcement_file",
        public_interest: str = "",
        until: str = "",
    ) -> None:
        if to:
            open_agency(self.county, to)
        if "repeated" in outcomes:
            self.desk.earlier_answer(self.application, at)
        if "excessive" in outcomes:
            self._head("find_on_reasons", at, {"found": "bad", "reason": "没有说明"})
        decisions = [
            {
                "guidance": "",
                "outcome": code,
                "basis": basis_of(code, [ground]) if code == "partial" else BASES.get(code, ""),
                **SAYS.get(code, {}),
                "document": self.document,
                "agency": to,
                "until": until,
            }
            for code in outcomes.split()
        ]
        reply = self.desk.drafted(self.application, at, *decisions)
        if "partial" in outcomes:
            text = {
                "title": "调查结果",
                "source": "面积十二亩。单价三百元。",
                "released": "面积十二亩。",
                "ground": ground,
            }
            self._clerk("give_passage", at, text, matter=reply)
        if public_interest:
            self._clerk("word_reply", at, {"public_interest": public_interest}, matter=reply)
        self.desk.signed(Reply.objects.get(pk=reply.pk), at)
        self._clerk("issue_reply", at, matter=reply)
        if self.application.delivery == "post":
            self.deliver(at, "reply", event="sent")

    def report(self, at: datetime) -> None:
        reply = self.application.replies.get(state="issued", explains=False)
        said = {"report_number": "荣办报〔1〕号", "reported_on": at.date().isoformat()}
        self.desk.by("records_office", "applications.report_refusal", reply, at, said)

    def take_up_again(self, at: datetime, until: str = "") -> None:
        still = {"result": "still", "reasons": "方案还在讨论", "until": until}
        self._head("take_up_again", at, still)

    def ask_grounds(self, at: datetime) -> None:
        self.desk.citizen("applications.ask_grounds", self.application, at)

    def give_grounds(self, at: datetime) -> None:
        self.desk.grounds_given(self.application, at)

    def propose(self, at: datetime) -> None:
        data = {"text": "涉及全村的承包地"}
        self.desk.citizen("applications.propose_disclosure", self.application, at, data)

    def answer_proposal(self, at: datetime) -> None:
        self.desk.by(
            "disclosure_head",
            "applications.answer_proposal",
            self.application,
            at,
            {"accepted": "yes", "reasons": "涉及全村的承包地，应当让大家知道"},
        )

    def complain(self, at: datetime, to: str) -> None:
        self.desk.citizen("applications.complain", self.application, at, {"to": to, "text": "没有依法办理"})

    def accept_complaint(self, at: datetime) -> None:
        self._above("accept_complaint", at, {})

    def answer_complaint(self, at: datetime) -> None:
        answer = {"finding": "partly", "findings": "查明了经过", "handling": "已责令改正"}
        self._above("answer_complaint", at, answer)

    def remedy(self, at: datetime, way: str) -> None:
        accepted = {
            "way": way,
            "body": "有权机关",
            "case_number": "1号",
            "accepted_on": at.date().isoformat(),
        }
        self._clerk("record_remedy", at, accepted)

    def conclude(self, at: datetime, way: str, result: str) -> None:
        case = self.application.remedies.get(way=way)
        data = {"remedy": case.pk, "result": result, "concluded_on": at.date().isoformat()}
        self._clerk("conclude_remedy", at, data)
        case.refresh_from_db()
        assert case.result == result

    def _clerk(self, name: str, at: datetime, data: Any = None, *, matter: Any = None, **more: Any) -> Any:
        return self.desk.clerk(f"applications.{name}", matter or self.application, at, data, **more)

    def _head(self, name: str, at: datetime, data: dict[str, Any]) -> None:
        self.desk.by("disclosure_head", f"applications.{name}", self.application, at, data)

    def _above(self, name: str, at: datetime, data: dict[str, Any]) -> None:
        complaint = self.application.complaints.get()
        actor = self.county.actor(f"{complaint.agency.code}-disclosure_head")
        perform(f"applications.{name}", on=complaint, actor=actor, at=at, data=data)

    def _asked(self, who: str) -> Consultation:
        name = self.county.agencies[who].name if who in self.county.agencies else who
        return next(c for c in self.application.consultations.all() if c.name == name)

    # How it stands

    def clocks(self) -> str:
        """Every limit that runs, as the table writes it."""
        application = self.application
        found = list(Clock.objects.of("application", application.pk).open())
        for kind, model in (("consultation", Consultation), ("complaint", Complaint), ("reply", Reply)):
            pks = model._default_manager.filter(application=application).values("pk")
            found += Clock.objects.filter(matter_kind=kind, matter_id__in=pks).open()
        names = list(LIMITS)
        found = sorted(
            (clock for clock in found if clock.limit in LIMITS),
            key=lambda clock: (names.index(clock.limit), clock.due_at),
        )
        return ", ".join(
            f"{LIMITS[clock.limit]} {'paused' if clock.paused_since else clock.due_on}{' late' * bool(clock.breached_at)}"
            for clock in found
        )


def days(first: date, last: date) -> Iterator[date]:
    """Each day after the first, the last included."""
    for n in range(1, (last - first).days + 1):
        yield first + timedelta(days=n)


def marked(way: Way) -> Any:
    """A row under its own name."""
    return pytest.param(way, id=way.name)


@pytest.mark.clause(
    "OR-3", "OR-4", "OR-4(1)", "OR-4(2)", "OR-4(3)", "OR-4(4)", "OR-4(5)", "OR-4(6)", "OR-4(7)", "OR-5",
    "OR-5(2)", "OR-6", "OR-7", "PD-7(2)",
)  # fmt: skip
@pytest.mark.clause(
    "条例29",
    "条例30",
    "条例32",
    "条例33",
    "条例34",
    "条例35",
    "条例36",
    "条例38",
    "条例39",
    "条例41",
    "条例45",
    "国办函〔2020〕109号",
)
@pytest.mark.parametrize("way", [marked(way) for way in WAYS])
def test_a_way_is_walked_as_it_was_counted_by_hand(county: County, way: Way) -> None:
    walk = Walk(county)
    today = date.fromisoformat(way.steps[0].day)
    for n, step in enumerate(way.steps):
        for day in days(today, date.fromisoformat(step.day)):
            assert not sweep(at=datetime.combine(day, time(), SHANGHAI)).failed
        today = date.fromisoformat(step.day)
        walk.step(step, on(today) + timedelta(minutes=n))
        deliver(on(today) + timedelta(minutes=n))
        assert walk.clocks() == step.clocks, f"after “{step.does}” on {step.day}"
        told = TOLD.get(step.does, "-")
        if told == "pay" and not walk.application.arrives_when_issued(as_wanted=False):
            continue  # the time runs from an arrival that the letter cannot know
        for last in re.findall(rf"{told} (\d{{4}})-(\d\d)-(\d\d)", step.clocks):
            year, month, day_of_month = map(int, last)
            assert f"{year}年{month}月{day_of_month}日" in walk.application.letters.last().content

    ended = Application.objects.get(pk=walk.application.pk)
    assert (ended.state, ended.report_row, str(ended.closed_on)) == (way.state, way.row, way.closed)
    assert [
        letter.kind for letter in Letter.objects.filter(application=ended).order_by("pk")
    ] == way.letters.split()
    late = any(re.search(r"reply \S+ late", step.clocks) for step in way.steps)
    assert Clock.objects.filter(limit=statute.REPLY.code).breached().exists() is late
    assert (Application.objects.filter(passed_on_from=ended).count() == 1) is any(
        "to" in s.data and s.does == "answer" for s in way.steps
    )


def test_the_table_leaves_no_way_out() -> None:
    steps = [step for way in WAYS for step in way.steps]
    done = {step.does for step in steps}
    assert len(WAYS) >= 40
    assert (len(SPRING), len(NATIONAL), len(YEAR)) >= (8, 8, 6)
    assert len({way.name for way in WAYS}) == len(WAYS)

    used = {code for step in steps for code in step.data.get("outcomes", "").split()}
    assert used == set(statute.OUTCOMES)
    assert {way.row for way in WAYS} >= set(statute.ROW_ORDER) - {"o3"}
    assert {step.data["channel"] for step in steps if step.does == "enter"} == set(Channel) - {
        "online",
        "passed_on",
    }
    assert {step.data["answer"] for step in steps if step.does == "opinion"} == set(Consultation.Answer)
    results = {(step.data["way"], step.data["result"]) for step in steps if step.does == "conclude"}
    assert results >= {("reconsideration", result) for result in ("upheld", "corrected", "other")}
    assert {way for way, _result in results} == {"reconsideration", "direct_suit", "suit_after"}
    assert done >= {
        "withdraw", "suspend", "resume", "extend", "delay", "charge", "pay", "explain", "returned", "complain", "propose",
        "take_up_again",
    }  # fmt: skip
    kinds = {kind for way in WAYS for kind in way.letters.split()}
    # What corrects a mistake of the office lies on no lawful way: test_closing.
    assert kinds == set(LetterKind) - {LetterKind.REOPENING_NOTICE, LetterKind.STRUCK_NOTICE}
