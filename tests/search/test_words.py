"""How texts and queries become words: no database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.search.gazetteer import gazetteer_of, places
from foundation.search.words import VECTOR_LIMIT, WORD_LIMIT, Names, fold, lexemes, parse, storable, vector


def holds(text: str, q: str) -> bool:
    """Whether a text is found by a query, as PostgreSQL would decide it."""
    there = {lexeme[:WORD_LIMIT] for lexeme in lexemes(text)}
    words = parse(q).words
    return bool(words) and all(any(set(way) <= there for way in word.ways) for word in words)


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("五原县隆兴昌镇人民政府关于清洁取暖的通知", "隆兴昌镇"),
        ("五原县隆兴昌镇人民政府关于清洁取暖的通知", "隆兴昌"),
        ("五原县隆兴昌镇人民政府关于清洁取暖的通知", "隆兴昌镇政府"),
        ("银定图镇政府", "银定图镇"),
        ("在和胜乡召开", "和胜乡"),
        ("在和胜乡召开", "和胜"),
        ("五原县⻓胜镇⼈⺠政府", "长胜镇人民政府"),
        ("五原县长胜镇人民政府", "⻓胜镇⼈⺠政府"),
        ("根据《五农科发〔2026〕48号》", "五农科发〔2026〕48号"),
        ("根据《五农科发〔2026〕48号》", "五农科发[2026]48号"),
        ("根据《五农科发［2026］48号》", "五农科发（２０２６）48号"),
        ("根据《五农科发〔2026〕48号》", "五农科发【2026】 48 号"),
        ("根据五农科发〔2026〕48号文件", "五农科发〔2026〕48号"),
        ("根据五农科发〔2026〕48号文件", "〔2026〕48号"),
        ("根据五农科发〔2026〕48号文件", "五农科发"),
        ("根据五农科发〔2026〕48号文件", "2026 48"),
        ("索引号 wy-rfbsc/2023-07692", "wy-rfbsc/2023-07692"),
        ("索引号 wy-rfbsc/2023-07692", "WY-RFBSC／2023-07692"),
        ("索引号 wy-rfbsc/2023-07692", "wy-rfbsc"),
        ("索引号 wy-rfbsc/2023-07692", "2023-07692"),
        ("索引号 wy-rfbsc/2023-07692", "07692"),
        ("发布日期 2026-11-20", "2026-11-20"),
        ("政府信息公开保密审查制度", "保密审查"),
        ("政务新媒体管理制度", "新媒体"),
        ("由王伟国同志负责", "王伟国"),
        ("请询𠮷野㐂一", "𠮷野"),
        ("ＡＢＣ Wi-Fi", "abc wi-fi"),
        ("保密审查的制度", "保密 & 审查 | !制度 <-> (:*)"),
    ],
)
def test_found(text: str, q: str) -> None:
    assert holds(text, q)


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("五原县塔尔湖镇", "隆兴昌镇"),
        ("五农科发〔2026〕48号", "五农科发〔2026〕4号"),
        ("五农科发〔2026〕48号", "五农科发〔2025〕48号"),
        ("五农科发〔2026〕48号、五财发〔2026〕7号", "五农科发〔2026〕7号"),
        ("wy-rfbsc/2023-07692", "wy-rfbsc/2023-07693"),
        ("wy-rfbsc/2023-07692 wy-lxcz/2024-00001", "wy-lxcz/2023-07692"),
        ("国王的伟大", "王伟国"),
    ],
)
def test_not_found(text: str, q: str) -> None:
    assert not holds(text, q)


@pytest.mark.parametrize("q", ["", " ", "的", "&|!():*<->'\\", "？！", "\0", "\ud800", "(((", "😀"])
def test_nothing_to_look_for(q: str) -> None:
    assert not parse(q)


def test_a_place_is_one_word_of_a_query() -> None:
    assert [word.text for word in parse("银定图镇 审查").words] == ["银定图镇", "审查"]


def test_an_agency_is_one_word_and_also_found_in_texts_indexed_before_it_was_named() -> None:
    agencies = gazetteer_of(frozenset({"五原县农业农村和科技局"}))
    (word,) = parse("五原县农业农村和科技局", Names(agencies=agencies)).words
    assert ("五原县农业农村和科技局",) in word.ways
    text = "五原县农业农村和科技局关于春耕的通知"
    assert "五原县农业农村和科技局" in set(lexemes(text, agencies))
    before = set(lexemes(text))
    assert any(set(way) <= before for way in word.ways)


def test_a_date_behind_a_word_is_no_document_number() -> None:
    assert holds("会议定于2026-11-02召开", "会议2026-11-02")
    assert parse("隆政发2026-22").words[0].text == "隆政发〔2026〕22"


def test_an_everyday_word_of_stop_words_alone_breaks_nothing() -> None:
    query = parse("在等", Names(everyday=gazetteer_of(frozenset({"在等"})), meant={"在等": ("的",)}))
    assert "()" not in query.tsquery()


def test_every_name_of_the_gazetteer_is_found_by_itself() -> None:
    assert {"隆兴昌镇", "塔尔湖镇", "套海镇", "新公中镇", "天吉泰镇"} <= places().names
    for name in places().names:
        assert holds(f"关于{name}的通知", name), name


def test_long_queries_are_cut() -> None:
    assert len(parse("保密 审查 " * 100_000).words) == 2
    assert len(parse(" ".join(f"a{n}" for n in range(1000))).words) == 16
    assert all(len(lexeme) <= WORD_LIMIT for word in parse("x" * 5000).words for lexeme in word.lexemes)


def test_the_title_is_never_crowded_out() -> None:
    body = " ".join(f"w{n:06}" for n in range(200_000))
    literal = vector("保密审查", body)
    assert "'保密':1A" in literal
    assert "'审查':2A" in literal
    assert len(literal.encode()) < 3 * VECTOR_LIMIT


@given(st.text(st.characters(exclude_categories=[]), max_size=300))
def test_anything_can_be_cut(text: str) -> None:
    vector(text, text)
    parse(text).tsquery()
    assert "\0" not in storable(text)
    storable(text).encode()


@given(st.text(st.sampled_from("五原县农科发和的王伟国镇政府〔〕2026号ab-/ ，"), min_size=1, max_size=40))
def test_a_text_is_found_by_itself(text: str) -> None:
    if parse(text) and len(parse(text).words) < 16:
        assert holds(text, text)


def test_folding() -> None:
    assert fold("ＡＢ（２０２６）[x]\0") == "ab〔2026〕〔x〕 "
