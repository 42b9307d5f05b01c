"""What a draft is likely to be, or to hold, told while it is written: nothing is decided by it (SR-6, SR-7, PD-8)."""

from __future__ import annotations

from collections import Counter

from disclosure.heads import HEADS, suggested
from disclosure.models import Document
from disclosure.statute import THEMES, is_theme
from disclosure.unsuitable import KINDS, hinted
from foundation.agencies.roles import AgencyKind
from foundation.privacy.detectors import detect
from foundation.search.queries import nearest

#: The published documents that are asked for the theme of one alike, and how many have to agree.
ASKED, AGREEING = 9, 2
#: The most findings that are told, each as the review will show it.
MOST = 8


def likely_head(document: Document) -> str:
    """The code of the head that a document is likely to belong to, or blank."""
    township = document.agency.kind == AgencyKind.TOWNSHIP
    return suggested(document.title, document.normative, township=township)


def likely_topic(title: str) -> tuple[str, str]:
    """The theme of what is published with a title like this, or that the title names, and why; blank where none is likely."""
    near = nearest(title, kind=Document.kind, limit=ASKED)
    counted = Counter(entry.topic for entry in near if is_theme(entry.topic))
    for topic, votes in counted.most_common(1):
        if votes >= AGREEING:
            return topic, "标题相近的文件多归在"
    for first, seconds in THEMES.items():
        for second in seconds:
            if second != "其他" and second in title:
                return f"{first}/{second}", "标题里写着，可能归在"
    return "", ""


def on_fields(document: Document) -> dict[str, str]:
    """What a draft is likely to be, by the field that would say so and does not."""
    found = {}
    if not document.head and (head := likely_head(document)):
        found["head"] = f"看标题，像是“{HEADS[head].name}”。"
    if not document.topic:
        topic, why = likely_topic(document.title)
        if topic:
            found["topic"] = f"{why}“{topic.replace('/', '、')}”。"
    return found


def hints(document: Document) -> list[tuple[str, str]]:
    """What to look at in a draft, each with what it is about."""
    labels = {"head": "公开内容的目", "topic": "主题分类"}
    found = [(labels[name], likely) for name, likely in on_fields(document).items()]
    of_party = document.agency.kind == AgencyKind.PARTY
    kinds = hinted(
        document.title, document.genre, document.body, document.attribute_reason, of_party=of_party
    )
    found += [("不宜公开的六类", f"可能属于“{KINDS[kind]}”，对照依据再定（SR-7）。") for kind in kinds]
    personal = [(place.label, one) for place in document.review_places() for one in detect(place.text)]
    return found + [
        (one.label, f"{where}里：{one.excerpt}。该公开的再留。") for where, one in personal[:MOST]
    ]
