"""The report as PDF, Word document and Excel sheet: the same contents, the same tables, each cell once."""

from __future__ import annotations

from annual_report.papers.contents import Contents, contents
from annual_report.papers.pdf import as_pdf
from annual_report.papers.sheet import as_xlsx
from annual_report.papers.word import as_docx
from foundation.clauses import Citation, cite

__all__ = ["Contents", "as_docx", "as_pdf", "as_xlsx", "contents"]

for _clause in ("PD-9(3)", "条例50"):
    cite(
        _clause,
        by=Citation("paper", "annual_report.papers", "年度报告按国家统一格式生成 PDF、Word、Excel 文件"),
    )
