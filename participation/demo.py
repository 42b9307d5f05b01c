"""Decisions of the demonstration county, invented: one whose draft is open for comment, one announced with its answers, a poll and an
objection, one with a hearing for which people register; proposals taken up, declined and being studied; the catalogue of the year, agreed to; a later
evaluation that the county's leader ordered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from disclosure.demo import BEFORE_SUBMITTING
from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform
from foundation.deadlines.calendar import ONE_DAY
from foundation.questionnaires import codes, taking
from foundation.questionnaires.taking import Said
from participation import receiving
from participation.clockwork import suggest_groups
from participation.doors import CODES
from participation.models import Call, Decision, Objection, Opinion, Poll, Proposal, Registration
from participation.receiving import receive
from participation.registering import Wish, register
from secrecy_review.demo import review as conclude
from secrecy_review.models import Review

CODE = "rfbsc"
APPROVED = "县政府第 3 次常务会议同意列入年度目录"
#: The department that reviews drafts by law.
BUREAU = "sfj"
RISKS: dict[str, Any] = {
    "by": "五原县信访局、县发展和改革委员会",
    "manner": "重点走访、会商分析",
    "opinion": "风险点：取消旧线路的两个村，老人出行不便，可能来信来访。",
    "finding": "after_measures",
    "handling": "旧线路保留早晚各一班，半年以后再看；来访的由荣丰办事处当天接待。",
}
LEGAL: dict[str, Any] = {
    "authority": "公共汽车线路和票价属于县政府的权限。",
    "formed": "公开征求意见三十日，做了民意调查和风险评估，意见逐条答复，程序完备。",
    "content": "没有同法律、法规、规章和国家政策不一致的内容。",
    "counsel": "县政府法律顾问（测试律师）认为合法。",
    "conclusion": "lawful",
}
DISCUSSED: dict[str, Any] = {
    "sort": "executive",
    "meeting": "第 8 次常务会议",
    "last": "on",
    "dissent": "无",
    "no_attendees_because": "会议材料已经全部公开，没有收到列席申请。",
}
ANNOUNCED = {"gazette": "2026 年第 4 期", "newspaper": "《五原报》公布了全文"}
WATER: dict[str, Any] = {
    "title": "县城居民生活用水阶梯价格调整",
    "changes": "居民自来水按用量分三档收费，用得少的不涨价。",
    "whom": "县城 6 万多户居民；低保户另有减免。",
    "since": "打算从明年一月一日起。",
    "basis": "《中华人民共和国水法》第五十五条\n《城镇供水价格管理办法》",
    "traits": ["vital_interest"],
    "ways": ["draft"],
    "draft": (
        "第一条 为了节约用水、保障基本生活，制定本办法。\n"
        "第二条 居民生活用水分三档计价：第一档每户每月十二吨以内，第二档十二吨至十八吨，第三档十八吨以上。\n"
        "第三条 一户五人以上的，每增加一人，每档用量增加三吨。\n"
        "第四条 低保户、特困人员每户每月五吨以内免收水费。\n"
        "第五条 供水企业每季度公布水质和成本。"
    ),
    "days": 30,
}
BUS: dict[str, Any] = {
    "title": "县城公共汽车线路和票价调整",
    "changes": "新开两条线路，票价不变，老年人免费的时间延长。",
    "whom": "乘坐县城公共汽车的人。",
    "since": "今年内。",
    "basis": "《城市公共汽车和电车客运管理规定》",
    "traits": ["vital_interest"],
    "ways": ["draft", "poll"],
    "draft": (
        "第一条 新开开往工业园区和新医院的两条线路。\n"
        "第二条 票价一元不变。\n"
        "第三条 六十五周岁以上的老年人全天免费乘车。"
    ),
    "days": 30,
}
BUSES: dict[str, Any] = {
    "title": "县城中小学校车线路和停靠点调整",
    "changes": "校车由六条线路增加到九条，停靠点重新安排。",
    "whom": "住在县城周边、坐校车的学生和他们的家庭。",
    "since": "打算从下个学期起。",
    "basis": "《校车安全管理条例》",
    "traits": ["high_attention"],
    "ways": ["hearing"],
}
#: Who registers for the hearing: group, name, occupation, stake.
REGISTERING = (
    ("interested", "测试甲", "农民", "孩子每天坐校车。"),
    ("interested", "测试乙", "个体户", "家门口没有停靠点。"),
    ("interested", "测试丙", "教师", "班里一半学生坐校车。"),
    ("interested", "测试丁", "务工", "孩子上学要走三公里。"),
    ("public", "测试戊", "退休", "接送孙子。"),
    ("public", "测试己", "职员", "关心上下学时的交通。"),
    ("public", "测试庚", "农民", "村口的路窄。"),
    ("public", "测试辛", "司机", "熟悉这几条路。"),
    ("public", "测试壬", "农民", "孩子明年上学。"),
    ("expert", "测试癸", "工程师", "做过公交线路规划。"),
)
POLL: dict[str, Any] = {
    "title": "县城公共汽车线路和票价民意调查",
    "purpose": "想知道乘车的人怎么看新线路和票价，能不能承受。",
    "whom": "隆兴昌镇六个社区，每个社区抽 10 户；没有抽到的，也可以在网上填，单独统计。",
    "manner": "社区工作人员把印有问卷码的纸条和问卷送到家，本人填写，可以交回纸质问卷，也可以凭码在网上填。",
    "wording": (
        "【分组】您的年龄？\n六十岁以下\n六十岁及以上\n"
        "【满意度】您对现在的公共汽车满意吗？\n"
        "【单选】票价一元，您觉得怎样？\n合适\n偏高\n偏低\n说不清\n"
        "【多选】您坐公共汽车主要做什么？\n看病\n买东西\n上班上学\n走亲访友\n"
        "【填写】最该改的一件事是什么？"
    ),
    "telephone": "0478-5210000",
    "open_web": True,
    "channels": "五原广播电视台",
    "days": 10,
}
#: What is answered in the poll, over and over: the places of the options.
TICKS = (
    {"1": [0], "2": [0], "3": [0], "4": [0, 1]},
    {"1": [1], "2": [1], "3": [0], "4": [0]},
    {"1": [0], "2": [0], "3": [0], "4": [1, 2]},
    {"1": [1], "2": [2], "3": [1], "4": [0, 3]},
    {"1": [0], "2": [3], "3": [3], "4": [2]},
)
REPORT = {
    "report": (
        "多数人对公共汽车满意或者基本满意，认为一元票价合适。意见集中在等车时间长、新医院没有车。\n"
        "公开网页填写的人数太少，不下结论。"
    ),
    "adoption": "新开到新医院的线路，票价不变。延长末班车时间的意见没有采纳：夜间乘客太少，年底再看一次。",
}
CAMPAIGN = "建议把第一档的用量由每户每月十二吨提高到十五吨，照顾人口多的家庭和家里有老人的。"
#: What is said of the open draft: article, stance, words, name, channel on paper or blank.
ON_WATER = (
    ("第二条", "conditional", CAMPAIGN, "", ""),
    ("第二条", "conditional", f"{CAMPAIGN}！", "", ""),
    ("第二条", "conditional", f"您好，{CAMPAIGN}谢谢。", "测试人", ""),
    ("", "for", "支持分档，浪费水的就该多交。", "", ""),
    ("", "against", "不同意涨价，这几年收入没有增加，先把漏水的管子修好。", "", ""),
    ("第五条", "other", "成本每个月公布一次，写清楚漏了多少。", "", ""),
    ("第三条", "conditional", "租房的人口怎么算，要写明白。", "", ""),
    ("第四条", "for", "五吨免费很好。", "", "letter"),
    ("第四条", "conditional", "残疾人家庭也应当减免。", "测试人", "telephone"),
    ("第二条", "against", "三档太复杂，老人看不懂。", "", "visit"),
    ("", "other", "有事请打 13800138000，我家水压一直不够。", "", ""),
    ("第五条", "for", "水质要贴在小区门口。", "", ""),
)
ON_BUS = (
    ("第一条", "for", "早就盼着有车到新医院。", "adopted", ""),
    (
        "第三条",
        "conditional",
        "六十周岁以上就应当免费。",
        "partly",
        "六十至六十四周岁半价，六十五周岁以上免费。",
    ),
    (
        "第二条",
        "against",
        "一元票价不够成本，应当提高到两元。",
        "not_adopted",
        "票价关系到学生和老人，这次不提高。",
    ),
)

OBJECTION = {
    "text": "末班车六点半就没有了，在工业园区下夜班的人坐不上。希望改到九点半。",
    "answer": "已经和公交公司商定，工业园区一路末班车改到 21 时 30 分，下个月起试行。",
}
#: The county government's office, to which people propose.
OFFICE = "xzfb"
#: What people propose, and how far it goes.
PROPOSALS: tuple[tuple[dict[str, str], dict[str, Any]], ...] = (
    (
        {
            "proposer": "deputy",
            "wanted": "在隆兴昌镇南区建一个便民菜市场",
            "reasons": "南区住了八千多人，买菜要走三公里，路边摊占了两条街，下雨天没法走。",
            "solution": "用原来的粮站大院，建室内摊位一百二十个，自产自销的农户免摊位费。",
            "whom": "南区居民、卖菜的农户。",
        },
        {
            "study": {
                "problem": "南区没有菜市场，马路市场占道。",
                "necessity": "现场看了三次，每天占道摊贩一百一十户左右，居民投诉四十多件。",
                "feasibility": "粮站大院闲置，权属清楚；资金可以分两年安排。",
                "advice": "take_up",
            },
            "act": "participation.take_up_proposal",
            "answer": {
                "in_charge": CODE,
                "title": "隆兴昌镇南区便民菜市场建设",
                "answer": "同意列为决策事项，由荣丰办事处承办；方案拟好以后公开征求大家的意见。",
            },
        },
    ),
    (
        {
            "proposer": "citizen",
            "wanted": "县城所有路口都装红绿灯",
            "reasons": "小路口车抢行，孩子过马路不安全。",
        },
        {
            "study": {
                "problem": "小路口秩序不好。",
                "necessity": "全县三百多个路口，出过事故的有十七个。",
                "feasibility": "全部安装要两千多万元，流量小的路口装了反而堵。",
                "advice": "otherwise",
            },
            "act": "participation.decline_proposal",
            "answer": {
                "answer": "不全部安装：流量小的路口装了反而堵。出过事故的十七个路口，今年装减速带和反光镜，学校门口增派人值守。"
            },
        },
    ),
    (
        {
            "proposer": "citizen",
            "wanted": "村里的机井统一换智能水表",
            "reasons": "现在按亩摊水费，用得少的人吃亏。",
            "whom": "井灌的农户。",
        },
        {"until": "studied"},
    ),
    (
        {
            "proposer": "organisation",
            "wanted": "开通县城到黄河湿地的周末旅游专线",
            "reasons": "周末去湿地的人多，没有公共交通，停车场每周都满。",
        },
        {},
    ),
)


def play(now: datetime) -> None:
    """Take the decisions as far as they are, unless there are any already."""
    if Decision.objects.exists():
        return
    with transaction.atomic():
        _decided(Play(now - timedelta(days=75), now))
        _open(Play(now - timedelta(days=6), now))
        _heard(Play(now - timedelta(days=3), now))
        _proposed(Play(now - timedelta(days=50), now))
        _agreed(Play(now, now))
        _to_be_evaluated(Play(now, now))
        suggest_groups(at=now)


class Play:
    """The people of one agency, who take a step every twenty minutes."""

    def __init__(self, at: datetime, now: datetime) -> None:
        self.at, self.now = at, now

    def act(self, name: str, office: str, on: Any, /, *, of: str = CODE, **data: Any) -> Done:
        """An act of the person in that office of an agency."""
        return self.by(f"{of}-{office}", name, on, **data)

    def by(self, username: str, name: str, on: Any, /, **data: Any) -> Done:
        """An act of this person."""
        person = Staff.objects.select_related("agency").get(username=username)
        self.at = min(self.at + timedelta(minutes=20), self.now)
        return perform(name, on=on, actor=Actor.of(person), at=self.at, data=data)

    def started(self, given: dict[str, Any]) -> Decision:
        """A decision that was started."""
        facts = ("title", "changes", "whom", "basis", "traits", "ways")
        named = {name: given[name] for name in facts} | {"effective": given["since"], "year": self.at.year}
        decision = self.act("participation.propose", "nigao", Agency.objects.get(code=CODE), **named).matter
        started: Decision = self.act(
            "participation.start",
            "lingdao",
            decision,
            approved_on=str(localdate(self.at)),
            approved_by=APPROVED,
        ).matter
        return started

    def reviewed(self, matter: Any) -> None:
        """The review of what was handed in finds that it may be disclosed."""
        review = Review.objects.of(matter).open().get()
        reviewer = Staff.objects.select_related("agency").get(username=f"{CODE}-shencha")
        self.at = min(self.at + timedelta(minutes=20), self.now)
        conclude(review, Actor.of(reviewer), self.at)

    def opened(self, given: dict[str, Any]) -> Call:
        """A decision that was started, and its draft, reviewed and open."""
        decision = self.started(given)
        call = self.act("participation.draft_call", "nigao", decision, **_call(given)).matter
        self.act("participation.hand_in_call", "nigao", call)
        self.reviewed(call)
        opened: Call = self.act("participation.open_call", "wenshu", call).matter
        for carrier in opened.carriers.all():
            day = str(localdate(self.at))
            self.act("participation.carried_draft", "wenshu", opened, channel=carrier.pk, carried_on=day)
        return opened


def _call(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": f"{given['title']}（征求意见稿）",
        "draft": given["draft"],
        "background": "现行办法执行多年，群众和代表多次提出要改。",
        "basis": given["basis"],
        "process": "调研三次，走访二十个小区，征求了八个部门的意见。",
        "content": "保障基本生活，鼓励节约；要改的和为什么改，见征求意见稿各条。",
        "recipient": "公用事业科",
        "letter": "五原县隆兴昌镇示例路 1 号",
        "telephone": "0478-5210000",
        "email": "yijian@example.gov.cn",
        "fax": "无",
        "channels": "五原广播电视台\n各社区公示栏",
        "days": given["days"],
    }


def token(text: str) -> str:
    """The form token of an opinion: computed from its text, so that its query code is known."""
    return salted_hmac("wuyuan_portal.demo.participation", text, algorithm="sha256").hexdigest()[:43]


def _open(county: Play) -> None:
    call = county.opened(WATER)
    for n, (article, stance, text, name, channel) in enumerate(ON_WATER):
        at = min(county.at + timedelta(hours=6 * n + 1), county.now)
        said = receiving.Said(article, stance, text, "named" if name else "anonymous", name)
        clerk = Staff.objects.get(username=f"{CODE}-jingban") if channel else None
        receive(call, said, token(text), at, channel=channel or "web", by=clerk)
    county.act(
        "participation.explain",
        "zhuren",
        call,
        title="为什么要分三档",
        text="用得少的不涨价，用得多的多交。三档的用量按去年全县各户的用水统计测算，八成的家庭在第一档以内。",
    )


def _heard(county: Play) -> None:
    """A hearing that was announced, and whoever registered so far."""
    decision = county.started(BUSES)
    hearing = county.act("participation.draft_hearing", "nigao", decision, **_notice(county)).matter
    county.act("participation.hand_in_hearing", "nigao", hearing)
    county.reviewed(hearing)
    announced = county.act("participation.announce_hearing", "wenshu", hearing).matter
    for n, (group, name, occupation, stake) in enumerate(REGISTERING):
        county.at = min(county.at + timedelta(hours=5), county.now)
        details = f"职业：{occupation}\n工作单位：—\n住址：隆兴昌镇\n和这件事有什么关系：{stake}\n想说什么：—"
        wish = Wish(group, name, f"demonstration {n}", f"1380000{n:04d}", details)
        register(announced, wish, token(f"hearing {name}"), county.at)


def _notice(county: Play) -> dict[str, Any]:
    """The notices of the hearing: registration for another week, the hearing in four."""
    today = localdate(county.now)
    held, until = today + timedelta(days=26), today + timedelta(days=7)
    lot_on = until + 2 * ONE_DAY
    return {
        "title": f"{BUSES['title']}听证会",
        "sort": "ordinary",
        "content": BUSES["changes"],
        "draft": "第一条 校车线路由六条增加到九条。\n第二条 停靠点离学生的家不超过一公里。\n第三条 线路每学期调整一次。",
        "reasons": "几个新小区没有线路，有的停靠点在大路边，不安全。",
        "basis": BUSES["basis"],
        "background": "现有线路六条，坐校车的学生一千二百人；去年收到要求增加停靠点的来信四十多件。",
        "held_on": str(held),
        "held_time": "09:00",
        "place": "县政府一楼会议室",
        "observers": 30,
        "press": 6,
        "selection": "自愿报名，报名多过名额的抽签决定；报名不足的由承办单位邀请，理由写在名单里。",
        "eligibility": "年满十八周岁、住在本县的人。",
        "how": "在本网站报名，或者打电话、到公用事业科报名。",
        "registration_from": str(localdate(county.at)),
        "registration_until": str(until),
        "lot": f"{lot_on.year}年{lot_on.month}月{lot_on.day}日中国福利彩票3D开奖号码",
        "lot_on": str(lot_on),
        "contact": "公用事业科",
        "telephone": "0478-5210000",
        "chair": "测试主持",
        "speaker": "测试发言",
        "recorder": "测试记录",
        "supervisor": "测试监察",
        "seats_interested": 3,
        "seats_public": 3,
        "seats_deputy": 2,
        "seats_expert": 2,
        "seats_lawyer": 1,
        "seats_other": 1,
    }


def _decided(county: Play) -> None:
    call = county.opened(BUS)
    opened = county.at
    poll = _polled(county, call)
    for n, (article, stance, text, _result, _reason) in enumerate(ON_BUS):
        receive(
            call,
            receiving.Said(article, stance, text, "anonymous"),
            token(text),
            opened + timedelta(days=n + 1),
        )
    assert call.closes_at is not None
    county.at = call.closes_at
    perform("participation.close_call", on=call, actor=SYSTEM, at=county.at)
    for _article, _stance, text, result, reason in ON_BUS:
        opinion = Opinion.objects.get(call=call, text=text)
        answered = {"opinions": opinion.number, "result": result, "because": reason}
        county.act("participation.answer", "nigao", call, **answered)
    county.act(
        "participation.feed_back", "wenshu", call, result="收到的意见逐条研究，票价不变，老年人免费放宽。"
    )
    for carrier in call.carriers.all():
        given: dict[str, Any] = {
            "channel": carrier.pk,
            "feedback_on": str(localdate(county.at + ONE_DAY)),
            "where": "同一栏目",
        }
        county.at += 2 * ONE_DAY
        county.act("participation.carried", "wenshu", call, **given)
    _poll_reported(county, poll)
    decision = call.decision
    today = str(localdate(county.at))
    county.act("participation.record_risks", "nigao", decision, on=today, **RISKS)
    review = county.act("participation.send_for_legal_review", "nigao", decision).matter
    county.act("participation.write_legal_opinion", "nigao", review, of=BUREAU, **LEGAL)
    county.act("participation.conclude_legal_review", "zhuren", review, of=BUREAU)
    county.act("participation.submit", "zhuren", decision)
    outcome = {"decided_on": str(localdate(county.at)), "outcome": "县政府常务会议审议通过，公文印发后发布。"}
    county.act("participation.decide", "lingdao", decision, **outcome, **DISCUSSED)
    county.act("participation.report_to_party", "lingdao", decision, party_on=str(localdate(county.at)))
    _announced(county, decision)


def _announced(county: Play, decision: Decision) -> None:
    """The document that decides is published, and somebody objects and is answered."""
    county.at += ONE_DAY
    paper = {
        "title": BUS["title"],
        "body": BUS["draft"],
        "genre": "通知",
        "topic": "城乡建设、环境保护/城市规划",
        "formed_on": str(localdate(county.at)),
        "validity": "in_force",
        "attribute": "proactive",
        "proactive_tests": ["1", "2"],
    }
    document = county.act("disclosure.draft", "nigao", decision.agency, **paper).matter
    county.act("participation.name_document", "nigao", decision, document=document.pk)
    for prepare in BEFORE_SUBMITTING:
        prepare(document, county.at)
    county.act("disclosure.submit", "nigao", document)
    county.act("disclosure.recheck", "wenshu", document)
    county.act("secrecy_review.request", "wenshu", document)
    county.reviewed(document)
    for office in ("zhuren", "lingdao") if decision.agency.sign_levels > 1 else ("lingdao",):
        county.act("disclosure.sign", office, document)
    county.act("disclosure.publish", "wenshu", document)
    announced = county.act("participation.announce", "wenshu", decision, **ANNOUNCED).matter
    county.at += 5 * ONE_DAY
    citizen = Actor.citizen("提意见的人", holds=announced.ref)
    data = {"text": OBJECTION["text"], "consent": "anonymous", "token": token(OBJECTION["text"])}
    made = perform("participation.object", on=announced, actor=citizen, at=county.at, data=data).matter
    county.at += 3 * ONE_DAY
    answer = {"result": "mended", "answer": OBJECTION["answer"], "shown": OBJECTION["text"]}
    county.act("participation.answer_objection", "nigao", made, **answer)


def _proposed(county: Play) -> None:
    """Proposals at the county government's office: one taken up, one declined, one being studied, one that just came."""
    office = Agency.objects.get(code=OFFICE)
    citizen = Actor.citizen("提建议的人")
    for given, end in PROPOSALS:
        data = {**given, "consent": "anonymous", "token": token(given["wanted"])}
        county.at = min(county.at + 2 * ONE_DAY, county.now) if end else county.now - 2 * ONE_DAY
        made = perform(
            "participation.submit_proposal", on=office, actor=citizen, at=county.at, data=data
        ).matter
        if not end:
            continue
        clerk, leader = f"{OFFICE}-jingban", f"{OFFICE}-xianzhang"
        shown = {"to": CODE, "shown_title": made.wanted, "shown": made.words}
        county.by(clerk, "participation.refer_proposal", made, **shown)
        if "study" in end:
            county.act("participation.study_proposal", "nigao", made, **end["study"])
        if "act" in end:
            county.at += 6 * ONE_DAY
            county.by(leader, end["act"], made, **end["answer"])


def _agreed(county: Play) -> None:
    """The catalogue of the year, to which the Party committee agreed."""
    year = Decision.objects.public().order_by("-year").values_list("year", flat=True)[0]
    consent = {"party_on": str(localdate(county.now)), "party_document": "县委常委会第 9 次会议"}
    office = Agency.objects.get(code=OFFICE)
    county.by(f"{OFFICE}-zhuren", "participation.publish_catalogue", office, year=year, **consent)


def _to_be_evaluated(county: Play) -> None:
    """The announced decision is to be evaluated, as the agency in charge proposed and the county's leader ordered."""
    decision = Decision.objects.get(state=Decision.State.ANNOUNCED)
    given = {"ground": "short_of_aim", "occasion": "新线路乘客不多，末班车有时空驶。"}
    asked = county.act("participation.propose_evaluation", "lingdao", decision, **given).matter
    ordered = {
        "ground": "short_of_aim",
        "evaluator": "测试大学交通研究所",
        "assessed_before": RISKS["by"].replace("、", "\n"),
    }
    county.by(f"{OFFICE}-xianzhang", "participation.order_evaluation", asked, **ordered)


def _polled(county: Play, call: Call) -> Poll:
    """A poll beside the draft: forty people answer with a code, four on paper, six without a code."""
    poll = county.act("participation.draft_poll", "nigao", call.decision, **POLL).matter
    county.act("participation.hand_in_poll", "nigao", poll)
    county.reviewed(poll)
    opened: Poll = county.act("participation.open_poll", "wenshu", poll).matter
    asked = opened.questionnaire
    assert asked is not None, "an open poll has its questionnaire"
    shown = county.act("participation.issue_slips", "nigao", opened, many=48).shown
    made = taking.batch(asked, codes.normalised(shown[0].partition("：")[2]), 48)
    first = localdate(county.at)
    for n, code in enumerate(made[:40]):
        texts = {"5": "等车的时间太长。"} if n % 9 == 0 else {}
        taking.take(asked, Said(TICKS[n % 5], texts), first + timedelta(days=n % 9), code=code)
    for n in range(6):
        taking.take(asked, Said(TICKS[n % 5]), first + timedelta(days=n + 1))
    sheets = "\n".join(f"{code}|2|1|1|1,2|" for code in made[40:44])
    for office in ("nigao", "jingban"):
        county.act("participation.enter_sheets", office, opened, sheets=sheets)
    return opened


def _poll_reported(county: Play, poll: Poll) -> None:
    """It is over, sheets are counted, the report is public wherever it ran."""
    assert poll.closes_at is not None
    county.at = max(county.at, poll.closes_at)
    perform("participation.close_poll", on=poll, actor=SYSTEM, at=county.at)
    numbers: dict[str, Any] = {
        "printed": 60,
        "issued": 50,
        "returned": 45,
        "void": 1,
        "void_because": "空白",
    }
    county.act("participation.count_poll", "nigao", poll, **numbers)
    county.act("participation.report_poll", "wenshu", poll, **REPORT)
    for channel in poll.channels:
        county.act("participation.carried_poll", "wenshu", poll, channel=channel)


def told() -> list[str]:
    """The lines that tell a visitor numbers and query codes of two opinions."""
    texts = [CAMPAIGN, ON_BUS[1][2]]
    found: list[tuple[str, str]] = [
        (one.number, one.text) for one in Opinion.objects.filter(text__in=texts).order_by("pk")
    ]
    found += [(one.number, one.wanted) for one in Proposal.objects.order_by("pk")]
    found += [(one.number, one.text) for one in Objection.objects.order_by("pk")]
    found += [(one.number, f"hearing {one.name}") for one in Registration.objects.order_by("pk")[:2]]
    return [
        "演示意见、决策建议（在 /participation/track/ 用编号和查询码查看）：",
        *(f"  {number:<12}{CODES.code_of(token(text))}" for number, text in found),
    ]
