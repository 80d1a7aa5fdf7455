#!/usr/bin/python
# Copyright: The pgcerts authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: root_crt
short_description: Install or remove the root certificates of PostgreSQL clients
version_added: 0.1.0
description:
  - Runs C(pgcerts install) or C(pgcerts uninstall) on the target.
  - Only certificates whose fingerprint is pinned are written. The file is replaced as a whole or not at all.
  - Other certificates in the file stay, unless O(state=exact).
options:
  state:
    description:
      - V(present) adds the roots that are missing.
      - V(exact) makes the store hold these roots and nothing else.
      - V(repaired) is V(present), and also rewrites a file that clients cannot read. Every certificate that decodes stays.
      - V(absent) removes the roots. The file is removed too if no certificate is left.
    type: str
    choices: [present, exact, repaired, absent]
    default: present
  roots:
    description:
      - Certificates next to the O(set), or in place of one if none is named.
    type: list
    elements: dict
    suboptions:
      file:
        description:
          - A file on the target with the certificate, in PEM, DER or PKCS#7.
          - Required unless O(state=absent).
        type: path
      sha256:
        description:
          - The SHA-256 of the certificate, or of the whole file, as its owner publishes it.
          - Required unless O(state=absent).
        type: str
      subject:
        description:
          - With O(state=absent), the subject as C(pgcerts status) shows it.
          - With O(state=absent), O(roots[].file) counts before O(roots[].sha256), and that before the subject.
        type: str
  expired:
    description:
      - With O(state=absent), remove every expired certificate instead of a set or named roots.
    type: bool
    default: false
  allow_intermediate:
    description:
      - Take an intermediate from O(roots) too.
    type: bool
    default: false
  prune:
    description:
      - An older manifest on the target. Roots that only it has are removed.
    type: path
  force:
    description:
      - With O(prune), remove roots even if servers still need them.
    type: bool
    default: false
  source:
    description:
      - Where the roots come from. V(auto) downloads them and uses the built-in copies where that fails.
      - This and the other options about downloads do not matter with O(state=absent).
    type: str
    choices: [auto, download, bundled]
  offline:
    description:
      - Use no network. The same as O(source=bundled).
    type: bool
    default: false
  from_dir:
    description:
      - Take the roots from the files in this folder on the target.
    type: path
    aliases: [from]
  mirror:
    description:
      - Download each root from this address instead of the official one.
    type: str
  cacert:
    description:
      - Trust only the certificates in this file for downloads.
    type: path
  timeout:
    description:
      - The time for downloads in seconds.
    type: int
  retries:
    description:
      - How often a failed download is tried again.
    type: int
  backup:
    description:
      - Keep the old file next to the new one.
    type: bool
    default: true
  as_root:
    description:
      - Let root write into a folder of another user. The new file gets the owner of that folder.
      - C(become_user) is the better way.
    type: bool
    default: false
  unsafe_writes:
    description:
      - Write into a mounted file, which cannot be replaced. A crash can cut it.
  mode:
    description:
      - The permissions of the file. By default an existing file keeps its own, and a new one gets V(0644).
  owner:
    description:
      - The owner of the file. By default an existing file keeps its own.
  group:
    description:
      - The group of the file. By default an existing file keeps its own.
extends_documentation_fragment:
  - ansible.builtin.files
  - pgcerts.pgcerts.pgcerts
  - pgcerts.pgcerts.pgcerts.store
  - ansible.builtin.action_common_attributes
attributes:
  diff_mode:
    support: full
    details:
      - The diff has the subjects of the certificates.
seealso:
  - module: pgcerts.pgcerts.root_crt_info
  - module: community.general.java_cert
"""

EXAMPLES = r"""
- name: Install the roots for Azure for every user
  pgcerts.pgcerts.root_crt:
    path: /etc/postgresql-roots/root.crt
    offline: true

- name: Install the roots of Amazon RDS in one region for the user app
  become: true
  become_user: app
  pgcerts.pgcerts.root_crt:
    for: db.abc123.eu-central-1.rds.amazonaws.com

- name: Install a root of your own, pinned by the fingerprint that its owner gave
  pgcerts.pgcerts.root_crt:
    path: /etc/postgresql-roots/root.crt
    roots:
      - file: /usr/local/share/corp-root.pem
        sha256: 8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e

- name: Serve a Java application
  pgcerts.pgcerts.root_crt:
    path: /opt/app/truststore.p12
    storepass: "{{ app_storepass }}"

- name: Remove a root that no server needs any more
  pgcerts.pgcerts.root_crt:
    state: absent
    roots:
      - subject: DigiCert Global Root CA
"""

RETURN = r"""
path:
  description: The trust store.
  returned: success
  type: str
  sample: /etc/postgresql-roots/root.crt
target:
  description: The file behind O(path) if that is a symbolic link.
  returned: if it is one
  type: str
action:
  description: What was done, or in check mode would be.
  returned: success
  type: str
  sample: append
added:
  description: The certificates that came.
  returned: success
  type: list
  elements: dict
  contains: &certificate
    subject:
      description: The common name, or the whole name if it has none.
      type: str
    sha256:
      description: The fingerprint.
      type: str
removed:
  description: The certificates that went.
  returned: success
  type: list
  elements: dict
  contains: *certificate
kept:
  description: The other certificates in the store.
  returned: success
  type: list
  elements: dict
  contains: *certificate
roots:
  description: The roots that were asked for, as C(pgcerts install) reports them.
  returned: unless O(state=absent)
  type: list
  elements: dict
dropped:
  description: What was dropped from the file, with line or alias, and reason.
  returned: unless O(state=absent)
  type: list
  elements: dict
not_found:
  description: The names in O(roots) that fit no certificate in the store.
  returned: with O(state=absent)
  type: list
  elements: str
backup:
  description: The path of the file as it was, or null.
  returned: success
  type: str
notices:
  description: The warnings of C(pgcerts), which are shown as Ansible's warnings too.
  returned: success
  type: list
  elements: dict
  contains:
    code:
      description: What it is about.
      type: str
    message:
      description: What was found.
      type: str
    hint:
      description: What to do.
      type: str
version:
  description: The version of C(pgcerts).
  returned: success
  type: str
"""

import os

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
)

CHANGE_FLAGS = [("as_root", "--as-root"), ("unsafe_writes", "--in-place")]

INSTALL_FLAGS = [
    ("allow_intermediate", "--allow-intermediate"),
    ("prune", "--prune"),
    ("force", "--force"),
    ("source", "--source"),
    ("offline", "--offline"),
    ("from_dir", "--from"),
    ("mirror", "--mirror"),
    ("cacert", "--cacert"),
    ("timeout", "--timeout"),
    ("retries", "--retries"),
]

STATE_FLAGS = {"present": [], "exact": ["--replace"], "repaired": ["--repair"]}


def pinned(root):
    """The arguments that install a certificate of the user's own."""
    if root["file"] is None or root["sha256"] is None:
        raise ValueError("each of `roots` needs `file` and `sha256`")
    if root["subject"] is not None:
        raise ValueError("`subject` names a root to remove, and installs none")
    return ["--root=" + root["file"], "--sha256=" + root["sha256"]]


def named(root):
    """The argument that removes a certificate."""
    name = root["file"] or root["sha256"] or root["subject"]
    if name is None:
        raise ValueError("each of `roots` needs `file`, `sha256` or `subject`")
    return ["--root=" + name]


def arguments(params, check_mode):
    """The command line without the program."""
    absent = params["state"] == "absent"
    if params["expired"] and not absent:
        raise ValueError("`expired` is for `state: absent`")
    result = ["uninstall"] if absent else ["install"] + STATE_FLAGS[params["state"]]
    result += store_options(params) + options(params, CHANGE_FLAGS)
    result += options(params, [("expired", "--expired")] if absent else INSTALL_FLAGS)
    for root in params["roots"] or []:
        result += named(root) if absent else pinned(root)
    if not params["backup"]:
        result.append("--no-backup")
    if check_mode:
        result.append("--dry-run")
    return result


def certificates(entries):
    """Subject and fingerprint of those entries that are certificates."""
    return [dict(subject=e["subject"], sha256=e["sha256"]) for e in entries if e.get("sha256")]


def changes(answer):
    """The certificates that come, go, and stay."""
    roots = answer.get("roots", [])
    added = certificates(root for root in roots if root["state"] == "added")
    removed = certificates(answer.get("removed", []) + answer.get("dropped", []))
    stays = certificates(answer["kept"]) + certificates(root for root in roots if root["state"] == "present")
    return added, removed, stays


def diff(answer, added, removed, stays):
    """The store before and after, a subject a line."""

    def lines(entries):
        return ["%s (%s)" % (entry["subject"], entry["sha256"][:16]) for entry in entries]

    junk = [
        "%s: %s" % (entry.get("alias") or "line %s" % entry.get("line"), entry["reason"])
        for entry in answer.get("dropped", [])
        if not entry.get("sha256")
    ]

    def text(extra):
        return "".join(line + "\n" for line in lines(stays) + extra)

    path = answer["path"]
    before, after = text(lines(removed) + junk), text(lines(added))
    return dict(before_header=path, after_header=path, before=before, after=after)


def main():
    root = dict(file=dict(type="path"), sha256=dict(type="str"), subject=dict(type="str"))
    module = AnsibleModule(
        argument_spec=dict(
            state=dict(type="str", choices=["present", "exact", "repaired", "absent"], default="present"),
            roots=dict(type="list", elements="dict", options=root),
            expired=dict(type="bool", default=False),
            allow_intermediate=dict(type="bool", default=False),
            prune=dict(type="path"),
            force=dict(type="bool", default=False),
            source=dict(type="str", choices=["auto", "download", "bundled"]),
            offline=dict(type="bool", default=False),
            from_dir=dict(type="path", aliases=["from"]),
            mirror=dict(type="str"),
            cacert=dict(type="path"),
            timeout=dict(type="int"),
            retries=dict(type="int"),
            backup=dict(type="bool", default=True),
            as_root=dict(type="bool", default=False),
            **STORE_SPEC,
            **EXECUTABLE_SPEC,
        ),
        mutually_exclusive=STORE_MUTUALLY_EXCLUSIVE,
        add_file_common_args=True,
        supports_check_mode=True,
    )
    try:
        command = arguments(module.params, module.check_mode)
    except ValueError as problem:
        module.fail_json(msg=str(problem))
    answer = run(module, command, environment=store_environment(module.params))

    added, removed, stays = changes(answer)
    result = dict(added=added, removed=removed, diff=diff(answer, added, removed, stays))
    if module.params["state"] != "absent":
        written = os.path.abspath(answer.get("target", answer["path"]))
        attributes = module.load_file_common_arguments(module.params, path=written)
        result["changed"] = module.set_fs_attributes_if_different(attributes, answer["changed"])
    end(module, answer, **result)


if __name__ == "__main__":
    main()
