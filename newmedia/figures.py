"""What is counted of accounts, posts and messages, for the appraisal among others; never reads, likes or forwards."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, DateTimeField, F, FloatField, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least

from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock
from foundation.figures.declared import Of, Span, Unit, elapsed, figure, kept_in_time
from newmedia.models import (
    Account,
    Exchange,
    Filing,
    Incident,
    Message,
    PoliceReport,
    Post,
    PostReview,
    Provider,
    Watch,
)
from newmedia.statute import (
    COMPUTERS,
    FIRST_WORD,
    HOT,
    NEXT_WORD,
    PETITION,
    REFILE,
    RESET,
    REVIEWS,
    SEEN,
    SILENCE,
    MessageSort,
    Reported,
)


@figure("newmedia.opened", "登记开通的新媒体账号", unit=Unit.MATTERS, clause="NM-8")
@figure(
    "newmedia.opened_early",
    "先开设后报备的新媒体账号",
    unit=Unit.SHARE,
    clause="NM-8(2)",
    part=Q(opened_on__lt=F("filed_on")),
)
def opened(span: Span) -> QuerySet[Account]:
    return Account.objects.filter(span.holds("live_at"))


@figure("newmedia.live", "运行中的新媒体账号", unit=Unit.MATTERS, clause="NM-8")
def live(span: Span) -> QuerySet[Account]:
    """Those that stood at the end of the span."""
    opened = Account.objects.filter(live_at__lt=midnight(span.last + timedelta(days=1)))
    return opened.filter(Q(closed_on=None) | Q(closed_on__gt=span.last))


@figure("newmedia.closed", "注销的新媒体账号", unit=Unit.MATTERS, clause="NM-13")
def closed(span: Span) -> QuerySet[Account]:
    return Account.objects.filter(span.holds_day("closed_on"))


@figure("newmedia.filings", "新媒体报备", unit=Unit.TIMES, clause="NM-8(2)")
@figure(
    "newmedia.filings_returned",
    "被退回的新媒体报备",
    unit=Unit.SHARE,
    clause="NM-8(2)",
    part=Q(state=Filing.State.RETURNED),
)
def filings(span: Span) -> QuerySet[Filing]:
    return Filing.objects.filter(span.holds("created_at"))


@figure("newmedia.posts", "新媒体发布的信息", unit=Unit.MATTERS, clause="NM-2")
@figure("newmedia.own", "其中原创的", unit=Unit.SHARE, clause="NM-4", part=Q(source=None, original=None))
@figure(
    "newmedia.mended",
    "其中更正、撤下的",
    unit=Unit.SHARE,
    clause="NM-21",
    part=Q(state__in=[Post.State.CORRECTED, Post.State.WITHDRAWN]),
)
def posts(span: Span) -> QuerySet[Post]:
    return Post.objects.filter(span.holds("released_at"))


@figure("newmedia.put_right", "发布后更正、撤下的信息", unit=Unit.MATTERS, clause="NM-23", clue=2)
def put_right(span: Span) -> QuerySet[Post]:
    """Those released in the span that turned out to be wrong; whether harm came of it is for others to say."""
    return posts(span).filter(state__in=[Post.State.CORRECTED, Post.State.WITHDRAWN])


@figure(
    "newmedia.three_reviews",
    "发布的信息里三审都有的",
    unit=Unit.SHARE,
    clause="NM-9",
    part=Q(passed__gte=len(REVIEWS)),
)
def reviewed_posts(span: Span) -> QuerySet[Post]:
    """Of the text that was released; the first word on an emergency has one duty leader instead (NM-12)."""
    posts = Post.objects.filter(span.holds("released_at"), first_word=False)
    of_this_text = PostReview.objects.filter(
        post=OuterRef("pk"), round=OuterRef("round"), digest=OuterRef("digest"), stage__in=REVIEWS
    )
    people = of_this_text.order_by().values("post").annotate(many=Count("staff", distinct=True))
    counted: QuerySet[Post] = posts.annotate(passed=Coalesce(Subquery(people.values("many")), 0))
    return counted


@figure("newmedia.incidents", "登记的突发事件", unit=Unit.MATTERS, clause="NM-12")
def incidents(span: Span) -> QuerySet[Incident]:
    return Incident.objects.filter(span.holds("event_at")).exclude(state=Incident.State.DROPPED)


@figure("newmedia.providers_ended", "终止的第三方合作", unit=Unit.MATTERS, clause="NM-19")
@figure(
    "newmedia.provider_expiries_missed",
    "合同期满以后才停用的",
    unit=Unit.SHARE,
    clause="NM-19",
    part=Q(ended_on__gt=F("contract_until") + timedelta(days=1)),
)
def providers_ended(span: Span) -> QuerySet[Provider]:
    return Provider.objects.filter(span.holds_day("ended_on"))


kept_in_time("newmedia.first_word_in_time", "120 分钟内首发的突发事件", FIRST_WORD)
kept_in_time("newmedia.next_word_in_time", "按预告的时间再次发布的", NEXT_WORD)


@figure("newmedia.exchanges", "公布了结果的微调查、微访谈、微在线", unit=Unit.TIMES, clause="NM-17")
def exchanges(span: Span) -> QuerySet[Exchange]:
    return Exchange.objects.filter(span.holds("reported_at"))


kept_in_time("newmedia.seen_in_time", "按时查看的工作群通知", SEEN)
kept_in_time("newmedia.reset_in_time", "按时重新设置密码的", RESET)
kept_in_time("newmedia.computers_in_time", "按时填报电脑安全情况的", COMPUTERS)
kept_in_time("newmedia.refiled_in_time", "变动以后按时更新报备的", REFILE)
kept_in_time("newmedia.kept_up", "两周以内更新的", SILENCE)


@figure(
    "newmedia.longest_silence",
    "账号最长多少天没有更新",
    unit=Unit.DAYS,
    clause="NM-13",
    measure=F("silent_days"),
    of=Of.GREATEST,
)
def silences(span: Span) -> QuerySet[Clock]:
    """From post to post, as far as it had come at the end of the span; suspended and closing accounts are not counted."""
    after = midnight(span.last + timedelta(days=1))
    silent = Clock.objects.filter(limit=SILENCE.code, started_at__lt=after)
    silent = silent.filter(Q(ended_at=None) | Q(ended_at__gte=midnight(span.first)))
    # What still runs has come as far as the last day of the span.
    the_end = Value(after, output_field=DateTimeField())
    until = Least(Coalesce("ended_at", the_end), the_end)
    days = Func(
        until,
        F("started_at"),
        template="floor(extract(epoch FROM (%(expressions)s)) / 86400.0)",
        arg_joiner=" - ",
        output_field=FloatField(),
    )
    return silent.annotate(silent_days=days)


@figure("newmedia.silent_over_14", "超过 14 天没有更新的账号", unit=Unit.MATTERS, clause="NM-13")
def silent_accounts(span: Span) -> QuerySet[Watch]:
    """Each once, however often; those still silent from before among them."""
    after = midnight(span.last + timedelta(days=1))
    over = Clock.objects.filter(limit=SILENCE.code, due_at__lt=after, breached_at__isnull=False)
    over = over.filter(Q(ended_at=None) | Q(ended_at__gte=midnight(span.first)))
    return Watch.objects.filter(pk__in=over.values("matter_id"))


@figure("newmedia.messages", "收到的网民留言", unit=Unit.MATTERS, clause="NM-14")
def messages(span: Span) -> QuerySet[Message]:
    return Message.objects.filter(span.holds("received_at"))


@figure(
    "newmedia.enquiries_answered",
    "咨询留言里已经答复的",
    unit=Unit.SHARE,
    clause="NM-14",
    part=Q(state=Message.State.ANSWERED),
)
def enquiries(span: Span) -> QuerySet[Message]:
    return Message.objects.filter(span.holds("received_at"), sort=MessageSort.ENQUIRY)


@figure(
    "newmedia.answering_hours",
    "答复咨询留言用的时间（中位数）",
    unit=Unit.HOURS,
    clause="NM-14",
    measure=elapsed("received_at", "answered_at", Unit.HOURS),
)
@figure(
    "newmedia.answers_repeated",
    "答复里重复原话、照搬以前答复的",
    unit=Unit.SHARE,
    clause="NM-14",
    part=~Q(repeats=""),
)
def answers(span: Span) -> QuerySet[Message]:
    return Message.objects.filter(span.holds("answered_at"), state=Message.State.ANSWERED)


@figure(
    "newmedia.evidence_complete",
    "违法言论里证据齐全的",
    unit=Unit.SHARE,
    clause="NM-20",
    part=Q(state__in=[Message.State.EVIDENCED, Message.State.DELETED, Message.State.POLICE]),
)
def unlawful(span: Span) -> QuerySet[Message]:
    return Message.objects.filter(span.holds("received_at"), sort=MessageSort.UNLAWFUL)


@figure("newmedia.hacked", "账号被攻击报警", unit=Unit.TIMES, clause="NM-20", agency="account__agency")
def hacked(span: Span) -> QuerySet[PoliceReport]:
    reports = PoliceReport.objects.filter(span.holds("reported_at"), sort=Reported.HACKING)
    return reports.select_related("account", "message")


kept_in_time("newmedia.petitions_told", "信访事项按时书面告知的", PETITION)
kept_in_time("newmedia.hot_fed_back", "社会热点按时反馈的", HOT)
