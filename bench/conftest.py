"""The benchmarks borrow the people of the tests."""

from tests.conftest import county

__all__ = ["county"]
