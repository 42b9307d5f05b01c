"""What a reader of a Word document sees comes in, or the clerk is told of it; what Word hides does not come in unseen."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from disclosure.imported_lines import SENTENCES
from disclosure.importing import Imported, ImportRefused, read_docx
from tests.files import samples

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMES.items())
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


def xml(text: str) -> Any:
    """An element with the prefixes of Word."""
    name, rest = text[1:].split(">", 1)[0].split(" ", 1)[0].rstrip("/"), text[1:]
    return parse_xml(f"<{name} {DECLARED}{rest.removeprefix(name)}")


def add(document: Any, *elements: str) -> None:
    """A paragraph of these elements at the end."""
    paragraph = document.add_paragraph()._p
    for element in elements:
        paragraph.append(xml(element))


def run(inner: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inner}</w:r>"


def words(text: str, properties: str = "") -> str:
    return run(f"<w:t>{text}</w:t>", properties)


def part(document: Any, kind: str, name: str, text: str) -> str:
    """A part of the document with this text; its relationship."""
    declared = text.replace(">", f" {DECLARED}>", 1)
    made = Part(PackURI(name), KIND.format(kind), declared.encode(), document.part.package)
    return str(document.part.relate_to(made, RELATED + kind))


def read(change: Callable[[Any], Any]) -> Imported:
    document, kept = docx.Document(), io.BytesIO()
    document.add_paragraph("关于做好秋季防火工作的通知").alignment = 1
    document.add_paragraph("各镇人民政府：")
    change(document)
    document.save(kept)
    return read_docx(kept.getvalue(), "通知.docx")


def of(*elements: str) -> Imported:
    return read(lambda document: add(document, *elements))


def body(found: Imported) -> str:
    return found.body.removeprefix("各镇人民政府：\n")


def told(found: Imported) -> dict[str, str]:
    """What the clerk is told beside the header that Word documents do not have, by kind."""
    oddities = [o for o in found.oddities if o.kind not in ("no_header", "blank_field")]
    return {oddity.kind: oddity.message for oddity in oddities}


BOX = "<w:txbxContent><w:p><w:r><w:t>举报电话0478-5220000</w:t></w:r></w:p></w:txbxContent>"
GRAPHIC = "<a:graphic><a:graphicData>{}</a:graphicData></a:graphic>"
SHAPE = f"<w:drawing><wp:inline>{GRAPHIC}</wp:inline></w:drawing>".format(
    f"<wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp>"
)
OLD_SHAPE = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
TWICE = (
    f'<mc:AlternateContent><mc:Choice Requires="wps">{SHAPE}</mc:Choice>'
    f"<mc:Fallback>{OLD_SHAPE}</mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize(
    "shape", [OLD_SHAPE, SHAPE, TWICE, f"<w:pict><v:group>{OLD_SHAPE[8:-9]}</v:group></w:pict>"]
)
def test_text_boxes_follow_their_paragraph_once(shape: str) -> None:
    found = of(words("联系方式见框"), run(shape))
    assert body(found) == "联系方式见框\n举报电话0478-5220000"
    assert "文本框" in told(found)["text_box"]
    assert [o.line for o in found.oddities if o.kind == "text_box"] == [3]


def test_a_box_in_a_cell_and_a_table_in_a_box() -> None:
    def change(document: Any) -> None:
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).paragraphs[0]._p.append(xml(run(OLD_SHAPE)))
        table.cell(1, 1).text = "末格"
        row = "<w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
        inner = f"<w:tbl>{row.format('镇')}{row.format('甲')}</w:tbl>"
        add(
            document,
            run(
                f"<w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>"
            ),
        )

    found = read(change)
    assert found.body.count("举报电话0478-5220000") == 1
    assert "镇｜\n甲｜" in found.body


def test_what_only_the_older_copy_says_is_told() -> None:
    copy = TWICE.replace("举报电话0478-5220000", "新写法", 1)
    assert "举报电话" in told(of(run(copy)))["unread_text"]


NOTE = '<w:footnotes><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>{}</w:footnotes>'


def footnotes(document: Any, *texts: str, kind: str = "footnote") -> None:
    notes = [
        f'<w:{kind} w:id="{n}"><w:p><w:r><w:{kind}Ref/></w:r><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
        for n, text in enumerate(texts, 2)
    ]
    part(document, f"{kind}s", f"/word/of_{kind}.xml", NOTE.replace("footnote", kind).format("".join(notes)))


def test_notes_stand_at_the_end_with_their_marks() -> None:
    def change(document: Any) -> None:
        add(document, words("补贴每亩100元"), run('<w:footnoteReference w:id="2"/>'), words("，一次发放"))
        add(document, words("另行通知。"), run('<w:endnoteReference w:id="2"/>'))
        footnotes(document, "以实际面积为准", "无人引用")
        footnotes(document, "见县政府网站", kind="endnote")

    found = read(change)
    assert body(found) == (
        "补贴每亩100元〔注1〕，一次发放\n另行通知。〔注2〕\n〔注1〕以实际面积为准\n〔注2〕见县政府网站"
    )
    assert "无人引用" in told(found)["unused_note"]
    assert "2 条" in told(found)["notes"]


def test_a_note_that_hangs_on_the_title_is_no_part_of_it() -> None:
    def change(document: Any) -> None:
        document.paragraphs[0]._p.append(xml(run('<w:footnoteReference w:id="2"/>')))
        footnotes(document, "试行")

    found = read(change)
    assert found.title == "关于做好秋季防火工作的通知"
    assert body(found).endswith("〔注1〕试行")
    assert "title_note" in told(found)


def test_a_note_without_content_is_told() -> None:
    found = of(words("补贴"), run('<w:footnoteReference w:id="9"/>'))
    assert body(found).startswith("补贴〔注1〕")
    assert "note_missing" in told(found)


def test_headers_and_footers_are_told_unless_they_only_number_pages() -> None:
    def change(document: Any) -> None:
        document.add_paragraph("正文一段。")
        section = document.sections[0]
        section.different_first_page_header_footer = True
        section.footer.paragraphs[0].text = "抄送：县财政局"
        section.first_page_header.paragraphs[0].text = "内部资料"
        number = section.header.paragraphs[0]
        number.text = "— "
        for inner in ('<w:fldChar w:fldCharType="begin"/>', "<w:instrText>PAGE</w:instrText>"):
            number._p.append(xml(run(inner)))
        number._p.append(xml(run('<w:fldChar w:fldCharType="separate"/>')))
        number._p.append(xml(words("3")))
        number._p.append(xml(run('<w:fldChar w:fldCharType="end"/>')))

    found = read(change)
    assert body(found) == "正文一段。"
    messages = [o.message for o in found.oddities if o.kind in ("page_header", "page_footer")]
    assert messages == ["页眉写着“内部资料”，没有导入。", "页脚写着“抄送：县财政局”，没有导入。"]


def test_a_watermark_is_told() -> None:
    def change(document: Any) -> None:
        document.add_paragraph("正文一段。")
        mark = '<w:pict><v:shape><v:textpath string="征求意见稿"/></v:shape></w:pict>'
        document.sections[0].header.paragraphs[0]._p.append(xml(run(mark)))

    assert "征求意见稿" in told(read(change))["watermark"]


FRACTION = "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
POWER = "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>{}</m:t></m:r></m:sup></m:sSup>"


@pytest.mark.parametrize(
    ("formula", "says", "is_told"),
    [
        ("<m:r><m:t>S=a×b</m:t></m:r>", "S=a×b", False),
        (FRACTION, "(a+b)/2", True),
        (POWER.format("2"), "x²", True),
        (POWER.format("y+1"), "x^(y+1)", True),
        (POWER.replace("Sup", "Sub").replace("sup", "sub").format("2"), "x₂", True),
        ("<m:rad><m:deg/><m:e><m:r><m:t>a+b</m:t></m:r></m:e></m:rad>", "√(a+b)", True),
        (
            "<m:limLow><m:e><m:r><m:t>lim</m:t></m:r></m:e><m:lim><m:r><m:t>n</m:t></m:r></m:lim></m:limLow>",
            "limn",
            True,
        ),
    ],
)
def test_formulas_come_in_on_one_line(formula: str, says: str, is_told: bool) -> None:
    found = of(words("标准："), f"<m:oMath>{formula}</m:oMath>", words("元"))
    assert body(found) == f"标准：{says}元"
    assert ("formula" in told(found)) is is_told


def box(value: str, sign: str) -> str:
    state = f'<w14:checkbox><w14:checked w14:val="{value}"/></w14:checkbox>'
    return f"<w:sdt><w:sdtPr>{state}</w:sdtPr><w:sdtContent>{words(sign)}</w:sdtContent></w:sdt>"


def old_box(checked: str) -> str:
    return f'<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{checked}</w:checkBox></w:ffData></w:fldChar>'


END = '<w:fldChar w:fldCharType="end"/>'
SEPARATE = '<w:fldChar w:fldCharType="separate"/>'
BEGIN = '<w:fldChar w:fldCharType="begin"/>'


def field(code: str, *result: str) -> list[str]:
    between = [run(SEPARATE), *result] if result else []
    return [run(BEGIN), run(f"<w:instrText>{code}</w:instrText>"), *between, run(END)]


@pytest.mark.parametrize(
    ("elements", "says"),
    [
        ([box("1", "☒")], "☑"),
        ([box("0", "☐")], "☐"),
        ([run('<w:sym w:font="Wingdings" w:char="F0FE"/>')], "☑"),
        ([run('<w:sym w:font="Wingdings 2" w:char="F052"/>')], "☑"),
        ([run('<w:sym w:font="Symbol" w:char="F0B4"/>')], "×"),
        ([words("\uf0a8", '<w:rFonts w:ascii="Wingdings"/>')], "□"),
        ([words("þ", '<w:rFonts w:ascii="Wingdings"/>')], "☑"),
        ([run(old_box('<w:checked w:val="1"/>')), run(END)], "☑"),
        ([run(old_box('<w:default w:val="0"/>')), run(END)], "☐"),
        (
            [
                run(
                    '<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="甲"/>'
                    '<w:listEntry w:val="乙"/></w:ddList></w:ffData></w:fldChar>'
                ),
                run("<w:instrText>FORMDROPDOWN</w:instrText>"),
                run(END),
            ],
            "乙",
        ),
        (
            [
                "<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>"
                + words("选定的")
                + "</w:sdtContent></w:sdt>"
            ],
            "选定的",
        ),
        (field("EQ \\o\\ac(○,3)"), "③"),
        (field("SYMBOL 254 \\f Wingdings"), "☑"),
        (field("DATE", words("2024年1月2日")), "2024年1月2日"),
        (['<w:fldSimple w:instr="DATE">' + words("2024年") + "</w:fldSimple>"], "2024年"),
        ([words("电话0478"), run("<w:noBreakHyphen/><w:t>522</w:t>")], "电话0478-522"),
        ([words("长"), run("<w:softHyphen/><w:t>词</w:t>")], "长词"),
        ([words("120m"), words("2", '<w:vertAlign w:val="superscript"/>')], "120m²"),
        ([words("CO"), words("2", '<w:vertAlign w:val="subscript"/>')], "CO₂"),
        (["<w:smartTag>" + words("智能") + "</w:smartTag>"], "智能"),
        (
            ["<w:moveTo>" + words("移来") + "</w:moveTo>", "<w:moveFrom>" + words("移走") + "</w:moveFrom>"],
            "移来",
        ),
    ],
)
def test_signs_and_fields_come_in_as_they_look(elements: list[str], says: str) -> None:
    found = of(*elements, words("。"))
    assert body(found) == f"{says}。"
    assert told(found).keys() <= {"tracked_changes"}


RUBY = (
    "<w:ruby><w:rt><w:r><w:t>han</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby>"
)
NAMED = '<wp:docPr id="1" name="x" descr="位置图"/>'
PICTURE = f"<w:drawing><wp:inline>{NAMED}{GRAPHIC.format('<pic:pic/>')}</wp:inline></w:drawing>"
OLE = '<w:object><v:shape><v:imagedata/></v:shape><o:OLEObject ProgID="Excel.Sheet.12"/></w:object>'
UNFILLED = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("elements", "says", "kind", "told_of"),
    [
        ([words("暂不外传", "<w:vanish/>")], "", "hidden_text", "暂不外传"),
        ([words("作废", "<w:strike/>")], "作废", "struck", "作废"),
        ([words("白字", '<w:color w:val="FFFFFF"/>')], "白字", "faint_text", "白字"),
        ([words("小字", '<w:sz w:val="2"/>')], "小字", "faint_text", "小字"),
        ([words("a", '<w:vertAlign w:val="superscript"/>')], "a", "raised", "a"),
        ([run(RUBY)], "汉", "reading", "han"),
        ([run('<w:sym w:font="Webdings" w:char="F0AA"/>')], "〓", "symbol", "Webdings"),
        ([words("\ue123")], "\ue123", "own_characters", "\ue123"),
        (field("REF 附表"), "", "field", "REF 附表"),
        ([run(BEGIN), words("代码"), run(END)], "", "field_code", "代码"),
        ([UNFILLED.format(words("单击此处输入"))], "", "placeholder", "单击此处输入"),
        ([run(PICTURE)], "", "picture", "位置图"),
        ([run("<w:pict><v:shape><v:imagedata/></v:shape></w:pict>")], "", "picture", "图片"),
        ([run("<w:drawing><c:chart/></w:drawing>")], "", "chart", "图表"),
        ([run("<w:drawing><dgm:relIds/></w:drawing>")], "", "diagram", "SmartArt"),
        ([run("<w:drawing><a:t>绘图字</a:t></w:drawing>")], "", "drawn_text", "绘图字"),
        (field('HYPERLINK "http://www.example.cn/a"', words("县网站")), "县网站", "link", "www.example.cn"),
        (field("TOC \\o", words("一、总则\t1")), "一、总则\t1", "contents", "目录"),
    ],
)  # fmt: skip
def test_what_does_not_come_in_as_it_looks_is_told(
    elements: list[str], says: str, kind: str, told_of: str
) -> None:
    found = of(words("甲"), *elements, words("乙。"))
    assert body(found) == f"甲{says}乙。"
    assert told_of in told(found)[kind]
    assert told(found).keys() == {kind}
    assert [o.line for o in found.oddities if o.kind == kind] == [2]


def test_links_that_say_their_address_are_not_told() -> None:
    def change(document: Any) -> None:
        for address, text in (
            ("http://www.example.cn/", "www.example.cn"),
            ("http://www.example.cn/b", "办事"),
        ):
            relation = document.part.relate_to(address, RELATED + "hyperlink", is_external=True)
            add(document, f'<w:hyperlink r:id="{relation}">{words(text)}</w:hyperlink>')

    found = read(change)
    assert body(found) == "www.example.cn\n办事"
    assert [o.line for o in found.oddities if o.kind == "link"] == [3]


def test_text_hidden_by_a_style_or_as_a_row_or_box_does_not_come_in() -> None:
    def change(document: Any) -> None:
        document.add_paragraph("样式藏起", style="Quote")
        document.styles["Quote"].font.hidden = True
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).text, table.cell(1, 0).text = "看得见", "行藏起"
        table.rows[1]._tr.get_or_add_trPr().append(xml("<w:hidden/>"))
        add(document, run(OLD_SHAPE.replace("<v:shape>", '<v:shape style="visibility:hidden">')))
        document.add_paragraph("末段。")

    found = read(change)
    for hidden in ("样式藏起", "行藏起", "举报电话"):
        assert hidden not in found.body
        assert any(hidden in o.message for o in found.oddities if o.kind == "hidden_text")


def test_white_letters_on_a_dark_ground_are_no_oddity() -> None:
    assert told(of(words("表头", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F4E79"/>'))) == {}


def test_comments_are_told_at_their_place_with_their_words() -> None:
    def change(document: Any) -> None:
        document.add_comment(document.add_paragraph("有批注的一段。").runs, text="请核对", author="审核岗")

    found = read(change)
    assert [(o.line, o.message) for o in found.oddities if o.kind == "comments"] == [
        (2, "此处有批注“请核对”，批注没有导入，请核对。")
    ]


@pytest.mark.parametrize("within", [run(OLE), "<w:subDoc/>", '<w:altChunk r:id="rId99"/>'])
def test_a_document_with_another_file_within_is_refused_as_any_upload(within: str) -> None:
    with pytest.raises(ImportRefused, match="重新上传"):
        of(words("前。"), within)


def test_words_covered_by_a_merged_cell_are_told() -> None:
    def change(document: Any) -> None:
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).text, table.cell(1, 0).text, table.cell(1, 1).text = "镇", "盖住", "5"
        for row, value in ((0, "restart"), (1, "continue")):
            properties = table.cell(row, 0)._tc.get_or_add_tcPr()
            properties.append(xml(f'<w:vMerge w:val="{value}"/>'))

    found = read(change)
    assert "镇｜\n镇｜5" in found.body
    assert "盖住" in told(found)["covered_cell"]


def test_a_red_head_is_no_title_and_no_line_is_lost() -> None:
    document = docx.Document()
    for text in (
        "五原县农牧局文件",
        "五农发〔2024〕12号",
        "★",
        "五原县农牧局关于做好春耕工作的通知",
        "各镇：",
    ):
        document.add_paragraph(text).alignment = None if text == "各镇：" else 1
    document.add_paragraph("请认真落实。")
    found = read_docx(samples.saved(document), "通知.docx")
    assert (found.title, found.document_number) == (
        "五原县农牧局关于做好春耕工作的通知",
        "五农发〔2024〕12号",
    )
    assert found.body == "五原县农牧局文件\n五农发〔2024〕12号\n★\n各镇：\n请认真落实。"
    assert "五农发〔2024〕12号" in told(found)["document_number"]


def renamed(change: dict[str, tuple[str, str]]) -> bytes:
    """A Word document with words in its parts replaced."""
    document = docx.Document()
    document.add_paragraph("关于防火的通知").alignment = 1
    document.add_paragraph("请落实。")
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(samples.saved(document))) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for where, (before, after) in change.items():
                if name == where:
                    content = content.replace(before.encode(), after.encode())
            new.writestr(
                "word/main7.xml" if name == "word/document.xml" and "name" in change else name, content
            )
            if name == "word/_rels/document.xml.rels" and "name" in change:
                new.writestr("word/_rels/main7.xml.rels", content)
    return kept.getvalue()


def test_a_main_part_of_another_name_is_read() -> None:
    content = renamed(
        {
            "name": ("", ""),
            "_rels/.rels": ("word/document.xml", "word/main7.xml"),
            "[Content_Types].xml": ("/word/document.xml", "/word/main7.xml"),
        }
    )
    assert read_docx(content, "a.docx").body == "请落实。"


def test_strict_files_are_refused_with_words() -> None:
    old = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    content = renamed(
        {"_rels/.rels": (old, "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument")}
    )
    with pytest.raises(ImportRefused, match="严格"):
        read_docx(content, "a.docx")


def test_many_places_of_one_kind_are_told_together_with_all_their_words() -> None:
    found = read(
        lambda document: [add(document, words(f"甲{n}"), words(f"藏{n}", "<w:vanish/>")) for n in range(60)]
    )
    messages = [o.message for o in found.oddities if o.kind == "hidden_text"]
    assert len(messages) == 21
    assert "40 处" in messages[-1]
    assert all(f"藏{n}" in "".join(messages) for n in range(60))


def test_sentences_are_chinese_and_end() -> None:
    for sentence in SENTENCES.values():
        assert sentence.endswith("。")
        assert sentence.format(said="甲").count("甲") <= 1


@pytest.mark.parametrize(
    "elements",
    [
        field("DATE", words("甲")) * 2_000,
        [run(TWICE)] * 500,
        [words(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest(), "<w:vanish/>") for n in range(3_000)],
    ],
)
def test_long_documents_are_read(elements: list[str]) -> None:
    assert "末" in of(*elements, words("末")).body
