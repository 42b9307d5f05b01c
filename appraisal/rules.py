"""The parameters of an indicator as people write them: `每件=1；最多=5`, `≥95=5；≥85=3`, `目标=12`; read, kept, said again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from appraisal import scoring
from appraisal.scoring import BadRule, Rule, decimal
from appraisal.statute import Absent, Grade, Kind
from foundation.figures.declared import FIGURES, Unit

#: What may be written for each way of scoring, and what it is kept as.
WORDS: dict[str, dict[str, str]] = {
    Kind.HAS: {},
    Kind.PER_CASE: {"每件": "each", "最多": "most"},
    Kind.RATIO: {},
    Kind.LADDER: {},
    Kind.TARGET: {"目标": "target"},
    Kind.FREQUENCY: {"天数": "target", "每超一天": "each"},
    Kind.MANUAL: {},
    Kind.BONUS: {"每项": "each", "最多": "most"},
    Kind.VETO: {"最高等次": "ceiling"},
}
REVERSE = "反向"
_STEP = re.compile(r"([≥≤]|>=|<=)\s*([0-9.]+)")
_PARTS = re.compile(r"[;；\n]")


def read(kind: str, text: str) -> dict[str, Any]:
    """The parameters that were written for a way of scoring, as they are kept. Raises `BadRule`."""
    found: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in _PARTS.split(_narrow(text)))):
        if kind == Kind.RATIO and part == REVERSE:
            found["reverse"] = True
        elif kind == Kind.LADDER:
            _add_step(found, part)
        else:
            _add_word(found, kind, part)
    return found


def _narrow(text: str) -> str:
    """Full-width digits and signs as plain ones; the signs of a ladder as they are."""
    return unicodedata.normalize("NFKC", str(text or "")).strip()


def _add_word(found: dict[str, Any], kind: str, part: str) -> None:
    word, equals, value = (piece.strip() for piece in part.partition("="))
    known = WORDS[kind]
    if not equals or word not in known:
        offers = "；".join(f"{name}=…" for name in known) or ("反向" if kind == Kind.RATIO else "什么也不写")
        raise BadRule(f"参数“{part[:30]}”看不懂，“{Kind(kind).label}”写{offers}")
    name = known[word]
    if name in found:
        raise BadRule(f"参数“{word}”写了两遍")
    if name == "ceiling":
        grades = {str(grade.label): grade.value for grade in Grade}
        if value not in grades:
            raise BadRule(f"没有“{value[:10]}”这个等次")
        found[name] = grades[value]
    else:
        found[name] = str(decimal(value))


def _add_step(found: dict[str, Any], part: str) -> None:
    bound, equals, points = (piece.strip() for piece in part.partition("="))
    if bound.endswith((">", "<")):  # >=95=5 parts at the first sign of equality
        rest, _equals, points = (piece.strip() for piece in points.partition("="))
        bound = f"{bound}={rest}"
    match = _STEP.fullmatch(bound)
    if not equals or match is None:
        raise BadRule(f"阶梯“{part[:30]}”看不懂，请写成“≥95=5；≥85=3”")
    falling = match[1] in ("≤", "<=")
    if found.setdefault("falling", falling) != falling:
        raise BadRule("阶梯要么都写“≥”，要么都写“≤”")
    found.setdefault("steps", []).append([str(decimal(match[2])), str(decimal(points))])


def worded(kind: str, params: Mapping[str, Any]) -> str:
    """The parameters as `read` takes them."""
    if params.get("reverse"):
        return REVERSE
    sign = "≤" if params.get("falling") else "≥"
    parts = [f"{sign}{bound}={points}" for bound, points in params.get("steps", ())]
    for word, name in WORDS.get(kind, {}).items():
        if name in params:
            value = params[name]
            parts.append(f"{word}={Grade(value).label if name == 'ceiling' else value}")
    return "；".join(parts)


def rule_of(kind: str, points: Decimal, absent: str, params: Mapping[str, Any]) -> Rule:
    """The rule of an indicator. Raises `BadRule` where it makes none."""
    return Rule(
        kind=scoring.Kind(kind),
        points=points,
        absent=scoring.Absent(absent),
        each=decimal(params.get("each", 0)),
        most=decimal(params["most"]) if "most" in params else None,
        reverse=bool(params.get("reverse")),
        steps=tuple((decimal(bound), decimal(earned)) for bound, earned in params.get("steps", ())),
        falling=bool(params.get("falling")),
        target=decimal(params.get("target", 0)),
        ceiling=scoring.Grade(params.get("ceiling", scoring.Grade.UNQUALIFIED.value)),
    )


def explained(rule: Rule) -> str:
    """How an indicator makes points, in a sentence for whoever is appraised."""
    said = {
        scoring.Kind.HAS: "有就得满分",
        scoring.Kind.PER_CASE: f"每件扣 {rule.each} 分"
        + (f"，最多扣 {rule.most} 分" if rule.most is not None else "，扣完为止"),
        scoring.Kind.RATIO: "比例越低得分越高" if rule.reverse else "按比例得分",
        scoring.Kind.LADDER: "；".join(
            f"{'不超过' if rule.falling else '达到'} {bound} 得 {earned} 分" for bound, earned in rule.steps
        ),
        scoring.Kind.TARGET: f"达到 {rule.target} 得满分，不到的按比例",
        scoring.Kind.FREQUENCY: f"间隔不超过 {rule.target} 天得满分"
        + (f"，每超一天扣 {rule.each} 分" if rule.each else ""),
        scoring.Kind.MANUAL: "由考核小组评分",
        scoring.Kind.BONUS: f"每项加 {rule.each} 分，最多加 {rule.most} 分",
        scoring.Kind.VETO: f"有这种情形的，最高评为{Grade(rule.ceiling.value).label}",
    }[rule.kind]
    if not rule.counts:
        return said
    absent = {"spread": "不适用的，分值分摊到其余指标", "full": "不适用的给满分", "zero": "没有的记零分"}
    return f"{said}；{absent[Absent(rule.absent.value).value]}"


#: What a way of scoring reads: a share, days, or else a count.
_READS = {Kind.RATIO: (Unit.SHARE,), Kind.FREQUENCY: (Unit.DAYS,)}
_COUNTS = (Unit.MATTERS, Unit.TIMES, Unit.PEOPLE)


def misfit(kind: str, figure: str) -> str:
    """Why a figure cannot be scored that way; blank where it can, or where nobody declares it."""
    declared = FIGURES.get(figure)
    if declared is None:
        return ""
    if kind in (Kind.PER_CASE, Kind.TARGET, Kind.BONUS):
        wanted: tuple[Unit, ...] = _COUNTS
    else:
        wanted = _READS.get(Kind(kind), tuple(Unit)) if kind else tuple(Unit)
    if declared.unit in wanted:
        return ""
    return f"“{declared.label}”按{declared.unit.value}计，不能用这种计分方式"
