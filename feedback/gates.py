"""What the words that a sender reads are looked through for: who that is nobody knows, and the answer may be published."""

from __future__ import annotations

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Length

from disclosure.models import Document
from feedback.models import Message
from foundation.casework.acts import Objection, Step, gate
from foundation.privacy.detectors import detect

#: The shortest title or document number that is looked for: shorter ones are words of every day.
SHORTEST = 6


def personal_in(message: Message, text: str) -> list[str]:
    """The labels of personal data in a text: the sender's, or such as numbers of identity cards and telephones."""
    return list(dict.fromkeys([*message.named_in(text), *(found.label for found in detect(text))]))


def unpublished_in(message: Message, text: str) -> list[str]:
    """Titles and numbers in a text of documents of the agency that nobody outside knows, and that the sender did not type."""
    said = Value(text, output_field=TextField())
    secret = Document.objects.filter(Q(published_at=None) | Q(title_hidden=True), agency=message.agency)
    named = Q(said__contains=F("title"), long__gte=SHORTEST)
    named |= Q(said__contains=F("document_number"), numbered__gte=SHORTEST)
    rows = secret.annotate(said=said, long=Length("title"), numbered=Length("document_number")).filter(named)
    typed = f"{message.asked}\n{message.text}"
    hidden = {
        words
        for row in rows.values_list("title", "document_number")
        for words in row
        if len(words) >= SHORTEST and words in text and words not in typed
    }
    known = Document.objects.exclude(published_at=None).filter(title_hidden=False)
    known = known.filter(Q(title__in=hidden) | Q(document_number__in=hidden))
    public = {words for row in known.values_list("title", "document_number") for words in row}
    return sorted(hidden - public)


def _told(step: Step) -> str:
    """What was entered that the sender will read."""
    return "\n".join(str(step.data.get(name) or "") for name in ("answer", "reason"))


@gate("SR-4", "写给留言人的话里没有个人信息、密级标志", on_entry=True)
def tells_nothing_personal(step: Step) -> Objection | None:
    if found := personal_in(step.matter, _told(step)):
        return f"写的内容里有{'、'.join(found)}。", "请删去再办：对方是谁并不知道，答复以后也可能公布。"
    return None


@gate("SR-12", "写给留言人的话里没有未公开文件的名称、文号", on_entry=True)
def reveals_nothing_withheld(step: Step) -> Objection | None:
    if hidden := unpublished_in(step.matter, _told(step)):
        return (
            f"写的内容里有没有公开的文件：{'、'.join(hidden)}。",
            "留言人没有写出来的，答复里也不能写；请只说依据和理由。",
        )
    return None


#: The gates of whatever the sender reads.
TOLD = [tells_nothing_personal, reveals_nothing_withheld]
