"""Documents for programs: lists, whole texts with their structure, versions, withdrawals, and the file of every night."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Path, Query, Schema

from disclosure import statute
from disclosure.heads import HEADS
from disclosure.models import Attachment, Document
from foundation.machines.asking import AskedPage, AskedPublished, Listed, Moment, moment, page
from foundation.machines.declaring import Dataset, dataset, part
from foundation.machines.problems import Problem
from foundation.search.queries import Narrowing
from foundation.texts.structure import Block, Table, parse
from foundation.texts.tables import Row as TableRow

router = part("documents", "公文")

Prefix = Annotated[str, Path(max_length=60, description="索引号斜线前的部分。", example="wy-rfbsc")]
Serial = Annotated[str, Path(max_length=10, description="索引号斜线后的部分。", example="2026-00001")]


class DocumentRow(Schema):
    """A document in a list."""

    index_number: str
    title: str
    document_number: str
    genre: str
    topic: str
    head: str
    agency: str
    agency_name: str
    formed_on: date | None
    published_at: datetime
    validity: str
    version: int
    url: str


class FileOf(Schema):
    """A public file of a document."""

    title: str
    name: str
    media_type: str
    size: int
    sha256: str
    url: str


class VersionOf(Schema):
    """A readable version of a document."""

    version: int
    published_at: datetime
    change_note: str
    current: bool
    url: str


class BlockOf(Schema):
    """A piece of the text: a heading, article, item, paragraph, table or signature; of a table the cells, row by row."""

    kind: str
    label: str = ""
    level: int | None = None
    text: str
    rows: list[list[str]] | None = None


class DocumentWhole(DocumentRow):
    """A document with its text."""

    publisher: str
    summary: str
    text: str
    structure: list[BlockOf]
    files: list[FileOf]
    versions: list[VersionOf]


class WithdrawnRow(Schema):
    """What is left of a withdrawn document, so that whoever holds a copy takes it down as well."""

    index_number: str
    version: int
    title: str
    agency: str
    withdrawn_at: datetime
    reason: str
    url: str


class AskedDocuments(AskedPublished):
    """What the list of documents is asked."""

    topic: str | None = Field(
        None,
        max_length=60,
        description="主题分类：一级，或者“一级/二级”。",
        json_schema_extra={"example": "综合政务"},
    )
    head: str | None = Field(
        None,
        max_length=10,
        description="公开内容的目：20-1 至 20-15、21-1 至 21-7、21-t1 至 21-t8（条例第二十、二十一条），guide、plan、rules。",
        json_schema_extra={"example": "20-1"},
    )


class AskedWithdrawn(AskedPage):
    """What the list of withdrawn documents is asked."""

    withdrawn_since: Moment | None = Field(None, description="这一时刻起撤回的。")


def _row(document: Document) -> dict[str, Any]:
    return {
        "index_number": document.index_number,
        "title": document.title,
        "document_number": document.document_number,
        "genre": document.genre,
        "topic": document.topic,
        "head": document.head,
        "agency": document.agency.code,
        "agency_name": document.agency.name,
        "formed_on": document.formed_on,
        "published_at": moment(document.published_at),
        "validity": document.validity,
        "version": document.version,
        "url": reverse("documents:detail", args=[document.index_number]),
    }


def _files(document: Document) -> list[dict[str, Any]]:
    """The public files; `public_files` holds them."""
    number, version = document.index_number, document.version
    return [
        {
            "title": one.title,
            "name": one.file.name,
            "media_type": one.file.media_type,
            "size": one.file.size,
            "sha256": one.file.sha256,
            "url": reverse("documents:file", args=[number, version, one.file.sha256, one.file.name]),
        }
        for one in document.public_files  # type: ignore[attr-defined]
    ]


_PUBLIC_FILES = Prefetch(
    "attachments",
    Attachment.objects.filter(file__audience="public")
    .select_related("file")
    .defer("file__text", "file__metadata"),
    to_attr="public_files",
)


def _cells(row: TableRow) -> list[str]:
    return [cell.text for cell in row.cells]


def _block(block: Block) -> BlockOf:
    rows = None
    if isinstance(block, Table):
        caption = [[cell.text for cell in block.grid.caption]] if block.grid.caption else []
        rows = [*caption, *(_cells(row) for row in (*block.grid.head, *block.grid.body))]
    return BlockOf(
        kind=block.kind, label=block.label, level=getattr(block, "level", None), text=block.text, rows=rows
    )


def _whole(document: Document, at: datetime) -> DocumentWhole:
    versions = Document.objects.readable(at).filter(index=document.index).order_by("-version")
    number = document.index_number
    return DocumentWhole(
        **_row(document),
        publisher=document.publisher,
        summary=document.summary,
        text=document.body,
        structure=[_block(block) for block in parse(document.body)],
        files=[FileOf(**one) for one in _files(document)],
        versions=[
            VersionOf(
                version=one.version,
                published_at=moment(one.published_at),
                change_note=one.change_note,
                current=one.state in Document.PUBLIC,
                url=reverse("documents:version", args=[number, one.version]),
            )
            for one in versions.only("version", "published_at", "change_note", "state")
        ],
    )


@router.get("", response=Listed[DocumentRow], url_name="documents", summary="公文目录，新的在前")
def documents(request: HttpRequest, asked: Query[AskedDocuments]) -> Any:
    """公文目录，新发布的在前；不含正文。"""
    rows = asked.applied(Document.objects.public(timezone.now())).select_related("agency", "index")
    if asked.topic is not None:
        rows = Narrowing(topic=asked.topic).applied(rows) if statute.is_theme(asked.topic) else rows.none()
    if asked.head is not None:
        rows = rows.filter(head=asked.head) if asked.head in HEADS else rows.none()
    rows = rows.defer("body", "internal_body", "summary", "attribute_reason")
    return page(request, asked, rows, DocumentRow, lambda document: DocumentRow(**_row(document)))


@router.get("/withdrawn", response=Listed[WithdrawnRow], url_name="withdrawn", summary="撤回的公文")
def withdrawn(request: HttpRequest, asked: Query[AskedWithdrawn]) -> Any:
    """撤回的公文，新撤回的在前；转载的请一并撤下。"""
    rows = Document.objects.tombstones(timezone.now()).exclude(index=None).select_related("agency", "index")
    if asked.withdrawn_since is not None:
        rows = rows.filter(withdrawn_at__gte=asked.withdrawn_since)
    rows = rows.defer("body", "internal_body", "summary", "attribute_reason")
    return page(request, asked, rows, WithdrawnRow, _withdrawn, by="withdrawn_at")


def _withdrawn(document: Document) -> WithdrawnRow:
    assert document.withdrawn_at is not None
    return WithdrawnRow(
        index_number=document.index_number,
        version=document.version,
        title=document.gone_title,
        agency=document.agency.code,
        withdrawn_at=moment(document.withdrawn_at),
        reason=document.withdrawal_reason,
        url=reverse("documents:detail", args=[document.index_number]),
    )


@router.get("/{prefix}/{serial}", response=DocumentWhole, url_name="document", summary="一份公文")
def document(request: HttpRequest, prefix: Prefix, serial: Serial) -> DocumentWhole:
    """一份公文的全文、结构、附件和各个版本；已撤回的答复 410 和原因。"""
    at = timezone.now()
    versions = Document.objects.filter(index__number=f"{prefix}/{serial}")
    found = versions.public(at).as_shown().prefetch_related(_PUBLIC_FILES).first()
    if found is not None:
        return _whole(found, at)
    gone = versions.tombstones(at).as_shown().defer("body").order_by("-version").first()
    if gone is None:
        raise Http404
    raise _gone(gone)


@router.get(
    "/{prefix}/{serial}/versions/{version}",
    response=DocumentWhole,
    url_name="document_version",
    summary="公文的一个版本",
)
def document_version(
    request: HttpRequest,
    prefix: Prefix,
    serial: Serial,
    version: Annotated[int, Path(ge=1, le=32767, example=1)],
) -> DocumentWhole:
    """一份公文的某一个版本，也包括已被新版本替代的。"""
    at = timezone.now()
    versions = Document.objects.filter(index__number=f"{prefix}/{serial}", version=version)
    found = versions.readable(at).as_shown().prefetch_related(_PUBLIC_FILES).first()
    if found is None:
        raise Http404
    return _whole(found, at)


def _gone(document: Document) -> Problem:
    told = _withdrawn(document)
    return Problem(
        HTTPStatus.GONE,
        f"《{told.title}》已经撤回：{told.reason}",
        withdrawn_at=told.withdrawn_at,
        url=told.url,
    )


def _rows(at: datetime) -> Iterator[dict[str, Any]]:
    found = Document.objects.public(at).select_related("agency", "index").prefetch_related(_PUBLIC_FILES)
    for one in found.defer("internal_body", "attribute_reason").order_by("pk").iterator(chunk_size=200):
        yield {**_row(one), "summary": one.summary, "text": one.body, "files": _files(one)}


def _taken_down() -> Collection[int]:
    return set(Document.objects.filter(state=Document.State.WITHDRAWN).values_list("pk", flat=True))


dataset(Dataset("documents", "公文（含全文）", _rows, _taken_down))
