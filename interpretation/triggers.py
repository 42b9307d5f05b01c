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

DUTY = [
    *kept(),
    Digested(
        "NEW.sort, NEW.outline, NEW.forms::text, NEW.channels, NEW.planned_for",
        "NEW.interpreter, NEW.interpreter_post, NEW.first_interpreter, NEW.contact",
    ),
    begins("b_begins_not_due", "not_due", "PI-3: a duty begins with a judgement"),
    frozen("c_stays", "PI-3: a duty is about one document", columns=["document_id", "created_at"]),
    ways(
        "d_ways",
        "PI-3",
        {"due": ("exempting",), "exempting": ("due", "exempt"), "exempt": ("due",), "not_due": ("due",)},
    ),
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
