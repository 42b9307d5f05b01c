"""Transfers to the county archive and disposals at the desk."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from archive import packing
from archive.admin.papers import WithPapers
from archive.admin.tested import test_section
from archive.gates import why_held
from archive.models import Disposal, DisposalPerson, Item, Transfer
from archive.models.base import KEEPER, OF_THE_ITEM
from foundation.casework.desk import actor_of, desk, section
from foundation.casework.sections import facts_section
from foundation.deadlines.moments import to_the_minute
from foundation.files.delivering import with_download_headers

#: Rows of a page of the list of a transfer or a disposal, and the column of codes, which are not broken.
ROWS, CODE = 100, [0]


def _page_of(matter: Transfer | Disposal, request: HttpRequest) -> Page[Any]:
    """The rows of a transfer or a disposal that this page shows, in the order of their codes."""
    rows: Any = matter.rows.select_related(*OF_THE_ITEM)
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


@admin.register(Transfer, site=desk)
class TransferAdmin(WithPapers):
    """What was handed over, and what is on its way."""

    list_display = ("title", "agency", "state", "to", "sent_on", "receipt_number")
    list_filter = ("state",)
    search_fields = ("title", "receipt_number")
    follow = ("agency", "prepared_by", "signed_by")
    clocked = False
    way = (
        ("drafting", "准备"),
        ("offered", "检测"),
        ("signed", "签署"),
        ("packing", "打包"),
        ("sent", "移交"),
        ("received", "签收"),
    )
    finished = ("received",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.bag)
        return [path("<int:pk>/bag/", view, name="archive_transfer_bag"), *super().get_urls()]

    def bag(self, request: HttpRequest, pk: int) -> FileResponse | StreamingHttpResponse:
        """The bag that was sent, for the keeper, whose it is to hand over: encrypted to the county archive where its keys are
        known, else in clear, of equal bytes each time, as long as nothing in it tells of people.
        """
        transfer = get_object_or_404(self.get_queryset(request), pk=pk)
        keeps = actor_of(request).holds_role(KEEPER, transfer.agency_id)
        if not keeps or transfer.state not in ("sent", "received"):
            raise Http404
        if settings.ARCHIVE_RECIPIENTS:
            made = TemporaryFile()  # noqa: SIM115 – the response closes it, and it holds nothing in clear
            packing.sealed_transfer(transfer, made)
            made.seek(0)
            sealed = FileResponse(made, content_type="application/octet-stream")
            return with_download_headers(sealed, packing.name_of(transfer), shown=False)
        if packing.tells_of_people(transfer):
            raise Http404
        answer = StreamingHttpResponse(packing.chunks_of(transfer), content_type="application/zip")
        with_download_headers(answer, packing.name_of(transfer), shown=False)
        return answer

    def sections(self, request: HttpRequest, matter: Transfer) -> list[dict[str, Any]]:
        facts = [
            ("接收单位", matter.to),
            ("载体", matter.carrier),
            ("载体检查", to_the_minute(matter.carrier_checked_at) if matter.carrier_checked_at else ""),
            ("填表人", str(matter.prepared_by or "")),
            ("主要负责人", str(matter.signed_by or "")),
            ("移交日期", matter.sent_on),
            ("数据包", _told_of_bag(matter)),
            ("SHA-256", matter.package_sha256),
            ("交接文据", matter.receipt_number),
            ("接收人", matter.received_by),
            ("签收日期", matter.received_on),
        ]
        page = _page_of(matter, request)
        rows = [
            [
                row.item.shown_code,
                row.item.title,
                row.get_opinion_display(),
                row.because,
                row.openness,
                row.secrecy,
            ]
            for row in page
        ]
        heads = ["档号", "题名", "到期开放意见", "理由", "政府信息公开情况", "密级变更情况"]
        table = {"heads": heads, "rows": rows, "whole": CODE}
        found = [
            *facts_section("移交", facts),
            section(f"移交目录（{page.paginator.count} 件）", "table", table=table, page_obj=page),
            *test_section("数据包的四性检测", matter.points),
            *self.paper_sections(matter),
        ]
        if matter.state in ("sent", "received") and actor_of(request).holds_role(KEEPER, matter.agency_id):
            url = reverse("admin:archive_transfer_bag", args=[matter.pk])
            said = "BagIt 格式，解压以后打开 index.html"
            if settings.ARCHIVE_RECIPIENTS:
                said = f"已加密（age），只有县档案馆打得开；解密以后的 ZIP 与上面的 SHA-256 一致，{said}"
            found.append(section("数据包", "links", rows=[{"label": "移交数据包", "url": url, "text": said}]))
        return found


def _told_of_bag(transfer: Transfer) -> str:
    if transfer.state == Transfer.State.PACKING:
        return "正在打包，打好以后自动转为已移交，并通知档案员；档案多的要几分钟，请稍后刷新"
    return f"{transfer.package_size} 字节" if transfer.package_size else ""


def _signed(person: DisposalPerson, disposal: Disposal) -> str:
    """Somebody with a part in it; of the group also when they signed the report as it stands."""
    if person.part not in DisposalPerson.GROUP or not disposal.digest:
        return str(person.staff)
    mine = [each for each in person.signatures.all() if each.digest == disposal.digest]
    signed = f"{to_the_minute(mine[0].at)} 签字" if mine else "还没有签字"
    return f"{person.staff}（{signed}）"


@admin.register(Disposal, site=desk)
class DisposalAdmin(WithPapers):
    """Appraisals of what expired."""

    list_display = ("title", "agency", "state", "approval_number", "carried_out_on")
    list_filter = ("state",)
    clocked = False
    way = (
        ("appraising", "鉴定"),
        ("signing", "签字"),
        ("reported", "报告"),
        ("approved", "批准"),
        ("carried_out", "销毁"),
    )
    finished = ("carried_out",)

    def sections(self, request: HttpRequest, matter: Disposal) -> list[dict[str, Any]]:
        people = [
            (str(each.get_part_display()), _signed(each, matter))
            for each in matter.people.select_related("staff").prefetch_related("signatures")
        ]
        facts = [
            ("鉴定报告", matter.report),
            ("批准文号", matter.approval_number),
            ("销毁日期", matter.carried_out_on),
            ("销毁方式", matter.way),
        ]
        page = _page_of(matter, request)
        rows = list(page)
        items = Item.objects.filter(pk__in=[row.item_id for row in rows]).prefetch_related("holds")
        held = why_held(list(items)) if matter.state in Disposal.OPEN else {}
        table = {
            "heads": ["档号", "题名", "保管期满", "鉴定意见", "理由", "暂缓"],
            "rows": [
                [
                    row.item.shown_code,
                    row.item.title,
                    str(row.item.expires_on or ""),
                    f"{row.get_verdict_display()}{row.get_term_display() if row.term else ''}",
                    row.because,
                    held.get(row.item_id, "—"),
                ]
                for row in rows
            ],
            "whole": CODE,
        }
        return [
            *facts_section("鉴定、批准、监销的人", people),
            *facts_section("鉴定", facts),
            section(f"清册（{page.paginator.count} 件）", "table", table=table, page_obj=page),
            *self.paper_sections(matter),
        ]
