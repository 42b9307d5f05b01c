"""What the database itself holds about documents, so that no script can go round the acts (PD-5, SR-3, SR-4, SR-6)."""

from __future__ import annotations

import pgtrigger

from foundation.database import kept

#: SHA-256 over everything a reader of the public page gets and everything the review and the secrecy office decided upon –
#: the internal text by its own digest: SR-3 ties a review to exactly this.
_DIGEST = """
NEW.digest := encode(sha256(convert_to(concat_ws(E'\\x1f',
    NEW.attribute, NEW.title, NEW.document_number, NEW.summary, NEW.body, NEW.change_note,
    COALESCE(NEW.formed_on::text, ''), NEW.special_category,
    encode(sha256(convert_to(NEW.internal_body, 'UTF8')), 'hex'),
    (SELECT string_agg(f.sha256 || E'\\x1e' || f.name || E'\\x1e' || a.title, E'\\x1d' ORDER BY a.position, a.id)
       FROM disclosure_attachment a JOIN files_storedfile f ON f.id = a.file_id
      WHERE a.document_id = NEW.id AND f.audience = 'public')
), 'UTF8')), 'hex');
RETURN NEW;
"""

_FROZEN = """
IF NEW.digest <> OLD.digest OR NEW.index_id IS DISTINCT FROM OLD.index_id OR NEW.version <> OLD.version
   OR NEW.published_at IS DISTINCT FROM OLD.published_at OR NEW.first_published_on IS DISTINCT FROM OLD.first_published_on
   OR NEW.formed_on IS DISTINCT FROM OLD.formed_on OR NEW.attribute <> OLD.attribute OR NEW.agency_id <> OLD.agency_id
THEN RAISE EXCEPTION 'SR-3: a published document is not changed, a new version is made'; END IF;
IF OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn'
   OR OLD.state = 'superseded' AND NEW.state NOT IN ('superseded', 'withdrawn')
   OR OLD.state = 'published' AND NEW.state NOT IN ('published', 'superseded', 'withdrawn')
THEN RAISE EXCEPTION 'SR-6(2): no way leads from % to %', OLD.state, NEW.state; END IF;
RETURN NEW;
"""

_PUBLISH = """
IF OLD.state <> 'determined' THEN RAISE EXCEPTION 'SR-6(2): only a determined document is published'; END IF;
IF NEW.attribute NOT IN ('proactive', 'declassified') THEN
    RAISE EXCEPTION 'SR-5: attribute % is not published', NEW.attribute; END IF;
IF NOT EXISTS (SELECT 1 FROM secrecy_review_review r
    WHERE r.subject_kind = 'document' AND r.subject_id = NEW.id AND r.digest = NEW.digest
      AND r.agency_id = NEW.agency_id AND r.state = 'concluded' AND r.opinion = 'disclose')
THEN RAISE EXCEPTION 'SR-4: no approved review of this very text'; END IF;
IF NOT EXISTS (SELECT 1 FROM disclosure_signature s
    WHERE s.document_id = NEW.id AND s.digest = NEW.digest AND s.capacity = 'leader')
   OR NEW.sign_levels > 1 AND NOT EXISTS (SELECT 1 FROM disclosure_signature s
    WHERE s.document_id = NEW.id AND s.digest = NEW.digest AND s.capacity = 'department_head')
THEN RAISE EXCEPTION 'SR-6(2): this very text is not signed at every level'; END IF;
IF NEW.attribute = 'declassified' AND NOT EXISTS (SELECT 1 FROM disclosure_signature s
    WHERE s.document_id = NEW.id AND s.digest = NEW.digest AND s.capacity = 'secrecy_office')
THEN RAISE EXCEPTION 'SR-7(2): the declassified text is not confirmed by the secrecy office'; END IF;
RETURN NEW;
"""

# Triggers of one moment fire in the order of their names: the digest is computed before anything is checked against it.
DOCUMENT = [
    *kept(),
    pgtrigger.Trigger(
        name="a_digest", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=_DIGEST
    ),
    pgtrigger.Trigger(
        name="b_begins_as_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__state__df="draft"),
        func="RAISE EXCEPTION 'SR-6(2): a document begins as a draft';",
    ),
    pgtrigger.Trigger(
        name="c_frozen_text",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state__in=["published", "superseded", "withdrawn"]),
        func=_FROZEN,
    ),
    pgtrigger.Trigger(
        name="d_publish_reviewed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__state="published") & pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
        func=_PUBLISH,
    ),
]

# A changed attachment makes its document compute its digest again, and meet the frozen text if it is published.
_TOUCH = """
UPDATE disclosure_document SET digest = '' WHERE id IN (NEW.document_id, OLD.document_id);
RETURN NULL;
"""

ATTACHMENT = [
    pgtrigger.Trigger(
        name="touch_document",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=_TOUCH,
    ),
]
