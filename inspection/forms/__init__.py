"""What acts of this room are asked: fields that several share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework import matters
from foundation.casework.acts import Step
from foundation.casework.fields import Day, ManyFiles
from foundation.clauses import REGISTER
from foundation.visitors.identity import Line
from inspection.statute import LONGEST

#: Files that one finding or answer brings along at most.
MOST_FILES = 10


class LastDay(Day):
    """A day by which something has to be done: tomorrow at the earliest, within a year."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("not_before", lambda step: localdate(step.at) + timedelta(days=1))
        kwargs.setdefault("which_is", "明天")
        super().__init__(not_after_today=False, **kwargs)

    def validate(self, value: Any) -> None:
        """Refuse what lies more than a year ahead."""
        super().validate(value)
        if value and self.step is not None and (value - localdate(self.step.at)).days > LONGEST:
            raise forms.ValidationError("期限不能超过一年，请核对年份。")


def clauses(step: Step | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The clauses of the register, by regulation, as something may breach them."""
    return [
        (
            regulation.name,
            [(clause.id, f"{clause.id}　{_cut(clause.duty)}") for clause in REGISTER.of(regulation)],
        )
        for regulation in REGISTER.regulations
    ]


def _cut(text: str) -> str:
    return text if len(text) <= 46 else f"{text[:45]}…"


class ClauseField(forms.ChoiceField):
    """A clause of the register."""

    listed_as = "ChoiceField"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=clauses, **kwargs)


class MatterRef(Line):
    """A matter that the actor reads: its reference (`document:12`), a document's index number, or the address of its page."""

    listed_as = "Line"
    step: Step | None = None

    def __init__(self, **kwargs: Any) -> None:
        # An address of the desk with its query, as it is pasted.
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def take(self, step: Step) -> None:
        """Keep the step, which knows the actor."""
        self.step = step

    def to_python(self, value: Any) -> str:
        """The reference by the row's number."""
        text = super().to_python(value)
        if not text or self.step is None:
            return text
        found = found_as(text, self.step.actor)
        if found is None:
            raise forms.ValidationError(f"没有查到“{text}”。请填索引号，或者事项网页地址里的编号。")
        return found


def found_as(text: str, actor: Actor) -> str | None:
    """The reference of what somebody named: a reference, an index number, or the address of a page of the desk."""
    tried = [text, f"document:{text}"]
    parts = [part for part in text.split("?")[0].split("/") if part]
    if "desk" in parts and parts[-1] == "change":
        room, name, number = parts[-4:-1]
        kinds = {
            kind: model
            for kind, model in matters.kinds().items()
            if (model._meta.app_label, model._meta.model_name) == (room, name)
        }
        tried = [f"{kind}:{number}" for kind in kinds]
    for ref in tried:
        matter = matters.find(ref, actor) if ":" in ref else None
        if matter is not None:
            return matters.ref_of(matter)
    return None


def evidence(label: str, *, required: bool = False, help_text: str = "") -> ManyFiles:
    """Files that show something."""
    return ManyFiles(
        most=MOST_FILES,
        label=label,
        required=required,
        help_text=help_text or f"截图、照片、文件，最多 {MOST_FILES} 个。",
    )


def every_agency(matter: Any) -> Any:
    """The agencies that exist."""
    return Agency.objects.public().order_by("kind", "code")
