from __future__ import annotations

from django.apps import AppConfig


class SecrecyReviewConfig(AppConfig):
    name = "secrecy_review"
    verbose_name = "保密审查"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from secrecy_review import acts  # noqa: F401
