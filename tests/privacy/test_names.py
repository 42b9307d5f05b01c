"""Names in what citizens write: hidden where one is named as people name one another, and words that begin alike left."""

from __future__ import annotations

import pytest

from foundation.privacy.names import NOTE, names, without_names


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("我是张三，住在隆兴昌镇，电话没人接。", ["张三"]),
        ("王建国主任态度不好，李秀英办事慢。", ["王建国", "李秀英"]),
        ("找小刘办了三次，刘科长不在。", ["小刘", "刘"]),
        ("医院的张大夫让我找老王", ["张", "老王"]),
        ("我叫欧阳海燕，对赵老师没意见", ["欧阳海燕", "赵"]),
        ("姓名：李四，联系人王五", ["李四", "王五"]),
        ("请王主任、李副局长解决，问了水利局马副局长", ["王", "李", "马"]),
        ("王某某办事员很好；王某收了钱", ["王某某", "王某"]),
        ("周主任和周小军科长", ["周", "周小军"]),
        ("请陈文明局长看看", ["陈文明"]),
    ],
)
def test_people_who_are_named_are_found(text: str, hidden: list[str]) -> None:
    assert [text[start:end] for start, end in names(text)] == hidden


@pytest.mark.parametrize(
    "text",
    [
        "希望财政局的预算公开早一点，和平村的路修一修。",
        "公开及时，很满意。希望继续保持，多下乡宣传。",
        "白音花嘎查的高标准农田什么时候公开？",
        "包村干部和村主任、高级经理、金融局长、安全科长、常务副县长、项目经理、办公室主任、居委会主任、县长热线",
        "我是王府村的，向阳村书记不公开账",
        "周一主任不在，这周主任也不在，上周书记来过，每周所长接待",
        "程序太复杂，任何时候都打不通，方便群众，成本高，许多人不知道，于是没有办成",
    ],
)
def test_words_that_begin_like_a_name_are_left(text: str) -> None:
    assert without_names(text) == text


def test_a_known_name_is_found_without_any_word_beside_it() -> None:
    known = {"乌云其木格", "高峰"}
    assert without_names("乌云其木格在窗口很热心", known) == f"{NOTE}在窗口很热心"
    assert without_names("早高峰期办不成", known) == "早高峰期办不成", (
        "a name of two characters is a word as well"
    )
    assert without_names("找高峰，不在", known) == f"找{NOTE}，不在"


def test_a_long_text_of_surnames_is_read_once() -> None:
    """Nothing is asked of the time; that it ends at all is what a pattern with two greedy parts would not give."""
    assert names("王" * 50_000) == []
    assert without_names("王李张小" * 20_000)
