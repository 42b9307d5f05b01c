"""Places of files in which an identity number was hidden: it is found, or the file says that a person must look, or is refused."""

# ruff: noqa: E501 – parts of files are written as they are

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pypdf.generic import ArrayObject, EncodedStreamObject, NameObject, TextStringObject

from foundation.files.inspection import Inspection, inspect, metadata_text
from foundation.files.rejected import Rejected
from foundation.files.telling import to_be_looked_at
from foundation.privacy.detectors import Kind, detect
from tests.files import samples
from tests.files.hiding import (
    CARD,
    HEAD,
    NS,
    STRICT,
    TAIL,
    VND,
    S,
    annotated,
    body,
    book_part,
    container,
    d,
    docx,
    drawing,
    encoded,
    form,
    image,
    link,
    noise,
    noted_png,
    ofd,
    part,
    pdf,
    pptx,
    revised,
    rooted,
    said,
    slide_part,
    stream,
    value_of,
    xlsx,
    zipped,
)

Make = Callable[[], bytes]
RUNS = f"<w:p><w:r><w:t>{HEAD}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{TAIL}</w:t></w:r></w:p>"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def symbols(text: str) -> str:
    marks = "".join(f'<w:sym w:font="SimSun" w:char="{ord(letter):04X}"/>' for letter in text)
    return f"<w:p><w:r>{marks}</w:r></w:p>"


def field(code: str, *, cut: int = 0) -> str:
    runs = "".join(
        f"<w:r><w:instrText>{piece}</w:instrText></w:r>"
        for piece in ((code[:cut], code[cut:]) if cut else (code,))
    )
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"<w:p>{marks[0]}{runs}{marks[1]}<w:r><w:t>x</w:t></w:r>{marks[2]}</w:p>"


def shape(attribute: str) -> str:
    return f'<w:p><w:r><w:drawing><wp:docPr xmlns:wp="wp" id="1" name="图片 1" {attribute}="{CARD}"/></w:drawing></w:r></w:p>'


def choice(inner: str) -> str:
    return f"<w:sdt><w:sdtPr>{inner}</w:sdtPr><w:sdtContent>{said('请选择')}</w:sdtContent></w:sdt>"


def marked(writer: Any, page: Any) -> None:
    content = f"/Span <</ActualText ({CARD})>> BDC BT /F1 12 Tf 20 200 Td (Spring ploughing) Tj ET EMC"
    drawing(content)(writer, page)


def lost_page(writer: Any, page: Any) -> None:
    content = writer._add_object(stream(f"BT /F1 9 Tf ({CARD}) Tj ET"))
    fonts = page["/Resources"]
    writer._add_object(d(Type="/Page", MediaBox=[0, 0, 9, 9], Contents=content, Resources=fonts))


def hidden_layer(writer: Any) -> Any:
    layer = writer._add_object(d(Type="/OCG", Name="内部版"))
    return d(OCGs=[layer], D=d(OFF=[layer]))


def pictured(writer: Any, page: Any) -> None:
    picture = stream(
        b"\0" * 3,
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Image"),
        Width=value_of(1),
        Height=value_of(1),
        ColorSpace=NameObject("/DeviceRGB"),
        BitsPerComponent=value_of(8),
    )
    page["/Resources"][NameObject("/XObject")] = d(Im0=writer._add_object(picture))


def scan(writer: Any, page: Any) -> None:
    pictured(writer, page)
    drawing("q 300 0 0 300 0 0 cm /Im0 Do Q")(writer, page)


def structure(key: str) -> Callable[[Any], Any]:
    return lambda writer: d(Type="/StructTreeRoot", K=[writer._add_object(d(S="/P", **{key: CARD}))])


def names(writer: Any) -> Any:
    return d(Dests=d(Names=[CARD, [writer.pages[0].indirect_reference, "/Fit"]]))


def piece(writer: Any, page: Any) -> None:
    page[NameObject("/PieceInfo")] = d(Program=d(LastModified="D:20260101", Private=d(Note=CARD)))


def xmp(writer: Any) -> Any:
    packet = f'<x:xmpmeta xmlns:x="x"><rdf:Description xmlns:rdf="r" pdf:Author="{CARD}" xmlns:pdf="p"/></x:xmpmeta>'
    return stream(packet, Type=NameObject("/Metadata"), Subtype=NameObject("/XML"))


WORD: dict[str, Make] = {
    "body": lambda: docx(said(CARD)),
    "split over runs": lambda: docx(RUNS),
    "with soft hyphens": lambda: docx(said(f"{HEAD}\u00ad{TAIL}")),
    "with zero-width spaces": lambda: docx(said(f"{HEAD}\u200b{TAIL}")),
    "full-width digits": lambda: docx(said("".join(chr(ord(c) + 0xFEE0) for c in CARD))),
    "around a text box": lambda: docx(f"<w:p><w:r><w:t>{HEAD}</w:t></w:r><w:r><w:drawing>{said('好')}</w:drawing></w:r><w:r><w:t>{TAIL}</w:t></w:r></w:p>"),
    "one cell a digit": lambda: docx("<w:tbl><w:tr>" + "".join(f"<w:tc>{said(letter)}</w:tc>" for letter in CARD) + "</w:tr></w:tbl>"),
    "around a deletion": lambda: docx(f"<w:p><w:r><w:t>{HEAD}</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:t>{TAIL}</w:t></w:r></w:p>"),
    "prefix of a namespace": lambda: docx(f'<w:p xmlns:n{CARD}="urn:a"/>'),
    "identifier of a relationship": lambda: docx(links=f'<Relationship Id="r{CARD}" Type="x/y" Target="y.xml"/>'),
    "words among relationships": lambda: docx(links=f"<a>{CARD}</a>"),
    "text called a typeface": lambda: docx(parts={"word/f.ttf": ("application/x-font", f"true {CARD}", "font")}),
    "content type": lambda: docx(parts={"word/a.xml": (f"application/x{CARD}+xml", "<a/>", "")}),
    "typeface inside": lambda: docx(parts={"word/f.odttf": (f"{VND}.obfuscatedFont", b"\x55\x12\x99" * 200 + CARD.encode() + b"\x01", "font")}),
    "split by a soft hyphen mark": lambda: docx(f"<w:p><w:r><w:t>{HEAD}</w:t><w:softHyphen/><w:t>{TAIL}</w:t></w:r></w:p>"),
    "split by a no-break hyphen": lambda: docx(f"<w:p><w:r><w:t>{HEAD}</w:t><w:noBreakHyphen/><w:t>{TAIL}</w:t></w:r></w:p>"),
    "digits as symbols": lambda: docx(symbols(CARD)),
    "main part of another name": lambda: container("docx", body(said(CARD)), {}, name="geheim/main.bin.xml"),
    "main part with blanks in its name": lambda: container("docx", body(said(CARD)), {}, name="word/正 文.xml"),
    "strict relationships": lambda: container("docx", body(said(CARD)), {}, base=STRICT),
    "header": lambda: docx(parts=part("hdr", said(CARD), relation="header")),
    "footer": lambda: docx(parts=part("ftr", said(CARD), relation="footer")),
    "footnote": lambda: docx(parts=part("footnotes", f"<w:footnote>{said(CARD)}</w:footnote>")),
    "endnote": lambda: docx(parts=part("endnotes", f"<w:endnote>{said(CARD)}</w:endnote>")),
    "comment": lambda: docx(parts=part("comments", f"<w:comment>{said(CARD)}</w:comment>")),
    "author of a comment": lambda: docx(parts=part("comments", f'<w:comment w:author="{CARD}">{said("好")}</w:comment>')),
    "author of a revision": lambda: docx(f'<w:p><w:ins w:author="{CARD}"><w:r><w:t>好</w:t></w:r></w:ins></w:p>'),
    "glossary": lambda: docx(parts=part("glossaryDocument", said(CARD))),
    "name of a building block": lambda: docx(parts=part("glossaryDocument", f'<w:docPart><w:docPartPr><w:name w:val="{CARD}"/></w:docPartPr></w:docPart>')),
    "hidden text": lambda: docx(f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{CARD}</w:t></w:r></w:p>"),
    "deleted text": lambda: docx(f"<w:p><w:del><w:r><w:delText>{CARD}</w:delText></w:r></w:del></w:p>"),
    "deleted field": lambda: docx(f"<w:p><w:del><w:r><w:delInstrText>{CARD}</w:delInstrText></w:r></w:del></w:p>"),
    "moved text": lambda: docx(f"<w:p><w:moveFrom><w:r><w:t>{CARD}</w:t></w:r></w:moveFrom></w:p>"),
    "text box": lambda: docx(f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{said(CARD)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"),
    "word art": lambda: docx(f'<w:p><w:r><w:pict><v:shape><v:textpath string="{CARD}"/></v:shape></w:pict></w:r></w:p>'),
    "fallback for old programs": lambda: docx(f'<w:p><w:r><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="wps"/><mc:Fallback><w:t>{CARD}</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>'),
    "field code": lambda: docx(field(f' QUOTE "{CARD}" ')),
    "field code in pieces": lambda: docx(field(f' QUOTE "{CARD}" ', cut=14)),
    "simple field": lambda: docx(f"""<w:p><w:fldSimple w:instr=' SET a "{CARD}" '><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>"""),
    "choice of a list": lambda: docx(choice(f'<w:dropDownList><w:listItem w:displayText="张某" w:value="{CARD}"/></w:dropDownList>')),
    "choice of a box": lambda: docx(choice(f'<w:comboBox><w:listItem w:displayText="{CARD}" w:value="1"/></w:comboBox>')),
    "tag of a control": lambda: docx(choice(f'<w:tag w:val="{CARD}"/>')),
    "old form field": lambda: docx(f'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:helpText w:val="{CARD}"/></w:ffData></w:fldChar></w:r></w:p>'),
    "alternative text": lambda: docx(shape("descr")),
    "title of a picture": lambda: docx(shape("title")),
    "caption of a table": lambda: docx(f'<w:tbl><w:tblPr><w:tblCaption w:val="{CARD}"/></w:tblPr></w:tbl>'),
    "bookmark": lambda: docx(f'<w:bookmarkStart w:id="1" w:name="n{CARD}"/>'),
    "link": lambda: docx(links=link(f"https://example.cn/?q={CARD}")),
    "link in percent signs": lambda: docx(links=link("https://example.cn/?q=" + "".join(f"%{ord(c):02X}" for c in CARD))),
    "anchor of a link": lambda: docx(f'<w:p><w:hyperlink w:anchor="a{CARD}"/></w:p>'),
    "tooltip of a link": lambda: docx(f'<w:p><w:hyperlink w:tooltip="{CARD}"/></w:p>'),
    "ruby": lambda: docx(f"<w:p><w:r><w:ruby><w:rt><w:r><w:t>{CARD}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"),
    "equation": lambda: docx(f'<w:p><m:oMath xmlns:m="m"><m:r><m:t>{CARD}</m:t></m:r></m:oMath></w:p>'),
    "variable": lambda: docx(parts=part("settings", f'<w:docVars><w:docVar w:name="a" w:val="{CARD}"/></w:docVars>')),
    "name of a style": lambda: docx(parts=part("styles", f'<w:style w:styleId="a"><w:name w:val="{CARD}"/></w:style>')),
    "numbering": lambda: docx(parts=part("numbering", f'<w:abstractNum><w:lvl><w:lvlText w:val="{CARD}"/></w:lvl></w:abstractNum>')),
    "custom XML": lambda: docx(parts={"customXml/item1.xml": ("application/xml", f"<a><b>{CARD}</b></a>", "customXml")}),
    "attribute of custom XML": lambda: docx(parts={"customXml/item1.xml": ("application/xml", f'<a b="{CARD}"/>', "customXml")}),
    "remark of XML": lambda: docx(f"<!-- {CARD} -->"),
    "instruction of XML": lambda: docx(f"<?x {CARD}?>"),
    "custom property": lambda: docx(parts={"docProps/custom.xml": (f"{VND}.custom-properties+xml", f'<Properties><property name="a"><lpwstr>{CARD}</lpwstr></property></Properties>', "")}),
    "property of another name": lambda: docx(parts={"x/y.xml": (f"{VND}.extended-properties+xml", f"<Properties><Manager>{CARD}</Manager></Properties>", "extended-properties")}),
    "part that nothing leads to": lambda: docx(parts={"word/old.xml": ("application/xml", f"<w:document {NS}>{said(CARD)}</w:document>", "")}),
    "part in UTF-16": lambda: docx(parts={"word/old.xml": ("application/xml", f'<?xml version="1.0" encoding="UTF-16"?><a>{CARD}</a>'.encode("utf-16"), "")}),
    "name of a part": lambda: docx(parts={f"word/{CARD}.xml": ("application/xml", "<a/>", "")}),
    "text file": lambda: docx(parts={"word/notes.txt": ("text/plain", f"备注 {CARD}", "")}),
    "remark of the container": lambda: docx(comment=CARD.encode()),
    "drawing in base64": lambda: docx(f'<w:p><w:r><w:pict><v:shape o:gfxdata="{encoded(CARD)}"/></w:pict></w:r></w:p>'),
    "chart": lambda: docx(parts={"word/charts/c.xml": (f"{VND}.drawingml.chart+xml", f'<c:chartSpace xmlns:c="c"><c:pt><c:v>{CARD}</c:v></c:pt></c:chartSpace>', "chart")}),
    "diagram": lambda: docx(parts={"word/diagrams/d.xml": (f"{VND}.drawingml.diagramData+xml", f'<dgm:dataModel xmlns:dgm="d" xmlns:a="a"><a:t>{CARD}</a:t></dgm:dataModel>', "diagramData")}),
    "data of a chart": lambda: docx(parts={"word/x/d.bin": (f"{VND}.spreadsheetml.sheet", xlsx(f'<row r="2"><c r="A2" t="str"><v>{CARD}</v></c></row>'), "package")}),
    "ill-formed drawing": lambda: docx(parts={"word/d.vml": (f"{VND}.vmlDrawing", f'<xml><br><v:t x="{CARD}"></xml>', "vmlDrawing")}),
    "remark in a photograph": lambda: docx(parts={"word/media/a.dat": ("image/jpeg", image("JPEG", comment=CARD), "image")}),
    "remark behind the pixels": lambda: docx(parts={"word/media/a.png": ("image/png", noted_png(CARD), "image")}),
    "author of a photograph": lambda: docx(parts={"word/media/a.jpg": ("image/jpeg", image("JPEG", exif={0x013B: CARD}), "image")}),
    "metafile": lambda: docx(parts={"word/media/a.emf": ("image/x-emf", b"\x01\0\0\0" + bytes(36) + b" EMF" + CARD.encode("utf-16-le"), "image")}),
}  # fmt: skip

SHEETS: dict[str, Make] = {
    "cell": lambda: xlsx(f'<row r="2"><c r="A2" t="str"><v>{CARD}</v></c></row>'),
    "shared string": lambda: xlsx('<row r="2"><c r="A2" t="s"><v>0</v></c></row>', strings=f"<si><t>{CARD}</t></si>"),
    "shared string in pieces": lambda: xlsx('<row r="2"><c r="A2" t="s"><v>0</v></c></row>', strings=f"<si><r><t>{HEAD}</t></r><r><t>{TAIL}</t></r></si>"),
    "string that no cell shows": lambda: xlsx(strings=f"<si><t>{CARD}</t></si>"),
    "phonetic guide": lambda: xlsx('<row r="2"><c r="A2" t="s"><v>0</v></c></row>', strings=f"<si><t>张</t><rPh><t>{CARD}</t></rPh></si>"),
    "inline string in pieces": lambda: xlsx(f'<row r="2"><c r="A2" t="inlineStr"><is><r><t>{HEAD}</t></r><r><t>{TAIL}</t></r></is></c></row>'),
    "one digit a cell": lambda: xlsx("<row r='2'>" + "".join(f'<c t="str"><v>{c}</v></c>' for c in CARD) + "</row>"),
    "formula": lambda: xlsx(f'<row r="2"><c r="A2"><f>IF(1=1,"无","{CARD}")</f><v>1</v></c></row>'),
    "formula in pieces": lambda: xlsx(f'<row r="2"><c r="A2"><f>"{HEAD}" &amp; "{TAIL}"</f></c></row>'),
    "number in a formula": lambda: xlsx(f'<row r="2"><c r="A2"><f>{CARD[:17]}&amp;"X"</f></c></row>'),
    "defined name": lambda: xlsx(book=f'<definedNames><definedName name="a">"{CARD}"</definedName></definedNames>'),
    "name of a defined name": lambda: xlsx(book=f'<definedNames><definedName name="_{CARD}">1</definedName></definedNames>'),
    "remark of a defined name": lambda: xlsx(book=f'<definedNames><definedName name="a" comment="{CARD}">1</definedName></definedNames>'),
    "validation": lambda: xlsx(sheet=f'<dataValidations><dataValidation sqref="A1"><formula1>"甲,{CARD}"</formula1></dataValidation></dataValidations>'),
    "prompt of a validation": lambda: xlsx(sheet=f'<dataValidations><dataValidation sqref="A1" prompt="{CARD}"/></dataValidations>'),
    "condition": lambda: xlsx(sheet=f'<conditionalFormatting><cfRule><formula>A1="{CARD}"</formula></cfRule></conditionalFormatting>'),
    "header": lambda: xlsx(sheet=f"<headerFooter><oddHeader>&amp;C{CARD}</oddHeader></headerFooter>"),
    "header in pieces": lambda: xlsx(sheet=f"<headerFooter><oddFooter>&amp;C{HEAD}&amp;B{TAIL}</oddFooter></headerFooter>"),
    "filter": lambda: xlsx(sheet=f'<autoFilter><filterColumn><filters><filter val="{CARD}"/></filters></filterColumn></autoFilter>'),
    "scenario": lambda: xlsx(sheet=f'<scenarios><scenario name="a" comment="{CARD}"><inputCells r="A1" val="1"/></scenario></scenarios>'),
    "tooltip": lambda: xlsx(sheet=f'<hyperlinks><hyperlink ref="A1" tooltip="{CARD}"/></hyperlinks>'),
    "comment": lambda: xlsx(parts=book_part("comments", f"<commentList><comment><text><r><t>{CARD}</t></r></text></comment></commentList>")),
    "threaded comment": lambda: xlsx(parts=book_part("ThreadedComments", f"<threadedComment><text>{CARD}</text></threadedComment>")),
    "person": lambda: xlsx(parts=book_part("personList", f'<person displayName="{CARD}"/>')),
    "pivot cache": lambda: xlsx(parts=book_part("pivotCacheDefinition", f'<cacheField name="a"><sharedItems><s v="{CARD}"/></sharedItems></cacheField>')),
    "pivot records": lambda: xlsx(parts=book_part("pivotCacheRecords", f'<r><s v="{CARD}"/></r>')),
    "slicer": lambda: xlsx(parts=book_part("slicerCacheDefinition", f'<x caption="{CARD}"/>')),
    "table": lambda: xlsx(parts=book_part("table", f'<tableColumns><tableColumn name="{CARD}"/></tableColumns>')),
    "query": lambda: xlsx(parts=book_part("queryTable", "", attributes=f'name="q{CARD}"')),
    "values of another workbook": lambda: xlsx(parts=book_part("externalLink", f"<externalBook><sheetDataSet><sheetData><row><cell><v>{CARD}</v></cell></row></sheetData></sheetDataSet></externalBook>")),
    "revision log": lambda: xlsx(parts=book_part("revisions", f"<rcc><oc><is><t>{CARD}</t></is></oc></rcc>")),
    "custom view": lambda: xlsx(book=f'<customWorkbookViews><customWorkbookView name="{CARD}"/></customWorkbookViews>'),
    "drawing": lambda: xlsx(parts={"xl/d/x.xml": (f"{VND}.drawing+xml", f'<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><a:p><a:r><a:t>{CARD}</a:t></a:r></a:p></xdr:wsDr>', "drawing")}),
    "format of numbers": lambda: xlsx(parts=book_part("styleSheet", f"""<numFmts><numFmt formatCode='"{CARD}"'/></numFmts>""", relation="styles")),
    "second set of strings": lambda: xlsx(strings="<si><t>a</t></si>", parts=book_part("sst", f"<si><t>{CARD}</t></si>", relation="old")),
    "hidden sheet": lambda: xlsx(book='<sheets><sheet name="底稿" state="veryHidden" r:id="p1"/></sheets>', parts={"xl/zwei.xml": (f"{VND}.spreadsheetml.worksheet+xml", f'<worksheet {S}><sheetData><row><c t="str"><v>{CARD}</v></c></row></sheetData></worksheet>', "worksheet")}),
    "name of a sheet": lambda: xlsx(book=f'<sheets><sheet name="{CARD}"/></sheets>'),
    "settings of a printer": lambda: xlsx(parts={"xl/printerSettings/p.bin": (f"{VND}.spreadsheetml.printerSettings", b"\x05" + CARD.encode("utf-16-le"), "printerSettings")}),
}  # fmt: skip

SLIDES: dict[str, Make] = {
    "slide": lambda: pptx(f"<a:p><a:r><a:t>{CARD}</a:t></a:r></a:p>"),
    "slide in pieces": lambda: pptx(f"<a:p><a:r><a:t>{HEAD}</a:t></a:r><a:r><a:t>{TAIL}</a:t></a:r></a:p>"),
    "master": lambda: pptx(parts=slide_part("sldMaster", CARD, "slideMaster")),
    "layout": lambda: pptx(parts=slide_part("sldLayout", CARD, "slideLayout")),
    "notes": lambda: pptx(parts=slide_part("notes", CARD, "notesSlide")),
    "master of notes": lambda: pptx(parts=slide_part("notesMaster", CARD)),
    "handout": lambda: pptx(parts=slide_part("handoutMaster", CARD)),
    "comment": lambda: pptx(parts={"ppt/k/c.xml": (f"{VND}.presentationml.comments+xml", f'<p:cmLst xmlns:p="p"><p:cm><p:text>{CARD}</p:text></p:cm></p:cmLst>', "comments")}),
    "tag": lambda: pptx(parts={"ppt/t.xml": (f"{VND}.presentationml.tags+xml", f'<p:tagLst xmlns:p="p"><p:tag name="A" val="{CARD}"/></p:tagLst>', "tags")}),
    "alternative text": lambda: pptx(f'<p:cNvPr id="1" name="图片 1" descr="{CARD}"/>'),
    "name of a shape": lambda: pptx(f'<p:cNvPr id="1" name="{CARD}"/>'),
    "hidden slide": lambda: pptx(f"<a:p><a:r><a:t>{CARD}</a:t></a:r></a:p>", attributes='show="0"'),
    "section": lambda: pptx(parts={"ppt/s.xml": ("application/xml", f'<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section name="{CARD}"/></p14:sectionLst>', "")}),
}  # fmt: skip

PAGES: dict[str, Make] = {
    "OFD page": lambda: ofd(text=CARD),
    "OFD line in pieces": lambda: ofd('<ofd:TextObject Boundary="10 1 9 9"><ofd:TextCode>' + TAIL + "</ofd:TextCode></ofd:TextObject>", text=HEAD),
    "OFD template": lambda: ofd(parts={"Doc_0/x/T.xml": f"<ofd:Page NS><ofd:TextCode>{CARD}</ofd:TextCode></ofd:Page>"}),
    "OFD annotation": lambda: ofd(parts={"Doc_0/A.xml": f"<ofd:PageAnnot NS><ofd:Annot><ofd:Remark>{CARD}</ofd:Remark></ofd:Annot></ofd:PageAnnot>"}),
    "OFD tags": lambda: ofd(parts={"Doc_0/Tags/t.xml": f"<a>{CARD}</a>"}),
    "OFD bookmark": lambda: ofd(parts={"Doc_0/B.xml": f'<ofd:Bookmark NS Name="{CARD}"/>'}),
    "OFD outline": lambda: ofd(parts={"Doc_0/O.xml": f'<ofd:OutlineElem NS Title="{CARD}"/>'}),
}  # fmt: skip

PDFS: dict[str, Make] = {
    "page": lambda: pdf(text=CARD),
    "note": lambda: pdf(annotated(Subtype="/Text", Contents=CARD)),
    "stamp": lambda: pdf(lambda w, p: annotated(Subtype="/Stamp", AP=d(N=form(w)))(w, p)),
    "appearance without a type": lambda: pdf(lambda w, p: annotated(Subtype="/Stamp", AP=d(N=w._add_object(stream(f"BT /F1 9 Tf ({CARD}) Tj ET", Resources=p["/Resources"]))))(w, p)),
    "rich text": lambda: pdf(annotated(Subtype="/FreeText", RC=f"<p>{CARD}</p>")),
    "author of a note": lambda: pdf(annotated(Subtype="/Text", T=CARD)),
    "subject of a note": lambda: pdf(annotated(Subtype="/Text", Subj=CARD)),
    "value of a form": lambda: pdf(annotated(Subtype="/Widget", FT="/Tx", V=CARD)),
    "default of a form": lambda: pdf(annotated(Subtype="/Widget", FT="/Tx", DV=CARD)),
    "value in a stream": lambda: pdf(lambda w, p: annotated(Subtype="/Widget", FT="/Tx", V=w._add_object(stream(CARD)))(w, p)),
    "hint of a form": lambda: pdf(annotated(Subtype="/Widget", FT="/Tx", TU=CARD)),
    "name of a field": lambda: pdf(annotated(Subtype="/Widget", FT="/Tx", T=CARD)),
    "choice of a form": lambda: pdf(annotated(Subtype="/Widget", FT="/Ch", Opt=["1", ["2", CARD]])),
    "caption of a button": lambda: pdf(annotated(Subtype="/Widget", FT="/Btn", MK=d(CA=CARD))),
    "link": lambda: pdf(annotated(Subtype="/Link", A=d(S="/URI", URI=f"https://example.cn/{CARD}"))),
    "bookmark": lambda: samples.pdf(bookmark=CARD),
    "named place": lambda: pdf(rooted("/Names", names)),
    "label of pages": lambda: pdf(rooted("/PageLabels", lambda w: d(Nums=[0, d(P=CARD)]))),
    "article": lambda: pdf(rooted("/Threads", lambda w: ArrayObject([d(I=d(Title=CARD))]))),
    "property": lambda: samples.pdf(subject=CARD),
    "program of a property": lambda: samples.pdf(producer=CARD),
    "XMP": lambda: pdf(rooted("/Metadata", xmp)),
    "XMP of a page": lambda: pdf(lambda w, p: p.__setitem__(NameObject("/Metadata"), w._add_object(xmp(w)))),
    **{f"{key} in the structure": (lambda key=key: pdf(rooted("/StructTreeRoot", structure(key)))) for key in ("ActualText", "Alt", "E", "T")},
    "ActualText in the page": lambda: pdf(marked),
    "deeper in marked content": lambda: pdf(drawing(f"/Span <</X <</ActualText ({CARD})>> >> BDC BT /F1 9 Tf (Spring) Tj ET EMC")),
    "name of marked content": lambda: pdf(drawing(f"/n{CARD} MP BT /F1 9 Tf (Spring) Tj ET")),
    "remark on a page": lambda: pdf(drawing(f"% {CARD}\nBT /F1 9 Tf (Spring) Tj ET")),
    "one digit a step": lambda: pdf(drawing("BT /F1 9 Tf " + "".join(f"({letter}) Tj 8 0 Td " for letter in CARD) + "ET")),
    "signature": lambda: pdf(annotated(Subtype="/Widget", FT="/Sig", V=d(Type="/Sig", Reason=CARD, ByteRange=[0, 1, 2, 3]))),
    "holder of a certificate": lambda: pdf(annotated(Subtype="/Widget", V=d(Type="/Sig", Contents=CARD, ByteRange=[0, 1, 2, 3]))),
    "language": lambda: pdf(annotated(Subtype="/Text", Lang=CARD)),
    "name of a typeface": lambda: pdf(lambda w, p: w._add_object(d(Type="/Font", Subtype="/Type1", BaseFont=f"/A{CARD}"))),
    "properties of marked content": lambda: pdf(lambda w, p: p["/Resources"].__setitem__(NameObject("/Properties"), d(M0=d(ActualText=CARD)))),
    "form that no page draws": lambda: pdf(lambda w, p: form(w)),
    "page that no tree holds": lambda: pdf(lost_page),
    "object that nothing leads to": lambda: pdf(lambda w, p: w._add_object(d(Note=CARD))),
    "data of a program": lambda: pdf(piece),
    "name of a layer": lambda: pdf(rooted("/OCProperties", lambda w: d(OCGs=[w._add_object(d(Type="/OCG", Name=CARD))], D=d()))),
    "name of an object": lambda: pdf(lambda w, p: p["/Resources"].__setitem__(NameObject("/Properties"), d(**{f"n{CARD}": d(A=1)}))),
    "two bytes a character": lambda: pdf(annotated(Subtype="/Text", Contents="身份证" + CARD)),
    "earlier revision": lambda: revised(pdf(text=CARD)),
    "note of an earlier revision": lambda: pdf(annotated(Subtype="/Text", Contents="a")).replace(b"startxref", f"9 0 obj <</Contents ({CARD})>> endobj\nstartxref".encode()),
    "remark between objects": lambda: pdf().replace(b"xref\n", f"% {CARD}\nxref\n".encode(), 1),
    "behind the end": lambda: pdf() + b"\n" + CARD.encode() + b" " * 40 + b"x",
    "stream that nothing leads to": lambda: pdf(lambda w, p: w._add_object(stream(f"({CARD})"))),
    "pattern": lambda: pdf(lambda w, p: w._add_object(stream(f"BT /F1 9 Tf ({CARD}) Tj ET", PatternType=value_of(1), Resources=p["/Resources"]))),
}  # fmt: skip

FOUND: list[Any] = [
    pytest.param(f"a.{extension}", make, id=f"{extension}: {place}")
    for extension, places in (
        ("docx", WORD),
        ("xlsx", SHEETS),
        ("pptx", SLIDES),
        ("ofd", PAGES),
        ("pdf", PDFS),
    )
    for place, make in places.items()
]


def kinds_in(found: Inspection) -> set[Kind]:
    return {hit.kind for hit in detect(f"{found.text}\n{metadata_text(found.metadata)}")}


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize(("name", "make"), FOUND)
def test_a_number_is_found_wherever_it_stands(name: str, make: Make) -> None:
    assert Kind.IDENTITY_CARD in kinds_in(inspect(make(), name))


UNREAD: dict[str, tuple[str, Make]] = {
    "picture": ("a.docx", lambda: docx(parts={"word/media/a.png": ("image/png", image(), "image")})),
    "picture of another name": ("a.docx", lambda: docx(parts={"word/x.bin": ("", image("JPEG"), "")})),
    "preview": ("a.docx", lambda: docx(parts={"docProps/thumbnail.jpeg": ("image/jpeg", image("JPEG"), "")})),
    "vector picture": ("a.docx", lambda: docx(parts={"word/a.svg": ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', "image")})),
    "sound": ("a.pptx", lambda: pptx(parts={"ppt/media/a.mp3": ("audio/mpeg", b"ID3\x04" + noise(600), "audio")})),
    "data of a model": ("a.xlsx", lambda: xlsx(parts={"xl/model/item.data": ("application/vnd.x", noise(900), "powerPivotData")})),
    "data in base64": ("a.docx", lambda: docx(parts={"customXml/i.xml": ("application/xml", "<a>" + "QUJD" * 300 + "</a>", "")})),
    "document in a document in a document": ("a.docx", lambda: docx(parts={"word/a.docx": ("", docx(parts={"word/b.docx": ("", docx(), "")}), "")})),
    "seal of an OFD": ("a.ofd", lambda: ofd(parts={"Doc_0/Signs/Sign_0/Seal.esl": b"\x30\x82" + noise(600)})),
    "picture in a PDF": ("a.pdf", lambda: pdf(pictured)),
    "scan": ("a.pdf", lambda: pdf(scan)),
    "letters as outlines": ("a.pdf", lambda: pdf(drawing("0 0 m 9 9 l 3 3 l f " * 50))),
    "inline picture": ("a.pdf", lambda: pdf(drawing("BT /F1 9 Tf (Spring) Tj ET BI /W 1 /H 1 /BPC 8 /CS /G ID \x01 EI Q"))),
    "typeface that is missing": ("a.pdf", lambda: pdf(drawing(f"BT /F9 12 Tf 20 200 Td ({CARD}) Tj ET"))),
    "page preview": ("a.pdf", lambda: pdf(lambda w, p: p.__setitem__(NameObject("/Thumb"), w._add_object(stream(b"\0", Width=value_of(1), Height=value_of(1)))))),
    "typeface without a table": ("a.pdf", lambda: pdf(lambda w, p: w._add_object(d(Type="/Font", Subtype="/Type0", Encoding="/Identity-H", BaseFont="/A")))),
    "earlier revision": ("a.pdf", lambda: revised(pdf())),
    "unknown data": ("a.pdf", lambda: pdf(lambda w, p: w._add_object(stream(noise(300))))),
    "photograph": ("a.jpg", lambda: image("JPEG")),
}  # fmt: skip


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize("place", UNREAD)
def test_what_cannot_be_read_is_for_a_person_to_look_at(place: str) -> None:
    name, make = UNREAD[place]
    found = inspect(make(), name)
    assert found.metadata["text_complete"] is False
    assert found.metadata["unread"]
    assert found.metadata["unread"][0] in metadata_text(found.metadata)
    assert to_be_looked_at(found.metadata)


def deleted_part() -> bytes:
    """A container in which an entry lies that its directory does not list."""
    whole = docx(parts={"word/a.xml": ("application/xml", "<a>" + "甲乙丙丁" * 30 + "</a>", "")})
    return _without_entry(whole, b"word/a.xml")


def _without_entry(content: bytes, name: bytes) -> bytes:
    end = content.rindex(b"PK\x05\x06")
    start = int.from_bytes(content[end + 16 : end + 20], "little")
    at = content.index(name, start) - 46
    length = 46 + len(name)
    count = int.from_bytes(content[end + 8 : end + 10], "little") - 1
    size = int.from_bytes(content[end + 12 : end + 16], "little") - length
    tail = bytearray(content[end:])
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = size.to_bytes(4, "little")
    return content[:at] + content[at + length : end] + bytes(tail)


def test_an_entry_that_the_directory_does_not_list_is_unread() -> None:
    assert "不属于任何部分" in inspect(deleted_part(), "a.docx").metadata["unread"][0]


REFUSED: dict[str, tuple[str, Make, str]] = {
    "remote picture": ("a.docx", lambda: docx(links=link("https://x.cn/a.png", "image")), "外部地址"),
    "remote picture, strict": ("a.docx", lambda: docx(links=link("https://x.cn/a.png", "image", base=STRICT)), "外部地址"),
    "remote picture, not said to be external": ("a.docx", lambda: docx(links=link("https://x.cn/a.png", "image").replace(' TargetMode="External"', "")), "外部地址"),
    "picture of a drawing": ("a.docx", lambda: docx('<w:p><w:r><w:pict><v:shape><v:imagedata src="http://x.cn/a.png"/></v:shape></w:pict></w:r></w:p>'), "外部地址"),
    "linked film": ("a.pptx", lambda: pptx(links=link("https://x.cn/a.mp4", "video")), "外部地址"),
    "template": ("a.docx", lambda: docx(links=link("\\\\server\\t.dotm", "attachedTemplate")), "外部的模板"),
    "template of this machine": ("a.docx", lambda: docx(links=link("file:///C:\\t.dotm", "attachedTemplate")), "外部的模板"),
    "frame": ("a.docx", lambda: docx(links=link("http://x.cn", "frame")), "外部"),
    "part document": ("a.docx", lambda: docx('<w:subDoc r:id="x"/>'), "外部"),
    "chunk": ("a.docx", lambda: docx('<w:altChunk r:id="x"/>'), "altChunk"),
    "chunk by its relationship": ("a.docx", lambda: docx(parts={"word/c.htm": ("text/html", "<p>x</p>", "aFChunk")}), "altChunk"),
    "RTF": ("a.docx", lambda: docx(parts={"word/c.bin": ("", "{\\rtf1 x}", "")}), "altChunk"),
    "web page": ("a.docx", lambda: docx(parts={"word/c.bin": ("", "<html><body>x</body></html>", "")}), "altChunk"),
    "OLE by its bytes": ("a.docx", lambda: docx(parts={"word/media/a.png": ("image/png", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "image")}), "其他程序的对象"),
    "OLE by its relationship": ("a.xlsx", lambda: xlsx(parts={"xl/o.bin": ("", noise(600), "oleObject")}), "其他程序的对象"),
    "OLE by its element": ("a.docx", lambda: docx('<w:p><w:r><w:object><o:OLEObject Type="Embed"/></w:object></w:r></w:p>'), "其他程序的对象"),
    "OLE in a slide": ("a.pptx", lambda: pptx('<p:oleObj progId="Package"/>'), "其他程序的对象"),
    "archive": ("a.docx", lambda: docx(parts={"word/a.bin": ("", zipped({"a.exe": "MZ"}), "package")}), "其他程序的对象"),
    "program": ("a.docx", lambda: docx(parts={"word/a.bin": ("", b"MZ" + bytes(600), "")}), "其他程序的对象"),
    "PDF inside": ("a.docx", lambda: docx(parts={"word/a.bin": ("", pdf(), "")}), "其他程序的对象"),
    "macro of another name": ("a.docx", lambda: docx(parts={"word/a.dat": ("application/vnd.ms-office.vbaProject", noise(600), "")}), "宏"),
    "macro by its relationship": ("a.docx", lambda: docx(parts={"word/a.dat": ("", noise(600), "vbaProject")}), "宏"),
    "ActiveX": ("a.docx", lambda: docx('<w:p><w:r><w:object><w:control r:id="x"/></w:object></w:r></w:p>'), "宏"),
    "ActiveX by its type": ("a.docx", lambda: docx(parts={"word/x.xml": ("application/vnd.ms-office.activeX+xml", "<a/>", "")}), "宏"),
    "Excel 4 macros": ("a.xlsx", lambda: xlsx(parts={"xl/m.xml": ("application/vnd.ms-excel.macrosheet+xml", "<a/>", "xlMacrosheet")}), "宏"),
    "name that runs": ("a.xlsx", lambda: xlsx(book='<definedNames><definedName name="_xlnm.Auto_Open">汇总!A1</definedName></definedNames>'), "宏"),
    "DDE": ("a.xlsx", lambda: xlsx(parts=book_part("externalLink", '<ddeLink ddeService="cmd" ddeTopic="/c calc"/>')), "DDE"),
    "DDE in a formula": ("a.xlsx", lambda: xlsx("<row r='2'><c r='A2'><f>cmd|'/c calc'!A0</f></c></row>"), "DDE"),
    "DDE in a field": ("a.docx", lambda: docx(field(" DDEAUTO c:\\\\windows\\\\cmd.exe ")), "域"),
    "DDE in pieces": ("a.docx", lambda: docx(field(" DDEAUTO cmd ", cut=4)), "域"),
    "field made up by a field": ("a.docx", lambda: docx(nested()), "域"),
    "INCLUDEPICTURE": ("a.docx", lambda: docx(field(' INCLUDEPICTURE "http://x.cn/a.png" ')), "域"),
    "INCLUDETEXT": ("a.docx", lambda: docx("""<w:p><w:fldSimple w:instr='includetext "\\\\x\\a"'/></w:p>"""), "域"),
    "LINK": ("a.docx", lambda: docx(field(" LINK Excel.Sheet.12 a.xlsx ")), "域"),
    "connection": ("a.xlsx", lambda: xlsx(parts=book_part("connections", '<connection id="1" type="4"><webPr url="http://x.cn"/></connection>')), "数据连接"),
    "power query": ("a.xlsx", lambda: xlsx(parts={"customXml/i.xml": ("application/xml", '<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>', "")}), "数据连接"),
    "WEBSERVICE": ("a.xlsx", lambda: xlsx('<row r="2"><c r="A2"><f>_xlfn.WEBSERVICE("http://x.cn")</f></c></row>'), "WEBSERVICE"),
    "IMAGE": ("a.xlsx", lambda: xlsx('<row r="2"><c r="A2"><f>_xlfn.IMAGE("http://x.cn")</f></c></row>'), "IMAGE"),
    "workbook on a share": ("a.xlsx", lambda: xlsx(links=link("file:///\\\\server\\a.xlsx", "externalLinkPath")), "外部"),
    "workbook on the web": ("a.xlsx", lambda: xlsx(links=link("https://x.cn/a.xlsx", "externalLinkPath")), "外部"),
    "link to a share": ("a.docx", lambda: docx(links=link("\\\\server\\a")), "局域网"),
    "link to a share, in percent signs": ("a.docx", lambda: docx(links=link("%5C%5Cserver%5Ca")), "局域网"),
    "link to a file": ("a.docx", lambda: docx(links=link("file:///C:/a.exe")), "局域网"),
    "base of all links": ("a.docx", lambda: docx(parts={"docProps/app.xml": (f"{VND}.extended-properties+xml", "<Properties><HyperlinkBase>\\\\server\\a</HyperlinkBase></Properties>", "extended-properties")}), "局域网"),
    "picture of a style": ("a.docx", lambda: docx('<w:p><w:r><w:pict><v:shape style="background:URL(http://x.cn/a)"/></w:pict></w:r></w:p>'), "外部地址"),
    "picture of a vector picture": ("a.docx", lambda: docx(parts={"word/a.svg": ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://x.cn/a.png"/></svg>', "image")}), "外部地址"),
    "next action": ("a.pdf", lambda: pdf(annotated(Subtype="/Link", A=d(S="/URI", URI="https://a.cn", Next=d(S="/Launch", F="x")))), "脚本"),
    "share in a formula": ("a.xlsx", lambda: xlsx("<row r='2'><c r='A2'><f>'\\\\server\\[a.xlsx]S'!A1</f></c></row>"), "外部"),
    "link to a program": ("a.docx", lambda: docx(links=link("ms-msdt:/id x")), "局域网"),
    "link of a field": ("a.docx", lambda: docx(field(' HYPERLINK "\\\\\\\\server\\\\a" ')), "局域网"),
    "link of a formula": ("a.xlsx", lambda: xlsx('<row r="2"><c r="A2"><f>HYPERLINK("\\\\server\\a","x")</f></c></row>'), "局域网"),
    "action that starts a program": ("a.pptx", lambda: pptx('<a:hlinkClick action="ppaction://program?file=calc.exe"/>'), "动作"),
    "action that runs a macro": ("a.pptx", lambda: pptx('<a:hlinkHover action="ppaction://macro?name=a"/>'), "动作"),
    "add-in": ("a.docx", lambda: docx(parts={"word/t.xml": ("application/xml", '<wetp:taskpanes xmlns:wetp="w"/>', "")}), "加载项"),
    "interface": ("a.docx", lambda: docx(parts={"customUI/c.xml": ("application/xml", '<customUI onLoad="a"/>', "")}), "界面"),
    "mail merge": ("a.docx", lambda: docx(parts=part("settings", '<w:mailMerge><w:connectString w:val="x"/></w:mailMerge>')), "邮件合并"),
    "OFD attachment": ("a.ofd", lambda: ofd(parts={"Doc_0/x.xml": '<ofd:Attachments NS><ofd:Attachment Name="a"/></ofd:Attachments>'}), "附件"),
    "OFD action": ("a.ofd", lambda: ofd('<ofd:Actions><ofd:Action Event="CLICK"><ofd:URI URI="file:///c:/a.exe"/></ofd:Action></ofd:Actions>'), "局域网"),
    "launch": ("a.pdf", lambda: pdf(annotated(Subtype="/Link", A=d(S="/Launch", F="a.exe"))), "脚本"),
    "script of a page": ("a.pdf", lambda: pdf(lambda w, p: p.__setitem__(NameObject("/AA"), d(O=d(S="/JavaScript", JS="a()")))), "脚本"),
    "form that sends": ("a.pdf", lambda: pdf(annotated(Subtype="/Widget", A=d(S="/SubmitForm", F="http://x.cn"))), "脚本"),
    "other file": ("a.pdf", lambda: pdf(annotated(Subtype="/Link", A=d(S="/GoToR", F="\\\\server\\a.pdf", D=[0, "/Fit"]))), "其他文件"),
    "address without a click": ("a.pdf", lambda: pdf(rooted("/OpenAction", lambda w: d(S="/URI", URI="https://x.cn"))), "外部地址"),
    "link to a share, PDF": ("a.pdf", lambda: pdf(annotated(Subtype="/Link", A=d(S="/URI", URI="file://server/a"))), "局域网"),
    "XFA": ("a.pdf", lambda: pdf(rooted("/AcroForm", lambda w: d(XFA="x"))), "脚本"),
    "film": ("a.pdf", lambda: pdf(annotated(Subtype="/Screen", A=d(S="/Rendition"))), "脚本"),
    "attached file": ("a.pdf", lambda: samples.pdf(attachment=b"x"), "附件"),
    "file in an object": ("a.pdf", lambda: pdf(lambda w, p: w._add_object(d(Type="/F", EF=d(F=w._add_object(stream("x")))))), "附件"),
    "stream of another file": ("a.pdf", lambda: pdf(lambda w, p: w._add_object(stream("x", F=TextStringObject("http://x.cn")))), "外部地址"),
}  # fmt: skip


def nested() -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    begin, end = mark.format("begin"), mark.format("end")
    return f"<w:p>{begin}{begin}<w:r><w:instrText> QUOTE 68 68 69 </w:instrText></w:r>{end}{end}</w:p>"


@pytest.mark.parametrize("what", REFUSED)
def test_what_runs_or_calls_out_is_refused(what: str) -> None:
    name, make, says = REFUSED[what]
    with pytest.raises(Rejected) as caught:
        inspect(make(), name)
    assert says in caught.value.message
    assert caught.value.message.endswith("。")


def test_what_is_beyond_the_limit_is_unread_and_still_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foundation.files.office.MOST_TEXT", 10)
    long = "".join(said(f"第{n}段") for n in range(20))
    found = inspect(docx(long), "a.docx")
    assert found.metadata["unread"] == ["文字过多，没有读完"]
    assert found.metadata["text_complete"] is False
    with pytest.raises(Rejected):
        inspect(docx(long + "<w:altChunk/>"), "a.docx")


NOTES: dict[str, Make] = {
    "remark": lambda: image("JPEG", comment=CARD),
    "remark in GB18030": lambda: image("JPEG", comment="x" * 9).replace(
        b"x" * 9, "证件号".encode("gb18030") + b"123"
    ),
    "author": lambda: image("JPEG", exif={0x013B: CARD}),
    "remark of whoever took it": lambda: image("JPEG", exif={0x9C9C: CARD}),
    "behind the pixels": lambda: noted_png(CARD),
    "behind the end": lambda: image() + CARD.encode(),
    "XMP": lambda: noted_png(f"<x:xmpmeta a='{CARD}'/>"),
}


@pytest.mark.parametrize("note", NOTES)
def test_what_a_picture_says_of_itself_is_read(note: str) -> None:
    content = NOTES[note]()
    found = inspect(content, "a.png" if content.startswith(b"\x89") else "a.jpg")
    told = metadata_text(found.metadata)
    assert CARD in told or "证件号" in told


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.jpg"])
def test_where_a_picture_was_taken_is_told(name: str) -> None:
    taken = image("JPEG", place=True)
    made = {
        "a.docx": lambda: docx(parts={"word/a.jpg": ("image/jpeg", taken, "image")}),
        "a.pdf": lambda: pdf(lambda writer, page: photograph(writer, page, taken)),
        "a.jpg": lambda: taken,
    }[name]()
    found = inspect(made, name)
    assert found.metadata["gps"] is True
    assert "拍摄地点（GPS）" in metadata_text(found.metadata)


def photograph(writer: Any, page: Any, content: bytes) -> None:
    """Put a photograph on the page as the camera wrote it."""
    kept = EncodedStreamObject()
    kept._data = content
    keys = {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Filter": "/DCTDecode",
        "Width": 8,
        "Height": 6,
        "ColorSpace": "/DeviceRGB",
    }
    kept.update(d(**keys, BitsPerComponent=8))
    page["/Resources"][NameObject("/XObject")] = d(Im0=writer._add_object(kept))


def test_layers_that_are_off_are_named() -> None:
    found = inspect(pdf(rooted("/OCProperties", hidden_layer)), "a.pdf")
    assert found.metadata["hidden_layers"] == ["内部版"]
    assert "隐藏的图层：内部版" in metadata_text(found.metadata)
    assert to_be_looked_at(found.metadata) == ["隐藏的图层"]
