"""The Django app of the portal itself: home page, commands, schedule."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app above all rooms."""

    name = "wuyuan_portal"
    verbose_name = "五原县政府信息公开平台"

    def ready(self) -> None:
        """Bind tasks declared with `shared_task` to our Celery application, and check the declarations of all rooms."""
        import wuyuan_portal.celery  # noqa: F401
        from foundation.casework.checks import check_names

        check_names()
