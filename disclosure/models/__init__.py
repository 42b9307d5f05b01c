"""The nouns of disclosure: the document with what belongs to it, disagreements, re-assessment, marks, back catalogues."""

from disclosure.models.batch import Batch, BatchRow
from disclosure.models.cleanup import Cleanup, CleanupItem
from disclosure.models.coordination import (
    Coordination,
    CoordinationPart,
    CoordinationSide,
    DisputeRuling,
    RulingDelivery,
)
from disclosure.models.document import (
    PUBLISHED_ATTRIBUTES,
    Attachment,
    Attribute,
    Document,
    Signature,
)
from disclosure.models.empty_head import EmptyHead
from disclosure.models.kinds import KindAnswer
from disclosure.models.numbers import IndexNumber
from disclosure.models.reassessment import ReassessedItem, Reassessment, ReviewResult, WithheldEntry
from disclosure.models.redaction import How, Redaction
from disclosure.models.refusal import RefusalReport

__all__ = [
    "PUBLISHED_ATTRIBUTES",
    "Attachment",
    "Attribute",
    "Batch",
    "BatchRow",
    "Cleanup",
    "CleanupItem",
    "Coordination",
    "CoordinationPart",
    "CoordinationSide",
    "DisputeRuling",
    "Document",
    "EmptyHead",
    "How",
    "IndexNumber",
    "KindAnswer",
    "ReassessedItem",
    "Reassessment",
    "Redaction",
    "RefusalReport",
    "ReviewResult",
    "RulingDelivery",
    "Signature",
    "WithheldEntry",
]
