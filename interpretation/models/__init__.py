"""The nouns: what explains a document, and what is answered to public opinion."""

from __future__ import annotations

from interpretation.models.asking import Question, Unclear
from interpretation.models.directory import Interpreter
from interpretation.models.explaining import (
    READABLE,
    READERS,
    Duty,
    Interpretation,
    InterpretationQuerySet,
    Link,
    Photo,
    Release,
    Signature,
)
from interpretation.models.opinion import OpinionCase, Response

__all__ = [
    "READABLE",
    "READERS",
    "Duty",
    "Interpretation",
    "InterpretationQuerySet",
    "Interpreter",
    "Link",
    "OpinionCase",
    "Photo",
    "Question",
    "Release",
    "Response",
    "Signature",
    "Unclear",
]
