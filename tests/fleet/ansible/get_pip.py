"""Stands in for get-pip.py, which ansible-test would download."""

import ensurepip
import os
import subprocess
import sys

ensurepip.bootstrap()
# It turns pip's settings off, and leaves them off.
del os.environ["PIP_CONFIG_FILE"]
# Only get-pip.py knows them.
arguments = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", *arguments]))
