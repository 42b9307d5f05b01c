"""The decisions of a reply: outcome, facts, basis and reasons, and what each outcome demands (条例36)."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.db.models import Max
from django.utils.timezone import localdate

from applications import statute
from applications.acts.replying import edits_draft
from applications.basis import basis_of, objection_to
from applications.letters import LetterKind
from applications.models import Application, Decision, Enclosure, Reply
from disclosure.forms.naming import public_document
from disclosure.models import Document
from foundation.agencies.models import Agency
from foundation.casework.acts import Step
from foundation.casework.fields import Day, OneOf, PlainText, Prose
from foundation.casework.forms import ActForm

#: The outcomes of an application to correct a record (条例41).
FOR_CORRECTIONS = {"corrected", "not_corrected", "not_ours", "not_held", "petition", "repeated"}
#: The number of an earlier reply or application.
EARLIER = re.compile(r"〔\d{4}〕\d+号|\b\d{4}-\d{4,}\b", re.ASCII)


#: What the applicant must be told beside the reasons of some outcomes: how to get it, where to turn (条例36(1), 36(7), 38, 39).
GUIDED = {
    "already_public": "请写明到哪里、怎样可以得到，或填写索引号。",
    "publication": "请写明到哪里、怎样可以得到，或填写索引号。",
    "special_register": "请写明到哪个机构、依照哪一规定查询。",
    "petition": "请写明信访、投诉或者举报的渠道：向谁、在哪里、电话（条例第三十九条）。",
    "needs_processing": "请写明现有哪些不用加工就能提供的信息、怎样申请；没有的，写明没有（条例第三十八条）。",
}
#: How bodies are called of which it may be said that they are responsible.
BODY = re.compile(r"局|厅|委员会|政府|中心|办公室|法院|检察院|办事处|公司|集团|机关")
#: A telephone number, an address, a mailbox or a website: how somebody is reached.
CONTACT = re.compile(
    r"(?<!\d)(?:1\d{10}|0\d{2,3}[-—－ ]?\d{7,8}|\d{7,8}|12345|9\d{4})(?!\d)|[路街道巷]\S{0,12}号|[镇乡村]\S{0,10}[路街号]|@|https?://|www\."
)


def not_answered_before(reply: Reply, facts: str) -> str:
    """What is wrong with calling an application repeated on these facts, in a sentence; blank where nothing is (条例36(6)).

    An answer older than all that the portal knows is looked at: a copy of it lies with the application.
    """
    application = reply.application
    if not EARLIER.search(facts):
        return "请写明前一次答复的文号或那件申请的登记号（条例第三十六条）。"
    if _known_answer(application, facts):
        return ""
    if not _from_before(application, facts):
        return "所写的不是本机关给这位申请人的答复：没有答复过的，不能以重复申请处理（条例第三十六条）。"
    if not application.enclosures.filter(purpose=Enclosure.Purpose.EARLIER).exists():
        return "本网站开通以前的答复，请先用“补充材料”附上那份答复书的扫描件，供审核的人核对。"
    return ""


def _known_answer(application: Application, facts: str) -> bool:
    """Whether these facts name an answer that this applicant has of this agency."""
    fingerprint = application.applicant.fingerprint
    answered = Application.objects.filter(
        agency=application.agency, state=Application.State.ANSWERED, applicant__fingerprint=fingerprint
    )
    earlier = answered.exclude(pk=application.pk).values_list("number", "replies__document_number")
    return bool(fingerprint) and any(number and number in facts for both in earlier for number in both)


def _from_before(application: Application, facts: str) -> bool:
    """Whether the answer that these facts name is older than all that the portal knows of this agency."""
    years = [int(year) for year in re.findall(r"(?:〔|\b)(\d{4})[〕-]", facts, re.ASCII)]
    first = Application.objects.filter(agency=application.agency).earliest("received_on").received_on.year
    return bool(years) and max(years) < first


class DecisionForm(ActForm):
    """One decision: outcome, facts, articles and reasons."""

    reason_field = ""
    outcome = forms.ChoiceField(
        label="决定", choices=[(o.code, f"{o.label}（{o.basis}）") for o in statute.OUTCOMES.values()]
    )
    facts = Prose(label="事实", max_length=5000, help_text="查到了什么，怎么查的。")
    basis = PlainText(
        label="法律依据",
        max_length=1000,
        required=False,
        help_text="写到条、款、项。留空的，按所选决定括号里的条文填写；部分公开的，连同删去部分的依据。",
    )
    reasons = Prose(label="理由", max_length=5000)
    guidance = Prose(
        label="获取方式", max_length=2000, required=False, help_text="到哪里、怎样、什么时候可以得到。"
    )
    until = Day(
        label="暂不公开到哪一天",
        required=False,
        not_after_today=False,
        help_text="暂时不宜公开的填写：到这一天再办，并告诉申请人。",
    )
    document = forms.CharField(
        label="已公开信息的索引号",
        required=False,
        max_length=60,
        help_text="已经公开的，填写索引号，答复里附上链接。",
    )
    agency = forms.ModelChoiceField(
        label="负责公开的机关",
        queryset=Agency.objects.public(),
        to_field_name="code",
        required=False,
        empty_label="不能确定",
        help_text="不属本机关负责的：告知名称和联系方式，并转递过去。",
        error_messages={"invalid_choice": "没有这个机关，请重新选择。"},
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if step.matter.explains:
            self._offer_unmet(step.matter.application)

    def _offer_unmet(self, application: Application) -> None:
        """OR-4(2): offer the outcomes of the reply that grant less than was asked for, and no other."""
        unmet = application.unmet()
        choice = self.fields["outcome"]
        assert isinstance(choice, forms.ChoiceField)
        offered = cast(list[tuple[str, str]], choice.choices)
        choice.choices = [(code, label) for code, label in offered if code in unmet]
        for name in ("guidance", "until", "document", "agency"):
            del self.fields[name]

    def clean_document(self) -> Document | None:
        """The document with this index number; it must be public now."""
        return public_document(self.cleaned_data["document"], self.step.at)

    def clean(self) -> None:
        """Check what each outcome demands."""
        given = self.cleaned_data
        outcome = given.get("outcome")
        if outcome == "now_published" and not given.get("document") and "document" not in self.errors:
            self.add_error("document", "应当主动公开的，要先公布，再答复：请填写已公布信息的索引号。")
        if outcome in GUIDED and not (given.get("document") or given.get("guidance")):
            self.add_error("guidance", GUIDED[outcome])
        self._check_conditions(outcome or "")
        self._check_basis(outcome or "")
        self._check_until(outcome or "")
        if outcome == "repeated" and (
            objection := not_answered_before(self.step.matter, given.get("facts") or "")
        ):
            self.add_error("facts", objection)
        if outcome == "not_ours":
            self._check_whose(given.get("agency"))
        if self.step.matter.decisions.filter(outcome=outcome).exists():
            self.add_error("outcome", "这份答复里已有这一决定，请先移除再重写。")

    def _check_until(self, outcome: str) -> None:
        """OR-4(2): only what is withheld for the time being is taken up again, on a day to come."""
        day = self.cleaned_data.get("until")
        if day is None:
            return
        if outcome not in statute.FOR_THE_TIME_BEING:
            labels = "、".join(f"“{statute.OUTCOMES[code].label}”" for code in statute.FOR_THE_TIME_BEING)
            self.add_error("until", f"只有{labels}可以暂不公开、到期再办。")
        elif day <= localdate(self.step.at):
            self.add_error("until", "请填写今天以后的日期。")

    def _check_whose(self, agency: Agency | None) -> None:
        """条例36(5): an agency that is known is named with address or telephone, which the portal knows of its own."""
        guidance = self.cleaned_data.get("guidance") or ""
        if agency == self.step.matter.agency:
            self.add_error("agency", "这就是本机关，请选择负责公开的机关。")
        elif agency is None and guidance:
            known = [one for one in Agency.objects.public() if one.name in guidance]
            if known:
                self.add_error(
                    "agency", f"{known[0].name}在本网站上，请在这里选它：联系方式由本网站写进答复书。"
                )
            elif BODY.search(guidance) and not CONTACT.search(guidance):
                self.add_error(
                    "guidance", "写了由哪个机关负责的，请一并写明它的电话或者地址（条例第三十六条第五项）。"
                )

    def _check_basis(self, outcome: str) -> None:
        """条例36: fill in the basis from the outcome; refuse one that cites other articles than the outcome rests on."""
        if outcome not in statute.OUTCOMES or "basis" in self.errors:
            return
        grounds = self.step.matter.struck_grounds() if outcome == "partial" else set()
        basis = self.cleaned_data["basis"] = self.cleaned_data.get("basis") or basis_of(outcome, grounds)
        if objection := objection_to(basis, outcome, grounds):
            self.add_error("basis", objection)

    def _check_conditions(self, outcome: str) -> None:
        """条例30, 35, 41: some outcomes demand an earlier notice, or an application to correct a record."""
        application: Application = self.step.matter.application
        needs = {"still_unclear": LetterKind.AMENDMENT_NOTICE, "excessive": LetterKind.EXPLANATION_REQUEST}
        if outcome in needs and not application.letters.filter(kind=needs[outcome]).exists():
            self.add_error("outcome", f"还没有发过{needs[outcome].label}，不能作这一决定。")
        elif outcome == "excessive" and application.reasons_found != Application.Reasons.BAD:
            self.add_error(
                "outcome", "还没有认定申请理由不合理，不能作这一决定：请先“认定申请理由”（条例第三十五条）。"
            )
        correction = application.sort == Application.Sort.CORRECTION
        if outcome in ("corrected", "not_corrected") and not correction:
            self.add_error("outcome", "这件不是更正记录的申请（条例第四十一条）。")
        if correction and outcome and outcome not in FOR_CORRECTIONS:
            self.add_error("outcome", "更正记录的申请，请决定更正、不予更正，或者告知归谁更正。")


@edits_draft("applications.decide", "写入决定", asks=DecisionForm, cites=("OR-4", "条例36"))
def decide(step: Step) -> None:
    reply: Reply = step.matter
    last = reply.decisions.aggregate(last=Max("position"))["last"] or 0
    # Every field of the form is a column.
    Decision.objects.create(reply=reply, position=last + 1, **step.data)
    step.detail |= {"outcome": step.data["outcome"]}
    reply.refresh_from_db()


class DropDecisionForm(ActForm):
    """The decision to remove."""

    reason_field = ""
    decision = OneOf("decisions", label="决定", error_messages={"invalid_choice": "这份答复里没有这一决定。"})


@edits_draft(
    "applications.drop_decision",
    "移除决定",
    asks=DropDecisionForm,
    cites=("OR-4",),
    weight="quiet",
    when=lambda reply: reply.decisions.exists(),
)
def drop_decision(step: Step) -> None:
    decision: Decision = step.data["decision"]
    step.detail |= {"outcome": decision.outcome}
    decision.delete()
    step.matter.refresh_from_db()
