"""Make the public text of a classified one by marking its passages, and confirm each mark (SR-6(1), SR-7(2), SR-11)."""

from __future__ import annotations

from disclosure import forms
from disclosure.acts.drafting import void_reviews
from disclosure.gates import REVIEWING_APART
from disclosure.models import Attribute, Document, How, Redaction
from disclosure.redactions import cut_out, is_made, occurrences, public_text, stretch_of
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act
from foundation.casework.refusals import Invalid

State = Document.State


@act(
    "disclosure.begin_declassification",
    "改为脱密后公开",
    on=Document,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=forms.DeclassifyForm,
    cites=("SR-6(1)", "SR-7(2)", "SR-11"),
    not_by=REVIEWING_APART,
    weight="quiet",
    when=lambda document: document.attribute != Attribute.DECLASSIFIED,
)
def begin_declassification(step: Step) -> None:
    """Make what was drafted the internal text; the public one comes of it, mark by mark."""
    document: Document = step.matter
    document.attribute, document.declassification = Attribute.DECLASSIFIED, step.data["declassification"]
    if document.internal_body.strip() and document.internal_body != document.body:
        raise Invalid(
            {
                "内部行文文稿": [
                    "已经有一份内部行文文稿，和正文不同；请在“修改文稿”里选“脱密后公开”接着用，或者先清空。"
                ]
            }
        )
    document.internal_body, document.body, document.proactive_tests = document.body, "", []
    document.ground = document.attribute_reason = ""


@act(
    "disclosure.mark_passage",
    "标出脱密的一处",
    on=Document,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=forms.MarkForm,
    cites=("SR-7(2)", "SR-6(1)", "SR-11"),
    not_by=REVIEWING_APART,
    when=lambda document: document.attribute == Attribute.DECLASSIFIED,
)
def mark_passage(step: Step) -> None:
    """Mark a passage wherever it stands in the internal text, or at one place alone, and make the public text anew."""
    document, given = step.matter, step.data
    places = occurrences(document.internal_body, given["passage"])
    which = given["which"]
    if which and which > len(places):
        raise Invalid({"第几处": [f"这段文字在内部文稿里只有 {len(places)} 处。"]})
    chosen = [places[which - 1]] if which else places
    excerpt = given["how"] == How.EXCERPT
    marks = list(document.redactions.all())
    made = is_made(document.internal_body, document.body, marks)
    if excerpt and not made:
        raise Invalid(
            {"处理方式": ["公开文稿是另外写的，或者审查时删改过，不能再由摘录生成；请选删除或者改写。"]}
        )
    known = [mark for mark in marks if (mark.how == How.EXCERPT) == excerpt]
    for start in chosen:
        stretch = stretch_of(start, given["passage"])
        if any(mark.start < stretch.upper and stretch.lower < mark.end for mark in known):
            raise Invalid({"文字": ["这段文字和已经标出的一处重叠；请先撤销那一处，再一并标出。"]})
        fields = {name: given[name] for name in ("how", "passage", "replacement", "ground", "reason")}
        Redaction.objects.create(document=document, stretch=stretch, **fields)
    if made:
        _made_anew(step)
    else:  # what somebody left out by hand, or in the review, stays out
        document.body = cut_out(document.body, given["passage"], given["replacement"])
        _saved(step)
    step.detail = {"places": len(chosen), "how": given["how"], "ground": given["ground"]}


@act(
    "disclosure.unmark_passage",
    "撤销一处脱密标记",
    on=Document,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=forms.UnmarkForm,
    cites=("SR-7(2)", "SR-6(1)"),
    not_by=REVIEWING_APART,
    weight="quiet",
    when=lambda document: document.redactions.exists(),
)
def unmark_passage(step: Step) -> None:
    mark: Redaction = step.data["mark"]
    document: Document = step.matter
    made = is_made(document.internal_body, document.body, list(document.redactions.all()))
    step.detail = {"how": mark.how, "ground": mark.ground}
    mark.delete()
    if made:
        _made_anew(step)
    else:
        _saved(step)


def _made_anew(step: Step) -> None:
    """Make the public text of the internal one and its marks; a review of another text is void."""
    document: Document = step.matter
    marks = list(document.redactions.all())
    document.body = public_text(document.internal_body, marks) if marks else ""
    _saved(step)


def _saved(step: Step) -> None:
    document: Document = step.matter
    step.save()
    document.refresh_from_db()
    void_reviews(step, document, "审查之后脱密处理有改动")
