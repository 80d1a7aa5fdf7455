"""psycopg with the libpq that it brings."""

import os

# SNIPPET
cursor = connection.cursor()
cursor.execute(os.environ["QUERY"])
print(cursor.fetchone()[0])
