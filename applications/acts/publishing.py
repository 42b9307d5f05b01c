"""Disclosing proactively what was applied for; publishing excerpts of replies that do not name the applicant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from applications import queries
from applications.acts.completeness import answers_application
from applications.acts.filing import CLERK, HEAD
from applications.models import Application, Decision, PublishedReply, Reply
from disclosure.statute import MAX_TITLE
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.excerpts import declare_excerpt_acts
from foundation.casework.fields import Day, FilledForm, PlainText, Prose
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from secrecy_review.excerpts import OMITTED, strays

# OR-4(4), 条例44: information that should be public becomes a draft document of the disclosure room


class OpenDisclosureForm(ActForm):
    """The first text of the draft document."""

    reason_field = ""
    title = PlainText(label="标题", max_length=MAX_TITLE, help_text="信息原来的标题，不写是谁申请的。")
    document_number = PlainText(label="文号", required=False, max_length=100)
    formed_on = Day(label="成文日期", help_text="信息形成的日期；20 个工作日的发布期限从这一天起算（PD-9）。")
    body = Prose(label="正文", max_length=500_000, rows=12)


@act(
    "applications.open_disclosure",
    "转为主动公开",
    on=Application,
    states=(Application.State.HANDLING, Application.State.ANSWERED),
    role=CLERK,
    asks=OpenDisclosureForm,
    cites=("OR-4(4)", "条例44"),
    weight="quiet",
    waits_if=lambda model: Q(proposal_accepted=True, disclosure_draft=None),
    when=lambda application: application.disclosure_draft_id is None,
)
def open_disclosure(step: Step) -> None:
    application: Application = step.matter
    if application.disclosure_draft is not None:
        raise Invalid({"转为主动公开": [f"已经转为“{application.disclosure_draft.title}”，请在那里办理。"]})
    draft = step.also("disclosure.open_draft", on=application.agency, **step.data).matter
    application.disclosure_draft = draft
    step.detail |= {"document": draft.ref}


# 条例44: published replies


def reviewed_text(reply: Reply) -> str:
    """The reviewed words of a reply that may be published: its decisions and the texts that it gives."""
    parts = []
    for decision in reply.decisions.select_related("document__index"):
        parts += [decision.get_outcome_display(), *(getattr(decision, name) for name in Decision.WRITTEN)]
        if decision.document is not None and decision.document.index is not None:
            parts.append(decision.document.index.number)
    for passage in reply.passages.all():
        parts += [passage.title, passage.released]
    return "\n".join(part for part in parts if part)


class ExcerptForm(FilledForm):
    """An excerpt of a reply that does not name the applicant."""

    reason_field = ""
    title = PlainText(label="标题", max_length=120, help_text="例如：2024 年土地承包调查结果的公开。")
    question = PlainText(label="申请要点", max_length=1000, help_text="要的是什么，不写是谁要、为什么要。")
    answer = Prose(
        label="答复要点",
        max_length=500_000,
        rows=12,
        help_text=f"只能用答复里审查过的原话；可以整行删去，行内略去的写“{OMITTED}”。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """The reviewed words, for the clerk to shorten."""
        return {"answer": reviewed_text(step.matter)}

    def clean_answer(self) -> str:
        """SR-4: refuse a line that is not made of words of one reviewed line."""
        answer: str = self.cleaned_data["answer"]
        if stray := strays(answer, reviewed_text(self.step.matter)):
            number, line = stray
            raise forms.ValidationError(
                f"第 {number} 行不是答复里的原话：“{line[:30]}”。请照原文，或整行删去。"
            )
        return answer

    def clean(self) -> None:
        """Refuse personal data of the applicant, with or without their consent to publication."""
        for name in ("title", "question", "answer"):
            found = self.step.matter.named_in(self.cleaned_data.get(name) or "")
            if found:
                self.add_error(name, f"里面有申请人的{'、'.join(found)}，请删去。")


@gate("OR-4", "申请人同意公布，或者选登里没有可以认出申请人的内容")
def names_no_applicant(step: Step) -> Objection | None:
    excerpt: PublishedReply = step.matter
    found = [
        label
        for text in (excerpt.title, excerpt.question, excerpt.answer)
        for label in excerpt.named_in(text)
    ]
    if found:
        return f"选登里有申请人的{'、'.join(dict.fromkeys(found))}。", "请撤下重写。"
    return None


@act(
    "applications.excerpt_reply",
    "拟写选登",
    on=Reply,
    creates=PublishedReply,
    states=(Reply.State.ISSUED,),
    role=CLERK,
    asks=ExcerptForm,
    cites=("条例44", "SR-4"),
    gates=[answers_application],
    tells=(HEAD,),
    weight="quiet",
    when=lambda reply: not reply.explains and not reply.excerpts.exclude(state="withdrawn").exists(),
)
def excerpt_reply(step: Step) -> PublishedReply:
    if step.matter.excerpts.exclude(state="withdrawn").exists():
        raise Invalid({"选登": ["这份答复已经拟过选登，请先撤下那一份。"]})
    excerpt = PublishedReply(
        agency=step.matter.agency, created_at=step.at, reply=step.matter, drafter=step.staff, **step.data
    )
    attribute(step, excerpt).save()
    return excerpt


declare_excerpt_acts(
    PublishedReply,
    "applications",
    index=queries.index,
    drafts=CLERK,
    publishes=HEAD,
    clause="条例44",
    drafted_by="applications.excerpt_reply",
    names_nobody=names_no_applicant,
)
