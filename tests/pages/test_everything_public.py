"""After each act that changes what citizens see, no address shows the old; and nothing is read that could change unnoticed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.timezone import localdate

from annual_report.printing import MAKERS, make_missing_papers
from applications.models import PublishedReply
from appraisal.models import Appraisal
from disclosure.models import Attachment, Document
from evaluation.models import Round, UnitResult
from feedback.models import PublishedMessage
from foundation.agencies.actors import SYSTEM
from foundation.deadlines.holidays import Day, enter_notice
from foundation.deadlines.punctuality import count_day
from foundation.machines.tasks import keep_editions
from foundation.pages import keeping, shelf
from foundation.pages.state import public_state
from foundation.seals.nightly import verify_and_tell
from foundation.seals.sealing import seal_all
from interpretation.models import Interpretation, OpinionCase, Photo, Question
from newmedia.models import Account, Exchange, Post
from participation.models import Decision, Hearing, Proposal
from tests.annual_report.offices import Office
from tests.applicants import Desk, on
from tests.appraisal.people import published_year
from tests.evaluation.rounds import Rounds
from tests.feedback.people import Sender
from tests.files.samples import pdf
from tests.interpretation import opinions
from tests.interpretation.people import Office as Interpreters
from tests.interpretation.people import answered, asked, out, seen
from tests.newmedia.people import GATES, INTERVIEW, LIVE
from tests.newmedia.people import Office as Accounts
from tests.participation import polls
from tests.participation.hearings import Hearings, discussed, gives_up
from tests.participation.people import ANNOUNCED, says
from tests.participation.people import Office as Decisions
from tests.participation.submissions import ANSWER, COUNTY, SAID, Proposing, handed_in, in_force, objects
from tests.personas import County
from tests.prepared import written_out
from tests.test_visibility import public_names, the_document
from tests.training.people import PLAN, School
from training.models import Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("SR-13")]

#: Tables that public pages read and that change without a trigger of their own, and with what they change.
ALONG = {
    "deadlines_clock": "read until the first day is counted; its acts are counted with the next",
    "deadlines_pause": "the same",
    "casework_ledgerline": "the act that writes the line changes the document or report, or a seal covers it",
    "disclosure_attachment": "those of a published document are not touched",
    "disclosure_historicaldocument": "written with the document",
    "disclosure_indexnumber": "given once, with the publication",
    "files_storedfile": "what stands in a file that was published is not touched",
    "applications_decision": "those of an issued reply stay as they are",
    "agencies_historicalagency": "written with the agency",
    "annual_report_adjustment": "those of a published report are not touched",
    "seals_sealedline": "written with its seal",
    "participation_answer": "read once the feedback is published, and then they stay as they are",
    "participation_membership": "the same",
    "participation_opinion": "the same; a mark on one has a trigger",
    "participation_opiniongroup": "the same",
    "participation_sender": "the same",
    "participation_invitee": "read once it is public what became of the points",
    "participation_statement": "the same",
    "search_tally": "written with the entries",
    "evaluation_unit": "written with the plan that becomes public, and then they stay as they are",
    "evaluation_scoresheet": "read once the result is public, and then they stay as they are",
    "evaluation_complaint": "handled before the result is public",
    "questionnaires_code": "counted once the result is public, when none is made any more",
    "interpretation_link": "those of a signed interpretation are not touched",
    "interpretation_photo": "the same",
    "accountability_case": "counted once its year is over, on a page that is not kept",
    "training_attendance": "counted once its session is recorded; a correction writes the accounts",
    "appraisal_scheme": "of a published year it is fixed",
    "appraisal_indicator": "the same",
    "training_mark": "counted once its exam is published; a correction writes the accounts",
}
#: A day that is over when everything here is looked at.
PAST = "2026-11-08"
_TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')
#: The pages of one who says something of a draft.
OF_ONE_SENDER = {
    "write",
    "challenge",
    "track",
    "track_leave",
    "withdraw",
    "prove",
    "register",
    "poll_answer",
    "poll_slips",
    "propose",
    "track_proposal",
    "object",
    "track_objection",
    "withdraw_proposal",
    "withdraw_objection",
    "track_registration",
    "correct_registration",
    "withdraw_registration",
}
#: Addresses that show something of one visitor, or to monitors alone: they are never kept.
OF_ONE_VISITOR = {
    name
    for name in public_names()
    if name in ("healthz", "metrics")
    or name.startswith(("applications:", "notices:", "training:sign"))
    or (name.startswith("participation:") and name.partition(":")[2] in OF_ONE_SENDER)
    or (name.startswith("feedback:") and name not in ("feedback:list", "feedback:detail"))
    or name in (f"interpretation:{own}" for own in ("ask", "challenge", "track", "unclear"))
    or name in ("newmedia:exchange_answer", "newmedia:challenge")
    or name in (f"evaluation:{own}" for own in ("answer", "one", "slips", "complain", "challenge"))
    or (name.startswith("accountability:") and name != "accountability:about")
    or name in ("training:check", "training:certificate")
}


def addresses() -> Iterator[str]:
    """Every public address, for what stands in the database."""
    document = Document.objects.exclude(index=None).order_by("pk").first()
    attachment, reply = Attachment.objects.first(), PublishedReply.objects.first()
    message, decision = PublishedMessage.objects.first(), Decision.objects.order_by("pk").first()
    explained = [[one] for one in Interpretation.objects.order_by("pk").values_list("pk", flat=True)]
    pictures = [[one.interpretation_id, one.pk] for one in Photo.objects.order_by("pk")]
    heard = [[one.decision.number, one.edition] for one in Hearing.objects.public().order_by("pk")]
    number = document.index_number if document else "wy-rfbsc/2026-00001"
    report = ["rfbsc", 2025]
    years = [[year] for year in Appraisal.objects.values_list("year", flat=True)]
    rounds = [[year] for year in Round.objects.values_list("year", flat=True)]
    units = [[year, unit] for (year,) in rounds for unit in (1, 2)]
    arguments: dict[str, list[list[Any]]] = {
        "documents:detail": [[number]],
        "documents:version": [[number, 1], [number, 2]],
        "documents:file": [[number, 1, attachment.file.sha256, attachment.file.name]] if attachment else [],
        "documents:code": [[number]],
        "documents:pdf": [[number, 1]],
        "documents:docx": [[number, 1]],
        "agencies:detail": [["rfbsc"]],
        "sitemap_part": [["pages"], ["agencies"], ["published"]],
        "replies:detail": [[reply.pk]] if reply else [],
        "feedback:detail": [[message.number]] if message else [],
        "api:message": [[message.pk]] if message else [],
        "interpretation:detail": explained,
        "interpretation:question": [[one] for one in Question.objects.values_list("number", flat=True)],
        "interpretation:chart": explained,
        "interpretation:media": explained,
        "interpretation:captions": explained,
        "interpretation:photo": pictures,
        "interpretation:mine": explained,
        "interpretation:dates": explained,
        "interpretation:response": [[one] for one in OpinionCase.objects.values_list("pk", flat=True)],
        "interpretation:sheet": explained,
        "api:interpretation": explained,
        "participation:detail": [[one] for one in Decision.objects.values_list("number", flat=True)],
        "participation:objections": [[one] for one in Decision.objects.values_list("number", flat=True)],
        "participation:proposal": [[one] for one in Proposal.objects.values_list("number", flat=True)],
        "participation:opinions_file": [[decision.number, 1]] if decision else [],
        "participation:opinions_paper": [[decision.number, 1]] if decision else [],
        "participation:poll": [[decision.number]] if decision else [],
        "participation:poll_result": [[decision.number]] if decision else [],
        "participation:poster": [[decision.number]] if decision else [],
        "participation:compare": [[decision.number]] if decision else [],
        "participation:digests": [[decision.number]] if decision else [],
        "participation:leaves": [[decision.number, 1, "2026-11-08"]] if decision else [],
        "participation:notice": [[decision.number, 1]] if decision else [],
        "participation:draw": heard,
        "participation:registrations": heard,
        "participation:opinions": [[decision.number, 1]] if decision else [],
        "newmedia:detail": [[one] for one in Account.objects.values_list("pk", flat=True)],
        "newmedia:exchange": [[one] for one in Exchange.objects.values_list("pk", flat=True)],
        "newmedia:exchange_result": [[one] for one in Exchange.objects.values_list("pk", flat=True)],
        "newmedia:post": [[one] for one in Post.objects.values_list("pk", flat=True)],
        "api:account": [[one] for one in Account.objects.values_list("pk", flat=True)],
        "training:session": [[one] for one in Session.objects.public().values_list("pk", flat=True)],
        "training:calendar": [["rfbsc"]],
        "newmedia:code": [[one] for one in Account.objects.values_list("pk", flat=True)],
        **{f"evaluation:{name}": rounds for name in ("detail", "result", "unit_file", "trial")},
        **{f"appraisal:{name}": years for name in ("detail", "result")},
        "evaluation:unit": units,
        "evaluation:pocket": units,
        "api:evaluation": [[one] for one in UnitResult.objects.public().values_list("pk", flat=True)],
        "regulations:detail": [["secrecy_review"]],
        "api:document": [number.split("/")],
        "api:document_version": [[*number.split("/"), 1], [*number.split("/"), 2]],
        "api:agency": [["rfbsc"]],
        "api:regulation": [["secrecy_review"]],
        "api:proposal": [[one.pk] for one in Proposal.objects.readable().order_by("pk")],
        "api:reply": [[reply.pk]] if reply else [],
        "api:report": [report],
        "api:nothing": [["elsewhere"]],
        "data:file": [["documents"]],
        "seals:lines": [[1]],
        "annual_reports:detail": [report],
        "annual_reports:version": [[*report, 1]],
        "annual_reports:file": [[*report, 1, kind] for kind in ("json", "csv", "pdf")],
    }
    for name in sorted(set(public_names()) - OF_ONE_VISITOR):
        for given in arguments.get(name, [[]]):
            yield reverse(name, args=given)
    yield f"{reverse('documents:list')}?q=总体要求"
    yield f"{reverse('documents:list')}?agency=rfbsc&year=2024"
    yield f"{reverse('documents:list')}?on={PAST}"
    yield f"{reverse('documents:catalogue_csv')}?on={PAST}"
    yield f"{reverse('documents:norms')}?on={PAST}"
    yield f"{reverse('documents:heads')}?on={PAST}"
    yield f"{reverse('documents:guides')}?on={PAST}"
    yield f"{reverse('documents:detail', args=[number])}?on={PAST}"
    yield f"{reverse('documents:version', args=[number, 1])}?on={PAST}"
    yield f"{reverse('documents:heads')}?agency=rfbsc"
    yield f"{reverse('search')}?q=总体要求"
    yield f"{reverse('search')}?q=荣丰局"
    yield f"{reverse('suggestions')}?q=总体要求"
    yield f"{reverse('feed')}?agency=rfbsc"
    yield f"{reverse('feed')}?q=总体要求"
    yield f"{reverse('replies:list')}?q=承包地"
    yield f"{reverse('api:search')}?q=总体要求"
    yield f"{reverse('api:documents')}?format=csv"
    yield f"{reverse('annual_reports:compare')}?report=rfbsc-2025"
    if attachment:
        yield f"{reverse('seals:file')}?sha256={attachment.file.sha256}"


#: The address at which each change below is seen; # stands for any number.
SEEN_AT = {
    "a plan of training is approved": "/training/",
    "a session of training is announced": "/training/sessions/#/",
    "somebody is to be trained": "/training/",
    "the day of the gate is stated": "/training/",
    "a document is published with its interpretation": "/documents/",
    "an interpretation is released elsewhere": "/interpretation/#/",
    "a question is answered": "/interpretation/questions/",
    "a film is published": "/feed.atom",
    "what people are concerned about is answered": "/interpretation/responses/",
    "an interpretation is withdrawn": "/interpretation/#/",
    "a document is published": "/documents/catalogue.csv",
    "an agency has another telephone": "/documents/guides/",
    "an agency is renamed": "/agencies/",
    "a reply is published": "/replies/",
    "a message is answered": "/feedback/",
    "a message is published": "/feedback/",
    "what came of a draft is published": "/participation/J#-#/opinions/#/",
    "a hearing is announced": "/participation/J#-#/hearing/#/notice/",
    "a hearing is postponed": "/participation/J#-#/hearing/#/notice/",
    "somebody withdraws who wanted to speak": "/participation/J#-#/hearing/#/draw/",
    "what came of a poll is published": "/participation/J#-#/poll/",
    "somebody attends the meeting that decides": "/participation/J#-#/",
    "an opinion is masked": "/participation/J#-#/opinions/#.csv",
    "a proposal is passed on": "/participation/proposals/",
    "a proposal is declined": "/api/v#/proposals",
    "an objection is answered": "/participation/J#-#/objections/",
    "the catalogue of a year is published": "/participation/catalogue/",
    "a decision is evaluated": "/participation/J#-#/",
    "the plan of an evaluation is public": "/evaluation/#/",
    "the result of an evaluation is announced": "/api/v#/evaluations",
    "a suggestion is declined": "/evaluation/suggestions/",
    "somebody is to evaluate": "/evaluation/supervisors/",
    "a report is published": "/annual-reports/compare/",
    "a report is printed": "/annual-reports/rfbsc/#/",
    "the files of the night are made": "/data/",
    "a document is put under a head": "/documents/heads/",
    "an empty head is explained": "/documents/heads/",
    "an account is opened": "/newmedia/#/",
    "a post is released": "/newmedia/posts/#/",
    "a post is put right": "/newmedia/corrections/",
    "a post is withdrawn": "/newmedia/corrections/",
    "an interview is announced": "/newmedia/exchanges/",
    "an account is suspended": "/newmedia/#/code.svg",
    "a decision is announced": "/participation/J#-#/",
    "a document is withdrawn": "/api/v#/documents/withdrawn",
    "a withdrawal is undone": "/agencies/rfbsc/",
    "a report is withdrawn": "/annual-reports/rfbsc/#/",
    "a holiday is added": "/time-limits/time-limits.csv",
    "the time limits are counted": "/time-limits/",
    "the ledger is sealed": "/ledger/",
    "the ledger is verified": "/ledger/",
}


def kind_of(address: str) -> str:
    """An address without what is asked for, its numbers left out."""
    return re.sub(r"\d+", "#", address.partition("?")[0])


def shown(where: str = "") -> dict[str, tuple[int, str]]:
    """What every address answers, or every one of a kind."""
    asked = (address for address in addresses() if where in ("", kind_of(address)))
    answers = ((address, Client().get(address)) for address in asked)
    return {
        address: (answer.status_code, b"".join(answer).decode("utf-8", "replace"))
        for address, answer in answers
    }


class Asked:
    """A portal on another host, whose pages are empty: it knows whether a page was made or taken from the shelf."""

    def __init__(self) -> None:
        self._made = False
        self._browser, self._answer = (
            RequestFactory(HTTP_HOST="elsewhere.test"),
            keeping.kept_pages(self._make),
        )

    def _make(self, request: HttpRequest) -> HttpResponse:
        self._made = True
        response = HttpResponse("-" * keeping.WORTH_PACKING)
        response.may_be_kept = True  # type: ignore[attr-defined]
        return response

    def anew(self) -> set[str]:
        """The addresses, of all public ones, whose pages are made when they are asked for now."""
        return {address for address in addresses() if self._is_made(address)}

    def _is_made(self, address: str) -> bool:
        self._made = False
        self._answer(self._browser.get(address))
        return self._made


class Nothing(shelf.Shelf):
    """A shelf on which nothing is kept."""

    def get(self, address: str, state: str, *, shared: bool) -> None:
        return None

    def put(self, page: shelf.KeptPage, *, shared: bool) -> None:
        return None


def test_after_each_change_every_address_shows_the_new(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MAKERS, "pdf", lambda contents: pdf(title=contents.title))
    # No page takes the place of another, so that every one is tried.
    monkeypatch.setattr(shelf, "HERE", 2**32)
    desk, clerk = Desk(county), "rfbsc-records_office"
    published_year(county)
    office = Office(county).signed()
    before_all, rounds = county.at, Rounds(county)
    judged = rounds.settled(year=2025, title="2025 年社会评议")
    person = rounds.nominated()
    card = rounds.passed_on(judged)
    county.at = before_all
    replied = desk.closed(on("2026-11-02"), on("2026-11-05")).replies.get()
    excerpted = {"title": "承包地调查结果", "question": "调查结果", "answer": "予以公开"}
    excerpt = desk.clerk("applications.excerpt_reply", replied, on("2026-11-06"), excerpted).matter
    sender = Sender(county)
    message, told = (
        sender.asks_why(on("2026-11-05")),
        sender.answered(sender.asks_why(on("2026-11-05")), on("2026-11-06")),
    )
    texts = {"title": "某件信息为什么不公开", "question": "为什么不公开", "answer": told.answer}
    said = sender.by("applications_clerk", "feedback.excerpt", told, on("2026-11-06"), texts).matter
    interpreters = Interpreters(county)
    binding = interpreters.determined(interpreters.ready())
    material = interpreters.material(binding)
    stirred = opinions.judged(interpreters, opinions.registered(interpreters, county.at), county.at)
    document = the_document(county, "determined").document
    decisions = Decisions(county)
    call = decisions.opened(decisions.started(ways=["draft", "hearing", "poll"]))
    hearing = Hearings(decisions).ready(call.decision)
    polled = polls.opened(decisions, call.decision)
    opinion = says(call)
    call = decisions.answered(decisions.closed(call))
    polled = polls.counted(decisions, polled, 0)
    other = discussed(decisions, document)
    proposing = Proposing(county, "lxcz")
    received, studied = proposing.submitted(), proposing.studied()
    standing = in_force(decisions)
    objection = objects(county, standing)
    evaluated = handed_in(decisions, standing)
    over, result = county.at + timedelta(minutes=1), {"result": "已经采纳。"}
    hidden = {"opinions": opinion.number, "text": "〔隐去一句〕", "reason": "别人的姓名"}
    accounts = Accounts(county)
    account, live = accounts.filed(platform="weibo"), accounts.live()
    post = accounts.approved(accounts.written(live))
    opened = {**LIVE, "handle": "weibo", "opened_on": str(localdate(county.at))}
    county.at = on("2026-11-02")
    meetings = Hearings(decisions)
    soon = {"registration_until": "2026-11-03", "lot_on": "2026-11-04", "lot": "11月4日收盘点位"}
    over_soon = meetings.closed(meetings.announced(meetings.planned(), **soon))
    county.at = on("2026-11-09")
    to_come = rounds.ready(opens_on="2026-12-01", closes_on="2026-12-20")
    talk = accounts.planned(live, **{**INTERVIEW, "wording": "", **accounts.when(24 * 20)})
    reason = {"reason": "内容有误，另行发布。"}
    attending = {"group": "public", "name": "测试甲", "meeting": "常务会议", "met_on": str(localdate(over))}
    later = {"held_on": "2026-11-30", "held_time": "09:30", "reason": "场地要修。"}
    renamed = {"name": "五原县荣丰新局", "short_name": "荣丰新局", "reason": "机构改革。"}
    local = Day(date(2026, 6, 15), working=False, name="地方纪念日")

    def do(name: str, on: str, by: str, data: dict[str, Any] | None = None) -> Callable[[], Any]:
        return lambda: county.do(name, on, by, data)

    def film() -> None:
        made = seen(interpreters, county.fresh(binding))
        helps = {
            "selfcheck": "问：家里烧煤吗？\n是：有补贴。\n条文：全文\n否：没有。",
            "dates": "2026-12-01 起受理",
        }
        interpreters.by("drafter", "interpretation.help_readers", made, helps)
        out(interpreters, made)

    school, neighbours = School(county), School(county, "lxcz")
    school.person()
    plan = neighbours.do("draft_plan", neighbours.agency, data=PLAN).matter
    planned = school.session(school.plan(), "2026-12-05 09:00")

    changes: dict[str, Callable[[], Any]] = {
        "a plan of training is approved": do("training.approve_plan", plan.ref, "lxcz-leader"),
        "a session of training is announced": do("training.notify", planned.ref, clerk),
        "somebody is to be trained": lambda: school.person("测试二", "10002"),
        "the day of the gate is stated": do(
            "training.state_rule",
            "agency:bmj",
            "county_supervisor",
            {"from_on": "2027-01-01", "in_post_until": "2027-06-30"},
        ),
        "a document is published with its interpretation": do("disclosure.publish", binding.ref, clerk),
        "an interpretation is released elsewhere": do(
            "interpretation.record_release",
            material.ref,
            clerk,
            {"medium": "公众号", "released_at_0": "2026-11-09", "released_at_1": "09:02", "reason": "定时"},
        ),
        "a question is answered": lambda: answered(interpreters, asked(county, county.fresh(binding))),
        "a film is published": film,
        "what people are concerned about is answered": lambda: opinions.answered(
            interpreters, stirred, county.at
        ),
        "an interpretation is withdrawn": do(
            "interpretation.withdraw", material.ref, clerk, {"reason": "说法有误"}
        ),
        "a document is published": do("disclosure.publish", document.ref, clerk),
        "an agency has another telephone": do(
            "agencies.set_contacts", "agency:rfbsc", "rfbsc-agency_admin", {"office_phone": "0478-5210000"}
        ),
        "an agency is renamed": do("agencies.rename", "agency:rfbsc", "county_supervisor", renamed),
        "a reply is published": lambda: desk.by(
            "disclosure_head", "applications.publish_excerpt", excerpt, county.at
        ),
        "a message is answered": lambda: sender.answered(message, county.at),
        "a message is published": lambda: sender.by(
            "disclosure_head", "feedback.publish_excerpt", said, county.at
        ),
        "what came of a draft is published": lambda: decisions.do(
            "feed_back", call, "records_office", result, at=over
        ),
        "a hearing is announced": lambda: decisions.do("announce_hearing", hearing, "records_office"),
        "a hearing is postponed": lambda: decisions.do("postpone_hearing", hearing, "records_office", later),
        "somebody withdraws who wanted to speak": lambda: gives_up(meetings, over_soon.registrations.first()),
        "what came of a poll is published": lambda: decisions.do(
            "report_poll", polled, "records_office", polls.REPORT, at=over
        ),
        "somebody attends the meeting that decides": lambda: decisions.do(
            "record_attendee", other, "drafter", attending, at=over
        ),
        "an opinion is masked": lambda: decisions.do("show_as", call, "drafter", hidden, at=over),
        "a proposal is passed on": lambda: proposing.referred(received),
        "a proposal is declined": lambda: proposing.act(
            "decline_proposal", studied, "lxcz-county_leader", answer="明年再说。"
        ),
        "an objection is answered": lambda: decisions.do(
            "answer_objection", objection, "drafter", {**ANSWER, "shown": SAID["text"]}
        ),
        "the catalogue of a year is published": do(
            "participation.publish_catalogue",
            "agency:lxcz",
            "lxcz-records_office",
            {"year": 2026, "party_on": str(localdate(county.at)), "party_document": "县委常委会第 3 次会议"},
        ),
        "a decision is evaluated": do(
            "participation.take_evaluation", evaluated.ref, COUNTY, {"conclusion": "照旧执行。"}
        ),
        "the plan of an evaluation is public": lambda: rounds.do("notice_round", to_come, "records_office"),
        "the result of an evaluation is announced": lambda: rounds.announce(judged),
        "a suggestion is declined": lambda: rounds.do(
            "decline", card, "department_head", {"reply": "依法不能。"}, code="lxcz"
        ),
        "somebody is to evaluate": lambda: rounds.do("announce_supervisor", person, "records_office"),
        "a report is published": lambda: office.act("publish"),
        "a report is printed": lambda: make_missing_papers(at=office.at, by=SYSTEM),
        "the files of the night are made": keep_editions,
        "a document is put under a head": do("disclosure.classify", document.ref, clerk, {"head": "20-7"}),
        "an empty head is explained": do(
            "disclosure.explain_head", "agency:rfbsc", clerk, {"head": "20-14", "why": "nothing_yet"}
        ),
        "an account is opened": lambda: accounts.do("go_live", account, "drafter", opened),
        "a post is released": lambda: accounts.release(post),
        "a post is put right": lambda: accounts.do(
            "mend", post, "leader", {"sort": "correction", "text": "应为 11 月 4 日。"}
        ),
        "a post is withdrawn": lambda: accounts.do("withdraw_post", post, "leader", {"reason": "有误"}),
        "an interview is announced": lambda: accounts.do(
            "announce_exchange", talk, "leader", {"gates": GATES}
        ),
        "an account is suspended": lambda: accounts.do(
            "suspend", live, "leader", {"because": "hacked", "reason": "密码被改"}
        ),
        "a decision is announced": lambda: decisions.do(
            "announce", other, "records_office", ANNOUNCED, at=over
        ),
        "a document is withdrawn": do("disclosure.withdraw", document.ref, clerk, reason),
        "a withdrawal is undone": do("disclosure.restore", document.ref, clerk, {"reason": "撤错了。"}),
        "a report is withdrawn": lambda: office.act("withdraw", **reason),
        "a holiday is added": lambda: enter_notice(
            year=2026,
            document_number="内政办发〔2026〕8号",
            title="地方放假",
            days=[local],
            at=county.at,
            scope="local",
        ),
        "the time limits are counted": lambda: count_day(county.at - timedelta(days=1)),
        "the ledger is sealed": seal_all,
        "the ledger is verified": lambda: verify_and_tell(county.at),
    }
    read = set[str]()

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        read.update(_TABLE.findall(written_out(sql)))
        return execute(sql, *rest)

    elsewhere = Asked()
    assert set(changes) == set(SEEN_AT)
    for what, change in changes.items():
        before, mark = shown(SEEN_AT[what]), public_state()
        elsewhere.anew()
        change()
        assert public_state() != mark, f"{what}, and what is kept does not know it"
        assert elsewhere.anew() == set(addresses()), f"{what}, and the old is still shown"
        with connection.execute_wrapper(note):
            assert shown(SEEN_AT[what]) != before, f"{what}, and nobody could see it"
    assert not elsewhere.anew(), "nothing was kept, so nothing was tried"
    with connection.execute_wrapper(note):
        kept = shown()
    monkeypatch.setattr(keeping, "SHELF", Nothing())
    assert kept == shown()
    declared = {
        model._meta.db_table
        for model, trigger in pgtrigger.registered()
        if trigger.name == "changes_public_pages"
    }
    assert read - declared == set(ALONG)
    assert declared <= read, "a trigger that no page needs"
