"""Django over psycopg, with settings as a module of settings would have them."""

import os

from django.conf import settings
from django.db import connection

# SNIPPET
settings.configure(DATABASES=DATABASES)
with connection.cursor() as cursor:
    cursor.execute(os.environ["QUERY"])
    print(cursor.fetchone()[0])
