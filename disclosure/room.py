"""The room's addresses, navigation, schedule and demonstration."""

from __future__ import annotations

from foundation.rooms import DAY, HOUR, MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"documents/": "disclosure.urls", "disclosure/": "disclosure.views.platform"},
    navigation=(Entry(10, "documents:heads", "法定主动公开内容"),),
    footer=(Entry(5, "platform:overview", "政府信息公开"), Entry(6, "documents:guides", "公开指南")),
    on_agency_page="disclosure.views.platform.on_agency_page",
    menu="信息公开",
    schedule=(
        Task("disclosure.tasks.print_reports", MINUTE, aside="papers"),
        Task("disclosure.tasks.print_documents", MINUTE, aside="papers"),
        Task("disclosure.tasks.import_batches", MINUTE),
        Task("disclosure.tasks.expire_documents", HOUR),
        Task("disclosure.tasks.print_rulings", MINUTE, aside="papers"),
        Task("disclosure.tasks.print_reassessments", MINUTE, aside="papers"),
        Task("disclosure.tasks.open_reassessments", DAY, aside="weekly"),
        Task("disclosure.tasks.open_cleanups", DAY, aside="weekly"),
    ),
    demonstration="disclosure.demo",
    player="disclosure.player",
)
