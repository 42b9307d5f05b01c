"""The Django app of the portal itself: home page, commands, schedule."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app above all rooms."""

    name = "wuyuan_portal"
    verbose_name = "五原县政府信息公开平台"

    def ready(self) -> None:
        """Bind tasks of `shared_task` to our Celery application; check the rooms' declarations, load their readings, parts
        of the interface, and the invariants of the whole portal.
        """
        import wuyuan_portal.celery
        import wuyuan_portal.invariants  # noqa: F401
        from foundation.casework.checks import check_names
        from wuyuan_portal.rooms import NAMES

        check_names()
        for name in (*NAMES, self.name):
            for part in ("readings", "api"):
                if find_spec(f"{name}.{part}"):
                    import_module(f"{name}.{part}")
