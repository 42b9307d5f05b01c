"""Documents at the desk, what agencies disagree on, and what is not published."""

from __future__ import annotations

from disclosure.admin import batches as batches
from disclosure.admin import cleanup as cleanup
from disclosure.admin import coordination as coordination
from disclosure.admin import document as document
from disclosure.admin import withheld as withheld
from disclosure.admin.document import file_of as file_of
from disclosure.admin.document import report_rows as report_rows
