#!/usr/bin/python
# Copyright: The pgcerts authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: server_info
short_description: Check what libpq would do with PostgreSQL servers
version_added: 0.1.0
description:
  - Runs C(pgcerts check) on the target, which connects to the servers as libpq does and does not log in.
  - A server that is not ok, or is not reached, is an answer and not a failure. Decide by RV(not_ok).
options:
  targets:
    description:
      - The servers, each as C(HOST), C(HOST:PORT), a C(postgresql://) URI or a connection string.
      - No password is needed. They are handed over on standard input.
    type: list
    elements: str
  chain:
    description:
      - A file on the target with a chain in PEM, which is judged without a connection.
      - Mutually exclusive with O(targets).
    type: path
  host:
    description:
      - The name to compare with that of O(chain).
    type: str
  at:
    description:
      - Judge as of this day or time, such as V(2029-07-01).
    type: str
  set:
    description:
      - Only roots of this set may anchor a chain.
    type: str
  pins:
    description:
      - A pin manifest on the target. Its set must anchor every chain.
    type: path
  auth:
    description:
      - Show what C(pg_hba.conf) asks for too.
    type: bool
    default: false
  probe:
    description:
      - Show the TLS versions, cipher suites and groups that the servers take.
    type: bool
    default: false
  min_version:
    description:
      - With O(probe), show the clients that this version locks out.
    type: str
    choices: [TLSv1, TLSv1.1, TLSv1.2, TLSv1.3]
  jobs:
    description:
      - How many servers are asked at once. The default is 64.
    type: int
  expiring_within:
    description:
      - Warn if a chain ends in fewer days. The default is 30.
    type: int
extends_documentation_fragment:
  - pgcerts.pgcerts.pgcerts
  - pgcerts.pgcerts.pgcerts.connection
  - ansible.builtin.action_common_attributes
attributes:
  diff_mode:
    support: none
seealso:
  - module: pgcerts.pgcerts.root_crt
  - module: pgcerts.pgcerts.sessions_info
"""

EXAMPLES = r"""
- name: Stop unless this machine can verify its servers
  pgcerts.pgcerts.server_info:
    targets:
      - db1.example.com
      - db2.example.com:6432
  register: servers
  failed_when: servers.not_ok | length > 0

- name: Check a chain that a server will send from next month on
  pgcerts.pgcerts.server_info:
    chain: /etc/postgresql-roots/new-chain.pem
    host: db1.example.com
"""

RETURN = r"""
ok:
  description: False if a server is not ok, else null if that is unknown for one, else true.
  returned: success
  type: bool
not_ok:
  description: The servers that are not ok, or not reached.
  returned: success
  type: list
  elements: str
  sample: ["db2.example.com:6432"]
msg:
  description: Each server that is not ok, with the reason.
  returned: success
  type: str
at:
  description: The time for which the chains are judged.
  returned: success
  type: str
targets:
  description: The servers in the order of O(targets), as C(pgcerts check) reports them.
  returned: success
  type: list
  elements: dict
  contains:
    target:
      description: Host and port.
      type: str
    ok:
      description: Whether the deciding mode connects and no finding is an error. Null if that is unknown.
      type: bool
    error:
      description: Why the server was not reached, or null.
      type: dict
    until:
      description: When the answer changes by itself.
      type: str
    verdicts:
      description: What each sslmode does.
      type: dict
    paths:
      description: The chains, with the root of each as C(anchor).
      type: list
      elements: dict
    findings:
      description: What is wrong, the worst first.
      type: list
      elements: dict
version:
  description: The version of C(pgcerts).
  returned: success
  type: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.pgcerts.pgcerts.plugins.module_utils.pgcerts import (
    CONNECTION_SPEC,
    EXECUTABLE_SPEC,
    connection_options,
    end,
    options,
    run,
    sentence,
)

FLAGS = [
    ("chain", "--chain"),
    ("host", "--host"),
    ("at", "--at"),
    ("set", "--set"),
    ("pins", "--pins"),
    ("auth", "--auth"),
    ("probe", "--probe"),
    ("min_version", "--min-version"),
    ("jobs", "--jobs"),
    ("expiring_within", "--expiring-within"),
]


def lines(targets):
    """The targets as standard input, each in a line of its own that is none of a comment."""
    for target in targets:
        if not target.strip() or target.lstrip().startswith("#") or "\n" in target or "\r" in target:
            raise ValueError("each of `targets` is a server: not empty, no comment, one line")
    return "\n".join(targets)


def cause(target):
    """Why a target is not ok."""
    if target["error"]:
        return sentence(target["error"])
    for finding in target["findings"]:
        if finding["severity"] == "error":
            return sentence(finding)
    return target["verdicts"][target["sslmode"]]["message"] or "unknown"


def main():
    module = AnsibleModule(
        argument_spec=dict(
            targets=dict(type="list", elements="str"),
            chain=dict(type="path"),
            host=dict(type="str"),
            at=dict(type="str"),
            set=dict(type="str"),
            pins=dict(type="path"),
            auth=dict(type="bool", default=False),
            probe=dict(type="bool", default=False),
            min_version=dict(type="str", choices=["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]),
            jobs=dict(type="int"),
            expiring_within=dict(type="int"),
            **CONNECTION_SPEC,
            **EXECUTABLE_SPEC,
        ),
        mutually_exclusive=[("targets", "chain")],
        required_one_of=[("targets", "chain")],
        required_by=dict(host="chain"),
        supports_check_mode=True,
    )
    params = module.params
    command = ["check"] + connection_options(params) + options(params, FLAGS)
    data = None
    if params["targets"] is not None:
        try:
            data = lines(params["targets"])
        except ValueError as problem:
            module.fail_json(msg=str(problem))
        command.append("--targets=-")
    answer = run(module, command, data=data)
    wrong = [target for target in answer["targets"] if target["ok"] is not True]
    reasons = ["%s: %s" % (target["target"], cause(target)) for target in wrong]
    msg = "; ".join(reasons) or "all servers are ok"
    end(module, answer, changed=False, not_ok=[target["target"] for target in wrong], msg=msg)


if __name__ == "__main__":
    main()
