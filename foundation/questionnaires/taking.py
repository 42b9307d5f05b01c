"""Taking in answers: over the web with a code or without, and from sheets that two people enter.

The code is spent and the answer is kept in one transaction, and nothing is kept that leads from one to the other.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from redis.exceptions import RedisError

from foundation.agencies.models import Staff
from foundation.agencies.queries import names_of_staff
from foundation.privacy.detectors import masked
from foundation.privacy.names import without_names
from foundation.questionnaires import codes
from foundation.questionnaires.models import Ballot, Code, Layer, Questionnaire, Remark, Sheet
from foundation.questionnaires.wording import LONGEST_TEXT, MOST_SUBJECTS, Kind, Question, Ticks, proper


@dataclass(frozen=True)
class Said:
    """What one person answers: ticks, and free texts by the key of their question; `on` the same of subjects by their places."""

    ticks: Ticks
    texts: dict[str, str] = field(default_factory=dict)
    on: dict[int, Said] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        """Whether something was answered at all."""
        return bool(self.ticks or any(text.strip() for text in self.texts.values()))

    @property
    def many(self) -> int:
        """How many questions were answered."""
        texts = sum(bool(text.strip()) for text in self.texts.values())
        return len(self.ticks) + texts + sum(part.many for part in self.on.values())


class NotTaken(ValueError):
    """An answer that is not taken; the message says in Chinese why."""


def issue(questionnaire: Questionnaire, many: int) -> str:
    """Make so many codes; returns the key of the batch, which is kept nowhere."""
    key = codes.new_key()
    made = codes.of_batch(key, many)
    rows = [
        Code(digest=codes.digests(questionnaire.pk, code)[0], questionnaire=questionnaire) for code in made
    ]
    secrets.SystemRandom().shuffle(rows)
    Code.objects.bulk_create(rows)
    return key


def drop_sheets(questionnaire: Questionnaire) -> None:
    """Delete the sheets that were entered of a questionnaire that is not counted any more: they lead from a code to answers."""
    Sheet.objects.filter(questionnaire=questionnaire).delete()


def batch(questionnaire: Questionnaire, key: str, most: int) -> list[str]:
    """The codes that were issued with this key, spent or not, so that nobody sees who answered; none where it is of no batch."""
    by_digest = {
        digest: code for code in codes.of_batch(key, most) for digest in codes.digests(questionnaire.pk, code)
    }
    rows = Code.objects.filter(questionnaire=questionnaire, digest__in=by_digest)
    return sorted(by_digest[digest] for digest in rows.values_list("digest", flat=True))


def take(questionnaire: Questionnaire, said: Said, day: date, *, code: str = "", quick: bool = False) -> None:
    """Keep one answer; with a code, which is spent, it is of the main sample. `NotTaken` says why not.

    Without one it is of the open web, and counted apart where it came too quickly (`quick`).
    """
    _check(questionnaire, said)
    with transaction.atomic():
        _hold(questionnaire)
        if code:
            _spend(questionnaire, code)
        _keep(questionnaire, said, Layer.CODE if code else Layer.QUICK if quick else Layer.WEB, day)


def _check(questionnaire: Questionnaire, said: Said) -> None:
    if questionnaire.subjects:
        if len(said.on) > MOST_SUBJECTS:
            raise NotTaken(f"一共选了 {len(said.on)} 个，最多选 {MOST_SUBJECTS} 个。")
        if not all(0 <= place < len(questionnaire.subjects) for place in said.on):
            raise NotTaken("选的不在这次的名单里，请重新选。")
        if not any(part.anything for part in said.on.values()):
            raise NotTaken("一道题也没有答，请至少选一个，答一道。")
    elif said.on or not said.anything:
        raise NotTaken("一道题也没有答，请至少答一道。")
    _check_part(questionnaire.questions, said)
    for part in said.on.values():
        _check_part(questionnaire.of_each, part)


def _check_part(asked: tuple[Question, ...], said: Said) -> None:
    free = {question.key for question in asked if question.kind is Kind.TEXT}
    if not proper(asked, said.ticks) or not said.texts.keys() <= free:
        raise NotTaken("答案和题目对不上，请重新打开这一页填写。")
    if any(len(text) > LONGEST_TEXT for text in said.texts.values()):
        raise NotTaken(f"填写的话超过 {LONGEST_TEXT} 个字，请写短一些。")


def _hold(questionnaire: Questionnaire) -> None:
    """It is not counted while an answer is being kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state FROM questionnaires_questionnaire WHERE id = %s FOR SHARE", [questionnaire.pk]
        )
        (state,) = cursor.fetchone()
    if state != Questionnaire.State.OPEN:
        raise NotTaken("调查已经结束，不再收答卷。")


def found(questionnaire: Questionnaire, code: str) -> Code:
    """The code of this questionnaire as it was typed; `NotTaken` where there is none."""
    plain = codes.normalised(code)
    if not codes.well_formed(plain):
        raise NotTaken("问卷码不对，可能有一个字抄错了。问卷码是 11 位数字和字母，请对照纸条再核对一遍。")
    row = Code.objects.filter(
        questionnaire=questionnaire, digest__in=codes.digests(questionnaire.pk, plain)
    ).first()
    if row is None:
        raise NotTaken("没有这个问卷码，请核对是不是这次调查发的。")
    return row


def _spend(questionnaire: Questionnaire, code: str) -> None:
    row = found(questionnaire, code)
    # The database lets one of two at once through.
    if not Code.objects.filter(pk=row.pk, spent=False).update(spent=True):
        raise NotTaken("这个问卷码已经用过。刚才是您自己提交的，已经算数，不用再交。")
    if Sheet.objects.filter(code=row).exists():
        raise NotTaken("这个问卷码的纸质问卷已经交来，正在录入，不能再在网上填。")


def _keep(questionnaire: Questionnaire, said: Said, layer: str, day: date) -> None:
    parts: dict[int | None, Said] = {None: said}
    parts |= {place: part for place, part in said.on.items() if part.anything}
    Ballot.objects.bulk_create(
        Ballot(questionnaire=questionnaire, layer=layer, day=day, subject=place, ticks=part.ticks)
        for place, part in parts.items()
    )
    Remark.objects.bulk_create(
        Remark(questionnaire=questionnaire, subject=place, question=int(key), text=text)
        for place, part in parts.items()
        for key, text in _masked(part.texts).items()
    )


def _masked(texts: dict[str, str]) -> dict[str, str]:
    """What was written, with numbers, addresses and names masked, without what was left blank."""
    written = {key: text for key, text in texts.items() if text.strip()}
    known = names_of_staff() if written else set()
    return {key: without_names(masked(text), known).strip() for key, text in written.items()}


# One answer without a code from one network on one day

_DAY = timedelta(hours=26)


def mark_network(questionnaire: Questionnaire, network: str, day: date, most: int = 1) -> bool:
    """Note that this network answers today; False where it did so many times already.

    The mark is an HMAC under a key of this one day. Key and marks stand in the cache alone and are gone within 26 hours; nothing
    is left by which an address could be tried. While the cache is away everybody passes.
    """
    try:
        key = f"questionnaires:key:{day}"
        secret = cache.get_or_set(key, lambda: secrets.token_hex(32), _DAY.total_seconds())
        mark = _mark(questionnaire, network, str(secret))
        cache.add(mark, 0, _DAY.total_seconds())
        if cache.incr(mark) <= most:
            return True
        cache.decr(mark)
        return False
    except (RedisError, OSError, ValueError):  # a mark that vanishes at that very moment is no mark
        return True


def unmark_network(questionnaire: Questionnaire, network: str, day: date) -> None:
    """Take the mark back: the answer was not kept."""
    try:
        secret = cache.get(f"questionnaires:key:{day}")
        cache.decr(_mark(questionnaire, network, str(secret)))
    except (RedisError, OSError, ValueError):
        return


def _mark(questionnaire: Questionnaire, network: str, secret: str) -> str:
    told = hmac.new(secret.encode(), f"{questionnaire.pk}:{network}".encode(), "sha256").hexdigest()
    return f"questionnaires:network:{told}"


# Sheets of paper


@dataclass
class Entered:
    """What became of the sheets that somebody entered."""

    first: int = 0
    agreed: int = 0
    #: Sentences about sheets that were not taken or differ from what was entered first.
    wrong: list[str] = field(default_factory=list)


def enter(questionnaire: Questionnaire, sheets: list[tuple[str, Said]], by: Staff) -> Entered:
    """Enter sheets with their codes, a first time or by another person a second time.

    Two that are alike wait for the night, or the count, to become answers all at once, so that no line of the ledger tells which;
    of two that differ the questions are named, and whoever is right enters it again.
    """
    done = Entered()
    with transaction.atomic():
        _hold(questionnaire)
        # In one order, so that two people at the same stack wait for one another.
        for code, said in sorted(sheets, key=lambda sheet: codes.normalised(sheet[0])):
            try:
                _check(questionnaire, said)
                _enter(questionnaire, found(questionnaire, code), said, by, done)
            except NotTaken as why:
                done.wrong.append(f"{code[:20]}：{why}")
    return done


def _enter(questionnaire: Questionnaire, code: Code, said: Said, by: Staff, done: Entered) -> None:
    # Whoever answers on the web with this code meanwhile waits.
    code = Code.objects.select_for_update().get(pk=code.pk)
    row = Sheet.objects.filter(code=code).first()
    if code.spent:
        raise NotTaken("这个问卷码已经用过。")
    if row is not None and row.second_by_id is not None:
        raise NotTaken("两遍都已经录过，并且一致。")
    texts = _masked(said.texts)
    on = {
        str(place): {"ticks": part.ticks, "texts": _masked(part.texts)}
        for place, part in said.on.items()
        if part.anything
    }
    if row is None:
        Sheet.objects.create(
            code=code, questionnaire=questionnaire, ticks=said.ticks, texts=texts, on=on, first_by=by
        )
        done.first += 1
        return
    differing = _differing(questionnaire, row, Sheet(ticks=said.ticks, texts=texts, on=on))
    if row.first_by_id == by.pk:
        if not differing:
            raise NotTaken("第一遍是您录的，第二遍要由另一个人录。")
        # Whoever mistyped enters the sheet anew.
        row.ticks, row.texts, row.on = said.ticks, texts, on
        row.save(update_fields=["ticks", "texts", "on"])
        done.first += 1
        return
    if differing:
        raise NotTaken(f"{'；'.join(differing)}两遍录的不一样，请对照原件：录错的一方重录。")
    row.second_by = by
    row.save(update_fields=["second_by"])
    done.agreed += 1


def _differing(questionnaire: Questionnaire, row: Sheet, other: Sheet) -> list[str]:
    """What was entered otherwise, in words: 第 3、4 题, of a subject its name before."""
    found = [_told(row.ticks, row.texts, other.ticks, other.texts)]
    blank: dict[str, Any] = {"ticks": {}, "texts": {}}
    for place in sorted({*row.on, *other.on}, key=int):
        mine, theirs = row.on.get(place, blank), other.on.get(place, blank)
        if told := _told(mine["ticks"], mine["texts"], theirs["ticks"], theirs["texts"]):
            found.append(f"{questionnaire.subjects[int(place)]}{told}")
    return [told for told in found if told]


def _told(ticks: Ticks, texts: dict[str, str], other: Ticks, other_texts: dict[str, str]) -> str:
    keys = {*ticks, *texts, *other, *other_texts}
    differing = sorted(
        int(key) for key in keys if ticks.get(key) != other.get(key) or texts.get(key) != other_texts.get(key)
    )
    return f"第 {'、'.join(str(number) for number in differing)} 题" if differing else ""


def store_agreed(questionnaire: Questionnaire, day: date) -> int:
    """Make answers of the sheets that two people entered alike, all at once in random order; returns how many."""
    with transaction.atomic():
        rows = list(
            Sheet.objects.select_for_update().filter(questionnaire=questionnaire).exclude(second_by=None)
        )
        secrets.SystemRandom().shuffle(rows)
        for row in rows:
            on = {int(place): Said(part["ticks"], part["texts"]) for place, part in row.on.items()}
            _keep(questionnaire, Said(row.ticks, row.texts, on), Layer.PAPER, day)
        pks = [row.pk for row in rows]
        Sheet.objects.filter(pk__in=pks).delete()
        Code.objects.filter(pk__in=pks).update(spent=True)
    return len(rows)
