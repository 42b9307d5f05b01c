"""Values that many public pages need, kept by each process while what is public stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Value = TypeVar("Value")

#: The most values that a function keeps.
MOST = 500
_state: ContextVar[str | None] = ContextVar("public_state", default=None)


@contextmanager
def known(state: str | None) -> Iterator[None]:
    """The state of what is public, as it was read when the page that is being made was asked for."""
    token = _state.set(state)
    try:
        yield
    finally:
        _state.reset(token)


def while_public_stays(make: Callable[Given, Value]) -> Callable[Given, Value]:
    """Let a function of hashable arguments, which reads tables that pages show and nothing else, be called once in each state.

    Outside a page that may be kept it is called each time.
    """
    # State and values change hands together: other threads go on with the pair that they took.
    held: tuple[str | None, dict[tuple[object, ...], Value]] = (None, {})

    @wraps(make)
    def value(*args: Given.args, **more: Given.kwargs) -> Value:
        nonlocal held
        state = _state.get()
        if state is None:
            return make(*args, **more)
        of_state, kept = held
        if state != of_state or len(kept) >= MOST:
            kept = {}
            held = (state, kept)
        key = (*args, *sorted(more.items()))
        if key not in kept:
            kept[key] = make(*args, **more)
        return kept[key]

    return value
