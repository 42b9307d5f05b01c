"""政务公开责任追究制度 (regulation 6, AC): cases of accountability, of which nobody but their team learns anything."""
