from __future__ import annotations

from importlib import import_module

from foundation import rooms


class CorrespondenceConfig(rooms.RoomConfig):
    name = "foundation.correspondence"
    verbose_name = "文书"

    def ready(self) -> None:
        """Load what the desk shows of letters before they are issued."""
        super().ready()
        import_module("foundation.correspondence.previewing")
