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


@pytest.mark.parametrize(
    "text",
    ["host=db password=x", "host=db PASSWORD = x", "postgresql://me:secret@db/postgres", "postgres://:s@db"],
)
def test_a_password_in_a_target_is_seen(text):
    assert sessions_info.PASSWORD.search(text)


@pytest.mark.parametrize("text", ["db", "db:5432", "[::1]:5432", "postgresql://me@db:5432/x", "postgresql://db:1/a@b"])
def test_none_is_seen_where_there_is_none(text):
    assert not sessions_info.PASSWORD.search(text)
