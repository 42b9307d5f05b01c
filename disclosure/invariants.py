"""What is published was reviewed and signed, word for word, by people who are not one and the same (SR-3, SR-4, SR-6(2))."""

from __future__ import annotations

from foundation.invariants import Finding, Findings, Look, invariant
from foundation.search.invariants import in_index

_PUBLIC = """
SELECT d.id, format('/documents/%%s/', i.number) AS path FROM disclosure_document d
  LEFT JOIN disclosure_indexnumber i ON i.id = d.index_id
 WHERE d.state = 'published' AND d.published_at <= %(at)s
"""
_FAULTY = """
SELECT d.id, (d.published_at AT TIME ZONE 'Asia/Shanghai')::date FROM disclosure_document d
 WHERE d.state IN ('published', 'superseded') AND {fault}
"""
_SIGNED = """
EXISTS (SELECT 1 FROM disclosure_signature s WHERE s.document_id = d.id AND s.digest = d.digest
    AND s.capacity = '{capacity}' AND s.at <= d.published_at)
"""
_REVIEWED = """
EXISTS (SELECT 1 FROM secrecy_review_review r WHERE r.subject_kind = 'document' AND r.subject_id = d.id
    AND r.digest = d.digest AND r.state = 'concluded' AND r.opinion = 'disclose' AND r.concluded_at <= d.published_at
    AND {who})
"""
_REVIEWER_SIGNED = """
r.reviewer_id IN (SELECT s.signer_id FROM disclosure_signature s WHERE s.document_id = d.id AND s.digest = d.digest
    AND s.capacity <> 'secrecy_office')
"""
#: What must not be, under the sentence that says so.
_FAULTS = {
    "没有对这一稿的保密审查意见": f"NOT {_REVIEWED.format(who='true')}",
    "没有领导对这一稿的签发": f"NOT {_SIGNED.format(capacity='leader')}",
    "没有部门负责人对这一稿的签发": f"d.sign_levels > 1 AND NOT {_SIGNED.format(capacity='department_head')}",
    "脱密后公开，没有保密办对这一稿的确认": f"d.attribute = 'declassified' AND NOT {_SIGNED.format(capacity='secrecy_office')}",
    "公开属性是不公开的": "d.attribute NOT IN ('proactive', 'declassified')",
    "拟稿人自己审查了这一稿": _REVIEWED.format(who="r.reviewer_id = d.drafter_id"),
    "审查人自己签发了这一稿": _REVIEWED.format(who=_REVIEWER_SIGNED),
}


@invariant("documents.signed", "公开的每一稿都经过保密审查和逐级签发，一字不差，不是一个人办的")
def published_as_signed(look: Look) -> Findings:
    """Look for published and once published versions without a review and signatures of exactly their text."""
    look.count("SELECT count(*) FROM disclosure_document WHERE state IN ('published', 'superseded')")
    for said, fault in _FAULTS.items():
        for number, day in look.rows(_FAULTY.format(fault=fault)):
            yield Finding(f"document:{number}", said, day)


in_index("document", _PUBLIC)
