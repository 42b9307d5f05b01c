"""The course of an application in one paragraph, as a later letter tells it: what was asked, when, under which number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.timezone import localdate

from applications.fees import in_yuan
from applications.letters import LetterKind, Told
from applications.models import Application, Consultation, Letter
from applications.statute import EXTENSION_SPAN
from foundation.casework import ledger
from foundation.correspondence.letters import in_words

_EXPLAINED = "applications.explain"


def course_of(application: Application, you: str, *, whole: bool) -> tuple[Told, ...]:
    """What happened between receipt and this letter, the oldest first; `you` addresses the applicant.

    Letters that do not tell the `whole` course still tell that the application was amended: they recite it as it first was.
    """
    told = [(application.amended_on, _amended(application, you))] if application.amended_on else []
    if whole:
        told += [(day, Told(said)) for day, said in _happened(application, you)]
    told.sort(key=lambda one: one[0])
    return tuple(Told(f"{in_words(day)}，{one.said}", one.quotes) for day, one in told)


def _amended(application: Application, you: str) -> Told:
    """条例30: what the application says since it was amended."""
    before, after = application.wanted_before.rstrip("。"), application.wanted.rstrip("。")
    asked = "要求更正的内容" if application.sort == Application.Sort.CORRECTION else "申请内容"
    if not before:  # amended when the portal did not keep the first words yet
        return Told(f"本机关收到{you}补正后的申请，{asked}以补正后的为准")
    if before == after:
        return Told(f"本机关收到{you}补正的材料，{asked}不变")
    return Told(f"本机关收到{you}补正后的申请，{asked}补正为：", after)


def _happened(application: Application, you: str) -> list[tuple[date, str]]:
    letters = (
        application.letters.filter(kind__in=_SAID, complaint=None)
        .defer("content")
        .order_by("issued_at", "pk")
    )
    told = [(localdate(letter.issued_at), _SAID[letter.kind](letter, you)) for letter in letters]
    explained = ledger.lines(Application.kind, application.pk).filter(act=_EXPLAINED).last()
    if explained is not None:
        day = explained.detail.get("received_on")
        on = date.fromisoformat(day) if day else localdate(explained.at)
        told.append((on, f"本机关收到{you}对申请理由的说明"))
    if application.paid_on is not None:
        told.append((application.paid_on, f"{you}缴纳信息处理费{in_yuan(application.fee)}元"))
    return told


def _numbered(letter: Letter) -> str:
    return f"（{letter.document_number}）" if letter.document_number else ""


def _telling(what: str) -> Callable[[Letter, str], str]:
    return lambda letter, you: what.format(you=you, number=_numbered(letter))


def _asking(letter: Letter, you: str) -> str:
    """Whose opinions were asked for."""
    asked = letter.application.consultations.filter(created_at__lte=letter.issued_at)
    third = Consultation.Party.THIRD_PARTY
    whom = ["第三方" if party == third else "其他机关" for party in asked.values_list("party", flat=True)]
    named = "、".join(sorted(set(whom), reverse=True)) or "有关方面"
    before = letter.application.letters.filter(kind=letter.kind, pk__lt=letter.pk).exists()
    return (
        f"本机关{'又' if before else ''}书面征求{named}的意见，所需时间不计算在答复期限内{_numbered(letter)}"
    )


_SAID: dict[str, Callable[[Letter, str], str]] = {
    LetterKind.AMENDMENT_NOTICE: _telling("本机关告知{you}补正申请{number}"),
    LetterKind.EXPLANATION_REQUEST: _telling("本机关请{you}说明申请理由{number}"),
    LetterKind.DELAY_NOTICE: _telling("本机关确定了延迟答复的合理期限{number}"),
    LetterKind.EXTENSION_NOTICE: _telling(f"本机关延长答复期限{EXTENSION_SPAN}个工作日{{number}}"),
    LetterKind.CONSULTATION_TOLD: _asking,
    LetterKind.SUSPENSION_NOTICE: _telling("本机关告知中止计算答复期限{number}"),
    LetterKind.RESUMPTION_NOTICE: _telling("本机关告知恢复计算答复期限{number}"),
    LetterKind.FEE_NOTICE: _telling("本机关发出收费通知{number}"),
    LetterKind.REOPENING_NOTICE: _telling("本机关恢复办理该申请{number}"),
}
