"""The servers that come with the portal: a PostgreSQL and a message broker in the project's ``var/`` folder.

They serve development, demonstration and tests, on Unix sockets only. Production names its own by ``DATABASE_URL`` and
``REDIS_URL``.

The database engine (``ENGINE = "wuyuan_portal.embedded"``, see ``base.py``) starts the database at the first connection. The
servers outlive the command that started them; ``manage.py embedded stop`` ends them.
"""

from __future__ import annotations
