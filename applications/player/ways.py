"""How applications go in a simulated year, and how often; what is asked for, and by whom."""

from __future__ import annotations

from random import Random

IN_A_YEAR = 800
#: How an application goes, and how often of a thousand.
WAYS: dict[str, int] = {
    "disclosed": 300, "not_held": 150, "not_ours": 60, "needs_processing": 60, "petition": 40, "deliberative": 40,
    "internal_affairs": 30, "partial": 60, "amended": 50, "unamended": 25, "extended": 30, "withdrawn": 25, "not_extended": 10,
    "explained": 10, "unexplained": 10, "suspended": 10, "disputed": 10, "ended": 5, "by_page": 6, "by_piece": 6, "unpaid": 4,
    "helped": 8, "inspected": 6, "other_form": 6, "attached": 20, "struck": 15, "moved": 6, "grounds": 15, "later": 8,
    "adopted": 6, "complained": 6, "passed_on": 6,
}  # fmt: skip
#: Shares of those that somebody takes too long over, that come on paper or want their letters by mail, and that send something on.
LATE, ON_PAPER, BY_MAIL, NO_SUCH_BOX, SUPPLEMENTED, LOOKED_UP = 0.05, 0.1, 0.15, 0.1, 0.05, 0.1

#: How applications come that a clerk enters, in turn: by post, by mail, by mail from an address that there is not.
CAME = ("post", "mail", "nowhere")
#: The ways in which letters go by the page alone, so that their days are certain.
PLAIN_ALONE = ("amended", "unamended", "partial", "explained", "unexplained", "withdrawn", "ended",
               "by_page", "by_piece", "unpaid", "moved", "passed_on")  # fmt: skip
#: What is peculiar to a way: by which stage it begins, and how many working days after the application was registered.
PECULIAR: dict[str, tuple[str, tuple[int, int]]] = {
    "partial": ("consult", (1, 2)),
    "moved": ("consult", (1, 2)),
    "extended": ("extend", (12, 17)),
    "not_extended": ("extend", (11, 14)),
    "suspended": ("suspend", (4, 9)),
    "ended": ("end_with_applicant", (3, 10)),
    "explained": ("request_explanation", (1, 2)),
    "unexplained": ("request_explanation", (1, 2)),
    "by_page": ("charge", (1, 5)),
    "by_piece": ("charge", (1, 5)),
    "unpaid": ("charge", (1, 5)),
    "helped": ("help_applicant", (1, 6)),
}
#: What an applicant fills in otherwise than the others.
FILLED_IN: dict[str, dict[str, str]] = {
    "helped": {"help_needed": "年纪大，眼睛花，看不清小字"},
    "inspected": {"form": "inspection"},
    "other_form": {"form": "paper", "delivery": "post", "address": "五原县隆兴昌镇示例街 3 号"},
}

TOPICS = (
    "{year} 年{place}耕地地力保护补贴的发放标准", "{place}高标准农田建设项目的验收报告", "{place}土地征收补偿安置方案",
    "{place}村集体资金收支明细", "{year} 年农机购置补贴的资金总额", "{place}道路硬化工程的中标合同", "{place}老旧小区改造的设计方案",
    "{year} 年秸秆综合利用补助的分配依据", "{place}生活垃圾处理费的收费标准", "{place}供热管网改造的招标文件",
    "{year} 年{place}低保评议的程序规定", "{place}退耕还林面积核查结果", "{year} 年农村危房改造计划", "{place}机井审批文件",
)  # fmt: skip
PLACES = (
    "隆兴昌镇",
    "塔尔湖镇",
    "复兴镇红旗村",
    "新公中镇",
    "天吉泰镇永联村",
    "胜丰镇新丰村",
    "银定图镇",
    "和胜乡",
    "套海镇",
    "城南新区",
)
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def topic_of(stream: Random, year: int) -> str:
    """What somebody asks for in that year."""
    return stream.choice(TOPICS).format(year=year - stream.randint(0, 2), place=stream.choice(PLACES))
