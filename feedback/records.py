"""How messages of citizens and their answers are kept (AR-1: 收集的意见、建议)."""

from __future__ import annotations

from feedback.models import Message, PublishedMessage
from foundation.records.declared import Arrangement, Term, belongs, keeps

keeps(
    Message,
    ended=("answered", "set_aside"),
    kept_as=Arrangement.ITEM,
    term=Term.TEN,
    heading="公众意见",
    number="number",
)
# An excerpt holds up no file: its draft may come to nothing. What is published later supplements the file.
belongs(PublishedMessage, "message", ended=("drafted", "published", "withdrawn"))
