"""What questions proved to be, read from scored attempts of exams that are over; one query for any number of questions (TR-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from training.models import Award, Exam, Question
from training.questions import Worth, worth


def worth_of(questions: Collection[int]) -> dict[int, Worth]:
    """Difficulty and discrimination by question, over all exams that asked it."""
    rows = Award.objects.filter(
        answer__question__in=questions, attempt__state="scored", attempt__exam__state__in=Exam.OVER
    )
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for question, got, full, total in rows.values_list(
        "answer__question", "points", "answer__points", "attempt__points"
    ):
        found[question].append((got / full, total or 0))
    return {number: worth(found[number]) for number in questions}


def worth_of_exam(exam: Exam) -> list[tuple[Question, Worth]]:
    """The questions that an exam asked, those with a finding first; two queries."""
    asked = Question.objects.filter(
        pk__in=Award.objects.filter(attempt__exam=exam).values("answer__question")
    )
    rows = list(asked.order_by("pk"))
    worths = worth_of([row.pk for row in rows])
    return sorted(((row, worths[row.pk]) for row in rows), key=lambda pair: (not pair[1].finding, pair[0].pk))
