"""What Python, a shell and libpq read in the snippets of the file that is named: host, user, database, path."""

import asyncio
import json
import os
import ssl
import subprocess
import sys
import tempfile
import textwrap
from unittest import mock

import asyncpg
import pg8000.dbapi
import psycopg
import psycopg2
import sqlalchemy
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict


def by_libpq(target):
    values = conninfo_to_dict(target)
    assert values["port"] == "6543" and values["sslmode"] == "verify-full", values
    return [values["host"], values["user"], values["dbname"], values["sslrootcert"]]


def psql(snippet):
    script = "psql() { printf %s \"$1\"; }\n" + snippet
    return by_libpq(subprocess.run(["sh", "-c", script], check=True, capture_output=True, text=True).stdout)


def service(snippet):
    with tempfile.NamedTemporaryFile() as file:
        file.write(snippet.encode())
        file.flush()
        with mock.patch.dict(os.environ, PGSERVICEFILE=file.name, PGSERVICE="YOUR_NAME"):
            options = {option.keyword.decode(): option.val for option in pq.Conninfo.get_defaults()}
    assert options["port"] == b"6543" and options["sslmode"] == b"verify-full", options
    return [options[name].decode() for name in ("host", "user", "dbname", "sslrootcert")]


def airflow(snippet):
    script = snippet + '\nprintf %s "$AIRFLOW_CONN_POSTGRES"'
    printed = subprocess.run(["sh", "-c", script], check=True, capture_output=True, text=True).stdout
    values = json.loads(printed)
    assert values["port"] == 6543 and values["extra"]["sslmode"] == "verify-full"
    return [values["host"], values["login"], values["schema"], values["extra"]["sslrootcert"]]


def connect(module, database, path):
    def read(snippet):
        async def nothing():
            pass

        with (
            mock.patch.object(module, "connect", return_value=nothing()) as called,
            mock.patch.object(ssl, "create_default_context", side_effect=lambda cafile: cafile),
        ):
            scope = {}
            exec("async def run():\n" + textwrap.indent(snippet, "    "), scope)
            asyncio.run(scope["run"]())
        values = called.call_args.kwargs
        assert values["port"] == 6543
        return [values["host"], values["user"], values[database], values[path]]

    return read


def alchemy(snippet):
    scope = {}
    exec(snippet, scope)
    arguments, keywords = scope["engine"].dialect.create_connect_args(scope["engine"].url)
    assert not arguments and str(keywords["port"]) == "6543", (arguments, keywords)
    return [keywords["host"], keywords["user"], keywords["dbname"], keywords["sslrootcert"]]


def django(snippet):
    scope = {}
    exec(snippet, scope)
    values = scope["DATABASES"]["default"]
    return [values["HOST"], values["USER"], values["NAME"], values["OPTIONS"]["sslrootcert"]]


readers = {
    "psql": psql,
    "uri": lambda snippet: by_libpq(snippet.strip()),
    "service": service,
    "psycopg": connect(psycopg, "dbname", "sslrootcert"),
    "psycopg2": connect(psycopg2, "dbname", "sslrootcert"),
    "asyncpg": connect(asyncpg, "database", "ssl"),
    "pg8000": connect(pg8000.dbapi, "database", "ssl_context"),
    "sqlalchemy": alchemy,
    "django": django,
    "airflow": airflow,
}
with open(sys.argv[1], encoding="UTF-8") as file:
    print(json.dumps([readers[client](snippet) for client, snippet in json.load(file)]))
