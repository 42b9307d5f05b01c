"""Everything that can be done: with a round, those who evaluate, results, suggestions and complaints."""

from __future__ import annotations

from evaluation.acts import complaint as complaint
from evaluation.acts import planning as planning
from evaluation.acts import result as result
from evaluation.acts import running as running
from evaluation.acts import sheet as sheet
from evaluation.acts import suggestion as suggestion
from evaluation.acts import supervisor as supervisor
