"""A list of more than one page costs as many queries as a list of three."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annual_report.figures import Figures
from annual_report.models import AnnualReport
from applications.models import Applicant, Application, PublishedReply, Reply
from applications.queries import index
from disclosure.models import Document, IndexNumber
from evaluation.models import Round, Suggestion
from feedback.models import PublishedMessage
from feedback.queries import index as message_index
from foundation.agencies.models import Agency
from foundation.questionnaires.models import Questionnaire
from interpretation.models import Interpretation, Link
from newmedia.models import Account, Written
from newmedia.models import Message as Comment
from tests.applicants import Desk
from tests.evaluation import tables as evaluations
from tests.feedback.people import Sender
from tests.newmedia.people import ACCOUNT
from tests.participation.people import Office as Decisions
from tests.personas import SHANGHAI, TEXT, County

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 60
AT = datetime(2024, 3, 4, 9, 0, tzinfo=SHANGHAI)


def documents(county: County, first: int, last: int, **fields: str) -> list[Document]:
    """Rows as acts would have left them, without their way."""
    return [
        Document(
            agency=county.agencies["rfbsc"],
            created_at=county.at,
            drafter=county.people["rfbsc-drafter"],
            title=f"关于第 {n} 项工作的通知",
            body=TEXT,
            formed_on=county.at.date(),
            attribute="proactive",
            **fields,
        )
        for n in range(first, last)
    ]


def publish(county: County, first: int, last: int) -> None:
    """Published rows; only the triggers that demand a review step aside, and only here."""
    agency = county.agencies["rfbsc"]
    numbers = IndexNumber.objects.bulk_create(
        IndexNumber(number=f"wy-rfbsc/2024-{n:05d}", agency=agency, year=2024, serial=n)
        for n in range(first, last)
    )
    rows = documents(county, first, last, state="published")
    for row, number in zip(rows, numbers, strict=True):
        row.index, row.published_at = number, county.at - timedelta(seconds=number.serial)
        row.first_published_on = county.at.date()
    with pgtrigger.ignore("disclosure.Document:b_begins_as_draft"):
        Document.objects.bulk_create(rows)


def draft(county: County, first: int, last: int) -> None:
    """Drafts that wait for their drafter."""
    Document.objects.bulk_create(documents(county, first, last))


def queries(client: Client, address: str) -> int:
    """How many queries a page takes, the second time it is asked for."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    assert (
        address in ("/agencies/", "/annual-reports/compare/")
        or "2024-0" in answer.content.decode()
        or "项工作的通知" in answer.content.decode()
    ), address
    return len(captured)


def receive(county: County, first: int, last: int) -> None:
    """Applications that wait to be registered, each with its applicant and its clock."""
    agency = county.agencies["rfbsc"]
    rows = Application.objects.bulk_create(
        Application(
            agency=agency,
            created_at=county.at,
            number=f"2024-{n:04d}",
            channel=("online", "in_person")[n % 2],
            applicant_class="natural",
            wanted="第 1 项工作的通知",
            form="electronic",
            delivery="online",
            received_on=county.at.date(),
        )
        for n in range(first, last)
    )
    Applicant.objects.bulk_create(Applicant(application=row, name="测试人") for row in rows)


def excerpt(county: County, first: int, last: int) -> None:
    """Published replies."""
    receive(county, first, last)
    with pgtrigger.ignore(
        "applications.Application:answered_by_reply", "applications.Reply:b_begins_as_draft"
    ):
        replies = Reply.objects.bulk_create(
            Reply(
                agency=application.agency,
                created_at=county.at,
                application=application,
                state="issued",
                document_number=f"荣丰公复〔2024〕{application.pk}号",
                issued_at=county.at,
            )
            for application in Application.objects.filter(
                number__in=[f"2024-{n:04d}" for n in range(first, last)]
            )
        )
    made = PublishedReply.objects.bulk_create(
        PublishedReply(
            agency=reply.agency,
            created_at=county.at,
            reply=reply,
            title=f"第 {reply.pk} 项工作的通知的答复",
            question="通知",
            answer="予以公开",
            state="published",
            published_at=county.at,
        )
        for reply in replies
    )
    for one in made:
        index.enter(one)


def start_decisions(county: County, first: int, last: int) -> None:
    """Decisions of the catalogue, each with a draft that is open."""
    for _ in range(first, last):
        Decisions(county).opened()


def publish_messages(county: County, first: int, last: int) -> None:
    """Published messages."""
    message = Sender(county).asks_why
    rows = [Sender(county).answered(message(county.at), county.at) for _ in range(first, last)]
    with pgtrigger.ignore("feedback.PublishedMessage:begins_drafted"):
        made = PublishedMessage.objects.bulk_create(
            PublishedMessage(
                agency=row.agency,
                created_at=county.at,
                message=row,
                number=row.number,
                sort=row.sort,
                answered_on=county.at.date(),
                title="某件信息为什么不公开的通知",
                question="通知",
                answer="答复",
                state="published",
                published_at=county.at,
            )
            for row in rows
        )
    for one in made:
        message_index.enter(one)


def send_messages(county: County, first: int, last: int) -> None:
    """Messages."""
    for _ in range(first, last):
        Sender(county).reports_error(county.at)


def report(county: County, first: int, last: int) -> None:
    """Agencies, each with a published annual report."""
    agencies = Agency.objects.bulk_create(
        Agency(code=f"a{n}", name=f"第 {n} 号机关", short_name=f"{n} 号", kind="department")
        for n in range(first, last)
    )
    ignored = ("b_begins_compiling", "e_published_signed")
    with pgtrigger.ignore(*(f"annual_report.AnnualReport:{name}" for name in ignored)):
        AnnualReport.objects.bulk_create(
            AnnualReport(
                agency=agency,
                created_at=county.at,
                year=2023,
                reporter=agency.name,
                state="published",
                figures=Figures({}).entry(),
                signed_at=county.at,
                published_at=county.at,
                first_published_on=county.at.date(),
            )
            for agency in agencies
        )


def explain(county: County, first: int, last: int) -> None:
    """Published interpretations, each of a published document."""
    publish(county, first, last)
    numbers = [f"wy-rfbsc/2024-{n:05d}" for n in range(first, last)]
    ignored = ("Interpretation:b_begins_draft", "Link:a_while_drafted", "Link:touch_interpretation")
    with pgtrigger.ignore(*(f"interpretation.{name}" for name in ignored)):
        rows = Interpretation.objects.bulk_create(
            Interpretation(
                agency=county.agencies["rfbsc"],
                created_at=county.at,
                form="text",
                author="department",
                title=f"第 {n} 项工作的通知解读",
                terms=f"第 {n} 项工作的通知：一个词",
                state="published",
                published_at=county.at - timedelta(seconds=n),
            )
            for n in range(first, last)
        )
        documents = Document.objects.filter(index__number__in=numbers).order_by("index__number")
        Link.objects.bulk_create(
            Link(interpretation=row, document=document) for row, document in zip(rows, documents, strict=True)
        )


def open_accounts(county: County, first: int, last: int) -> None:
    """Accounts of as many agencies, all open."""
    agencies = Agency.objects.bulk_create(
        Agency(code=f"xmt{n}", name=f"新媒体第{n}单位", short_name=f"第{n}单位", kind="department")
        for n in range(first, last)
    )
    with pgtrigger.ignore("newmedia.Account:b_begins_proposed"):
        Account.objects.bulk_create(
            Account(
                agency=agency,
                created_at=county.at,
                title=f"{agency.short_name}发布",
                platform="wechat",
                handle=agency.code,
                address=f"https://www.example.gov.cn/{agency.code}",
                purpose="政务信息",
                subject=agency.name,
                interactions=["notes"],
                state="live",
                opened_on=county.at.date(),
                filed_on=county.at.date(),
                live_at=county.at,
            )
            for agency in agencies
        )


def suggest(county: County, first: int, last: int) -> None:
    """Suggestions of a round whose result everybody reads."""
    row = Round.objects.first() or a_round(county)
    Suggestion.objects.bulk_create(
        Suggestion(
            agency=county.agencies["rfbsc"],
            created_at=county.at,
            round=row,
            number=n,
            text=f"第 {n} 项工作的通知公布得太晚",
        )
        for n in range(first, last)
    )


def a_round(county: County) -> Round:
    """A round that went through nothing: the database would refuse it."""
    samples: dict[Any, Any] = {}
    evaluations.samples(county, samples)
    row: Round = samples[Round]
    asked = Questionnaire.objects.create(
        title=row.title,
        wording=row.once,
        each="【满意度】公开的内容全面吗？",
        subjects=["荣丰办事处"],
        opened_at=county.at,
        closes_at=county.at + timedelta(days=20),
    )
    with pgtrigger.ignore():
        Suggestion.objects.all().delete()
        Round.objects.filter(pk=row.pk).update(
            state="announced",
            questionnaire=asked,
            noticed_at=county.at,
            announced_at=county.at,
            graded_at=county.at,
            summary="有结果了",
        )
    return row


def write_to_an_account(county: County, first: int, last: int) -> None:
    """Comments on one account."""
    account = (
        Account.objects.first()
        or county.do("newmedia.propose", "agency:rfbsc", "rfbsc-drafter", ACCOUNT).matter
    )
    rows = Comment.objects.bulk_create(
        Comment(
            agency=account.agency,
            created_at=county.at,
            account=account,
            number=f"X2026-{n:04d}",
            channel="comments",
            sort="enquiry",
            mark=str(n),
            received_at=county.at,
        )
        for n in range(first, last)
    )
    Written.objects.bulk_create(Written(message=row, text=f"第 {row.number} 条") for row in rows)


PAGES: dict[str, tuple[Callable[[County, int, int], None], str | None]] = {
    "/": (publish, None),
    "/documents/": (publish, None),
    "/documents/?page=1&agency=rfbsc": (publish, None),
    "/agencies/": (publish, None),
    "/agencies/rfbsc/": (publish, None),
    "/desk/": (draft, "rfbsc-drafter"),
    "/desk/disclosure/document/": (draft, "rfbsc-drafter"),
    "/desk/disclosure/document/?q=通知": (publish, "rfbsc-drafter"),
    "/desk/applications/application/": (receive, "rfbsc-applications_clerk"),
    "/desk/applications/application/?state__exact=received&channel__exact=online": (
        receive,
        "rfbsc-applications_clerk",
    ),
    "/desk/applications/application/?q=2024-0001": (receive, "rfbsc-applications_clerk"),
    "/replies/": (excerpt, None),
    "/replies/?q=通知": (excerpt, None),
    "/interpretation/": (explain, None),
    "/interpretation/?agency=rfbsc&form=text": (explain, None),
    "/interpretation/terms/": (explain, None),
    "/desk/interpretation/interpretation/": (explain, "rfbsc-drafter"),
    "/feedback/": (publish_messages, None),
    "/feedback/?agency=rfbsc&sort=why": (publish_messages, None),
    "/desk/feedback/message/": (send_messages, "rfbsc-applications_clerk"),
    "/newmedia/": (open_accounts, None),
    "/newmedia/?platform=wechat&kind=running": (open_accounts, None),
    "/desk/newmedia/account/": (open_accounts, "county_supervisor"),
    "/desk/newmedia/message/": (write_to_an_account, "rfbsc-drafter"),
    "/desk/newmedia/message/?open=1": (write_to_an_account, "rfbsc-drafter"),
    "/api/v1/accounts?limit=500": (open_accounts, None),
    "/desk/newmedia/message/?state__exact=received&sort__exact=enquiry": (
        write_to_an_account,
        "rfbsc-drafter",
    ),
    "/participation/": (start_decisions, None),
    "/participation/catalogue/?year=2026": (start_decisions, None),
    "/evaluation/suggestions/": (suggest, None),
    "/evaluation/suggestions/?kind=deciding": (suggest, None),
    "/desk/evaluation/suggestion/": (suggest, "rfbsc-drafter"),
    "/desk/evaluation/suggestion/?state__exact=received": (suggest, "county_supervisor"),
    "/annual-reports/": (report, None),
    "/annual-reports/compare/": (report, None),
    "/desk/annual_report/annualreport/": (report, "county_supervisor"),
    "/desk/annual_report/annualreport/?q=机关&state__exact=published&year=2023": (
        report,
        "county_supervisor",
    ),
}


@pytest.mark.parametrize("address", PAGES)
def test_a_long_list_costs_no_more_queries(county: County, address: str) -> None:
    make, person = PAGES[address]
    county.at = AT
    client = Client()
    if person:
        client.force_login(county.people[person])
    make(county, 1, FEW + 1)
    few = queries(client, address)
    make(county, FEW + 1, MANY + 1)
    assert queries(client, address) == few
    assert few < 30, f"{address} takes {few} queries"


def test_the_gates_of_a_reply_read_its_parts_once(county: County) -> None:
    """Nine gates look at a reply that is submitted; when each read for itself, the act took 45 queries."""
    desk, at = Desk(county), county.at
    reply = desk.drafted(desk.registered(at), at)
    with CaptureQueriesContext(connection) as captured:
        desk.clerk("applications.submit_reply", reply, at)
    assert len(captured) <= 22, "\n".join(query["sql"][:120] for query in captured)
