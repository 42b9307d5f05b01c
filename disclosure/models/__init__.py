"""The nouns of disclosure: the document with what belongs to it, marks of declassification, back catalogues."""

from disclosure.models.batch import Batch, BatchRow
from disclosure.models.document import (
    PUBLISHED_ATTRIBUTES,
    Attachment,
    Attribute,
    Document,
    EmptyHead,
    IndexNumber,
    RefusalReport,
    Signature,
)
from disclosure.models.redaction import How, Redaction

__all__ = [
    "PUBLISHED_ATTRIBUTES",
    "Attachment",
    "Attribute",
    "Batch",
    "BatchRow",
    "Document",
    "EmptyHead",
    "How",
    "IndexNumber",
    "Redaction",
    "RefusalReport",
    "Signature",
]
