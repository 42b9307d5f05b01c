"""A report laid out for a page: sections, paragraphs of texts and sheets of tables, with the comments on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annual_report.grids import Sheet, sheets
from annual_report.layout import HEADED, SECTIONS, TABLES, TEXTS
from annual_report.models import AnnualReport, Comment
from annual_report.papers.contents import NOT_TAKEN_OVER
from annual_report.paragraphs import paragraphs


@dataclass
class Paragraph:
    """One paragraph and the comments on it."""

    number: int
    text: str
    comments: list[Comment] = field(default_factory=list)


@dataclass
class Part:
    """A text, or the sheets of one table."""

    code: str
    head: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    #: The text of last year and of the version that this one replaces; empty where it is unchanged.
    before: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    #: Whether a note stands in place of a text that was not imported; it takes no comments.
    stand_in: bool = False
    #: Comments on the whole part, or on a paragraph that is no longer there.
    comments: list[Comment] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """One of the six sections."""

    number: int
    title: str
    parts: list[Part]


@dataclass(frozen=True)
class Body:
    """A whole report."""

    opening: Part
    sections: list[Section]


def body(
    report: AnnualReport,
    *,
    about: Mapping[str, dict[str, Any]] | None = None,
    previous: AnnualReport | None = None,
    comments: list[Comment] | None = None,
    older: AnnualReport | None = None,
) -> Body:
    """Lay out a report; for the desk with what is known `about` its cells, the texts of the two earlier reports, and comments."""
    tables = sheets(report.table, about, last_year=previous.year if previous is not None else 0)

    def part(code: str) -> Part:
        here = [comment for comment in comments or () if comment.place == code]
        if code in TABLES:
            return Part(code, sheets=tables[code], comments=here)
        return _text(report, code, previous, older, here)

    sections = [
        Section(n, title, [part(code) for code in codes]) for n, (title, codes) in enumerate(SECTIONS, 1)
    ]
    return Body(part("opening"), sections)


def _text(
    report: AnnualReport,
    code: str,
    previous: AnnualReport | None,
    older: AnnualReport | None,
    comments: list[Comment],
) -> Part:
    shown = Part(code, head=TEXTS[code] if code in HEADED else "")
    texts = paragraphs(getattr(report, code))
    if not texts and report.is_imported and code != "opening":
        texts, shown.stand_in = [NOT_TAKEN_OVER], True
    shown.paragraphs = [Paragraph(n, text) for n, text in enumerate(texts, 1)]
    for comment in comments:
        # A comment on a paragraph that was rewritten since stands below the text.
        found = (p for p in shown.paragraphs if (p.number, p.text) == (comment.paragraph, comment.quote))
        next(found, shown).comments.append(comment)
    for earlier, name in ((previous, "before"), (older, "replaced")):
        if earlier is not None and (before := paragraphs(getattr(earlier, code))) != texts:
            setattr(shown, name, before)
    return shown
