"""One person once, nothing that leads back to them, no result before it is counted."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import DatabaseError, connection, connections, transaction

from foundation.questionnaires import codes, counting, results, taking
from foundation.questionnaires.forms import QuestionnaireForm, read_sheets
from foundation.questionnaires.models import Ballot, Code, Questionnaire, Remark, Sheet
from foundation.questionnaires.taking import NotTaken, Said
from tests.personas import SHANGHAI, County
from tests.questionnaires.test_arithmetic import WORDING

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
DAY = date(2026, 3, 3)
SAID = Said({"1": [0], "2": [1]}, {"4": "车次太少，电话 13800138000。"})


def opened(**fields: Any) -> Questionnaire:
    given = {"title": "公交", "wording": WORDING, "open_web": True, "opened_at": AT}
    return Questionnaire.objects.create(**{**given, "closes_at": AT + timedelta(days=10), **fields})


def issued(questionnaire: Questionnaire, many: int = 1) -> list[str]:
    key = taking.issue(questionnaire, many)
    return taking.batch(questionnaire, key, many)


def test_a_code_is_ten_characters_and_a_check_and_only_its_hmac_is_kept() -> None:
    questionnaire = opened()
    made = issued(questionnaire, 200)
    assert len(set(made)) == 200
    assert all(codes.well_formed(code) and len(code) == 11 for code in made)
    kept = set(Code.objects.values_list("digest", flat=True))
    assert not any(code in digest.upper() for code in made[:20] for digest in kept)


def test_a_mistyped_code_is_told_apart_and_look_alikes_are_read() -> None:
    code = next(c for c in codes.of_batch(codes.new_key(), 500) if "0" in c and "1" in c)
    typed = codes.shown(code).lower().replace("0", "o").replace("1", "l")
    assert codes.normalised(f" {typed} ") == code
    for place in range(10):
        other = "2" if code[place] != "2" else "3"
        assert not codes.well_formed(code[:place] + other + code[place + 1 :])
        if code[place] != code[place + 1] and place < 9:
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert not codes.well_formed(swapped)


def test_a_code_is_spent_once_and_in_its_own_questionnaire() -> None:
    questionnaire, other = opened(), opened()
    (code,) = issued(questionnaire)
    with pytest.raises(NotTaken, match="没有这个问卷码"):
        taking.take(other, SAID, DAY, code=code)
    taking.take(questionnaire, SAID, DAY, code=code)
    with pytest.raises(NotTaken, match="已经用过"):
        taking.take(questionnaire, SAID, DAY, code=code)
    with pytest.raises(NotTaken, match="抄错"):
        taking.take(questionnaire, SAID, DAY, code="ABC")
    assert Ballot.objects.count() == 1
    with pytest.raises(DatabaseError, match="spent once"), transaction.atomic():
        Code.objects.filter(spent=True).update(spent=False)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_with_one_code_one_passes() -> None:
    questionnaire = opened()
    (code,) = issued(questionnaire)

    def once(_n: int) -> bool:
        try:
            taking.take(questionnaire, SAID, DAY, code=code)
        except NotTaken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(6) as pool:
        passed = list(pool.map(once, range(6)))
    assert passed.count(True) == 1
    assert Ballot.objects.count() == 1


def test_answers_name_nobody_no_time_and_no_code() -> None:
    """A random key, a layer, a day, ticks; free texts apart, masked; no key between answers and codes."""
    questionnaire = opened()
    (code,) = issued(questionnaire)
    taking.take(questionnaire, SAID, DAY, code=code)
    columns = {model: {f.name for f in model._meta.fields} for model in (Ballot, Remark, Code)}
    assert columns == {
        Ballot: {"id", "questionnaire", "layer", "day", "subject", "ticks"},
        Remark: {"id", "questionnaire", "subject", "question", "text"},
        Code: {"digest", "questionnaire", "spent"},
    }
    assert Ballot.objects.get().pk.version == 4
    assert Ballot.objects.get().ticks == {"1": [0], "2": [1]}
    assert Remark.objects.get().text == "车次太少，电话 〔隐去手机号码〕。"
    models = apps.get_app_config("questionnaires").get_models()
    assert not [m for m in models if "historical" in m._meta.model_name or m.__name__.endswith("Line")]


def _marks(table: str) -> list[tuple[str, Any, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ctid::text, xmin::text, * FROM {table} ORDER BY ctid")
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True)
def test_after_the_night_place_and_transaction_of_a_row_tell_nothing() -> None:
    questionnaire = opened()
    for code in issued(questionnaire, 40):
        taking.take(questionnaire, SAID, DAY, code=code)
    before = {table: _marks(f"questionnaires_{table}") for table in ("ballot", "code")}
    assert len({row[1] for row in before["ballot"]}) == 40
    assert {row[1] for row in before["ballot"]} <= {row[1] for row in before["code"]}, "before, they betray"
    assert counting.shuffle_all(at=AT + timedelta(days=1)) == 1
    after = {table: _marks(f"questionnaires_{table}") for table in ("ballot", "code")}
    assert {row[1] for row in after["ballot"]} == {row[1] for row in after["code"]}
    assert len({row[1] for row in after["ballot"]}) == 1
    for table in ("ballot", "code"):
        order = [row[2] for row in after[table]]
        assert sorted(order) == sorted(row[2] for row in before[table])
        assert order != [row[2] for row in before[table]]


@pytest.mark.parametrize(
    "change",
    [
        {"wording": "【填写】别的？"},
        {"title": "别的"},
        {"anonymous": False},
        {"open_web": False},
        {"closes_at": AT + timedelta(days=5)},
        {"digest": "0" * 64, "opened_at": AT - timedelta(days=1)},
    ],
)
def test_what_is_asked_and_how_is_fixed_at_opening(change: dict[str, Any]) -> None:
    """Anonymity too: the database refuses."""
    opened()
    with pytest.raises(DatabaseError), transaction.atomic():
        Questionnaire.objects.update(**change)


def test_answers_are_neither_changed_nor_deleted_nor_added_after_the_count() -> None:
    questionnaire = opened()
    taking.take(questionnaire, SAID, DAY)
    for model, change in ((Ballot, {"ticks": {"1": [1]}}), (Remark, {"text": "别的"})):
        with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
    with pytest.raises(DatabaseError, match="day"), transaction.atomic():
        taking.take(questionnaire, SAID, date(2026, 3, 30))
    counting.count(questionnaire, AT + timedelta(days=10))
    with pytest.raises(NotTaken, match="已经结束"):
        taking.take(questionnaire, SAID, DAY)
    with pytest.raises(DatabaseError, match="while the questionnaire is open"), transaction.atomic():
        Ballot.objects.create(questionnaire=questionnaire, layer="web", day=DAY, ticks={})
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Questionnaire.objects.update(result={"ballots": {}})


def test_nobody_reads_a_result_before_it_is_counted() -> None:
    """No function of the room that returns any part of it does so while it is open."""
    questionnaire = opened()
    taking.take(questionnaire, SAID, DAY)
    for read in (results.of, results.answered, results.crosses, results.remarks):
        with pytest.raises(results.NotCounted):
            read(questionnaire)
    assert questionnaire.result is None
    with pytest.raises(DatabaseError), transaction.atomic():
        Questionnaire.objects.update(result={"early": True})


def test_the_count_is_frozen_with_the_digest_of_its_file() -> None:
    questionnaire = opened()
    for place, code in enumerate(issued(questionnaire, 4)):
        taking.take(questionnaire, Said({"2": [min(place, 2)]}), DAY, code=code)
    taking.take(questionnaire, Said({"2": [3]}), DAY)
    counting.count(questionnaire, AT + timedelta(days=10))
    scale = results.answered(questionnaire)[1]
    main, web = scale.columns
    assert [line.count for line in main.lines] == [1, 1, 2, 0]
    assert (main.n, web.n, web.lines[3].count) == (4, 0, 1)
    assert not main.enough
    assert [rate.label for rate in main.rates] == ["满意率", "满意和基本满意率"]
    content, digest = results.as_file(results.of(questionnaire))
    assert hashlib.sha256(content).hexdigest() == digest == questionnaire.result_digest
    assert "满意,凭问卷码填写的（网上和纸质）,1,4,0" in content.decode()


def test_a_questionnaire_that_nobody_answered_is_counted() -> None:
    questionnaire = opened()
    counting.count(questionnaire, AT + timedelta(days=10))
    assert results.answered(questionnaire)[1].columns[0].rates[0].percent is None


def test_a_network_answers_once_a_day_and_its_key_is_nowhere_but_in_the_cache() -> None:
    cache.clear()
    first, second = opened(), opened()
    assert taking.mark_network(first, "203.0.113.0/24", DAY)
    assert not taking.mark_network(first, "203.0.113.0/24", DAY)
    assert taking.mark_network(second, "203.0.113.0/24", DAY)
    assert taking.mark_network(first, "203.0.113.0/24", DAY + timedelta(days=1))
    taking.unmark_network(first, "203.0.113.0/24", DAY)
    assert taking.mark_network(first, "203.0.113.0/24", DAY)
    cache.delete(f"questionnaires:key:{DAY}")  # thrown away: the marks lead nowhere
    assert taking.mark_network(first, "203.0.113.0/24", DAY)


# Sheets of paper


def test_a_sheet_is_entered_by_two_people_and_becomes_an_answer_in_the_night(county: County) -> None:
    one, two = county.people["rfbsc-drafter"], county.people["rfbsc-applications_clerk"]
    questionnaire = opened()
    right, wrong = issued(questionnaire, 2)
    done = taking.enter(questionnaire, [(right, SAID), (wrong, SAID)], one)
    assert (done.first, done.agreed, done.wrong) == (2, 0, [])
    assert "另一个人" in taking.enter(questionnaire, [(right, SAID)], one).wrong[0]
    done = taking.enter(questionnaire, [(right, SAID), (wrong, Said({"1": [1], "2": [1]}))], two)
    assert done.agreed == 1
    assert "第 1、4 题" in done.wrong[0]
    assert (Ballot.objects.count(), counting.waiting(questionnaire)) == (0, (1, 1))
    with pytest.raises(NotTaken, match="纸质"):
        taking.take(questionnaire, SAID, DAY, code=right)
    counting.shuffle_all(at=AT + timedelta(days=1))
    assert Ballot.objects.get().layer == "paper"
    assert not Sheet.objects.filter(code__spent=True).exists()
    assert counting.spent(questionnaire) == 1
    with pytest.raises(NotTaken, match="已经用过"):
        taking.take(questionnaire, SAID, DAY, code=right)
    taking.enter(questionnaire, [(wrong, Said({"1": [1], "2": [1]}))], one)
    assert taking.enter(questionnaire, [(wrong, Said({"1": [1], "2": [1]}))], two).agreed == 1


def test_the_database_wants_two_people(county: County) -> None:
    questionnaire = opened()
    (code,) = issued(questionnaire)
    taking.enter(questionnaire, [(code, SAID)], county.people["rfbsc-drafter"])
    with pytest.raises(DatabaseError), transaction.atomic():
        Sheet.objects.update(second_by=county.people["rfbsc-drafter"])


def test_sheets_are_read_as_they_are_pasted() -> None:
    sheets, wrong = read_sheets(opened(), "AAAAA\t1\t2\t1,3\t车少\n\nBBBBB|9\nCCCCC||||| \nDDDDD|x")
    assert sheets == [("AAAAA", Said({"1": [0], "2": [1], "3": [0, 2]}, {"4": "车少"}))]
    assert [sentence[:5] for sentence in wrong] == ["第 3 行", "第 4 行", "第 5 行"]


def test_nothing_is_ticked_beforehand_and_one_answer_is_enough() -> None:
    questionnaire = opened()
    assert "checked" not in QuestionnaireForm(questionnaire=questionnaire).as_p()
    assert not QuestionnaireForm({"code": ""}, questionnaire=questionnaire).is_valid()
    form = QuestionnaireForm({"q2": "3"}, questionnaire=questionnaire)
    assert form.is_valid()
    assert form.said == Said({"2": [3]})
    assert not QuestionnaireForm({"q2": "7"}, questionnaire=questionnaire).is_valid()
    with pytest.raises(NotTaken):
        taking.take(questionnaire, Said({}), DAY)


# Subjects: those about whom each is asked

EACH = """【满意度】公开的内容全面吗？
【分组】您和这个单位是什么关系？
来办过事
是本单位的工作人员（单独统计）
【填写】最该改的一件事是什么？"""
ONCE = "【分组】您多大年纪？\n60 岁以下\n60 岁以上"
UNITS = ["甲局", "乙局", "丙局"]


def evaluated(**fields: Any) -> Questionnaire:
    return opened(**{"title": "评议", "wording": ONCE, "each": EACH, "subjects": UNITS, **fields})


def about(place: int, tick: int, relation: int = 0, text: str = "") -> dict[int, Said]:
    return {place: Said({"1": [tick], "2": [relation]}, {"3": text} if text else {})}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said({}, {}, {place: Said({"1": [0]}) for place in range(6)}), "一共选了 6 个"),
        (Said({}, {}, about(3, 0)), "不在这次的名单里"),
        (Said({}, {}, about(-1, 0)), "不在这次的名单里"),
        (Said({"1": [0]}), "至少选一个"),
        (Said({}, {}, {0: Said({})}), "至少选一个"),
        (Said({}, {}, {0: Said({"9": [0]})}), "对不上"),
        (Said({}, {}, {0: Said({"1": [0]}, {"1": "x"})}), "对不上"),
        (Said({}, {}, {0: Said({}, {"3": "长" * 1001})}), "超过"),
    ],
)
def test_what_is_said_of_subjects_is_of_them(said: Said, why: str) -> None:
    with pytest.raises(NotTaken, match=why):
        taking.take(evaluated(subjects=[*UNITS, *"丁戊己"] if "6" in why else UNITS), said, DAY)
    assert not Ballot.objects.exists()


def test_a_questionnaire_without_subjects_takes_none() -> None:
    with pytest.raises(NotTaken):
        taking.take(opened(), Said({"1": [0]}, {}, about(0, 0)), DAY)


def test_one_person_is_a_row_of_their_own_and_one_of_each_subject_with_nothing_between() -> None:
    asked = evaluated()
    taking.take(asked, Said({"1": [1]}, {}, about(0, 0) | about(2, 2, text="电话 13800138000 打不通")), DAY)
    rows = list(Ballot.objects.order_by("subject").values_list("subject", "ticks"))
    assert rows == [(0, {"1": [0], "2": [0]}), (2, {"1": [2], "2": [0]}), (None, {"1": [1]})]
    assert "13800138000" not in Remark.objects.get(subject=2).text
    fields = {field.name for field in Ballot._meta.get_fields()}
    assert fields == {"id", "questionnaire", "layer", "day", "subject", "ticks"}
    with pytest.raises(DatabaseError, match="one of the subjects"), transaction.atomic():
        Ballot.objects.create(questionnaire=asked, layer="web", day=DAY, subject=3)


def test_own_people_are_counted_apart_and_few_are_not_told() -> None:
    asked = evaluated()
    codes_ = issued(asked, 36)
    for n, code in enumerate(codes_[:32]):
        taking.take(asked, Said({}, {}, about(0, 0 if n < 28 else 2)), DAY, code=code)
    for code in codes_[32:]:
        taking.take(asked, Said({}, {}, about(0, 0, relation=1) | about(1, 3)), DAY, code=code)
    counting.count(asked, AT + timedelta(days=11))
    first, second, third = results.about(asked)
    assert first.persons == {"main": 32, "open": 0, "apart": 4}
    assert first.ballots == {"code": 36, "paper": 0, "web": 0}
    (scale, relation) = first.questions
    assert [column.label for column in scale.columns] == [results.LAYERS["main"]], "of four nothing is told"
    assert [line.count for line in scale.columns[0].lines] == [28, 0, 4, 0]
    assert (second.persons["main"], second.knowing["main"], third.persons["main"]) == (4, 0, 0)
    content, digest = results.as_file(results.of(asked))
    assert digest == asked.result_digest == hashlib.sha256(content).hexdigest()
    told = [row.split(",") for row in content.decode().splitlines()]
    assert [
        "乙局",
        "1",
        "满意度",
        "公开的内容全面吗？",
        "满意",
        results.LAYERS["main"],
        *["不公布"] * 3,
    ] in told
    assert [
        "甲局",
        "1",
        "满意度",
        "公开的内容全面吗？",
        "不满意",
        results.LAYERS["main"],
        "4",
        "32",
        "0",
    ] in told
    assert relation.question.text.startswith("您和")


def test_a_sheet_of_several_subjects_is_entered_twice(county: County) -> None:
    asked = evaluated()
    (code,) = issued(asked)
    typed = f"{code}|1|1|1|慢\n{code}|3|3|1|\n{code}|0|2"
    sheets, wrong = read_sheets(asked, typed)
    assert not wrong
    assert sheets == [(code, Said({"1": [1]}, {}, about(0, 0, text="慢") | about(2, 2)))]
    first, second = county.people["rfbsc-drafter"], county.people["rfbsc-records_office"]
    assert taking.enter(asked, sheets, first).first == 1
    other, _ = read_sheets(asked, typed.replace("|3|3|1|", "|3|2|1|"))
    assert "丙局第 1 题两遍录的不一样" in taking.enter(asked, other, second).wrong[0]
    assert taking.enter(asked, sheets, second).agreed == 1
    counting.shuffle_all(at=AT + timedelta(days=1))
    assert sorted(Ballot.objects.values_list("subject", "layer"), key=str) == [
        (0, "paper"),
        (2, "paper"),
        (None, "paper"),
    ]
    for line in ("x|9|1", "x", "x|甲|1"):
        assert "第二格" in read_sheets(asked, line)[1][0]
    assert "录了两次" in read_sheets(asked, f"{code}|1|1\n{code}|1|2")[1][0]
