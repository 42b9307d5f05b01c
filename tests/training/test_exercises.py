"""TR-3: why a document was returned becomes a question to study with, and tells of nobody."""

from __future__ import annotations

import pytest

from foundation.casework.refusals import Invalid, Refused
from foundation.clauses import REGISTER
from tests.personas import County
from tests.training.exams import Hall
from training import exercises
from training.models import Question
from training.queries import returns
from training.study import questions_of

pytestmark = pytest.mark.django_db

REASON = "荣丰办事处《关于张三低保的通知》（荣办发〔2026〕12号）写了住户王建国主任的手机号 13800138000，先脱密再送。"


@pytest.fixture
def hall(county: County) -> Hall:
    """The unit whose people study."""
    return Hall(county)


#: As the ledger takes it: it refuses numbers.
GIVEN = REASON.replace(" 13800138000", "")


def returned(county: County, code: str = "rfbsc", reason: str = GIVEN) -> None:
    """A document that the records office gives back."""
    document = county.rechecked(code)
    county.do("disclosure.return_to_drafter", document.ref, f"{code}-records_office", {"reason": reason})


def test_a_reason_without_titles_numbers_agencies_and_people() -> None:
    said = exercises.anonymous(REASON, ["荣丰办事处", "荣丰"], {"李四光"})
    assert said == "某单位《某文件》（某号）写了住户〔隐去姓名〕主任的手机号 〔隐去手机号码〕，先脱密再送。"


def test_the_right_clause_stands_among_its_neighbours() -> None:
    right = REGISTER.find("SR-4")
    shown, place = exercises.options(right, list(REGISTER))
    assert (len(shown), shown[place]) == (4, right.duty)
    assert len(set(shown)) == 4


@pytest.mark.clause("TR-3")
def test_a_return_becomes_a_question_that_a_second_person_approves(hall: Hall, county: County) -> None:
    with pytest.raises(Refused, match="没有写明理由的退回"):
        hall.do("make_exercise", hall.agency, data={"tag": "B2", "clause": "SR-4"})
    returned(county)
    returned(county, reason="缺附件")
    (case,) = returns(county.actor("rfbsc-records_office"))
    given = {"case": case, "tag": "B2", "clause": "sr-4"}
    with pytest.raises(Invalid):
        hall.do("make_exercise", hall.agency, data={**given, "clause": "SR-99"})
    with pytest.raises(Invalid):
        hall.do("make_exercise", hall.agency, data={**given, "case": "0"})
    made = hall.do("make_exercise", hall.agency, data=given).matter
    question = Question.objects.get(pk=made.pk)
    assert (question.purpose, question.sort, question.clause, question.state) == (
        "study",
        "single",
        "SR-4",
        "draft",
    )
    for told in ("荣丰", "张三", "王建国", "138", "荣办发"):
        assert told not in question.stem
    assert "先脱密再送" in question.stem
    assert question.options[question.key[0]] == REGISTER.find("SR-4").duty
    assert questions_of("B2", hall.agency.pk) == []
    hall.do("approve_question", question.ref, "disclosure_head")
    assert [one.pk for one in questions_of("B2", hall.agency.pk)] == [question.pk]


def test_nobody_makes_an_exercise_of_what_they_do_not_read(hall: Hall, county: County) -> None:
    returned(county, "lxcz")
    assert returns(county.actor("rfbsc-records_office")) == {}
    assert len(returns(county.actor("lxcz-records_office"))) == 1
