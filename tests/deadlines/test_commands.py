from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from foundation.deadlines import clocks
from foundation.deadlines.limits import TimeLimit
from foundation.deadlines.models import ClockEvent
from foundation.deadlines.sweep import on_event
from tests.deadlines.conftest import Letter, moment

pytestmark = pytest.mark.django_db


def output(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue().strip()


@pytest.mark.parametrize(
    ("start", "target", "printed"),
    [
        ("2026-02-09", "+20", "2026-03-13"),
        ("2026-02-09", "20", "2026-03-13"),
        ("2026-03-02", "-5", "2026-02-24"),
        ("2026-12-10", "+20", "2027-01-07 provisional"),
        ("2026-02-09", "2026-03-13", "20"),
        ("2026-03-13", "2026-02-09", "-20"),
        ("2026-12-31", "2027-01-08", "6 provisional"),
    ],
)
def test_workdays(start: str, target: str, printed: str) -> None:
    assert output("workdays", start, target) == printed


@pytest.mark.parametrize(
    ("start", "target"), [("明天", "+20"), ("2026-02-30", "+1"), ("2026-02-09", "后天"), ("0001-01-01", "-1")]
)
def test_workdays_that_cannot_be_read(start: str, target: str) -> None:
    with pytest.raises(CommandError, match=r"日期|太远"):
        output("workdays", start, target)


def test_sweep(reply: TimeLimit, letter: Letter) -> None:
    clocks.start(reply, letter, at=moment("2026-02-09"))
    assert output("sweep", "--at", "2026-03-08") == "2026-03-08 09:00 提醒 0 次，超期 0 件，未处理 0 件"
    assert output("sweep", "--at", "2026-03-14T00:05").splitlines() == [
        f"提醒（剩余 5），补记 letter:1 答复申请：{letter.title} 条例33 期限至 2026-03-14 00:00",
        f"提醒（剩余 1），补记 letter:1 答复申请：{letter.title} 条例33 期限至 2026-03-14 00:00",
        f"超期 letter:1 答复申请：{letter.title} 条例33 期限至 2026-03-14 00:00",
        "2026-03-14 00:05 提醒 2 次，超期 1 件，未处理 0 件",
    ]
    assert output("sweep").endswith("提醒 0 次，超期 0 件，未处理 0 件")
    with pytest.raises(CommandError, match="看不懂时间"):
        output("sweep", "--at", "昨天")


def test_sweep_says_what_failed(reply: TimeLimit, letter: Letter) -> None:
    def fail(event: ClockEvent, at: object) -> None:
        raise RuntimeError("no mail today")

    on_event(fail)
    clocks.start(reply, letter, at=moment("2026-02-09"))
    out, err = StringIO(), StringIO()
    call_command("sweep", "--at", "2026-03-14", stdout=out, stderr=err)
    assert "未处理 1 件" in out.getvalue()
    assert "no mail today" in err.getvalue()
