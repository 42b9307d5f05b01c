"""Take over a back catalogue: check its table, have it imported row by row, at any time again (PD-8, PD-9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from disclosure import forms, intake, numbering
from disclosure.acts.drafting import save_new
from disclosure.batch_rows import body_of, checked
from disclosure.batches import at_hand, waiting
from disclosure.models import Attachment, Batch, BatchRow, Document
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.refusals import Invalid
from foundation.files.acts import store, store_cleaned, store_container
from foundation.files.cleaning import NotCleanable
from foundation.files.containers import Container, Files
from foundation.files.rejected import Rejected
from foundation.files.table_rows import UnusableSheet
from foundation.worker import soon

State = Batch.State


@act(
    "disclosure.check_batch",
    "批量导入旧文",
    on=Agency,
    creates=Batch,
    role=Role.DRAFTER,
    asks=forms.BatchForm,
    cites=("PD-8", "PD-9"),
    weight="quiet",
)
def check_batch(step: Step) -> Batch:
    """Read the table and say of each row whether it can be imported; nothing of it is taken over yet."""
    upload, packed = step.data["table"], step.data["container"]
    stored = {"agency": step.matter, "by": step.actor, "at": step.at}
    try:
        files = at_hand() or (Container(packed) if packed else None)
        content = upload.read()
        rows = checked(content, step.matter, files, localdate(step.at))
        table = store(content, name=upload.name, audience="internal", **stored)
        container = store_container(packed, name=packed.name, **stored) if packed else None
    except UnusableSheet as unusable:
        raise Invalid({"表格": unusable.says}) from unusable
    except Rejected as rejected:
        raise Invalid({"文件": [str(rejected)]}) from rejected
    if (
        Batch.objects.filter(agency=step.matter, table_sha256=table.sha256)
        .exclude(state__in=Batch.OVER)
        .exists()
    ):
        raise Invalid({"表格": ["这张表已经上传过，请到那一批里接着办。"]})
    batch = Batch(
        agency=step.matter,
        created_at=step.at,
        name=upload.name[:200],
        table=table,
        table_sha256=table.sha256,
        container=container,
        drafter=step.staff,
        files_at_hand=packed is None and at_hand() is not None,
    )
    batch.save()
    kinds = BatchRow.State
    BatchRow.objects.bulk_create(
        (
            BatchRow(
                batch=batch,
                line=row.line,
                label=row.label,
                fields={} if row.known else row.fields | {"identity": row.identity},
                state=kinds.KNOWN if row.known else kinds.WRONG if row.wrong else kinds.READY,
                says="；".join(row.wrong),
            )
            for row in rows
        ),
        batch_size=500,
    )
    step.detail = {"rows": len(rows), "wrong": sum(bool(row.wrong) and not row.known for row in rows)}
    return batch


@gate("PD-9", "有可以导入的行")
def something_to_import(step: Step) -> Objection | None:
    if not waiting(step.matter).exists():
        return "这张表里没有可以导入的行。", "请按核对结果改好表格，重新上传；这一批请选“不导入”。"
    return None


@act(
    "disclosure.start_batch",
    "开始导入",
    on=Batch,
    via="start",
    role=Role.DRAFTER,
    asks=forms.StartForm,
    cites=("PD-9", "SR-3"),
    gates=[something_to_import],
    weight="primary",
)
def start_batch(step: Step) -> None:
    from disclosure.tasks import import_batches

    step.matter.start()
    soon(import_batches)


@act(
    "disclosure.drop_batch",
    "不导入",
    on=Batch,
    via="drop",
    role=Role.DRAFTER,
    asks=forms.ReasonForm,
    cites=("PD-9",),
    weight="quiet",
)
def drop_batch(step: Step) -> None:
    step.matter.drop()


@act(
    "disclosure.import_row",
    "导入一行",
    on=Batch,
    creates=Document,
    states=(State.RUNNING,),
    asks=forms.RowForm,
    cites=("PD-9", "SR-3"),
)
def import_row(step: Step) -> Document:
    """Make a draft of one row; whoever comes second finds that it is done."""
    batch: Batch = step.matter
    row = batch.rows.filter(state=BatchRow.State.READY, line=step.data["line"]).first()
    if row is None:
        raise Invalid({"行": ["这一行已经处理过。"]})
    files = at_hand()
    mine = Document.objects.filter(agency=batch.agency, source_sha256=row.fields["identity"], version=1)
    if mine.exclude(state=Document.State.ABANDONED).exists():
        raise Invalid({"行": ["这份公文已经由另一张表导入。"]})
    try:
        body, oddities, found = body_of(row.fields, files)
        document = _draft_of(step, row, body, oddities)
        save_new(step, document)
        if found is not None and found.pictures:
            intake.attach_pictures(document, found, by=step.actor, at=step.at)
        _attach(step, document, row.fields["attachments"], files)
    except (Rejected, NotCleanable) as rejected:
        raise Invalid({"文件": [str(rejected)]}) from rejected
    document.refresh_from_db()
    row.state, row.document, row.fields = BatchRow.State.DONE, document, {}
    row.save(update_fields=["state", "document", "fields"])
    step.detail = {"batch": batch.pk, "line": row.line}
    return document


def _draft_of(step: Step, row: BatchRow, body: str, oddities: list[dict[str, Any]]) -> Document:
    batch, given = step.matter, row.fields
    index = numbering.keep_number(batch.agency, given["index_number"]) if given["index_number"] else None
    if given["index_number"] and index is None:
        raise Rejected(f"索引号“{given['index_number']}”已经有公文在用。")
    plain = (
        "title", "document_number", "genre", "topic", "validity", "normative", "head", "summary", "attribute",
        "proactive_tests",
    )  # fmt: skip
    return Document(
        agency=batch.agency,
        created_at=step.at,
        drafter=batch.drafter,
        sign_levels=batch.agency.sign_levels,
        body=body,
        oddities=oddities,
        index=index,
        formed_on=_day(given["formed_on"]),
        first_published_on=_day(given["first_published_on"]),
        source_name=f"{batch.name} 第 {row.line} 行"[:200],
        source_sha256=given["identity"],
        **{name: given[name] for name in plain},
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _attach(step: Step, document: Document, names: list[str], files: Files | None) -> None:
    """Attach the files that a row names, each as its cleaned copy."""
    taken = document.attachments.count()
    for position, (name, content) in enumerate(_contents(names, files), taken + 1):
        short = name.rpartition("/")[2]
        try:
            copied = store_cleaned(
                content, name=short, agency=document.agency, audience="public", by=step.actor, at=step.at
            )
        except NotCleanable as refused:
            raise Rejected(f"附件“{short}”：{refused.why}") from refused
        if document.attachments.filter(file=copied.file).exists():
            continue
        Attachment.objects.create(
            document=document,
            title=short.rpartition(".")[0] or short,
            position=position,
            **copied.fields,
        )


def _contents(names: list[str], files: Files | None) -> Iterator[tuple[str, bytes]]:
    for name in names:
        if files is None:
            raise Rejected(f"没有找到文件“{name}”。")
        yield name, files.read(name, settings.UPLOAD_MAX_BYTES)


@act(
    "disclosure.row_failed",
    "登记没有导入的行",
    on=Batch,
    states=(State.RUNNING,),
    asks=forms.FailedRowForm,
    cites=("PD-9",),
)
def row_failed(step: Step) -> None:
    """Say why a row could not be imported; the others go on."""
    rows = step.matter.rows.filter(state=BatchRow.State.READY, line=step.data["line"])
    rows.update(state=BatchRow.State.FAILED, says=step.data["why"])
    step.detail = {"line": step.data["line"]}


@act("disclosure.finish_batch", "导入完毕", on=Batch, via="finish", cites=("PD-9",), tells=(Role.DRAFTER,))
def finish_batch(step: Step) -> None:
    if waiting(step.matter).exists():
        raise Invalid({"行": ["还有没有导入的行。"]})
    counts = step.matter.counts()
    step.detail = {"done": counts.get("done", 0), "failed": counts.get("failed", 0)}
    step.matter.finish()
