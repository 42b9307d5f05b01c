from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "foundation.files"
    verbose_name = "文件"

    def ready(self) -> None:
        """Personal files change keys with everything else that is encrypted."""
        from foundation.files.rotation import rotate
        from foundation.privacy.rotation import also

        also("files.StoredFile", rotate)
