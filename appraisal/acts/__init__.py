"""Everything that can be done in the room."""

from __future__ import annotations

from appraisal.acts import case as case
from appraisal.acts import checking as checking
from appraisal.acts import disputing as disputing
from appraisal.acts import grading as grading
from appraisal.acts import rectifying as rectifying
from appraisal.acts import scheme as scheme
from appraisal.acts import year as year
