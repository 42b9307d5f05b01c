"""A bank, an online exam and somebody who sits it, as far as a test needs them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from foundation.casework.acts import Done
from tests.personas import SHANGHAI
from tests.training.people import School, two
from training import answering, invigilating
from training.models import Answer, Attempt, Exam, Plan, Question, Trainee

#: Of every sort one, with the key that is read from it.
SINGLE = {
    "purpose": "exam",
    "sort": "single",
    "tag": "A2",
    "level": "easy",
    "clause": "PD-9",
    "edition": "711",
    "stem": "应当主动公开的信息，自形成之日起几个工作日内公开？",
    "options": "10 个\n20 个\n30 个\n60 个",
    "answer": "B",
    "explanation": "二十个工作日内在门户网站全文公开。",
}
MULTIPLE = {
    **SINGLE,
    "sort": "multiple",
    "clause": "PD-5",
    "stem": "哪些时候要经过保密审查？",
    "options": "主动公开之前\n答复申请之前\n归档以后",
    "answer": "A、B",
    "explanation": "公开之前、答复之前都要审查。",
}
JUDGE = {
    **SINGLE,
    "sort": "judge",
    "clause": "SR-4",
    "stem": "没有通过保密审查的内容可以先发出。",
    "options": "",
    "answer": "错",
    "explanation": "没有通过审查的不得发出。",
}
SHORT = {
    **SINGLE,
    "sort": "short",
    "clause": "OR-4",
    "stem": "申请人说不清要什么信息，您怎么办？",
    "options": "",
    "answer": "一次性告知补正（10 分），写明期限（10 分）。",
    "explanation": "先补正，后答复。",
}
RULES = "A2 单选 2 20\nA2 多选 1 20\nA2 判断 2 20"
SITS = "rfbsc-drafter"


class Hall(School):
    """The unit whose people sit online exams."""

    def question(
        self, facts: dict[str, Any] | None = None, *, approved: bool = True, **more: Any
    ) -> Question:
        """A question of the unit's bank; approved by a second person."""
        made = self.do("write_question", self.agency, data={**(facts or SINGLE), **more}).matter
        if approved:
            self.do("approve_question", made.ref, "disclosure_head")
        return Question.objects.get(pk=made.pk)

    def bank(self, count: int = 3) -> None:
        """So many of every sort that the key decides."""
        for facts in (SINGLE, MULTIPLE, JUDGE):
            for number in range(count):
                self.question(facts, stem=f"{facts['stem']}（{number}）")

    def examinee(self, username: str = SITS, number: str = "10001") -> Trainee:
        """Somebody with an account."""
        name = f"测试{number[-1]}"
        return self.person(name, number, staff=self.county.people[username].pk)

    def online(self, plan: Plan | None = None, **more: Any) -> Exam:
        """An online exam of this day, without a paper."""
        plan = plan or Plan.objects.filter(agency=self.agency).first() or self.plan()
        sitting = self.exam(plan, sat="online", **more.pop("sitting", {}))
        first = self.county.at.astimezone(SHANGHAI) + timedelta(minutes=10)
        given = {
            **two("opens_at", first),
            **two("closes_at", first + timedelta(hours=2)),
            "minutes": "60",
            "attempts": "2",
            "counts": "best",
            **more,
        }
        found: Exam = self.do("set_online", sitting.ref, data=given).matter
        return found

    def opened(self, rules: str = RULES, **more: Any) -> Exam:
        """With a paper by rule, opened; the clock stands at its beginning."""
        exam = self.online(**more)
        self.do("paper_by_rule", exam.ref, data={"rules": rules})
        self.do("open_exam", exam.ref, "department_head")
        self.county.at = Exam.objects.get(pk=exam.pk).opens_at
        return Exam.objects.get(pk=exam.pk)

    def started(self, exam: Exam, who: str = SITS) -> Attempt:
        """Somebody begins."""
        done: Done = self.do("start_attempt", f"staff:{who}", who, {"exam": exam.pk})
        return Attempt.objects.get(pk=done.matter.pk)

    def answered(self, attempt: Attempt, right: bool = True, *, words: str = "一次性告知补正。") -> None:
        """Every question, right or wrong."""
        for row in Answer.objects.filter(attempt=attempt).select_related("question"):
            key = row.question.key
            wrong = [n for n in range(len(row.question.options)) if n not in key][:1]
            given = words if row.question.in_words else (list(key) if right else wrong)
            answering.keep(attempt, {row.place: given}, self.county.at)

    def handed_in(self, attempt: Attempt, who: str = SITS) -> Attempt:
        """By whoever sat it."""
        self.do("submit_attempt", f"staff:{who}", who, {"attempt": attempt.pk})
        return Attempt.objects.get(pk=attempt.pk)

    def over(self, exam: Exam) -> Exam:
        """The clock goes on until nobody begins and everybody handed in."""
        last = max([exam.closes_at, *Attempt.objects.filter(exam=exam).values_list("ends_at", flat=True)])
        self.county.at = last + timedelta(minutes=1)
        invigilating.keep_exams(at=self.county.at)
        return Exam.objects.get(pk=exam.pk)
