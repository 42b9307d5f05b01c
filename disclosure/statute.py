"""The time limits, tests and grounds of 政府信息主动公开工作制度 (PD) and of 保密审查制度 (SR) articles 5–7."""

from __future__ import annotations

import json
from pathlib import Path

from foundation.clauses import Citation, cite
from foundation.deadlines.limits import TimeLimit, Unit

PUBLICATION = TimeLimit(
    code="disclosure.publication",
    clause="PD-9",
    label="最迟发布",
    span=20,
    unit=Unit.WORKING_DAYS,
    warn=(5, 1),
    tells=("records_office", "leader"),
    public="应当主动公开的信息，形成之日起 20 个工作日内公开",
)

#: No public figure: it would tell how much an agency withholds, and on which day it decided so, before anybody may know of it.
REFUSAL_REPORT = TimeLimit(
    code="disclosure.refusal_report",
    clause="PD-7(2)",
    label="不予公开决定报告上一级",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(2, 1),
    tells=("records_office",),
)

# PD-7 names no number for agencies that disagree, and nothing stops the 20 working days of PD-9 meanwhile: the five limits below
# are practice of the county, short enough that a case can be over within them.

#: The agency that drafts says which of its documents another one means.
COORDINATION_NAMING = TimeLimit(
    code="disclosure.coordination_naming",
    clause="PD-7",
    label="指认有分歧的公文",
    span=2,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=("records_office", "leader"),
)
#: It divides the words among the authorities competent, or has the county office decide; otherwise the portal refers them.
COORDINATION_WEIGHING = TimeLimit(
    code="disclosure.coordination_weighing",
    clause="PD-7",
    label="区分或者提请协调",
    span=2,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=("records_office", "leader"),
    at_end="disclosure.weighing_lapsed",
)

#: A side says what should become of the text.
COORDINATION_VIEW = TimeLimit(
    code="disclosure.coordination_view",
    clause="PD-7",
    label="对公开内容提出意见",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(2, 1),
    tells=("records_office",),
    at_end="disclosure.view_lapsed",
)
#: The authority competent for a part decides on it.
COORDINATION_PART = TimeLimit(
    code="disclosure.coordination_part",
    clause="PD-7",
    label="有权机关决定一部分是否公开",
    span=3,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=("records_office", "leader"),
)
#: The county office coordinates and decides.
COORDINATION_RULING = TimeLimit(
    code="disclosure.coordination_ruling",
    clause="PD-7",
    label="县政府办公室作出协调决定",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(2, 1),
    tells=("records_office", "leader"),
)

#: 条例18 and PD-7(3) say 定期 and name no period: the county does it once a year, from this day and month on.
REASSESSED_FROM = (3, 1)
#: And they name no time for it: three months from its beginning are practice of the county. No public figure: it would tell how
#: much an agency withholds.
REASSESSMENT = TimeLimit(
    code="disclosure.reassessment",
    clause="PD-7(3)",
    label="逐件复核不公开的信息",
    span=3,
    unit=Unit.MONTHS,
    warn=(30, 10, 1),
    tells=("records_office", "disclosure_head", "leader"),
)

#: What a cleanup may find of a normative document that was in force.
CLEANUP: dict[str, str] = {
    "keep": "继续有效",
    "amend": "需要修改",
    "partly_void": "部分失效",
    "void": "宣布失效",
    "repeal": "废止",
}
#: The findings that change its validity, and to what.
CLEANUP_ENDS: dict[str, str] = {"partly_void": "partly_void", "void": "void", "repeal": "repealed"}
#: 国发〔2010〕33号 has normative documents cleaned up every two years or so, and the result published; from this day and month
#: on, within the time below, is practice of the county.
CLEANED_UP_EVERY = 2
CLEANED_UP_FROM = (9, 1)
CLEANUP_TIME = TimeLimit(
    code="disclosure.cleanup",
    clause="PD-3",
    label="清理规范性文件并公布结果",
    span=3,
    unit=Unit.MONTHS,
    warn=(30, 10, 1),
    tells=("records_office", "leader"),
    public="规范性文件每两年清理一次，三个月内公布结果",
)

#: Day and month by which the county wants to read the year's plan (PD-3(4)); the regulation names no day, and it is no breach.
PLAN_BY = (3, 31)

#: SR-7(1): a document is disclosed proactively when at least one of these applies.
PROACTIVE_TESTS: dict[int, str] = {
    1: "涉及公民、法人或者其他组织切身利益的",
    2: "需要社会公众广泛知晓或者参与的",
    3: "反映本行政机关机构设置、职能、办事程序等情况的",
    4: "其他依照法律、法规和国家有关规定应当主动公开的",
}

#: SR-7(2): the ways of declassifying.
DECLASSIFICATION_METHODS: dict[str, str] = {
    "delete": "删除不宜公开的内容",
    "excerpt": "摘录、摘编可公开的信息",
    "other": "其他处理方式",
}

#: SR-7(3), SR-7(4), 条例14–16: the grounds on which a document is given on request only or withheld. That somebody has need of it
#: (三需要) has been none since 2019.
#: The rows of the annual report and the reasons of replies use these codes.
GROUNDS: dict[str, str] = {
    "state_secret": "国家秘密（条例第十四条）",
    "forbidden_by_law": "法律、行政法规禁止公开（条例第十四条）",
    "security_stability": "公开后可能危及国家安全、公共安全、经济安全、社会稳定（条例第十四条）",
    "third_party": "商业秘密、个人隐私等，公开会损害第三方合法权益（条例第十五条）",
    "internal_affairs": "人事管理、后勤管理、内部工作流程（条例第十六条第一款）",
    "deliberative": "讨论记录、过程稿、磋商信函、请示报告（条例第十六条第二款）",
    "enforcement_file": "行政执法案卷信息（条例第十六条第二款）",
}
cite("SR-7(3)", by=Citation("record", "disclosure.GROUNDS", "依申请公开、不予公开的依据按条例编列"))

#: The grounds with which the public catalogue may name what is withheld. Of a state secret, and of what endangers security, its
#: very existence may be the secret (条例14).
LISTABLE_GROUNDS = frozenset(GROUNDS) - {"state_secret", "security_stability"}

#: SR-7: six kinds of papers "not suitable for release", a hint to the drafter and not a ground.
UNSUITABLE_HINTS: tuple[str, ...] = (
    "除领导分工以外的党委文件",
    "涉及商业秘密的指导个案处理文件（具有规范性文件性质的除外）",
    "向上级汇报工作的文件",
    "请示或涉及未决事项的文件",
    "单纯转发上级文件的文件",
    "本单位认定为不宜公开的内部办公事项",
)

#: What 条例14 and 15 protect may stand in a paper of any kind.
_ANYWHERE = frozenset({"state_secret", "forbidden_by_law", "security_stability", "third_party"})
#: Which grounds of 条例14–16 can hold for each of the six kinds, by its number: a kind alone is none.
UNSUITABLE_FITS: dict[int, frozenset[str]] = {
    1: _ANYWHERE | {"internal_affairs", "deliberative"},
    2: _ANYWHERE | {"enforcement_file"},
    3: _ANYWHERE | {"deliberative", "enforcement_file"},
    4: _ANYWHERE | {"deliberative", "enforcement_file"},
    5: _ANYWHERE | {"internal_affairs", "deliberative"},
    6: _ANYWHERE | {"internal_affairs", "deliberative"},
}
cite(
    "SR-7(3)",
    by=Citation("record", "disclosure.UNSUITABLE_FITS", "六类不宜公开的文件，各自可能适用条例的哪几条"),
)

#: The fifteen kinds of official documents (党政机关公文处理工作条例, 2012).
GENRES: tuple[str, ...] = (
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知",
    "通报", "报告", "请示", "批复", "议案", "函", "纪要", "制度", "其他",
)  # fmt: skip

VALIDITIES: dict[str, str] = {
    "in_force": "有效",
    "amended": "已修改",
    "partly_void": "部分失效",
    "void": "失效",
    "repealed": "废止",
}

#: The validities that end a document's force, with a day on which it lapsed.
LAPSED = frozenset({"void", "repealed"})

#: 条例20(1): the kinds of documents that table two of the annual report counts.
NORMATIVE: dict[str, str] = {"rules": "规章", "norms": "行政规范性文件"}

#: The State Council's classification by theme: 22 categories in two levels.
THEMES: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("theme_categories.json").read_text("utf-8")
)


def is_theme(path: str) -> bool:
    """Whether it is a theme of the first level, or a path of both."""
    return path in THEMES or path in theme_paths()


def theme_paths() -> list[str]:
    """List every theme as a path, `综合政务/政务公开`; a category without a second level as itself."""
    return [f"{first}/{second}" for first, seconds in THEMES.items() for second in seconds] + [
        first for first, seconds in THEMES.items() if not seconds
    ]


#: The most characters of a title.
MAX_TITLE = 300
