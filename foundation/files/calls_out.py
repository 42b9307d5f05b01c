"""What runs when a file is opened, or calls other files and addresses; told by kind and action, not by where it lies."""

from __future__ import annotations

import re
from urllib.parse import unquote

from foundation.files.rejected import Running

MACROS = "文件含有宏，不能上传；请另存为不含宏的 DOCX、XLSX 或 PPTX 后重新上传。"
OBJECTS = "文件内嵌了其他程序的对象，无法检查；请改为文字或图片后重新上传。"
REMOTE = "文件引用了外部的模板或对象，不能上传；请断开链接后重新上传。"
PICTURE = (
    "文件里的图片、声音或视频链接到外部地址，打开时会自动读取，不能上传；请把图片直接插入文件后重新上传。"
)
CHUNK = "文件里插入了另一份文件（altChunk），无法检查；请把内容粘贴进正文，另存后重新上传。"
CONNECTION = "文件带有数据连接或网络查询，会自动读取外部数据，不能上传；请在“数据”里删除连接和查询，只留数值后重新上传。"
DDE = "文件含有会调用其他程序的链接（DDE 或 OLE），不能上传；请断开链接、只留结果后重新上传。"
FIELD = "文件含有会读取外部文件或调用程序的域（{0}），不能上传；请按 Ctrl+Shift+F9 把域转换为文字后重新上传。"
FORMULA = "表格公式会访问外部地址或调用程序（{0}），不能上传；请只粘贴数值后重新上传。"
LINK = "文件里的链接指向本机、局域网的文件或其他程序，不能上传；请删去这个链接后重新上传：{0}。"
ACTION = "文件含有会启动程序、宏或播放外部内容的动作，不能上传；请删去动作设置后重新上传。"
ATTACHED = "文件内嵌了附件，无法检查；请去除附件，逐个单独上传。"
EXTENSION = "文件带有加载项或自定义界面，不能上传；请删去后重新上传。"
MERGE = "文件连接着邮件合并的数据源，不能上传；请把文档类型改为普通 Word 文档后重新上传。"

#: By the beginning or middle of a content type.
DECLARED = ("macroenabled", "vbaproject", "macrosheet", "vbadata")
TYPES = (
    ("activex", MACROS),
    ("dialogsheet", MACROS),
    ("attachedtoolbars", EXTENSION),
    ("webextension", EXTENSION),
    ("oleobject", OBJECTS),
)
#: Names that programs give to macros whatever type is declared.
MACRO_NAMES = re.compile(
    r"(?:^|/)(?:vbaproject[^/]*\.bin|vbadata\.xml)$|(?:^|/)(?:activex|macrosheets|dialogsheets)/",
    re.IGNORECASE,
)
#: Kinds of relationships that are refused whatever they lead to.
RELATIONS = {
    "vbaproject": MACROS,
    "wordvbadata": MACROS,
    "vbaprojectsignature": MACROS,
    "xlmacrosheet": MACROS,
    "xlintlmacrosheet": MACROS,
    "dialogsheet": MACROS,
    "control": MACROS,
    "activexcontrolbinary": MACROS,
    "oleobject": OBJECTS,
    "afchunk": CHUNK,
    "subdocument": REMOTE,
    "frame": REMOTE,
    "extensibility": EXTENSION,
    "attachedtoolbars": EXTENSION,
    "webextension": EXTENSION,
    "webextensiontaskpanes": EXTENSION,
    "taskpanes": EXTENSION,
    "mailmergesource": MERGE,
    "mailmergeheadersource": MERGE,
}
MEDIA = frozenset({"image", "hdphoto", "audio", "video", "media", "sound", "picture", "slidepicture"})
#: Other workbooks whose values this one keeps; a plain file name calls nobody.
WORKBOOKS = frozenset(
    {
        "externallinkpath",
        "xlpathmissing",
        "xlstartup",
        "xlalternatestartup",
        "xllibrary",
        "externallinklongpath",
    }
)
#: Elements that are refused, by name, wherever they stand.
ELEMENTS = {
    "OLEObject": OBJECTS,
    "oleObj": OBJECTS,
    "oleObject": OBJECTS,
    "objectEmbed": OBJECTS,
    "objectLink": OBJECTS,
    "ocx": MACROS,
    "vbaSuppData": MACROS,
    "macrosheet": MACROS,
    "dialogsheet": MACROS,
    "altChunk": CHUNK,
    "subDoc": REMOTE,
    "ddeLink": DDE,
    "oleLink": DDE,
    "connection": CONNECTION,
    "DataMashup": CONNECTION,
    "customUI": EXTENSION,
    "webextension": EXTENSION,
    "taskpanes": EXTENSION,
    "mailMerge": MERGE,
    # OFD
    "GotoA": ACTION,
    "Movie": ACTION,
    "Sound": ACTION,
    "Attachment": ATTACHED,
    # SVG
    "script": ACTION,
    "foreignObject": ACTION,
}
#: Attributes, and elements, at which `check_element` has something to say.
ADDRESSES = frozenset({"href", "action", "style"})
WATCHED = frozenset(
    {*ELEMENTS, "control", "cmd", "imagedata", "fill", "stroke", "image", "img", "use", "URI"}
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):")
LINKS = frozenset({"http", "https", "mailto", "tel", "about"})
_UNSEEN = re.compile(r"[\x00-\x20\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
FIELDS = frozenset(
    [
        "DDE",
        "DDEAUTO",
        "INCLUDETEXT",
        "INCLUDEPICTURE",
        "INCLUDE",
        "IMPORT",
        "LINK",
        "DATABASE",
        "RD",
        "EMBED",
        "CONTROL",
        "HTMLCONTROL",
    ]
)
_CALLS = re.compile(
    r"(?<![A-Z0-9.])(?:_XLFN\.)?(?:_XLWS\.)?(WEBSERVICE|IMAGE|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|STOCKHISTORY|CUBEVALUE|SQL\.REQUEST)"
    r"\s*\("
)
#: A cell of a table of text that begins like a formula.
_CELL = re.compile(r'(?:^|[,;\t])[ "]*[=+\-@]((?:[^\r\n]){1,2000})', re.MULTILINE)
#: The longest formula that a program takes has a quarter of these characters.
LONGEST = 32_768
_DDE = re.compile(r"[A-Z0-9_.]+'?\s*\|\s*'?[^!|=<>]{1,300}!|\|'[^']{0,300}'!")
_ACTION = re.compile(r"ppaction://(?:program|macro|ole|hlinkfile.*)", re.IGNORECASE)


def check_declared(kind: str) -> None:
    """Refuse a container that declares parts of a kind that runs, whether it has them or not."""
    if any(word in kind for word in DECLARED):
        raise Running(MACROS)


def check_part(name: str, kind: str) -> None:
    """Refuse a part by its content type, or by a name that only macros have."""
    if MACRO_NAMES.search(name):
        raise Running(MACROS)
    for word, message in TYPES:
        if word in kind:
            raise Running(message)


def check_relation(kind: str, target: str, *, external: bool) -> None:
    """Refuse a relationship that runs something or leads outside, unless it is a link that somebody has to click."""
    if kind in RELATIONS:
        raise Running(RELATIONS[kind])
    if not external:
        return
    if kind == "hyperlink":
        check_link(target)
    elif kind in MEDIA:
        raise Running(PICTURE)
    elif kind not in WORKBOOKS or _remote(target):
        raise Running(REMOTE)


def leads_outside(target: str) -> bool:
    """Whether a target that is not declared external leads outside all the same."""
    plain = _plain(target)
    return plain.startswith(("\\\\", "//")) or _SCHEME.match(plain) is not None


def check_link(target: str) -> None:
    """Refuse a link to a file by its path, to a share, or to a program; web, mail and relative addresses are links."""
    plain = _plain(target)
    scheme = _SCHEME.match(plain)
    if plain.startswith(("\\\\", "//", "\\/", "/\\")) or (scheme and scheme[1] not in LINKS):
        raise Running(LINK.format(unquote(target)[:80]))


def check_element(name: str, attributes: dict[str, str], namespace: str) -> None:
    """Refuse an element that runs or calls out, by its name, its action or its address."""
    if name in ELEMENTS:
        raise Running(ELEMENTS[name])
    # A sheet's own buttons and boxes, which run nothing without macros, are called the same.
    if name == "control" and ("wordprocessingml" in namespace or "presentationml" in namespace):
        raise Running(MACROS)
    if _ACTION.match(attributes.get("action", "").strip()):
        raise Running(ACTION)
    if name == "cmd" and attributes.get("type") == "verb":
        raise Running(ACTION)
    if "url(" in attributes.get("style", "").lower():
        raise Running(PICTURE)
    if name in ("imagedata", "fill", "stroke", "image", "img", "use"):
        for key in ("src", "href", "althref"):
            if leads_outside(attributes.get(key, "")) and not _plain(attributes[key]).startswith("data:"):
                raise Running(PICTURE)
    elif attributes.get("href"):
        check_link(attributes["href"])
    if name == "URI":
        check_link(attributes.get("URI", ""))


def check_field(code: str, *, nested: bool = False) -> None:
    """Refuse a field that reads other files or programs, or whose name another field makes up."""
    word = re.match(r"[\s=\\]*([A-Za-z]*)", code)
    keyword = word[1].upper() if word else ""
    if keyword in FIELDS or (nested and not code.strip()):
        raise Running(FIELD.format(keyword or "嵌套域"))
    if keyword == "HYPERLINK" and (
        target := re.search(r'"([^"]*)"|HYPERLINK\s+([^\s"\\]\S*)', code, re.IGNORECASE)
    ):
        check_link(target[1] or target[2] or "")


def check_formula(formula: str) -> None:
    """Refuse a formula that fetches, registers or runs, or leads to a file by its path."""
    if len(formula) > LONGEST:
        raise Running(FORMULA.format("公式过长"))
    bare = re.sub(r'"[^"]*"', '""', formula).upper()
    if found := _CALLS.search(bare):
        raise Running(FORMULA.format(found[1]))
    if "|" in bare and _DDE.search(bare):
        raise Running(DDE)
    if "HYPERLINK" in bare and (target := re.search(r'HYPERLINK\s*\(\s*"([^"]*)"', formula, re.IGNORECASE)):
        check_link(target[1].removeprefix("[").partition("]")[0] if target[1].startswith("[") else target[1])
    if re.search(r"'?\\\\[^\\]+\\", re.sub(r'"[^"]*"', "", formula)):
        raise Running(REMOTE)


def check_table(text: str) -> None:
    """Refuse a table of text with a cell that a spreadsheet would take for a formula that calls out."""
    for cell in _CELL.finditer(text):
        check_formula(cell[1].replace('""', '"'))


def check_name(name: str) -> None:
    """Refuse a workbook that names cells to be run when it is opened or closed."""
    if re.match(r"(?:_xlnm\.)?auto_(?:open|close|activate|deactivate)", name, re.IGNORECASE):
        raise Running(MACROS)


def _plain(target: str) -> str:
    return _UNSEEN.sub("", unquote(target)).lower()


def _remote(target: str) -> bool:
    plain = _plain(target).removeprefix("file:")
    if plain.startswith("///"):
        plain = plain[3:]
    scheme = _SCHEME.match(plain)
    return plain.startswith(("\\\\", "//")) or (scheme is not None and len(scheme[1]) > 1)
