"""The public addresses of documents."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from disclosure.views import catalogue, documents, norms, platform, withheld
from foundation.clauses import Citation, cite

cite("PD-9", by=Citation("page", "documents:detail", "公文页：全文、日期、形成后第几个工作日发布"))
cite("PD-8", by=Citation("page", "documents:list", "信息目录：发布了的公文自动列入"))
cite(
    "SR-12",
    by=Citation("page", "documents:withheld", "不公开信息目录：名称、依据、日期，从这里问为什么、申请公开"),
)
cite("条例20", by=Citation("page", "documents:norms", "规范性文件：现行有效、失效废止的，各由哪次清理定下"))
cite("SR-13", by=Citation("page", "documents:detail", "撤回的公文留下说明页"))


class IndexNumberConverter(StringConverter):
    """`wy-rfbsc/2023-07692`"""

    regex = r"[a-z]+(?:-[a-z0-9]+)*/[0-9]{4}-[0-9]{5}"


class DigestConverter(StringConverter):
    """A SHA-256 digest."""

    regex = r"[0-9a-f]{64}"


class FileNameConverter(StringConverter):
    """A stored file's name, without slashes and control characters."""

    regex = r"[^/\x00-\x1f]+"


register_converter(IndexNumberConverter, "index_number")
register_converter(DigestConverter, "digest")
register_converter(FileNameConverter, "file_name")

app_name = "documents"
urlpatterns = [
    path("", documents.document_list, name="list"),
    path("catalogue.csv", catalogue.as_text, name="catalogue_csv"),
    path("catalogue.xlsx", catalogue.as_xlsx, name="catalogue_xlsx"),
    path("heads/", platform.heads, name="heads"),
    path("guides/", platform.guides, name="guides"),
    path("norms/", norms.norms, name="norms"),
    path("withheld/", withheld.withheld, name="withheld"),
    path("<index_number:number>/", documents.document_detail, name="detail"),
    path("<index_number:number>/qr.svg", documents.document_code, name="code"),
    path("<index_number:number>/versions/<int:version>/", documents.document_version, name="version"),
    path("<index_number:number>/versions/<int:version>/text.pdf", documents.document_pdf, name="pdf"),
    path("<index_number:number>/versions/<int:version>/text.docx", documents.document_docx, name="docx"),
    path(
        "<index_number:number>/versions/<int:version>/files/<digest:sha256>/<file_name:name>",
        documents.document_file,
        name="file",
    ),
]
