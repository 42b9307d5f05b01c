"""The second factor: enrolled at the desk, demanded by a setting, each code once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from foundation.agencies.models import SecondFactor, Staff
from foundation.casework import second_factor
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.second_factor import code_at
from foundation.notices.models import Notice
from foundation.privacy.keys import decrypt
from tests.doors import Doors
from tests.personas import PASSWORD, County

LEADER, ADMIN = "rfbsc-leader", "rfbsc-agency_admin"
ENROL = f"/desk/act/agencies.enrol_second_factor/staff:{LEADER}/"


def now_code(county: County, secret: str, later: int = 0) -> str:
    return code_at(secret, int(county.at.timestamp()) // second_factor.INTERVAL + later)


def signed_in(username: str = LEADER) -> Client:
    client = Client()
    client.post("/desk/login/", {"username": username, "password": PASSWORD, "next": "/desk/"})
    return client


def enrolled(county: County, client: Client) -> tuple[str, list[str]]:
    """Enrol as somebody does it: read the secret from the page, answer with a code; returns it and the recovery codes."""
    sealed = client.get(ENROL).context["form"].initial["secret"]
    secret = decrypt(sealed).partition(":")[2]
    page = client.post(ENROL, {"secret": sealed, "code": now_code(county, secret)})
    assert page.status_code == 200, page.content.decode()
    county.at += timedelta(minutes=1)
    return secret, list(page.context["done"].shown[1:])


@pytest.fixture
def demanded(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.clause("SR-6(2)")
@pytest.mark.usefixtures("demanded")
def test_who_signs_reviews_or_administers_enrols_before_anything_else(county: County) -> None:
    for role in ("leader", "department_head", "secrecy_reviewer", "records_office", "agency_admin"):
        client = signed_in(f"rfbsc-{role}")
        there = client.get("/desk/")["Location"]
        assert there == f"/desk/act/agencies.enrol_second_factor/staff:rfbsc-{role}/"
        assert client.get(there).status_code == 200
    assert signed_in("county_supervisor").get("/desk/").status_code == 302
    assert signed_in("rfbsc-drafter").get("/desk/").status_code == 200


def test_without_the_setting_nobody_must(county: County) -> None:
    assert signed_in().get("/desk/").status_code == 200


@pytest.mark.clause("SR-6(2)")
@pytest.mark.usefixtures("demanded")
def test_after_the_password_comes_the_code_and_each_counts_once(county: County) -> None:
    first = signed_in()
    secret, _codes = enrolled(county, first)
    assert first.get("/desk/").status_code == 200
    client = signed_in()
    for address in ("/desk/", "/desk/inbox/", ENROL, "/desk/password_change/"):
        assert client.get(address)["Location"] == "/desk/code/"
    code = now_code(county, secret)
    wrong = "000000" if code != "000000" else "111111"
    assert "口令不对" in client.post("/desk/code/", {"code": wrong}).content.decode()
    assert client.get("/desk/").status_code == 302
    assert client.post("/desk/code/", {"code": f"{code[:3]} {code[3:]}"})["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert "已经用过" in signed_in().post("/desk/code/", {"code": code}).content.decode()
    # Nor does an older code that was never used count after a newer one.
    assert (
        "已经用过" in signed_in().post("/desk/code/", {"code": now_code(county, secret, -1)}).content.decode()
    )


@pytest.mark.clause("SR-6(2)")
def test_wrong_codes_shut_the_door_for_a_while(county: County) -> None:
    secret, _codes = enrolled(county, signed_in())
    client = signed_in()
    for _ in range(second_factor.FAILURES):
        client.post("/desk/code/", {"code": "no-such"})
    right = {"code": now_code(county, secret)}
    assert "15 分钟后再试" in client.post("/desk/code/", right).content.decode()
    county.at += timedelta(minutes=16)
    assert client.post("/desk/code/", {"code": now_code(county, secret)}).status_code == 302


@pytest.mark.clause("SR-6(2)")
def test_a_recovery_code_counts_once_and_is_kept_as_a_digest(county: County) -> None:
    client = signed_in()
    secret, codes = enrolled(county, client)
    assert len(codes) == len(set(codes)) == second_factor.RECOVERY_CODES
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, recovery::text FROM agencies_secondfactor")
        kept = str(cursor.fetchall())
    assert secret not in kept
    assert not any(code in kept for code in codes)
    said = f"{list(LedgerLine.objects.values())}{list(Notice.objects.values())}"
    assert secret not in said
    assert not any(code in said for code in codes)
    assert signed_in().post("/desk/code/", {"code": codes[3].upper()}).status_code == 302
    assert "口令不对" in signed_in().post("/desk/code/", {"code": codes[3]}).content.decode()
    page = client.post(f"/desk/act/agencies.renew_recovery_codes/staff:{LEADER}/")
    assert "口令不对" in signed_in().post("/desk/code/", {"code": codes[4]}).content.decode()
    assert signed_in().post("/desk/code/", {"code": page.context["done"].shown[1]}).status_code == 302


@pytest.mark.clause("SR-6(2)")
def test_a_lost_telephone_is_an_administrators_act_with_a_reason(doors: Doors) -> None:
    county = doors.county
    client = signed_in()
    enrolled(county, client)
    with pytest.raises(Invalid, match="理由"):
        county.do("agencies.reset_second_factor", f"staff:{LEADER}", ADMIN)
    with pytest.raises(NotPermitted):
        county.do("agencies.reset_second_factor", f"staff:{LEADER}", "rfbsc-drafter", {"reason": "丢了"})
    county.do("agencies.reset_second_factor", f"staff:{LEADER}", ADMIN, {"reason": "手机丢失，已当面核对"})
    assert not SecondFactor.objects.exists()
    assert client.get("/desk/")["Location"].startswith("/desk/login/")
    assert Notice.objects.filter(recipient__username=LEADER, subject__contains="清除动态口令").exists()


def test_a_second_telephone_does_not_replace_the_first_and_a_foreign_secret_is_none(county: County) -> None:
    client = signed_in()
    sealed = client.get(ENROL).context["form"].initial["secret"]
    other = signed_in("rfbsc-drafter")
    there = "/desk/act/agencies.enrol_second_factor/staff:rfbsc-drafter/"
    code = now_code(county, decrypt(sealed).partition(":")[2])
    assert other.post(there, {"secret": sealed, "code": code}).status_code == 422
    enrolled(county, client)
    county.people[LEADER] = Staff.objects.get(username=LEADER)
    with pytest.raises(Refused, match="您已启用"):
        county.do("agencies.enrol_second_factor", f"staff:{LEADER}", LEADER)
    with pytest.raises(NotPermitted, match="本人"):
        county.do("agencies.enrol_second_factor", f"staff:{LEADER}", ADMIN)


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, the last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for at, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert code_at(secret, at // 30) == code
