"""What a room above has happen when an act of a room below is performed: in the same transaction, or neither happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foundation.casework.acts import Step

#: Called with the step of the act and the matter that it moved or created, once that is saved and in the ledger.
Follow = Callable[["Step", Any], None]
_FOLLOWING: dict[str, list[Follow]] = defaultdict(list)


def follows(*names: str) -> Callable[[Follow], Follow]:
    """Declare what follows these acts. It performs acts of the portal's own by `step.also`, and refuses by raising."""

    def declare(follow: Follow) -> Follow:
        for name in names:
            _FOLLOWING[name].append(follow)
        return follow

    return declare


def follow(step: Step, subject: Any) -> None:
    """Have everything happen that follows this act."""
    for following in _FOLLOWING[step.act.name]:
        following(step, subject)


def followed(name: str) -> bool:
    """Whether anything follows this act."""
    return bool(_FOLLOWING.get(name))
