"""Counts the certificates in FILE with Python's ssl, then asks both psycopgs whether they connect with it.

libpq.py FILE CONNECTION
"""

import ssl
import sys

import psycopg
import psycopg2

QUERY = "select ssl from pg_stat_ssl where pid = pg_backend_pid()"
file, connection = sys.argv[1:]

print("certificates", ssl.create_default_context(cafile=file).cert_store_stats()["x509_ca"])
for name, driver, version in (
    ("psycopg", psycopg, psycopg.pq.version()),
    ("psycopg2", psycopg2, psycopg2.extensions.libpq_version()),
):
    try:
        with driver.connect(connection, sslmode="verify-full", sslrootcert=file) as session:
            cursor = session.cursor()
            cursor.execute(QUERY)
            print(name, "libpq", version // 10000, "encrypted", cursor.fetchone()[0])
    except driver.OperationalError as error:
        print(name, "libpq", version // 10000, "refused", "certificate verify failed" in str(error))
