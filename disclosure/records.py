"""How documents are kept, and what beside them has an end (AR-1)."""

from __future__ import annotations

from django.db.models import Q

from disclosure.models import (
    Batch,
    Cleanup,
    CleanupItem,
    Coordination,
    CoordinationPart,
    CoordinationSide,
    Document,
    ReassessedItem,
    Reassessment,
    WithheldEntry,
)
from foundation.records.declared import Arrangement, Term, belongs, keeps, needed

_OUT = ("published", "superseded", "withdrawn")


def _openness(document: Document) -> str:
    """Its attribute, and the day on which it was published or taken down (实施条例30)."""
    said = str(document.get_attribute_display()) if document.attribute else "未确定公开属性"
    if document.published_at:
        said += f"，{document.published_at:%Y-%m-%d} 公布"
    return f"{said}，现为“{document.get_state_display()}”"


keeps(
    Document,
    ended=("published", "superseded", "withdrawn", "kept", "abandoned"),
    void=("abandoned",),
    kept_as=Arrangement.ITEM,
    term=Term.THIRTY,
    heading="政府信息公开",
    longer=((Q(normative=True), Term.PERMANENT),),
    number="document_number",
    formed_on="formed_on",
    also=("index",),
    openness=_openness,
    # 先审查后公开 (SR-4, SR-6(2)): nothing is determined without review and signature, nothing is out without both.
    needs=(
        *needed(
            (*_OUT, "kept"),
            {
                "复核": "disclosure.recheck",
                "保密审查": ("disclosure.conclude_review", "disclosure.take_exemption"),
                "签发": "disclosure.sign",
            },
        ),
        *needed(_OUT, {"发布": "disclosure.publish"}),
    ),
)
keeps(
    Batch,
    ended=("done", "dropped"),
    void=("dropped",),
    kept_as=Arrangement.ITEM,
    term=Term.TEN,
    heading="批量导入",
)
keeps(
    Cleanup,
    ended=("published", "void"),
    void=("void",),
    kept_as=Arrangement.VOLUME,
    term=Term.PERMANENT,
    heading="规范性文件清理",
)
belongs(CleanupItem, "batch", ended=("decided", "gone"), also=("index",))
keeps(
    Coordination,
    ended=("separated", "decided", "agreed", "denied"),
    kept_as=Arrangement.VOLUME,
    term=Term.THIRTY,
    heading="公开协调",
)
belongs(CoordinationSide, "coordination", ended=("stated", "silent"))
belongs(CoordinationPart, "coordination", ended=("decided", "dropped"))
keeps(
    Reassessment,
    ended=("closed",),
    kept_as=Arrangement.VOLUME,
    term=Term.THIRTY,
    heading="不公开信息复核",
)
belongs(ReassessedItem, "batch", ended=("kept", "released", "gone"))
keeps(
    WithheldEntry,
    ended=("listed", "dropped"),
    kept_as=Arrangement.ITEM,
    term=Term.THIRTY,
    heading="不公开信息目录",
)
