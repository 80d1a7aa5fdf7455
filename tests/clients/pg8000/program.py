"""pg8000 through the interface of the DB-API."""

import os

# SNIPPET
cursor = connection.cursor()
cursor.execute(os.environ["QUERY"])
print(cursor.fetchone()[0])
