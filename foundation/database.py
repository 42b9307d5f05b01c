"""Declarations of database triggers, and the time of the server.

Triggers of one moment fire in the order of their names: `a_digest` computes a digest before others check it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from hashlib import sha256
from itertools import count
from typing import Any, ClassVar, cast
from weakref import WeakKeyDictionary

import pgtrigger
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import F, Func, Model, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from pgtrigger import registry
from pgtrigger.migrations import AddTrigger, RemoveTrigger
from simple_history.manager import HistoryManager


def _trigger_added(self: AddTrigger, app_label: str, state: ProjectState) -> None:
    model = state.models[app_label, self.model_name]
    model.options["triggers"] = [*model.options.get("triggers", []), self.trigger]


def _trigger_removed(self: RemoveTrigger, app_label: str, state: ProjectState) -> None:
    model = state.models[app_label, self.model_name]
    model.options["triggers"] = [one for one in model.options.get("triggers", []) if one.name != self.name]


# pgtrigger builds the model and all around it anew for each of some 500 triggers, of which no model class takes note: half of the
# time that a new database takes. Whatever builds a class later finds the triggers in its options all the same.
AddTrigger.state_forwards = _trigger_added  # type: ignore[method-assign]
RemoveTrigger.state_forwards = _trigger_removed  # type: ignore[method-assign]


class _Registry(registry._Registry):
    """pgtrigger's register, which looks for a name taken twice in what it noted and not through all triggers again.

    With a thousand triggers that was a quarter of the time in which a process starts.
    """

    by_db_table: ClassVar[dict[tuple[str, str | None], pgtrigger.Trigger]] = {}
    pg_function_names: ClassVar[set[str]] = set()

    def __setitem__(self, key: str, value: tuple[type[Model], pgtrigger.Trigger]) -> None:
        super().__setitem__(key, value)  # type: ignore[no-untyped-call]
        model, trigger = value
        self.by_db_table[model._meta.db_table, trigger.name] = trigger
        self.pg_function_names.add(trigger.get_pgid(model))  # type: ignore[arg-type]

    def __delitem__(self, key: str) -> None:
        model, trigger = self[key]
        super().__delitem__(key)  # type: ignore[no-untyped-call]
        del self.by_db_table[model._meta.db_table, trigger.name]
        self.pg_function_names.discard(trigger.get_pgid(model))  # type: ignore[arg-type]


registry._registry.__class__ = _Registry

# django-simple-history makes a class of managers each time that it notes a change.
HistoryManager.from_queryset = cache(HistoryManager.from_queryset)  # type: ignore[method-assign]


#: By the kind of a value what stands for the nth of them while Django writes the SQL.
_STAND_INS: Mapping[type, Callable[[int], int | str | date]] = {
    int: lambda n: -987_654_321 - n,
    str: lambda n: f"\ufffe{n}",
    date: lambda n: date.min + timedelta(days=n),
}


#: How often a connection asks a query before the server prepares it.
_OFTEN = 2
#: How often a connection asked each query; the connection of the driver, which ends with what the server prepared for it.
_asked: WeakKeyDictionary[Any, Counter[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class _Form:
    """A query as Django wrote it, with values that stand for others; `places` says which of its parameters are which of them."""

    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    places: list[int | None]
    fixed: tuple[Any, ...]
    #: What makes values of its columns, which Django looks for in each column anew.
    converters: dict[int, Any]

    def with_values(self, values: Sequence[Any]) -> tuple[str, list[Any]]:
        """Its SQL, and its parameters with these values."""
        filled = zip(self.places, self.fixed, strict=True)
        return self.sql, [fixed if place is None else values[place] for place, fixed in filled]

    def to_send(self, values: Sequence[Any]) -> tuple[str, list[Any]]:
        """What is sent on this thread's connection, and its parameters with these values.

        That is its SQL, or, once it was asked often, the name of what the server prepared and does not plan each time.
        """
        # Where a transaction is to be undone, Django sends nothing, so this is not a time at which it was asked.
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS") or connection.needs_rollback:
            return self.with_values(values)
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        asked = _asked.setdefault(connection.connection, Counter())
        if asked[self.name] < _OFTEN:
            asked[self.name] += 1
            return self.with_values(values)
        given = [values[place] for place in self.places if place is not None]
        if asked[self.name] == _OFTEN:
            # Past Django's cursor: what is prepared is not one of the queries that a page or an act asks.
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                cursor.execute(f"PREPARE {self.name} AS {self._numbered(cursor)}")
            asked[self.name] += 1
        places = f"({', '.join(['%s'] * len(given))})" if given else ""
        return f"EXECUTE {self.name}{places}", given

    @cached_property
    def name(self) -> str:
        """What the server calls it once it is prepared."""
        return f"written_{sha256(repr((self.sql, self.places, self.fixed)).encode()).hexdigest()[:32]}"

    def _numbered(self, cursor: Any) -> str:
        """Its SQL with a number for each value that is given, and all other parameters written out."""
        parameters, numbers = zip(self.places, self.fixed, strict=True), count(1)

        def written(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return "%"
            place, fixed = next(parameters)
            return f"${next(numbers)}" if place is not None else cursor.mogrify("%s", [fixed]).decode()

        return re.sub("%[%s]", written, self.sql)


class Written:
    """A query of one form: Django writes its SQL once in a process, and only the values differ. For what every act and page asks.

    `of` makes it from values, each a whole number, a text or a day. Django takes longer to write it than the server to answer,
    and the server longer to plan it than to find its rows: it prepares what a connection asks often.
    Whoever asks gets `EmptyResultSet` where it could find nothing whatever the values.
    """

    def __init__(self, of: Callable[..., QuerySet[Any, Any]]) -> None:
        self.of = of
        self._forms: dict[tuple[type, ...], _Form] = {}

    def rows(self, *values: int | str | date) -> list[tuple[Any, ...]]:
        """Its rows for these values, as the server sends them: its columns are such as need no conversion."""
        with connection.cursor() as cursor:
            cursor.execute(*self._form(values).to_send(values))
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def found(self, *values: int | str | date) -> list[Any]:
        """Its objects for these values, together with those that its `select_related` names.

        Raises `TransactionManagementError` where it locks rows outside a transaction.
        """
        form = self._form(values)
        if form.queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("rows are locked in a transaction")
        # What Django reads of a compiler that has written its SQL is the same for all values: columns, and what is made of them.
        compiler: Any = copy(form.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda: form.to_send(values)
        compiler.get_converters = lambda _columns: form.converters
        queryset = form.queryset.all()
        vars(queryset.query)["get_compiler"] = lambda using: compiler
        return list(queryset)

    def first(self, *values: int | str | date) -> Any:
        """The first of its objects for these values, in its order; None if there is none."""
        return next(iter(self.found(*values)), None)

    def within(self, *values: int | str | date) -> RawSQL:
        """It, for these values, as a part of another query."""
        return RawSQL(*self._form(values).with_values(values))  # noqa: S611 - Django wrote it

    def _form(self, values: tuple[int | str | date, ...]) -> _Form:
        kinds = tuple(type(value) for value in values)
        if kinds not in self._forms:
            # They stand for the values; no query names such itself.
            stand_ins = [_STAND_INS[kind](n) for n, kind in enumerate(kinds)]
            queryset = self.of(*stand_ins)
            compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
            sql, fixed = compiler.as_sql()
            converters = compiler.get_converters([column for column, *_ in compiler.select])
            # It outlives the thread whose connection it wrote for.
            compiler.connection = None
            places = [stand_ins.index(one) if one in stand_ins else None for one in fixed]
            self._forms[kinds] = _Form(queryset, compiler, sql, places, fixed, converters)
        return self._forms[kinds]


#: How the server logs: its own doings, and no statement, row or message of an error, which quote what people told. The portal's
#: log holds what failed and where. docker-compose.yml names the same (tests/test_settings.py).
DISCREET = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}

#: Only the tests, which empty the tables, set `wuyuan.may_truncate`.
_TRUNCATE = """
IF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN
    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
END IF;
RETURN NULL;
"""
_ANY = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def _before(
    name: str, operation: pgtrigger.Operation, func: str, condition: pgtrigger.Condition | None = None
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=operation, condition=condition, func=func
    )


def server_time() -> datetime:
    """The time that the database server tells at this moment, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return cast(datetime, now)


def before_months(months: int) -> datetime:
    """The moment so many months before the database server's time, as the server counts months."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() - make_interval(months => %s)", [months])
        (then,) = cursor.fetchone()
    return cast(datetime, then)


def kept(*, unchanged: bool = False) -> list[pgtrigger.Trigger]:
    """Triggers of a table whose rows are never deleted and, with `unchanged`, never altered."""
    operation = pgtrigger.Update | pgtrigger.Delete if unchanged else pgtrigger.Delete
    return [
        pgtrigger.Protect(name="append_only" if unchanged else "keep", operation=operation),
        pgtrigger.Trigger(
            name="keep_all",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=_TRUNCATE,
        ),
    ]


def kept_for(column: str, months: int, says: str) -> list[pgtrigger.Trigger]:
    """Triggers of a table whose rows are never altered, and deleted only when the moment in this column is so long ago."""
    young = f"OLD.{column} > clock_timestamp() - interval '{months} months'"
    refuse = f"RAISE EXCEPTION '{says}'"
    return [
        _before("unaltered", pgtrigger.Update, f"{refuse};"),
        _before("young_stays", pgtrigger.Delete, f"IF {young} THEN {refuse}; END IF; RETURN OLD;"),
        kept()[1],
    ]


def erasable(table: str, *columns: str) -> list[pgtrigger.Trigger]:
    """Triggers of a table whose rows are never deleted, and altered only to empty these text columns."""
    refilled = " OR ".join(f"NEW.{column} <> OLD.{column} AND NEW.{column} <> ''" for column in columns)
    refuse = f"RAISE EXCEPTION '{table}: rows are kept as they are'"
    changed = f"{_changed((), columns)} OR {refilled}"
    return [
        *kept(),
        _before("only_emptied", pgtrigger.Update, f"IF {changed} THEN {refuse}; END IF; RETURN NEW;"),
    ]


def begins(name: str, state: str, says: str) -> pgtrigger.Trigger:
    """A row is inserted in this state and in no other."""
    otherwise = pgtrigger.Q(new__state__df=state)
    return _before(name, pgtrigger.Insert, f"RAISE EXCEPTION '{says}';", otherwise)


def dated_now(column: str, says: str) -> pgtrigger.Trigger:
    """A row is inserted with the server's own time in this column, or a time a little before: acts take a moment."""
    now = f"NEW.{column} BETWEEN clock_timestamp() - interval '10 minutes' AND clock_timestamp()"
    refuse = f"IF ({now}) IS NOT TRUE THEN RAISE EXCEPTION '{says}'; END IF; RETURN NEW;"
    return _before(f"{column}_now", pgtrigger.Insert, refuse)


class Digested(pgtrigger.Trigger):
    """The column `digest` is the SHA-256 over these SQL expressions, computed at every write before anything else.

    `expression` computes it of a row called `new`, by which a verification reads it again.
    """

    def __init__(self, *parts: str) -> None:
        joined = ",\n    ".join(parts)
        self.expression = f"encode(sha256(convert_to(concat_ws(E'\\x1f',\n    {joined}\n), 'UTF8')), 'hex')"
        super().__init__(
            name="a_digest",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=f"NEW.digest := {self.expression};\nRETURN NEW;",
        )


#: Done once in a transaction, by the first of its changed rows.
_NEW_STATE = """
IF current_setting('wuyuan.new_state', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
    INSERT INTO pages_publicstate (id, mark) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark;
    PERFORM set_config('wuyuan.new_state', pg_current_xact_id()::text, true);
END IF;
"""


def changes_public_pages(*states: str, once: str = "") -> pgtrigger.Trigger:
    """Rows that citizens see, where states are named those in one of them: a transaction that changed one makes another state.

    A row seen before the change or after it counts; with `once`, an SQL condition, a change of a row for which it holds. Kept
    pages go by the state of what is public (foundation/pages).
    """
    among = "', '".join(states)
    # Of the row that an insertion or a deletion lacks every column is null, and so is the comparison.
    seen = f"NEW.state IN ('{among}') OR OLD.state IN ('{among}')" if states else "TRUE"
    return pgtrigger.Trigger(
        name="changes_public_pages",
        when=pgtrigger.After,
        operation=pgtrigger.Update if once else _ANY,
        timing=pgtrigger.Deferred,
        func=f"IF {once or seen} THEN {_NEW_STATE} END IF; RETURN NULL;",
    )


def alone(column: str) -> Func:
    """A number as a range of itself: ranges exclude one another without an extension of the database."""
    return Func(F(column), F(column), Value("[]"), function="int8range")


def touches(parent: str, column: str) -> pgtrigger.Trigger:
    """A changed part makes the row of `parent` that it names in `column` compute its digest again, or refuse the change."""
    touch = f"UPDATE {parent} SET digest = '' WHERE id IN (NEW.{column}, OLD.{column}); RETURN NULL;"  # noqa: S608
    name = f"touch_{column.removesuffix('_id')}"
    return pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=_ANY, func=touch)


def frozen(
    name: str,
    says: str,
    *,
    once: Iterable[str] | pgtrigger.Q | None = None,
    columns: Iterable[str] = (),
    but: Iterable[str] = (),
) -> pgtrigger.Trigger:
    """These columns, or all except `but`, do not change once the row is in one of these states or meets a condition."""
    condition = once if once is None or isinstance(once, pgtrigger.Q) else _in("old", once)
    refuse = f"IF {_changed(columns, but)} THEN RAISE EXCEPTION '{says}'; END IF; RETURN NEW;"
    return _before(name, pgtrigger.Update, refuse, condition)


def ways(name: str, clause: str, onward: Mapping[str, Iterable[str]]) -> pgtrigger.Trigger:
    """A row in one of these states changes only to the states listed for it."""
    strayed = " OR ".join(
        "OLD.state = '{}' AND NEW.state NOT IN ('{}')".format(state, "', '".join((state, *targets)))
        for state, targets in onward.items()
    )
    refuse = f"RAISE EXCEPTION '{clause}: no way leads from % to %', OLD.state, NEW.state"
    return _before(
        name, pgtrigger.Update, f"IF {strayed} THEN {refuse}; END IF; RETURN NEW;", _in("old", onward)
    )


def only_while(name: str, says: str, *, parent: str, column: str, states: Iterable[str]) -> pgtrigger.Trigger:
    """A part is added, changed and deleted only while the row of `parent` that it names in `column` is in these states."""
    within = "', '".join(states)
    closed = (
        f"SELECT 1 FROM {parent} p WHERE p.id IN (NEW.{column}, OLD.{column}) AND p.state NOT IN ('{within}')"  # noqa: S608
    )
    refuse = f"IF EXISTS ({closed}) THEN RAISE EXCEPTION '{says}'; END IF;"
    return _before(name, _ANY, f"{refuse} RETURN COALESCE(NEW, OLD);")


def leads_only_to(name: str, column: str, table: str, holds: str, says: str) -> pgtrigger.Trigger:
    """A row names in `column` only a row of `table` for which this SQL holds, where it names one."""
    other = f"SELECT 1 FROM {table} r WHERE r.id = NEW.{column} AND NOT ({holds})"  # noqa: S608
    refuse = f"IF EXISTS ({other}) THEN RAISE EXCEPTION '{says}'; END IF; RETURN NEW;"
    return _before(name, pgtrigger.Insert | pgtrigger.Update, refuse)


def enters(name: str, state: str, *checks: str) -> pgtrigger.Trigger:
    """These PL/pgSQL statements run before a row changes to this state; they raise to refuse that."""
    arriving = pgtrigger.Q(new__state=state) & pgtrigger.Q(old__state__df=state)
    return _before(name, pgtrigger.Update, "".join([*checks, "RETURN NEW;"]), arriving)


def undone_within(name: str, clause: str, hours: int) -> pgtrigger.Trigger:
    """A withdrawn row comes back only within these hours of its withdrawal, with the moment in `restored_at`."""
    back = pgtrigger.Q(old__state="withdrawn") & pgtrigger.Q(new__state__df="withdrawn")
    late = (
        "OLD.withdrawn_at IS NULL OR NEW.restored_at IS NULL OR NEW.restored_at < OLD.withdrawn_at"
        f" OR NEW.restored_at > OLD.withdrawn_at + interval '{hours} hours'"
    )
    refuse = f"RAISE EXCEPTION '{clause}: a withdrawal is undone within {hours} hours or not at all'"
    return _before(name, pgtrigger.Update, f"IF {late} THEN {refuse}; END IF; RETURN NEW;", back)


def _in(row: str, states: Iterable[str]) -> pgtrigger.Q:
    return pgtrigger.Q(**{f"{row}__state__in": [str(state) for state in states]})


def _changed(columns: Iterable[str], but: Iterable[str]) -> str:
    """SQL: whether these columns, or where none is named all but some, differ between the old row and the new."""
    if named := list(columns):
        new, old = (", ".join(f"{row}.{column}" for column in named) for row in ("NEW", "OLD"))
        return f"ROW({new}) IS DISTINCT FROM ROW({old})"
    apart = "".join(f" - '{column}'" for column in but)
    return f"to_jsonb(NEW){apart} <> to_jsonb(OLD){apart}"


class InstallTriggers(Operation):
    """Install all triggers that a model was created with.

    A first migration made by `makemigrations` adds triggers one by one, and Django renders half of all models anew for each. With
    the triggers in the options of `CreateModel` and this operation after it, nothing is rendered twice.
    """

    reduces_to_sql = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The model was created with its triggers: nothing is added."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Install them."""
        for trigger in self._triggers(app_label, to_state):
            schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Remove them."""
        for trigger in self._triggers(app_label, to_state):
            schema_editor.execute(trigger.uninstall_sql, params=None)

    def describe(self) -> str:
        """What `migrate` says of it."""
        return f"Install the triggers of {self.model_name}"

    def _triggers(self, app_label: str, state: ProjectState) -> list[Any]:
        triggers: list[Any] = state.models[app_label, self.model_name.lower()].options["triggers"]
        return triggers


class CreateTogether(Operation):
    """Create many models, which refer to one another in whatever order.

    Django renders the state of every model that is related, nearly all of them, after each `CreateModel`: with some hundred
    models that takes most of the time in which a new database is made. Here each is rendered once.
    """

    reduces_to_sql = True

    def __init__(self, operations: list[CreateModel]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add every model, and render them beside those that are there, of which nothing changes."""
        rendered = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if rendered is not None:
            made = (state.models[app_label, operation.name_lower] for operation in self.operations)
            rendered.render_multiple(list(made))
            state.__dict__["apps"] = rendered

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the tables; what refers to a later one is bound at the end of the migration."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the tables, the last first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What `migrate` says of it."""
        return f"Create {len(self.operations)} models"
