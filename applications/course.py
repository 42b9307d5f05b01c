"""The course of an application in one paragraph, as a later letter tells it: what was asked, when, under which number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.timezone import localdate

from applications.letters import LetterKind
from applications.models import Application, Letter
from applications.statute import EXTENSION_SPAN
from foundation.casework import ledger
from foundation.correspondence.letters import in_words

_EXPLAINED = "applications.explain"


def course_of(application: Application, you: str) -> str:
    """What happened between receipt and this letter; blank where nothing did. `you` addresses the applicant."""
    letters = (
        application.letters.filter(kind__in=_SAID, complaint=None)
        .defer("content")
        .order_by("issued_at", "pk")
    )
    told = [(localdate(letter.issued_at), _SAID[letter.kind](letter, you)) for letter in letters]
    if application.amended_on is not None:
        told.append((application.amended_on, f"本机关收到{you}补正后的申请，申请内容以补正后的为准"))
    explained = ledger.lines(Application.kind, application.pk).filter(act=_EXPLAINED).last()
    if explained is not None:
        day = explained.detail.get("received_on")
        on = date.fromisoformat(day) if day else localdate(explained.at)
        told.append((on, f"本机关收到{you}对申请理由的说明"))
    if application.paid_on is not None:
        told.append((application.paid_on, f"{you}缴纳信息处理费{application.fee}元"))
    told.sort(key=lambda one: one[0])
    return "".join(f"{in_words(day)}，{said}。" for day, said in told)


def _numbered(letter: Letter) -> str:
    return f"（{letter.document_number}）" if letter.document_number else ""


def _telling(what: str) -> Callable[[Letter, str], str]:
    return lambda letter, you: what.format(you=you, number=_numbered(letter))


_SAID: dict[str, Callable[[Letter, str], str]] = {
    LetterKind.AMENDMENT_NOTICE: _telling("本机关告知{you}补正申请{number}"),
    LetterKind.EXPLANATION_REQUEST: _telling("本机关请{you}说明申请理由{number}"),
    LetterKind.DELAY_NOTICE: _telling("本机关确定了延迟答复的合理期限{number}"),
    LetterKind.EXTENSION_NOTICE: _telling(f"本机关延长答复期限{EXTENSION_SPAN}个工作日{{number}}"),
    LetterKind.CONSULTATION_TOLD: _telling("本机关书面征求意见，所需时间不计算在答复期限内{number}"),
    LetterKind.SUSPENSION_NOTICE: _telling("本机关告知中止计算答复期限{number}"),
    LetterKind.RESUMPTION_NOTICE: _telling("本机关告知恢复计算答复期限{number}"),
    LetterKind.FEE_NOTICE: _telling("本机关发出收费通知{number}"),
    LetterKind.REOPENING_NOTICE: _telling("本机关恢复办理该申请{number}"),
}
