"""SQLAlchemy over psycopg."""

import os

# SNIPPET
with engine.connect() as connection:
    print(connection.execute(sqlalchemy.text(os.environ["QUERY"])).scalar_one())
