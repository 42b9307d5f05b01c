"""Whether tries at the public doors are counted."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from redis.exceptions import RedisError

from foundation.condition.readings import Reading, reading


@reading("cache_answers", "Whether the cache answers, in which tries at the doors are counted.")
def cache_answers(at: datetime) -> Reading:
    """1 if the cache takes and gives back a value, else 0."""
    try:
        cache.set("condition", 1, 60)
        answers = cache.get("condition") == 1
    except (RedisError, OSError):
        answers = False
    return Reading(
        int(answers), "" if answers else "缓存没有应答，登录和申请的次数限制暂时失效。请检查 redis。"
    )
