"""Sections of the desk's pages of applications and replies, and their rows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from applications.models import Applicant, Application, Decision, ReplyFile, RequestedTopic
from foundation.casework.acts import desk_url
from foundation.casework.desk import section
from foundation.casework.outgoing import file_row
from foundation.casework.sections import facts_section
from foundation.casework.worklist import shortened
from foundation.correspondence import announcing
from foundation.notices.contacts import CALLED
from foundation.papers import unprintable
from foundation.privacy.masking import mask_name


def links_section(title: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A section of links; none without a row."""
    return [section(title, "links", rows=rows)] if rows else []


def files_section(title: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A section of files; none without a row."""
    return [section(title, "files", files=rows)] if rows else []


def link_row(matter: Any, label: Any, text: Any) -> dict[str, Any]:
    """A row of `links_section` that leads to the page of a matter."""
    return {"url": desk_url(matter), "label": label, "text": text}


def given_row(each: ReplyFile) -> dict[str, Any]:
    """A row of `files_section` for a file that goes with a reply."""
    here = [each.reply_id, each.pk]
    url, original = (reverse(f"admin:applications_reply_{view}", args=here) for view in ("file", "original"))
    return file_row(each.file, each.title, "随答复提供", url, given=each, original=original)


def called_as(application: Application, *more: str) -> list[str]:
    """What people call an application below its number: agency, masked applicant, what it asks for, and more."""
    whose = mask_name(application.applicant.name)
    said = (str(application.agency), whose, shortened(application.wanted), *more)
    return [part for part in said if part]


def personal_data(applicant: Applicant, open_to_me: bool) -> list[tuple[str, str]]:
    """The personal data of an applicant, masked unless they are open to the reader."""
    if applicant.erased_at:
        return [("申请人", f"个人信息已于 {localdate(applicant.erased_at)} 到期清除")]
    rows = [("证件", applicant.get_identity_kind_display())]
    for name, label in Applicant.personal_labels().items():
        value = getattr(applicant, name)
        if value:
            if name == "agent_identity_number":
                rows.append(("代理人证件", applicant.get_agent_identity_kind_display()))
            rows.append((label, value if open_to_me else Applicant.MASKS[name](value)))
    return rows


def confirmed_channels(application: Application) -> str:
    """What the holders of an applicant's addresses have said of them; blank without any."""
    applicant = application.applicant
    known = announcing.standing(applicant.email, applicant.phone, application.origin)
    return "，".join(f"{CALLED[channel]}{said.label}" for channel, said in known.items())


def by_hand(application: Application, open_to_me: bool) -> list[dict[str, Any]]:
    """The characters that the papers of an application cannot print, for the clerk to write by hand; none where all print.

    Which they are may tell who applied: until the reader has performed `applications.reveal` only their number is shown.
    """
    applicant = application.applicant
    own = (getattr(applicant, name) for name in Applicant.personal_labels())
    printed = [application.wanted, *own, *application.letters.values_list("content", flat=True)]
    if not (missing := unprintable("".join(printed))):
        return []
    which = "、".join(missing) if open_to_me else f"{len(missing)} 个，办理“查看申请人信息”后可见"
    note = "文书所用的字库里没有这些字（生僻字、蒙古文等）。寄送之前请对照来件，在纸质文书上用手写补；电子文书请一并说明。"
    return [section("文书可能印不出的字", "facts", facts=[("字", which)], note=note)]


def outcomes_of(application: Application) -> list[tuple[str, str]]:
    """The decisions of the issued reply with their articles, or that there is no reply yet."""
    issued = application.replies.issued().filter(explains=False)
    return [
        (reply.document_number, f"{decision}（{decision.basis}）")
        for reply in issued
        for decision in reply.decisions.all()
    ] or [("答复", "还没有答复")]


def topic_sections(matter: RequestedTopic) -> list[dict[str, Any]]:
    """The applications behind a topic with what they got, and what was decided."""
    behind = list(
        Application.objects.filter(topic_of__topic=matter)
        .select_related("applicant")
        .order_by("received_on", "pk")
    )
    given: dict[int, list[str]] = {}
    decisions = Decision.objects.filter(
        reply__application__in=behind,
        reply__state="issued",
        reply__quashed_on=None,
        reply__explains=False,
    )
    for decision in decisions.select_related("reply"):
        given.setdefault(decision.reply.application_id, []).append(str(decision.get_outcome_display()))
    rows = [
        {
            "url": desk_url(one),
            "label": f"{one.number}　{one.received_on} 收到",
            "text": f"{shortened(one.wanted) or '（已到期清除）'}　{'、'.join(given.get(one.pk, ['还没有答复']))}",
        }
        for one in behind
    ]
    hint = "条例第四十四条：几个人向同一机关申请相同的信息，可以公开的，可以纳入主动公开的范围。"
    facts = [("为什么不转", matter.reason)]
    found = [
        section(f"背后的申请（{len(rows)} 件）", "links", rows=rows, hint=hint),
        *facts_section("研究结果", facts),
    ]
    if matter.document is not None:
        row = {
            "url": desk_url(matter.document),
            "label": matter.document.title,
            "text": matter.document.get_state_display(),
        }
        found.append(section("转为主动公开的公文", "links", rows=[row]))
    return found
