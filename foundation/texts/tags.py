"""Filters that set out the texts of forms on pages and papers: `{% load texts %}`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import template
from django.template.defaultfilters import linebreaks_filter as linebreaks
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from foundation.texts.cutting import cut
from foundation.texts.structure import Block, Signature, Table, apart, ends_in_table, parse

register = template.Library()

Setter = Callable[[Any], SafeString]
#: The characters that a line of a signature holds.
LONGEST_ON_A_LINE = 16


@register.filter
def in_words(name: str) -> SafeString:
    """A name that fills more than a line of a letter: it is broken between its words, and never within one."""
    if len(name) <= LONGEST_ON_A_LINE:
        return conditional_escape(name)
    return format_html_join("", "<nobr>{}</nobr>", ((word,) for word in cut(name)))


@register.filter
def unbroken(listed: str) -> SafeString:
    """What is listed with “、”: a line ends between two of them, never at a hyphen within one."""
    return format_html_join("、", '<span class="unbroken">{}</span>', ((one,) for one in listed.split("、")))


@register.filter
def set_out(text: str) -> SafeString:
    """A whole text as a document: headings, articles, tables, the signature on the right."""
    return _part("prose", blocks=parse(text), below=True)


@register.filter
def paragraphs(text: str) -> SafeString:
    """A text in paragraphs, its tables between them."""
    return _joined(_pieces(text), lambda words: linebreaks(words, True), _table)


@register.filter
def flowing(text: Any) -> SafeString:
    """A text line by line, its tables between them."""
    return _joined(_pieces(text), _lines, _table)


@register.filter
def running(text: str) -> SafeString:
    """A text line by line within a paragraph; a table ends the paragraph, and another begins after it."""
    return _joined(_pieces(text), _lines, _between)


@register.filter
def quoted(text: str) -> SafeString:
    """A text word for word within a paragraph; a table ends the paragraph, and another begins after it."""
    return _joined(_pieces(text), _quoted, _between)


@register.filter
def cited(text: str, stop: str) -> SafeString:
    """A text word for word within a paragraph, in quotation marks and with a mark behind; not around a table."""
    pieces = _pieces(text)
    if len(pieces) > 1 or isinstance(pieces[0], Table):
        return _joined(pieces, _quoted, _between)
    return format_html('<span class="quoted">“{}”</span>{}', text, stop)


@register.filter
def closed(text: Any, stop: str) -> str:
    """A text ending in this mark; several sentences end as they are. A table needs no mark behind it."""
    words = str(text).rstrip()
    if not words or ends_in_table(words):
        return words
    words = words.rstrip(".;；，,：:、 ")
    sentences = words.rstrip("。").count("。") > 0
    if words.endswith(("！", "？", "…")) or (sentences and words.endswith("。")):
        return words
    return words.rstrip("。") + ("。" if sentences else stop)


@register.filter
def word_for_word(text: str) -> SafeString:
    """A document word for word, with its tables, and its signature on the right."""
    found: list[SafeString] = []
    words = ""
    for block in parse(text):
        if isinstance(block, Table | Signature):
            found += [*_run(words), _table(block) if isinstance(block, Table) else _signed(block)]
            words = ""
        else:
            words += block.source
    return _all([*found, *_run(words)])


def _run(words: str) -> Iterator[SafeString]:
    if words := words.strip("\r\n"):
        yield format_html('<p class="quoted">{}</p>', words)


def _signed(block: Block) -> SafeString:
    return _part("signed", block=block)


def _pieces(text: Any) -> list[Any]:
    """The tables of a text and what stands between them; the text itself where it has none."""
    pieces = apart(str(text))
    if not any(isinstance(piece, Table) for piece in pieces):
        return [text]
    stripped = [piece.strip("\r\n") if isinstance(piece, str) else piece for piece in pieces]
    return [piece for piece in stripped if piece]


def _lines(words: Any) -> SafeString:
    return linebreaksbr(words, True)


def _quoted(words: Any) -> SafeString:
    return format_html('<span class="quoted">{}</span>', words)


def _between(table: Table) -> SafeString:
    return format_html("</p>{}<p>", _table(table))


def _table(table: Table) -> SafeString:
    return _part("table", grid=table.grid)


def _part(name: str, **context: Any) -> SafeString:
    return render_to_string(f"parts/{name}.html", context)


def _joined(pieces: list[Any], words: Setter, table: Setter) -> SafeString:
    return _all([table(piece) if isinstance(piece, Table) else words(piece) for piece in pieces])


def _all(pieces: list[SafeString]) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308  each of them is escaped
