"""How accounts, posts, incidents and messages of new media are kept (AR-1)."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from foundation.records.declared import SOCIAL, Arrangement, Over, Term, belongs, keeps, passes_over
from newmedia.models import (
    Account,
    Circular,
    CircularCopy,
    Declaration,
    Exchange,
    Filing,
    FilingCopy,
    Incident,
    Message,
    MonthCheck,
    PasswordTask,
    Post,
    Provider,
    Shift,
    Source,
    Watch,
)
from newmedia.models import Term as Wording

HEADING = "政务新媒体"
_item: dict[str, Any] = {"kept_as": Arrangement.ITEM, "term": Term.TEN, "heading": HEADING}

keeps(
    Account,
    ended=("closed", "merged", "dropped"),
    void=("dropped",),
    kept_as=Arrangement.VOLUME,
    term=Term.THIRTY,
    heading=HEADING,
    but=("questionnaires",),
)
keeps(Circular, ended=("closed",), **_item)
belongs(CircularCopy, "circular", ended=("answered", "closed"))
keeps(Message, ended=("answered", "fed_back", "police", "noted"), **{**_item, "term": Term.THIRTY})
keeps(
    Exchange,
    ended=("reported", "called_off", "abandoned"),
    void=("called_off", "abandoned"),
    also=("questionnaire",),
    **_item,
)
keeps(Filing, ended=("complete", "returned"), **{**_item, "term": Term.THIRTY})
belongs(FilingCopy, "filing", ended=("acknowledged", "returned", "lapsed"))
keeps(
    Incident,
    ended=("closed", "dropped"),
    void=("dropped",),
    kept_as=Arrangement.VOLUME,
    term=Term.THIRTY,
    heading="突发事件发布",
)
# Nobody ends a shift: it is over with its last day.
keeps(Shift, ended=("off",), void=("off",), over=Over(("stands",), F("until_on"), "值班已结束"), **_item)
passes_over(Source, "可以转发的来源名单，随时更新，转发的信息各自归档")
passes_over(Wording, "审稿用的用语表，随时更新，不形成文件")
keeps(MonthCheck, ended=("circulated",), **_item)
keeps(
    Post,
    ended=("released", "corrected", "withdrawn", "abandoned"),
    void=("abandoned",),
    category=SOCIAL,
    **_item,
)
keeps(
    Provider,
    ended=("ended", "dropped"),
    void=("dropped",),
    kept_as=Arrangement.VOLUME,
    term=Term.THIRTY,
    heading=HEADING,
)
keeps(PasswordTask, ended=("done", "lapsed"), **_item)
keeps(Declaration, ended=("declared", "lapsed"), **_item)
belongs(Watch, "account", ended=("ended",))
