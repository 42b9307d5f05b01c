"""The public addresses of annual reports."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from annual_report import views
from foundation.clauses import Citation, cite

cite("PD-9(3)", by=Citation("page", "annual_reports:detail", "年度报告页：全文、三张表、文件和数据下载"))
cite("条例49", by=Citation("page", "annual_reports:list", "年度报告栏目：各机关公布了没有、哪天公布"))
cite("条例50", by=Citation("page", "annual_reports:detail", "年度报告页：六个部分，国家统一格式"))
cite("PD-9(2)", by=Citation("page", "annual_reports:list", "统一栏目：政府信息公开年报"))


class YearConverter(IntConverter):
    """`2025`"""

    regex = r"[0-9]{4}"


class FormatConverter(StringConverter):
    """The formats of a report's file."""

    regex = r"pdf|docx|xlsx|json|csv"


register_converter(YearConverter, "year")
register_converter(FormatConverter, "report_format")

app_name = "annual_reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("compare/", views.compare, name="compare"),
    path("<slug:code>/<year:year>/", views.report_detail, name="detail"),
    path("<slug:code>/<year:year>/versions/<int:version>/", views.report_version, name="version"),
    path(
        "<slug:code>/<year:year>/versions/<int:version>/report.<report_format:format>",
        views.report_file,
        name="file",
    ),
]
