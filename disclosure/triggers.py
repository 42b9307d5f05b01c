"""The triggers that keep documents right even when a script bypasses the acts (PD-5, SR-3, SR-4, SR-6)."""

from __future__ import annotations

from foundation.database import (
    Digested,
    begins,
    changes_public_pages,
    enters,
    frozen,
    kept,
    touches,
    undone_within,
    ways,
)
from secrecy_review.triggers import approved

_DETERMINED = """
IF OLD.state NOT IN ('determined', 'withdrawn') THEN RAISE EXCEPTION 'SR-6(2): only a determined document is published'; END IF;
IF NEW.attribute NOT IN ('proactive', 'declassified') THEN
    RAISE EXCEPTION 'SR-5: attribute % is not published', NEW.attribute; END IF;
"""
_SIGNED = """
IF NOT EXISTS (SELECT 1 FROM disclosure_signature s
    WHERE s.document_id = NEW.id AND s.digest = NEW.digest AND s.capacity = 'leader')
   OR NEW.sign_levels > 1 AND NOT EXISTS (SELECT 1 FROM disclosure_signature s
    WHERE s.document_id = NEW.id AND s.digest = NEW.digest AND s.capacity = 'department_head')
THEN RAISE EXCEPTION 'SR-6(2): this very text is not signed at every level'; END IF;
IF NEW.attribute = 'declassified' AND NOT EXISTS (SELECT 1 FROM disclosure_signature s
    WHERE s.document_id = NEW.id AND s.digest = NEW.digest AND s.capacity = 'secrecy_office')
THEN RAISE EXCEPTION 'SR-7(2): the declassified text is not confirmed by the secrecy office'; END IF;
"""

_REPORTED = """
IF OLD.state = 'reporting' AND NOT EXISTS (SELECT 1 FROM disclosure_refusalreport r
    WHERE r.matter_kind = 'document' AND r.matter_id = NEW.id AND r.document_number = NEW.refusal_report_number
      AND r.reported_on = NEW.refusal_reported_on)
THEN RAISE EXCEPTION 'PD-7(2): a refusal is reported to the superior authority by a written report'; END IF;
IF OLD.state = 'reporting' AND NEW.refusal_reported_on < (
    SELECT max((s.at AT TIME ZONE 'Asia/Shanghai')::date) FROM disclosure_signature s
     WHERE s.document_id = NEW.id AND s.digest = NEW.digest AND s.capacity = 'leader')
THEN RAISE EXCEPTION 'PD-7(2): a refusal is not reported before it is decided'; END IF;
"""

#: The states that may follow each state from publication on; a withdrawal may be undone within the hour.
_ONWARD = {
    "published": ["superseded", "withdrawn"],
    "superseded": ["withdrawn"],
    "withdrawn": ["published", "superseded"],
}

DOCUMENT = [
    *kept(),
    # Everything that the public reads and that review and secrecy office decide on, the internal text by its own digest: a
    # review is valid for exactly this (SR-3).
    Digested(
        "NEW.attribute, NEW.title, NEW.document_number, NEW.summary, NEW.body, NEW.change_note",
        "COALESCE(NEW.formed_on::text, ''), NEW.special_category",
        "encode(sha256(convert_to(NEW.internal_body, 'UTF8')), 'hex')",
        r"""(SELECT string_agg(f.sha256 || E'\x1e' || f.name || E'\x1e' || a.title || COALESCE(E'\x1e' || a.figure, ''), E'\x1d'
                         ORDER BY a.position, a.id)
       FROM disclosure_attachment a JOIN files_storedfile f ON f.id = a.file_id
      WHERE a.document_id = NEW.id AND f.audience = 'public')""",
        # Of what was marked by its own digest, as of the internal text; nothing where nothing is.
        r"""(SELECT encode(sha256(convert_to(string_agg(concat_ws(E'\x1e',
             lower(r.stretch), upper(r.stretch), r.how, r.replacement, r.ground, r.reason), E'\x1d'
             ORDER BY r.stretch, r.id), 'UTF8')), 'hex') FROM disclosure_redaction r WHERE r.document_id = NEW.id)""",
    ),
    begins("b_begins_as_draft", "draft", "SR-6(2): a document begins as a draft"),
    frozen(
        "c_frozen_text",
        "SR-3: a published document is not changed, a new version is made",
        once=_ONWARD,
        columns=(
            "digest", "index_id", "version", "published_at", "first_published_on", "formed_on", "attribute", "agency_id",
        ),
    ),
    ways("c_ways", "SR-6(2)", _ONWARD),
    undone_within("c_ways_undone", "SR-13", 1),
    enters("d_kept_reported", "kept", _REPORTED),
    enters("d_publish_reviewed", "published", _DETERMINED, approved("document", "text"), _SIGNED),
    changes_public_pages(*_ONWARD),
]  # fmt: skip

ATTACHMENT = [touches("disclosure_document", "document_id")]
