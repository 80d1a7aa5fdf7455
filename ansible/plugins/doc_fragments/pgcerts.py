# Copyright: The pgcerts authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # What every module has.
    DOCUMENTATION = r"""
options:
  executable:
    description:
      - The C(pgcerts) program on the target.
      - By default it is looked for in E(PATH) and in C(/usr/local/bin).
    type: path
requirements:
  - pgcerts on the target; the role P(pgcerts.pgcerts.root_crt#role) can bring it
author:
  - The pgcerts authors (@pgcerts)
attributes:
  check_mode:
    support: full
  platform:
    platforms: posix
notes:
  - A task that fails has the C(code) of why, a C(hint) at what to do, and the whole C(error) of C(pgcerts).
"""

    # What names a trust store and the roots that are meant.
    STORE = r"""
options:
  path:
    description:
      - The trust store.
      - By default libpq's C(root.crt) for the user that the task runs as.
    type: path
    aliases: [dest]
  set:
    description:
      - A set of roots. C(pgcerts pins list) shows them.
      - The default set is V(azure), or that of O(pins).
    type: str
  for_host:
    description:
      - The set for a server with this name.
      - Mutually exclusive with O(set).
    type: str
    aliases: [for]
  pins:
    description:
      - A pin manifest on the target, used in place of the built-in one.
    type: path
  store_format:
    description:
      - The form of a new store. By default, its name decides.
    type: str
    choices: [pem, pkcs12, jks]
  storepass_file:
    description:
      - A file on the target with the password of a Java trust store.
    type: path
  storepass:
    description:
      - The password of a Java trust store.
      - It is handed over in the environment and is in no argument.
      - Mutually exclusive with O(storepass_file).
    type: str
"""

    # How a server is reached and verified.
    CONNECTION = r"""
options:
  sslmode:
    description:
      - The mode that decides whether a server is ok, unless a target names its own.
      - The default is V(verify-full), or the mode in E(PGSSLMODE).
    type: str
    choices: [disable, allow, prefer, require, verify-ca, verify-full]
  sslrootcert:
    description:
      - The trust store to verify with, or V(system).
      - By default the file that libpq would use.
    type: str
  sslcrl:
    description:
      - A file of revocation lists.
    type: path
  sslcrldir:
    description:
      - A folder of revocation lists, named by hash.
    type: path
  sslcert:
    description:
      - The client certificate.
    type: path
  sslkey:
    description:
      - The key of the client certificate.
    type: path
  hostaddr:
    description:
      - Connect to this address instead of the host's own.
    type: str
  port:
    description:
      - Connect to this port.
    type: int
  negotiation:
    description:
      - How TLS begins.
    type: str
    choices: [postgres, direct]
  timeout:
    description:
      - The time for each server in seconds. The default is 10.
    type: int
  ignore_environment:
    description:
      - Ignore E(PGHOST), E(PGSSLMODE) and the like in the environment of the task.
    type: bool
    default: false
"""
