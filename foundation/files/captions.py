"""Captions of a film: read from WebVTT or SRT, checked, written as WebVTT. Pure Python (WCAG 1.2.2, 无障碍法 32).

A cue that cannot be read is never passed over: its line is told.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from foundation.files.plain import NotText, decode

#: The most lines of a cue, and the most characters of a line; Latin letters and digits count half.
MOST_LINES, LONGEST_LINE = 2, 18
#: The most cues, and the most bytes of a file of captions.
MOST_CUES, LARGEST = 5_000, 1_000_000
#: By how many milliseconds the last cue may outlast the film: programs round.
ROUNDED = 500
#: The faults that are told at once.
TOLD = 8

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_UNSEEN = re.compile(r"<\s*(script|style)\b.*?(?:<\s*/\s*\1\s*>|\Z)", re.I | re.S)
_TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_BLOCKS = ("NOTE", "STYLE", "REGION")


class BadCaptions(ValueError):
    """What is wrong with captions, a sentence for each fault, in Chinese."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults[:TOLD]))
        self.faults = list(faults)


@dataclass(frozen=True)
class Cue:
    """What stands under the film between two moments, in milliseconds."""

    start: int
    end: int
    lines: tuple[str, ...]


def read_captions(content: bytes | str) -> list[Cue]:
    """The cues of a file in WebVTT or SRT; raises `BadCaptions` naming the lines that cannot be read."""
    if len(content) > LARGEST:
        raise BadCaptions("字幕文件超过 1 MB，不像字幕，请核对。")
    if isinstance(content, bytes):
        try:
            content, _encoding = decode(content)
        except NotText:
            raise BadCaptions("这不是字幕文件。请上传 .vtt 或者 .srt 的文本文件。") from None
    text = content.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSEEN.sub(lambda gone: "\n" * gone[0].count("\n"), text)
    cues: list[Cue] = []
    faults: list[str] = []
    for number, block in _blocks(text):
        if block[0].startswith(_BLOCKS) or (number == 1 and block[0].startswith("WEBVTT")):
            rest = next((at for at, line in enumerate(block) if "-->" in line), None)
            if rest is None or not block[0].startswith("WEBVTT"):
                continue
            number, block = number + rest, block[rest:]  # a cue right below the first line
        timed = next((at for at, line in enumerate(block[:2]) if "-->" in line), None)
        if timed is None:
            faults.append(f"第 {number} 行（{block[0][:20]}）没有时间，不知道什么时候显示。")
            continue
        found = _TIMING.fullmatch(block[timed])
        if found is None:
            faults.append(
                f"第 {number + timed} 行的时间看不懂：{block[timed][:40]}。请写成 00:00:01.000 --> 00:00:03.000。"
            )
            continue
        lines = [_plain(line) for line in block[timed + 1 :]]
        cues.append(Cue(_moment(found, 0), _moment(found, 4), tuple(line for line in lines if line)))
        faults += [
            f"第 {number + timed + 1 + at} 行又是一个时间，前面要空一行。"
            for at, line in enumerate(block[timed + 1 :])
            if "-->" in line
        ]
    if faults:
        raise BadCaptions(*faults)
    if not any(cue.lines for cue in cues):
        raise BadCaptions("字幕里一句话也没有。")
    if len(cues) > MOST_CUES:
        raise BadCaptions(f"字幕超过 {MOST_CUES:,} 条，请把录像分成几段。")
    return [cue for cue in cues if cue.lines]


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """What stands between empty lines, with the number of its first line."""
    found: list[tuple[int, list[str]]] = []
    below = False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            below = False
        elif below:
            found[-1][1].append(line)
        else:
            found.append((number, [line]))
            below = True
    return found


def _plain(line: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", line)).split())


def _moment(found: re.Match[str], first: int) -> int:
    hours, minutes, seconds, parts = (found[first + place] for place in range(1, 5))
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int(parts.ljust(3, "0"))


def faults_of(cues: list[Cue], seconds: float, *, quiet_end: bool = False) -> list[str]:
    """What is wrong with captions for a film of that length, a sentence for each fault; empty if nothing is.

    With `quiet_end` nobody speaks in the second half, which else lets one think that they belong to another film.
    """
    faults: list[str] = []
    before: Cue | None = None
    most = round(seconds * 1000)
    for number, cue in enumerate(cues, 1):
        named = f"第 {number} 条（{clock(cue.start)}，“{cue.lines[0][:12]}”）"
        if cue.start >= cue.end:
            faults.append(f"{named}的结束时间不晚于开始时间，请改时间。")
        elif before is not None and cue.start < before.start:
            faults.append(f"{named}排在后面，时间却比上一条早，请按时间排好。")
        elif before is not None and cue.start < before.end:
            faults.append(f"{named}和上一条重叠，请把上一条的结束时间提前。")
        if cue.end > most + ROUNDED:
            faults.append(
                f"{named}到 {clock(cue.end)} 才完，录像只有 {clock(most)}。请核对是不是别的录像的字幕。"
            )
        if len(cue.lines) > MOST_LINES:
            faults.append(f"{named}有 {len(cue.lines)} 行，最多 {MOST_LINES} 行，请拆成两条。")
        if long := next((line for line in cue.lines if width(line) > LONGEST_LINE), ""):
            faults.append(f"{named}一行有 {width(long):g} 个字，最多 {LONGEST_LINE} 个，请换行或者拆成两条。")
        before = cue
    if not faults and before is not None and before.end < most / 2 and not quiet_end:
        faults.append(
            f"最后一条字幕到 {clock(before.end)} 就完了，录像有 {clock(most)}。请核对是不是别的录像的字幕；"
            "后半段确实没有人说话的，请勾选那一项。"
        )
    return faults


def width(line: str) -> float:
    """How many characters of a line of Chinese it takes; Latin letters and digits take half."""
    return sum(
        1 if unicodedata.east_asian_width(char) in "WF" or ord(char) > 0x2000 else 0.5 for char in line
    )


def clock(milliseconds: int) -> str:
    """A moment of a film as people read it: `1:05`, `1:00:05`."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def as_webvtt(cues: list[Cue]) -> str:
    """The cues as WebVTT, nothing in them but words."""
    rows = [
        f"{_stamp(cue.start)} --> {_stamp(cue.end)}\n" + "\n".join(map(_escaped, cue.lines)) for cue in cues
    ]
    return "WEBVTT\n\n" + "\n\n".join(rows) + "\n"


def _stamp(milliseconds: int) -> str:
    rest, parts = divmod(milliseconds, 1000)
    return f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}.{parts:03d}"


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def spoken_words(captions: str) -> str:
    """The words of captions that are kept as WebVTT, without times; blank where there are none."""
    if not captions:
        return ""
    return "\n".join(" ".join(cue.lines) for cue in read_captions(captions))
