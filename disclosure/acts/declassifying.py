"""Make the public text of a classified one by marking its passages, and confirm each mark (SR-6(1), SR-7(2), SR-11)."""

from __future__ import annotations

from disclosure import forms
from disclosure.acts.drafting import void_reviews
from disclosure.gates import REVIEWING_APART
from disclosure.models import Attribute, Document, How, Redaction
from disclosure.redactions import occurrences, public_text, stretch_of
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
    document.internal_body, document.proactive_tests = document.body, []
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
    known = [mark for mark in document.redactions.all() if (mark.how == How.EXCERPT) == excerpt]
    for start in chosen:
        stretch = stretch_of(start, given["passage"])
        if any(mark.start < stretch.upper and stretch.lower < mark.end for mark in known):
            raise Invalid({"文字": ["这段文字和已经标出的一处重叠；请先撤销那一处，再一并标出。"]})
        fields = {name: given[name] for name in ("how", "passage", "replacement", "ground", "reason")}
        Redaction.objects.create(document=document, stretch=stretch, **fields)
    _made_anew(step)
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
    step.detail = {"how": mark.how, "ground": mark.ground}
    mark.delete()
    _made_anew(step)


def _made_anew(step: Step) -> None:
    """Make the public text of the internal one and its marks; a review of another text is void."""
    document: Document = step.matter
    document.body = public_text(document.internal_body, document.redactions.all())
    step.save()
    document.refresh_from_db()
    void_reviews(step, document, "审查之后脱密处理有改动")
