# Copyright: The pgcerts authors
# MIT License or Apache License 2.0 (see the repository's LICENSE-MIT and LICENSE-APACHE)
# SPDX-License-Identifier: MIT OR Apache-2.0

"""Runs pgcerts and reads its JSON; the modules decide nothing that the program can decide."""

from __future__ import annotations

import json

SCHEMA = 1

# What every answer has, and what the task itself says.
HEAD = ("schema", "command", "warnings", "dry_run")

EXECUTABLE_SPEC = dict(executable=dict(type="path"))

STORE_SPEC = dict(
    path=dict(type="path", aliases=["dest"]),
    set=dict(type="str"),
    for_host=dict(type="str", aliases=["for"]),
    pins=dict(type="path"),
    store_format=dict(type="str", choices=["pem", "pkcs12", "jks"]),
    storepass_file=dict(type="path", no_log=False),
    storepass=dict(type="str", no_log=True),
)
STORE_MUTUALLY_EXCLUSIVE = [("set", "for_host"), ("storepass", "storepass_file")]

CONNECTION_SPEC = dict(
    sslmode=dict(type="str", choices=["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]),
    sslrootcert=dict(type="str"),
    sslcrl=dict(type="path"),
    sslcrldir=dict(type="path"),
    sslcert=dict(type="path"),
    sslkey=dict(type="path", no_log=False),
    hostaddr=dict(type="str"),
    port=dict(type="int"),
    negotiation=dict(type="str", choices=["postgres", "direct"]),
    timeout=dict(type="int"),
    ignore_environment=dict(type="bool", default=False),
)

# Not an argument, which every user of the machine could read.
STOREPASS_VARIABLE = "PGCERTS_ANSIBLE_STOREPASS"


class BadAnswer(Exception):
    """What ran does not answer as pgcerts does."""


class Failure(Exception):
    """The error object of a run that failed."""

    def __init__(self, error):
        super().__init__(error["message"])
        self.error = error


def options(params, flags):
    """The arguments for those of `flags`, pairs of a parameter and its flag, that have a value."""
    arguments = []
    for name, flag in flags:
        value = params[name]
        if value is True:
            arguments.append(flag)
        elif value is not None and value is not False:
            # Joined, so that a value with a leading dash is not read as a flag.
            arguments.append("%s=%s" % (flag, value))
    return arguments


def store_options(params):
    """The arguments for the parameters of STORE_SPEC."""
    arguments = options(
        params,
        [
            ("path", "--dest"),
            ("set", "--set"),
            ("for_host", "--for"),
            ("pins", "--pins"),
            ("store_format", "--store-format"),
            ("storepass_file", "--storepass-file"),
        ],
    )
    if params["storepass"] is not None:
        arguments.append("--storepass-env=" + STOREPASS_VARIABLE)
    return arguments


def store_environment(params):
    """The environment for the parameters of STORE_SPEC."""
    return {} if params["storepass"] is None else {STOREPASS_VARIABLE: params["storepass"]}


def connection_options(params):
    """The arguments for the parameters of CONNECTION_SPEC."""
    flags = [(name, "--" + name) for name in CONNECTION_SPEC if name != "ignore_environment"]
    return options(params, flags + [("ignore_environment", "--no-env")])


def read_answer(stdout, stderr):
    """The object that a run printed, or an exception."""
    try:
        answer = json.loads(stdout)
    except ValueError:
        said = (stderr or stdout).strip().splitlines()
        raise BadAnswer("pgcerts did not answer in JSON: %s" % (said[0] if said else "it printed nothing"))
    if not isinstance(answer, dict) or answer.get("schema") != SCHEMA:
        raise BadAnswer("pgcerts answered in another form of JSON; this collection reads schema %d" % SCHEMA)
    if answer.get("error"):
        raise Failure(answer["error"])
    return answer


def sentence(entry):
    """A warning or an error with its code and its fix in one line."""
    text = "%s: %s" % (entry["code"], entry["message"])
    return "%s. Fix: %s" % (text, entry["hint"]) if entry.get("hint") else text


def verdict(answer):
    """The first error among the findings in a line."""
    errors = [finding for finding in answer["findings"] if finding["severity"] == "error"]
    return sentence(errors[0]) if errors else "no errors"


def run(module, arguments, data=None, environment=None):
    """Runs pgcerts and returns its answer; the module fails if the run did."""
    executable = module.get_bin_path(module.params["executable"] or "pgcerts", True, ["/usr/local/bin"])
    code, stdout, stderr = module.run_command(
        [executable, arguments[0], "--json"] + arguments[1:],
        data=data,
        environ_update=environment or {},
        # Values are data. Ansible has expanded those that are paths.
        expand_user_and_vars=False,
    )
    try:
        answer = read_answer(stdout, stderr)
    except BadAnswer as problem:
        module.fail_json(msg=str(problem), rc=code, stdout=stdout, stderr=stderr)
    except Failure as failure:
        error = failure.error
        module.fail_json(msg=sentence(error), code=error["code"], hint=error.get("hint"), error=error, rc=code)
    for warning in answer.get("warnings", []):
        module.warn(sentence(warning))
    return answer


def without_head(answer):
    """The answer without HEAD, and warnings under a name that Ansible leaves alone."""
    rest = dict((name, value) for name, value in answer.items() if name not in HEAD)
    if "warnings" in answer:
        rest["notices"] = answer["warnings"]
    return rest


def end(module, answer, **result):
    """Ends the module with the answer, and with what the module says besides."""
    module.exit_json(**dict(without_head(answer), **result))
