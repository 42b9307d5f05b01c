"""The second factor of an account: codes of an authenticator application (TOTP, RFC 6238) and recovery codes."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django import forms
from django.conf import settings
from django.db import transaction

from foundation.agencies.actors import Actor
from foundation.agencies.models import SecondFactor, Staff
from foundation.agencies.roles import Role
from foundation.casework.accounts import OTHERS, themselves
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.fields import ReasonForm
from foundation.casework.forms import ActForm
from foundation.casework.granting import ADMINISTRATORS, not_both_by_one
from foundation.privacy.keys import Unreadable, decrypt, encrypt, fingerprint

#: Those who sign, who review and pass on, and who administer need a second factor where the setting demands it.
DEMANDED_OF = frozenset(
    {
        Role.LEADER,
        Role.DEPARTMENT_HEAD,
        Role.COUNTY_LEADER,
        Role.SECRECY_REVIEWER,
        Role.RECORDS_OFFICE,
        Role.AGENCY_ADMIN,
        Role.COUNTY_SUPERVISOR,
        Role.AUDITOR,
        Role.DISCIPLINE_CLERK,
        Role.DISCIPLINE_TRIAL,
        Role.DISCIPLINE_LEADER,
    }
)
INTERVAL = 30
#: A code counts in its own interval and in those beside it, for clocks that are a little off.
BESIDE = (0, -1, 1)
RECOVERY_CODES = 10
#: Wrong codes in a row after which no code is looked at for a while.
FAILURES, PAUSE = 5, timedelta(minutes=15)


def demanded_of(actor: Actor) -> bool:
    """Whether this person must have a second factor."""
    return settings.SECOND_FACTOR_REQUIRED and any(role in DEMANDED_OF for role, _agency in actor.grants)


def new_secret() -> str:
    """A secret of 160 bits, as authenticator applications take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, interval: int) -> str:
    """The code of an interval of thirty seconds."""
    return TOTP(base64.b32decode(secret), 6, SHA1(), INTERVAL).generate(interval * INTERVAL).decode()  # noqa: S303


def interval_of(secret: str, code: str, at: datetime) -> int | None:
    """The interval whose code this is, of those that count at that moment."""
    now = int(at.timestamp()) // INTERVAL
    typed = "".join(code.split())
    fitting = [
        now + beside
        for beside in BESIDE
        if hmac.compare_digest(code_at(secret, now + beside).encode(), typed.encode())
    ]
    return fitting[0] if fitting else None


def _mark(staff_id: int, code: str) -> str:
    """A recovery code as it is kept."""
    return fingerprint(code.replace("-", ""), f"staff.recovery.{staff_id}")


def new_recovery_codes(staff: Staff) -> tuple[list[str], list[str]]:
    """Recovery codes to show once, and their fingerprints to keep."""
    raw = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    codes = ["-".join(code[n : n + 4] for n in range(0, 16, 4)) for code in raw]
    return codes, [_mark(staff.pk, code) for code in codes]


class NotThis(Exception):
    """A code that does not count, with a sentence that says why."""


def check(staff: Staff, code: str, at: datetime) -> None:
    """Use up a code of the application or a recovery code; raises `NotThis` for one that does not count."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().get(staff=staff)
        said = _tried(factor, code, at)
        factor.save()
    # After the transaction, so that a wrong code is counted.
    if said:
        raise NotThis(said)


def _tried(factor: SecondFactor, code: str, at: datetime) -> str:
    """Count one try; returns why it fails, or nothing."""
    if factor.locked_until is not None and at < factor.locked_until:
        minutes = -(-(factor.locked_until - at).seconds // 60)
        return f"连续输错 {FAILURES} 次，请 {minutes} 分钟后再试。"
    interval, mark = interval_of(factor.secret, code, at), _mark(factor.staff_id, code)
    if interval is not None and interval <= factor.last_step:
        return "这个口令已经用过，请等下一个（三十秒一换）。"
    if interval is None and mark not in factor.recovery:
        factor.failures += 1
        if factor.failures >= FAILURES:
            factor.failures, factor.locked_until = 0, at + PAUSE
        return "口令不对。请看应用里现在的六位数字，或者用一个备用码。"
    if interval is not None:
        factor.last_step = interval
    else:
        factor.recovery = [left for left in factor.recovery if left != mark]
    factor.failures, factor.locked_until = 0, None
    return ""


class EnrolForm(ActForm):
    """A code of the application into which the secret was entered."""

    button = "启用"

    secret = forms.CharField(widget=forms.HiddenInput)
    code = forms.CharField(
        label="应用里显示的六位数字",
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, data: Any = None, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(data, *args, step=step, **kwargs)
        # The secret travels encrypted and bound to the account; nothing is stored before it is proven to be in the application.
        sealed = str((data or {}).get("secret", ""))
        secret = _unsealed(sealed, step.matter) or new_secret()
        self.initial["secret"] = encrypt(f"{step.matter.pk}:{secret}")
        groups = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
        self.says = (
            "在手机上装一个验证器应用（支持 TOTP 的都可以），选“手动输入密钥”，账号填您的用户名，"
            f"密钥填：{groups}，类型选“基于时间”。然后填写应用里显示的数字。"
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        secret = _unsealed(data.get("secret", ""), self.step.matter)
        if secret is None:
            raise forms.ValidationError("这一页过期了，请重新打开，再录一次密钥。")
        interval = interval_of(secret, data.get("code", ""), self.step.at)
        if data.get("code") and interval is None:
            self.add_error("code", "数字不对。请核对密钥，并看手机的时间准不准。")
        return {**data, "secret": secret, "interval": interval}


def _unsealed(sealed: str, staff: Staff) -> str | None:
    try:
        whose, _, secret = decrypt(sealed).partition(":")
    except Unreadable:
        return None
    return secret if whose == str(staff.pk) else None


def has_factor(staff: Staff) -> bool:
    return staff.second_factor_at is not None


def has_none(staff: Staff) -> bool:
    return staff.second_factor_at is None


def _show(step: Step, codes: list[str]) -> None:
    step.shown += [
        "备用码，每个只能用一次。手机不在身边时，用它代替动态口令：请抄下来，和手机分开放。",
        *codes,
    ]


@gate("SR-6(2)", "尚未启用")
def not_enrolled(step: Step) -> Objection | None:
    if has_factor(step.matter):
        return "您已启用动态口令。", "换了手机的，请管理员先清除，再启用。"
    return None


@act(
    "agencies.enrol_second_factor",
    "启用动态口令",
    on=Staff,
    own=True,
    asks=EnrolForm,
    cites=("SR-6(2)",),
    gates=[not_enrolled],
    when=has_none,
)
def enrol(step: Step) -> None:
    """Whoever has one already has it reset by an administrator first: a stolen password alone replaces nothing."""
    codes, marks = new_recovery_codes(step.matter)
    SecondFactor.objects.update_or_create(
        staff=step.matter,
        defaults={
            "secret": step.data["secret"],
            "last_step": step.data["interval"],
            "recovery": marks,
            "failures": 0,
            "locked_until": None,
        },
    )
    step.matter.second_factor_at = step.at
    _show(step, codes)


@act(
    "agencies.renew_recovery_codes",
    "换一组备用码",
    on=Staff,
    own=True,
    cites=("SR-6(2)",),
    weight="quiet",
    when=has_factor,
)
def renew_recovery_codes(step: Step) -> None:
    codes, marks = new_recovery_codes(step.matter)
    SecondFactor.objects.filter(staff=step.matter).update(recovery=marks)
    _show(step, codes)


@act(
    "agencies.reset_second_factor",
    "清除动态口令",
    on=Staff,
    role=ADMINISTRATORS,
    asks=ReasonForm,
    cites=("SR-6(2)",),
    gates=[*OTHERS, not_both_by_one],
    tells=(themselves,),
    weight="quiet",
    when=has_factor,
)
def reset(step: Step) -> None:
    """For a telephone that is lost: sessions end, and the next login enrols anew."""
    SecondFactor.objects.filter(staff=step.matter).delete()
    step.matter.second_factor_at = None
    step.matter.end_sessions()
