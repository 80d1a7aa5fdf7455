#!/usr/bin/python
# Copyright: The pgcerts authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: root_crt_info
short_description: Show what a trust store of PostgreSQL clients holds
version_added: 0.1.0
description:
  - Runs C(pgcerts status) on the target.
  - A store with errors, or none at all, is an answer and not a failure. Decide by RV(ok) or RV(findings).
options:
  path:
    description:
      - The trust store.
      - By default the file that E(PGSSLROOTCERT) names, else libpq's C(root.crt) for the user that the task runs as.
  set:
    description:
      - The set whose roots the store should have. C(pgcerts pins list) shows them, and V(none) asks for no root.
      - By default the sets that the store holds.
  expiring_within:
    description:
      - Warn about certificates that expire within this many days. The default is 90.
    type: int
extends_documentation_fragment:
  - pgcerts.pgcerts.pgcerts
  - pgcerts.pgcerts.pgcerts.store
  - ansible.builtin.action_common_attributes
attributes:
  diff_mode:
    support: none
seealso:
  - module: pgcerts.pgcerts.root_crt
"""

EXAMPLES = r"""
- name: Read the store of the user app
  become: true
  become_user: app
  pgcerts.pgcerts.root_crt_info:
  register: store

- name: Stop unless it has the roots for Azure
  pgcerts.pgcerts.root_crt_info:
    path: /etc/postgresql-roots/root.crt
    set: azure
  register: store
  failed_when: not store.ok
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
path:
  description: The trust store.
  returned: success
  type: str
certificates:
  description: The certificates that clients load, as C(pgcerts status) reports them.
  returned: success
  type: list
  elements: dict
findings:
  description: What is wrong, the worst first.
  returned: success
  type: list
  elements: dict
  contains:
    code:
      description: What it is about.
      type: str
    severity:
      description: V(error), V(warning) or V(info).
      type: str
    message:
      description: What is wrong.
      type: str
    hint:
      description: How to fix it.
      type: str
coverage:
  description: The chains that servers send, and whether the store anchors them.
  returned: success
  type: list
  elements: dict
libpq:
  description: What libpq does with the file.
  returned: unless it is a Java trust store
  type: dict
java:
  description: What Java does with the file.
  returned: if it is a Java trust store
  type: dict
version:
  description: The version of C(pgcerts).
  returned: success
  type: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.pgcerts.pgcerts.plugins.module_utils.pgcerts import (
    EXECUTABLE_SPEC,
    STORE_MUTUALLY_EXCLUSIVE,
    STORE_SPEC,
    end,
    options,
    run,
    store_environment,
    store_options,
    verdict,
)


def main():
    module = AnsibleModule(
        argument_spec=dict(expiring_within=dict(type="int"), **STORE_SPEC, **EXECUTABLE_SPEC),
        mutually_exclusive=STORE_MUTUALLY_EXCLUSIVE,
        supports_check_mode=True,
    )
    params = module.params
    command = ["status"] + store_options(params) + options(params, [("expiring_within", "--expiring-within")])
    answer = run(module, command, environment=store_environment(params))
    end(module, answer, changed=False, msg=verdict(answer))


if __name__ == "__main__":
    main()
