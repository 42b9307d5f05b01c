"""An answer as it is sent from a page: with a code, or of the open web by a solved challenge, one of a network and day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from foundation.questionnaires import taking
from foundation.questionnaires.forms import QuestionnaireForm
from foundation.questionnaires.models import Questionnaire
from foundation.visitors import challenge as proof
from foundation.visitors.throttle import HOUR, Door, Wait, allow

UNPROVED = "浏览器要先算一道题才能交（用来挡住机器）。请再按一次“提交”{or_else}。"
FULL_TODAY = (
    "您所在的网络今天已经交过 {most} 份问卷。同村、同单位的人常常共用一个网络：可以明天再填{or_else}。"
)
#: Where codes are issued: what else one may do.
ON_PAPER = "；还是不行的，可以打电话要一份纸质问卷或者问卷码"
BY_CODE = "，或者打电话要一个问卷码，今天就能填"


def take_in(
    asked: Questionnaire,
    form: QuestionnaireForm,
    day: date,
    who: dict[str, str],
    *,
    solution: str,
    guessing: Door,
    of_a_network: int = 1,
) -> tuple[str, Wait | None]:
    """Take the answer of a valid form: why it is not taken, or blank, and how long to wait after too many wrong codes.

    `day` is today; `who` are the network and address of the sender, of which nothing is kept with the answer; `guessing` counts
    wrong codes; so many answers without a code are taken of a network and day.
    """
    with_codes = "code" in form.fields
    if code := form.cleaned_data.get("code"):
        try:
            taking.take(asked, form.said, day, code=code)
        except taking.NotTaken as why:
            return str(why), allow(guessing, **who)
        return "", None
    network = who["network"]
    if not proof.solved(solution):
        unproved = UNPROVED.format(or_else=ON_PAPER if with_codes else "")
        return "" if _was_sent(solution, network) else unproved, None
    if not taking.mark_network(asked, network, day, of_a_network):
        return FULL_TODAY.format(most=of_a_network, or_else=BY_CODE if with_codes else ""), None
    try:
        taking.take(asked, form.said, day)
    except taking.NotTaken as why:
        taking.unmark_network(asked, network, day)
        return str(why), None
    _remember_sent(solution, network)
    return "", None


def _sent_key(solution: str, network: str) -> str:
    """Where it is noted that a form with this proof was sent; nothing of the answer or of who sent it."""
    digest = salted_hmac("questionnaires.answering", solution + network, algorithm="sha256").hexdigest()
    return f"questionnaire-sent:{digest}"


def _remember_sent(solution: str, network: str) -> None:
    with suppress(RedisError, OSError):
        cache.set(_sent_key(solution, network), 1, HOUR)


def _was_sent(solution: str, network: str) -> bool:
    """Whether the same form was taken already: a second click is thanked like the first."""
    with suppress(RedisError, OSError):
        return bool(solution) and cache.get(_sent_key(solution, network)) is not None
    return False
