"""The forms of a back catalogue."""

from __future__ import annotations

from django import forms

from foundation.casework.fields import Upload
from foundation.casework.forms import ActForm


class BatchForm(ActForm):
    """The workbook of a back catalogue, and a ZIP of the files that it names."""

    reason_field = ""
    says = "表格每行一份公文，第一行是表头。先逐行核对，列出哪些行有问题，什么都不导入；看过结果再决定。"
    table = Upload(
        label="表格",
        help_text="XLSX，最多 20000 行。空表在“批量导入”的列表上下载，照第二行的样子填，填好把那一行删去。",
    )
    container = Upload(
        label="文件包",
        required=False,
        help_text="ZIP，装着表里写的正文文件（TXT、DOCX）和附件。正文都写在表里的不用传。",
    )


class StartForm(ActForm):
    """The decision to import what was found in order."""

    reason_field = ""
    says = (
        "可以导入的行各成一份拟稿，之后和别的公文一样复核、审查、签发。有问题的行不导入，改好表格再传一次。"
    )


class RowForm(ActForm):
    """One row of a batch."""

    reason_field = ""
    line = forms.IntegerField(min_value=1)


class FailedRowForm(ActForm):
    """Why a row was not imported."""

    reason_field = ""
    line = forms.IntegerField(min_value=1)
    why = forms.CharField(max_length=500)
