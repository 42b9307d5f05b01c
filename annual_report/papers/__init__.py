"""The report as PDF, Word document and Excel workbook, with equal contents."""

from __future__ import annotations

from annual_report.papers.contents import Contents, contents
from annual_report.papers.pdf import as_pdf
from annual_report.papers.sheet import as_xlsx
from annual_report.papers.word import as_docx
from foundation.clauses import Citation, cite

__all__ = ["Contents", "as_docx", "as_pdf", "as_xlsx", "contents"]

_MADE = Citation("paper", "annual_report.papers", "年度报告按国家统一格式生成 PDF、Word、Excel 文件")
for _clause in ("PD-9(3)", "条例50"):
    cite(_clause, by=_MADE)
