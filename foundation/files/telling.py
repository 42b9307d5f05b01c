"""What the metadata of a file mean, in the words of whoever reviews it."""

from __future__ import annotations

from typing import Any

LABELS = {
    "title": "标题",
    "author": "作者",
    "subject": "主题",
    "keywords": "关键词",
    "comments": "备注",
    "category": "类别",
    "status": "状态",
    "last_modified_by": "最后修改人",
    "revised_by": "批注、修订的作者",
    "company": "单位",
    "manager": "主管",
    "custom": "自定义属性",
    "xmp": "内嵌的属性",
    "struck_text": "修订中已删去、文件里还在的文字",
    "links": "链接指向",
    "linked_files": "引用的其他文件",
    "earlier_text": "早先版本里的文字",
    "elsewhere": "正文以外的文字",
}
FLAGS = {
    "tracked_changes": "文件里有修订记录",
    "has_comments": "文件里有批注",
    "exif": "图片带有拍摄信息（EXIF）",
    "gps": "图片带有拍摄地点（GPS）",
}
#: What a cleaned copy no longer has, in short words.
SHORT = {
    **{key: label for key, label in LABELS.items() if key not in ("struck_text", "earlier_text", "links")},
    "revised_by": "批注和修订的作者",
    "struck_text": "修订中删去的文字",
    "earlier_text": "早先版本里的文字",
    "links": "链接",
    "tracked_changes": "修订记录",
    "has_comments": "批注",
    "exif": "图片的拍摄信息",
    "gps": "图片的拍摄地点",
}
#: What nobody who opens the file sees.
HIDDEN = {
    "hidden_sheets": "隐藏的工作表",
    "hidden_rows": "隐藏的行",
    "hidden_columns": "隐藏的列",
    "hidden_text": "隐藏的文字",
    "hidden_slides": "隐藏的幻灯片",
    "hidden_objects": "隐藏的图形",
    "hidden_layers": "隐藏的图层",
    "hidden_annotations": "隐藏的批注",
}
UNREAD = "系统没有读的"
REVISIONS = "文件里留有早先的版本"


def metadata_text(metadata: dict[str, Any]) -> str:
    """Every text in the metadata, each with what it is, for the secrecy review."""
    lines = [f"{label}：{metadata[key]}" for key, label in LABELS.items() if _is_text(metadata.get(key))]
    lines += [
        f"{key}：{value}"
        for key, value in metadata.items()
        if _is_text(value) and key not in (*LABELS, "encoding")
    ]
    lines += [f"{label}。" for key, label in FLAGS.items() if metadata.get(key)]
    if metadata.get("revisions"):
        lines.append(f"{REVISIONS}（共 {metadata['revisions']} 版）。")
    lines += [f"{label}：{_joined(metadata[key])}" for key, label in HIDDEN.items() if metadata.get(key)]
    if metadata.get("unread"):
        lines.append(f"{UNREAD}：{_joined(metadata['unread'])}")
    for inner in metadata.get("embedded", []):
        lines.append(metadata_text(inner))
    return "\n".join(filter(None, lines))


def to_be_looked_at(metadata: dict[str, Any]) -> list[str]:
    """Why a person must look at the file itself: what was not read, what is hidden, earlier versions; empty if nothing."""
    why = list(metadata.get("unread", []))
    if not why and not metadata.get("text_complete", False):
        why.append("没有读全")
    for inner in [metadata, *metadata.get("embedded", [])]:
        why += [label for key, label in HIDDEN.items() if inner.get(key) and label not in why]
        if inner.get("gps"):
            why.append(FLAGS["gps"])
    if metadata.get("revisions") and "unread" not in metadata:  # inspected before earlier versions were read
        why.append(REVISIONS)
    return why


def taken_out(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What the metadata of a file tell and those of its cleaned copy no longer do, in short words."""
    names = {**SHORT, **HIDDEN}
    gone = [label for key, label in names.items() if _told(before, key) and not _told(after, key)]
    if before.get("revisions") and not after.get("revisions"):
        gone.append("早先的版本")
    inner = before.get("embedded", [])
    return list(dict.fromkeys([*gone, *(["内嵌的文件"] if inner and not after.get("embedded") else [])]))


def _told(metadata: dict[str, Any], key: str) -> bool:
    return bool(metadata.get(key))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _joined(value: Any) -> str:
    return "；".join(map(str, value)) if isinstance(value, list) else "有"
