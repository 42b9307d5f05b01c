"""The result of a questionnaire: counts as they were frozen, and what is computed of them. Nobody reads any before.

Pure but for `of`; whoever has the file of the result computes the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from foundation.questionnaires.arithmetic import Cross, Share, Tally, cross, satisfaction, shares, tally
from foundation.questionnaires.models import MAIN, Ballot, Layer, Questionnaire, Remark
from foundation.questionnaires.wording import Kind, Question
from foundation.sheets import MARK, as_csv

#: The layers as they are counted: those with a code together, the open web apart.
LAYERS = {"main": "凭问卷码填写的（网上和纸质）", "open": "公开网页填写的"}


class NotCounted(LookupError):
    """The questionnaire is open: nobody reads a result, not even a part of it."""


def counted(asked: tuple[Question, ...], ballots: Iterable[Ballot]) -> dict[str, Any]:
    """The counts of a questionnaire in the form in which they are frozen."""
    rows = list(ballots)
    main = [row.ticks for row in rows if row.layer in MAIN]
    layers = {"main": main, "open": [row.ticks for row in rows if row.layer == Layer.WEB]}
    closed = [question for question in asked if question.kind is not Kind.TEXT]
    groups = [question for question in closed if question.kind is Kind.GROUP]
    return {
        "ballots": {layer: sum(row.layer == layer for row in rows) for layer in Layer.values},
        "questions": [
            {
                "number": question.number,
                "kind": question.kind.value,
                "text": question.text,
                "options": list(question.options),
                "layers": {name: vars(tally(question, ticks)) for name, ticks in layers.items()},
            }
            for question in closed
        ],
        "crosses": [
            {"by": by.number, "of": of.number, **vars(cross(by, of, main))}
            for by in groups
            for of in closed
            if of.kind in (Kind.ONE, Kind.SCALE)
        ],
    }


def as_file(result: dict[str, Any]) -> tuple[bytes, str]:
    """The counts as a file for spreadsheets, of which everybody computes every share again, and its SHA-256."""
    head = ("题号", "题型", "题目", "选项", "来源", "人数", "回答了这道题的人数", "没有回答的人数")
    rows = [
        (
            question["number"],
            question["kind"],
            question["text"],
            option,
            LAYERS[layer],
            told["counts"][place],
            told["answered"],
            told["blank"],
        )
        for question in result["questions"]
        for layer, told in question["layers"].items()
        for place, option in enumerate(question["options"])
    ]
    content = (MARK + as_csv(head, rows)).encode()
    return content, hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Line:
    """An option in one layer: how many ticked it, and its share of those who count; None beside what is in no n."""

    label: str
    count: int
    share: Share | None


@dataclass(frozen=True)
class Column:
    """One question in one layer."""

    label: str
    n: int
    blank: int
    lines: list[Line]
    #: Of a scale its two rates.
    rates: tuple[Share, ...]

    @property
    def enough(self) -> bool:
        """Whether there are enough answers to conclude anything."""
        return Share("", 0, self.n).enough


@dataclass(frozen=True)
class Answered:
    """One question as its result is shown: the main sample, and the open web apart where it was open."""

    question: Question
    columns: list[Column]


def of(questionnaire: Questionnaire) -> dict[str, Any]:
    """The frozen counts; `NotCounted` before they are frozen."""
    if questionnaire.state != Questionnaire.State.COUNTED or questionnaire.result is None:
        raise NotCounted(questionnaire.pk)
    result: dict[str, Any] = questionnaire.result
    return result


def answered(questionnaire: Questionnaire) -> list[Answered]:
    """The result question by question."""
    found = []
    for told in of(questionnaire)["questions"]:
        question = Question(told["number"], Kind(told["kind"]), told["text"], tuple(told["options"]))
        layers = [name for name in LAYERS if name == "main" or questionnaire.open_web]
        found.append(
            Answered(
                question, [_column(question, LAYERS[name], Tally(**told["layers"][name])) for name in layers]
            )
        )
    return found


def _column(question: Question, label: str, counts: Tally) -> Column:
    shared = dict(zip(question.options, shares(question, counts), strict=False))
    lines = [
        Line(option, n, shared.get(option)) for option, n in zip(question.options, counts.counts, strict=True)
    ]
    rates = satisfaction(counts.counts) if question.kind is Kind.SCALE else ()
    n = rates[0].whole if rates else counts.answered
    return Column(label, n, counts.blank, lines, rates)


@dataclass(frozen=True)
class Crossed:
    """A table by groups: what was asked, and the groups of which question."""

    of: str
    by: str
    table: Cross


def crosses(questionnaire: Questionnaire) -> list[Crossed]:
    """The tables by groups, of the main sample."""
    result = of(questionnaire)
    texts = {told["number"]: told["text"] for told in result["questions"]}
    return [
        Crossed(
            texts[told["of"]],
            texts[told["by"]],
            Cross(told["heads"], [(name, cells) for name, cells in told["rows"]]),
        )
        for told in result["crosses"]
    ]


def remarks(questionnaire: Questionnaire) -> list[tuple[int, str]]:
    """The free texts with the numbers of their questions, in an order that tells nothing; only once it is counted."""
    of(questionnaire)
    rows = Remark.objects.filter(questionnaire=questionnaire).order_by("question", "text")
    return list(rows.values_list("question", "text"))
