"""Several SQL statements in one call to PostgreSQL, of which the last one answers."""

from django.db import connection
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django.db.backends.utils import CursorWrapper
from django.db.models.sql.query import RawQuery


def to_the_last(cursor: CursorWrapper) -> None:
    """psycopg 3 begins with the rows of the first statement, psycopg2 has those of the last."""
    if is_psycopg3 and connection.vendor == "postgresql":
        while cursor.nextset():
            pass


class QueryOfTheLast(RawQuery):
    """For `RawQuerySet`: the rows of the last statement."""

    cursor: CursorWrapper

    def _execute_query(self) -> None:
        super()._execute_query()  # type: ignore[misc]  # Django's types do not know it
        to_the_last(self.cursor)
