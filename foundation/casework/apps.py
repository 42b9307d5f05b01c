from __future__ import annotations

from foundation import rooms


class CaseworkConfig(rooms.RoomConfig):
    name = "foundation.casework"
    verbose_name = "办理"

    def ready(self) -> None:
        """Load the acts of administration, and what is done when a time limit warns or runs out."""
        super().ready()
        from foundation.casework import (  # noqa: F401
            accounts,
            administration,
            deadlines,
            granting,
            restructuring,
            second_factor,
            urging,
        )
