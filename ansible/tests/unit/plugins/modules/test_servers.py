# Copyright: The pgcerts authors
# SPDX-License-Identifier: MIT OR Apache-2.0

from __future__ import annotations

import pytest

from ansible_collections.pgcerts.pgcerts.plugins.modules import server_info, sessions_info


def test_targets_are_lines():
    assert server_info.lines(["db", "host=db port=1"]) == "db\nhost=db port=1"


@pytest.mark.parametrize("target", ["", " ", "# db", "  # db", "db\nother", "db\r"])
def test_a_target_that_is_no_line_is_refused(target):
    with pytest.raises(ValueError):
        server_info.lines(["db", target])


def target(**fields):
    verdicts = {"verify-full": {"message": "the verdict"}}
    return dict(dict(error=None, findings=[], sslmode="verify-full", verdicts=verdicts), **fields)


def test_the_cause_is_the_error_or_a_finding_or_the_verdict():
    warning, error = (dict(severity=s, code=s, message="m", hint=None) for s in ("warning", "error"))
    assert server_info.cause(dict(error=error)) == "error: m"
    assert server_info.cause(target(findings=[warning, error])) == "error: m"
    assert server_info.cause(target(findings=[warning])) == "the verdict"


# As `PQconninfoParse` of libpq 15 reads them, but where a comment says otherwise.
@pytest.mark.parametrize(
    "text",
    [
        "host=db password=x",
        "host=db PASSWORD = x",
        "host=db password\n='x y'",
        "host=db sslpassword=x",
        "host=db scram_client_key=x",
        "postgresql://me:secret@db/postgres",
        "postgres://:s@db",
        "postgresql://u:p?secret@h/db",
        "postgresql://u:p:q@h",
        "postgresql://u:p@h1,h2",
        "postgresql://[::1]@h",
        "postgresql://h?user=a:b@c",
        "postgresql://u@h?password=x",
        "postgresql://h/?pass%77ord=x",
        "postgresql://h/?a=b&sslpassword=x",
        # It reads the start of the password as a port.
        "postgresql://u:pa/ss@h",
        "postgresql://u:p?a/ss@h",
        "postgresql://h1:1,h2:pa/ss@h",
        # It refuses them, and as an argument they are seen all the same.
        "u:p@h",
        "POSTGRESQL://u:p@h",
        " postgresql://u:p@h",
        # Of other clients.
        "jdbc:postgresql://h/db?user=a&password=b",
        "Server=h;Pwd=x",
        "postgresql+psycopg://u:p@h/d",
        "DATABASE_URL=postgresql://u:p@h/d",
    ],
)
def test_a_secret_in_a_target_is_seen(text):
    assert sessions_info.has_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "db",
        "db:5432",
        "[::1]:5432",
        "host=db user=me@server options=-ca:b@c passfile=/p",
        "postgresql://me@db:5432/x",
        "postgresql://me@[::1]:5432/x",
        "postgresql://db:1/a@b",
        "postgresql://[::1]:5/a@b",
        "postgresql://h1:1,h2:2/x@h",
        "postgresql://h:5/db?user=me@server",
        "postgresql://h/?user=a:b@c",
        "postgresql://u%3Ap@h",
        "postgresql:///db?host=/run/postgresql",
    ],
)
def test_none_is_seen_where_there_is_none(text):
    assert not sessions_info.has_secret(text)
