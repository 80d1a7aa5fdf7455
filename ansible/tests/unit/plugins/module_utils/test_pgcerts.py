# Copyright: The pgcerts authors
# SPDX-License-Identifier: MIT OR Apache-2.0

from __future__ import annotations

import pytest

from ansible_collections.pgcerts.pgcerts.plugins.module_utils import pgcerts

STORE = dict.fromkeys(pgcerts.STORE_SPEC)
CONNECTION = dict.fromkeys(pgcerts.CONNECTION_SPEC)


def test_only_what_has_a_value_becomes_an_argument():
    flags = [("a", "--a"), ("b", "--b"), ("c", "--c"), ("d", "--d"), ("e", "--e")]
    params = dict(a=True, b=False, c=None, d=0, e="-x y")
    assert pgcerts.options(params, flags) == ["--a", "--d=0", "--e=-x y"]


def test_no_argument_has_the_password_of_a_store():
    params = dict(STORE, path="/p12", storepass="hush")
    assert pgcerts.store_options(params) == ["--dest=/p12", "--storepass-env=" + pgcerts.STOREPASS_VARIABLE]
    assert pgcerts.store_environment(params) == {pgcerts.STOREPASS_VARIABLE: "hush"}
    assert pgcerts.store_environment(STORE) == {}


def test_a_connection_has_its_flags():
    params = dict(CONNECTION, sslmode="verify-ca", port=6432, ignore_environment=True)
    assert sorted(pgcerts.connection_options(params)) == ["--no-env", "--port=6432", "--sslmode=verify-ca"]


@pytest.mark.parametrize("stdout", ["", "{", "[]", '{"schema": 2}', "0"])
def test_another_answer_is_no_answer(stdout):
    with pytest.raises(pgcerts.BadAnswer):
        pgcerts.read_answer(stdout, "command not found\n")


def test_what_another_program_says_is_shown():
    with pytest.raises(pgcerts.BadAnswer, match="command not found$"):
        pgcerts.read_answer("", "command not found\nmore\n")


def test_an_error_is_raised_whole():
    with pytest.raises(pgcerts.Failure) as raised:
        pgcerts.read_answer('{"schema": 1, "error": {"code": "io", "message": "no", "hint": "do", "line": 7}}', "")
    assert raised.value.error == {"code": "io", "message": "no", "hint": "do", "line": 7}


def test_an_answer_keeps_its_fields_and_gives_its_warnings_another_name():
    answer = pgcerts.read_answer('{"schema": 1, "command": "x", "version": "1", "warnings": [1], "ok": null}', "")
    assert pgcerts.without_head(answer) == {"version": "1", "ok": None, "notices": [1]}


def test_a_sentence_has_the_fix_if_there_is_one():
    assert pgcerts.sentence(dict(code="c", message="m", hint="h")) == "c: m. Fix: h"
    assert pgcerts.sentence(dict(code="c", message="m", hint=None)) == "c: m"


def test_the_verdict_is_the_first_error():
    findings = [dict(code=code, severity=code, message="m", hint=None) for code in ("warning", "error")]
    assert pgcerts.verdict(dict(findings=findings)) == "error: m"
    assert pgcerts.verdict(dict(findings=findings[:1])) == "no errors"
