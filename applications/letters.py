"""The letters about applications: `LETTERS` lists title, template and needed values of each, `compose` makes the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import TextChoices

from applications import statute
from applications.basis import FULL_NAME, without_brackets
from applications.remedies import LastDays, remedies
from applications.statute import OUTCOMES
from foundation.agencies.county import Recourse
from foundation.clauses import Citation, cite
from foundation.correspondence import letters


class LetterKind(TextChoices):
    """Every letter that is written about an application."""

    RECEIPT = "receipt", "登记回执"
    AMENDMENT_NOTICE = "amendment_notice", "补正告知书"
    EXPLANATION_REQUEST = "explanation_request", "说明申请理由通知书"
    DELAY_NOTICE = "delay_notice", "合理期限延迟答复告知书"
    EXTENSION_NOTICE = "extension_notice", "延期答复告知书"
    THIRD_PARTY_CONSULTATION = "third_party_consultation", "征求第三方意见书"
    THIRD_PARTY_REPLY_FORM = "third_party_reply_form", "征求意见确认函"
    CONSULTATION_TOLD = "consultation_told", "征求意见告知书"
    THIRD_PARTY_RESULT = "third_party_result", "征求意见结果告知书"
    COAUTHOR_CONSULTATION = "coauthor_consultation", "征求意见书"
    ASSISTANCE_LETTER = "assistance_letter", "协办函"
    FEE_NOTICE = "fee_notice", "收费通知书"
    SUSPENSION_NOTICE = "suspension_notice", "中止期限告知书"
    RESUMPTION_NOTICE = "resumption_notice", "恢复期限告知书"
    REPLY = "reply", "答复书"
    CORRECTION_REPLY = "correction_reply", "更正答复书"
    REASONS_NOTICE = "reasons_notice", "说明理由告知书"
    CLOSED_UNAMENDED = "closed_unamended", "逾期不补正不再处理告知书"
    CLOSED_UNPAID = "closed_unpaid", "逾期未缴费不再处理告知书"
    WITHDRAWAL_CONFIRMATION = "withdrawal_confirmation", "撤回申请确认书"
    COMPLAINT_REPLY = "complaint_reply", "投诉处理答复书"
    PROPOSAL_REPLY = "proposal_reply", "主动公开建议答复书"
    LATER_NOTICE = "later_notice", "暂不公开信息再次审查告知书"
    REOPENING_NOTICE = "reopening_notice", "恢复办理告知书"
    STRUCK_NOTICE = "struck_notice", "注销重复登记告知书"


@dataclass(frozen=True)
class Form(letters.Form):
    """A letter of an application; it goes to the applicant unless it names somebody else."""

    #: What the letter calls itself where it names remedies; blank for letters on procedure, against which there are none.
    called: str = ""
    #: What stands between the agency's mark and the year in its number: each kind of letter is counted by itself.
    series: str = "公开告"


@dataclass(frozen=True)
class Part:
    """One decision of a reply as its drafter wrote it: a code of `OUTCOMES`, facts, basis, reasons, where to get it."""

    outcome: str
    facts: str
    basis: str
    reasons: str
    guidance: str = ""
    #: The heading of the decision, where the label of its outcome does not do.
    about: str = ""
    #: 条例37, 36(2): names of what is given.
    given: tuple[str, ...] = ()
    #: 条例36(4): the places searched, each with method and result; by whom and when.
    searches: tuple[str, ...] = ()
    searched_by: str = ""
    #: 条例36(5), 41: the agency responsible and how to reach it; the day when the case was passed on to it (OR-4(5)).
    agency: str = ""
    agency_contact: str = ""
    passed_on: date | None = None
    #: OR-4(2): the day on which what is withheld for the time being is taken up again.
    until: date | None = None
    #: 条例40: another form than was wanted, and where and when the information can be read.
    in_form: str = ""
    #: 条例32: what became of the information of third parties, in sentences; the 条例 has been named before.
    third_parties: tuple[str, ...] = ()
    #: The letter has named the 条例 in full before this part.
    introduced: bool = False

    @property
    def template(self) -> str:
        return DECISIONS[self.outcome]

    @property
    def label(self) -> str:
        return self.about or HEADINGS.get(self.outcome) or OUTCOMES[self.outcome].label

    @property
    def law(self) -> str:
        """The basis as it reads between 根据 and 的规定, with the full name of the 条例 where it is the first."""
        text = without_brackets(self.basis.strip().removeprefix("根据").rstrip("。；; "))
        text = text.replace("《条例》", FULL_NAME)
        if self.introduced:
            text = text.replace(FULL_NAME, self.order)
        return text.removesuffix("的规定").removesuffix("规定")

    @property
    def order(self) -> str:
        """The 条例 where it has been named: in full again where the basis names another one that could be meant."""
        text = self.basis.replace("《条例》", FULL_NAME)
        return "该条例" if text.count("条例》") == text.count(FULL_NAME) else FULL_NAME


@dataclass(frozen=True)
class Told:
    """A sentence on what happened, without its full stop, and words of the applicant that it quotes."""

    said: str
    quotes: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterContext(letters.Case):
    """The application that a letter is about."""

    applicant_name: str
    receipt_number: str
    #: A sentence on how to look up the application.
    query_hint: str
    received_on: date
    channel_label: str
    wanted: str
    #: How it came, before the word 申请.
    came_by: str = "提出的"
    #: 条例41: it asks for a record to be corrected.
    correction: bool = False
    #: What was asked for on the day of receipt, where that was amended since.
    first_wanted: str = ""
    #: What happened since its receipt, as far as the letter tells it.
    course: tuple[Told, ...] = ()
    #: The applicant is an organisation, and is addressed as one.
    to_organisation: bool = False
    #: Who hears disputes over the agency's decisions, and until when, where the letter is received as it is issued.
    recourse: Recourse
    last_days: LastDays | None = None

    @property
    def you(self) -> str:
        return "贵单位" if self.to_organisation else "您"

    @property
    def recited(self) -> str:
        """What was asked for on the day of receipt; a full stop follows the closing mark of the quotation."""
        return (self.first_wanted or self.wanted).rstrip("。")

    @property
    def matter(self) -> str:
        """What kind of application it is."""
        return "政府信息更正申请" if self.correction else "政府信息公开申请"


_THIRD = ("third_party", "content")

LETTERS: dict[LetterKind, Form] = {
    LetterKind.RECEIPT: Form(
        "政府信息公开申请登记回执", "applications/letters/receipt.html", ("reply_by", "order")
    ),
    LetterKind.AMENDMENT_NOTICE: Form(
        "政府信息公开申请补正告知书",
        "applications/letters/amendment_notice.html",
        ("finding", "items", "span"),
    ),
    LetterKind.EXPLANATION_REQUEST: Form(
        "政府信息公开说明申请理由通知书",
        "applications/letters/explanation_request.html",
        ("facts", "span"),
    ),
    LetterKind.DELAY_NOTICE: Form(
        "政府信息公开合理期限延迟答复告知书",
        "applications/letters/delay_notice.html",
        ("reasons", "reply_by"),
    ),
    LetterKind.EXTENSION_NOTICE: Form(
        "政府信息公开申请延期答复告知书",
        "applications/letters/extension_notice.html",
        ("reasons", "due_on", "reply_by"),
    ),
    LetterKind.THIRD_PARTY_CONSULTATION: Form(
        "政府信息公开征求第三方意见书",
        "applications/letters/third_party_consultation.html",
        _THIRD,
        addressee="third_party",
        series="公开函",
    ),
    LetterKind.THIRD_PARTY_REPLY_FORM: Form(
        "政府信息公开征求意见确认函",
        "applications/letters/third_party_reply_form.html",
        _THIRD,
        series="公开函",
    ),
    LetterKind.CONSULTATION_TOLD: Form(
        "政府信息公开征求意见告知书",
        "applications/letters/consultation_told.html",
        ("whom", "asked", "until"),
    ),
    LetterKind.THIRD_PARTY_RESULT: Form(
        "政府信息公开征求意见结果告知书",
        "applications/letters/third_party_result.html",
        (*_THIRD, "asked_on", "answer", "disclosed", "basis", "reasons"),
        called="告知书",
        addressee="third_party",
        series="公开函",
    ),
    LetterKind.COAUTHOR_CONSULTATION: Form(
        "政府信息公开征求意见书",
        "applications/letters/coauthor_consultation.html",
        ("addressee", "content"),
        addressee="addressee",
        series="公开函",
    ),
    LetterKind.ASSISTANCE_LETTER: Form(
        "政府信息公开申请协办函",
        "applications/letters/assistance_letter.html",
        ("addressee", "requests", "answer_by"),
        addressee="addressee",
        series="公开函",
    ),
    LetterKind.FEE_NOTICE: Form(
        "政府信息公开信息处理费收费通知书",
        "applications/letters/fee_notice.html",
        ("standard", "calculation", "amount", "payment", "span"),
    ),
    LetterKind.SUSPENSION_NOTICE: Form(
        "政府信息公开申请中止期限告知书",
        "applications/letters/suspension_notice.html",
        ("cause", "evidence", "suspended_on"),
    ),
    LetterKind.RESUMPTION_NOTICE: Form(
        "政府信息公开申请恢复期限告知书",
        "applications/letters/resumption_notice.html",
        ("reasons", "suspended_on", "resumed_on", "reply_by"),
    ),
    LetterKind.REPLY: Form(
        "政府信息公开申请答复书",
        "applications/letters/reply.html",
        ("parts",),
        called="答复书",
        series="公复",
    ),
    LetterKind.CORRECTION_REPLY: Form(
        "政府信息更正申请答复书",
        "applications/letters/correction_reply.html",
        ("parts",),
        called="答复书",
        series="公复",
    ),
    LetterKind.REASONS_NOTICE: Form(
        "政府信息不予公开说明理由告知书",
        "applications/letters/reasons_notice.html",
        ("asked_on", "basis", "reasons"),
        series="公复",
    ),
    LetterKind.CLOSED_UNAMENDED: Form(
        "政府信息公开申请逾期不补正不再处理告知书",
        "applications/letters/closed_unamended.html",
        ("told_on", "told_by", "amend_by"),
        called="告知书",
    ),
    LetterKind.CLOSED_UNPAID: Form(
        "政府信息公开申请逾期未缴费不再处理告知书",
        "applications/letters/closed_unpaid.html",
        ("told_on", "told_by", "amount", "pay_by"),
        called="告知书",
    ),
    LetterKind.WITHDRAWAL_CONFIRMATION: Form(
        "政府信息公开申请撤回确认书",
        "applications/letters/withdrawal_confirmation.html",
        ("withdrawn_on",),
    ),
    LetterKind.LATER_NOTICE: Form(
        "暂不公开的政府信息再次审查结果告知书",
        "applications/letters/later_notice.html",
        ("number", "opened", "reasons"),
        called="告知书",
        series="公复",
    ),
    LetterKind.REOPENING_NOTICE: Form(
        "政府信息公开申请恢复办理告知书",
        "applications/letters/reopening_notice.html",
        ("closed_on", "closed_as", "reasons"),
    ),
    LetterKind.STRUCK_NOTICE: Form(
        "政府信息公开申请注销重复登记告知书",
        "applications/letters/struck_notice.html",
        ("kept", "struck_on"),
    ),
    LetterKind.COMPLAINT_REPLY: Form(
        "政府信息公开投诉处理答复书",
        "applications/letters/complaint_reply.html",
        ("complained_on", "complained_of", "complaint", "finding", "findings", "handling"),
        series="公复",
    ),
    LetterKind.PROPOSAL_REPLY: Form(
        "政府信息主动公开建议答复书",
        "applications/letters/proposal_reply.html",
        ("proposed_on", "proposal", "reasons"),
        series="公复",
    ),
}

#: The letters that end something, or give more time, and therefore tell how it came to that.
TELLS_THE_COURSE = frozenset(
    {
        LetterKind.EXTENSION_NOTICE,
        LetterKind.DELAY_NOTICE,
        LetterKind.REPLY,
        LetterKind.CORRECTION_REPLY,
    }
)

#: The headings of decisions that are called otherwise at the desk.
HEADINGS: dict[str, str] = {
    "not_held": "所申请公开的政府信息不存在",
    "special_register": "依照特别规定办理",
}

#: The template of the paragraphs of each outcome.
DECISIONS: dict[str, str] = {
    "already_public": "applications/letters/decisions/already_public.html",
    "disclosed": "applications/letters/decisions/disclosed.html",
    "now_published": "applications/letters/decisions/now_published.html",
    "partial": "applications/letters/decisions/partial.html",
    **dict.fromkeys(
        (code for code, outcome in OUTCOMES.items() if outcome.refuses and not outcome.gives),
        "applications/letters/decisions/withheld.html",
    ),
    "special_register": "applications/letters/decisions/special_register.html",
    "not_held": "applications/letters/decisions/not_held.html",
    "not_ours": "applications/letters/decisions/not_ours.html",
    "needs_processing": "applications/letters/decisions/needs_processing.html",
    "still_unclear": "applications/letters/decisions/still_unclear.html",
    "petition": "applications/letters/decisions/petition.html",
    "repeated": "applications/letters/decisions/repeated.html",
    "publication": "applications/letters/decisions/publication.html",
    "excessive": "applications/letters/decisions/excessive.html",
    "reissue": "applications/letters/decisions/reissue.html",
    "corrected": "applications/letters/decisions/corrected.html",
    "not_corrected": "applications/letters/decisions/not_corrected.html",
}

_CITED = {
    "OR-4": "七种情况各有答复，写明申请人、收到日期、申请内容、事实、依据、理由和救济",
    "条例30": "补正告知书一次写明补正事项和期限",
    "OR-6": "征求第三方意见书、确认函和结果告知书",
    "条例35": "说明申请理由通知书、延迟答复告知书、不予处理的答复",
    "条例36": "答复书按七种情形分别写明",
    "条例37": "部分公开的答复写明提供的和不予公开的内容",
    "条例38": "需要加工、分析的，答复写明不予提供的理由",
    "条例39": "答复写明信访渠道或者公开出版物的获取途径",
    "条例44": "对主动公开的建议，书面答复采纳不采纳和理由",
    "条例40": "答复书写明改用什么形式提供、为什么，查阅、抄录的地点和时间",
    "条例41": "更正申请的回执、告知书和更正答复书",
    "国办函〔2020〕109号": "收费通知书写明依据、标准、数额和缴纳方式",
}
for _id, _label in _CITED.items():
    cite(_id, by=Citation("paper", "applications.letters", _label))


def compose(kind: LetterKind | str, context: LetterContext) -> str:
    """The page of a letter; `MissingValue` when its body lacks a value that the kind needs."""
    form = LETTERS[LetterKind(kind)]
    if context.correction:
        form = replace(form, title=title_of(kind, correction=True))
    parts = [replace(part, introduced=n > 0) for n, part in enumerate(context.body.get("parts", ()))]
    return letters.compose(
        form,
        context,
        to=context.applicant_name,
        you=context.you,
        limits=statute,
        remedies=_remedies(form, context),
        parts=letters.numbered(parts),
        itself="通知书" if form.title.endswith("通知书") else "告知书",
    )


def title_of(kind: LetterKind | str, *, correction: bool) -> str:
    """The title of a letter; one about a correction (条例41) is not about an application for disclosure."""
    title = LETTERS[LetterKind(kind)].title
    return title.replace("公开申请", "更正申请") if correction else title


def _remedies(form: Form, context: LetterContext) -> list[str]:
    """The paragraphs on remedies; none where nothing is decided, or what is decided takes nothing from whoever reads it."""
    if not form.called or not context.body.get("disclosed", True) or context.body.get("opened"):
        return []
    decided = [part.outcome for part in context.body.get("parts", ())]
    outcomes = decided or context.body.get("outcomes") or ["closed"]
    return remedies(outcomes, recourse=context.recourse, letter=form.called, last=context.last_days)
