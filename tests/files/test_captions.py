"""Captions: WebVTT and SRT, nothing lost in silence, nothing in them but words, of this film and no other."""

from __future__ import annotations

import pytest

from foundation.files.captions import BadCaptions, as_webvtt, faults_of, read_captions, spoken_words, width

pytestmark = pytest.mark.clause("PI-5")

GOOD = (
    "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n取暖有补贴\n\n00:00:03.000 --> 00:00:06.500\n每户一千二百元\n"
)
SRT = "1\n00:00:01,000 --> 00:00:03,000\n取暖有补贴\n\n2\n00:00:03,000 --> 00:00:06,500\n每户一千二百元\n"


@pytest.mark.parametrize(
    "given",
    [
        GOOD,
        SRT,
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        SRT.replace("\n", "\r\n").encode("gb18030"),
        ("\ufeff" + SRT).encode(),
        # What some programs write: commas in WebVTT, no hours, settings, notes, a cue right below the first line.
        GOOD.replace(".", ","),
        "WEBVTT 标题\nKind: captions\n\nNOTE 说明\n\nSTYLE\n::cue { color: red }\n\n"
        "00:01.000 --> 00:03.000 align:start line:0\n<v 主持人>取暖<b>有</b>补贴</v>\n\n"
        "cue-2\n00:03.000 --> 00:06.500\n每户&#19968;千二百元\n",
        GOOD.replace("WEBVTT\n\n", "WEBVTT\n"),
    ],
)
def test_every_way_in_which_programs_write_captions_gives_the_same(given: str | bytes) -> None:
    cues = read_captions(given)
    assert as_webvtt(cues) == GOOD
    assert faults_of(cues, 7) == []
    assert spoken_words(GOOD) == "取暖有补贴\n每户一千二百元"


def test_nothing_but_words_is_kept() -> None:
    evil = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<script>alert(1)</script>取暖<c.red>补贴</c>\n&lt;script&gt;x\n"
    )
    made = as_webvtt(read_captions(evil))
    assert "alert" not in made
    assert "取暖补贴\n&lt;script&gt;x" in made
    with pytest.raises(BadCaptions, match="一句话也没有"):
        read_captions("WEBVTT\n\n00:01.000 --> 00:02.000\n<script>alert(1)</script>\n")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "一句话也没有"),
        ("WEBVTT\n", "一句话也没有"),
        (b"\x00\x01\x02\xff" * 40, "不是字幕文件"),
        (GOOD + "\n没有时间的一句\n", "第 9 行"),
        (GOOD.replace("00:00:03.000 -->", "三秒 -->"), "第 6 行的时间看不懂"),
        (GOOD.replace("取暖有补贴\n\n", "取暖有补贴\n"), "前面要空一行"),
        ("WEBVTT\n\n" + "字" * 1_000_001, "1 MB"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(given: str | bytes, says: str) -> None:
    with pytest.raises(BadCaptions, match=says):
        read_captions(given)


@pytest.mark.parametrize(
    ("given", "seconds", "says"),
    [
        (GOOD.replace("00:00:06.500", "00:00:02.000"), 7, "不晚于开始"),
        (GOOD.replace("00:00:03.000 -->", "00:00:00.500 -->"), 7, "比上一条早"),
        (GOOD.replace("00:00:03.000 -->", "00:00:02.000 -->"), 7, "重叠"),
        (GOOD, 5, "录像只有 0:05"),
        (GOOD, 60, "别的录像的字幕"),
        (GOOD.replace("取暖有补贴", "一\n二\n三"), 7, "3 行"),
        (GOOD.replace("取暖有补贴", "长" * 19), 7, "一行有 19 个字"),
    ],
)
def test_what_does_not_fit_the_film_is_told_with_its_cue(given: str, seconds: float, says: str) -> None:
    found = faults_of(read_captions(given), seconds)
    assert len(found) == 1
    assert says in found[0]
    assert "最后一条" in found[0] or found[0].startswith("第 ")


def test_somebody_may_say_that_nobody_speaks_at_the_end() -> None:
    assert faults_of(read_captions(GOOD), 60, quiet_end=True) == []


def test_letters_take_half_of_a_character() -> None:
    assert (width("取暖"), width("1200 元"), width("“好”")) == (2, 3.5, 3)
