"""What the database refuses of questionnaires, their answers and their codes."""

from __future__ import annotations

import pgtrigger

from foundation.database import Digested, begins, changes_public_pages, frozen, kept, only_while, ways

QUESTIONNAIRE = [
    *kept(),
    Digested("NEW.title, NEW.wording, NEW.open_web::text, NEW.anonymous::text"),
    begins("b_begins_open", "open", "a questionnaire begins when it is opened"),
    frozen(
        "c_fixed",
        "what is asked, how and until when is fixed when it is opened",
        but=["state", "counted_at", "result", "result_digest"],
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
    AND (NEW.layer <> 'web' OR q.open_web))
THEN RAISE EXCEPTION 'an answer comes on a day on which the questionnaire is open to it'; END IF;
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
