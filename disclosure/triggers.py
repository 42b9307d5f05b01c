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
    WHERE s.document_id = NEW.id AND s.digest = NEW.digest
      AND COALESCE(s.genre, NEW.genre) = NEW.genre AND s.capacity = 'leader')
   OR NEW.sign_levels > 1 AND NOT EXISTS (SELECT 1 FROM disclosure_signature s
    WHERE s.document_id = NEW.id AND s.digest = NEW.digest
      AND COALESCE(s.genre, NEW.genre) = NEW.genre AND s.capacity = 'department_head')
THEN RAISE EXCEPTION 'SR-6(2): this very text is not signed at every level'; END IF;
IF NEW.attribute = 'declassified' AND NOT EXISTS (SELECT 1 FROM disclosure_signature s
    WHERE s.document_id = NEW.id AND s.digest = NEW.digest
      AND COALESCE(s.genre, NEW.genre) = NEW.genre AND s.capacity = 'secrecy_office')
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

#: PD-7: what agencies disagree on waits for the result of their case, and that binds every version; what is withheld in part
#: leaves the rest to be published (条例37).
_SETTLED = """
IF EXISTS (SELECT 1 FROM disclosure_coordination c WHERE c.document_id = NEW.id
      AND c.state IN ('stating', 'weighing', 'parting', 'deciding', 'ruling'))
THEN RAISE EXCEPTION 'PD-7: agencies disagree on this document, and their case is open'; END IF;
IF (SELECT c.verdict = 'withheld' AND c.whole_text FROM disclosure_coordination c
      JOIN disclosure_document d ON d.id = c.document_id LEFT JOIN disclosure_document o ON o.id = d.supersedes_id
      WHERE (d.id = NEW.id OR d.index_id = NEW.index_id OR o.index_id = NEW.index_id)
      AND c.state IN ('separated', 'decided', 'agreed') ORDER BY c.settled_at DESC, c.id DESC LIMIT 1)
THEN RAISE EXCEPTION 'PD-7: the result of the case is that this document is not published'; END IF;
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
    enters("d_publish_reviewed", "published", _DETERMINED, approved("document", "text"), _SIGNED, _SETTLED),
    changes_public_pages(*_ONWARD),
]  # fmt: skip

ATTACHMENT = [touches("disclosure_document", "document_id")]

#: Once a case has come to its result, that stands.
_OVER = ["separated", "decided", "agreed", "denied"]

COORDINATION = [
    *kept(),
    begins("b_begins_raised", "raised", "PD-7: a case begins with a disagreement"),
    frozen(
        "c_result_stands", "PD-7: the result of a case stands", once=_OVER, but=["agency_id", "office_id"]
    ),
    ways(
        "d_ways",
        "PD-7",
        {
            "raised": ["stating", "denied"],
            "stating": ["weighing", "agreed"],
            "weighing": ["parting", "deciding", "agreed"],
            "parting": ["separated", "deciding", "agreed"],
            "deciding": ["ruling", "agreed"],
            "ruling": ["deciding", "decided", "agreed"],
        },
    ),
]
COORDINATION_SIDE = [
    *kept(),
    begins("b_begins_asked", "asked", "PD-7: a side is asked before it speaks"),
    frozen(
        "c_stated_stands",
        "PD-7: what a side said stands",
        once=["stated"],
        columns=["view", "reasons", "separable", "own_part", "stated_at", "coordination_id"],
    ),
    ways("d_ways", "PD-7", {"stated": [], "silent": ["stated"]}),
]
COORDINATION_PART = [
    *kept(),
    begins("b_begins_drawn", "drawn", "PD-7: a part is drawn before it is decided"),
    frozen(
        "c_words_stand",
        "PD-7: a part stays as it was drawn",
        columns=["described", "words", "competence", "coordination_id"],
    ),
    frozen(
        "d_decided_stands",
        "PD-7: what was decided on a part stands",
        once=["decided"],
        columns=["public", "ground", "reasons", "decided_at", "decided_by_id"],
    ),
    ways(
        "e_ways",
        "PD-7",
        {"drawn": ["open", "dropped"], "open": ["decided", "dropped"], "decided": ["dropped"], "dropped": []},
    ),
]

_ALL_DECIDED = """
IF EXISTS (SELECT 1 FROM disclosure_reassesseditem i WHERE i.batch_id = NEW.id AND i.state IN ('due', 'assessed'))
THEN RAISE EXCEPTION 'PD-7(3): a re-assessment ends when every item is decided'; END IF;
"""

REASSESSMENT = [
    *kept(),
    begins("b_begins_open", "open", "PD-7(3): a re-assessment begins open"),
    enters("c_decided_whole", "closed", _ALL_DECIDED),
    frozen(
        "d_stays",
        "PD-7(3): a re-assessment that is over stays as it was",
        once=["closed"],
        but=["agency_id", "assessor_id"],
    ),
    ways("e_ways", "PD-7(3)", {"closed": []}),
]
REASSESSED_ITEM = [
    *kept(),
    begins("b_begins_due", "due", "PD-7(3): an item is assessed before it is decided"),
    frozen(
        "c_decided_stands",
        "PD-7(3): what was decided on an item stands",
        once=["kept", "released", "gone"],
        but=["agency_id", "document_id"],
    ),
    ways("d_ways", "PD-7(3)", {"due": ["assessed", "gone"], "kept": [], "released": [], "gone": []}),
]
WITHHELD_ENTRY = [
    *kept(),
    begins("b_begins_proposed", "proposed", "SR-12: an entry is proposed before it is listed"),
    frozen("c_stays", "SR-12: an entry stays as two people let it stand", but=["state", "agency_id"]),
    ways("d_ways", "SR-12", {"listed": ["dropped"], "dropped": []}),
    changes_public_pages("listed"),
]

_ANNOUNCED = """
IF NOT EXISTS (SELECT 1 FROM disclosure_document d WHERE d.id = NEW.result_id AND d.state = 'published')
THEN RAISE EXCEPTION 'PD-3: a cleanup ends with the publication of its announcement'; END IF;
IF EXISTS (SELECT 1 FROM disclosure_cleanupitem i WHERE i.batch_id = NEW.id AND i.state = 'due')
THEN RAISE EXCEPTION 'PD-3: a cleanup ends when every document is judged'; END IF;
"""
_BATCH_ANNOUNCED = """
IF NOT EXISTS (SELECT 1 FROM disclosure_cleanup c WHERE c.id = NEW.batch_id AND c.state = 'published')
THEN RAISE EXCEPTION 'PD-3: what is found of a document counts when it is announced'; END IF;
"""
CLEANUP = [
    *kept(),
    begins("b_begins_open", "open", "PD-3: a cleanup begins open"),
    enters("c_announced", "published", _ANNOUNCED),
    frozen(
        "d_stays",
        "PD-3: a cleanup that is over stays as it was",
        once=["published", "void"],
        but=["agency_id"],
    ),
    ways(
        "e_ways",
        "PD-3",
        {"open": ["drafted", "void"], "drafted": ["open", "published"], "published": [], "void": []},
    ),
    changes_public_pages("published"),
]
CLEANUP_ITEM = [
    *kept(),
    begins("b_begins_due", "due", "PD-3: a document is judged before that is announced"),
    enters("c_announced", "decided", _BATCH_ANNOUNCED),
    frozen(
        "d_decided_stands",
        "PD-3: what was announced of a document stands",
        once=["decided"],
        but=["agency_id"],
    ),
    ways("e_ways", "PD-3", {"due": ["judged", "gone"], "decided": [], "gone": ["due"]}),
]
