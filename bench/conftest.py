"""The benchmarks use the county of the tests."""

from tests.conftest import county

__all__ = ["county"]
