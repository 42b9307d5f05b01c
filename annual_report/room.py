"""The room's addresses, navigation, schedule and demonstration."""

from __future__ import annotations

from foundation.rooms import DAY, HOUR, MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"annual-reports/": "annual_report.urls"},
    navigation=(Entry(40, "annual_reports:list", "政府信息公开年报"),),
    menu="监督保障",
    schedule=(
        Task("annual_report.tasks.open_due", HOUR),
        Task("annual_report.tasks.watch", DAY, aside="weekly"),
        Task("annual_report.tasks.make_papers", MINUTE, aside="papers"),
    ),
    on_agency_page="annual_report.queries.on_agency_page",
    demonstration="annual_report.demo",
    player="annual_report.player",
)
