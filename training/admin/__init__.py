"""The pages of training at the desk."""

from __future__ import annotations

from training.admin import exam as exam
from training.admin import people as people
from training.admin import plans as plans
from training.admin import posts as posts
from training.admin import scores as scores
from training.admin import sessions as sessions
from training.admin import years as years
