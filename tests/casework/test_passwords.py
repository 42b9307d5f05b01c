"""A password is not made of what anybody would guess of its user."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from foundation.agencies.models import Agency, Staff
from foundation.casework.accounts import random_password
from foundation.casework.refusals import Invalid
from tests.personas import County

AGENCY = Agency(code="nmj", name="五原县农牧局", short_name="农牧局", office_phone="0478-5219876")
USER = Staff(
    username="zhangweiguo",
    full_name="张卫国长名",
    phone="13947812345",
    email="zwg.nongmu@example.gov.cn",
    agency=AGENCY,
)


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize(
    "password",
    [
        "Wuyuan2026!",
        "wuyuanxian@2026",
        "Bayannaoer2025#",
        "zhengwugongkai1",
        "Zhangweiguo123!",
        "zhangweiguo2026",
        "ZHANGWEIGUO!!!!",
        "张卫国长名2026！！！",
        "农牧局2026农牧局！",
        "五原县农牧局2026",
        "nmj-nmj-2026-nmj",
        "13947812345!!",
        "zwg12345678..",
        "ＷＵＹＵＡＮ２０２６！",
        "Admin@wuyuan123",
        "Password2026!!",
        "0478-5219876!",
        "wuyuan12345!",
    ],
)
def test_what_anybody_would_guess_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, USER)


@pytest.mark.parametrize(
    "password", ["long-enough-Pass-9", "a-better-Word-5", "骆驼踩着月光回家九次", "kiosk-plum-anvil-7"]
)
def test_words_of_ones_own_are_not(password: str) -> None:
    validate_password(password, USER)


def test_the_portals_own_passwords_pass() -> None:
    for _ in range(50):
        validate_password(random_password(), USER)


@pytest.mark.clause("PD-3")
def test_a_first_password_is_measured_against_its_user(county: County) -> None:
    person = {"username": "zhangweiguo", "full_name": "张卫国", "password": "Zhangweiguo-1987"}
    with pytest.raises(Invalid, match="初始密码"):
        county.do("agencies.appoint", "agency:rfbsc", "rfbsc-agency_admin", person)


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize("phone", ["13900001111", "139 0000 1111", "+8613900001111"])
def test_one_telephone_is_one_persons(county: County, phone: str) -> None:
    first = {"username": "first", "full_name": "甲某", "phone": "139-0000-1111"}
    county.do("agencies.appoint", "agency:rfbsc", "rfbsc-agency_admin", first)
    second = {"username": "second", "full_name": "乙某", "phone": phone}
    with pytest.raises(Invalid, match="这个手机号已有账号在用"):
        county.do("agencies.appoint", "agency:lxcz", "lxcz-agency_admin", second)


@pytest.mark.clause("SR-6(2)")
def test_who_bears_a_colleagues_name_is_told_apart_by_a_number(county: County) -> None:
    first = {"username": "first", "full_name": "甲某"}
    county.do("agencies.appoint", "agency:rfbsc", "rfbsc-agency_admin", first)
    second = {"username": "second", "full_name": "甲某"}
    with pytest.raises(Invalid, match="请填写人员编号"):
        county.do("agencies.appoint", "agency:rfbsc", "rfbsc-agency_admin", second)
    county.do("agencies.appoint", "agency:rfbsc", "rfbsc-agency_admin", {**second, "staff_number": "0042"})
