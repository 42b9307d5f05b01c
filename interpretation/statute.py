"""What the regulation on interpretation fixes: which documents, which parts of plan and material, which forms."""

from __future__ import annotations

from functools import partial

from foundation.clauses import Citation, cite
from foundation.deadlines.limits import TimeLimit, Unit

#: PI-3: the kinds of documents that are interpreted. Without an interpretation those of `BINDING` are not received or published.
COUNTY, DEPARTMENT, IMPORTANT, OTHER = "county", "department", "important", "other"
SORTS: dict[str, str] = {
    COUNTY: "县政府、县政府办的行政规范性文件",
    DEPARTMENT: "县政府部门、镇和街道的行政规范性文件",
    IMPORTANT: "涉及面广、与民生关系密切的重要政策文件",
    OTHER: "其他需要解读的文件",
}
BINDING = frozenset({COUNTY, DEPARTMENT, IMPORTANT})

#: What is asked of a document: the first three together make it a normative one, by 自治区政府令第262号.
NONE = "none"
NORMATIVE_TRAITS = frozenset({"rights", "general", "repeated"})
TRAITS: dict[str, str] = {
    "rights": "涉及公民、法人或者其他组织的权利义务",
    "general": "在本行政区域或者管理范围内具有普遍约束力",
    "repeated": "在一定期限内反复适用",
    "important": "涉及面广、与民生关系密切、社会关注度高、专业性强的重要政策",
    "other": "有别的原因需要解读",
    NONE: "以上都不符合",
}

#: What is no normative document, by 自治区政府令第262号.
NOT_NORMATIVE: dict[str, str] = {
    "internal": "内部管理制度",
    "establishment": "机构编制",
    "minutes": "会议纪要",
    "work_plan": "工作方案、工作计划",
    "report": "请示、报告",
    "commendation": "表彰、奖惩",
    "personnel": "人事任免",
}

#: PI-4(1): the four parts of the plan, by the names of their fields, and whoever answers for it.
PLAN: dict[str, str] = {
    "outline": "解读提纲",
    "forms": "解读形式",
    "channels": "解读渠道",
    "planned_for": "解读时间",
}
PEOPLE: dict[str, str] = {
    "interpreter": "解读人",
    "interpreter_post": "解读人职务",
    "first_interpreter": "第一解读人",
    "contact": "联系方式",
}
#: PI-4(1): the eight parts of the material.
PARTS: dict[str, str] = {
    "background": "出台背景",
    "purpose": "目的意义",
    "measures": "工作措施",
    "differences": "新旧差异与衔接",
    "terms": "关键词诠释",
    "highlights": "特色亮点",
    "cautions": "注意事项",
    "opinions": "意见采纳",
}

#: PI-6: the forms of an interpretation.
TEXT, QA, CHART, AUDIO, VIDEO = "text", "qa", "chart", "audio", "video"
INTERVIEW, PRESS, COMMENT = "interview", "press", "comment"
FORMS: dict[str, str] = {
    TEXT: "文字解读",
    QA: "政策问答",
    CHART: "图解",
    AUDIO: "音频",
    VIDEO: "视频",
    INTERVIEW: "访谈",
    PRESS: "新闻发布会实录",
    COMMENT: "评论文章",
}
#: What one hears or sees, and what is said in it as text.
MEDIA = frozenset({AUDIO, VIDEO})
#: Forms whose questions and answers are set out as such.
ASKED = frozenset({QA, INTERVIEW, PRESS})
#: PI-6: by whom.
AUTHORS: dict[str, str] = {
    "head": "负责人",
    "department": "起草部门",
    "expert": "专家",
    "media": "媒体",
}

#: PI-9: whom the directory of interpreters and experts holds.
INTERPRETERS: dict[str, str] = {
    "official": "本单位干部",
    "scholar": "专家学者",
    "journalist": "媒体人员",
    "other": "其他",
}

#: PI-7(2): what the record of a press conference says, by the names of its fields.
CONFERENCE: dict[str, str] = {
    "held_at": "时间",
    "held_where": "地点",
    "host": "主持人",
    "speakers": "发布人",
    "attended": "到场媒体",
}
#: The most questions of 跟我有关吗, choices of each, days to keep in mind, cases and photos.
MOST_ASKS, MOST_CHOICES, MOST_DATES, MOST_CASES, MOST_PHOTOS = 5, 6, 12, 10, 20

#: The fewest characters of a part: “无” and “略” say nothing.
SHORTEST_PART = 8
#: The most characters of a text alternative in a word: the long one stands beside the picture (WCAG 1.1.1).
LONGEST_ALT = 120
#: The characters that are read aloud in about 90 seconds.
SPOKEN = 350
#: A warning, no refusal: the share of pieces of eight characters that stand in the document as well, and the average sentence.
COPIED = 0.5
LONG_SENTENCE = 40

#: The regulation names no number here: the county's own promise.
QUESTION = TimeLimit(
    code="interpretation.question",
    clause="PI-5",
    label="答复对政策的提问",
    span=10,
    unit=Unit.WORKING_DAYS,
    warn=(3, 1),
    tells=("drafter", "records_office"),
    public="收到对一份文件的提问，10 个工作日内公开答复（县里的承诺）",
)

# Response to public opinion

#: Where it was found: an emergency or anything else that stirs people (PI-8).
SOURCES: dict[str, str] = {
    "site": "网站",
    "weibo": "微博",
    "wechat": "微信",
    "video": "短视频",
    "forum": "论坛",
    "hotline": "12345 热线",
    "petition": "信访",
    "press": "新闻媒体",
    "superior": "上级转办",
    "field": "现场和值班报告",
}
ESPECIALLY_GRAVE, GRAVE_LEVEL, LARGE, ORDINARY = "first", "second", "third", "fourth"
#: Of emergencies four (突发事件应对法), of anything else the last three.
LEVELS: dict[str, str] = {
    ESPECIALLY_GRAVE: "特别重大",
    GRAVE_LEVEL: "重大",
    LARGE: "较大",
    ORDINARY: "一般",
}
#: PI-10: the emergencies that have hours of their own.
GRAVE = frozenset({ESPECIALLY_GRAVE, GRAVE_LEVEL})
TRUTH: dict[str, str] = {"true": "属实", "partly": "部分属实", "false": "不属实", "unclear": "还不清楚"}
FIRST, PRESS_RECORD, LATER = "first", "press", "later"
RESPONSES: dict[str, str] = {FIRST: "首次回应", PRESS_RECORD: "新闻发布会实录", LATER: "后续发布"}

_OFFICE = ("records_office", "disclosure_head", "leader")
_hours = partial(TimeLimit, unit=Unit.HOURS, tells=_OFFICE)
#: PI-10 with 国办发〔2016〕80号: from the event, through nights and holidays.
WORD = _hours(
    code="interpretation.word",
    clause="PI-10",
    label="发布权威信息",
    span=5,
    warn=(2, 1),
    public="特别重大、重大突发事件，5 小时内发布权威信息",
)
PRESS_CONFERENCE = _hours(
    code="interpretation.press",
    clause="PI-10",
    label="举行新闻发布会",
    span=24,
    warn=(8, 3),
    public="特别重大、重大突发事件，24 小时内举行新闻发布会",
)
#: PI-10 with 国办发〔2016〕61号: from its first public appearance, as far as that is known.
ANSWER = _hours(
    code="interpretation.answer",
    clause="PI-10",
    label="回应舆情",
    span=48,
    warn=(24, 6),
    public="其他政务舆情，48 小时内回应",
)
HOURS = (WORD, PRESS_CONFERENCE, ANSWER)

cite("PI-8", by=Citation("page", "interpretation:responses", "回应关切：县里对大家关心的事怎么说，多久说的"))
cite("PI-5", by=Citation("page", "interpretation:detail", "每篇解读一页：八个部分、问答、图解，写明谁解读的"))
cite("PI-7", by=Citation("page", "interpretation:list", "政策解读专栏，解读和文件互相链接"))
cite("PI-5", by=Citation("page", "interpretation:media", "音频、视频：视频有字幕和文字稿，手机上可以拖动"))
cite(
    "PI-5",
    by=Citation(
        "page", "interpretation:mine", "跟我有关吗：选几下，看自家能领什么、带什么、到哪里、什么时候以前"
    ),
)
cite("PI-7(2)", by=Citation("page", "interpretation:detail", "新闻发布会实录和公文互相链接"))
