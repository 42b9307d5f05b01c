"""The course of an application in one paragraph, as a later letter tells it: what was asked, when, under which number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import groupby

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
        application.letters.filter(kind__in=[*_SAID, LetterKind.CONSULTATION_TOLD], complaint=None)
        .defer("content")
        .order_by("issued_at", "pk")
    )
    told = [
        (localdate(letter.issued_at), _SAID[letter.kind](letter, you))
        for letter in letters
        if letter.kind in _SAID
    ]
    told += _asked([letter for letter in letters if letter.kind == LetterKind.CONSULTATION_TOLD])
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


#: What a letter tells of each party that was asked.
_ASKED = {
    Consultation.Party.THIRD_PARTY: "书面征求第三方的意见",
    Consultation.Party.COAUTHOR: "书面征求共同制作机关的意见",
    Consultation.Party.AGENCY: "请其他机关协办",
}


def _asked(letters: list[Letter]) -> list[tuple[date, str]]:
    """Who was asked, by the days on which the applicant was told; of several letters of one day at once."""
    told: list[tuple[date, str]] = []
    before: datetime | None = None
    for day, group in groupby(letters, lambda letter: localdate(letter.issued_at)):
        of_day = list(group)
        consultations = of_day[0].application.consultations.filter(created_at__lte=of_day[-1].issued_at)
        since = consultations.filter(created_at__gt=before) if before else consultations
        parties = set((since if since.exists() else consultations).values_list("party", flat=True))
        did = "、".join(said for party, said in _ASKED.items() if party in parties)
        numbers = "、".join(letter.document_number for letter in of_day if letter.document_number)
        told.append(
            (
                day,
                f"本机关{'又' if before else ''}{did or '征求有关方面的意见'}，所需时间不计算在答复期限内"
                + (f"（{numbers}）" if numbers else ""),
            )
        )
        before = of_day[-1].issued_at
    return told


_SAID: dict[str, Callable[[Letter, str], str]] = {
    LetterKind.AMENDMENT_NOTICE: _telling("本机关告知{you}补正申请{number}"),
    LetterKind.EXPLANATION_REQUEST: _telling("本机关请{you}说明申请理由{number}"),
    LetterKind.DELAY_NOTICE: _telling("本机关确定了延迟答复的合理期限{number}"),
    LetterKind.EXTENSION_NOTICE: _telling(f"本机关延长答复期限{EXTENSION_SPAN}个工作日{{number}}"),
    LetterKind.SUSPENSION_NOTICE: _telling("本机关告知中止计算答复期限{number}"),
    LetterKind.RESUMPTION_NOTICE: _telling("本机关告知恢复计算答复期限{number}"),
    LetterKind.FEE_NOTICE: _telling("本机关发出收费通知{number}"),
    LetterKind.REOPENING_NOTICE: _telling("本机关恢复办理该申请{number}"),
}
