"""What stirs the public in a simulated year: found, conferred on, judged, answered within hours here or elsewhere, evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from foundation.simulation.players import Beginning, Day, Next, Part, clock_moment
from interpretation.models import OpinionCase
from interpretation.player.duties import DRAFTER, LEADER, PLAYER, RECORDS
from secrecy_review.models import Review
from secrecy_review.player import follow

OPINIONS_A_YEAR = 40
#: Of so many one is another agency's, and one is an emergency of the graver levels, so that the press is called together.
ONE_OF = 6
ANOTHERS, GRAVE = 1, 2
REGRADED, ELSEWHERE, NOT_ANSWERED = 0.1, 0.15, 0.1

STIRRED = (
    ("城南几个村的自来水发黄", "短视频里说自来水发黄，问能不能喝、什么时候好。", "主管道检修以后管壁铁锈被水冲下来，正在冲洗管道，每村安排一辆送水车。"),
    ("通村公路修了半年还没有通车", "多人打热线问通村公路什么时候通车，秋收的粮食运不出来。", "路面已经铺完，正在养护，十天以后通车；这几天走便道。"),
    ("小区供热温度不够", "业主群里说室内温度不到十八度。", "换热站循环泵故障，已经换上备用泵，今晚恢复；温度不达标的天数按规定退费。"),
    ("学校门口上下学堵车", "家长群里反映学校门口堵车，孩子过马路不安全。", "从下周起错时放学，学校门口增派人值守。"),
)  # fmt: skip


@PLAYER.begins
def stirring(day: Day) -> Iterator[Beginning]:
    """Something stirs people, and an agency finds it."""
    codes, stream = day.world.staffed(), day.stream("opinions")
    for n in day.numbers(OPINIONS_A_YEAR, least=ONE_OF):
        facts = {"agency": stream.choice(codes), "what": stream.randrange(len(STIRRED)), "turn": n % ONE_OF}
        yield Beginning(f"o{n}", "find_out", facts)


@PLAYER.stage
def find_out(part: Part) -> Next:
    """It is registered, conferred on and judged within hours."""
    title, summary, _said = STIRRED[part.facts["what"]]
    given = {
        "title": title,
        "emergency": "no",
        "level": part.stream.choice(("third", "fourth")),
        "source": "video",
    }
    given |= {
        "link": "https://video.example/wuyuan/1",
        "summary": summary,
        "place": "县城",
        "reach": "转发数百次",
    }
    given |= clock_moment("appeared_at", part.at - timedelta(hours=2)) | clock_moment("found_at", part.at)
    turn, grave = part.facts["turn"], part.facts["turn"] == GRAVE
    if grave:
        given |= {"emergency": "yes", "level": "second"}
    part.about(part.do("interpretation.register_opinion", DRAFTER, part.agency, **given))
    if turn == ANOTHERS:
        others = [code for code in part.world.staffed() if code != part.agency.code]
        to = part.stream.choice(others)
        part.do("interpretation.pass_on_opinion", RECORDS, to=to, reason="所说的地方和事项归这个机关管。")
        part.facts["agency"] = to
    met = {"conferred_by": "县委宣传部、镇政府分管负责人", "conferred_on": "先说情况，再说办法。"}
    part.do("interpretation.confer", RECORDS, **met, **clock_moment("conferred_at", part.at))
    judged = {"truth": "partly", "risk": "影响群众生活。", "answered": "yes"}
    if not grave and part.chance(NOT_ANSWERED):
        unanswered = {"truth": "false", "risk": "转发不多。", "answered": "no", "measures": "", "line": ""}
        unanswered["no_answer_because"] = "发帖人已经删除并说明是玩笑。"
        part.do("interpretation.judge_opinion", LEADER, **unanswered)
        return part.then(answer_after_all, (1, 3))
    judged |= {"measures": "派人核实，先解决急的。", "line": "实事求是，不清楚的说不清楚。"}
    part.do("interpretation.judge_opinion", LEADER, **judged)
    if not grave and part.chance(REGRADED):
        graver = {"emergency": "no", "level": "second", "reason": "一天里转发上千次。"}
        part.do("interpretation.regrade", LEADER, **graver)
    if not grave and part.chance(ELSEWHERE):
        return part.then(record_word, (0, 0))
    return part.then(respond, (0, 1))


@PLAYER.stage
def respond(part: Part) -> Next:
    title, _summary, said = STIRRED[part.facts["what"]]
    given = {
        "sort": "first",
        "title": f"关于{title}的情况说明",
        "body": f"{title}。经查，{said}",
        "speaker": "单位负责人",
    }
    response = part.do("interpretation.draft_response", DRAFTER, **given)
    part.facts["case"] = part.course.ref
    part.about(response)
    part.do("interpretation.hand_in_response", DRAFTER)
    course = follow(part, Review.objects.of(part.matter).open().get())
    course.due_at = part.moment(0)
    return part.when_done(course, publish_response, (0, 0))


@PLAYER.stage
def publish_response(part: Part) -> Next:
    part.do("interpretation.publish_response", LEADER)
    case = OpinionCase.objects.get(pk=part.facts["case"].rpartition(":")[2])
    part.about(case)
    if part.facts["turn"] == GRAVE:
        held = {"press_place": "县政府新闻发布厅", "press_speakers": "分管副县长、单位负责人"}
        held |= {"press_link": "https://www.example.gov.cn/press/1"}
        held |= clock_moment("press_at", part.at - timedelta(minutes=20))
        part.do("interpretation.record_press", RECORDS, **held)
    return part.then(evaluate, (5, 15))


@PLAYER.stage
def answer_after_all(part: Part) -> Next:
    """It was not over; now it is answered."""
    part.do("interpretation.answer_after_all", LEADER, reason="又有人转发，还是要回应。")
    return part.then(respond, (0, 0))


@PLAYER.stage
def record_word(part: Part) -> Next:
    """The first word was said on the county's own channel, as a second person confirms."""
    said = {"first_word_where": "五原发布微信公众号", "first_word_link": "https://www.example.gov.cn/s/1"}
    said |= clock_moment("first_word_at", part.at - timedelta(minutes=10))
    part.do("interpretation.record_word", RECORDS, **said)
    part.do("interpretation.confirm_word", LEADER)
    return part.then(evaluate, (5, 15))


@PLAYER.stage
def close(part: Part) -> None:
    part.do("interpretation.close_opinion", LEADER, reason="质疑平息，一个月没有新的转发。")


@PLAYER.stage
def evaluate(part: Part) -> Next:
    said = {
        "effect": "质疑平息，转发明显减少。",
        "lessons": "以后检修、施工提前两天告知。",
        "taken_up": "增加现场告示。",
    }
    part.do("interpretation.evaluate", RECORDS, **said)
    return part.then(close, (10, 25))
