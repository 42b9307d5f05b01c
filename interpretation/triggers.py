"""What the database refuses of interpretations, whatever a script does (PI-3, PI-4, SR-4)."""

from __future__ import annotations

import pgtrigger

from foundation.clauses import Citation, cite
from foundation.database import (
    Digested,
    begins,
    changes_public_pages,
    enters,
    frozen,
    kept,
    only_while,
    touches,
    undone_within,
    ways,
)
from secrecy_review.triggers import approved

cite("PI-4", by=Citation("constraint", "interpretation.signed", "没有审签这一稿和这一份文件，解读发布不了"))

#: By whom the text is signed, as it stands, with the plan and the document as they stand.
_SIGNED = """
IF (SELECT count(DISTINCT s.capacity) FROM interpretation_signature s
    WHERE s.interpretation_id = NEW.id AND s.text = NEW.digest
      AND (NEW.duty_id IS NULL OR EXISTS (
          SELECT 1 FROM interpretation_duty d JOIN disclosure_document o ON o.id = d.document_id
          WHERE d.id = NEW.duty_id AND s.plan = d.digest AND s.document = o.digest))) < NEW.levels
THEN RAISE EXCEPTION 'PI-4: this very text is not signed with the plan and the document as they stand'; END IF;
"""
#: Neither alone.
_TOGETHER = """
IF NOT EXISTS (SELECT 1 FROM interpretation_link l JOIN disclosure_document o ON o.id = l.document_id
    WHERE l.interpretation_id = NEW.id AND o.state = 'published')
THEN RAISE EXCEPTION 'PI-4: an interpretation is not published before its document'; END IF;
"""
_EXEMPT = """
IF NEW.exemption_reason = '' OR NEW.exempted_by_id IS NULL OR NEW.exempted_by_id = NEW.asked_by_id
THEN RAISE EXCEPTION 'PI-3: an exemption has a reason and is approved by a second person'; END IF;
"""
_CLEARED = """
IF NEW.not_due_reason = '' OR NEW.cleared_by_id IS NULL OR NEW.judged_by_id IS NULL OR NEW.cleared_by_id = NEW.judged_by_id
THEN RAISE EXCEPTION 'PI-3: that a document need not be interpreted has a reason and is agreed to by a second person'; END IF;
"""
#: What later forms say, each with its name; null, which counts for nothing, where an interpretation has none of it.
_FURTHER = """NULLIF(concat_ws(E'\\x1c',
        'media:' || NEW.media_id, 'captions:' || NULLIF(NEW.captions, ''), 'held:' || extract(epoch FROM NEW.held_at),
        'where:' || NULLIF(NEW.held_where, ''), 'host:' || NULLIF(NEW.host, ''), 'speakers:' || NULLIF(NEW.speakers, ''),
        'attended:' || NULLIF(NEW.attended, ''), 'cases:' || NULLIF(NEW.cases, ''),
        'selfcheck:' || NULLIF(NEW.selfcheck, ''), 'dates:' || NULLIF(NEW.dates, ''),
        'photos:' || (SELECT string_agg(p.file_id::text || E'\\x1e' || p.alt, E'\\x1d' ORDER BY p.id)
            FROM interpretation_photo p WHERE p.interpretation_id = NEW.id)), '')"""

DUTY = [
    *kept(),
    Digested(
        "NEW.sort, NEW.outline, NEW.forms::text, NEW.channels, NEW.planned_for",
        "NEW.interpreter, NEW.interpreter_post, NEW.first_interpreter, NEW.contact",
        # Null, which counts for nothing, of what was signed before press conferences were planned.
        "CASE WHEN NEW.press THEN 'press:' || NEW.press_reason END",
    ),
    begins("b_begins_judged", "judged", "PI-3: a duty begins with a judgement"),
    frozen("c_stays", "PI-3: a duty is about one document", columns=["document_id", "created_at"]),
    ways(
        "d_ways",
        "PI-3",
        {
            "judged": ("due", "not_due"),
            "due": ("exempting",),
            "exempting": ("due", "exempt"),
            "exempt": ("due",),
            "not_due": ("due",),
        },
    ),
    enters("e_not_due", "not_due", _CLEARED),
    enters("e_exempt", "exempt", _EXEMPT),
]

_OUT = ("signed", "published", "withdrawn")
INTERPRETATION = [
    *kept(),
    Digested(
        "NEW.form, NEW.author, NEW.byline, NEW.title, NEW.background, NEW.purpose, NEW.measures, NEW.differences",
        "NEW.terms, NEW.highlights, NEW.cautions, NEW.opinions, NEW.left_out::text, NEW.body, NEW.alt, NEW.chart",
        "NEW.spoken, NEW.special_category",
        r"""(SELECT string_agg(l.document_id::text || E'\x1e' || l.anchor, E'\x1d' ORDER BY l.document_id, l.anchor)
       FROM interpretation_link l WHERE l.interpretation_id = NEW.id)""",
        _FURTHER,
    ),
    begins("b_begins_draft", "draft", "PI-4: an interpretation begins as a draft"),
    frozen(
        "c_frozen",
        "PI-4: what is signed is not changed",
        once=("with_county_leader", *_OUT),
        columns=["digest", "duty_id", "levels"],
    ),
    ways("d_ways", "PI-4", {"published": ("withdrawn",), "withdrawn": ("published",), "abandoned": ()}),
    enters("e_published", "published", approved("interpretation", "interpretation"), _SIGNED, _TOGETHER),
    undone_within("f_undone", "SR-13", 1),
    changes_public_pages("published", "withdrawn"),
]

LINK = [
    only_while(
        "a_while_drafted",
        "PI-4: what a signed interpretation is about is not changed",
        parent="interpretation_interpretation",
        column="interpretation_id",
        states=["draft"],
    ),
    touches("interpretation_interpretation", "interpretation_id"),
]
PHOTO = [
    only_while(
        "a_while_drafted",
        "PI-7(2): the photos of a signed interpretation are not changed",
        parent="interpretation_interpretation",
        column="interpretation_id",
        states=["draft"],
    ),
    touches("interpretation_interpretation", "interpretation_id"),
]
RELEASE = [*kept(unchanged=True), changes_public_pages()]

QUESTION = [
    *kept(),
    begins("begins_received", "received", "PI-5: a question begins with its receipt"),
    frozen(
        "stays_as_asked",
        "PI-5: a question stays about its document",
        columns=["number", "document_id", "created_at"],
    ),
    frozen(
        "answered_is_final",
        "PI-5: an answer that everybody reads stays as it is",
        once=["answered", "withdrawn"],
        columns=["question", "answer", "answered_by_id", "confirmed_by_id", "published_at"],
    ),
    ways(
        "goes_on",
        "PI-5",
        {
            "received": ("confirming", "set_aside"),
            "confirming": ("received", "answered"),
            "answered": ("withdrawn",),
            "set_aside": (),
            "withdrawn": (),
        },
    ),
    # Pages count those that came up to yesterday: what comes in changes no page.
    changes_public_pages("answered", "set_aside", "withdrawn"),
]

OPINION = [
    *kept(),
    begins("b_begins_registered", "registered", "PI-8: a case begins with its registration"),
    frozen(
        "c_origin",
        "PI-10: from when the hours run stays as it was entered",
        columns=["number", "found_at", "created_at", "source", "link", "evidence_id"],
    ),
    frozen(
        "c_origin_known",
        "PI-10: from when the hours run stays as it was entered",
        once=pgtrigger.Q(old__appeared_at__isnull=False),
        columns=["appeared_at"],
    ),
    frozen(
        "d_first_word",
        "PI-10: the first word came when it came",
        once=("answered", "evaluated", "closed"),
        columns=["first_word_at", "first_word_where", "first_word_link"],
    ),
    frozen(
        "d_press",
        "PI-10: a press conference was held when it was held",
        once=pgtrigger.Q(old__press_at__isnull=False),
        columns=["press_at", "press_place", "press_speakers", "press_link"],
    ),
    ways(
        "e_ways",
        "PI-8",
        {
            "registered": ("conferred", "answered"),
            "conferred": ("handling", "no_answer", "answered"),
            "handling": ("answered",),
            "answered": ("evaluated",),
            "evaluated": ("closed", "answered"),
            "closed": ("answered",),
            "no_answer": ("handling",),
        },
    ),
    # Its hours stand beside what was answered.
    changes_public_pages("answered", "evaluated", "closed"),
]
RESPONSE = [
    *kept(),
    Digested("NEW.sort, NEW.title, NEW.body, NEW.speaker, NEW.special_category"),
    begins("b_begins_draft", "draft", "PI-10: a response begins as a draft"),
    frozen(
        "c_frozen",
        "SR-4: what is reviewed is not changed",
        once=("ready", "published", "withdrawn"),
        columns=["digest", "case_id"],
    ),
    frozen(
        "d_published",
        "PI-10: it was published when it was",
        once=("published", "withdrawn"),
        columns=["published_at"],
    ),
    ways("d_ways", "PI-10", {"published": ("withdrawn",), "withdrawn": ("published",), "abandoned": ()}),
    enters("e_published", "published", approved("opinion_response", "response")),
    undone_within("f_undone", "SR-13", 1),
    changes_public_pages("published", "withdrawn"),
]
