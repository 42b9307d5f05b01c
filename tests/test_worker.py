"""What is left to the worker: one failure keeps nothing else back."""

from __future__ import annotations

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from foundation.worker import work_through


def test_the_rest_is_done_when_one_fails(caplog: pytest.LogCaptureFixture) -> None:
    def do(n: int) -> bool:
        if n == 2:
            raise ValueError("no such font")
        return n != 3

    assert work_through([1, 2, 3, 4], do, "letter") == 2
    assert "letter 2 cannot be made" in caplog.text


def test_the_end_of_the_workers_time_ends_it() -> None:
    tried = []

    def do(n: int) -> bool:
        tried.append(n)
        raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        work_through([1, 2], do, "letter")
    assert tried == [1]
