"""Whether the host's clock can be trusted with time limits: a clock that jumped would make every limit run out at once."""

from __future__ import annotations

from datetime import datetime, timedelta

#: By how much the clocks of the host and of the database may differ, and time as told from time as passed.
APART, JUMP = timedelta(minutes=2), timedelta(minutes=10)


class Timekeeper:
    """Compares what the clock tells with what has passed since it was first asked, in one process."""

    def __init__(self) -> None:
        self._first: tuple[datetime, float] | None = None

    def objection(self, told: datetime, passed: float, elsewhere: datetime) -> str:
        """What is wrong with the time `told`, in Chinese; blank if nothing is.

        `passed` counts seconds and is never set, as the kernel's own count since the start; `elsewhere` is the time that the
        database tells. A jump stays wrong for as long as the process lives: whoever knows that the time is right starts it anew.
        """
        if abs(told - elsewhere) > APART:
            return (
                f"本机时钟是 {told:%Y-%m-%d %H:%M}，数据库时钟是 {elsewhere:%Y-%m-%d %H:%M}（UTC），相差太多"
            )
        if self._first is None:
            self._first = told, passed
        since, then = self._first
        if abs(told - since - timedelta(seconds=passed - then)) > JUMP:
            return f"时钟跳到了 {told:%Y-%m-%d %H:%M}（UTC）；确认时间无误的，请重新启动后台进程"
        return ""
