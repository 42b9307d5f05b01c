"""The heads under which information is disclosed (条例20, 21), and those of the platform itself (条例12, PD-3, PD-8). No Django.

The words of the law stand beside a short name, as people look for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GUIDE, PLAN, RULES = "guide", "plan", "rules"


@dataclass(frozen=True)
class Head:
    """A head: its code, place in the law, short name and the words of the law."""

    code: str
    article: str
    name: str
    words: str


_NUMERALS = (
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
)
_TWENTY: tuple[tuple[str, str], ...] = (
    ("法规、规章和规范性文件", "行政法规、规章和规范性文件"),
    ("机关职能、机构和联系方式", "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名"),
    ("规划和政策", "国民经济和社会发展规划、专项规划、区域规划及相关政策"),
    ("统计信息", "国民经济和社会发展统计信息"),
    ("行政许可和管理服务", "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果"),
    (
        "行政处罚和行政强制",
        "实施行政处罚、行政强制的依据、条件、程序以及本行政机关认为具有一定社会影响的行政处罚决定",
    ),
    ("财政预算、决算", "财政预算、决算信息"),
    ("收费项目和标准", "行政事业性收费项目及其依据、标准"),
    ("政府集中采购", "政府集中采购项目的目录、标准及实施情况"),
    ("重大建设项目", "重大建设项目的批准和实施情况"),
    ("扶贫、教育、医疗、社保、就业", "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况"),
    ("应急预案、预警和应对", "突发公共事件的应急预案、预警信息及应对情况"),
    ("监督检查", "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况"),
    ("公务员招考", "公务员招考的职位、名额、报考条件等事项以及录用结果"),
    ("其他应当公开的", "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息"),
)
_COUNTY = ("市政建设", "公共服务", "公益事业", "土地征收", "房屋征收", "治安管理", "社会救助")
_TOWNSHIP = (
    ("贯彻落实农业农村政策", "农业农村政策的落实"),
    ("农田水利工程建设运营", "农田水利工程"),
    ("农村土地承包经营权流转", "土地承包经营权流转"),
    ("宅基地使用情况审核", "宅基地审核"),
    ("土地征收", "土地征收"),
    ("房屋征收", "房屋征收"),
    ("筹资筹劳", "筹资筹劳"),
    ("社会救助", "社会救助"),
)

#: 条例20: what every administrative organ discloses.
EVERYBODY = tuple(
    Head(f"20-{n}", f"条例第二十条第{_NUMERALS[n - 1]}项", name, words)
    for n, (name, words) in enumerate(_TWENTY, 1)
)
#: 条例21: what the county and its departments disclose besides, by the circumstances of the place.
COUNTY = tuple(Head(f"21-{n}", "条例第二十一条", name, name) for n, name in enumerate(_COUNTY, 1))
#: 条例21: what townships disclose besides.
TOWNSHIP = tuple(
    Head(f"21-t{n}", "条例第二十一条（乡镇）", name, words) for n, (words, name) in enumerate(_TOWNSHIP, 1)
)
#: The blocks of the platform that hold documents of their own (条例12, PD-8; PD-3(4); 国办公开办函〔2019〕61号).
OWN = (
    Head(GUIDE, "条例第十二条", "公开指南", "政府信息公开指南"),
    Head(PLAN, "主动公开工作制度第三条", "年度工作计划", "政府信息公开年度工作计划"),
    Head(RULES, "国办公开办函〔2019〕61号", "公开制度", "本机关的政府信息公开制度"),
)
HEADS: dict[str, Head] = {head.code: head for head in (*EVERYBODY, *COUNTY, *TOWNSHIP, *OWN)}

#: What a guide has to name (条例12), each as a pattern of its text without blanks; a contact stands behind its name and a colon.
GUIDE_ITEMS: dict[str, str] = {
    "政府信息的分类": "分类",
    "编排体系": "编排|索引号",
    "获取方式": "获取",
    "传真号码（没有的写“无”）": "(?m)传真[^：:\\n]{0,6}[：:].",
    "互联网联系方式": "(?m)(互联网联系方式|网址|网站|电子邮箱|邮箱)[^：:\\n]{0,6}[：:].",
}

#: What a document is likely to be about, by words of its title; the first that fits. Only a suggestion to whoever classifies.
_LIKELY: tuple[tuple[str, str], ...] = (
    (GUIDE, "公开指南"),
    (PLAN, "(公开|公开工作).{0,6}(计划|要点|安排)"),
    ("21-t4", "宅基地"),
    ("21-t3", "承包|流转"),
    ("20-14", "招考|招录|公务员|录用"),
    ("20-7", "预算|决算"),
    ("20-9", "采购|中标|招标"),
    ("20-8", "收费"),
    ("20-12", "应急|预警|防汛|抗旱|突发"),
    ("20-6", "处罚|强制执行"),
    ("20-5", "许可|审批|办事指南|服务指南"),
    ("21-t2", "农田水利|春灌|秋浇|渠道|高标准农田"),
    ("21-4", "征地|土地征收"),
    ("21-5", "房屋征收|拆迁"),
    ("21-7", "低保|救助|特困|取暖补贴"),
    ("20-13", "检查|抽检|监测|整治"),
    ("20-10", "重大项目|建设项目|开工|竣工"),
    ("20-11", "教育|学校|招生|医保|医疗|卫生院|社保|养老|就业|招聘|岗位|扶贫|脱贫"),
    ("20-4", "统计|普查|公报"),
    ("20-3", "规划|实施方案|计划"),
    ("20-2", "职能|机构设置|分工|任免"),
    ("21-t1", "秸秆|种植|养殖|耕地|农机|农业|补贴"),
)


def heads_for(*, township: bool) -> tuple[Head, ...]:
    """The heads under which an organ discloses."""
    return (*EVERYBODY, *(TOWNSHIP if township else COUNTY))


def suggested(title: str, normative: str, *, township: bool) -> str:
    """The code of the head that a document is likely to belong to, blank where nothing speaks for one."""
    offered = {head.code for head in (*heads_for(township=township), *OWN)}
    words = ((code, words) for code, words in _LIKELY if code in offered)
    likely = next((code for code, words in words if re.search(words, title)), "")
    return "20-1" if normative and likely not in (GUIDE, PLAN) else likely


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The heads in groups, for a form."""
    groups = (
        ("条例第二十条", EVERYBODY),
        ("第二十一条，县", COUNTY),
        ("第二十一条，乡镇", TOWNSHIP),
        ("公开平台", OWN),
    )
    return [(label, [(head.code, head.name) for head in heads]) for label, heads in groups]
