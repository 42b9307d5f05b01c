"""The self-study track: to each topic the clauses of the portal's own register, how it holds to them, and three questions (TR-3).

It keeps nothing of anybody: no progress, no time on a screen. Hours come with the passed exam and with nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from foundation.clauses import REGISTER, Clause, article_text
from training.models import Question
from training.questions import Purpose
from training.statute import Tag

#: The clauses of each topic: whole regulations by their code, or clauses by their id; what is left out is the county's text.
TOPICS: dict[str, tuple[str, ...]] = {
    Tag.A1: ("PD-1", "PD-2", "TR-1", "条例20", "条例27"),
    Tag.A2: (
        "条例14",
        "条例15",
        "条例16",
        "条例20",
        "条例21",
        "条例26",
        "条例27",
        "条例36",
        "条例37",
        "条例51",
    ),
    Tag.A3: ("PD-3", "PD-4", "PD-5", "PD-9", "PD-9(2)", "SE", "AC"),
    Tag.B1: ("PD-7(3)", "条例16", "条例37", "AR"),
    Tag.B2: ("SR", "条例14"),
    Tag.B3: ("PD-8", "PD-9(2)", "条例12"),
    Tag.B4: ("OR", "条例29", "条例31", "条例36", "条例37", "条例40", "条例45"),
    Tag.B5: ("PD-9(3)", "条例49", "条例50"),
    Tag.B6: ("PD-4", "条例12", "条例39", "条例43", "条例51"),
    Tag.C1: ("PI",),
}
#: Questions below a topic.
QUESTIONS = 3


@dataclass(frozen=True)
class Lesson:
    """One clause as the portal explains it."""

    clause: Clause
    text: list[str]
    enforced: list[tuple[str, list[str]]]


def clauses_of(tag: str) -> list[Clause]:
    """The clauses of a topic, in the order of their regulations."""
    wanted = TOPICS[tag]
    return [clause for clause in REGISTER if clause.regulation.code in wanted or clause.id in wanted]


def lessons(tag: str) -> list[Lesson]:
    """What is learnt for a topic: duty, the text of the article, what the portal does about it."""
    return [
        Lesson(
            clause,
            article_text(clause).splitlines(),
            [(kind, [each.label for each in found]) for kind, found in clause.citations_by_kind.items()],
        )
        for clause in clauses_of(tag)
    ]


def questions_of(tag: str, agency: int | None, around: int = 0) -> list[Question]:
    """Three questions to study with; `around` goes on to the next three."""
    rows = Question.objects.of_bank(agency or 0, Purpose.STUDY).filter(tag=tag).order_by("pk")
    count = rows.count()
    if count <= QUESTIONS:
        return list(rows)
    start = around * QUESTIONS % count
    found = list(rows[start : start + QUESTIONS])
    return found + list(rows[: QUESTIONS - len(found)])


def steps_of(clause: Clause, most: int = 3) -> list[str]:
    """The buttons by which the desk carries a clause out, as somebody who answered wrongly finds them."""
    return [act.label for act in clause.citations if act.kind == "act"][:most]


def clause_of(question: Question) -> Clause:
    """The clause that a question asks about."""
    return REGISTER.find(question.clause)
