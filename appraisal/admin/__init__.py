"""The appraisal at the desk: schemes, years, cases, checks, disputes, rectifications."""

from __future__ import annotations

from appraisal.admin import case as case
from appraisal.admin import check as check
from appraisal.admin import scheme as scheme
from appraisal.admin import year as year
