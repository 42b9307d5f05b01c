"""SR-6(3): the official document as paper, measured in millimetres (GB/T 9704-2012), with its attribute in brackets."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client
from pypdf import PdfReader

from disclosure import official
from disclosure.models import Attribute, Document
from disclosure.printouts import make_missing
from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.casework.refusals import Refused
from foundation.papers import typesetting
from tests.doors import Doors
from tests.personas import DRAFT, County

pytestmark = [pytest.mark.clause("SR-6(3)")]

LONG = "强化资金保障，落实各项惠农补贴政策，及时足额发放到户，组织农技人员深入田间地头开展技术培训，解决生产中的困难。"
BODY = f"""各苏木镇人民政府，县直有关部门：
现将有关事项通知如下。
一、加强领导
（一）农资供应。各供销社要备足种子、化肥和农膜。
{chr(10).join([LONG] * 22)}
特此通知。

附件：1.任务分解表
2.网点名单

五原县人民政府办公室
2026年3月2日

（此件公开发布）
附件1
任务分解表
镇｜玉米｜小麦
隆兴昌镇｜12｜3
塔尔湖镇｜20｜5
附件2
网点名单
隆兴昌镇供销社，电话另行公布。
抄送：县委办公室，县人大常委会办公室。
"""
MM = 25.4 / 72


class Placed(NamedTuple):
    """Words on a page: left edge and baseline in millimetres from the upper left corner, and their size in points."""

    left: float
    base: float
    size: float
    text: str


def document(**fields: Any) -> Document:
    agency = Agency(name="五原县人民政府办公室", short_name="县政府办", code="wyx")
    known = {
        "title": "五原县人民政府办公室关于做好2026年春季农业生产工作的通知",
        "document_number": "五政办发〔2026〕12号",
        "genre": "通知",
        "formed_on": date(2026, 3, 2),
        "attribute": Attribute.PROACTIVE,
        "body": BODY,
    }
    return Document(agency=agency, **known | fields)


@pytest.fixture(autouse=True)
def _one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """An agency that was never renamed, which no database has to be asked for."""
    monkeypatch.setattr(Agency, "name_on", lambda self, _day: self.name)


def read(content: bytes) -> list[list[Placed]]:
    """The words of each page in lines, from above."""
    pages = []
    for page in PdfReader(BytesIO(content)).pages:
        lines: dict[float, list[Placed]] = defaultdict(list)

        def visit(text: str, cm: Any, tm: Any, _font: Any, size: float, lines: Any = lines) -> None:
            if text.strip():
                across = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                down = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                scale = abs(tm[0] * cm[0])
                lines[round((841.89 - down) * MM, 1)].append(
                    Placed(across * MM, (841.89 - down) * MM, size * scale, text.strip())
                )

        page.extract_text(visitor_text=visit)
        pages.append(
            [
                Placed(placed[0].left, base, placed[0].size, "".join(one.text for one in placed))
                for base, placed in sorted(lines.items())
            ]
        )
    return pages


def rules(content: bytes, page: int) -> list[tuple[float, float, float]]:
    """The lines across a page: upper edge, height and width in millimetres; each is a border, filled within its four corners."""
    found: list[tuple[float, float, float]] = []
    corners: list[tuple[float, float]] = []

    def before(operator: bytes, operands: Any, cm: Any, _tm: Any) -> None:
        if operator == b"m":
            corners.clear()
        if operator in (b"m", b"l"):
            x, y = map(float, operands)
            corners.append((x * cm[0] + cm[4], y * cm[3] + cm[5]))
        elif operator == b"n" and len(corners) == 4:
            (left, *_, right), heights = sorted(x for x, _y in corners), [841.89 - y for _x, y in corners]
            height, width = max(heights) - min(heights), right - left
            if height * MM < 3 and width * MM > 100:
                found.append((min(heights) * MM, height * MM, width * MM))

    PdfReader(BytesIO(content)).pages[page].extract_text(visitor_operand_before=before)
    return sorted(found)


@pytest.fixture(scope="module")
def paper() -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Agency, "name_on", lambda self, _day: self.name)
        return official.paper(document())


def test_the_page_is_set_to_the_millimetre(paper: bytes) -> None:
    pages = read(paper)
    for number, page in enumerate(pages, 1):
        text, folio = [line for line in page if line.base < 263], page[-1]
        assert min(line.left for line in text) >= 27.9
        assert text[0].base > 37
        assert folio.text.replace(" ", "") == f"—{number}—"
        # The dash stands in the middle of the characters, 7 mm below the type area.
        assert 269.5 < folio.base < 271.5
        assert (folio.left > 150) == (number % 2 == 1)


def test_a_full_page_has_22_lines_of_28_characters(paper: bytes) -> None:
    second = [line for line in read(paper)[1] if line.base < 263]
    assert len(second) == 22
    steps = {round(b.base - a.base, 1) for a, b in pairwise(second)}
    assert steps <= {10.2, 10.3}
    assert max(len(line.text) for line in second) == 28
    assert {round(line.size) for line in second} == {16}


def test_head_and_title_stand_where_they_belong(paper: bytes) -> None:
    mark, number, *below = read(paper)[0]
    assert mark.text == "五原县人民政府办公室文件"
    # Its upper edge 35 mm below that of the type area: 72 mm; a character reaches 0.88 of its size above the base.
    assert 71 < mark.base - 0.88 * mark.size * MM < 73
    assert number.text == "五政办发〔2026〕12号"
    assert number.base - mark.base == pytest.approx(2 * 10.23 + 4, abs=5)
    assert round(below[0].size) == 22
    ((top, height, width),) = [bar for bar in rules(paper, 0) if bar[1] < 1]
    assert width == pytest.approx(156, abs=0.2)
    assert height == pytest.approx(0.7, abs=0.05)
    assert top - number.base == pytest.approx(4.6, abs=0.6)  # 4 mm below the feet of the characters


def test_below_the_text_stand_annexes_seal_place_and_attribute(paper: bytes) -> None:
    lines = [line for page in read(paper) for line in page]
    by_text = {line.text: line for line in lines}
    note = by_text["（此件主动公开）"]
    day, signer = by_text["2026年3月2日"], by_text["五原县人民政府办公室"]
    assert note.left == pytest.approx(28 + 2 * 5.64, abs=0.7)  # two characters in
    assert note.base - day.base == pytest.approx(10.23, abs=0.3)  # on the line below the day
    assert day.base - signer.base == pytest.approx(10.23, abs=0.3)
    assert "（此件公开发布）" not in by_text  # the attribute stands in its place
    first, second = by_text["附件：1.任务分解表"], by_text["2.网点名单"]
    assert first.left == pytest.approx(28 + 2 * 5.64, abs=0.7)
    assert second.left == pytest.approx(28 + 5 * 5.64, abs=1)
    annex = next(page for page in read(paper) if page[0].text == "附件1")
    assert annex[0].left == pytest.approx(28, abs=0.7)


def test_the_record_closes_the_last_page(paper: bytes) -> None:
    last = len(read(paper)) - 1
    lines = [line.text for line in read(paper)[last]]
    assert "抄送：县委办公室，县人大常委会办公室。" in lines
    assert any("五原县人民政府办公室" in line and "2026年3月2日印发" in line for line in lines)
    bars = rules(paper, last)
    assert [round(height, 2) for _top, height, _width in bars] == [0.35, 0.25, 0.35]
    assert bars[-1][0] + bars[-1][1] == pytest.approx(262, abs=0.3)  # the lower edge of the type area


@pytest.mark.parametrize(
    ("attribute", "said"),
    [
        (Attribute.PROACTIVE, "（此件主动公开）"),
        (Attribute.DECLASSIFIED, "（此件脱密后公开）"),
        (Attribute.ON_REQUEST, "（此件依申请公开）"),
        (Attribute.WITHHELD, "（此件不予公开）"),
    ],
)
def test_every_attribute_is_printed(attribute: str, said: str) -> None:
    assert said in official.html(document(attribute=attribute))


def test_it_is_an_archival_tagged_pdf(paper: bytes) -> None:
    reader = PdfReader(BytesIO(paper))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert "pdfaid:part" in root["/Metadata"].get_data().decode()


def test_a_letter_has_the_head_of_a_letter() -> None:
    content = official.paper(document(genre="函", document_number="五政办函〔2026〕3号"))
    first = read(content)[0]
    assert first[0].text == "五原县人民政府办公室"
    assert 29 < first[0].base - 0.88 * first[0].size * MM < 32  # 30 mm below the edge of the sheet
    assert not any("—1—" in line.text.replace(" ", "") for line in first)
    bars = rules(content, 0)
    assert [round(width) for _top, _height, width in bars[:2]] == [170, 170]
    assert bars[0][1] > bars[1][1]  # the upper one is the thicker of the two
    assert 297 - bars[-1][0] == pytest.approx(20, abs=1.5)
    assert "印发" not in "".join(line.text for page in read(content) for line in page)


@pytest.mark.parametrize(
    ("text", "genre", "addressee"),
    [
        ("各镇人民政府：\n照办。", "通知", "各镇人民政府："),
        ("根据有关规定，现将结果公告如下：\n合格。", "通知", ""),
        ("各位市民：\n注意。", "公告", ""),
        ("一、目标：\n照办。", "通知", ""),
    ],
)
def test_whom_it_is_sent_to_is_no_first_sentence(text: str, genre: str, addressee: str) -> None:
    assert official.divided(text, genre).addressee == addressee


def test_annexes_as_people_write_them() -> None:
    text = (
        "照办。\n五原县人民政府\n2026年3月2日\n附件1：补贴标准\n镇｜户数\n甲镇｜30\n乙镇｜20\n附表2\n镇｜户数\n甲镇｜30\n乙镇｜20\n"
        "附件3\n〔图1：分布〕"
    )
    first, second, third = official.divided(text).annexes
    assert (first.label, first.title) == ("附件1", "补贴标准")
    assert [block.kind for block in first.blocks] == ["table"]
    assert (second.title, [block.kind for block in second.blocks]) == ("", ["table"])
    assert [block.kind for block in third.blocks] == ["figure"]


def test_minutes_have_their_own_head_and_no_signature() -> None:
    page = official.html(document(genre="纪要"))
    assert "五原县人民政府办公室会议纪要" in page
    assert 'class="signature"' not in page


def test_a_text_that_says_nothing_of_itself_is_signed_by_its_row() -> None:
    page = official.html(document(body="第一条 为了规范工作，制定本办法。"))
    assert "<p>五原县人民政府办公室</p><p>2026年3月2日</p>" in page
    assert 'addressee"' not in page


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于做好冬季清洁取暖工作的通知", ["关于做好冬季清洁取暖工作的通知"]),
        ("关于做好2026年秋季农田残膜回收工作的通知", ["关于做好2026年秋季", "农田残膜回收工作的通知"]),
        (
            "五原县人民政府办公室关于做好2026年春季农业生产工作的通知",
            ["五原县人民政府办公室关于做好", "2026年春季农业生产工作的通知"],
        ),
        ("长" * 60, ["长" * 20] * 3),
    ],
)
def test_a_title_is_broken_between_words_in_lines_of_much_the_same_length(
    title: str, lines: list[str]
) -> None:
    assert official.title_lines(title) == lines


def test_a_long_mark_stays_on_its_line() -> None:
    head = official.head_of(document())
    long = official.head_of(
        Document(agency=Agency(name="五原县人民政府政务服务与数据管理局优化营商环境办公室"), genre="通知")
    )
    assert head.size > long.size
    assert long.size * len(long.mark) <= official.WIDEST_MARK + 1


def test_a_deployment_brings_its_own_fonts(tmp_path: Path, settings: Any) -> None:
    shipped = typesetting._font_files()["Paper Sans"]
    own = tmp_path / "FangSong.otf"
    own.write_bytes(shipped.read_bytes())
    settings.PAPER_FONTS = str(tmp_path)
    typesetting._font_files.cache_clear()
    try:
        files = typesetting._font_files()
        assert files["Paper Fangsong"] == own
        assert files["Paper Kai"] == files["Paper Serif"]
    finally:
        typesetting._font_files.cache_clear()


@pytest.mark.django_db
def test_the_paper_is_what_is_looked_at_signed_and_taken_away(county: County) -> None:
    determined = county.determined(document_number="荣办发〔2026〕9号", genre="通知")
    desk = Doors(county).desk("rfbsc-leader")
    shown = desk.get(f"/desk/disclosure/document/{determined.pk}/paper.pdf")
    assert shown["Content-Type"] == "application/pdf"
    county.do("disclosure.publish", determined.ref, "rfbsc-records_office")
    make_missing(at=county.at, by=SYSTEM)
    published = county.fresh(determined)
    address = f"/documents/{published.index_number}/versions/1/text.pdf"
    taken = b"".join(Client().get(address).streaming_content)
    assert taken == shown.content


@pytest.mark.django_db
def test_a_draft_says_that_it_is_one(county: County) -> None:
    draft = county.draft(document_number="荣办发〔2026〕9号", genre="通知")
    shown = Doors(county).desk("rfbsc-drafter").get(f"/desk/disclosure/document/{draft.pk}/paper.pdf")
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(shown.content)).pages)
    assert "不是正式公文" in said.replace("\n", "")


@pytest.mark.django_db
def test_the_paper_is_looked_at_before_the_draft_is_kept(county: County) -> None:
    given = DRAFT | {"document_number": "荣办发〔2026〕9号", "genre": "通知", "preview": "1"}
    desk = Doors(county).desk("rfbsc-drafter")
    answer = desk.post("/desk/act/disclosure.draft/agency:rfbsc/", given)
    assert answer["Content-Type"] == "application/pdf"
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "荣丰办事处文件" in said
    assert not Document.objects.exists()
    other = desk.post("/desk/act/disclosure.draft/agency:rfbsc/", given | {"genre": "其他"})
    assert "没有能看的文书" in other.text


@pytest.mark.django_db
def test_a_signature_is_under_the_kind_that_its_paper_shows(county: County) -> None:
    signed = county.determined(document_number="荣办发〔2026〕9号", genre="通知")
    known = {
        name: getattr(signed, name) for name in ("title", "document_number", "formed_on", "body", "attribute")
    }
    given = known | {"proactive_tests": signed.proactive_tests, "genre": "函", "note": "种类"}
    county.do("disclosure.correct", signed.ref, "rfbsc-records_office", given)
    with pytest.raises(Refused, match="逐级签发"):
        county.do("disclosure.publish", signed.ref, "rfbsc-records_office")
