"""Typesetting with WeasyPrint, which loads only when a paper is made."""

from __future__ import annotations

import atexit
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import local
from typing import Any

STYLE = Path(__file__).with_name("paper.css")
#: What a page says of itself that may be set closer where that spares a sheet.
FITTED = 'class="fitted"'

#: What every text is made of and the shipped fonts certainly have: only for anything else are they opened and read.
COMMON = "\x21-\x7e·—‘’“”…\u3001\u3002\u3007-\u3011\u4e00-\u9fa5\uff01-\uff5e"
_UNCOMMON = re.compile(rf"[^\s{COMMON}]")


#: Less room between the lines of a page, and least on what has to stand on one sheet.
CLOSER = """
html { line-height: 24pt }
h1 { line-height: 34pt; margin-bottom: 8pt }
.close { line-height: 22pt }
.signature { margin-top: 50pt }
.contact { margin-top: 6pt; padding-top: 4pt }
.close .blank { height: 25pt }
.close .byhand { margin-top: 14pt }
"""
#: What a thread has loaded; its fonts take their temporary files with them.
_LOADED = local()
atexit.register(lambda: vars(_LOADED).clear())

#: The scheme of an image that is made here: `<img src="qr:https://…">` is the QR code of what follows.
QR = "qr:"
#: The scheme of an image that the caller brings: `<img src="picture:1">` is the first of them.
PICTURE = "picture:"
#: The light modules around a code, without which no camera finds it.
QUIET_ZONE = 4


class OutOfReach(Exception):
    """A page asked for something other than the shipped fonts."""


@dataclass(frozen=True)
class Enclosed:
    """A file that a PDF brings along: its bytes as they are, under a name, with what it is."""

    name: str
    content: bytes
    said: str


def render(
    html: str,
    *more: str,
    title: str,
    variant: str = "pdf/a-3a",
    lang: str = "zh-CN",
    pictures: Sequence[tuple[bytes, str]] = (),
    enclosed: Sequence[Enclosed] = (),
) -> bytes:
    """The PDF of a complete page, and of `more` behind it, each as it is typeset alone.

    Raises `OutOfReach` when a page refers to anything outside itself. Images are QR codes, made here (`QR`), and `pictures`, each
    with its media type (`PICTURE`). Files that are `enclosed` can be taken out of it again, to the byte.
    """
    fetcher, (fonts, style, closer) = _fetcher(pictures), _fonts_and_styles()
    documents = [_laid_out(each, fonts, fetcher, style, closer) for each in (html, *more)]
    document = documents[0].copy([page for each in documents for page in each.pages])
    facts = document.metadata
    facts.title, facts.lang, facts.generator = title, lang, None
    facts.created = facts.modified = None
    # The identifier comes from the content and not from the moment, so that a paper can be made again to the byte.
    brought = [
        sha256(each).hexdigest() for each in (*(p[0] for p in pictures), *(e.content for e in enclosed))
    ]
    identifier = sha256("\0".join((title, lang, variant, html, *more, *brought)).encode()).digest()[:16]
    # What the page itself would take along is asked for like any image, and refused.
    facts.attachments = [*facts.attachments, *(_attachment(each) for each in enclosed)]
    pdf = document.write_pdf(pdf_variant=variant, pdf_identifier=identifier)
    # WeasyPrint only logs what it could not fetch, in layout as for attachments.
    if fetcher.refused:
        raise OutOfReach(", ".join(fetcher.refused))
    assert isinstance(pdf, bytes)
    return pdf


def _attachment(one: Enclosed) -> Any:
    from weasyprint import Attachment

    # Of a day that says nothing: the same content makes the same PDF.
    day = datetime(1980, 1, 1, tzinfo=UTC)
    return Attachment(
        string=one.content,
        name=one.name,
        description=one.said,
        created=day,
        modified=day,
        relationship="Source",
    )


def _laid_out(html: str, fonts: Any, fetcher: Any, style: Any, closer: Any) -> Any:
    """A page laid out; a `FITTED` one with less room between its lines where that takes fewer sheets.

    GB/T 9704-2012, 7.3.5.4: the lines are set closer where the seal would otherwise stand on a sheet almost by itself.
    """
    from weasyprint import HTML

    page = HTML(string=_with_room(html), url_fetcher=fetcher, media_type="print")
    document = page.render(font_config=fonts, stylesheets=[style])
    if len(document.pages) > 1 and FITTED in html[: html.find("<body")]:
        other = page.render(font_config=fonts, stylesheets=[style, closer])
        if len(other.pages) < len(document.pages):
            return other
    return document


def unprintable(text: str) -> list[str]:
    """The characters of a text that the shipped fonts have no shape for, each once."""
    return sorted(c for c in set(_UNCOMMON.findall(text)) if not _unseen(c) and ord(c) not in _shapes())


def _with_room(html: str) -> str:
    """The page with the full width of a character for each that has no shape, so that it can be written in by hand."""
    begins = max(html.find("<body"), 0)
    head, rest = html[:begins], html[begins:]
    # Letters of a script that joins them stay together: a font of the system may have them.
    lacking = "".join(
        re.escape(c) for c in unprintable(rest) if unicodedata.category(c) == "Lo" and c >= "\u2e80"
    )
    if not lacking:
        return html
    pieces = re.compile(rf"<[^>]*>|([{lacking}]+)")
    return head + pieces.sub(lambda m: f'<span class="rare">{m[1]}</span>' if m[1] else m[0], rest)


def qr_code(said: str) -> bytes:
    """The QR code of a text, in black on white with its quiet zone, as SVG; it is read where a seventh of it is spoilt."""
    import segno

    code, out = segno.make_qr(said, error="m"), BytesIO()
    code.save(out, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, omitsize=True)
    return out.getvalue()


def _unseen(character: str) -> bool:
    """Whether it has no shape of its own: joiners, and what chooses between the shapes of a character."""
    return (
        unicodedata.category(character) == "Cf"
        or "\ufe00" <= character <= "\ufe0f"
        or character >= "\U000e0100"
    )


#: The faces of official documents (GB/T 9704-2012) of which no free font is whole: by the name of the file with which a
#: deployment brings its licensed font, and the shipped one that stands in.
LICENSED = {
    "Paper Title": ("xiaobiaosong", "serif"),
    "Paper Fangsong": ("fangsong", "serif"),
    "Paper Kai": ("kaiti", "serif"),
    "Paper Sans": ("heiti", "sans"),
}


@cache
def _font_files() -> dict[str, Path]:
    """The file of each face: the shipped fonts, and those of the deployment where it has them (`PAPER_FONTS`)."""
    from pylopdf_fonts_zh_cn import sans_path, serif_path

    shipped = {"serif": serif_path(), "sans": sans_path()}
    files = {"Paper Serif": shipped["serif"]}
    for face, (name, instead) in LICENSED.items():
        own = [place for place in _own_fonts() if place.stem.lower() == name]
        files[face] = own[0] if own else shipped[instead]
    return files


def _own_fonts() -> list[Path]:
    """The font files in the folder that a deployment names, none where it names none."""
    from django.conf import settings

    folder = settings.PAPER_FONTS
    if not folder:
        return []
    return sorted(p for p in Path(folder).iterdir() if p.suffix.lower() in {".ttf", ".otf", ".ttc"})


def _fonts_and_styles() -> tuple[Any, Any, Any]:
    """The shipped fonts, the style of papers and the closer one, parsed once a thread: so long do Pango's fonts live."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    if not hasattr(_LOADED, "all"):
        fonts = FontConfiguration()
        styles = (CSS(string=text, font_config=fonts, url_fetcher=_fetcher()) for text in (_style(), CLOSER))
        _LOADED.all = fonts, *styles
    loaded: tuple[Any, Any, Any] = _LOADED.all
    return loaded


@cache
def _style() -> str:
    faces = [
        f'@font-face {{ font-family: "{name}"; src: url("{path.as_uri()}") }}'
        for name, path in _font_files().items()
    ]
    return "\n".join([*faces, STYLE.read_text("utf-8")])


@cache
def _shapes() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(_font_files()["Paper Serif"], lazy=True) as font:
        return frozenset(font.getBestCmap())


def _fetcher(pictures: Sequence[tuple[bytes, str]] = ()) -> Any:
    """A fetcher of the shipped fonts, QR codes and these pictures that refuses all else, and remembers what it refused."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    fonts = {path.as_uri(): path for path in _font_files().values()}

    class ShippedFonts(URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(allowed_protocols=("file",))
            self.refused: list[str] = []

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith(QR):
                return URLFetcherResponse(
                    url, qr_code(url.removeprefix(QR)), {"Content-Type": "image/svg+xml"}
                )
            number = url.removeprefix(PICTURE)
            if url.startswith(PICTURE) and number.isdecimal() and 0 < int(number) <= len(pictures):
                content, kind = pictures[int(number) - 1]
                return URLFetcherResponse(url, content, {"Content-Type": kind})
            if url not in fonts:
                self.refused.append(url)
                raise OutOfReach(url)
            return URLFetcherResponse(url, fonts[url].read_bytes(), {"Content-Type": "font/otf"})

    return ShippedFonts()
