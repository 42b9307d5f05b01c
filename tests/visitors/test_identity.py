"""Who somebody says they are: numbers by their own standards, and for each wrong one a sentence that helps."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from foundation.casework.fields import PlainText
from foundation.visitors.identity import (
    Email,
    Line,
    PersonName,
    PhoneNumber,
    Postcode,
    identity_number,
)

pytestmark = pytest.mark.clause("OR-3", "条例29")

TODAY = date(2026, 11, 2)
#: The example of GB 11643-1999 itself.
EXAMPLE = "11010519491231002X"

#: As they are typed, and as they are kept.
RIGHT = [
    ("resident", EXAMPLE, EXAMPLE),
    ("resident", "11010519491231002x", EXAMPLE),
    ("resident", "１１０１０５１９４９１２３１００２Ｘ", EXAMPLE),
    ("resident", "１１０１０５１９４９１２３１００２ｘ", EXAMPLE),
    ("resident", " 110105 19491231 002X ", EXAMPLE),
    ("resident", "110105\u200b19491231\u2011002X\ufeff", EXAMPLE),
    ("resident", "110105-19491231-002X", EXAMPLE),
    ("resident", "150821199001011238", "150821199001011238"),
    ("resident", "150821202402290017", "150821202402290017"),  # 29 February of a leap year
    ("resident", "830000199001010012", "830000199001010012"),  # residents of Taiwan
    ("resident", "999999199001011238", "999999199001011238"),  # no list of places is complete
    ("credit_code", "11150000MB1604391C", "11150000MB1604391C"),
    ("credit_code", "11441700007280420y", "11441700007280420Y"),
    ("credit_code", "91110000600037341Ｌ", "91110000600037341L"),
    ("credit_code", "N2150821MF1234567A", "N2150821MF1234567A"),
    ("credit_code", "00001434-9", "000014349"),
    ("credit_code", "D2143569-x", "D2143569X"),
    ("passport", "e12345678", "E12345678"),
    ("passport", "EA1234567", "EA1234567"),
    ("passport", "123456789", "123456789"),
    ("hong_kong_macao", "h12345678", "H12345678"),
    ("hong_kong_macao", "M1234567800", "M1234567800"),
    ("taiwan", "12345678", "12345678"),
    ("taiwan", "1234567801B", "1234567801B"),
    ("permanent_resident", "ABC123456789012", "ABC123456789012"),
    ("permanent_resident", "911124198108030024", "911124198108030024"),
    ("other", "五建备字2024－12", "五建备字2024-12"),
    ("other", " br  12345678 ", "BR 12345678"),
    ("other", "⽂字第⼀号", "文字第一号"),
]

#: What is wrong, and a word that the answer has to say.
WRONG = [
    ("resident", "110105194912310021", "最后一位与前面不符"),
    ("resident", "11010519491231020X", "最后一位与前面不符"),  # two digits changed places
    ("resident", "11010519491231002×", "最后一位可以是 X"),  # the sign of multiplication
    ("resident", "11010519491231002Х", "最后一位可以是 X"),  # the Cyrillic letter
    ("resident", "1101051949123100X2", "只有数字"),
    ("resident", "11010S19491231002X", "只有数字"),
    ("resident", "1101051949123100", "现在是 16 位"),
    ("resident", "1101051949123100200", "现在是 19 位"),
    ("resident", "", "现在是 0 位"),
    ("resident", "110105491231002", "15 位的旧身份证号已经停用"),
    ("resident", "150821199013010013", "出生日期不存在"),  # month 13
    ("resident", "150821199002300015", "出生日期不存在"),  # 30 February
    ("resident", "15082120230229001X", "出生日期不存在"),  # no leap year
    ("resident", "000000000000000000", "出生日期不存在"),
    ("resident", "150821202611030019", "在今天以后"),
    ("resident", "150821179912310011", "出生日期太早"),  # the 18th century
    ("resident", "440524188001010014", "出生日期太早"),
    ("resident", "1" * 301, "太长了"),
    ("credit_code", "11150000MB1604391D", "最后一位与前面不符"),
    ("credit_code", "11150000MB1604319C", "最后一位与前面不符"),  # two digits changed places
    ("credit_code", "9I110000600037341L", "不用 I、O、S、V、Z"),
    ("credit_code", "911100006000373O1L", "不用 I、O、S、V、Z"),
    ("credit_code", "B1110000600037341L", "由数字和大写字母组成"),  # no such registering department
    ("credit_code", "911100006000373", "现在是 15 位"),
    ("credit_code", "000014340", "组织机构代码最后一位"),
    ("credit_code", "00001434Y", "组织机构代码由 8 位"),
    ("passport", "E123", "5 至 17 位"),
    ("passport", "ABCDEFGH", "5 至 17 位"),
    ("passport", "护照E12345678", "5 至 17 位"),
    ("passport", "E" + "1" * 17, "5 至 17 位"),
    ("hong_kong_macao", "H1234567", "H 或 M 加 8 位"),
    ("hong_kong_macao", "K12345678", "H 或 M 加 8 位"),
    ("taiwan", "1234567", "8 位数字"),
    ("permanent_resident", "811124198108030024", "9 开头的 18 位"),
    ("other", "——", "按证件或登记证明"),
]


@pytest.mark.parametrize(("kind", "typed", "kept"), RIGHT)
def test_a_right_number_is_kept_as_its_paper_writes_it(kind: str, typed: str, kept: str) -> None:
    assert identity_number(kind, typed, TODAY) == kept


@pytest.mark.parametrize(("kind", "typed", "said"), WRONG)
def test_a_wrong_number_is_answered_with_one_sentence(kind: str, typed: str, said: str) -> None:
    with pytest.raises(forms.ValidationError) as wrong:
        identity_number(kind, typed, TODAY)
    (sentence,) = wrong.value.messages
    assert said in sentence
    assert re.fullmatch(r"[^。]*[\u4e00-\u9fff][^。]*。", sentence)
    assert typed == "" or typed not in sentence, "it never says back what was typed"


def test_a_child_born_today_has_a_number_and_one_born_tomorrow_has_none() -> None:
    assert identity_number("resident", "150821202611030019", date(2026, 11, 3))
    with pytest.raises(forms.ValidationError, match="在今天以后"):
        identity_number("resident", "150821202611030019", date(2026, 11, 2))


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, shift: int) -> None:
    digit = (int(EXAMPLE[place]) + shift) % 10
    with pytest.raises(forms.ValidationError):
        identity_number("resident", f"{EXAMPLE[:place]}{digit}{EXAMPLE[place + 1 :]}", TODAY)


CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.integers(0, 17), st.integers(1, 30))
def test_one_wrong_character_of_a_credit_code_is_always_found(place: int, shift: int) -> None:
    code = "11150000MB1604391C"
    other = CREDIT[(CREDIT.index(code[place]) + shift) % 31]
    with pytest.raises(forms.ValidationError):
        identity_number("credit_code", code[:place] + other + code[place + 1 :], TODAY)


@given(st.sampled_from(["resident", "credit_code", "passport", "taiwan", "other"]), st.text(max_size=400))
def test_whatever_is_typed_is_taken_or_answered(kind: str, typed: str) -> None:
    answered: list[str] = []
    try:
        number = identity_number(kind, typed, TODAY)
    except forms.ValidationError as wrong:
        answered = wrong.messages
    else:
        assert number == identity_number(kind, number, TODAY), "what is kept is taken again as it is"
    assert all(sentence.endswith("。") for sentence in answered)


TAKEN = [
    (PersonName, "欧阳 修远", "欧阳 修远"),
    (PersonName, "阿不都•热合曼", "阿不都·热合曼"),
    (PersonName, "𠮷田〇", "𠮷田〇"),
    (PersonName, "O'Brien-Smith", "O'Brien-Smith"),
    (PersonName, "Ｌｉ Ｍｉｎｇ", "Li Ming"),
    (PersonName, "乌", "乌"),
    (PersonName, "𠮷", "𠮷"),
    (PersonName, "O", "O"),
    (PersonName, "⼀凡", "一凡"),
    (PersonName, "⻢⻰", "马龙"),
    (PersonName, "\uf90a\U0002f800", "金丽"),
    (PersonName, "李○○", "李〇〇"),
    (PersonName, "买买提●吐尔逊", "买买提·吐尔逊"),
    (PersonName, "Anne－Marie O＇Neil", "Anne-Marie O'Neil"),
    (PersonName, "ᠰᠠᠷᠠᠨ\u180eᠠ", "ᠰᠠᠷᠠᠨ\u180eᠠ"),  # the separator belongs to the spelling
    (PersonName, "乌兰\u180e", "乌兰"),
    (PersonName, "བཀྲ་ཤིས", "བཀྲ་ཤིས"),
    (PersonName, "ئابلىز", "ئابلىز"),
    (Line, "五原县⻓胜镇", "五原县长胜镇"),
    (PlainText, "⻓胜镇\n⼟地", "长胜镇\n土地"),
    (PhoneNumber, "１３８ ００１３ ８０００", "13800138000"),
    (PhoneNumber, "+86 138-0013-8000", "13800138000"),
    (PhoneNumber, "(0478)5220328转8", "0478-5220328转8"),
    (PhoneNumber, "+852 2123 4567", "+85221234567"),
    (Postcode, "０１５ １００", "015100"),
    (Email, " ｎａｍｅ@example.cn\u200b", "name@example.cn"),
]

REFUSED = [
    (PersonName, "·", "按证件上的写法"),
    (PersonName, "张3", "不能有数字"),
    (PersonName, "张①", "不能有数字"),
    (PersonName, "张三。", "不能有标点"),
    (PersonName, "李😀", "表情"),
    (PersonName, "张" * 61, "最多 60 个字"),
    (PhoneNumber, "没有电话", "不像电话号码"),
    (PhoneNumber, "call me 13800138000", "不像电话号码"),
    (PhoneNumber, "138001380001380013", "不像电话号码"),
    (PhoneNumber, "1380013800013", "位数不对"),
    (Postcode, "15100", "6 位数字"),
    (Postcode, "O15100", "6 位数字"),
    (Email, "name@example", "name@example.cn"),
    (Email, "a b@example.cn", "不能有空格"),
    (Email, "a@example.cn;b@example.cn", "name@example.cn"),
    (Email, "a" * 260 + "@example.cn", "太长"),
    (Line, "<b>某某</b>", "只写文字"),
    (Line, "甲\x07乙", "无法显示"),
    (Line, "字" * 301, "多出 1 个字"),
]


@pytest.mark.parametrize(("field", "typed", "kept"), TAKEN)
def test_what_can_be_meant_is_taken(field: type[forms.Field], typed: str, kept: str) -> None:
    assert field().clean(typed) == kept


@pytest.mark.parametrize(("field", "typed", "said"), REFUSED)
def test_what_cannot_be_meant_is_answered_in_chinese(field: type[forms.Field], typed: str, said: str) -> None:
    with pytest.raises(forms.ValidationError) as wrong:
        field().clean(typed)
    (sentence,) = wrong.value.messages
    assert said in sentence
    assert sentence.endswith("。")


def test_a_description_keeps_its_lines_and_refuses_mark_up() -> None:
    field = PlainText(max_length=20)
    assert field.clean("\n第一行\r\n第二行\x00\u202e\r\n") == "第一行\n第二行"
    for typed, said in (("<script>x</script>", "网页代码"), ("字" * 21, "超过 20 个字")):
        with pytest.raises(forms.ValidationError, match=said):
            field.clean(typed)


@given(st.text(max_size=700))
def test_no_field_falls_over_what_is_sent(typed: str) -> None:
    for field in (
        Line(), PersonName(), PhoneNumber(), Email(), Postcode(), PlainText(max_length=300)
    ):  # fmt: skip
        field.required = False
        answered: list[str] = []
        try:
            kept = field.clean(typed)
        except forms.ValidationError as wrong:
            answered = wrong.messages
        else:
            assert not set(kept) & set("\x00\x07\u202e")
        assert all(sentence.endswith("。") for sentence in answered)


@pytest.mark.parametrize(
    "typed", ["name@qq.com。", "name@qq.com、", "name@qq.com；", "ｎame@qq.com.", " name@qq.com，"]
)
def test_a_mark_that_slipped_in_behind_an_address_is_let_go(typed: str) -> None:
    assert Email().clean(typed) == "name@qq.com"
