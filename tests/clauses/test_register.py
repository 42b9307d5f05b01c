"""The register itself: ids, citations, and the words behind them. No database, no Django."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from foundation.clauses import REGISTER, Citation, Status, UnknownClause, article_text, cite
from foundation.clauses.places import Place, numeral, read, words_at
from foundation.clauses.register import ROOM, Register

#: Every id that the tables of duties, differences and time limits name, and those given to further rows.
IDS = """
PD-1 PD-2 PD-3 PD-4 PD-5 PD-6 PD-7 PD-7(2) PD-7(3) PD-8 PD-9 PD-9(2) PD-9(3) PD-10 PD-11
SR-3 SR-4 SR-5 SR-6(1) SR-6(1)(2) SR-6(2) SR-6(3) SR-7 SR-7(1) SR-7(2) SR-7(3) SR-7(4) SR-8 SR-9 SR-10 SR-11
SR-12 SR-13
NM-2 NM-3 NM-4 NM-5 NM-6 NM-7 NM-8 NM-8(2) NM-9 NM-10 NM-11 NM-12 NM-13 NM-14 NM-15 NM-16 NM-17 NM-18 NM-19
NM-20 NM-21 NM-22 NM-23 NM-24 NM-25
SE-3 SE-4 SE-5 SE-6 SE-7 SE-8
TR-1 TR-2 TR-3 TR-4 TR-5 TR-7
AC-3 AC-5 AC-6(1) AC-6(2) AC-7 AC-8 AC-9 AC-10
AP-2 AP-4 AP-5 AP-6 AP-7 AP-8 AP-9 AP-10
PI-2 PI-3 PI-4 PI-5 PI-6 PI-7 PI-7(2) PI-8 PI-9 PI-10 PI-10(2)
PP-3 PP-4 PP-5 PP-6 PP-7 PP-8 PP-9 PP-10 PP-11 PP-12
OR-1 OR-2 OR-3 OR-4 OR-5 OR-5(2) OR-6 OR-7 条例30 条例32 条例33
AR-1 AR-2 AR-3(1) AR-3(2) AR-3(3) AR-3(4)
条例14 条例15 条例16 条例18 条例26 条例27 条例29 条例31 条例34 条例35 条例36 条例36(5)
条例37 条例38 条例39 条例40 条例41 条例42 条例43 条例44 条例45 条例49 条例50 条例51 条例55
国办函〔2020〕109号 重大行政决策程序暂行条例15 重大行政决策程序暂行条例16
行政复议法20 行政复议法22 行政复议法23(4) 行政复议法27 行政复议法28 行政诉讼法45 行政诉讼法46
""".split()  # noqa: SIM905 - a table to read

COUNTS = {
    "PD": 14, "SR": 17, "NM": 21, "SE": 6, "TR": 5, "AC": 8, "AP": 7, "PI": 10, "PP": 10, "OR": 9, "AR": 5,
}  # fmt: skip

#: National rules that the register knows by number only.
WITHOUT_WORDS = {"行政诉讼法45", "行政诉讼法46", "国办秘函〔2019〕19号", "国家档案局令第8号"}


@pytest.fixture
def register() -> Register:
    """A register of its own, so that a test's citations never reach the one everybody reads."""
    return Register()


@pytest.mark.parametrize("id", IDS)
def test_every_id_of_the_tables_resolves(id: str) -> None:
    clause = cite(id)
    assert id in (clause.id, *clause.aliases)


def test_the_register_has_an_entry_per_duty() -> None:
    counted = {r.code: len(REGISTER.of(r)) for r in REGISTER.regulations if r.county}
    assert counted == COUNTS
    assert [r.number for r in REGISTER.regulations] == [*range(1, 12), 0]


def test_an_unknown_id_fails_and_names_the_nearest() -> None:
    with pytest.raises(UnknownClause, match=r"'SR-44'.*SR-4"):
        cite("SR-44")
    assert issubclass(UnknownClause, LookupError)


@pytest.mark.parametrize("id", ["", "SR", "SR-1", "PD-9(4)", "条例1"])
def test_what_binds_nothing_here_cannot_be_cited(id: str) -> None:
    with pytest.raises(UnknownClause):
        cite(id, by=Citation("gate", "nowhere"))


def test_a_citation_enforces_once(register: Register) -> None:
    assert not register.find("SR-4").cited
    clause = register.cite("SR-4", by=Citation("gate", "publish/reviewed", "先审查"))
    register.cite("SR-4", by=Citation("gate", "publish/reviewed", "先审查后公开"))
    register.cite("SR-4", by=Citation("act", "publish/reviewed", "发布"))
    assert clause.cited
    assert [(c.kind, c.label) for c in clause.citations] == [("gate", "先审查"), ("act", "发布")]
    assert list(clause.citations_by_kind) == ["办理步骤", "做不到就办不下去"]


@pytest.mark.parametrize(
    ("status", "missing", "kinds", "true"),
    [
        ("enforced", "", ["gate"], True),
        ("enforced", "", ["paper"], True),
        ("enforced", "", [], False),
        ("enforced", "", ["record"], False),
        ("enforced", "还缺一样。", ["gate"], False),
        ("partly", "还缺一样。", ["limit"], True),
        ("partly", "", ["limit"], False),
        ("partly", "还缺一样。", [], False),
        ("not", "", [], True),
        ("not", "", ["record"], False),
        ("not", "只留记录。", ["record"], True),
    ],
)
def test_a_status_must_fit_what_cites_the_clause(
    register: Register, status: str, missing: str, kinds: list[str], true: bool
) -> None:
    citations = [Citation(kind, "x") for kind in kinds]
    clause = replace(register.find("SE-7"), status=Status(status), missing=missing, citations=citations)
    assert bool(clause.untruths()) is not true


def test_what_is_missing_is_said_in_sentences() -> None:
    for clause in REGISTER:
        assert (clause.status == Status.PARTLY) <= bool(clause.missing), clause.id
        assert not clause.missing or clause.missing.endswith("。"), clause.id
        assert not set(",;:()?") & set(clause.missing), f"{clause.id}: half-width punctuation"


def test_an_alias_leads_to_the_same_clause(register: Register) -> None:
    register.cite("PD-6", by=Citation("gate", "x"))
    assert register.find("PD-5").cited
    assert register.find("条例32") is register.find("OR-6")


def test_a_citation_of_an_unknown_kind_fails() -> None:
    with pytest.raises(ValueError, match="habit"):
        Citation("habit", "x")


@pytest.mark.parametrize(
    ("file", "before", "after", "error"),
    [
        ("duties/training.toml", 'id = "TR-3"', 'id = "TR-4"', "stands twice"),
        ("duties/training.toml", 'kinds = ["record"]', 'kinds = ["hope"]', "hope"),
        ("duties/archiving.toml", 'status = "enforced"', 'status = "soon"', "soon"),
        ("duties/training.toml", 'at = ["3"]', 'at = ["three"]', "no place"),
        ("differences.toml", '"PD-9", "条例26"', '"PD-99", "条例26"', "PD-99"),
    ],
)
def test_data_that_does_not_fit_is_refused(
    tmp_path: Path, file: str, before: str, after: str, error: str
) -> None:
    shutil.copytree(ROOM / "duties", tmp_path / "duties")
    shutil.copy(ROOM / "differences.toml", tmp_path)
    text = (tmp_path / file).read_text("utf-8")
    assert before in text
    (tmp_path / file).write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises((ValueError, UnknownClause), match=error):
        Register(tmp_path)


def test_duties_are_plain_sentences_of_our_own() -> None:
    for clause in REGISTER:
        assert clause.duty.endswith("。"), clause.id
        assert clause.duty.count("。") == 1, clause.id
        assert not set(",;:()?") & set(clause.duty), f"{clause.id}: half-width punctuation"
        assert clause.duty not in article_text(clause), f"{clause.id} repeats the law"


def test_every_clause_leads_to_the_words_it_rests_on() -> None:
    assert {clause.id for clause in REGISTER if not article_text(clause)} == WITHOUT_WORDS
    for clause in REGISTER:
        for place in clause.places:
            assert words_at(place, clause.regulation.slug), f"{clause.id}: nothing at {place.label}"


@pytest.mark.parametrize(
    ("id", "article", "starts", "ends"),
    [
        ("SR-4", "第四条", "保密审查主要是", "不得对外公开发布政府信息。"),
        ("PD-4", "第四条", "本机关政务公开工作机构", "提出咨询。"),
        ("PD-7(2)", "第七条第二款", "决定不予公开", "主管部门。"),
        ("SR-7(2)", "第七条第（二）项", "(二)主要内容", "保密办审核确认。"),
        ("SR-7", "第七条第二款", "发布农产品", "保密审查。"),
        ("AC-6(1)", "第六条第（一）项", "(一)责任的区分", "承担责任。"),
        ("NM-25", "第二十五条", "建立我县", "形成工作合力。"),
        ("PI-10(2)", "第十条（第二个）", "将政策解读工作", "组织实施。"),
        ("TR-7", "第七条", "法律、法规授权", "参照本制度执行。"),
        ("条例33", "《政府信息公开条例》第三十三条", "行政机关收到", "规定的期限内。"),
        ("行政复议法23(4)", "《行政复议法》第二十三条第（四）项", "（四）申请政府信息公开", "不予公开；"),
        ("SR-7(3)", "第七条第（三）项、第七条第（四）项、第七条第三款", "(三)“依申请公开”", "内部办公事项。"),
    ],
)
def test_the_words_of_a_clause(id: str, article: str, starts: str, ends: str) -> None:
    clause = cite(id)
    assert clause.article == article
    assert article_text(clause).startswith(starts)
    assert article_text(clause).endswith(ends)


def test_an_item_that_is_not_there_has_no_words() -> None:
    assert words_at(Place.parse("6(9)"), "secrecy_review") == []
    assert words_at(Place.parse("4¶9"), "secrecy_review") == []
    assert words_at(Place.parse("99"), "secrecy_review") == []
    with pytest.raises(ValueError, match="no place"):
        Place.parse("article 4")


def test_the_texts_are_read_without_loss() -> None:
    """Every printed line is in the preamble, a chapter heading or an article."""
    for regulation in REGISTER.regulations:
        text = read(regulation.slug)
        kept = "".join(text.preamble) + "".join("".join(article.paragraphs) for article in text.articles)
        for line in (ROOM / "texts" / f"{regulation.slug}.md").read_text("utf-8").splitlines():
            body = line.rpartition("条 ")[2] if line.startswith("第") else line
            headed = line.startswith("#") or any(line == article.chapter for article in text.articles)
            assert headed or body.lstrip("一二三四五六七八九十、第条") in kept, line


def test_the_text_remembers_oddities() -> None:
    assert [a.number for a in read("training").articles] == [1, 2, 3, 4, 5, 7, 8]
    assert [(a.number, a.nth) for a in read("appraisal").articles][-2:] == [(10, 1), (10, 2)]
    assert 26 not in [a.number for a in read("new_media").articles]


def test_numerals() -> None:
    assert [numeral(n) for n in (1, 10, 11, 20, 33, 99)] == ["一", "十", "十一", "二十", "三十三", "九十九"]


def test_differences_name_what_the_portal_does() -> None:
    assert len(REGISTER.differences) == 22
    assert [d.matter for d in REGISTER.differences_of(cite("OR-5"))] == ["延长答复期限"]
    for difference in REGISTER.differences:
        assert difference.matter
        assert difference.county
        assert difference.national
        assert difference.portal
        assert difference.binding
        assert difference.why.endswith("。")
        assert difference.clauses
