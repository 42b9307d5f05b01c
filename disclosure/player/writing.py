"""The papers of a county, composed: each kind with its title, text, genre and place in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from disclosure.player.subjects import COMPANIES, OFFICE, SUBJECTS, TOWN, TOWNS, VILLAGES
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyKind
from foundation.simulation.grammar import Grammar


@dataclass(frozen=True)
class Sort:
    """A kind of paper: how often among all, its genre, titles and texts."""

    weight: int
    genre: str
    titles: tuple[str, ...]
    texts: tuple[str, ...]


SORTS: dict[str, Sort] = {
    "notice": Sort(
        26,
        "通知",
        (
            "关于做好{year}年{season}{subject}工作的通知",
            "关于进一步加强{subject}工作的通知",
            "关于开展{year}年{subject}专项行动的通知",
            "关于报送{subject}有关情况的通知",
        ),
        (
            "{to}：\n为{aim}，现就{subject}有关事项通知如下。\n一、{demand_title}\n{demand}{demand}\n二、{step_title}\n（一）{step}\n（二）{step}\n（三）{step}\n三、{duty_title}\n{duty}请于{month}月{day}日前将{thing}报送{agency}。",
        ),
    ),
    "plan": Sort(
        12,
        "通知",
        (
            "关于印发《{agency}{year}年{subject}实施方案》的通知",
            "{agency}{year}年{subject}工作计划",
            "关于印发{town}{subject}三年行动方案的通知",
        ),
        (
            "{to}：\n现将《{year}年{subject}实施方案》印发给你们，请结合实际认真组织实施。\n一、总体要求\n{aim}，{goal}。\n二、主要任务\n（一）{task}\n（二）{task}\n（三）{task}\n（四）{task}\n三、实施步骤\n1．准备阶段（{month}月）。{step}\n2．实施阶段。{step}\n3．总结阶段。{step}\n四、保障措施\n{duty}{duty}",
        ),
    ),
    "statistics": Sort(
        10,
        "公告",
        (
            "{year}年{quarter}{subject}统计数据",
            "{agency}{year}年{month}月{subject}进展情况",
            "{year}年{quarter}全县{subject}主要指标",
        ),
        (
            "{year}年{quarter}，全县{subject}运行平稳，{measure}，{measure}。分镇情况如下。\n{table}\n注：数据为初步核算数，最终数据以年度公报为准。",
        ),
    ),
    "budget": Sort(
        6,
        "公告",
        (
            "{agency}{year}年{subject}预算公开",
            "{agency}{last_year}年度{subject}项目决算公开",
            "{year}年{subject}资金分配公示",
        ),
        (
            "根据预算法和政府信息公开条例的规定，现将{agency}{subject}资金情况公开如下。\n一、收入情况\n本年收入合计 {200-9800} 万元，其中一般公共预算财政拨款 {100-5000} 万元。\n二、支出情况\n{money_table}\n三、增减变化说明\n与上年相比{change} {1-20}.{1-9}%，主要原因是{cause}。\n四、绩效目标\n{goal}。",
        ),
    ),
    "permit": Sort(
        9,
        "公告",
        (
            "关于准予{company}{subject}行政许可的公告",
            "{agency}{subject}行政许可决定公示（{year}年第{2-60}批）",
            "{subject}办事指南",
        ),
        (
            "依据行政许可法的规定，现将{subject}办理情况公告如下。\n一、申请人：{company}\n二、许可事项：{subject}\n三、许可内容：{permit}\n四、有效期：自决定之日起{1-5}年\n五、办理依据和流程\n{flow}\n对上述内容有异议的，可以自公告之日起 {5-10} 个工作日内向{agency}反映。",
        ),
    ),
    "penalty": Sort(
        5,
        "公告",
        (
            "关于{company}违反{subject}规定的行政处罚信息公示",
            "{agency}{year}年{quarter}{subject}监督检查结果通报",
            "{subject}“双随机、一公开”抽查结果公告",
        ),
        (
            "按照{year}年度监督检查计划，{agency}对{town}等地的{subject}情况进行了检查。\n一、检查情况\n共检查单位 {8-90} 家，发现问题 {2-40} 个，当场整改 {1-20} 个，责令限期整改 {1-15} 个。\n二、主要问题\n1．{fault}\n2．{fault}\n三、处理意见\n{handling}{handling}",
        ),
    ),
    "subsidy": Sort(
        9,
        "公告",
        (
            "{town}{year}年{subject}发放情况公示",
            "{year}年{quarter}{subject}资金发放公告",
            "关于{year}年{subject}对象名单审核结果的公示",
        ),
        (
            "经个人申请、村级评议、镇级审核、{agency}复核，现将{year}年{quarter}{subject}有关情况公示如下。\n{household_table}\n公示期 {5-10} 天。公示期间有异议的，请向所在村民委员会或者{agency}反映。资金通过惠民惠农一卡通发放，不收取任何费用。",
        ),
    ),
    "procurement": Sort(
        6,
        "公告",
        (
            "{agency}{subject}项目采购公告",
            "{subject}项目中标（成交）结果公告",
            "{town}{subject}工程竣工验收公告",
        ),
        (
            "一、项目名称：{town}{village}{subject}项目\n二、预算金额：{20-900} 万元\n三、采购方式：{way}\n四、采购内容：{work}\n五、工期：{30-240} 日历天\n六、成交供应商：{company}，成交金额 {20-880} 万元\n七、其他事项\n{handling}",
        ),
    ),
    "warning": Sort(
        5,
        "通告",
        (
            "关于{subject}期间有关事项的通告",
            "{agency}关于{season}{subject}的提示",
            "{agency}{subject}应急预案（{year}年修订）",
        ),
        (
            "为{aim}，现将{season}{subject}有关事项通告如下。\n一、{notice_line}\n二、{notice_line}\n三、{notice_line}\n四、发生突发情况的，{emergency}\n本通告自发布之日起施行。",
        ),
    ),
    "minutes": Sort(
        4,
        "纪要",
        ("{agency}{year}年第{2-30}次办公会议纪要", "{subject}专题会议纪要"),
        (
            "{year}年{month}月{day}日，{agency}召开会议，研究{subject}工作。纪要如下。\n会议听取了{subject}进展情况的汇报。会议认为，{goal}。\n会议议定：\n一、{task}\n二、{task}\n三、{duty}",
        ),
    ),
    "recruiting": Sort(
        3,
        "公告",
        ("{agency}{year}年公开招聘{subject}工作人员公告", "{town}{subject}公益性岗位招用公告"),
        (
            "因工作需要，面向社会公开招聘{subject}工作人员 {2-40} 名。\n一、招聘条件\n遵守宪法和法律，身体健康，年龄 {18-25} 至 {35-50} 周岁，{town}户籍的优先。\n二、待遇\n岗位补贴每月 {800-2600/50} 元，缴纳社会保险。\n三、报名\n请于{month}月{day}日前到{agency}报名。\n四、考察公示\n{flow}",
        ),
    ),
    "reply": Sort(
        3,
        "函",
        ("关于政协五原县委员会第{2-90}号提案办理情况的复函", "对县人大代表关于加强{subject}的建议的答复"),
        (
            "您提出的关于加强{subject}的建议收悉，现答复如下。\n一、办理情况\n{task}{task}\n二、下一步打算\n{task}{goal}。\n感谢您对{subject}工作的关心和支持。",
        ),
    ),
    "regime": Sort(
        2,
        "制度",
        ("{agency}政府信息公开审查制度（{year}年修订）", "{agency}{subject}工作规则"),
        (
            "第一条 为规范{subject}工作，制定本规则。\n第二条 本规则适用于{agency}各股室。\n第三条 {duty}\n第四条 {task}\n第五条 本规则自印发之日起执行。",
        ),
    ),
}

RULES: dict[str, tuple[str, ...]] = {
    "season": ("春季", "夏季", "秋季", "冬季", "汛期", "节日期间", "上半年", "下半年"),
    "quarter": ("第一季度", "第二季度", "第三季度", "第四季度", "上半年", "全年"),
    "month": tuple(map(str, range(1, 13))),
    "day": tuple(map(str, range(1, 29))),
    "town": TOWNS,
    "village": VILLAGES,
    "company": COMPANIES,
    "to": (
        "各镇人民政府，县直有关部门",
        "各镇人民政府、和胜乡人民政府",
        "各村民委员会、社区居民委员会",
        "各有关单位",
        "局属各单位，各股室",
    ),
    "aim": (
        "切实保障群众合法权益",
        "巩固拓展脱贫攻坚成果",
        "推动{subject}高质量发展",
        "落实自治区和市里的部署",
        "防范化解风险隐患",
        "方便群众办事",
        "守住安全底线",
        "让惠民政策直达快享",
        "改善河套灌区生产生活条件",
    ),
    "goal": (
        "到年底{subject}覆盖率达到 {70-98}% 以上",
        "全县完成{subject}任务 {10-300} 个",
        "群众满意度保持在 {88-99}% 以上",
        "力争{subject}问题整改率达到 100%",
        "{town}、{town}先行试点，逐步在全县推开",
        "基本建立{subject}长效机制",
    ),
    "demand_title": ("提高认识", "总体要求", "工作重点", "把握要求"),
    "demand": (
        "各单位要充分认识{subject}的重要性，把它列入重要议事日程。",
        "要坚持问题导向，逐村逐户摸清底数，建立台账。",
        "要严格标准程序，做到公开公平公正。",
        "要加强宣传引导，把政策讲到每一户。",
        "要统筹{season}各项工作，避免重复劳动，切实为基层减负。",
        "要落实属地管理责任，主要负责人亲自抓。",
    ),
    "step_title": ("工作步骤", "具体安排", "时间安排", "方法步骤"),
    "step": (
        "{month}月底前完成摸底登记，由{town}先行汇总。",
        "{month}月上旬召开动员会，印发宣传单 {500-9000/100} 份。",
        "组织 {2-12} 个工作组到{village}、{village}等地核查。",
        "对发现的问题逐项整改，{day}日内销号。",
        "{month}月中旬组织抽查，抽查比例不低于 {5-30}%。",
        "年底前完成总结，形成长效机制。",
    ),
    "duty_title": ("组织保障", "有关要求", "责任分工", "监督检查"),
    "duty": (
        "成立{subject}工作领导小组，办公室设在{agency}。",
        "落实经费 {5-200} 万元，专款专用。",
        "将{subject}纳入年度考核，每季度通报一次。",
        "畅通监督渠道，受理群众投诉举报。",
        "对工作不力、弄虚作假的，依规依纪处理。",
        "各镇明确一名分管领导和一名联络员。",
    ),
    "task": (
        "完成{town}、{town}{subject}任务 {3-80} 处。",
        "对{village}等 {2-30} 个村开展{subject}技术指导。",
        "新建和改造设施 {2-60} 处，受益农户 {80-3000} 户。",
        "举办{subject}培训班 {2-15} 期，培训 {60-900} 人次。",
        "建立{subject}信息台账，实行动态管理。",
        "推广{village}的做法，培育示范点 {2-12} 个。",
        "清理{subject}历史遗留问题 {2-40} 件。",
    ),
    "thing": ("工作总结", "统计表", "联络员名单", "自查报告", "实施方案", "问题台账"),
    "measure": (
        "完成{subject} {20-900} 项，同比增长 {1-18}.{1-9}%",
        "投入资金 {30-5000} 万元，同比{change} {1-12}.{1-9}%",
        "受益群众 {300-40000} 人次",
        "涉及农户 {100-9000} 户、面积 {200-60000} 亩",
    ),
    "change": ("增加", "减少", "增长", "下降"),
    "cause": (
        "项目实施进度加快",
        "上级专项资金减少",
        "人员经费标准调整",
        "新增{subject}任务",
        "压减一般性支出",
    ),
    "permit": (
        "同意在{town}{village}开展{subject}",
        "同意其{subject}申请，核定规模 {10-900} 个单位",
        "符合法定条件，准予许可",
    ),
    "flow": (
        "提出申请、受理、审查、现场核查、决定、公告。",
        "网上申报后 {3-15} 个工作日内办结，不收费。",
        "由{agency}窗口统一受理，一次性告知，限时办结。",
    ),
    "fault": (
        "{village}个别点位台账不全、记录不规范。",
        "部分单位制度没有上墙，人员培训不到位。",
        "{company}未按规定期限整改。",
        "现场管理不严，存在隐患 {2-9} 处。",
        "资金拨付超过规定时限 {5-40} 天。",
    ),
    "handling": (
        "责令限期 {5-30} 日整改，逾期不改的依法处罚。",
        "对{company}处以罚款 {1-20}000 元。",
        "约谈负责人，列入重点检查名单。",
        "整改情况由{town}跟踪核实后报{agency}。",
        "质疑和投诉按照政府采购法的规定办理。",
    ),
    "way": ("公开招标", "竞争性磋商", "询价", "竞争性谈判", "单一来源"),
    "work": (
        "渠道衬砌 {2-30} 公里，配套建筑物 {3-60} 座",
        "道路硬化 {1-20} 公里",
        "设备采购 {2-90} 台（套）",
        "房屋维修 {200-3000} 平方米",
        "{subject}技术服务一项",
    ),
    "notice_line": (
        "请广大群众关注天气变化，合理安排生产生活。",
        "涉及{town}、{town}的，以当地公告为准。",
        "{month}月{day}日至{day}日期间，相关业务暂停办理。",
        "发现安全隐患的，及时向{agency}报告。",
        "有关单位要落实主体责任，加强值班值守。",
        "请提前备足用水用电，不便之处敬请谅解。",
    ),
    "emergency": (
        "立即启动 {1-4} 级响应，一小时内报告{agency}。",
        "先组织群众转移到安全地带，再开展处置。",
        "由{agency}会同{town}组织抢险，并向社会发布信息。",
    ),
    "place_row": ("{town}|{20-900}|{100-9000}|{1-20}.{1-9}",),
    "village_row": ("{town}|{village}|{10-400}|{2-90}.{1-9}",),
    "money_row": (
        "{subject}|{20-3000}|{20-3000}",
        "人员经费|{100-3000}|{100-3000}",
        "公用经费|{10-400}|{10-400}",
        "设备购置|{5-300}|{5-300}",
    ),
    "table": (
        "镇|数量（个）|金额（万元）|同比（%）\n{place_row}\n{place_row}\n{place_row}\n{place_row}\n{place_row}\n{place_row}",
    ),
    "household_table": (
        "镇|村|户数（户）|金额（万元）\n{village_row}\n{village_row}\n{village_row}\n{village_row}\n{village_row}",
    ),
    "money_table": ("项目|预算数（万元）|执行数（万元）\n{money_row}\n{money_row}\n{money_row}",),
}
GRAMMAR = Grammar(RULES)

#: Passages that a secrecy reviewer has to look at; the numbers belong to nobody.
TELLING = ("联系人：王某，手机 13800138000。", "咨询电话 13800138001，联系人李某。", "（内部资料，注意保存）")
#: What is given on request or withheld, by its ground: title, text and reason.
KEPT: dict[str, tuple[str, str, str]] = {
    "internal_affairs": (
        "{agency}{year}年{subject}值班安排",
        "一、值班实行轮流制，每日 {2-4} 人。\n二、{duty}\n三、本安排自印发之日起执行。",
        "机关内部的工作安排，不对外产生效力。",
    ),
    "deliberative": (
        "关于{subject}有关问题的请示",
        "县政府：\n现将{subject}有关问题请示如下。\n一、基本情况\n{measure}。\n二、存在问题\n{fault}\n三、建议\n{task}\n妥否，请批示。",
        "尚未决定的事项，属于请示报告。",
    ),
    "enforcement_file": (
        "{company}{subject}案件调查终结报告",
        "一、案件来源\n{month}月{day}日检查发现。\n二、查明的事实\n{fault}\n三、处理建议\n{handling}",
        "行政执法案卷信息。",
    ),
    "third_party": (
        "{company}{subject}项目报价明细表",
        "一、项目概况\n{work}。\n二、报价\n总价 {20-900} 万元，综合单价见附表。",
        "涉及第三方商业秘密，公开会损害其合法权益。",
    ),
}
#: What is left out of a declassified text: a passage, and why.
SECRET = (
    "县级应急物资存放在城北{2-9}号库，由专人看守。",
    "重点目标的值守力量为每班 {4-12} 人。",
    "水源井的坐标和泵房结构见内部附图。",
)

DRAFTS: Mapping[str, Any] = {"validity": "in_force", "attribute": "proactive", "proactive_tests": ["1", "2"]}


def subjects_of(agency: Agency) -> tuple[str, list[str]]:
    """The theme and the subjects of an agency."""
    other = (
        TOWN if agency.kind in (AgencyKind.TOWNSHIP, AgencyKind.SUBDISTRICT, AgencyKind.COMMUNITY) else OFFICE
    )
    return SUBJECTS.get(agency.code, other)


def known_of(agency: Agency, day: date, stream: Random) -> dict[str, Any]:
    """What stays the same throughout a text: whose it is, its year and subject."""
    theme, subjects = subjects_of(agency)
    return {
        "agency": agency.short_name,
        "year": day.year,
        "last_year": day.year - 1,
        "subject": stream.choice(subjects),
        "quarter": f"第{'一二三四'[(day.month - 1) // 3]}季度",
        "theme": theme,
    }


def compose(agency: Agency, day: date, stream: Random) -> dict[str, Any]:
    """An ordinary paper of an agency: the fields of its draft, but number and attribute."""
    known = known_of(agency, day, stream)
    sorts = list(SORTS.values())
    sort = stream.choices(sorts, [sort.weight for sort in sorts])[0]
    return {
        "title": GRAMMAR.compose(stream.choice(sort.titles), stream, **known),
        "body": GRAMMAR.compose(stream.choice(sort.texts), stream, **known),
        "genre": sort.genre,
        "topic": known["theme"],
        "formed_on": day.isoformat(),
    }
