"""No struck passage, nor a piece of it, survives: SR-7(2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secrecy_review.leaks import PIECE, Struck, leaks, normalised, struck_passages
from tests.growth import grows_with_the_length_only

pytestmark = pytest.mark.clause("SR-7(2)")

SECRET = "储备粮库存总量为一万二千吨"
PUBLIC = "为做好春耕备耕工作，现将有关事项通知如下。请认真落实。"
INTERNAL = f"为做好春耕备耕工作，现将有关事项通知如下。{SECRET}。请认真落实。"

hanzi = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=40)


def test_what_the_public_text_leaves_out_is_told() -> None:
    assert struck_passages(INTERNAL, PUBLIC) == [f"{SECRET}。"]


def test_a_clean_public_text_has_no_leak() -> None:
    assert leaks(struck_passages(INTERNAL, PUBLIC), {"正文": PUBLIC, "附件": "另一件事。"}) == []


@pytest.mark.parametrize(
    "hidden",
    [
        SECRET,
        "　".join(SECRET),
        "\u200b".join(SECRET),
        "\n".join(SECRET),
        "、".join(SECRET),
        f"（其中，{SECRET[2:10]}）",
    ],
)
def test_a_surviving_piece_is_found_however_it_is_dressed(hidden: str) -> None:
    (leak,) = leaks(struck_passages(INTERNAL, PUBLIC), {"正文": PUBLIC, "附件属性": f"备注：{hidden}"})
    assert leak.where == "附件属性"
    assert leak.passage == f"{SECRET}。"
    assert leak.piece in normalised(SECRET)


def test_width_and_case_do_not_hide() -> None:
    assert leaks(["编号ABC12345678"], {"附件": "编号ＡＢＣ１２３４５６７８"})
    assert leaks(["编号ABC12345678"], {"附件": "abc-1234-5678"})


def test_seven_characters_are_no_piece_of_a_long_passage() -> None:
    assert leaks([SECRET], {"附件": SECRET[: PIECE - 1]}) == []


def test_a_short_passage_must_not_survive_whole() -> None:
    internal, public = "申请人王某某，提出申请。", "申请人，提出申请。"
    struck = struck_passages(internal, public)
    assert struck == ["王某某"]
    assert [leak.piece for leak in leaks(struck, {"附件": "王 某某的材料"})] == ["王某某"]
    assert leaks(struck, {"附件": "王某的材料"}) == []


def test_what_was_kept_elsewhere_is_no_leak() -> None:
    internal = "依照《中华人民共和国政府信息公开条例》办理。另据《中华人民共和国政府信息公开条例》第九十条，罚款五万元。"
    public = "依照《中华人民共和国政府信息公开条例》办理。"
    struck = struck_passages(internal, public)
    assert leaks(struck, {"正文": public}) == []
    assert leaks(list(struck), {"正文": public}) != []


def test_a_passage_struck_once_and_forgotten_once_is_a_leak() -> None:
    internal, public = f"{SECRET}。通知如下。{SECRET}。", f"通知如下。{SECRET}。"
    assert [leak.piece for leak in leaks(struck_passages(internal, public), {"正文": public})] == [SECRET]


def test_a_redacted_name_is_cut_out_of_its_sentence() -> None:
    struck = struck_passages("申请人张三，住隆兴昌镇，提出申请。", "申请人某某，住某镇，提出申请。")
    assert struck == ["张三", "隆兴昌"]


def test_a_leak_does_not_show_itself() -> None:
    (leak,) = leaks([SECRET], {"附件": SECRET})
    assert "储备粮" not in repr(leak)


@given(st.text(), st.text())
def test_struck_and_kept_come_from_the_internal_text(internal: str, public: str) -> None:
    struck = struck_passages(internal, public)
    assert all(passage in internal for passage in struck)
    assert all(stretch in internal for stretch in struck.kept)
    assert sum(map(len, (*struck, *struck.kept))) <= len(internal)


@given(st.text())
def test_a_text_left_whole_strikes_nothing(text: str) -> None:
    assert struck_passages(text, text) == []


@given(st.lists(hanzi, min_size=1, max_size=8), st.data())
def test_dropping_sentences_is_no_leak_unless_one_stands_twice(
    sentences: list[str], data: st.DataObject
) -> None:
    keep = data.draw(st.lists(st.booleans(), min_size=len(sentences), max_size=len(sentences)))
    internal = "".join(f"{sentence}。" for sentence in sentences)
    public = "".join(f"{sentence}。" for sentence, stays in zip(sentences, keep, strict=True) if stays)
    struck = struck_passages(internal, public)
    for leak in leaks(struck, {"正文": public}):
        assert leak.piece in normalised(public)
        assert leak.piece in normalised(leak.passage)


@given(hanzi, hanzi, hanzi)
def test_a_struck_passage_put_anywhere_is_found(passage: str, before: str, after: str) -> None:
    found = leaks([passage], {"附件": before + passage + after})
    assert any(normalised(passage)[:PIECE] in leak.piece for leak in found)


@given(hanzi.filter(lambda text: len(text) >= PIECE), st.data())
def test_any_piece_of_eight_is_found(passage: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(passage) - PIECE))
    assert leaks([passage], {"附件": passage[start : start + PIECE]})


@given(st.lists(st.text()), st.dictionaries(st.text(), st.text()))
def test_nothing_struck_that_has_letters_nothing_leaks(passages: list[str], places: dict[str, str]) -> None:
    for leak in leaks(passages, places):
        assert leak.passage in passages
        assert leak.piece in normalised(places[leak.where])


def test_the_result_is_a_list_of_passages() -> None:
    assert struck_passages("甲。乙。", "甲。") == Struck(["乙。"], ["甲。"])


@pytest.mark.parametrize("line", ["第{n}条 各单位应当于每月{n}日前报送第{n}号材料。\n", "甲乙，", "甲"])
def test_a_hundred_thousand_characters_cost_what_their_length_costs(line: str) -> None:
    def compare(internal: str) -> None:
        parts = internal.split("\0")
        public = "".join(part for n, part in enumerate(parts) if n % 7)
        leaks(struck_passages("".join(parts), public), {"正文": public})

    grows_with_the_length_only(compare, "\0".join(line.format(n=n) for n in range(100_000 // len(line))))


def test_a_radical_of_a_pdf_hides_no_character() -> None:
    """An annex that is a PDF may be read with ⻓ (U+2ED3) for 长: the words are the same."""
    assert normalised("五原县⻓胜镇，⼈⺠政府") == normalised("五原县长胜镇人民政府")


NUMBER = "11010519491231002X"


@pytest.mark.clause("SR-7(2)")
@pytest.mark.parametrize(
    "dressed",
    [
        "11010519491231002Ⅹ".replace("Ⅹ", "\u0425"),
        "110105.1949.1231.002X",
        "110105·19491231·002X",
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
        "110105－19491231‐002Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        "".join(f"{digit}\ufe0f\u20e3" for digit in NUMBER[:-1]) + "X",
        "一一〇一〇五一九四九一二三一〇〇二X",
        "壹壹零壹零伍壹玖肆玖壹贰叁壹零零贰X",
        "一一○一○五一九四九一二三一○○二x",
        "".join(chr(0x0660 + int(digit)) for digit in NUMBER[:-1]) + "Χ",
        "".join(chr(0x1D7D8 + int(digit)) for digit in NUMBER[:-1]) + "X",
        "\u200b".join(NUMBER),
    ],
)
def test_a_number_is_found_in_whatever_digits_and_dots_it_is_written(dressed: str) -> None:
    struck = struck_passages(f"身份证号{NUMBER}，住长胜镇。", "住长胜镇。")
    [leak] = leaks(struck, {"file": f"附件：{dressed}。"})
    assert leak.where == "file"


def test_a_number_that_was_kept_is_no_leak_in_other_numerals() -> None:
    struck = struck_passages("电话13947812345。张三的电话13947812345。", "电话13947812345。")
    assert not leaks(struck, {"file": "联系电话：一三九四七八一二三四五"})


@pytest.mark.parametrize(
    "dressed",
    [
        "⼈⺠政府⻓胜镇试点",
        "人︀民政府长胜镇试点",
        "人·民·政·府·长胜镇-试点",
        "人\u3000民 政府长\u00ad胜镇试点",
    ],
)
def test_marks_and_dots_hide_no_characters(dressed: str) -> None:
    struck = struck_passages("甲。人民政府长胜镇试点。", "甲。")
    assert leaks(struck, {"file": dressed})
