"""AR-2, AR-3(3), AR-3(4): the papers of the archive, measured in millimetres from the PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from pypdf import PdfReader

from archive import papers
from tests.archive import printed_papers as given
from tests.archive.packed import LONG
from tests.printed import pages_of

MM = 25.4 / 72


class Box(NamedTuple):
    """A rectangle that is drawn: left and upper edge from the upper left corner, width and height, in millimetres."""

    left: float
    top: float
    width: float
    height: float


def size(pdf: bytes) -> tuple[float, float]:
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    return round(float(box.width) * MM, 1), round(float(box.height) * MM, 1)


def boxes(pdf: bytes, page: int = 0) -> list[Box]:
    """Every rectangle and every filled shape of straight lines of a page: the rules of its tables."""
    found: list[Box] = []
    sheet = PdfReader(BytesIO(pdf)).pages[page]
    high = float(sheet.mediabox.height)
    corners: list[tuple[float, float]] = []

    def placed(x: float, y: float, cm: Any) -> tuple[float, float]:
        a, b, c, d, e, f = cm
        return (a * x + c * y + e) * MM, (high - (b * x + d * y + f)) * MM

    def before(operator: bytes, operands: Any, cm: Any, _tm: Any) -> None:
        if operator == b"re":
            x, y, w, h = map(float, operands)
            corners.extend((placed(x, y, cm), placed(x + w, y + h, cm)))
        elif operator in (b"m", b"l"):
            corners.append(placed(float(operands[0]), float(operands[1]), cm))
        elif operator in (b"f", b"f*", b"S", b"n", b"B") and corners:
            across, down = [x for x, _y in corners], [y for _x, y in corners]
            found.append(Box(min(across), min(down), max(across) - min(across), max(down) - min(down)))
            corners.clear()

    sheet.extract_text(visitor_operand_before=before)
    return found


def uprights(pdf: bytes, page: int = 0) -> list[float]:
    """Where upright rules stand, from the left, each once."""
    thin = {
        round(box.left + box.width / 2, 0) for box in boxes(pdf, page) if box.width < 0.6 and box.height > 3
    }
    return sorted(thin)


def said(pdf: bytes) -> str:
    return "".join("".join(pages_of(pdf)).split())


def inside(pdf: bytes) -> None:
    """Nothing is drawn or written outside of the sheet."""
    reader = PdfReader(BytesIO(pdf))
    for number, sheet in enumerate(reader.pages):
        width, height = float(sheet.mediabox.width) * MM, float(sheet.mediabox.height) * MM
        for box in boxes(pdf, number):
            assert box.left > -0.5
            assert box.left + box.width < width + 0.5
            assert box.top + box.height < height + 0.5
        places: list[tuple[float, float, str]] = []

        def visit(text: str, cm: Any, tm: Any, _font: Any, _size: Any, places: list[Any] = places) -> None:
            if text.strip():
                places.append(((tm[4] * cm[0] + cm[4]) * MM, (tm[5] * cm[3] + cm[5]) * MM, text))

        sheet.extract_text(visitor_text=visit)
        for left, up, text in places:
            assert -0.5 < left < width, text
            assert -0.5 < up < height, text


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {name: make() for name, make in given.ALL.items()}


SIZES = {
    "catalogue": (297, 210),
    "destruction_list": (297, 210),
    "box_spine": (30, 310),
}


@pytest.mark.parametrize("name", given.ALL)
def test_each_is_of_its_size_holds_everything_inside_and_is_archival(
    made: dict[str, bytes], name: str
) -> None:
    assert size(made[name]) == SIZES.get(name, (210, 297))
    inside(made[name])
    assert made[name] == given.ALL[name]()
    root: Any = PdfReader(BytesIO(made[name])).trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert "pdfaid:part" in root["/Metadata"].get_data().decode()


@pytest.mark.clause("AR-2")
def test_the_catalogue_has_its_nine_columns_on_every_page(made: dict[str, bytes]) -> None:
    pages = pages_of(made["catalogue"])
    heads = "序号档号文号责任者题名日期密级页数备注"
    for number, page in enumerate(pages):
        assert heads in "".join(page.split())
        assert f"第{number + 1}页，共{len(pages)}页" in "".join(page.split())
    # Between the edges of 15 mm: nine columns, by their rules.
    edges = uprights(made["catalogue"])
    widths = (12, 46, 34, 32, 79, 20, 12, 12, 20)
    expected = [15 + sum(widths[:n]) for n in range(10)]
    assert edges == pytest.approx(expected, abs=1)
    words = said(made["catalogue"])
    assert "20260302" in words
    assert "[无题名的照片一组]" in words


@pytest.mark.clause("AR-2")
def test_the_list_inside_a_volume_has_seven_columns_and_its_pages(made: dict[str, bytes]) -> None:
    assert uprights(made["volume_list"]) == pytest.approx([25, 38, 67, 94, 144, 165, 180, 195], abs=1)
    words = said(made["volume_list"])
    assert "顺序号文号责任者题名日期页号备注" in words
    assert "6-86" in words


def test_long_names_and_marks_that_turn_writing_are_whole_on_the_paper(made: dict[str, bytes]) -> None:
    for name in ("catalogue", "volume_list", "destruction_list"):
        words = said(made[name])
        # The words of a cell stand one below the other, among those of its neighbours.
        assert words.count("某") >= 200
        assert "\u202e" not in words
    assert "报告gpj" in said(made["catalogue"])
    assert "<b>&" in said(made["catalogue"])


def test_a_long_line_leaves_no_empty_page(made: dict[str, bytes]) -> None:
    first = pages_of(made["catalogue"])[0]
    assert all(f"BGS-000{n}" in first for n in (1, 2, 3))


@pytest.mark.clause("AR-2")
def test_the_cover_has_what_the_standard_asks(made: dict[str, bytes]) -> None:
    words = said(made["volume_cover"])
    for part in (
        "五原县人民政府办公室",
        "政府信息公开申请",
        "张某申请",
        "2026年3月2日至2026年4月1日",
        "30年",
        "12件86页",
        "2026-17",
        "D30-017",
    ):
        assert part in words
    long = papers.volume_cover(replace(given.COVER, title=LONG))
    assert len(PdfReader(BytesIO(long)).pages) == 1
    inside(long)


@pytest.mark.clause("AR-2")
def test_the_note_page_is_one_framed_sheet_with_two_people_and_days(made: dict[str, bytes]) -> None:
    words = said(made["note_page"])
    assert "本卷情况说明" in words
    for part in ("立卷人：档案员甲", "检查人：档案员乙", "2026年3月2日"):
        assert part in words
    frame = max(boxes(made["note_page"]), key=lambda box: box.height)
    assert frame.height == pytest.approx(205, abs=1)
    box = papers.note_page(replace(given.NOTE, is_volume=False, situation="字" * 800))
    assert len(PdfReader(BytesIO(box)).pages) == 1
    assert "整理人：档案员甲" in said(box)


@pytest.mark.parametrize("thickness", [20, 30, 40, 50])
def test_the_spine_is_as_wide_as_the_box_and_310_mm_high(thickness: int) -> None:
    spine = papers.box_spine(replace(given.SPINE, thickness=thickness, section="政府信息公开工作科"))
    assert size(spine) == (thickness, 310)
    assert len(PdfReader(BytesIO(spine)).pages) == 1
    inside(spine)
    words = said(spine)
    for part in (
        "全宗号",
        "年度",
        "保管期限",
        "机构问题",
        "起止件号",
        "盒号",
        "Z109",
        "2026",
        "永久",
        "0001",
        "0143",
        "17",
    ):
        assert part in words


def test_no_spine_is_made_for_a_box_that_there_is_not() -> None:
    for thickness in (19, 51):
        with pytest.raises(ValueError, match="20 至 50"):
            papers.box_spine(replace(given.SPINE, thickness=thickness))


@pytest.mark.clause("AR-2")
def test_the_stamp_is_45_by_16_mm_of_six_fields_in_the_blank_top(made: dict[str, bytes]) -> None:
    stamp = made["archive_stamp"]
    drawn = [box for box in boxes(stamp) if box.width < 60 and box.height < 30]
    left, top = min(box.left for box in drawn), min(box.top for box in drawn)
    right = max(box.left + box.width for box in drawn)
    bottom = max(box.top + box.height for box in drawn)
    assert right - left == pytest.approx(45, abs=0.5)
    assert bottom - top == pytest.approx(16, abs=0.5)
    # Above the type area of an official document, which begins 37 mm below the edge.
    assert (round(top), round(bottom)) == (10, 26)
    assert uprights(stamp) == pytest.approx([139, 154, 169, 184], abs=1)
    assert said(stamp) == "Z1092026143办公室永久12"
    long = papers.archive_stamp(replace(given.STAMP, section="政府信息公开和政务服务科"))
    assert len(PdfReader(BytesIO(long)).pages) == 1
    assert max(b.top + b.height for b in boxes(long) if b.width < 60 and b.height < 30) == pytest.approx(
        26, abs=0.6
    )


@pytest.mark.clause("AR-3(3)")
def test_the_register_tells_amount_size_carrier_tests_and_digest_on_one_page(made: dict[str, bytes]) -> None:
    words = said(made["transfer_register"])
    assert len(PdfReader(BytesIO(made["transfer_register"])).pages) == 1
    for part in (
        "143件17卷",
        "5.000GB",
        "移动硬盘",
        "真实性检验",
        "安全性检验",
        "数字摘要（SHA-256）",
        "填表人",
        "审核人",
        "（签章）",
    ):
        assert part in words
    assert "0123456789abcdef" * 4 in words


@pytest.mark.clause("AR-3(3)")
def test_the_destruction_list_has_its_eleven_columns_and_two_witnesses(made: dict[str, bytes]) -> None:
    words = said(made["destruction_list"])
    assert "序号档号文号责任者题名形成时间应保管期限已保管期限页数销毁时间备注" in words.replace(
        "应保管已保管期限期限", "应保管期限已保管期限"
    )
    assert words.count("监销人") == 2
    named = papers.destruction_list(replace(given.DESTRUCTION, witnesses=["监销甲", "监销乙"]))
    assert {"监销甲", "监销乙"} <= {part for part in ("监销甲", "监销乙") if part in said(named)}
    alone = papers.destruction_list(replace(given.DESTRUCTION, witnesses=["监销甲"]))
    assert said(alone).count("监销人") == 2
    assert "共29件（卷）32页" in words


@pytest.mark.clause("AR-3(4)")
def test_the_report_of_the_quarter_says_what_was_found_or_that_nothing_was(made: dict[str, bytes]) -> None:
    words = said(made["quarter_report"])
    assert "2026年第一季度档案自查报告" in words
    assert "已退回补充附件" in words
    nothing = said(
        papers.quarter_report(
            replace(given.QUARTER, lines=[], signed_by="负责人乙", signed_on=date(2026, 4, 10))
        )
    )
    assert "没有查出缺少、未归档和损坏的档案" in nothing
    assert "签字：负责人乙" in nothing


@pytest.mark.clause("AR-2")
def test_the_proof_is_one_page_with_digests_people_times_and_how_to_verify(made: dict[str, bytes]) -> None:
    assert len(PdfReader(BytesIO(made["proof"])).pages) == 1
    words = said(made["proof"])
    for part in ("与归档时一致", "没有核对", "签发领导甲", "certutil", "第412号封存", "portal.example"):
        assert part in words
    assert "0123456789abcdef" * 4 in words
    damaged = replace(
        given.PROOF, files=[replace(given.PROOF.files[0], intact=False)], signatures=[], seal="", address=""
    )
    assert "与归档时不一致" in said(papers.proof(damaged))


def test_empty_lists_say_so() -> None:
    assert "没有归档文件" in said(papers.catalogue(replace(given.CATALOGUE, lines=[])))
    assert "卷内还没有文件" in said(papers.volume_list(replace(given.VOLUME, lines=[])))
    assert "没有要销毁的档案" in said(papers.destruction_list(replace(given.DESTRUCTION, lines=[])))
