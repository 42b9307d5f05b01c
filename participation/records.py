"""How decisions are kept: each one file with its calls, hearings, polls and symposia (AR-1, 决策条例33)."""

from __future__ import annotations

from typing import Any

from foundation.records.declared import Arrangement, Term, belongs, keeps, needed
from participation.models import (
    Call,
    Decision,
    Evaluation,
    Hearing,
    LegalReview,
    Objection,
    Poll,
    Proposal,
    Symposium,
)

HEADING = "公众参与"
_alone: dict[str, Any] = {"kept_as": Arrangement.VOLUME, "term": Term.PERMANENT, "heading": HEADING}

keeps(
    Decision,
    ended=("announced", "refused", "dropped"),
    kept_as=Arrangement.VOLUME,
    term=Term.PERMANENT,
    heading="重大行政决策",
    needs=needed(
        ("announced",),
        {
            "启动": "participation.start",
            "提请审议": "participation.submit",
            "审议决定": "participation.decide",
            "公布": "participation.announce",
        },
    ),
)
_published: dict[str, Any] = {"ended": ("reported", "withdrawn", "abandoned"), "void": ("abandoned",)}
belongs(
    Call,
    "decision",
    **{**_published, "ended": ("fed_back", "withdrawn", "abandoned")},
    needs=(
        *needed(
            ("fed_back", "withdrawn"),
            {"保密审查": "participation.pass_review", "公开征求意见": "participation.open_call"},
        ),
        *needed(("fed_back",), {"公开反馈": "participation.feed_back"}),
    ),
    **_alone,
)
belongs(
    Hearing,
    "decision",
    **_published,
    needs=(
        *needed(
            ("reported", "withdrawn"),
            {"保密审查": "participation.pass_hearing_review", "听证公告": "participation.announce_hearing"},
        ),
        *needed(
            ("reported",),
            {
                "公布代表名单": "participation.publish_list",
                "听证会": "participation.hold_hearing",
                "听证报告": "participation.report_hearing",
            },
        ),
    ),
    **_alone,
)
belongs(
    Poll,
    "decision",
    **_published,
    also=("questionnaire",),
    needs=(
        *needed(
            ("reported", "withdrawn"),
            {"保密审查": "participation.pass_poll_review", "开始调查": "participation.open_poll"},
        ),
        *needed(
            ("reported",),
            {"核对份数": "participation.count_poll", "调查报告": "participation.report_poll"},
        ),
    ),
    **_alone,
)
belongs(
    Symposium,
    "decision",
    ended=("fed_back", "cancelled"),
    needs=needed(
        ("fed_back",),
        {
            "座谈会": "participation.hold_symposium",
            "座谈会报告": "participation.report_symposium",
            "公布采纳情况": "participation.feed_back_symposium",
        },
    ),
    **_alone,
)
belongs(
    LegalReview,
    "decision",
    ended=("returned", "concluded"),
    needs=needed(("concluded",), {"合法性审查意见": "participation.conclude_legal_review"}),
)
belongs(Evaluation, "decision", ended=("held", "left"))
belongs(
    Objection, "decision", ended=("answered", "set_aside", "withdrawn"), **{**_alone, "term": Term.THIRTY}
)
belongs(
    Proposal,
    "decision",
    ended=("taken_up", "declined", "set_aside", "withdrawn"),
    **{**_alone, "term": Term.THIRTY},
)
