"""What costs with the square of its length is noticed."""

from __future__ import annotations

import pytest

from tests.growth import grows_with_the_length_only


def test_what_grows_with_the_square_is_noticed() -> None:
    text = "一" * 8_000
    with pytest.raises(AssertionError):
        grows_with_the_length_only(lambda part: [max(part) for _ in part], text)
    grows_with_the_length_only(lambda part: [character == "二" for character in part], text)
