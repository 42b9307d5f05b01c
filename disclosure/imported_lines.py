"""Lines of a file that comes in, each with what a clerk must be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from foundation.texts.structure import Oddity

#: How many notes of one kind stand each at its line; the rest are gathered in one.
MOST_APART = 20


@dataclass(frozen=True)
class Note:
    """Something of a place in the file that its text cannot show; `said` are the words that it holds."""

    kind: str
    said: str = ""


@dataclass
class Line:
    """One line of text, with notes; whether it looks like the title, or is left out of the text for its notes alone."""

    text: str
    notes: list[Note] = field(default_factory=list)
    is_title: bool = False
    is_left_out: bool = False


#: What a clerk is told of each kind of note.
SENTENCES = {
    "text_box": "这里的文字来自文本框或图形，已接在所在段落之后，请对照原件核对位置。",
    "hidden_text": "原件把“{said}”设为隐藏文字，没有导入；确需公开的，请补上。",
    "faint_text": "“{said}”在原件里是白色或极小的字，读者看不见，但已经导入；不应公开的，请删去。",
    "struck": "“{said}”在原件里带删除线，看来已经作废，但已经导入，请核对。",
    "placeholder": "原件此处的填写框没有填写，提示文字“{said}”没有导入。",
    "raised": "“{said}”在原件里是上标或下标，已写成普通文字，请核对意思有没有变。",
    "reading": "注音“{said}”没有导入，只导入了被注的字。",
    "formula": "公式已写成一行文字“{said}”，请对照原件核对。",
    "symbol": "特殊符号（{said}）认不出来，正文里以“〓”代替，请对照原件补上。",
    "own_characters": "“{said}”是自造字或专用字体的字，换了电脑可能显示不出来，请对照原件核对。",
    "field": "域“{said}”没有结果，读者看到的内容没有导入，请对照原件补上。",
    "field_code": "域代码里的“{said}”没有导入，请核对。",
    "contents": "这里是 Word 自动生成的目录，连同页码一并导入；页码在网页上没有意义，请核对。",
    "link": "链接的地址是 {said}，与文字不同；地址没有导入，需要的请写进正文。",
    "picture": "此处有图片{said}，没有导入；需要的请作为附件上传。",
    "picture_taken": "此处的图片{said}已作为插图导入，原图的拍摄信息已经去掉；请在〔图〕里写清画的是什么。",
    "chart": "此处有图表{said}，没有导入；需要的请作为附件上传，或把数据写进正文。",
    "diagram": "此处有 SmartArt 图示{said}，没有导入，请把其中的文字补上。",
    "embedded": "此处嵌有对象（{said}），没有导入；需要的请作为附件上传。",
    "drawn_text": "此处的艺术字或绘图文字“{said}”没有导入，需要的请补上。",
    "other_file": "此处插有另一份文件（子文档），其中的文字没有导入，请打开原件补上。",
    "comments": "此处有批注“{said}”，批注没有导入，请核对。",
    "numbering_left_out": "Word 自动编的号（格式 {said}）写不出来，没有导入，请对照原件补上。",
    "note_missing": "此处的注在文件里找不到内容，请核对。",
    "unused_note": "有一条注没有被正文引用，没有导入：“{said}”。",
    "covered_cell": "合并单元格里被盖住的“{said}”没有导入，请对照原件核对。",
    "page_header": "页眉写着“{said}”，没有导入。",
    "page_footer": "页脚写着“{said}”，没有导入。",
    "watermark": "页面上有水印“{said}”，没有导入。",
    "unread_text": "文件里还有文字没有读进正文：“{said}”，请对照原件核对。",
    "code": "这里有网页代码 {said}，已照原样导入，请改正。",
    "unseen_characters": "这里有看不见的字符（零宽字符），已照原样导入，请核对。",
    "title_note": "标题带有注（{said}），注号没有写进标题，注文在正文之后。",
}


def oddity_of(note: Note, line: int) -> Oddity:
    """The sentence for the clerk, at a line of the body (0: the whole file)."""
    return Oddity(note.kind, SENTENCES[note.kind].format(said=note.said), line)


def gathered(notes: Iterable[tuple[Note, int]]) -> Iterator[Oddity]:
    """Make oddities of notes with their lines; what is more than twenty of a kind is one, with all its words."""
    of_kind: dict[str, list[tuple[Note, int]]] = {}
    for note, line in notes:
        of_kind.setdefault(note.kind, []).append((note, line))
    for kind, found in of_kind.items():
        yield from (oddity_of(note, line) for note, line in found[:MOST_APART])
        if rest := found[MOST_APART:]:
            said = "；".join(filter(None, (note.said for note, _line in rest)))
            sentence = oddity_of(Note(kind, said), 0).message
            yield Oddity(kind, f"自此起还有 {len(rest)} 处：{sentence}", rest[0][1])
