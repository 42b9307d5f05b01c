"""Ways that cross a festival, by the State Council's notices for each year; the notation is that of `ways`.

| | off | worked instead |
|---|---|---|
| 中秋国庆 2023 | 9-29…10-6 | 10-7 Sat, 10-8 Sun |
| 元旦 2024 | 12-30…1-1 | |
| 春节 2024 | 2-10…17 (2-9, the eve, is worked) | 2-4 Sun, 2-18 Sun |
| 中秋 2024 | 9-15…17 | 9-14 Sat |
| 国庆 2024 | 10-1…7 | 9-29 Sun, 10-12 Sat |
| 元旦 2025 | 1-1 | |
| 春节 2025 | 1-28…2-4 | 1-26 Sun, 2-8 Sat |
| 国庆中秋 2025 | 10-1…8 | 9-28 Sun, 10-11 Sat |
| 元旦 2026 | 1-1…3 | 1-4 Sun |
| 春节 2026 | 2-15…23 | 2-14 Sat, 2-28 Sat |
| 中秋 2026 | 9-25…27 | 9-20 Sun |
| 国庆 2026 | 10-1…7 | 10-10 Sat |
"""

from __future__ import annotations

from tests.applications.ways import ASKED, at, way

SPRING = [
    way(
        "filed on the eve, which is worked",
        "2-18…23 (6), 2-26…3-1 (11), 3-4…8 (16), 3-11…14 (20)",
        at("2024-02-09", "file", "reply 2024-03-14"),
        at("2024-02-18", "register", "reply 2024-03-14"),
        at("2024-03-14", "answer", "", outcomes="disclosed"),
        row="a",
        letters="receipt reply",
    ),
    way(
        "filed in the middle of the festival: a state secret",
        "2-18…23 (6), 2-26…3-1 (11), 3-4…8 (16), 3-11…14 (20); report 3-14…15 (2), 3-18…20 (5)",
        at("2024-02-12", "file", "reply 2024-03-14"),
        at("2024-02-18", "register", "reply 2024-03-14"),
        at("2024-03-13", "answer", "report 2024-03-20", outcomes="state_secret"),
        at("2024-03-20", "report", ""),
        at("2024-04-22", "remedy", "", way="reconsideration"),
        at("2024-06-20", "conclude", "", way="reconsideration", result="upheld"),
        row="d1",
        letters="receipt reply",
    ),
    way(
        "brought on a worked Sunday, told on another worked Sunday what to amend",
        "2-5…9 (5), 2-18…23 (11), 2-26…3-1 (16), 3-4…7 (20); told on the sixth day; amend 2-19…23 (5); amended 2-20: 2-21…23"
        " (3), 2-26…3-1 (8), 3-4…8 (13), 3-11…15 (18), 3-18…19 (20); report 3-20…22 (3), 3-25…26 (5)",
        at("2024-02-04", "enter", "reply 2024-03-07", channel="in_person"),
        at("2024-02-05", "register", "reply 2024-03-07"),
        at("2024-02-18", "ask_amendment", "amend 2024-02-23", span=5),
        at("2024-02-20", "amend", "reply 2024-03-19"),
        at("2024-03-19", "answer", "report 2024-03-26", outcomes="forbidden_by_law"),
        at("2024-03-26", "report", ""),
        row="d2",
        letters="receipt amendment_notice reply",
    ),
    way(
        "told on the seventh and last day, never amended",
        "1-31…2-2 (3), 2-4 (4), 2-5…9 (9), 2-18…23 (15), 2-26…3-1 (20); the seventh is 2-7; amend 2-8…9 (2), 2-18…23 (8),"
        " 2-26…27 (10); entered 2-28…3-1 (3)",
        at("2024-01-30", "enter", "reply 2024-03-01", channel="registered_post"),
        at("2024-01-31", "register", "reply 2024-03-01"),
        at("2024-02-07", "ask_amendment", "amend 2024-02-27", span=10),
        at("2024-02-27", "passes", "amend 2024-02-27"),
        at("2024-02-28", "passes", "amend 2024-02-27 late"),
        at("2024-03-02", "passes", ""),
        state="lapsed_unamended",
        row="o1",
        closed="2024-03-02",
        letters="receipt amendment_notice closed_unamended",
    ),
    way(
        "a third party keeps silent over the festival; the harm, not the silence, is the reason",
        "2-1…2 (2), 2-4 (3), 2-5…9 (8), 2-18…23 (14), 2-26…3-1 (19), 3-4 (20); party 2-7…9 (3), 2-18…23 (9), 2-26…3-1 (14), 3-4"
        " (15); asked 2-2 to 3-4: 2-1…2 (2), 3-5…8 (6), 3-11…15 (11), 3-18…22 (16), 3-25…28 (20); report 3-29 (1), 4-1…3"
        " (4), 4-7 worked Sunday (5)",
        at("2024-01-31", "enter", "reply 2024-03-04", channel="ordinary_post"),
        at("2024-02-01", "register", "reply 2024-03-04"),
        at("2024-02-02", "consult", "reply paused", who="甲公司"),
        at("2024-02-06", "served", "reply paused, party 2024-03-04", who="甲公司"),
        at("2024-03-04", "passes", "reply paused, party 2024-03-04"),
        at("2024-03-05", "passes", "reply paused, party 2024-03-04 late"),
        at("2024-03-08", "passes", "reply 2024-03-28"),
        at("2024-03-28", "answer", "report 2024-04-07", outcomes="third_party"),
        at("2024-04-07", "report", ""),
        row="d4",
        letters=f"receipt {ASKED} consultation_told reply third_party_result",
    ),
    way(
        "a co-author keeps silent and so agrees; confirmed on a worked Sunday two days before the eve",
        "1-27 (1), 2-5…8 (5), 2-10…14 (10), 2-17…21 (15), 2-24…28 (20); co-author 2-5…8 (4), 2-10…14 (9), 2-17…21 (14), 2-24"
        " (15); asked 1-27 to 2-24: 1-27 (1), 2-25…28 (5), 3-3…7 (10), 3-10…14 (15), 3-17…21 (20)",
        at("2025-01-26", "enter", "reply 2025-02-28", channel="fax"),
        at("2025-01-26", "register", "reply 2025-02-28"),
        at("2025-01-27", "consult", "reply paused", who="lxcz", party="coauthor"),
        at("2025-01-27", "served", "reply paused, coauthor 2025-02-24", who="lxcz"),
        at("2025-02-28", "passes", "reply 2025-03-21"),
        at("2025-03-21", "answer", "", outcomes="disclosed"),
        row="a",
        letters="receipt coauthor_consultation consultation_told reply",
    ),
    way(
        "confirmed on the eve, a day off; extended on the very last day; given in part",
        "2-5…8 (4), 2-10…14 (9), 2-17…21 (14), 2-24…28 (19), 3-3 (20); extended 3-4…7 (24), 3-10…14 (29), 3-17…21 (34),"
        " 3-24…28 (39), 3-31 (40); three months from 3-3 end on 6-3; report 4-1…3 (3), 4-7…8 (5)",
        at("2025-01-28", "enter", "reply 2025-03-03", channel="email", delivery="email", email="a@example.cn"),
        at("2025-02-05", "register", "reply 2025-03-03"),
        at("2025-03-03", "extend", "reply 2025-03-31, bound 2025-06-03"),
        at("2025-03-31", "answer", "report 2025-04-08", outcomes="disclosed internal_affairs"),
        at("2025-04-08", "report", ""),
        row="b",
        letters="receipt extension_notice reply",
    ),
    way(
        "spoken on the last Friday, the time stands still for a snowstorm: nothing is held",
        "1-26…27 (2), 2-5…8 (6), 2-10…14 (11), 2-17…21 (16), 2-24…27 (20); stopped 2-5 to 2-10: 2-5 (3), 2-11…14 (7), 2-17…21"
        " (12), 2-24…28 (17), 3-3…5 (20)",
        at("2025-01-24", "enter", "reply 2025-02-27", channel="oral"),
        at("2025-01-24", "register", "reply 2025-02-27"),
        at("2025-02-05", "suspend", "reply paused"),
        at("2025-02-10", "resume", "reply 2025-03-05"),
        at("2025-02-12", "search", "reply 2025-03-05"),
        at("2025-03-05", "answer", "", outcomes="not_held"),
        row="u1",
        letters="receipt suspension_notice resumption_notice reply",
    ),
    way(
        "the fee is not paid",
        "2-2 (1), 2-4 (2), 2-5…9 (7), 2-18…23 (13), 2-26…3-1 (18), 3-4…5 (20); pay 2-9 (1), 2-18…23 (7), 2-26…3-1 (12),"
        " 3-4…8 (17), 3-11…13 (20)",
        at("2024-02-01", "file", "reply 2024-03-05"),
        at("2024-02-01", "register", "reply 2024-03-05"),
        at("2024-02-08", "charge", "pay 2024-03-13", pages=57, yuan=270),
        at("2024-03-13", "passes", "pay 2024-03-13"),
        at("2024-03-14", "passes", "pay 2024-03-13 late"),
        at("2024-03-19", "passes", ""),
        state="lapsed_unpaid",
        row="o2",
        closed="2024-03-19",
        letters="receipt fee_notice closed_unpaid",
    ),
    way(
        "filed on the worked Saturday before the festival, withdrawn on the first day after it",
        "2-24…28 (5), 3-2…6 (10), 3-9…13 (15), 3-16…20 (20)",
        at("2026-02-14", "file", "reply 2026-03-20"),
        at("2026-02-14", "register", "reply 2026-03-20"),
        at("2026-02-24", "withdraw", ""),
        state="withdrawn",
        row="o3",
        letters="receipt withdrawal_confirmation",
    ),
    way(
        "the last day is the worked Sunday right after the festival",
        "1-17…19 (3), 1-22…26 (8), 1-29…2-2 (13), 2-4 (14), 2-5…9 (19), 2-18 (20)",
        at("2024-01-16", "enter", "reply 2024-02-18", channel="in_person"),
        at("2024-01-16", "register", "reply 2024-02-18"),
        at("2024-02-18", "answer", "", outcomes="special_register"),
        row="d8",
        letters="receipt reply",
    ),
]  # fmt: skip

NATIONAL = [
    way(
        "filed on a worked Saturday, across mid-autumn and National Day",
        "9-18…20 (3), 9-23…27 (8), 9-29…30 (10), 10-8…12 (15), 10-14…18 (20)",
        at("2024-09-14", "file", "reply 2024-10-18"),
        at("2024-09-14", "register", "reply 2024-10-18"),
        at("2024-10-18", "answer", "", outcomes="disclosed"),
        row="a",
        letters="receipt reply",
    ),
    way(
        "brought on the eve; told on a worked Saturday what to amend, and amended before the day is over",
        "10-8…12 (5), 10-14…18 (10), 10-21…25 (15), 10-28…11-1 (20); amend 10-14…18 (5); amended 10-12:"
        " 10-14…18 (5), 10-21…25 (10), 10-28…11-1 (15), 11-4…8 (20)",
        at("2024-09-30", "enter", "reply 2024-11-01", channel="in_person"),
        at("2024-10-08", "register", "reply 2024-11-01"),
        at("2024-10-12", "ask_amendment", "amend 2024-10-18", span=5),
        at("2024-10-12", "amend", "reply 2024-11-08"),
        at("2024-11-07", "answer", "", outcomes="already_public petition"),
        row="b",
        letters="receipt amendment_notice reply",
    ),
    way(
        "confirmed on National Day itself; a third party agrees",
        "10-8…12 (5), 10-14…18 (10), 10-21…25 (15), 10-28…11-1 (20); party 10-10…12 (3), 10-14…18 (8), 10-21…25 (13),"
        " 10-28…29 (15); asked 10-8 to 10-14: 10-8 (1), 10-15…18 (5), 10-21…25 (10), 10-28…11-1 (15), 11-4…8 (20)",
        at("2024-10-01", "enter", "reply 2024-11-01", channel="email", delivery="email", email="a@example.cn"),
        at("2024-10-08", "register", "reply 2024-11-01"),
        at("2024-10-08", "consult", "reply paused", who="甲公司"),
        at("2024-10-09", "served", "reply paused, party 2024-10-29", who="甲公司"),
        at("2024-10-14", "opinion", "reply 2024-11-08", who="甲公司", answer="agrees"),
        at("2024-11-08", "answer", "", outcomes="disclosed"),
        row="a",
        letters=f"receipt {ASKED} consultation_told reply third_party_result",
    ),
    way(
        "signed for on a worked Sunday; a third party objects with good reason; reconsideration corrects",
        "9-29…30 (2), 10-9…11 (5), 10-13…17 (10), 10-20…24 (15), 10-27…31 (20); party 10-9…11 (3), 10-13…17 (8), 10-20…24 (13),"
        " 10-27…28 (15); asked 9-30 to 10-9: 9-29…30 (2), 10-10…11 (4), 10-13…17 (9), 10-20…24 (14), 10-27…31 (19), 11-3 (20);"
        " report 11-4…7 (4), 11-10 (5)",
        at("2025-09-28", "enter", "reply 2025-10-31", channel="registered_post"),
        at("2025-09-28", "register", "reply 2025-10-31"),
        at("2025-09-30", "consult", "reply paused", who="甲公司"),
        at("2025-09-30", "served", "reply paused, party 2025-10-28", who="甲公司"),
        at("2025-10-09", "opinion", "reply 2025-11-03", who="甲公司", answer="refuses"),
        at("2025-11-03", "answer", "report 2025-11-10", outcomes="third_party"),
        at("2025-11-10", "report", ""),
        at("2025-12-08", "remedy", "", way="reconsideration"),
        at("2026-01-30", "conclude", "", way="reconsideration", result="corrected"),
        row="d4",
        letters=f"receipt {ASKED} consultation_told reply third_party_result",
    ),
    way(
        "a fax confirmed on a day off; the reasons are good, and more time is fixed",
        "10-9…11 (3), 10-13…17 (8), 10-20…24 (13), 10-27…31 (18), 11-3…4 (20), ten more: 11-5…7 (23), 11-10…14 (28), 11-17…18"
        " (30); three months from 10-13; explain 10-10…11 (2), 10-13…15 (5)",
        at("2025-10-05", "enter", "reply 2025-11-04", channel="fax"),
        at("2025-10-09", "register", "reply 2025-11-04"),
        at("2025-10-09", "ask_explanation", "reply 2025-11-04, explain 2025-10-15", span=5),
        at("2025-10-11", "explain", "reply 2025-11-04"),
        at("2025-10-13", "delay", "reply 2025-11-18, bound 2026-01-13", by=10),
        at("2025-11-18", "answer", "", outcomes="needs_processing"),
        row="u2",
        letters="receipt explanation_request delay_notice reply",
    ),
    way(
        "two third parties, one agrees and one is silent; the public interest weighs more",
        "9-21…24 (4), 9-28…30 (7), 10-8…10 (10), 10-12…16 (15), 10-19…23 (20); party one 9-28…30 (3), 10-8…10 (6), 10-12…16"
        " (11), 10-19…22 (15); party two 9-29…30 (2), 10-8…10 (5), 10-12…16 (10), 10-19…23 (15); asked 9-22 to 10-23: 9-21…22"
        " (2), 10-26…30 (7), 11-2…6 (12), 11-9…13 (17), 11-16…18 (20)",
        at("2026-09-20", "file", "reply 2026-10-23"),
        at("2026-09-20", "register", "reply 2026-10-23"),
        at("2026-09-22", "consult", "reply paused", who="甲公司"),
        at("2026-09-23", "consult", "reply paused", who="乙公司"),
        at("2026-09-24", "served", "reply paused, party 2026-10-22", who="甲公司"),
        at("2026-09-28", "served", "reply paused, party 2026-10-22, party 2026-10-23", who="乙公司"),
        at("2026-09-30", "opinion", "reply paused, party 2026-10-23", who="甲公司", answer="agrees"),
        at("2026-10-29", "passes", "reply 2026-11-18"),
        at("2026-11-18", "answer", "", outcomes="disclosed", public_interest="涉及饮用水安全，不公开会造成重大影响"),
        row="a",
        letters=f"receipt {ASKED} consultation_told {ASKED} consultation_told reply third_party_result third_party_result",
    ),
    way(
        "the last day is the first after the festival; extended on the eve",
        "9-5 (1), 9-8…12 (6), 9-15…19 (11), 9-22…26 (16), 9-28…30 (19), 10-9 (20); extended 10-10…11 (22), 10-13…17 (27),"
        " 10-20…24 (32), 10-27…31 (37), 11-3…5 (40); three months from 9-30; report 11-6…7 (2), 11-10…12 (5)",
        at("2025-09-04", "file", "reply 2025-10-09"),
        at("2025-09-05", "register", "reply 2025-10-09"),
        at("2025-09-30", "extend", "reply 2025-11-05, bound 2025-12-30"),
        at("2025-11-05", "answer", "report 2025-11-12", outcomes="deliberative"),
        at("2025-11-12", "report", ""),
        row="d6",
        letters="receipt extension_notice reply",
    ),
    way(
        "the fee is paid on a worked Saturday: twenty days anew; the petition goes its own way",
        "9-23…27 (5), 9-29…30 (7), 10-8…12 (12), 10-14…18 (17), 10-21…23 (20); pay 9-29…30 (2), 10-8…12 (7), 10-14…18 (12),"
        " 10-21…25 (17), 10-28…30 (20); paid 10-12: 10-14…18 (5), 10-21…25 (10), 10-28…11-1 (15), 11-4…8 (20)",
        at("2024-09-20", "file", "reply 2024-10-23"),
        at("2024-09-20", "register", "reply 2024-10-23"),
        at("2024-09-27", "charge", "pay 2024-10-30", pages=109, yuan=880),
        at("2024-10-14", "pay", "reply 2024-11-08", on="2024-10-12"),
        at("2024-11-08", "answer", "", outcomes="petition"),
        row="n1",
        letters="receipt fee_notice reply",
    ),
    way(
        "filed on the eve of the long week of 2023; an enforcement file; sued at once, another end",
        "10-7…13 (7), 10-16…20 (12), 10-23…27 (17), 10-30…11-1 (20); report 11-2…3 (2), 11-6…8 (5)",
        at("2023-09-28", "file", "reply 2023-11-01"),
        at("2023-09-28", "register", "reply 2023-11-01"),
        at("2023-11-01", "answer", "report 2023-11-08", outcomes="enforcement_file"),
        at("2023-11-08", "report", ""),
        at("2023-12-04", "remedy", "", way="direct_suit"),
        at("2024-02-20", "conclude", "", way="direct_suit", result="other"),
        row="d7",
        letters="receipt reply",
    ),
]  # fmt: skip

YEAR = [
    way(
        "filed on the last working day of the year",
        "1-2…5 (4), 1-8…12 (9), 1-15…19 (14), 1-22…26 (19), 1-29 (20)",
        at("2023-12-29", "file", "reply 2024-01-29"),
        at("2024-01-02", "register", "reply 2024-01-29"),
        at("2024-01-29", "answer", "", outcomes="special_register not_ours"),
        row="d8",
        letters="receipt reply",
    ),
    way(
        "filed on New Year's Day: the same again",
        "1-2…5 (4), 1-8…12 (9), 1-15…19 (14), 1-22…26 (19), 1-29 (20)",
        at("2024-01-01", "file", "reply 2024-01-29"),
        at("2024-01-02", "register", "reply 2024-01-29"),
        at("2024-01-03", "answer", "", outcomes="repeated"),
        row="n2",
        letters="receipt reply",
    ),
    way(
        "signed for on the eve; 4 January is a worked Sunday; passed on to whom it concerns",
        "1-4 (1), 1-5…9 (6), 1-12…16 (11), 1-19…23 (16), 1-26…29 (20)",
        at("2025-12-31", "enter", "reply 2026-01-29", channel="registered_post"),
        at("2026-01-04", "register", "reply 2026-01-29"),
        at("2026-01-05", "answer", "", outcomes="not_ours", to="lxcz"),
        row="u1",
        letters="receipt reply",
    ),
    way(
        "filed on a day off, told on the seventh day, amended on the last, over the spring festival too: still unclear",
        "1-4 (1), 1-5…9 (6), 1-12 (7), 1-13…16 (11), 1-19…23 (16), 1-26…29 (20); amend 1-13…16 (4), 1-19…23 (9), 1-26…30 (14),"
        " 2-2 (15); amended 2-2: 2-3…6 (4), 2-9…13 (9), 2-14 (10), 2-24…28 (15), 3-2…6 (20)",
        at("2026-01-02", "file", "reply 2026-01-29"),
        at("2026-01-04", "register", "reply 2026-01-29"),
        at("2026-01-12", "ask_amendment", "amend 2026-02-02", span=15),
        at("2026-02-02", "amend", "reply 2026-03-06"),
        at("2026-03-05", "answer", "", outcomes="still_unclear"),
        row="u3",
        letters="receipt amendment_notice reply",
    ),
    way(
        "extended over New Year and the spring festival: a book in the shops",
        "12-11…13 (3), 12-16…20 (8), 12-23…27 (13), 12-30…31 (15), 1-2…3 (17), 1-6…8 (20); extended 1-9…10 (22), 1-13…17 (27),"
        " 1-20…24 (32), 1-26…27 (34), 2-5…8 (38), 2-10…11 (40); three months from 1-2",
        at("2024-12-10", "file", "reply 2025-01-08"),
        at("2024-12-10", "register", "reply 2025-01-08"),
        at("2025-01-02", "extend", "reply 2025-02-11, bound 2025-04-02"),
        at("2025-02-11", "answer", "", outcomes="publication"),
        row="n3",
        letters="receipt extension_notice reply",
    ),
    way(
        "the time stands still over New Year, until the worked Sunday",
        "12-16…19 (4), 12-22…26 (9), 12-29…31 (12), 1-4 (13), 1-5…9 (18), 1-12…13 (20); stopped 12-29 to 1-4: 12-29 (10),"
        " 1-5…9 (15), 1-12…16 (20)",
        at("2025-12-15", "file", "reply 2026-01-13"),
        at("2025-12-15", "register", "reply 2026-01-13"),
        at("2025-12-29", "suspend", "reply paused"),
        at("2026-01-04", "resume", "reply 2026-01-16"),
        at("2026-01-16", "answer", "", outcomes="reissue"),
        row="n5",
        letters="receipt suspension_notice resumption_notice reply",
    ),
    way(
        "charged in the old year, unpaid in the new",
        "12-2…5 (4), 12-8…12 (9), 12-15…19 (14), 12-22…26 (19), 12-29 (20); pay 12-22…26 (5), 12-29…31 (8), 1-4 (9), 1-5…9 (14),"
        " 1-12…16 (19), 1-19 (20)",
        at("2025-12-01", "file", "reply 2025-12-29"),
        at("2025-12-01", "register", "reply 2025-12-29"),
        at("2025-12-19", "charge", "pay 2026-01-19", pages=31, yuan=10),
        at("2026-01-19", "passes", "pay 2026-01-19"),
        at("2026-01-20", "passes", "pay 2026-01-19 late"),
        at("2026-01-23", "passes", ""),
        state="lapsed_unpaid",
        row="o2",
        closed="2026-01-23",
        letters="receipt fee_notice closed_unpaid",
    ),
    way(
        "another agency is asked for help over New Year",
        "12-19…22 (4), 12-25…29 (9), 1-2…5 (13), 1-8…12 (18), 1-15…16 (20); asked 12-25 to 1-3: 12-25 (5), 1-4…5 (7), 1-8…12"
        " (12), 1-15…19 (17), 1-22…24 (20); report 1-25…26 (2), 1-29…31 (5)",
        at("2023-12-18", "enter", "reply 2024-01-16", channel="fax"),
        at("2023-12-19", "register", "reply 2024-01-16"),
        at("2023-12-25", "consult", "reply paused", who="lxcz", party="agency", answer_by="2024-01-05"),
        at("2024-01-03", "opinion", "reply 2024-01-24", who="lxcz", answer="refuses"),
        at("2024-01-24", "answer", "report 2024-01-31", outcomes="security_stability"),
        at("2024-01-31", "report", ""),
        row="d3",
        letters="receipt assistance_letter consultation_told reply",
    ),
    way(
        "due on the first day after the spring festival, filed on New Year's Eve, answered a day late",
        "1-2…3 (2), 1-6…10 (7), 1-13…17 (12), 1-20…24 (17), 1-26…27 (19), 2-5 (20); complaint 2-7…8 (2), 2-10…14 (7), 2-17…21"
        " (12), 2-24…28 (17), 3-3…5 (20)",
        at("2024-12-31", "file", "reply 2025-02-05"),
        at("2025-01-02", "register", "reply 2025-02-05"),
        at("2025-02-05", "passes", "reply 2025-02-05"),
        at("2025-02-06", "passes", "reply 2025-02-05 late"),
        at("2025-02-06", "answer", "", outcomes="disclosed"),
        at("2025-02-06", "complain", "complaint 2025-03-05", to="superior"),
        at("2025-02-07", "accept_complaint", "complaint 2025-03-05"),
        at("2025-02-10", "answer_complaint", ""),
        row="a",
        letters="receipt reply complaint_reply",
    ),
]  # fmt: skip
