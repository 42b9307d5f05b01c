"""One application with everything that people tell, from the form to the complaint, and what goes wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from applications.doors import LINKS
from applications.models import Application, Consultation, Reply
from applications.tasks import render_letters
from applications.views import filing
from disclosure.models import Attachment
from foundation.files.acts import store
from foundation.notices.delivery import deliver
from foundation.notices.models import Dispatch
from foundation.seals.sealing import seal_all
from foundation.visitors import challenge
from tests.applicants import DECISION, Desk, addresses_confirmed, mistyped
from tests.personas import OPINION, County
from tests.planted.words import PUBLIC, TOLD

LIST = "/desk/applications/application/"


class Story:
    """What is done, step by step; `words` are those that turn up on the way, such as codes."""

    def __init__(self, county: County) -> None:
        self.county, self.desk, self.words = county, Desk(county), dict(TOLD)
        county.agencies["rfbsc"].parent = county.agencies["lxcz"]
        county.agencies["rfbsc"].save()
        self.citizen, self.clerk = (
            Client(raise_request_exception=False),
            Client(raise_request_exception=False),
        )
        self.seen: list[bytes] = []
        self.exports: list[bytes] = []

    @property
    def now(self) -> Any:
        """A minute later."""
        self.county.at += timedelta(minutes=1)
        return self.county.at

    def play(self) -> None:
        """Everything, in order."""
        for act in (
            self.publish, self.log_in, self.file, self.track, self.handle, self.ask, self.reply, self.complain,
            self.look_around, self.fail, self.finish,
        ):  # fmt: skip
            act()

    def publish(self) -> None:
        """A document with an internal text and an internal file."""
        given = {
            "title": PUBLIC, "body": "杏子入库前预冷十二小时。", "attribute": "declassified", "declassification": "delete",
            "internal_body": f"杏子入库前预冷十二小时。\n{self.words['internal text']}。",
        }  # fmt: skip
        document = self.county.draft(**given)
        text = self.words["internal file"]
        by, agency = self.county.actor("rfbsc-drafter"), document.agency
        file = store(text.encode(), name="名单.txt", agency=agency, audience="internal", by=by, at=self.now)
        Attachment.objects.create(document=document, file=file, title="名单", position=1)
        do = self.county.do
        do("disclosure.submit", document.ref, "rfbsc-drafter")
        do("disclosure.recheck", document.ref, "rfbsc-records_office")
        review = do("secrecy_review.request", document.ref, "rfbsc-records_office").matter
        do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
        do("disclosure.confirm_declassification", document.ref, "rfbsc-secrecy_office")
        do("disclosure.sign", document.ref, "rfbsc-department_head")
        do("disclosure.sign", document.ref, "rfbsc-leader")
        do("disclosure.publish", document.ref, "rfbsc-records_office")

    def log_in(self) -> None:
        """A wrong password, a password in place of the name, then the right one."""
        person = self.county.people["rfbsc-applications_clerk"]
        person.set_password("right-Password-0417")
        person.save()
        login = "/desk/login/"
        self.clerk.post(login, {"username": person.username, "password": self.words["password"]})
        self.clerk.post(login, {"username": self.words["password for a name"], "password": "x"})
        self.clerk.post(f"{login}?next=/desk/?q={self.words['query']}", {"username": person.username})
        answer = self.clerk.post(login, {"username": person.username, "password": "right-Password-0417"})
        assert answer.status_code == 302
        self.words["session"] = self.clerk.cookies["sessionid"].value

    def form(self, **fields: Any) -> dict[str, Any]:
        """The public form, filled in."""
        told = self.words
        from tests.applications.test_filing_page import form, proof

        given = form(
            name=told["name"],
            identity_number=told["identity"],
            phone=told["phone"],
            email=told["email"],
            address=told["address"],
            wanted=told["wanted"],
            help_needed=told["help needed"],
            **{"altcha": proof(self.county.at), **fields},
        )
        return {**given, "opened": challenge.stamp(given["token"], self.county.at - timedelta(minutes=5))}

    def file(self) -> None:
        """A program is refused, a text taken; the receipt shows number and code."""
        bad = SimpleUploadedFile("证件.exe", b"MZ\x90\x00" * 64 + self.words["refused file"].encode())
        assert self.citizen.post("/apply/", self.form(proof=bad)).status_code == 422
        paper = SimpleUploadedFile(f"{self.words['file name']}.txt", self.words["file"].encode())
        given = self.form(proof=paper, twice="1")
        self.words["form token"] = given["token"]
        page = self.citizen.post("/apply/", given).content.decode()
        code = re.search(r"<dt>查询码</dt>\s*<dd[^>]*>\s*([^\s<]+)", page)
        assert code, page
        self.words["code"] = code[1]
        self.application = Application.objects.get(form_token__gt="")
        render_letters.delay()
        asked = re.search(
            r"/reminders/([^/\s]+)/", Dispatch.objects.filter(channel="email").latest("pk").body
        )
        assert asked
        self.words["confirming token"] = asked[1]
        deliver(self.now)
        assert self.citizen.post(asked[0], {"answer": "confirmed"}).status_code == 303
        addresses_confirmed(self.now)

    def track(self) -> None:
        """A wrong code, then the right one; the page and the receipt."""
        number, code = self.application.number, self.words["code"]
        assert (
            self.citizen.post("/apply/track/", {"number": number, "code": mistyped(code)}).status_code == 422
        )
        self.citizen.get(f"/apply/track/?number={number}&code={code}")
        assert self.citizen.post("/apply/track/", {"number": number, "code": code}).status_code == 303
        assert self.words["wanted"] in self.citizen.get("/apply/track/").content.decode()

    def handle(self) -> None:
        """Registered, revealed, amended."""
        do, application = self.desk.clerk, self.application
        do("applications.register", application, self.now)
        do("applications.reveal", application, self.now, {"reason": "核对身份"})
        page = self.clerk.get(f"{LIST}{application.pk}/change/").content.decode()
        assert self.words["identity"] in page
        asks = {"items": "请写明年份", "guidance": "例如 2024 年", "span": 15}
        do("applications.request_amendment", application, self.now, asks)
        token = re.search(
            r'name="token" value="([0-9a-f]+)"', self.citizen.get("/apply/track/amend/").content.decode()
        )
        assert token
        amended = {
            "token": token[1],
            "wanted": self.words["amended"],
            "form": "electronic",
            "delivery": "email",
        }
        assert self.citizen.post("/apply/track/amend/", amended).status_code == 303

    def ask(self) -> None:
        """A third party is asked by letter and mail, and answers on its page."""
        asked = {
            "party": "third_party", "name": self.words["third party"], "address": self.words["third party's address"],
            "email": self.words["third party's email"], "concern": "苹果窖的换气方法",
        }  # fmt: skip
        matter = Application.objects.get(pk=self.application.pk)
        consultation = self.desk.clerk("applications.consult", matter, self.now, asked).matter
        mailed = Dispatch.objects.get(key=f"consultation:{consultation.pk}")
        link = re.search(r"/apply/consultation/([^/\s]+)/", mailed.body)
        assert link
        self.words["link"] = link[1]
        assert LINKS.matches(link[1], Consultation.objects.get().token_hash)
        answer = {"answer": "refuses", "opinion": self.words["third party's words"]}
        assert Client().get(link[0]).status_code == 200
        assert Client().post(link[0], answer).status_code == 303

    def reply(self) -> None:
        """A reply with a passage struck; an excerpt for everybody; delivered."""
        do, at = self.desk.clerk, self.now
        application = Application.objects.get(pk=self.application.pk)
        do("applications.record_help", application, at, {"given": self.words["help given"]})
        reply = do("applications.draft_reply", application, at).matter
        partial = {"outcome": "partial", "basis": "《条例》第十五条、第三十七条"}
        do("applications.decide", reply, at, {**DECISION, **partial})
        passage = {
            "title": "换气记录", "source": f"窖门朝北。{self.words['struck']}。每日换气两次。",
            "released": "窖门朝北。每日换气两次。", "ground": "third_party",
        }  # fmt: skip
        do("applications.give_passage", reply, at, passage)
        issued = self.desk.signed(Reply.objects.get(pk=reply.pk), at)
        do("applications.issue_reply", issued, at)
        letter = application.letters.get(kind="reply")
        served = {"letter": letter.pk, "way": "pickup", "event": "arrived", "delivered_on": at.date()}
        do("applications.deliver", application, self.now, {**served, "proof": self.words["proof"]})
        excerpt = {
            "title": "苹果窖怎样换气",
            "question": "苹果窖的换气",
            "answer": "窖门朝北。每日换气两次。",
        }
        made = do("applications.excerpt_reply", issued, self.now, excerpt).matter
        self.desk.by("disclosure_head", "applications.publish_excerpt", made, self.now)
        deliver(self.now)
        render_letters.delay()
        render_letters()

    def complain(self) -> None:
        """By the page."""
        page = self.citizen.get("/apply/track/complain/").content.decode()
        token = re.search(r'name="token" value="([0-9a-f]+)"', page)
        assert token, page
        given = {"token": token[1], "to": "superior", "text": self.words["complaint"]}
        assert self.citizen.post("/apply/track/complain/", given).status_code == 303

    def look_around(self) -> None:
        """What anybody can fetch; what a clerk takes away; searches; a form typed and not sent."""
        self.look()
        self.clerk.post(f"{LIST}find/", {"by": "name", "sought": self.words["name"]})
        for wanted in ("xlsx", "print"):
            for kind in ("application", "reply", "consultation", "complaint", "publishedreply"):
                answer = self.clerk.get(f"/desk/applications/{kind}/?as={wanted}")
                assert answer.status_code == 200
                self.exports.append(b"".join(answer) if answer.streaming else answer.content)
        (auditor := Client()).force_login(self.county.people["auditor"])
        answer = auditor.get(reverse("admin:audit"), {"as": "xlsx"})
        self.exports.append(b"".join(answer) if answer.streaming else answer.content)
        ref = Application.objects.get(pk=self.application.pk).ref
        typed = {"wanted": self.words["wanted"], "reason": self.words["name"]}
        self.clerk.post(f"/desk/draft/applications.correct_contact/{ref}/", typed)

    def look(self) -> None:
        """Every public page."""
        anybody, query = Client(), self.words["query"]
        for address in (
            "/", "/documents/", "/agencies/", "/agencies/rfbsc/", "/replies/", "/replies/1/", "/regulations/", "/ledger/",
            "/ledger/1.txt", "/ledger/seals.txt", "/annual-reports/", "/apply/", "/robots.txt", "/sitemap.xml",
        ):  # fmt: skip
            answer = anybody.get(address)
            self.seen.append(b"".join(answer) if answer.streaming else answer.content)
        for address in (f"/documents/?q={query}", f"/replies/?q={query}", f"/nowhere/?q={query}"):
            anybody.get(address)
        near = {"wanted": self.words["wanted"], "do": "look", "agency": "rfbsc"}
        anybody.post("/apply/", near)
        found = anybody.get("/apply/similar/", {"wanted": self.words["wanted"], "q": self.words["wanted"]})
        assert found.status_code == 200
        self.seen.append(found.content)
        self.metrics = anybody.get("/metrics", headers={"authorization": "Bearer monitors"}).content

    def fail(self) -> None:
        """A view raises with what it holds in its message; the database refuses a row; a table is away."""
        told = " ".join(self.words[name] for name in ("name", "wanted", "code", "third party", "struck"))
        with patch.object(filing, "_page", side_effect=KeyError(told)):
            assert self.citizen.get("/apply/").status_code == 500
        for broken in ("applications_applicant", "applications_application", "casework_ledgerline"):
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {broken} RENAME TO away")
            try:
                form = self.form(twice="1")
                assert self.citizen.post("/apply/", form).status_code == 500
                assert self.clerk.post(
                    f"{LIST}find/", {"by": "about", "sought": self.words["wanted"]}
                ).status_code
                assert self.citizen.post("/apply/track/", {"number": "2026-0001", "code": self.words["code"]})
            finally:
                with connection.cursor() as cursor:
                    cursor.execute(f"ALTER TABLE away RENAME TO {broken}")
        self.refused_by_the_database()
        with patch("foundation.correspondence.printing.print_waiting", side_effect=ValueError(told)):
            render_letters.apply()

        def too_late() -> None:
            raise LookupError(told)

        with transaction.atomic():
            transaction.on_commit(too_late, robust=True)

    def refused_by_the_database(self) -> None:
        """A statement with what people told, which fails, in a view."""
        told = "，".join(self.words[name] for name in ("wanted", "struck", "complaint", "code"))

        def broken(*_: Any, **__: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO search_entry (title, text) VALUES (%s, %s)", [told, told])

        def misspelt(*_: Any, **__: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT %s::integer, nothing FROM search_entry", [told])

        for how in (broken, misspelt):
            with patch.object(filing, "_page", side_effect=how):
                assert self.citizen.get("/apply/").status_code == 500

    def finish(self) -> None:
        """Mail goes out, the night's seal is made, the portal is looked at once more."""
        deliver(self.now + timedelta(hours=2))
        seal_all()
        self.look()


@contextmanager
def quick_proof() -> Iterator[None]:
    """Challenges that are solved at once and do not expire."""
    with patch.object(challenge, "EFFORT", 20), patch.object(challenge, "VALID", timedelta(days=40_000)):
        yield
