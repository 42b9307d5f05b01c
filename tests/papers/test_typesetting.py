"""Papers reach nothing outside themselves, keep their words, and say nothing of when they were made."""

from __future__ import annotations

import re
import sys
from io import BytesIO

import pytest
from pypdf import PdfReader

from foundation.papers import OutOfReach, render, typesetting, unprintable


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
