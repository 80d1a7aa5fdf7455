# Copyright: The pgcerts authors
# SPDX-License-Identifier: MIT OR Apache-2.0

from __future__ import annotations

import pytest

from ansible_collections.pgcerts.pgcerts.plugins.module_utils import pgcerts
from ansible_collections.pgcerts.pgcerts.plugins.modules import root_crt

NAMES = [*pgcerts.STORE_SPEC, *(name for name, flag in root_crt.CHANGE_FLAGS + root_crt.INSTALL_FLAGS)]
DEFAULTS = dict(dict.fromkeys(NAMES), state="present", expired=False, roots=None, backup=True)


def params(**changes):
    return dict(DEFAULTS, **changes)


def root(**fields):
    return dict(dict(file=None, sha256=None, subject=None), **fields)


@pytest.mark.parametrize(
    "changes, expected",
    [
        (dict(), ["install"]),
        (dict(state="exact", set="azure"), ["install", "--replace", "--set=azure"]),
        (dict(state="repaired", offline=True), ["install", "--repair", "--offline"]),
        (dict(backup=False, unsafe_writes=True), ["install", "--in-place", "--no-backup"]),
        (dict(roots=[root(file="/f", sha256="ab")]), ["install", "--root=/f", "--sha256=ab"]),
        (dict(state="absent", offline=True, mirror="https://m"), ["uninstall"]),
        (dict(state="absent", expired=True), ["uninstall", "--expired"]),
        (dict(state="absent", roots=[root(file="/f", sha256="ab")]), ["uninstall", "--root=/f"]),
        (dict(state="absent", roots=[root(sha256="ab"), root(subject="S")]), ["uninstall", "--root=ab", "--root=S"]),
    ],
)
def test_parameters_become_a_command(changes, expected):
    assert root_crt.arguments(params(**changes), False) == expected
    assert root_crt.arguments(params(**changes), True) == expected + ["--dry-run"]


@pytest.mark.parametrize(
    "changes",
    [
        dict(expired=True),
        dict(roots=[root(file="/f")]),
        dict(roots=[root(sha256="ab")]),
        dict(roots=[root(file="/f", sha256="ab", subject="S")]),
        dict(state="absent", roots=[root()]),
    ],
)
def test_what_says_too_little_or_too_much_is_refused(changes):
    with pytest.raises(ValueError):
        root_crt.arguments(params(**changes), False)


def certificate(subject, **more):
    return dict(subject=subject, sha256=subject * 64, **more)


def test_the_diff_has_what_comes_and_goes_and_junk():
    answer = dict(
        path="/p",
        roots=[certificate("a", state="present"), certificate("b", state="added")],
        kept=[certificate("c")],
        dropped=[certificate("d", line=1, reason="not in the set"), dict(line=9, reason="its base64 does not decode")],
    )
    added, removed, stays = root_crt.changes(answer)
    assert [entry["subject"] for entry in added + removed + stays] == ["b", "d", "c", "a"]
    diff = root_crt.diff(answer, added, removed, stays)
    lines = dict((name, "%s (%s)\n" % (name, name * 16)) for name in "abcd")
    assert diff["before"] == lines["c"] + lines["a"] + lines["d"] + "line 9: its base64 does not decode\n"
    assert diff["after"] == lines["c"] + lines["a"] + lines["b"]


def test_the_diff_of_a_removal_needs_no_roots():
    answer = dict(path="/p", kept=[certificate("c")], removed=[certificate("d", alias="x")])
    added, removed, stays = root_crt.changes(answer)
    assert (added, [entry["subject"] for entry in removed]) == ([], ["d"])
    assert root_crt.diff(answer, added, removed, stays)["after"] == "c (%s)\n" % ("c" * 16)
