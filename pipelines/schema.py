"""What a table is: its columns, key, references and rules, declared once and rendered for each engine that needs them.

Belongs here: the declaration (`Table`, `Column`, `Rule`) and its renderings as polars schema, pandera schema and
DuckDB DDL. Which tables there are stands in `tables`; what becomes of a row that breaks a rule, in `quarantine`.

A rule is one SQL condition. DuckDB takes it as CHECK, and polars (`pl.sql_expr`) as the expression that pandera
evaluates, so both enforce the same words. In both, a condition that yields NULL holds. Keep to what the two dialects
share: comparisons, BETWEEN, IN, IS NULL, AND/OR/NOT, and `~`, which wants a pattern anchored with `^` and `$` (DuckDB
matches the whole text, polars any part of it).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported late: the dictionary in the terminal needs neither (0.3 s and 3 s)
    import pandera.polars as pa
    import polars as pl


# More values than that nobody reads in a sentence; of a longer list only the length is told.
MOST_ENUMERATED = 12


@dataclass(frozen=True, slots=True)
class Type:
    """A column's type: its name in DuckDB and the polars type that carries it there without a cast."""

    sql: str
    polars_name: str

    def __str__(self) -> str:
        return self.sql

    def polars(self) -> pl.DataType:
        """The polars type, e.g. `pl.Int32()`; timestamps are naive UTC, in microseconds as in DuckDB."""
        import polars as pl

        if self.polars_name == "Datetime":
            return pl.Datetime("us")
        made: pl.DataType = getattr(pl, self.polars_name)()
        return made


TEXT = Type("VARCHAR", "String")
INTEGER = Type("INTEGER", "Int32")
BIGINT = Type("BIGINT", "Int64")
DOUBLE = Type("DOUBLE", "Float64")
BOOLEAN = Type("BOOLEAN", "Boolean")
DATE = Type("DATE", "Date")
TIMESTAMP = Type("TIMESTAMP", "Datetime")


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold for every row of a table: `words` for people, `sql` for the engines, over `columns`."""

    words: str
    sql: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """`columns` of a table hold values of the `parent_columns` of `parent`, or NULL."""

    columns: tuple[str, ...]
    parent: Table
    parent_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column and all that is promised about it. A missing value is NULL: a text is never empty."""

    name: str
    type: Type
    description: str
    nullable: bool = False
    is_key: bool = False
    isin: tuple[str, ...] | tuple[int, ...] | None = None
    at_least: int | float | None = None
    at_most: int | float | None = None
    pattern: str | None = None
    references: Table | None = None

    def rules(self) -> tuple[Rule, ...]:
        """The column's own rules, NOT NULL and references aside; the parent of a reference has the rules of its key."""
        return tuple(
            Rule(f"{self.name} {words}", f"{self.name} {sql}", (self.name,)) for words, sql in self._promises()
        )

    def _promises(self) -> Iterator[tuple[str, str]]:
        if self.isin is not None:
            yield f"is one of {_enumerated(self.isin)}", f"IN ({', '.join(map(literal, self.isin))})"
        elif self.pattern is not None:
            yield f"looks like {self.pattern}", f"~ {literal(f'^({self.pattern})$')}"
        elif self.type is TEXT and self.references is None:
            yield "is not empty", "<> ''"
        if self.at_least is not None and self.at_most is not None:
            yield f"is between {self.at_least:,} and {self.at_most:,}", f"BETWEEN {self.at_least} AND {self.at_most}"
        elif self.at_least is not None:
            yield f"is at least {self.at_least:,}", f">= {self.at_least}"
        elif self.at_most is not None:
            yield f"is at most {self.at_most:,}", f"<= {self.at_most}"


@dataclass(frozen=True, eq=False)
class Table:
    """A table, declared once. `grain` completes the sentence "one row is …".

    Columns that are keys form the primary key, in their order; those of `parent_key` hold the key of the row above this
    one in the same table, or NULL. A table that `mirrors` another holds such rows too, and has its name in another schema.

    Raises ValueError where the declaration contradicts itself: a column named twice, a rule over a column that isn't there,
    a reference to a table whose key isn't one column.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    schema: str = "main"
    unique: tuple[tuple[str, ...], ...] = ()
    checks: tuple[Rule, ...] = ()
    further_references: tuple[Reference, ...] = ()
    parent_key: tuple[str, ...] = ()
    mirrors: Table | None = None
    _by_name: dict[str, Column] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {column.name: column for column in self.columns})
        if len(self._by_name) < len(self.columns):
            raise ValueError(f"{self.name} declares a column twice")
        mentioned = [name for rule in self.checks for name in rule.columns]
        mentioned += [name for columns in self.unique for name in columns]
        mentioned += self.parent_key
        mentioned += [name for reference in self.further_references for name in reference.columns]
        if unknown := sorted(set(mentioned) - set(self._by_name)):
            raise ValueError(f"{self.name} has no column {', '.join(unknown)}")
        for column in self.columns:
            if column.references is not None and len(column.references.key) != 1:
                raise ValueError(f"{self.name}.{column.name} refers to a table whose key isn't one column")

    def __str__(self) -> str:
        return self.qualified_name

    @property
    def qualified_name(self) -> str:
        """The name as a query writes it: `dim_plan`, `audit.evidence`."""
        return self.name if self.schema == "main" else f"{self.schema}.{self.name}"

    @property
    def frame_name(self) -> str:
        """What its frame is called among those of other tables: the name, save that of a table that mirrors another.

        It would have the other's name; `history_dim_plan` is a name for Dagster and Python, too.
        """
        return self.name if self.mirrors is None else f"{self.schema}_{self.name}"

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return tuple(column.name for column in self.columns if column.is_key)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(self._by_name)

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every reference to another table or to this one."""
        of_columns = tuple(
            Reference((column.name,), column.references, column.references.key)
            for column in self.columns
            if column.references is not None
        )
        to_itself = (Reference(self.parent_key, self, self.key),) if self.parent_key else ()
        return of_columns + self.further_references + to_itself

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that a row must meet by itself, NOT NULL aside."""
        return tuple(rule for column in self.columns for rule in column.rules()) + self.checks

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError when there is none."""
        return self._by_name[name]

    def __contains__(self, column_name: object) -> bool:
        return column_name in self._by_name

    def polars_schema(self) -> pl.Schema:
        """Names and types of a frame that holds this table, in order."""
        return self._empty.schema

    def empty(self) -> pl.DataFrame:
        """A frame of this table without rows."""
        return self._empty.clone()

    @cached_property
    def _empty(self) -> pl.DataFrame:
        """Made once: a refresh asks for types and empty frames some two hundred times."""
        import polars as pl

        return pl.DataFrame(schema={column.name: column.type.polars() for column in self.columns})

    def pandera_schema(self) -> pa.DataFrameSchema:
        """Types, order of columns, NOT NULL and every rule; a failure's `check` is the rule's words.

        Keys and references need more than a row and are left to `checks`.
        """
        import pandera.polars as pa

        return pa.DataFrameSchema(
            {column.name: _pandera_column(column) for column in self.columns},
            checks=[_pandera_check(rule) for rule in self.checks],
            name=self.qualified_name,
            description=self.grain,
            strict=True,
            ordered=True,
        )

    def pandera_verdict(self) -> pa.Check:
        """The same promises of rows, types aside, as one check: whether all are kept, at a tenth of the work.

        It doesn't say which one is broken: where it fails, `pandera_schema` does.
        """
        import pandera.polars as pa

        return pa.Check(self._keeps_every_promise, name="every promise is kept")

    def _keeps_every_promise(self, data: pa.PolarsData) -> pl.LazyFrame:
        """Of each row, whether it does; NULL counts as a yes. Where a value is needed NaN is none, as in `pandera_schema`."""
        import polars as pl

        needed = [column for column in self.columns if not column.nullable]
        stated = [pl.col(column.name).is_not_null() for column in needed]
        numbers = [pl.col(column.name).is_not_nan() for column in needed if column.type is DOUBLE]
        rules = [pl.sql_expr(" AND ".join(f"({rule.sql})" for rule in self.rules))] if self.rules else []
        return data.lazyframe.select(pl.all_horizontal(*stated, *numbers, *rules))

    def ddl(self) -> str:
        """`CREATE TABLE` with types, NOT NULL, keys, CHECKs and those FOREIGN KEYs that DuckDB can hold."""
        lines = [_column_ddl(column) for column in self.columns]
        if self.key:
            lines.append(f"PRIMARY KEY ({', '.join(self.key)})")
        lines += [f"UNIQUE ({', '.join(columns)})" for columns in self.unique]
        lines += [f"CHECK ({rule.sql})" for rule in self.rules]
        lines += [_foreign_key(reference) for reference in self.references if self.holds(reference)]
        body = ",\n  ".join(lines)
        return f"CREATE TABLE {self.schema}.{self.name} (\n  {body}\n)"

    def comments(self) -> tuple[str, ...]:
        """`COMMENT ON` statements for the table and each of its columns."""
        name = f"{self.schema}.{self.name}"
        return (
            f"COMMENT ON TABLE {name} IS {literal(self.comment)}",
            *(f"COMMENT ON COLUMN {name}.{column.name} IS {literal(column.description)}" for column in self.columns),
        )

    @property
    def comment(self) -> str:
        """What the table's COMMENT says."""
        return f"One row is {self.grain}."

    def holds(self, reference: Reference) -> bool:
        """Whether DuckDB can enforce a reference of this table.

        It refuses foreign keys between schemas, and ones to columns that aren't declared unique (measured with 2.0.0).
        """
        unique = {reference.parent.key, *reference.parent.unique}
        return reference.parent.schema == self.schema and reference.parent_columns in unique


def key(
    name: str,
    column_type: Type,
    description: str,
    *,
    isin: tuple[str, ...] | tuple[int, ...] | None = None,
    pattern: str | None = None,
    at_least: int | None = None,
    at_most: int | None = None,
) -> Column:
    """A column of the primary key."""
    promises = Column(name, column_type, description, isin=isin, pattern=pattern, at_least=at_least, at_most=at_most)
    return replace(promises, is_key=True)


def fk(name: str, parent: Table, description: str, *, nullable: bool = False, is_key: bool = False) -> Column:
    """A column that refers to `parent`'s key and takes its type from there."""
    if len(parent.key) != 1:
        raise ValueError(f"{parent.name} has no key of one column that {name} could refer to")
    return Column(name, parent.column(parent.key[0]).type, description, nullable, is_key, references=parent)


def as_in(table: Table, *names: str, key: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """Columns of another table once more, with their promises: for a staging table, so that the two can't drift apart.

    A reference becomes what the parent's key promises of each value; `key` names those that are keys here.
    """
    return tuple(_without_reference(table.column(name), is_key=name in key) for name in names)


def _without_reference(column: Column, is_key: bool) -> Column:
    if column.references is None:
        return replace(column, is_key=is_key, references=None)
    parent = column.references.column(column.references.key[0])
    return replace(parent, name=column.name, description=column.description, nullable=column.nullable, is_key=is_key)


def ordered(earlier: str, later: str) -> Rule:
    """`later` is not before `earlier`; holds where either is NULL."""
    return Rule(f"{earlier} is not after {later}", f"{earlier} <= {later}", (earlier, later))


def before(start: str, end: str) -> Rule:
    """`start` lies strictly before `end`; holds where either is NULL."""
    return Rule(f"{start} is before {end}", f"{start} < {end}", (start, end))


def together(one: str, other: str) -> Rule:
    """Either both columns have a value or neither has."""
    words = f"{one} and {other} are both stated or both missing"
    return Rule(words, f"({one} IS NULL) = ({other} IS NULL)", (one, other))


def _enumerated(values: tuple[str, ...] | tuple[int, ...]) -> str:
    """The values in words; of a long list only its length."""
    return ", ".join(map(str, values)) if len(values) <= MOST_ENUMERATED else f"the {len(values)} known values"


def _pandera_column(column: Column) -> pa.Column:
    import pandera.polars as pa

    checks = [_pandera_check(rule) for rule in column.rules()]
    return pa.Column(column.type.polars(), nullable=column.nullable, checks=checks, description=column.description)


def _pandera_check(rule: Rule) -> pa.Check:
    import pandera.polars as pa
    import polars as pl

    def holds(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.sql_expr(rule.sql))

    return pa.Check(holds, name=rule.words, error=rule.words)


def _column_ddl(column: Column) -> str:
    return f"{column.name} {column.type.sql}{'' if column.nullable else ' NOT NULL'}"


def _foreign_key(reference: Reference) -> str:
    parent = f"{reference.parent.schema}.{reference.parent.name}"
    return f"FOREIGN KEY ({', '.join(reference.columns)}) REFERENCES {parent} ({', '.join(reference.parent_columns)})"


def literal(value: str | int) -> str:
    """A SQL literal; quotes are doubled, so any text is safe."""
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
