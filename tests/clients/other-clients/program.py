"""pg8000: connects to each server that a line of the file names: host, port, root certificates."""

import ssl
import sys

import pg8000.dbapi

# What `ssl.create_default_context` sets since Python 3.13.
STRICT = ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN

with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        host, port, root = line.split()
        try:
            context = ssl.create_default_context(cafile=root)
            context.verify_flags |= STRICT
            pg8000.dbapi.connect(host=host, port=int(port), user="u", database="d", ssl_context=context, timeout=20).close()
            print(line.strip(), "connected")
        except Exception as error:
            print(line.strip(), error)
