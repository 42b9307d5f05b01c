"""信息处理费 by 国办函〔2020〕109号: by piece and by page, at every edge of a band."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications import fees
from applications.acts.charging import pieces_before
from applications.models import Application
from foundation.casework.refusals import Invalid, Refused
from tests.applicants import Desk, on
from tests.personas import County

pytestmark = pytest.mark.clause("国办函〔2020〕109号")

#: All of one applicant's applications in a calendar month: number, yuan together.
PIECES = [
    (0, 0),
    (1, 0),
    (10, 0),
    (11, 100),
    (12, 200),
    (30, 2000),
    (31, 2200),
    (35, 3000),
    (40, 4000),
    (41, 4300),
    (50, 7000),
    (51, 7400),
    (60, 11000),
    (100, 37000),
]

#: Pages of one application, yuan. Among them fees that were really charged (national.md §7).
PAGES = [
    (0, 0),
    (1, 0),
    (30, 0),
    (31, 10),
    (44, 140),
    (57, 270),
    (68, 380),
    (72, 420),
    (100, 700),
    (101, 720),
    (109, 880),
    (119, 1080),
    (200, 2700),
    (201, 2740),
    (250, 4700),
    (100_000, 3_994_700),
]

#: What the n-th application of the month costs by itself.
NTH = [
    (1, 0),
    (10, 0),
    (11, 100),
    (30, 100),
    (31, 200),
    (40, 200),
    (41, 300),
    (50, 300),
    (51, 400),
    (100, 800),
    (101, 900),
]


@pytest.mark.parametrize(("pieces", "yuan"), PIECES)
def test_by_piece(pieces: int, yuan: int) -> None:
    assert fees.piece_total(pieces) == yuan


@pytest.mark.parametrize(("pages", "yuan"), PAGES)
def test_by_page(pages: int, yuan: int) -> None:
    assert fees.by_page(pages) == yuan


@pytest.mark.parametrize(("nth", "yuan"), NTH)
def test_only_what_lies_within_a_band_pays_its_rate(nth: int, yuan: int) -> None:
    assert fees.by_piece(nth - 1) == yuan
    assert fees.account_by_piece(nth - 1)[0].endswith(f"本件{yuan}元")


@given(st.integers(0, 400), st.integers(0, 60), st.integers(0, 60))
def test_it_does_not_matter_in_how_many_steps_a_month_is_charged(before: int, one: int, more: int) -> None:
    assert fees.by_piece(before, one) + fees.by_piece(before + one, more) == fees.by_piece(before, one + more)


@given(st.integers(0, 5000))
def test_the_account_in_words_adds_up(pages: int) -> None:
    rows = fees.rows_by_page(pages)
    assert sum(row.quantity for row in rows) == pages
    assert sum(row.amount for row in rows) == fees.by_page(pages)
    assert all(row.amount == row.quantity * row.rate for row in rows)
    lines = fees.account_by_page(pages)
    assert [line.endswith(f"＝{row.amount}元") for line, row in zip(lines, rows, strict=True)] == [
        True
    ] * len(rows)


@given(st.integers(0, 3000))
def test_more_never_costs_less(quantity: int) -> None:
    assert fees.by_page(quantity) <= fees.by_page(quantity + 1)
    assert fees.piece_total(quantity) <= fees.piece_total(quantity + 1)


def test_the_account_names_each_band() -> None:
    assert fees.account_by_page(250) == [
        "第1至30页：30页×0元＝0元",
        "第31至100页：70页×10元＝700元",
        "第101至200页：100页×20元＝2000元",
        "第201页以上：50页×40元＝2000元",
    ]
    assert fees.account_by_piece(34) == [
        "本件是申请人本自然月内的第35件申请，在第31至40件一档，每件200元，本件200元"
    ]


@pytest.mark.parametrize("wrong", [-1, -30])
def test_fewer_than_none_is_nothing_to_charge_for(wrong: int) -> None:
    for count in (fees.by_page, fees.piece_total, lambda n: fees.by_piece(5, n)):
        with pytest.raises(ValueError):
            count(wrong)


# As the act charges it

CHARGE = {"by": "piece", "facts": "本月多次申请", "pay_to": "县财政专户"}


def filed(desk: Desk, days: list[str]) -> Application:
    """One applicant's applications on these days; the last of them, registered."""
    applications = [desk.file(on(day)) for day in days]
    return desk.clerk("applications.register", applications[-1], on(days[-1])).matter


@pytest.mark.parametrize(("earlier", "yuan"), [(10, 100), (12, 100)])
def test_the_act_counts_the_month_and_charges_this_application_alone(
    desk: Desk, earlier: int, yuan: int
) -> None:
    application = filed(desk, ["2025-03-03"] * earlier + ["2025-03-31"])
    charged = desk.clerk("applications.charge", application, on("2025-04-01"), CHARGE).matter
    assert charged.fee == yuan
    notice = charged.letters.get(kind="fee_notice").content
    assert f"第{earlier + 1}件" in notice
    with pytest.raises(Refused, match="不重复收"):
        desk.clerk("applications.charge", application, on("2025-04-01"), CHARGE)


def test_the_tenth_application_and_the_thirtieth_page_cost_nothing(desk: Desk) -> None:
    application = filed(desk, ["2025-03-03"] * 10)
    for free in (CHARGE, {**CHARGE, "by": "page", "pages": 30}):
        with pytest.raises(Invalid, match="没有超过免费的数量"):
            desk.clerk("applications.charge", application, on("2025-03-04"), free)
    with pytest.raises(Invalid, match="请填写页数"):
        desk.clerk("applications.charge", application, on("2025-03-04"), {**CHARGE, "by": "page"})


def test_a_new_month_begins_with_its_first_day(desk: Desk) -> None:
    first = filed(desk, ["2025-03-31"] * 11)
    assert pieces_before(first) == 10
    assert pieces_before(filed(desk, ["2025-04-01"])) == 0


def test_another_person_and_another_agency_are_counted_by_themselves(county: County, desk: Desk) -> None:
    filed(desk, ["2025-03-03"] * 3)
    other = desk.file(on("2025-03-04"), identity_number="110105194912310046")
    assert pieces_before(other) == 0
    assert pieces_before(Desk(county, "lxcz").file(on("2025-03-04"))) == 0
    assert pieces_before(filed(desk, ["2025-03-04"])) == 3


def test_a_letter_that_is_entered_late_stands_in_its_place_of_the_month(desk: Desk) -> None:
    online = desk.file(on("2025-03-10"))
    letter = desk.enter(on("2025-03-20"), "registered_post", "2025-03-05")
    assert sorted([pieces_before(online), pieces_before(letter)]) == [0, 1]


#: Pieces before, matters of this application, yuan, and how the notice accounts for them.
SEVERAL = [
    (0, 10, 0, ["第1至10件：10件×0元＝0元"]),
    (0, 12, 200, ["第1至10件：10件×0元＝0元", "第11至30件：2件×100元＝200元"]),
    (7, 6, 300, ["第1至10件：3件×0元＝0元", "第11至30件：3件×100元＝300元"]),
    (10, 5, 500, ["第11至30件：5件×100元＝500元"]),
    (28, 4, 600, ["第11至30件：2件×100元＝200元", "第31至40件：2件×200元＝400元"]),
    (30, 2, 400, ["第31至40件：2件×200元＝400元"]),
    (
        0,
        35,
        3000,
        ["第1至10件：10件×0元＝0元", "第11至30件：20件×100元＝2000元", "第31至40件：5件×200元＝1000元"],
    ),
    (40, 11, 3400, ["第41至50件：10件×300元＝3000元", "第51至60件：1件×400元＝400元"]),
]


@pytest.mark.parametrize(("before", "pieces", "yuan", "account"), SEVERAL)
def test_one_application_for_several_matters_is_as_many_pieces(
    before: int, pieces: int, yuan: int, account: list[str]
) -> None:
    assert fees.by_piece(before, pieces) == yuan
    head, *lines = fees.account_by_piece(before, pieces)
    assert (
        head
        == f"本件申请包含{pieces}个事项，按{pieces}件计，是申请人本自然月内的第{before + 1}至{before + pieces}件"
    )
    assert lines == account


@given(st.integers(0, 200), st.integers(2, 100))
def test_the_account_of_several_matters_adds_up(before: int, pieces: int) -> None:
    lines = fees.account_by_piece(before, pieces)[1:]
    assert sum(int(line.rpartition("＝")[2].removesuffix("元")) for line in lines) == fees.by_piece(
        before, pieces
    )
    assert sum(int(line.rpartition("：")[2].partition("件")[0]) for line in lines) == pieces


def test_one_letter_with_twelve_matters_is_charged_as_twelve(desk: Desk) -> None:
    application = filed(desk, ["2025-03-03"])
    charged = desk.clerk(
        "applications.charge", application, on("2025-03-04"), {**CHARGE, "pieces": "12件"}
    ).matter
    assert (charged.fee, charged.pieces) == (200, 12)
    notice = charged.letters.get(kind="fee_notice").content
    assert "本件申请包含12个事项" in notice
    assert "第11至30件：2件×100元＝200元" in notice


def test_matters_counted_before_move_the_next_application_up(desk: Desk) -> None:
    first, second = (desk.file(on(day)) for day in ("2025-03-03", "2025-03-05"))
    counted = {"pieces": "十", "reason": "每个行政村各为一件"}
    with pytest.raises(Invalid, match="不是数字"):
        desk.clerk("applications.count_pieces", first, on("2025-03-04"), counted)
    desk.clerk("applications.count_pieces", first, on("2025-03-04"), {**counted, "pieces": "10件"})
    assert pieces_before(second) == 10
    second = desk.clerk("applications.register", second, on("2025-03-05")).matter
    assert desk.clerk("applications.charge", second, on("2025-03-06"), CHARGE).matter.fee == 100
    with pytest.raises(Refused, match="已经发过收费通知"):
        desk.clerk("applications.count_pieces", second, on("2025-03-06"), {**counted, "pieces": 3})
