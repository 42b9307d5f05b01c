"""Random lives of an application: every act, allowed or not, by the right person or a wrong one, with time passing between.

Whatever is tried, what is refused leaves no trace, and what is done keeps every rule that `check` names.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any, cast

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from applications import statute
from applications.acts.retention import erase_due
from applications.models import Application, Complaint, Consultation, PublishedReply, Reply, RequestedTopic
from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import COUNTY_ROLES
from foundation.casework.acts import ACTS, Act, perform
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines import clocks
from foundation.deadlines.counting import local_date
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from secrecy_review.models import Review
from tests.applicants import BASES, DECISION, OBSTACLE, Desk, on, open_agency, scan
from tests.personas import OPINION, SHANGHAI, County

#: From a quiet month, over a festival, over the turn of the year.
BEGINNINGS = ["2025-06-03", "2025-01-24", "2025-09-28", "2025-12-26", "2026-02-14"]

#: How many lives are lived; `LIVES=200 make test ARGS=tests/applications/test_machine.py` tries more.
LIVES = int(os.environ.get("LIVES", "8"))

ROOMS = ("applications", "casework", "deadlines", "disclosure", "files", "notices", "secrecy_review")
TABLES = sorted(model._meta.db_table for model in apps.get_models() if model._meta.app_label in ROOMS)
#: One line for all that the rooms hold; two equal ones mean that nothing whatever has changed.
EVERYTHING = " UNION ALL ".join(
    f"SELECT '{table}', count(*), md5(string_agg(t::text, '|' ORDER BY t.id)) FROM {table} t"
    for table in TABLES
)
#: Parallel workers bring the tables in any order.
EVERYTHING += " ORDER BY 1"

#: Every act of this room but those that take an application in, and those of the review that a reply goes through.
TRIED = [
    *sorted(
        name for name in ACTS if name.startswith("applications.") and ACTS[name].on not in (Agency, Staff)
    ),
    "secrecy_review.give_opinion",
    "secrecy_review.request",
]
#: Those that carry the application from one state to the next, but for its end.
MOVING = {
    f"applications.{name}"
    for name in (
        "amend", "charge", "consult", "delay", "explain", "extend", "record_payment", "request_amendment",
        "request_explanation", "resume", "suspend",
    )
}  # fmt: skip
#: The application waits for somebody else.
WAITING = ("amending", "paying", "explaining", "consulting")
picks = st.integers(0, 30)
MATTERS: tuple[Any, ...] = (Application, Reply, Consultation, Complaint, PublishedReply, RequestedTopic)

PEOPLE = [
    *(f"rfbsc-{role}" for role in ("applications_clerk", "disclosure_head", "records_office", "leader")),
    "rfbsc-secrecy_reviewer",
    "lxcz-applications_clerk",
    "lxcz-disclosure_head",
    "county_supervisor",
]
#: The next step of a reply in each of its states, and who takes it.
ONWARD = {
    "drafting": ("applications.submit_reply", "applications_clerk"),
    "rechecked": ("secrecy_review.request", "records_office"),
    "signing": ("applications.sign_reply", "leader"),
    "signed": ("applications.issue_reply", "applications_clerk"),
}


def spans(pick: int) -> int:
    """How long a notice gives: now and then outside of what it may."""
    return (5, 15, 60, 10, 4)[pick % 5]


def entered(name: str, matter: Any, at: datetime, pick: int) -> dict[str, Any]:
    """What somebody could sensibly enter for an act, and now and then what nobody could."""
    day = lambda back=0: (local_date(at) - timedelta(days=back)).isoformat()  # noqa: E731
    reason = {"reason": "情况需要", "facts": "本月三十件", "items": "哪一年", "number": "1号"}
    more: dict[str, Callable[[], dict[str, Any]]] = {
        "amend": lambda: {"wanted": "2024 年三社的结果"},
        "answer_on_the_spot": lambda: {"document": "", "handed_over": "on"},
        "choose_form": lambda: {
            "form": ("", "paper", "inspection")[pick % 3], "form_because": ("cost", "damage")[pick % 2],
            "arrangement": "办公室，工作日上午",
        },
        "find_on_reasons": lambda: {"found": ("good", "bad")[pick % 2]},
        "record_help": lambda: {"given": "读给申请人听"},
        "take_up_again": lambda: {
            "result": "still", "reasons": "仍在处理",
            "until": (local_date(at) + timedelta(days=90)).isoformat() if pick % 2 else "",
        },
        "charge": lambda: {"by": ("page", "piece")[pick % 2], "pages": (31, 30, 250)[pick % 3], "pay_to": "县财政"},
        "complain": lambda: {"to": "superior", "text": "没有依法办理"},
        "answer_complaint": lambda: {"finding": "founded", "findings": "属实", "handling": "已改正"},
        "conclude_remedy": lambda: {
            "remedy": getattr(matter.remedies.first(), "pk", 0), "result": "upheld", "concluded_on": day(),
        },
        "consult": lambda: {
            "party": ("third_party", "coauthor", "agency")[pick % 3], "name": "某公司", "address": "五原县",
            "consulted_agency": "lxcz" if pick % 3 else "", "concern": "合同价格",
            "answer_by": (local_date(at) + timedelta(days=10)).isoformat(),
        },
        "decide": lambda: {
            **DECISION, "outcome": (outcome := [*statute.OUTCOMES, *["disclosed"] * 8][pick % 31]),
            "basis": BASES.get(outcome, ""), "agency": ("", "lxcz")[pick % 2],
            "until": (local_date(at) + timedelta(days=60)).isoformat() if pick % 5 == 4 else "",
        },
        "delay": lambda: {"by": 1 + pick},
        "deliver": lambda: {
            "letter": matter.letters.last().pk, "way": "post", "delivered_on": day(pick % 3), "proof": "回证",
        },
        "drop_decision": lambda: {"decision": getattr(matter.decisions.first(), "pk", 0)},
        "detach_from_reply": lambda: {"file": getattr(matter.files.first(), "pk", 0)},
        "excerpt_reply": lambda: {"title": "调查结果", "question": "要调查结果", "answer": DECISION["facts"]},
        "explain": lambda: {"explanation": "正在写村志"},
        "ground_passage": lambda: {
            "piece": f"{getattr(matter.passages.first(), 'pk', 0)}:0", "ground": "internal_affairs",
        },
        "weigh": lambda: {
            "consultation": getattr(matter.application.consultations.last(), "pk", 0), "given": "面积",
            "decided": ("disclosed", "partly", "withheld")[pick % 3], "reasons": "已经权衡",
        },
        "give_opinion": lambda: {"answer": ("agrees", "refuses", "partly")[pick % 3], "opinion": "影响经营"},
        "give_passage": lambda: {
            "title": "结果", "source": "十二亩。单价三百。", "released": "十二亩。", "ground": "enforcement_file",
        },
        "attach_to_reply": lambda: {"title": "附件"},
        "open_disclosure": lambda: {"title": "调查结果", "formed_on": day(pick), "body": "十二亩。"},
        "propose_disclosure": lambda: {"text": "全村关心"},
        "answer_proposal": lambda: {"accepted": ("yes", "no")[pick % 2], "reasons": "已经审核"},
        "record_payment": lambda: {"paid_on": day(pick % 4), "receipt": "票1"},
        "record_receipt": lambda: {"received_on": day(pick % 4), "proof": "回证"},
        "record_remedy": lambda: {
            "way": ("reconsideration", "direct_suit", "suit_after")[pick % 3], "body": "法院", "case_number": "1",
            "accepted_on": day(),
        },
        "record_search": lambda: {"place": "档案室", "terms": "春光村", "found": "no", "searched_on": day(pick % 3)},
        "request_amendment": lambda: {"span": spans(pick)},
        "request_explanation": lambda: {"span": spans(pick)},
        "suspend": lambda: OBSTACLE,
        "withdraw": lambda: {"sure": "on"},
        "word_reply": lambda: {"public_interest": "涉及饮水安全" if pick % 2 else ""},
    }  # fmt: skip
    if name == "secrecy_review.give_opinion":
        return {**OPINION, "opinion": "exempt" if pick == 29 else "disclose"}
    return reason | more.get(name.partition(".")[2], dict)()


def moves(model: Any) -> set[tuple[str, str]]:
    """The transitions that a model declares."""
    return {(t.source, t.target) for t in model._meta.get_field("state").get_all_transitions(model)}


class Life(RuleBasedStateMachine):
    """One application, from its receipt on."""

    def __init__(self, county: County) -> None:
        super().__init__()
        self.county, self.at = county, on("2025-01-01")
        self.people = {name: county.actor(name) for name in PEOPLE}
        self.once = transaction.atomic()
        self.once.__enter__()
        self.kept = LedgerLine.objects.count()
        self.explained: dict[int, tuple[Any, ...]] = {}
        self.erased = False
        self.last: tuple[str, Any, Actor, int]
        self.lines: list[Any] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.once.__exit__(None, None, None)

    @initialize(
        beginning=st.sampled_from(BEGINNINGS),
        delivery=st.sampled_from(["online", "post"]),
        extended=st.booleans(),
    )
    def comes_in(self, beginning: str, delivery: str, extended: bool) -> None:
        self.at = on(beginning)
        filed = Desk(self.county).enter(
            self.at, "in_person", beginning, delivery=delivery, address="五原县隆兴昌镇"
        )
        self.pk = filed.pk
        self.check()
        self.attempt("applications.register", filed, self.person("applications_clerk"), 0)
        if extended:
            self.attempt("applications.extend", self.application, self.person("disclosure_head"), 0)

    # What may happen

    @rule(
        name=st.sampled_from(TRIED),
        who=st.sampled_from([*PEOPLE, "applicant", "stranger"]),
        pick=st.integers(0, 30),
    )
    def anybody_tries_anything(self, name: str, who: str, pick: int) -> None:
        matter = self.matter_for(ACTS[name], pick)
        if matter is not None:
            holds = f"application:{self.pk + 1}" if who == "stranger" else matter.ref
            actor = self.people[who] if who in PEOPLE else Actor.citizen("申请人", holds=holds)
            allowed = ACTS[name].open_to(actor, matter)
            done = self.attempt(name, matter, actor, pick)
            assert allowed or not done, "only who holds the role, and only in its state"
            assert not (done and ACTS[name].by_system), "people never do what only follows"
            assert not (done and who == "stranger"), "nobody acts on what is another's"

    @rule()
    def it_is_done_again(self) -> None:
        """Somebody clicks twice."""
        name, matter, actor, pick = self.last
        self.attempt(name, type(matter)._default_manager.get(pk=matter.pk), actor, pick)

    @rule(data=st.data(), pick=picks)
    def somebody_does_their_work(self, data: st.DataObject, pick: int) -> None:
        self.work(data, pick, lambda act: "withdraw" not in act.name or pick > 25)

    @rule(data=st.data(), pick=picks)
    def the_application_moves(self, data: st.DataObject, pick: int) -> None:
        if self.application.state in WAITING and data.draw(st.booleans(), label="nobody answers"):
            self.nobody_answers()
        else:
            self.work(data, pick, lambda act: act.name in MOVING)
            sent = next((asked for asked in self.matters[Consultation] if asked.state == "sent"), None)
            if sent is not None and pick % 2:
                self.attempt("applications.record_receipt", sent, self.person("applications_clerk"), 0)

    @precondition(lambda self: any(asked.state in Consultation.OPEN for asked in self.matters[Consultation]))
    @rule(data=st.data(), pick=picks)
    def others_are_asked(self, data: st.DataObject, pick: int) -> None:
        if data.draw(st.integers(0, 2), label="somebody answers"):
            self.work(data, pick, lambda act: act.on is Consultation)
        else:
            self.nobody_answers()

    @precondition(lambda self: any(asked.state != "answered" for asked in self.matters[Complaint]))
    @rule(data=st.data(), pick=picks)
    def a_complaint_is_looked_into(self, data: st.DataObject, pick: int) -> None:
        self.work(data, pick, lambda act: act.on is Complaint)

    @precondition(lambda self: self.application.state == "handling")
    @rule(pick=picks, steps=st.integers(3, 8))
    def the_reply_goes_on(self, pick: int, steps: int) -> None:
        for n in range(steps):
            reply = Reply.objects.filter(application=self.pk).exclude(state="abandoned").first()
            if reply is None:
                self.attempt(
                    "applications.draft_reply", self.application, self.person("applications_clerk"), pick
                )
            elif reply.state == "drafting" and not reply.decisions.exists():
                self.attempt("applications.decide", reply, self.person("applications_clerk"), pick + n)
            elif reply.state == "review":
                review = Review.objects.of(reply).last()
                self.attempt("secrecy_review.give_opinion", review, self.person("secrecy_reviewer"), pick)
            elif reply.state in ONWARD:
                name, role = ONWARD[reply.state]
                self.attempt(name, reply, self.person(role), pick)

    @rule(days=st.sampled_from([0, 1, 2, 5, 9, 16, 30]))
    def some_days_pass(self, days: int) -> None:
        self.time_passes(days)

    def time_passes(self, days: int) -> None:
        """Every midnight the sweep runs."""
        for _ in range(days):
            self.at = datetime.combine(local_date(self.at) + timedelta(days=1), time(), SHANGHAI)
            assert not sweep(at=self.at).failed
        self.check()

    def nobody_answers(self) -> None:
        """The days pass until the nearest time limit is over."""
        waiting = Clock.objects.open().filter(paused_since=None).exclude(limit=statute.EXTENSION_BOUND.code)
        nearest = waiting.filter(breached_at=None).order_by("due_at").first()
        if nearest is not None:
            self.time_passes((local_date(nearest.due_at) - local_date(self.at)).days)

    @precondition(lambda self: not (self.application.is_open or self.erased))
    @rule()
    def the_term_of_keeping_ends(self) -> None:
        self.at = on(local_date(self.at) + timedelta(days=365 * settings.APPLICATION_RETENTION_YEARS + 4))
        assert not sweep(at=self.at).failed
        self.erased = erase_due(at=self.at, by=SYSTEM) > 0
        self.check()

    # How it is done

    def person(self, role: str, code: str = "rfbsc") -> Actor:
        return self.people[self.key(role, code)]

    def key(self, role: str, code: str) -> str:
        return role if role in COUNTY_ROLES else f"{code}-{role}"

    def matter_for(self, act: Act, pick: int) -> Any:
        """What an act can be tried on: one of what there is."""
        if act.on is Application:
            return self.application
        if act.on is Review:
            found = list(Review.objects.order_by("pk"))
        else:
            found = next(rows for model, rows in self.matters.items() if issubclass(model, act.on))
        return found[pick % len(found)] if found else None

    def work(self, data: st.DataObject, pick: int, only: Callable[[Act], bool]) -> None:
        """One of the acts that the state allows, by somebody who holds the role."""
        turns: dict[str, tuple[Any, Actor]] = {}
        for name in TRIED:
            act = ACTS[name]
            matter = None if act.by_system or not only(act) else self.matter_for(act, pick)
            sources = act.sources(type(matter)) if matter is not None else ()
            if matter is None or (sources is not None and matter.state not in sources):
                continue
            code = matter.agency.code
            roles = [role for role in act.roles_at(matter.state) if self.key(role.value, code) in self.people]
            if act.public and (pick % 2 or not roles):
                turns[name] = matter, Actor.citizen("申请人", holds=matter.ref)
            elif roles:
                turns[name] = matter, self.person(roles[pick % len(roles)].value, code)
        if turns:
            name = data.draw(st.sampled_from(list(turns)), label="act")
            self.attempt(name, *turns[name], pick)

    def attempt(self, name: str, matter: Any, actor: Actor, pick: int) -> bool:
        """Try an act; what is refused leaves everything as it was, what is done keeps the rules."""
        self.at += timedelta(minutes=1)
        data = entered(name, matter, self.at, pick)
        files = {"files": [scan()], "file": scan()}
        before = everything()
        try:
            perform(name, on=matter, actor=actor, at=self.at, data=data, files=files)
        except (Refused, Invalid) as refused:
            why = str(refused)
        else:
            self.last = name, matter, actor, pick
            self.check()
            return True
        assert everything() == before, f"{name} was refused and yet changed something"
        assert why.strip()
        return False

    # What always holds

    def check(self) -> None:
        self.matters = {model: list(model._default_manager.order_by("pk")) for model in MATTERS}
        self.application = self.matters[Application][0]
        self.the_ledger_only_grows_and_tells_every_move()
        for application in self.matters[Application]:
            self.the_clocks_fit_the_state(application)
        self.no_reply_leaves_unreviewed()
        self.the_days_add_up()

    def the_ledger_only_grows_and_tells_every_move(self) -> None:
        lines = list(LedgerLine.objects.order_by("pk").values_list()[self.kept :])
        assert lines[: len(self.lines)] == self.lines, "a line was changed or lost"
        self.lines = lines
        moved: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
        told = LedgerLine.objects.order_by("pk").values_list(
            "matter_kind", "matter_id", "from_state", "to_state"
        )
        for kind, pk, source, target in told:
            moved[kind, pk].append((source, target))
        for model in MATTERS:
            declared = moves(model)
            for matter in self.matters[model]:
                states = moved.get((model.kind, matter.pk), [])
                assert states[0][0] == "", "it begins with the act that made it"
                assert states[0][1] == model._meta.get_field("state").default
                for (_, was), (source, target) in pairwise(states):
                    assert was == source, "nothing moves between two lines"
                    assert source == target or (source, target) in declared
                assert states[-1][1] == matter.state
                assert matter.state in model.State.values

    def the_clocks_fit_the_state(self, application: Application) -> None:
        state, own = application.state, Clock.objects.of("application", application.pk)
        replies = list(own.open().filter(limit=statute.REPLY.code))
        if not application.is_open:
            later = own.open().exclude(limit=statute.GROUNDS.code)
            assert not later.exists(), "what is closed has no time limit but for what was asked afterwards"
            assert not application.consultations.filter(state__in=Consultation.OPEN).exists()
            assert not application.replies.filter(state__in=Reply.UNISSUED, explains=False).exists()
            asked = Clock.objects.open().filter(
                matter_kind="consultation", matter_id__in=application.consultations.values("pk")
            )
            assert not asked.exists()
        else:
            assert len(replies) == (state not in ("amending", "paying"))
        for clock in replies:
            stands = state == "suspended" or (state == "consulting" and clock.breached_at is None)
            assert (clock.paused_since is not None) is stands or (
                state == "consulting" and self.at >= clock.due_at
            )
        open_limits = set(own.open().values_list("limit", flat=True))
        arrived = set(application.letters.filter(service="arrived").values_list("kind", flat=True))
        for limit, waits, notice in (
            (statute.AMENDMENT, "amending", "amendment_notice"),
            (statute.PAYMENT, "paying", "fee_notice"),
        ):
            assert (limit.code in open_limits) is (state == waits and notice in arrived)
        assert (statute.EXPLANATION.code in open_limits) <= (state == "explaining")
        assert (state == "consulting") <= application.consultations.filter(
            state__in=Consultation.OPEN
        ).exists()
        for once in (
            "amendment_notice",
            "extension_notice",
            "fee_notice",
            "reply",
            "correction_reply",
            "receipt",
        ):
            assert application.letters.filter(kind=once).count() <= 1
        assert application.letters.filter(kind="extension_notice").exists() is (
            application.extended_on is not None
        )
        assert application.letters.filter(kind="fee_notice").exists() is (application.fee is not None)

    def no_reply_leaves_unreviewed(self) -> None:
        for reply in Reply.objects.filter(state="issued"):
            review = Review.objects.approving(reply).get()
            assert review.digest == reply.digest == reply.signed_digest
            assert reply.signer is not None
            hands = {
                act: set(
                    LedgerLine.objects.filter(act=act, matter_kind=kind, matter_id=pk).values_list(
                        "staff_id", flat=True
                    )
                )
                for act, kind, pk in (
                    ("applications.decide", "reply", reply.pk),
                    ("secrecy_review.give_opinion", "review", review.pk),
                    ("applications.sign_reply", "reply", reply.pk),
                )
            }
            drafted, reviewed, signed = hands.values()
            assert reply.signer_id in signed
            assert len(drafted | reviewed | signed) == len(drafted) + len(reviewed) + len(signed)
            assert reply.application.state in ("delivering", "answered")

    def the_days_add_up(self) -> None:
        """Looks at each clock again whenever it has changed."""
        for clock in Clock.objects.prefetch_related("pauses"):
            stands = (clock.due_at, clock.span, clock.paused_since, clock.ended_at, clock.pauses.count())
            if self.explained.get(clock.pk) == stands:
                continue
            self.explained[clock.pk] = stands
            days = clocks.explain(clock, at=self.at)
            counted = [day for day in days if day.counted]
            assert days[0].date == clock.started_on
            assert not days[0].counted
            assert [day.date for day in days] == [
                clock.started_on + timedelta(days=n) for n in range(len(days))
            ]
            elapsed = (days[-1].date - clock.started_on).days
            assert len(counted) + sum(not day.counted for day in days[1:]) == elapsed
            if clock.unit == "working_days":
                assert [day.number for day in counted] == list(range(1, len(counted) + 1))
                assert len(counted) <= clock.span
            if clock.paused_since is None:
                assert days[-1].date == clock.due_on
                if self.at < clock.due_at:
                    assert 0 <= clocks.remaining(clock, at=self.at) <= max(clock.span, 100)
            assert clock.started_at <= clock.opened_at <= self.at
            assert clock.due_at > clock.started_at


def everything() -> list[tuple[Any, ...]]:
    """A mark of every row that the rooms hold."""
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING)
        return cast(list[tuple[Any, ...]], cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.clause("OR-3", "OR-4", "OR-5", "OR-6", "OR-7", "SR-4", "SR-6(2)", "条例30", "条例32", "条例33")
def test_whatever_is_tried_the_rules_hold(county: County) -> None:
    open_agency(county, "lxcz")
    county.agencies["rfbsc"].parent = county.agencies["lxcz"]
    county.agencies["rfbsc"].save()
    run_state_machine_as_test(
        lambda: Life(county),
        settings=hypothesis_settings(
            max_examples=LIVES,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
