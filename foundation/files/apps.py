from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "foundation.files"
    verbose_name = "文件"

    def ready(self) -> None:
        """Include personal and kept files in the rotation of keys."""
        from foundation.files.rotation import rotate, rotate_kept
        from foundation.privacy.rotation import add_step

        add_step("files.StoredFile", rotate)
        add_step("files.KeptFile bytes", rotate_kept)
