from __future__ import annotations

from foundation import rooms


class ApplicationsConfig(rooms.RoomConfig):
    """The Django app of disclosure on request."""

    name = "applications"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        """Include the marks of applicants in the rotation of keys."""
        super().ready()
        from applications.rotation import remake_marks
        from foundation.privacy.rotation import add_step

        add_step("applications.Applicant: marks", remake_marks)
