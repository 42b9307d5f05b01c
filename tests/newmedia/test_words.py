"""What is found in a text, and what is let through (NM-6, NM-7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newmedia.words import Known, check, context, near, one_apart

NAMES = ("五原县人民政府", "隆兴昌镇人民政府", "五原县水利局", "荣丰办事处")


def found(text: str, **known: object) -> list[tuple[str, str, str]]:
    """Kind, severity and passage of every hit."""
    hits = check(text, Known(names=NAMES, **known))  # type: ignore[arg-type]
    return [(hit.kind, str(hit.severity), text[hit.start : hit.end]) for hit in hits]


@pytest.mark.clause("NM-7")
@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("中华人民共合国成立", "中华人民共合国"),
        ("五原县人民攻府发布", "五原县人民攻府"),
        ("五原县人民政俯", "五原县人民政俯"),
        ("隆兴昌镇人政民府", "隆兴昌镇人政民府"),
        ("隆兴昌镇民政府", "隆兴昌镇民政府"),
        ("隆兴昌昌镇人民政府", "隆兴昌昌镇人民政府"),
        ("无原县水利局", "无原县水利局"),
    ],
)
def test_a_name_one_character_off_is_pointed_out(text: str, passage: str) -> None:
    [(kind, severity, where)] = found(text)
    assert (kind, severity) == ("和规范名称差一个字", "answer")
    assert passage in (where, f"{where}") or where in passage


@pytest.mark.clause("NM-7")
@pytest.mark.parametrize(
    "text",
    [
        "五原县人民政府和五原县水利局联合发布",
        "五原县水利局局长",
        "荣丰办事大厅",
        "荣丰办事处党工委",
        "隆兴昌镇政府",
        "临河区人民政府、磴口县人民政府",
        "",
    ],
)
def test_right_and_shortened_names_are_not(text: str) -> None:
    assert found(text) == []


@pytest.mark.clause("NM-6")
@pytest.mark.parametrize(
    ("text", "kind", "severity"),
    [
        ("快来扫码领取礼品", "像是商业广告", "answer"),
        ("只要￥9.9", "像是商业广告", "answer"),
        ("加\u200b微信咨询", "像是商业广告", "answer"),
        ("ｗｗｗ．ｔａｏｂａｏ．ｃｏｍ", "商业链接", "block"),
        ("w.t\u0430ob\u0430o.com", "商业链接", "block"),
        ("W.T\u0410OB\u0410O.COM", "商业链接", "block"),
        ("\u2f24家快来抢购", "像是商业广告", "answer"),
        ("本县最佳", "广告法禁用的说法", "hint"),
        ("秘密★1年", "密级或内部标志", "block"),
        ("请打 13800138000", "手机号码", "answer"),
        ("身份证 1101011990 0307 1233 号", "居民身份证号码", "block"),
        ("任命张三为局长", "像是人事任免", "answer"),
        ("因涉嫌严重违纪", "像是案件通报", "answer"),
    ],
)
def test_what_does_not_belong_is_found_however_it_is_written(text: str, kind: str, severity: str) -> None:
    assert (kind, severity) in [(one[0], one[1]) for one in found(text)]


@pytest.mark.clause("NM-6")
def test_a_longer_word_that_is_let_through_wins_over_a_hit_inside_it() -> None:
    table = (("口交", "block", "请删去"), ("路口交通", "allow", ""))
    assert found("路口交通安全", table=table) == []
    assert [one[2] for one in found("路口交通和口交", table=table)] == ["口交"]
    # One that only overlaps lets nothing through.
    table = (("口交通", "block", ""), ("路口交", "allow", ""))
    assert [one[2] for one in found("路口交通", table=table)] == ["口交通"]


@pytest.mark.clause("NM-7")
def test_a_former_name_is_told_with_the_present_one() -> None:
    former = {"五原县农牧局": "五原县农牧和科技局"}
    known = Known(names=("五原县农牧和科技局",), former=former)
    [hit] = check("五原县农牧局通知", known)
    assert (hit.kind, "五原县农牧和科技局" in hit.advice) == ("旧的机构名称", True)
    assert check("五原县农牧和科技局通知", known) == []


LEADERS = ("张建国", "测试县长李四", "乌兰·格日勒")


@pytest.mark.clause("NM-6")
@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("县长张健国到荣丰调研", "张健国"),
        ("县长张建过到荣丰调研", "张建过"),
        ("县长张国建到荣丰调研", "张国建"),
        ("测试县长李泗到荣丰调研", "测试县长李泗"),
        ("测式县长李四到荣丰调研", "测式县长李四"),
        ("测试县长李​泗", "测试县长李​泗"),
        ("副县长乌兰格日勒", "乌兰格日勒"),
    ],
)
def test_the_name_of_a_leader_one_character_off_is_found(text: str, passage: str) -> None:
    [(kind, severity, where)] = found(text, leaders=LEADERS)
    assert (kind, severity, where) == ("和领导姓名、职务差一个字", "answer", passage)


@pytest.mark.clause("NM-6")
@pytest.mark.parametrize(
    "text", ["县长张建国到荣丰调研", "测试县长李四、张建国", "张建，国内", "李四来了", "建国以来", "张建"]
)
def test_the_right_name_of_a_leader_is_not(text: str) -> None:
    assert found(text, leaders=LEADERS) == []


def test_the_context_stands_around_the_hit() -> None:
    text = "各位居民请注意，快来扫码领取小礼品，先到先得。"
    [hit] = check(text, Known())
    assert context(text, hit) == ("各位居民请注意，快来", "扫码领取", "小礼品，先到先得。")


@given(st.text(max_size=200))
def test_whatever_is_written_is_looked_through(text: str) -> None:
    for hit in check(text, Known(names=NAMES, table=(("测试", "hint", ""),))):
        assert 0 <= hit.start < hit.end <= len(text)


@given(st.sampled_from(NAMES[:2]), st.integers(0, 5), st.sampled_from("甲乙丙"))
def test_every_changed_character_is_found(name: str, place: int, other: str) -> None:
    slip = name[:place] + other + name[place + 1 :]
    assert one_apart(slip, name)
    assert list(near(f"请{slip}。", name)) == [(1, 1 + len(name))]
