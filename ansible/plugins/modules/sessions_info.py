#!/usr/bin/python
# Copyright: The pgcerts authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sessions_info
short_description: Show which sessions of a PostgreSQL server are encrypted
version_added: 0.1.0
description:
  - Runs C(pgcerts sessions) on the target, which logs in to the server.
  - A session in plaintext is an answer and not a failure. Decide by RV(ok) or RV(totals).
options:
  target:
    description:
      - The server as C(HOST), C(HOST:PORT), a C(postgresql://) URI or a connection string, without a password.
    type: str
    required: true
  password:
    description:
      - The password. It is handed over on standard input and is in no argument.
      - By default E(PGPASSWORD) or the password file of the user that the task runs as.
    type: str
  min_version:
    description:
      - Sessions with an older TLS version are not ok.
    type: str
    choices: [TLSv1, TLSv1.1, TLSv1.2, TLSv1.3]
  sample_for:
    description:
      - Look again and again for this long, such as V(10m).
    type: str
  every:
    description:
      - The time between two looks in seconds. The default is 5.
    type: int
  insecure:
    description:
      - Log in to a server that is not verified.
    type: bool
    default: false
extends_documentation_fragment:
  - pgcerts.pgcerts.pgcerts
  - pgcerts.pgcerts.pgcerts.connection
  - ansible.builtin.action_common_attributes
attributes:
  diff_mode:
    support: none
seealso:
  - module: pgcerts.pgcerts.server_info
"""

EXAMPLES = r"""
- name: Stop if a session is not encrypted
  pgcerts.pgcerts.sessions_info:
    target: host=db.example.com user=monitor dbname=postgres
    password: "{{ monitor_password }}"
  register: sessions
  failed_when: not sessions.ok
"""

RETURN = r"""
ok:
  description: Whether no finding is an error.
  returned: success
  type: bool
msg:
  description: The first error, or that there is none.
  returned: success
  type: str
target:
  description: Host and port.
  returned: success
  type: str
totals:
  description: The numbers of sessions.
  returned: success
  type: dict
  contains:
    all:
      description: All sessions.
      type: int
    plaintext:
      description: Those over the network without encryption.
      type: int
    unix:
      description: Those on a Unix socket.
      type: int
    hidden:
      description: Those that this role may not see.
      type: int
    locked_out:
      description: Those that O(min_version) would lock out.
      type: int
sessions:
  description: The sessions in groups, as C(pgcerts sessions) reports them.
  returned: success
  type: list
  elements: dict
parameters:
  description: The settings of the server about TLS. Null where they are not visible.
  returned: success
  type: dict
findings:
  description: What is wrong, the worst first.
  returned: success
  type: list
  elements: dict
version:
  description: The version of C(pgcerts).
  returned: success
  type: str
"""

import re
from urllib.parse import unquote

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.pgcerts.pgcerts.plugins.module_utils.pgcerts import (
    CONNECTION_SPEC,
    EXECUTABLE_SPEC,
    connection_options,
    end,
    options,
    run,
    verdict,
)

FLAGS = [
    ("min_version", "--min-version"),
    ("sample_for", "--for"),
    ("every", "--every"),
    ("insecure", "--insecure"),
]

SECRET = re.compile(r"(passw|pwd|secret|scram_)\w*\s*=", re.IGNORECASE)
BEHIND_HOST = re.compile(r":(?!\d*(,|$))")


def has_secret(target):
    """Whether a target has a password or another secret. As an argument, every user of the machine could read it."""
    if SECRET.search(unquote(target)):
        return True
    before, mark, rest = target.partition("://")
    if not mark and "=" in target:
        return False
    user, at, rest = (rest or before).partition("@")
    hosts, slash, rest = user.partition("/")
    if slash:
        # As libpq reads it, there is no user before a `/`. Where no port follows the colon, the `/` is a password's.
        return bool(at) and not hosts.startswith("[") and BEHIND_HOST.search(hosts) is not None
    return bool(at) and ":" in user


def main():
    module = AnsibleModule(
        argument_spec=dict(
            target=dict(type="str", required=True),
            password=dict(type="str", no_log=True),
            min_version=dict(type="str", choices=["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]),
            sample_for=dict(type="str"),
            every=dict(type="int"),
            insecure=dict(type="bool", default=False),
            **CONNECTION_SPEC,
            **EXECUTABLE_SPEC,
        ),
        supports_check_mode=True,
    )
    params = module.params
    if has_secret(params["target"]):
        module.fail_json(msg="`target` has a password, which other users could read; give it as `password`")
    command = ["sessions"] + connection_options(params) + options(params, FLAGS)
    if params["password"] is not None:
        command.append("--password-stdin")
    # After `--`: a target is no flag.
    command += ["--", params["target"]]
    answer = run(module, command, data=params["password"])
    end(module, answer, changed=False, msg=verdict(answer))


if __name__ == "__main__":
    main()
