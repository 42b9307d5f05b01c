"""Replies that the portal has ready, and how one is found again."""

from __future__ import annotations

from django.conf import settings

from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.privacy.keys import fingerprint
from newmedia.models import Message
from newmedia.statute import Competence
from secrecy_review.leaks import normalised


def mark_of(answer: str) -> str:
    """The keyed digest by which the same reply is found again, whatever its punctuation."""
    return fingerprint(normalised(answer) or answer, "newmedia.answer")


def mark_of_message(*parts: str) -> str:
    """The keyed digest by which the same message is found again."""
    return fingerprint("\x1f".join(parts), "newmedia.message")


def petition_channel() -> str:
    """The county's petition office with address and telephone, as far as they are known."""
    office = agency_with(AgencyFunction.PETITIONS)
    if office is None:
        return f"{settings.SITE_ORGANISER.removesuffix('人民政府')}信访局"
    known = [office.office_address, office.office_phone and f"电话 {office.office_phone}"]
    said = "，".join(filter(None, known))
    return f"{office.name}（{said}）" if said else office.name


def ready_answer(message: Message) -> str:
    """The answer to a petition, ready to be pasted: number, whose business it is, channel; blank before it is registered."""
    if not message.competence:
        return ""
    whose = {
        Competence.OURS: f"这件事由我单位办理：{message.handling}",
        Competence.BELOW: f"这件事由{message.competent}办理，我单位已经转送",
        Competence.OTHERS: f"这件事由{message.competent}负责处理，请向它提出",
    }[Competence(message.competence)]
    ending = (
        "请在私信里告诉我们您的姓名和通信地址，我们书面告知您。"
        if message.unclear_because
        else "书面的告知书另行送达您。"
    )
    return (
        f"您好！您反映的事项已经登记，登记号 {message.number}。{whose.rstrip('。')}。"
        f"您也可以通过信访渠道反映：{message.petition_channel}。{ending}"
    )
