"""Papers reach nothing outside themselves, keep their words, and say nothing of when they were made."""

from __future__ import annotations

import re
import sys
from io import BytesIO

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from foundation.papers import Enclosed, OutOfReach, render, typesetting, unprintable
from tests.printed import pages_of


def page(body: str) -> str:
    return f"<!DOCTYPE html><html lang='zh-CN'><head><title>纸</title></head><body>{body}</body></html>"


def test_it_is_an_archival_file_with_a_title_and_no_time() -> None:
    pdf = render(page("<p>一</p>"), title="答复书")
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert 'part="3"' in xmp.replace(">3<", '="3"') or "part>3<" in xmp
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "答复书"
    assert "/CreationDate" not in reader.metadata
    assert render(page("<p>一</p>"), title="答复书") == pdf


def test_the_page_is_that_of_an_official_document() -> None:
    box = PdfReader(BytesIO(render(page("<p>一</p>"), title="纸"))).pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (210, 297)


@pytest.mark.parametrize(
    "body",
    [
        "<img src='http://example.org/a.png'>",
        "<img src='file:///etc/hostname'>",
        "<p style='background: url(file:///etc/passwd)'>一</p>",
        "<link rel='attachment' href='file:///etc/passwd'>",
        "<link rel='stylesheet' href='https://example.org/a.css'>",
    ],
)
def test_nothing_outside_the_page_is_reached(body: str) -> None:
    with pytest.raises(OutOfReach):
        render(page(body), title="纸")


def modules_of(svg: str) -> list[list[int]]:
    """The dark modules that the one stroked path of a code draws, its quiet zone included."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])  # type: ignore[index]
    drawn = [[0] * size for _ in range(size)]
    path = re.search(r'stroke="#000" d="([^"]+)"', svg)
    assert path
    x, y = 0, 0.0
    for command, numbers in re.findall(r"([MmhH])([-\d. ]+)", path[1]):
        first, *rest = re.findall(r"-?[\d.]+", numbers)
        if command == "h":
            drawn[int(y)][x : x + int(first)] = [1] * int(first)
            x += int(first)
        else:
            x = int(first) + (x if command == "m" else 0)
            y = float(rest[0]) + (y if command == "m" else 0)
    return drawn


@pytest.mark.parametrize(
    "said", ["https://xxgk.example.gov.cn/apply/track/", "https://网.example/" + "7k3m" * 20]
)
def test_a_qr_code_is_drawn_module_for_module_with_a_quiet_zone(said: str) -> None:
    drawn = modules_of(typesetting.qr_code(said).decode())
    code = segno.make_qr(said, error="m")
    quiet = typesetting.QUIET_ZONE
    assert [row[quiet:-quiet] for row in drawn[quiet:-quiet]] == [list(row) for row in code.matrix]
    assert sum(map(sum, drawn)) == sum(map(sum, code.matrix))
    assert 22 / len(drawn) > 0.4, "a camera needs modules of this many millimetres"


def test_a_page_has_its_qr_code_in_the_paper_with_words_for_it() -> None:
    image = "<img class='qr' src='qr:https://a.example/b/?c=1' alt='二维码：查询'>"
    pdf = render(page(f"<div class='contact'>{image}<p>一</p></div>"), title="纸")
    assert "二维码：查询" in alternatives(PdfReader(BytesIO(pdf)))
    assert render(page(f"<div class='contact'>{image}<p>一</p></div>"), title="纸") == pdf


def test_what_the_code_says_is_the_address_that_the_page_names(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        typesetting,
        "qr_code",
        lambda said: asked.append(said) or b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    )
    render(page("<img src='qr:https://a.example/apply/track/' alt='码'>"), title="纸")
    assert set(asked) == {"https://a.example/apply/track/"}


def alternatives(reader: PdfReader) -> list[str]:
    """The words that stand for pictures."""
    found, rest = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while rest:
        entry = rest.pop().get_object()
        if not hasattr(entry, "get"):
            continue
        found += [str(entry["/Alt"])] if "/Alt" in entry else []
        kids = entry.get("/K", [])
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        rest += kids if isinstance(kids, list) else [kids]
    return found


def test_characters_without_a_shape_are_found() -> None:
    assert unprintable("王㛃䶮 五原县") == []
    assert unprintable("𠮷某𠮷") == ["𠮷"]
    assert unprintable("ᠰᠠᠷᠠᠨ") == sorted(set("ᠰᠠᠷᠠᠨ"))
    assert unprintable("乌\u200b\ufe01\U000e0100") == [], "they have no shape of their own"


def test_what_is_not_looked_up_has_a_shape() -> None:
    common = re.compile(f"[{typesetting.COMMON}]")
    assert [
        c for c in map(chr, range(sys.maxunicode)) if common.match(c) and ord(c) not in typesetting._shapes()
    ] == []


def test_a_character_without_shape_has_room_and_no_markup_is_touched() -> None:
    page = '<html><head><title>𠮷</title></head><body title="𠮷"><p class="𠮷">致𠮷某</p></body></html>'
    set_out = typesetting._with_room(page)
    assert set_out == page.replace("致𠮷某", '致<span class="rare">𠮷</span>某')
    assert typesetting._with_room("<body><p>王某</p></body>") == "<body><p>王某</p></body>"


def lines(n: int, *, fitted: str = "") -> str:
    """A page of so many lines over a signature."""
    body = "".join(f"<p>第{k}行</p>" for k in range(n)) + "<div class='signature'><p>机关</p></div>"
    return page(body).replace("<html", f"<html {fitted}" if fitted else "<html", 1)


def test_a_letter_is_set_closer_where_that_spares_a_sheet() -> None:
    sheets = {n: len(pages_of(render(lines(n, fitted=typesetting.FITTED), title="函"))) for n in (18, 22, 40)}
    assert sheets == {18: 1, 22: 1, 40: 2}
    assert len(pages_of(render(lines(22), title="函"))) == 2, "only where the page says so"


def test_several_pages_become_one_paper_each_numbered_by_itself() -> None:
    first, second = (
        re.sub(r"\s", "", text) for text in pages_of(render(page("<p>一</p>"), page("<p>二</p>"), title="函"))
    )
    assert first.startswith("一")
    assert second.startswith("二")


def test_a_page_shows_the_pictures_that_are_brought_and_no_others() -> None:
    picture = BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    brought = [(picture.getvalue(), "image/png")]
    page = "<body><img src='picture:1' alt='红'></body>"
    pdf = PdfReader(BytesIO(render(page, title="图", pictures=brought)))
    assert [image.image.getpixel((4, 4))[:3] for image in pdf.pages[0].images if image.image] == [(255, 0, 0)]
    for asked in ("picture:2", "picture:0", "picture:/etc/hostname", "picture:-1"):
        with pytest.raises(OutOfReach):
            render(f"<body><img src='{asked}' alt='无'></body>", title="图", pictures=brought)


def test_what_goes_along_with_a_paper_is_taken_out_to_the_byte() -> None:
    along = [Enclosed("source.txt", "⼈ <b>\n".encode(), "网页源代码")]
    made = render("<body>一</body>", title="证据", enclosed=along)
    pdf = PdfReader(BytesIO(made))
    assert {name: found[0] for name, found in pdf.attachments.items()} == {"source.txt": along[0].content}
    assert render("<body>一</body>", title="证据", enclosed=along) == made, "made again to the byte"
