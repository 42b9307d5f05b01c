"""The servers that come with the portal: a PostgreSQL and a message broker in the project's own ``var/`` folder.

They serve development, demonstration and tests, so that ``make run`` needs no server installed beforehand. Both
listen on Unix sockets only. Production names its own by ``DATABASE_URL`` and ``REDIS_URL``, which come first.

As a Django database engine (``ENGINE = "wuyuan_portal.embedded"``, see ``base.py``) the database starts by itself
when something first connects to it. The servers outlive the command that started them and serve the next one;
``manage.py embedded stop`` ends them.
"""

from __future__ import annotations
