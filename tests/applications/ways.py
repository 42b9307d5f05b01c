"""Lawful ways of an application from receipt to closing, as a lawyer would check them with a wall calendar.

Each way is a list of days. For each day: what happens, and every time limit that runs when it has happened, with its last day.
`reply` 答复 · `bound` OR-5 三个月 · `amend` 补正 · `explain` 说明理由 · `pay` 缴费 · `party` 第三方 · `coauthor` 共同制作机关 ·
`complaint` 投诉 · `report` PD-7 报告不予公开. `paused`: it does not count now; `late`: it has run out.

`days` is the count by hand: “2-18…23 (6)” means that the working days from 18 to 23 February bring the count to six. The day of
the event is never counted.
Festivals are in `ways_festival`; the test that walks them is `test_ways`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """One day: what happens on it, and which limits run afterwards."""

    day: str
    does: str
    clocks: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Way:
    """One way to its end: state, row of the annual report, day of closing, every letter in order."""

    name: str
    days: str
    steps: tuple[Step, ...]
    state: str
    row: str
    closed: str
    letters: str
    #: What a clause demands and the portal does not do yet: the row is expected to fail until it does.


def at(day: str, does: str, clocks: str = "", **data: Any) -> Step:
    """A step of a way."""
    return Step(day, does, clocks, data)


def way(
    name: str,
    days: str,
    *steps: Step,
    row: str,
    letters: str,
    state: str = "answered",
    closed: str = "",
) -> Way:
    """A way; it closes on the day of its step `answer` or `withdraw`, unless said otherwise."""
    ends = [step.day for step in steps if step.does in ("answer", "withdraw")]
    return Way(name, days, steps, state, row, closed or ends[-1], letters)


ASKED = "third_party_consultation third_party_reply_form"

PLAIN = [
    way(
        "answered on the spot, 条例33",
        "off 4-4…6. 3-11…14 (4), 3-17…21 (9), 3-24…28 (14), 3-31…4-3 (18), 4-7…8 (20)",
        at("2025-03-10", "enter", "reply 2025-04-08", channel="in_person"),
        at("2025-03-10", "register", "reply 2025-04-08"),
        at("2025-03-10", "answer", "", outcomes="disclosed"),
        row="a",
        letters="receipt reply",
    ),
    way(
        "public already, on the last day, across Qingming",
        "off 4-4…6. 3-12…14 (3), 3-17…21 (8), 3-24…28 (13), 3-31…4-3 (17), 4-7…9 (20)",
        at("2025-03-11", "enter", "reply 2025-04-09", channel="ordinary_post"),
        at("2025-03-12", "register", "reply 2025-04-09"),
        at("2025-04-09", "answer", "", outcomes="already_public"),
        row="a",
        letters="receipt reply",
    ),
    way(
        "another agency's, which takes no applications here: told, not passed on",
        "6-10…13 (4), 6-16…20 (9), 6-23…27 (14), 6-30…7-4 (19), 7-7 (20)",
        at("2025-06-09", "file", "reply 2025-07-07"),
        at("2025-06-10", "register", "reply 2025-07-07"),
        at("2025-06-12", "answer", "", outcomes="not_ours"),
        row="u1",
        letters="receipt reply",
    ),
    way(
        "should have been public: published first, then told",
        "11-4…6 (3), 11-9…13 (8), 11-16…20 (13), 11-23…27 (18), 11-30…12-1 (20)",
        at("2026-11-03", "file", "reply 2026-12-01"),
        at("2026-11-03", "register", "reply 2026-12-01"),
        at("2026-11-12", "publish", "reply 2026-12-01"),
        at("2026-11-13", "answer", "", outcomes="now_published"),
        row="a",
        letters="receipt reply",
    ),
    way(
        "a wrong record is corrected, 条例41; across the Dragon Boat festival",
        "off 5-31…6-2. 5-7…9 (3), 5-12…16 (8), 5-19…23 (13), 5-26…30 (18), 6-3…4 (20)",
        at("2025-05-06", "file", "reply 2025-06-04", sort="correction"),
        at("2025-05-06", "register", "reply 2025-06-04"),
        at("2025-06-03", "answer", "", outcomes="corrected"),
        row="o3",
        letters="receipt correction_reply",
    ),
    way(
        "a record is right as it is; received on a worked Sunday, across Labour Day",
        "4-27 is worked; off 5-1…5. 4-28…30 (3), 5-6…9 (7), 5-12…16 (12), 5-19…23 (17), 5-26…28 (20)",
        at("2025-04-27", "enter", "reply 2025-05-28", channel="in_person", sort="correction"),
        at("2025-04-28", "register", "reply 2025-05-28"),
        at("2025-05-28", "answer", "", outcomes="not_corrected"),
        row="o3",
        letters="receipt correction_reply",
    ),
    way(
        "part is given; a complaint to the superior is answered; grounds are asked for",
        "4-7 and 4-28 are worked Sundays; off 5-1…5. 4-8…12 (5), 4-15…19 (10), 4-22…26 (15), 4-28…30 (18), 5-6…7 (20);"
        " report 5-8…10 (3), 5-11 worked Saturday (4), 5-13 (5); complaint 5-21…24 (4), 5-27…31 (9), 6-3…7 (14),"
        " 6-11…14 (18), 6-17…18 (20); grounds 5-14…17 (4), 5-20…24 (9), 5-27…31 (14), 6-3…7 (19), 6-11 (20)",
        at("2024-04-07", "enter", "reply 2024-05-07", channel="registered_post"),
        at("2024-04-08", "register", "reply 2024-05-07"),
        at("2024-05-07", "answer", "report 2024-05-13", outcomes="partial"),
        at("2024-05-11", "report", ""),
        at("2024-05-13", "ask_grounds", "grounds 2024-06-11"),
        at("2024-05-14", "give_grounds", ""),
        at("2024-05-20", "complain", "complaint 2024-06-18", to="superior"),
        at("2024-05-21", "accept_complaint", "complaint 2024-06-18"),
        at("2024-06-18", "answer_complaint", ""),
        row="b",
        letters="receipt reply reasons_notice complaint_reply",
    ),
    way(
        "too many, no reasons given, not handled",
        "7-2…4 (3), 7-7…11 (8), 7-14…18 (13), 7-21…25 (18), 7-28…29 (20); explain 7-4 (1), 7-7…10 (5); entered"
        " 7-11, 7-14…15 (3)",
        at("2025-07-01", "file", "reply 2025-07-29"),
        at("2025-07-01", "register", "reply 2025-07-29"),
        at("2025-07-03", "ask_explanation", "reply 2025-07-29, explain 2025-07-10", span=5),
        at("2025-07-10", "passes", "reply 2025-07-29, explain 2025-07-10"),
        at("2025-07-11", "passes", "reply 2025-07-29, explain 2025-07-10 late"),
        at("2025-07-16", "passes", "reply 2025-07-29"),
        at("2025-07-16", "answer", "", outcomes="excessive"),
        row="n4",
        letters="receipt explanation_request reply",
    ),
    way(
        "a co-author objects in time: internal affairs",
        "8-5…8 (4), 8-11…15 (9), 8-18…22 (14), 8-25…29 (19), 9-1 (20); asked 8-6 to 8-20: 8-5…6 (2), 8-21…22 (4),"
        " 8-25…29 (9), 9-1…5 (14), 9-8…12 (19), 9-15 (20); co-author 8-8 (1), 8-11…15 (6), 8-18…22 (11), 8-25…28 (15);"
        " report 9-16…19 (4), 9-22 (5)",
        at("2025-08-04", "enter", "reply 2025-09-01", channel="fax"),
        at("2025-08-05", "register", "reply 2025-09-01"),
        at("2025-08-06", "consult", "reply paused", who="lxcz", party="coauthor"),
        at("2025-08-07", "served", "reply paused, coauthor 2025-08-28", who="lxcz"),
        at("2025-08-20", "opinion", "reply 2025-09-15", who="lxcz", answer="refuses"),
        at("2025-09-15", "answer", "report 2025-09-22", outcomes="internal_affairs"),
        at("2025-09-22", "report", ""),
        row="d5",
        letters="receipt coauthor_consultation consultation_told reply",
    ),
    way(
        "the letter to the third party comes back: nobody is waited for any longer",
        "off 6-8…10. 6-4…7 (4), 6-11…14 (8), 6-17…21 (13), 6-24…28 (18), 7-1…2 (20); asked 6-11 to 6-20: 6-4…7 (4),"
        " 6-11 (5), 6-21 (6), 6-24…28 (11), 7-1…5 (16), 7-8…11 (20)",
        at("2024-06-03", "file", "reply 2024-07-02"),
        at("2024-06-03", "register", "reply 2024-07-02"),
        at("2024-06-11", "consult", "reply paused", who="甲公司"),
        at("2024-06-20", "returned", "reply 2024-07-11", who="甲公司"),
        at("2024-07-11", "answer", "", outcomes="needs_processing"),
        row="u2",
        letters=f"receipt {ASKED} consultation_told reply",
    ),
    way(
        "withdrawn before anybody registered it",
        "7-3…5 (3), 7-8…12 (8), 7-15…19 (13), 7-22…26 (18), 7-29…30 (20)",
        at("2024-07-02", "file", "reply 2024-07-30"),
        at("2024-07-03", "withdraw", ""),
        state="withdrawn",
        row="o3",
        letters="receipt withdrawal_confirmation",
    ),
    way(
        "withdrawn while a third party is asked, who then need not answer",
        "7-3…5 (3), 7-8…12 (8), 7-15…19 (13), 7-22…26 (18), 7-29…30 (20); party 7-10…12 (3), 7-15…19 (8), 7-22…26 (13),"
        " 7-29…30 (15)",
        at("2024-07-02", "file", "reply 2024-07-30"),
        at("2024-07-03", "register", "reply 2024-07-30"),
        at("2024-07-08", "consult", "reply paused", who="甲公司"),
        at("2024-07-09", "served", "reply paused, party 2024-07-30", who="甲公司"),
        at("2024-07-15", "withdraw", ""),
        state="withdrawn",
        row="o3",
        letters=f"receipt {ASKED} consultation_told withdrawal_confirmation",
    ),
    way(
        "withdrawn instead of paying",
        "8-6…9 (4), 8-12…16 (9), 8-19…23 (14), 8-26…30 (19), 9-2 (20); pay 8-14…16 (3), 8-19…23 (8), 8-26…30 (13),"
        " 9-2…6 (18), 9-9…10 (20)",
        at("2024-08-05", "enter", "reply 2024-09-02", channel="email", delivery="email", email="a@example.cn"),
        at("2024-08-06", "register", "reply 2024-09-02"),
        at("2024-08-13", "charge", "pay 2024-09-10", pages=44, yuan=140),
        at("2024-08-20", "withdraw", ""),
        state="withdrawn",
        row="o3",
        letters="receipt fee_notice withdrawal_confirmation",
    ),
    way(
        "withdrawn while the time stands still",
        "8-6…9 (4), 8-12…16 (9), 8-19…23 (14), 8-26…30 (19), 9-2 (20)",
        at("2024-08-05", "file", "reply 2024-09-02"),
        at("2024-08-05", "register", "reply 2024-09-02"),
        at("2024-08-07", "suspend", "reply paused"),
        at("2024-08-09", "withdraw", ""),
        state="withdrawn",
        row="o3",
        letters="receipt suspension_notice withdrawal_confirmation",
    ),
    way(
        "the fee notice goes by post: the time to pay runs from the day it is served",
        "6-4…7 (4), 6-11…14 (8), 6-17…21 (13), 6-24…28 (18), 7-1…2 (20); pay from 6-20: 6-21 (1), 6-24…28 (6), 7-1…5 (11),"
        " 7-8…12 (16), 7-15…18 (20); paid 7-18: 7-19 (1), 7-22…26 (6), 7-29…8-2 (11), 8-5…9 (16), 8-12…15 (20)",
        at("2024-06-03", "enter", "reply 2024-07-02", channel="registered_post", delivery="post", address="五原县隆兴昌镇"),
        at("2024-06-04", "register", "reply 2024-07-02"),
        at("2024-06-17", "charge", "", pages=201, yuan=2740),
        at("2024-06-21", "deliver", "pay 2024-07-18", kind="fee_notice", on="2024-06-20"),
        at("2024-07-18", "pay", "reply 2024-08-15", on="2024-07-18"),
        at("2024-08-15", "answer", "", outcomes="disclosed"),
        row="a",
        letters="receipt fee_notice reply",
    ),
    way(
        "extended, then a third party is asked and partly agrees: twenty and twenty, and the days between",
        "6-17…20 (4), 6-23…27 (9), 6-30…7-4 (14), 7-7…11 (19), 7-14 (20); extended 7-15…18 (24), 7-21…25 (29), 7-28…8-1 (34),"
        " 8-4…8 (39), 8-11 (40); asked 7-21 to 7-30: 7-21 (25), 7-31…8-1 (27), 8-4…8 (32), 8-11…15 (37), 8-18…20 (40);"
        " three months from 7-7; party 7-23…25 (3), 7-28…8-1 (8), 8-4…8 (13), 8-11…12 (15); report 8-21…22 (2), 8-25…27 (5)",
        at("2025-06-16", "file", "reply 2025-07-14"),
        at("2025-06-17", "register", "reply 2025-07-14"),
        at("2025-07-07", "extend", "reply 2025-08-11, bound 2025-10-09"),
        at("2025-07-21", "consult", "reply paused, bound 2025-10-09", who="甲公司"),
        at("2025-07-22", "served", "reply paused, bound 2025-10-09, party 2025-08-12", who="甲公司"),
        at("2025-07-30", "opinion", "reply 2025-08-20, bound 2025-10-09", who="甲公司", answer="partly"),
        at("2025-08-20", "answer", "report 2025-08-27", outcomes="partial", ground="third_party"),
        at("2025-08-27", "report", ""),
        row="b",
        letters=f"receipt extension_notice {ASKED} consultation_told reply third_party_result",
    ),
    way(
        "amended, then extended, then stopped by a flood",
        "5-13…17 (5), 5-20…24 (10), 5-27…31 (15), 6-3…7 (20); asked on the seventh day, 5-21; amend 5-22…24 (3), 5-27…28 (5);"
        " amended 5-24: 5-27…31 (5), 6-3…7 (10), 6-11…14 (14), 6-17…21 (19), 6-24 (20); extended 6-25…28 (24), 7-1…5 (29),"
        " 7-8…12 (34), 7-15…19 (39), 7-22 (40); stopped 7-8 to 7-17: 7-8 (30), 7-18…19 (32), 7-22…26 (37), 7-29…31 (40);"
        " three months from 6-24, without 7-9…17 to 10-3, a holiday, and so 10-8",
        at("2024-05-11", "enter", "reply 2024-06-07", channel="in_person"),
        at("2024-05-13", "register", "reply 2024-06-07"),
        at("2024-05-21", "ask_amendment", "amend 2024-05-28", span=5),
        at("2024-05-24", "amend", "reply 2024-06-24"),
        at("2024-06-24", "extend", "reply 2024-07-22, bound 2024-09-24"),
        at("2024-07-08", "suspend", "reply paused, bound paused"),
        at("2024-07-17", "resume", "reply 2024-07-31, bound 2024-10-08"),
        at("2024-07-31", "answer", "", outcomes="reissue"),
        row="n5",
        letters="receipt amendment_notice extension_notice suspension_notice resumption_notice reply",
    ),
    way(
        "amended on paper, which is entered two days after it came",
        "8-6…9 (4), 8-12…16 (9), 8-19…23 (14), 8-26…30 (19), 9-2 (20); amend 8-8…9 (2), 8-12…16 (7), 8-19…21 (10); came 8-13:"
        " 8-14…16 (3), 8-19…23 (8), 8-26…30 (13), 9-2…6 (18), 9-9…10 (20)",
        at("2024-08-05", "enter", "reply 2024-09-02", channel="registered_post"),
        at("2024-08-06", "register", "reply 2024-09-02"),
        at("2024-08-07", "ask_amendment", "amend 2024-08-21", span=10),
        at("2024-08-15", "amend", "reply 2024-09-10", on="2024-08-13"),
        at("2024-09-02", "search", "reply 2024-09-10"),
        at("2024-09-10", "answer", "", outcomes="disclosed not_held"),
        row="b",
        letters="receipt amendment_notice reply",
    ),
    way(
        "a third party's letter lies five days before it is entered: these days count",
        "8-6…9 (4), 8-12…16 (9), 8-19…23 (14), 8-26…30 (19), 9-2 (20); party 8-8…9 (2), 8-12…16 (7), 8-19…23 (12), 8-26…28"
        " (15); asked 8-7 to 8-12: 8-6…7 (2), 8-13…16 (6), 8-19…23 (11), 8-26…30 (16), 9-2…5 (20)",
        at("2024-08-05", "file", "reply 2024-09-02"),
        at("2024-08-05", "register", "reply 2024-09-02"),
        at("2024-08-07", "consult", "reply paused", who="甲公司"),
        at("2024-08-07", "served", "reply paused, party 2024-08-28", who="甲公司"),
        at("2024-08-19", "opinion", "reply 2024-09-05", who="甲公司", answer="agrees", on="2024-08-12"),
        at("2024-09-05", "answer", "", outcomes="disclosed"),
        row="a",
        letters=f"receipt {ASKED} consultation_told reply third_party_result",
    ),
    way(
        "answered late; the complaint to the discipline body finds it so",
        "5-9 worked Saturday. 5-7…9 (3), 5-11…15 (8), 5-18…22 (13), 5-25…29 (18), 6-1…2 (20); complaint 6-4…5 (2), 6-8…12 (7),"
        " 6-15…18 (11; 6-19…21 off), 6-22…26 (16), 6-29…7-2 (20)",
        at("2026-05-06", "file", "reply 2026-06-02"),
        at("2026-05-06", "register", "reply 2026-06-02"),
        at("2026-06-02", "passes", "reply 2026-06-02"),
        at("2026-06-03", "complain", "reply 2026-06-02 late, complaint 2026-07-02", to="discipline"),
        at("2026-06-04", "accept_complaint", "reply 2026-06-02 late, complaint 2026-07-02"),
        at("2026-06-05", "answer", "complaint 2026-07-02", outcomes="disclosed"),
        at("2026-06-29", "answer_complaint", ""),
        row="a",
        letters="receipt reply complaint_reply",
    ),
    way(
        "refused: reconsideration upholds, and the suit after it corrects",
        "9-2…5 (4), 9-8…12 (9), 9-15…19 (14), 9-22…26 (19), 9-28 worked Sunday (20); report 9-16…19 (4), 9-22 (5)",
        at("2025-09-01", "file", "reply 2025-09-28"),
        at("2025-09-01", "register", "reply 2025-09-28"),
        at("2025-09-15", "answer", "report 2025-09-22", outcomes="security_stability"),
        at("2025-09-17", "report", ""),
        at("2025-09-29", "remedy", "", way="reconsideration"),
        at("2025-11-25", "conclude", "", way="reconsideration", result="upheld"),
        at("2025-12-08", "remedy", "", way="suit_after"),
        at("2026-03-30", "conclude", "", way="suit_after", result="corrected"),
        row="d3",
        letters="receipt reply",
    ),
    way(
        "withheld for the time being, taken up again twice",
        "3-4…7 (4), 3-10…14 (9), 3-17…21 (14), 3-24…28 (19), 3-31 (20); report 3-27…28 (2), 3-31…4-2 (5); later on the day named",
        at("2025-03-03", "file", "reply 2025-03-31"),
        at("2025-03-03", "register", "reply 2025-03-31"),
        at("2025-03-26", "answer", "later 2025-05-01, report 2025-04-02", outcomes="deliberative", until="2025-05-01"),
        at("2025-03-28", "report", "later 2025-05-01"),
        at("2025-04-30", "take_up_again", "later 2025-06-14", until="2025-06-14"),
        at("2025-06-13", "take_up_again", ""),
        row="d6",
        letters="receipt reply later_notice later_notice",
    ),
    way(
        "refused: reconsideration corrects; what is asked for elsewhere is a petition",
        "3-4…7 (4), 3-10…14 (9), 3-17…21 (14), 3-24…28 (19), 3-31 (20); report 3-27…28 (2), 3-31…4-2 (5)",
        at("2025-03-03", "file", "reply 2025-03-31"),
        at("2025-03-03", "register", "reply 2025-03-31"),
        at("2025-03-26", "answer", "report 2025-04-02", outcomes="deliberative petition"),
        at("2025-03-28", "report", ""),
        at("2025-04-10", "remedy", "", way="reconsideration"),
        at("2025-06-06", "conclude", "", way="reconsideration", result="corrected"),
        row="d6",
        letters="receipt reply",
    ),
    way(
        "not handled as a repetition: sued at once, and reconsidered with another end",
        "3-4…7 (4), 3-10…14 (9), 3-17…21 (14), 3-24…28 (19), 3-31 (20)",
        at("2025-03-03", "enter", "reply 2025-03-31", channel="oral"),
        at("2025-03-03", "register", "reply 2025-03-31"),
        at("2025-03-05", "answer", "", outcomes="publication repeated"),
        at("2025-03-10", "remedy", "", way="reconsideration"),
        at("2025-03-24", "conclude", "", way="reconsideration", result="other"),
        at("2025-04-14", "remedy", "", way="direct_suit"),
        at("2025-07-14", "conclude", "", way="direct_suit", result="upheld"),
        row="n2",
        letters="receipt reply",
    ),
    way(
        "everybody should read it: the applicant proposes disclosure",
        "3-4…7 (4), 3-10…14 (9), 3-17…21 (14), 3-24…28 (19), 3-31 (20)",
        at("2025-03-03", "enter", "reply 2025-03-31", channel="ordinary_post"),
        at("2025-03-04", "register", "reply 2025-03-31"),
        at("2025-03-05", "answer", "", outcomes="disclosed publication"),
        at("2025-03-06", "propose", "proposal 2025-04-03"),
        at("2025-03-20", "answer_proposal", ""),
        row="b",
        letters="receipt reply proposal_reply",
    ),
]  # fmt: skip
