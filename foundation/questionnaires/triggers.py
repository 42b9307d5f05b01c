"""What the database refuses of questionnaires, their answers and their codes."""

from __future__ import annotations

import pgtrigger

from foundation.database import Digested, begins, changes_public_pages, frozen, kept, only_while, ways

QUESTIONNAIRE = [
    *kept(),
    Digested(
        "NEW.title, NEW.wording, NEW.open_web::text, NEW.anonymous::text",
        # A null is left out: without subjects the digest is that of the wording.
        "NULLIF(NEW.each, ''), NULLIF(array_to_string(NEW.subjects, E'\\x1e'), '')",
    ),
    begins("b_begins_open", "open", "a questionnaire begins when it is opened"),
    frozen(
        "c_fixed",
        "what is asked, how and until when is fixed when it is opened",
        but=["state", "counted_at", "result", "result_digest", "closes_at"],
    ),
    pgtrigger.Trigger(
        name="c_last_day_later",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
IF NEW.closes_at <> OLD.closes_at AND (OLD.state <> 'open' OR NEW.closes_at < OLD.closes_at)
THEN RAISE EXCEPTION 'the last day of what is open is put off and nothing else'; END IF; RETURN NEW;
""",
    ),
    frozen("d_counted_stays", "what was counted stays as it is", once=["counted"]),
    ways("e_ways", "questionnaires", {"counted": ()}),
    changes_public_pages(),
]


def _open() -> pgtrigger.Trigger:
    return only_while(
        "while_open",
        "answers come while the questionnaire is open",
        parent="questionnaires_questionnaire",
        column="questionnaire_id",
        states=["open"],
    )


#: A row written again as it is gets another place: that is how rows are shuffled.
_SAME = pgtrigger.Trigger(
    name="same_again",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="IF to_jsonb(NEW) <> to_jsonb(OLD) THEN RAISE EXCEPTION 'an answer is not changed'; END IF; RETURN NEW;",
)

#: What is answered over the web carries a day on which it was open.
_IN_TIME = pgtrigger.Trigger(
    name="in_time",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
IF NOT EXISTS (SELECT 1 FROM questionnaires_questionnaire q WHERE q.id = NEW.questionnaire_id
    AND NEW.day >= (q.opened_at AT TIME ZONE 'Asia/Shanghai')::date
    AND (NEW.layer = 'paper' OR NEW.day <= ((q.closes_at - interval '1 second') AT TIME ZONE 'Asia/Shanghai')::date)
    AND (NEW.layer NOT IN ('web', 'quick') OR q.open_web))
THEN RAISE EXCEPTION 'an answer comes on a day on which the questionnaire is open to it'; END IF;
IF NEW.subject IS NOT NULL AND NOT EXISTS (SELECT 1 FROM questionnaires_questionnaire q
    WHERE q.id = NEW.questionnaire_id AND NEW.subject < cardinality(q.subjects))
THEN RAISE EXCEPTION 'an answer is about one of the subjects'; END IF;
RETURN NEW;
""",
)

BALLOT = [*kept(), _open(), _SAME, _IN_TIME]
REMARK = [*kept(), _open(), _SAME]
CODE = [
    *kept(),
    _open(),
    frozen("never_again", "a code is spent once", but=["spent"]),
    pgtrigger.Trigger(
        name="spent_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__spent=True, new__spent=False),
        func="RAISE EXCEPTION 'a code is spent once';",
    ),
]
SHEET = [_open()]
