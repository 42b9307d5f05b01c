"""Who signs and on what day stands on the right, at the end of a text and nowhere else."""

from __future__ import annotations

import pytest

from foundation.texts.structure import Signature, parse

BODY = "各镇人民政府：\n请于本月底前报送总结。\n"


def signatures(text: str) -> list[list[str]]:
    return [block.lines for block in parse(text) if isinstance(block, Signature)]


@pytest.mark.parametrize(
    ("end", "lines"),
    [
        ("五原县人民政府\n2026年3月2日", ["五原县人民政府", "2026年3月2日"]),
        (
            "特此通知。\n\n　　　　五原县人民政府办公室\n　　　　二〇二六年三月二日\n",
            ["五原县人民政府办公室", "二〇二六年三月二日"],
        ),
        (
            "五原县财政局\n五原县农牧和科技局\n2026 年 3 月 2 日",
            ["五原县财政局", "五原县农牧和科技局", "2026 年 3 月 2 日"],
        ),
        (
            "特此通知\n五原县民政局（盖章）\n２０２６年３月２日",
            ["五原县民政局（盖章）", "２０２６年３月２日"],
        ),
        ("\t\t五原县自然资源局\n\t\t\t2026年3月2日", ["五原县自然资源局", "2026年3月2日"]),
        ("县长　张三\n2026年3月2日", ["县长　张三", "2026年3月2日"]),
        ("2026年3月2日", ["2026年3月2日"]),
        ("附件：1. 名单\n2. 申请表\n\n五原县教育局\n2026年3月2日", ["五原县教育局", "2026年3月2日"]),
        ("五原县教育局\n2026年3月2日\n附件：名单", ["五原县教育局", "2026年3月2日"]),
        ("五原县教育局\n2026年3月2日\n附件1\n名单\n甲｜乙\n1｜2", ["五原县教育局", "2026年3月2日"]),
        ("五原县教育局\n2026年3月2日\n（此件公开发布）", ["五原县教育局", "2026年3月2日"]),
        ("镇｜亩\n甲｜5\n五原县教育局\n2026年3月2日", ["五原县教育局", "2026年3月2日"]),
    ],
)
def test_a_signature_stands_right(end: str, lines: list[str]) -> None:
    assert signatures(BODY + end) == [lines]


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月2日\n各镇人民政府：\n请报送总结。",
        "五原县人民政府\n2026年3月2日\n各镇人民政府：\n请报送总结。",
        "（2026年3月2日五原县人民代表大会通过）\n第一条 甲。",
        "某某办法\n（2026年3月2日）\n第一条 甲。",
        "各单位：\n一、时间\n2026年3月2日\n二、地点\n县政府。",
        "各单位请报送。\n一、时间\n2026年3月2日",
        "1. 报名。\n2026年3月2日\n2. 考试。",
        "报送下列材料。\n2026年3月2日\n之前完成的。",
        "截止时间：\n2026年3月2日",
        "请于下列日期前报送：\n2026年3月2日。",
    ],
)
def test_what_is_no_signature(text: str) -> None:
    assert signatures(text) == []


def test_a_sentence_above_the_signature_stays_a_paragraph() -> None:
    blocks = parse(f"{BODY}特此通知\n五原县教育局\n2026年3月2日")
    assert [block.kind for block in blocks] == ["paragraph", "paragraph", "paragraph", "signature"]
