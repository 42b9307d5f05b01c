"""Writing rows again in random order, and counting a questionnaire once."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils.timezone import localdate

from foundation.questionnaires.models import Ballot, Code, Questionnaire, Remark, Sheet
from foundation.questionnaires.results import as_file, counted
from foundation.questionnaires.taking import store_agreed

#: One row after the other in an order of 122 random bits each: a single statement would write them as they lie.
_REWRITE = """
DO $$ DECLARE one {table}.{key}%TYPE; BEGIN
    FOR one IN SELECT {key} FROM {table} WHERE questionnaire_id = {of} ORDER BY gen_random_uuid() LOOP
        UPDATE {table} SET questionnaire_id = questionnaire_id WHERE {key} = one;
    END LOOP;
END $$
"""


def shuffle(questionnaire: Questionnaire) -> None:
    """Write answers, texts and codes again as they are, row by row in random order, in one transaction.

    Place and transaction of a row would tell which code brought which answer; afterwards they tell nothing.
    """
    with transaction.atomic():
        Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
        for model in (Ballot, Remark, Code):
            table, key = model._meta.db_table, model._meta.pk.column
            with connection.cursor() as cursor:
                cursor.execute(_REWRITE.format(table=table, key=key, of=int(questionnaire.pk)))


def shuffle_all(*, at: datetime) -> int:
    """Take in the sheets that agree and shuffle, of everything that is open; returns how many questionnaires."""
    rows = list(Questionnaire.objects.filter(state=Questionnaire.State.OPEN).order_by("pk"))
    for questionnaire in rows:
        store_agreed(questionnaire, localdate(at))
        shuffle(questionnaire)
    return len(rows)


def waiting(questionnaire: Questionnaire) -> tuple[int, int]:
    """How many sheets were entered once, and how many twice and are not answers yet."""
    rows = Sheet.objects.filter(questionnaire=questionnaire)
    twice = rows.exclude(second_by=None).count()
    return rows.count() - twice, twice


def spent(questionnaire: Questionnaire) -> int:
    """How many codes are spent, or belong to sheets that two people entered alike: the valid sheets and slips."""
    return Code.objects.filter(questionnaire=questionnaire, spent=True).count() + waiting(questionnaire)[1]


def issued(questionnaire: Questionnaire) -> int:
    """How many codes were made."""
    return Code.objects.filter(questionnaire=questionnaire).count()


def count(questionnaire: Questionnaire, at: datetime) -> None:
    """Count once and for all: sheets become answers, rows are shuffled, the result is written with its digest."""
    with transaction.atomic():
        held = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
        store_agreed(held, localdate(at))
        shuffle(held)
        # Sheets that only one person entered are no answers: who counts has seen to that.
        Sheet.objects.filter(questionnaire=held).delete()
        held.result = counted(held)
        held.result_digest = as_file(held.result)[1]
        held.state, held.counted_at = Questionnaire.State.COUNTED, at
        held.save(update_fields=["result", "result_digest", "state", "counted_at"])
    questionnaire.refresh_from_db()
