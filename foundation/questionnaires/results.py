"""The result of a questionnaire: counts as they were frozen, and what is computed of them. Nobody reads any before.

Pure but for `of`; whoever has the file of the result computes the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from foundation.questionnaires.arithmetic import (
    LEAST_CELL,
    Cross,
    Share,
    Tally,
    cross,
    satisfaction,
    shares,
    tally,
)
from foundation.questionnaires.models import MAIN, Ballot, Layer, Questionnaire, Remark
from foundation.questionnaires.wording import Kind, Question, Ticks
from foundation.sheets import MARK, as_csv

#: The layers as they are counted: those with a code together, the open web apart.
LAYERS = {
    "main": "凭问卷码填写的（网上和纸质）",
    "open": "公开网页填写的",
    "apart": "本单位的人填写的（单独统计）",
    "quick": "公开网页填得太快的（单独统计）",
}
#: What stands in the file for what too few persons said.
HIDDEN = "不公布"


class NotCounted(LookupError):
    """The questionnaire is open: nobody reads a result, not even a part of it."""


def counted(questionnaire: Questionnaire) -> dict[str, Any]:
    """The counts of a questionnaire in the form in which they are frozen."""
    asked, of_each = questionnaire.questions, questionnaire.of_each
    rows = Ballot.objects.filter(questionnaire=questionnaire).values_list("subject", "layer", "ticks")
    persons: list[tuple[str, Ticks]] = []
    about: list[list[tuple[str, Ticks]]] = [[] for _ in questionnaire.subjects]
    for subject, layer, ticks in rows.iterator():
        (persons if subject is None else about[subject]).append((layer, ticks))
    main = [ticks for layer, ticks in persons if layer in MAIN]
    layers = {"main": main, "open": [ticks for layer, ticks in persons if layer == Layer.WEB]}
    if quick := [ticks for layer, ticks in persons if layer == Layer.QUICK]:
        layers["quick"] = quick
    closed = [question for question in asked if question.kind is not Kind.TEXT]
    groups = [question for question in closed if question.kind is Kind.GROUP]
    result = {
        "ballots": _by_layer(persons),
        "questions": _tallied(asked, layers),
        "crosses": [
            {"by": by.number, "of": of.number, **vars(cross(by, of, main))}
            for by in groups
            for of in closed
            if of.kind in (Kind.ONE, Kind.SCALE)
        ],
    }
    if questionnaire.subjects:
        result["subjects"] = [
            _about(name, of_each, said) for name, said in zip(questionnaire.subjects, about, strict=True)
        ]
    return result


def _by_layer(rows: list[tuple[str, Ticks]]) -> dict[str, int]:
    many = {each: sum(layer == each for layer, _ticks in rows) for each in Layer.values}
    return {each: n for each, n in many.items() if n or each != Layer.QUICK}


def _tallied(asked: tuple[Question, ...], layers: dict[str, list[Ticks]]) -> list[dict[str, Any]]:
    return [
        {
            "number": question.number,
            "kind": question.kind.value,
            "text": question.text,
            "options": list(question.options),
            "layers": {name: vars(tally(question, ticks)) for name, ticks in layers.items()},
        }
        for question in asked
        if question.kind is not Kind.TEXT
    ]


def _about(name: str, asked: tuple[Question, ...], rows: list[tuple[str, Ticks]]) -> dict[str, Any]:
    """The counts of one subject: how each layer came, how many of it know something, and the questions."""
    layers: dict[str, list[Ticks]] = {"main": [], "open": [], "apart": []}
    if any(layer == Layer.QUICK for layer, _ticks in rows):
        layers["quick"] = []
    for layer, ticks in rows:
        if layer == Layer.QUICK:
            layers["quick"].append(ticks)
        elif any(question.apart.intersection(ticks.get(question.key, ())) for question in asked):
            layers["apart"].append(ticks)
        else:
            layers["main" if layer in MAIN else "open"].append(ticks)
    scales = [question.key for question in asked if question.kind is Kind.SCALE]
    knowing = {
        each: sum(any(ticks.get(key, [3])[0] < 3 for key in scales) for ticks in said)
        for each, said in layers.items()
    }
    return {
        "name": name,
        "ballots": _by_layer(rows),
        "persons": {each: len(said) for each, said in layers.items()},
        "knowing": knowing,
        "questions": _tallied(asked, layers),
    }


def as_file(result: dict[str, Any]) -> tuple[bytes, str]:
    """The counts as a file for spreadsheets, of which everybody computes every share again, and its SHA-256.

    Where there are subjects, what fewer than five persons answered to a question in one layer is not in it: that would tell what
    each of them said.
    """
    head: tuple[str, ...] = (
        "题号",
        "题型",
        "题目",
        "选项",
        "来源",
        "人数",
        "回答了这道题的人数",
        "没有回答的人数",
    )
    rows = _lines(result["questions"])
    if "subjects" in result:
        head = ("评的是", *head)
        rows = [("填写的人", *row) for row in _lines(result["questions"], LEAST_CELL)]
        for told in result["subjects"]:
            rows += [(told["name"], *row) for row in _lines(told["questions"], LEAST_CELL)]
    content = (MARK + as_csv(head, rows)).encode()
    return content, hashlib.sha256(content).hexdigest()


def _lines(questions: list[dict[str, Any]], least: int = 0) -> list[tuple[Any, ...]]:
    return [
        (
            question["number"],
            question["kind"],
            question["text"],
            option,
            LAYERS[layer],
            *(
                (HIDDEN,) * 3
                if told["answered"] < least
                else (told["counts"][place], told["answered"], told["blank"])
            ),
        )
        for question in questions
        for layer, told in question["layers"].items()
        for place, option in enumerate(question["options"])
    ]


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
    layers = ["main", "open"] if questionnaire.open_web else ["main"]
    return [_answered(told, layers) for told in of(questionnaire)["questions"]]


def _answered(told: dict[str, Any], layers: Iterable[str]) -> Answered:
    question = Question(told["number"], Kind(told["kind"]), told["text"], tuple(told["options"]))
    return Answered(
        question, [_column(question, LAYERS[name], Tally(**told["layers"][name])) for name in layers]
    )


@dataclass(frozen=True)
class About:
    """The result of one subject: how answers came, how many persons and how many of them know, by layer; its questions."""

    name: str
    ballots: dict[str, int]
    persons: dict[str, int]
    knowing: dict[str, int]
    questions: list[Answered]


def about(questionnaire: Questionnaire) -> list[About]:
    """The result of every subject, in their order; what under five persons of a layer answered is not told."""
    found = []
    for told in of(questionnaire).get("subjects", []):
        shown = [
            _answered(each, [name for name, of in each["layers"].items() if of["answered"] >= LEAST_CELL])
            for each in told["questions"]
        ]
        found.append(About(told["name"], told["ballots"], told["persons"], told["knowing"], shown))
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
    rows = Remark.objects.filter(questionnaire=questionnaire, subject=None).order_by("question", "text")
    return list(rows.values_list("question", "text"))


def remarks_about(questionnaire: Questionnaire, subject: int) -> list[str]:
    """What was written about one subject, in an order that tells nothing; only once it is counted."""
    of(questionnaire)
    rows = Remark.objects.filter(questionnaire=questionnaire, subject=subject).order_by("text")
    return list(rows.values_list("text", flat=True))
