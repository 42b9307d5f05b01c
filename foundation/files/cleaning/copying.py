"""One cleaned copy of a file of any kind."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.files.cleaning.containers import Rebuilt
from foundation.files.cleaning.pdf import clean_pdf
from foundation.files.cleaning.pictures import cleaned_picture
from foundation.files.cleaning.refusal import NotCleanable
from foundation.files.cleaning.sheets import Sheets
from foundation.files.cleaning.slides import Slides
from foundation.files.cleaning.words import Words
from foundation.files.kinds import CSV, DOCX, JPEG, OFD, PDF, PNG, PPTX, TEXT, XLSX
from foundation.files.packages import Package
from foundation.files.rejected import Rejected

_OFD = "OFD 版式文件里的签章和图层无法清理；请另存为 PDF 后上传。"
_FORMATS: dict[str, type[Rebuilt]] = {
    DOCX.media_type: Words,
    XLSX.media_type: Sheets,
    PPTX.media_type: Slides,
}


@dataclass(frozen=True)
class Cleaned:
    """A cleaned copy, and in Chinese words what was taken out of it."""

    content: bytes
    removed: list[str]


def clean(content: bytes, media_type: str) -> Cleaned:
    """The cleaned copy of a file that was inspected; equal files give equal copies.

    Raises `NotCleanable`, saying why, for kinds and files of which none can be made.
    """
    if media_type in (TEXT.media_type, CSV.media_type):
        return Cleaned(content, [])
    if media_type in (JPEG.media_type, PNG.media_type):
        return Cleaned(cleaned_picture(content), [])
    if media_type == PDF.media_type:
        return Cleaned(*clean_pdf(content))
    if media_type in _FORMATS:
        try:
            rebuilt = _FORMATS[media_type](Package(content))
            return Cleaned(rebuilt.made(), list(rebuilt.told))
        except Rejected as rejected:
            raise NotCleanable(rejected.message) from None
    raise NotCleanable(_OFD if media_type == OFD.media_type else "这种文件无法清理；请另存为 PDF 后上传。")
