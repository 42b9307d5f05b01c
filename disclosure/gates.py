"""The gates of the acts on a document, each with the clause that demands it."""

from __future__ import annotations

from typing import Any

from disclosure.guides import missing_items
from disclosure.heads import GUIDE
from disclosure.models import Attribute, Document, How, Signature
from disclosure.redactions import kept_elsewhere
from foundation.casework.acts import Apart, Objection, Step, gate
from foundation.clauses import Citation, cite
from foundation.database import Written
from foundation.privacy.detectors import detect
from foundation.texts.structure import figures
from secrecy_review.leaks import leaks, mentions, normalised, struck_passages
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, approval

#: Whoever reviews a text writes nothing in it.
REVIEWING_APART = Apart("SR-6(2)", REVIEWING)
#: Whoever did one of these acts wrote the text.
WRITING = (
    "disclosure.draft",
    "disclosure.draft_guide",
    "disclosure.draft_from_word",
    "disclosure.begin_declassification",
    "disclosure.mark_passage",
    "disclosure.unmark_passage",
    "disclosure.edit",
    "disclosure.import_document",
    "disclosure.check_batch",
    "disclosure.start_batch",
    "disclosure.revise",
)
#: Whoever did one of these acts changed the text or its files, and neither reviews nor signs it.
DRAFTING = (*WRITING, "disclosure.correct", "disclosure.attach", "disclosure.detach")


def _value(step: Step, name: str) -> Any:
    """Return the value entered, or else the document's."""
    return step.data[name] if name in step.data else getattr(step.matter, name)


def _attribute_chosen(step: Step) -> Objection | None:
    if not _value(step, "attribute"):
        return "没有注明公开属性。", "请在主动公开、脱密后公开、依申请公开、不予公开中选定一项。"
    return None


def _reason_given(step: Step) -> Objection | None:
    attribute = _value(step, "attribute")
    if attribute not in (Attribute.ON_REQUEST, Attribute.WITHHELD):
        return None
    label = Attribute(attribute).label
    if not _value(step, "attribute_reason").strip():
        return f"“{label}”没有随文标注理由。", "请写明理由。"
    if not _value(step, "ground"):
        return f"“{label}”没有选定依据。", "请选定条例第十四至十六条中的依据。"
    return None


def _proactive_test(step: Step) -> Objection | None:
    if _value(step, "attribute") == Attribute.PROACTIVE and not _value(step, "proactive_tests"):
        return "主动公开须至少符合一项基本要求，现在一项也没有勾选。", "请勾选符合的要求。"
    return None


def _two_texts(step: Step) -> Objection | None:
    if _value(step, "attribute") != Attribute.DECLASSIFIED:
        return None
    if not _value(step, "internal_body").strip():
        return "“脱密后公开”须同时提供内部行文文稿和脱密后的文稿，现在缺内部文稿。", "请补上内部文稿。"
    if normalised(_value(step, "internal_body")) == normalised(_value(step, "body")):
        return (
            "内部文稿和公开的文稿一样，什么也没有删去。",
            "请标出脱密的地方，或者改正文稿；不需要脱密的，请选“主动公开”。",
        )
    if not _value(step, "declassification"):
        return "没有写明脱密处理的方式。", "请选定删除、摘录或其他方式。"
    return None


cite("SR-7(3)", by=Citation("gate", "disclosure.ground_chosen", "依申请公开、不予公开须选定条例上的依据"))
cite("SR-6(1)(2)", by=Citation("gate", "disclosure.two_texts", "脱密后公开须同时提交内部文稿和脱密文稿"))
_CHECKS = [
    ("SR-5", "注明公开属性", _attribute_chosen),
    ("SR-6(1)", "依申请公开、不予公开随文标注理由", _reason_given),
    ("SR-7(1)", "主动公开至少符合一项要求", _proactive_test),
    ("SR-6(1)", "脱密后公开须有两份文稿", _two_texts),
]
#: The gates on what is entered while drafting, and on the document before each later act that relies on it.
ENTERED = [
    gate("SR-5", "拟稿时注明公开属性", on_entry=True)(_attribute_chosen),
    *(gate(clause, label, on_entry=True)(check) for clause, label, check in _CHECKS[1:]),
]
CONFORMS = [gate(clause, label)(check) for clause, label, check in _CHECKS]


@gate("PD-9", "公开的文稿有内容")
def something_to_publish(step: Step) -> Objection | None:
    document: Document = step.matter
    if document.body.strip():
        return None
    if document.attribute == Attribute.DECLASSIFIED:
        return (
            "公开文稿还是空的，什么也没有删去。",
            "请标出脱密的地方，公开文稿由内部文稿和标记生成；全部不公开的，请改公开属性。",
        )
    return "正文是空的。", "请写好正文。"


@gate("PD-9", "插图齐全，各有说明")
def figures_complete(step: Step) -> Objection | None:
    document: Document = step.matter
    placed, pictures = figures(document.body), document.pictures()
    numbers = [figure.number for figure in placed]
    if missing := [n for n in dict.fromkeys(numbers) if n not in pictures]:
        said = "、".join(f"〔图{n}〕" for n in missing)
        return f"正文里有{said}，却没有上传这张图。", "请上传图片并填好插图号，或者从正文里删去这一行。"
    if unused := sorted(set(pictures) - set(numbers)):
        said = "、".join(f"图{n}" for n in unused)
        return (
            f"上传了{said}，正文里没有写它放在哪里。",
            f"要公开的，请在正文里另起一行写〔图{unused[0]}：画的是什么〕；不公开的，请移除这个附件。",
        )
    if bare := [figure.number for figure in placed if not figure.alt]:
        said = "、".join(f"〔图{n}〕" for n in bare)
        return f"{said}没有写画的是什么，看不见图的人读不到。", f"请写成〔图{bare[0]}：画的是什么〕。"
    return None


@gate("PD-9", "有成文日期")
def formation_known(step: Step) -> Objection | None:
    if step.matter.formed_on is None:
        return "没有成文日期，20 个工作日无从算起。", "请查明并补填成文日期。"
    return None


def _guide_complete(step: Step) -> Objection | None:
    document: Document = step.matter
    if _value(step, "head") != GUIDE:
        return None
    missing = missing_items(document.body, document.agency)
    if missing:
        return (
            f"公开指南里缺这几项，或者与机构信息不一致：{'、'.join(missing)}。",
            "请在正文里补上；机构信息有变的，先请单位管理员改好。",
        )
    return None


def _one_guide(step: Step) -> Objection | None:
    document: Document = step.matter
    others = Document.objects.filter(agency=document.agency, head=GUIDE, state__in=Document.PUBLIC)
    if _value(step, "head") == GUIDE and (other := others.exclude(index=document.index_id).first()):
        return f"本机关已经公布了一份公开指南（{other.index_number}）。", "请在那一份上制作新版本。"
    return None


guide_complete = gate("条例12", "公开指南写全了该写的")(_guide_complete)
one_guide = gate("PD-8", "一个机关一份公开指南")(_one_guide)
#: The same of a published document that is called a guide.
CALLED_GUIDE = [
    gate("条例12", "公开指南写全了该写的", on_entry=True)(_guide_complete),
    gate("PD-8", "一个机关一份公开指南", on_entry=True)(_one_guide),
]


@gate("SR-7(2)", "脱密后的文稿不得残留已删去的内容")
def nothing_leaks(step: Step) -> Objection | None:
    document: Document = step.matter
    if document.attribute != Attribute.DECLASSIFIED:
        return None
    places = {place.key: place for place in document.review_places()}
    texts = {key: place.text for key, place in places.items()}
    found = leaks(struck_passages(document.internal_body, document.body), texts)
    # What is marked wherever it stands is excused by nothing.
    marks = [mark for mark in document.redactions.all() if mark.how != How.EXCERPT]
    cut = [m.passage for m in marks if not kept_elsewhere(document.internal_body, marks, m.passage)]
    found += leaks(cut, texts)
    if found:
        where = "、".join(dict.fromkeys(places[leak.where].label for leak in found))
        return f"已删去的内容还残留在{where}（{len(found)} 处）。", "请处理干净再往下走。"
    return None


_CONCLUDED = Written(
    lambda pk: Review.objects.about(Document.kind, pk).filter(concluded_at__isnull=False)[:1]
)


def _newest_review(document: Document) -> Review | None:
    review: Review | None = _CONCLUDED.first(document.pk)
    return review


@gate("SR-4", "须有通过的保密审查", done_by=("secrecy_review.request", "secrecy_review.give_opinion"))
def reviewed(step: Step) -> Objection | None:
    if _newest_review(step.matter) is None:
        return "这份文稿没有经过保密审查。", "请先送保密审查，取得审查意见。"
    return None


@gate("SR-3", "审查之后文本未改动")
def same_text(step: Step) -> Objection | None:
    document: Document = step.matter
    review = _newest_review(document)
    if review is not None and review.digest != document.content_digest():
        when = review.concluded_at.astimezone().strftime("%Y-%m-%d") if review.concluded_at else ""
        return f"保密审查针对的是 {when} 的文本，审查之后有改动。", "请退回拟稿人，或由文书室重新送审。"
    return None


approved = approval("这一文本", "请先取得审查意见。", of=lambda document: document.goes_public)


@gate("SR-13", "撤回之后重新审查")
def reviewed_since_withdrawal(step: Step) -> Objection | None:
    older = step.matter.supersedes
    if older is None or older.withdrawn_at is None:
        return None
    if Review.objects.approving(step.matter).filter(created_at__gt=older.withdrawn_at).exists():
        return None
    return "前一版本已被撤回，撤回之后没有对新版本作过保密审查。", "请退回拟稿人处理，再重新送审。"


def not_to_be_read(document: Document, reason: str) -> Objection | None:
    """The objection to a reason that everybody reads and that says what of a document stays out."""
    struck = struck_passages(document.internal_body, document.body)
    if detect(reason) or leaks(struck, {"reason": reason}):
        return (
            "理由会公开显示，里面有不能公开的内容。",
            "请改写理由，不要写出密级、个人信息或已删去的内容。",
        )
    return None


@gate("SR-4", "撤回理由里没有不能公开的内容", on_entry=True)
def reason_may_be_read(step: Step) -> Objection | None:
    document, reason = step.matter, step.data["reason"]
    if found := not_to_be_read(document, reason):
        return found
    if step.data.get("title_hidden") and mentions(reason, document.title):
        return "标题要隐去，撤回理由里却写着标题。", "请改写理由，不要写出标题。"
    return None


@gate("SR-7(2)", "脱密结果经保密办确认", done_by=("disclosure.confirm_declassification",))
def declassification_confirmed(step: Step) -> Objection | None:
    document: Document = step.matter
    confirmed = Signature.Capacity.SECRECY_OFFICE in document.signed_by()
    if document.attribute == Attribute.DECLASSIFIED and not confirmed:
        return "脱密处理的结果还没有经本机关保密办审核确认。", "请保密办确认。"
    return None


@gate("SR-6(2)", "逐级签发完毕", done_by=("disclosure.sign",))
def signed(step: Step) -> Objection | None:
    document: Document = step.matter
    needed = {Signature.Capacity.LEADER}
    if document.sign_levels > 1:
        needed.add(Signature.Capacity.DEPARTMENT_HEAD)
    missing = [capacity.label for capacity in sorted(needed) if capacity not in document.signed_by()]
    if missing:
        return f"这一文本还缺{'、'.join(str(label) for label in missing)}。", "请逐级签发。"
    return None


@gate("SR-5", "公开属性允许发布")
def attribute_public(step: Step) -> Objection | None:
    document: Document = step.matter
    if not document.goes_public:
        label = document.get_attribute_display() or "未注明"
        return f"公开属性为“{label}”，不向社会发布。", "属性有误的，请退回拟稿人修改。"
    return None
