"""Nothing typed is lost: what somebody types at the desk is kept for them until it is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from foundation.casework.models import Draft
from foundation.casework.tasks import clear_sessions
from tests.doors import Doors
from tests.personas import DRAFT

BY = "rfbsc-drafter"
ACT = "/desk/act/disclosure.draft/agency:rfbsc/"
KEEP = "/desk/draft/disclosure.draft/agency:rfbsc/"
TYPED: dict[str, Any] = {**DRAFT, "title": "写到一半的通知", "seen": "1.abc"}


def test_what_is_typed_is_kept_encrypted_and_offered(doors: Doors) -> None:
    client = doors.desk(BY)
    assert f'data-draft="{KEEP}"' in client.get(ACT).content.decode()
    assert client.post(KEEP, TYPED).json()["kept"]
    client.post(KEEP, TYPED | {"title": "写得更多的通知"})
    assert Draft.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM casework_draft")
        assert "title" not in str(cursor.fetchall())
    page = client.get(ACT).content.decode()
    assert "上次没有办完" in page
    assert "写得更多的通知" not in page
    taken = client.get(f"{ACT}?draft=1")
    form = taken.context["form"]
    assert form["title"].value() == "写得更多的通知"
    assert form["proactive_tests"].value() == DRAFT["proactive_tests"]
    assert "上次没有办完" not in taken.content.decode()
    # Nobody else sees it, nor does another matter.
    assert "上次没有办完" not in doors.desk("lxcz-drafter").get(ACT.replace("rfbsc", "lxcz")).content.decode()


def test_it_goes_when_the_act_is_done_or_its_author_says_so_or_after_a_month(doors: Doors) -> None:
    client = doors.desk(BY)
    client.post(KEEP, TYPED)
    assert client.post(ACT, {**DRAFT, "title": ""}).status_code == 422
    assert Draft.objects.count() == 1
    assert client.post(ACT, DRAFT).status_code == 302
    assert not Draft.objects.exists()
    client.post(KEEP, TYPED)
    assert client.post(KEEP, {"forget": "1"})["Location"] == ACT
    assert not Draft.objects.exists()
    client.post(KEEP, TYPED)
    doors.county.at += timedelta(days=31)
    assert "上次没有办完" not in doors.desk(BY).get(ACT).content.decode()
    clear_sessions()
    assert not Draft.objects.exists()


def test_passwords_and_short_forms_are_not_kept(doors: Doors) -> None:
    address = "/desk/draft/agencies.change_password/staff:rfbsc-drafter/"
    given = {"current": "only-for-tests-1", "password": "a-better-Word-5"}
    assert doors.desk(BY).post(address, given).json() == {"kept": ""}
    assert not Draft.objects.exists()


def test_a_draft_of_what_one_may_not_see_does_not_exist(doors: Doors) -> None:
    document = doors.county.draft()
    address = f"/desk/draft/disclosure.edit/{document.ref}/"
    assert doors.desk("lxcz-drafter").post(address, TYPED).status_code == 404
    assert not Draft.objects.exists()


def test_a_concurrent_edit_shows_both_texts_before_one_wins(doors: Doors) -> None:
    county = doors.county
    document = county.draft()
    address = f"/desk/act/disclosure.edit/{document.ref}/"
    client = doors.desk(BY)
    opened, elsewhere = client.get(address), client.get(address)
    first = {**DRAFT, "body": "别人写的正文", "seen": elsewhere.context["seen"]}
    assert client.post(address, first).status_code == 302
    mine = {**DRAFT, "body": "我写的正文", "seen": opened.context["seen"]}
    answer = client.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我写的正文" in page
    assert "现在的内容（您打开以后别人办理过）" in page
    assert "别人写的正文" in page
    assert page.count("现在的内容（") == 1
    assert county.fresh(document).body == "别人写的正文"
    assert client.post(address, mine | {"seen": answer.context["seen"]}).status_code == 302
    assert county.fresh(document).body == "我写的正文"
