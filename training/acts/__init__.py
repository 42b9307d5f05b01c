"""Everything that can be done with people, plans, sessions, exams, certificates, years, and posts."""

from __future__ import annotations

from training.acts import attendance as attendance
from training.acts import certificates as certificates
from training.acts import people as people
from training.acts import plans as plans
from training.acts import posts as posts
from training.acts import scores as scores
from training.acts import sessions as sessions
from training.acts import years as years

from training.acts import questions as questions  # isort: skip
from training.acts import exam as exam  # isort: skip
from training.acts import attempts as attempts  # isort: skip
from training.acts import retention as retention  # isort: skip
