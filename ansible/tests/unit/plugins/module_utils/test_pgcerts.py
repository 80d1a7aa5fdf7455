# Copyright: The pgcerts authors
# SPDX-License-Identifier: MIT OR Apache-2.0

from __future__ import annotations

import json

import pytest

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args
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


# Prints its arguments and its input as pgcerts would print an answer.
ECHO = """#!/usr/bin/env python3
import json, sys
print(json.dumps(dict(schema=1, arguments=sys.argv[1:], data=sys.stdin.read(), warnings=[])))
"""


@pytest.fixture
def echo(tmp_path, monkeypatch):
    path = tmp_path / "echo"
    path.write_text(ECHO)
    path.chmod(0o755)
    monkeypatch.setenv("HOME", "/home/of/me")
    monkeypatch.setenv("FOLDER", "folder")
    return str(path)


def module(**args):
    with patch_module_args(args):
        return AnsibleModule(argument_spec=dict(value=dict(type="str"), **pgcerts.EXECUTABLE_SPEC, **pgcerts.STORE_SPEC))


@pytest.mark.parametrize("value", ["~", "~/x", "$HOME", "${FOLDER}/x", "a $FOLDER b", "%FOLDER%", "`id`", "*", "'"])
def test_a_value_reaches_the_program_as_it_is(echo, value):
    answer = pgcerts.run(module(executable=echo), ["check", value, "--host=" + value], data=value)
    assert answer["arguments"] == ["check", "--json", value, "--host=" + value]
    assert answer["data"].rstrip("\n") == value


@pytest.mark.parametrize(
    "path, expanded",
    [
        ("~/root.crt", "/home/of/me/root.crt"),
        ("/x/$FOLDER/root.crt", "/x/folder/root.crt"),
        ("/x/$NONE/root.crt", "/x/$NONE/root.crt"),
        ("/x/~/root.crt", "/x/~/root.crt"),
    ],
)
def test_a_path_is_expanded_once_as_ansible_does_it(echo, path, expanded):
    store = module(executable=echo, path=path)
    answer = pgcerts.run(store, ["status"] + pgcerts.store_options(store.params))
    assert answer["arguments"] == ["status", "--json", "--dest=" + expanded]


def test_warnings_are_those_of_ansible_too(echo, tmp_path):
    warning = dict(code="c", message="m", hint="h")
    (tmp_path / "echo").write_text("#!/bin/sh\necho '%s'\n" % json.dumps(dict(schema=1, warnings=[warning])))
    warned = module(executable=echo)
    warned.warn = (said := []).append
    pgcerts.run(warned, ["install"])
    assert said == ["c: m. Fix: h"]
