"""An answer as it is sent from a page: with a code, or of the open web by a solved challenge, one of a network and day."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate
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


#: On the open web nobody reads and answers a question in less.
LEAST_PER_QUESTION = timedelta(seconds=1)
#: A field that nobody sees; what fills in everything fills it in.
UNSEEN = "homepage"


def opened(asked: Questionnaire, given: Mapping[str, str], at: datetime) -> str:
    """The signed moment at which a form was opened, kept when it is shown again; the same for everybody of that second."""
    return proof.opened_stamp(given, _token(asked), at)


def _token(asked: Questionnaire) -> str:
    return f"questionnaire-{asked.pk}"


def too_quick(asked: Questionnaire, given: Mapping[str, str], many: int, at: datetime) -> bool:
    """Whether so many answers came quicker than anybody reads the questions, or with what no eye sees filled in."""
    lasted = proof.open_for(given.get("opened", ""), _token(asked), at)
    return lasted is None or lasted < many * LEAST_PER_QUESTION or bool(given.get(UNSEEN))


def take_in(
    asked: Questionnaire,
    form: QuestionnaireForm,
    given: Mapping[str, str],
    who: dict[str, str],
    *,
    at: datetime,
    guessing: Door,
    of_a_network: int = 1,
) -> tuple[str, Wait | None]:
    """Take the answer of a valid form: why it is not taken, or blank, and how long to wait after too many wrong codes.

    `given` is what was sent, at the moment `at`; `who` are the network and address of the sender, of which nothing is kept with
    the answer; `guessing` counts wrong codes; so many answers without a code are taken of a network and day.
    """
    day, solution = localdate(at), given.get("altcha", "")
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
        taking.take(asked, form.said, day, quick=too_quick(asked, given, form.said.many, at))
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
