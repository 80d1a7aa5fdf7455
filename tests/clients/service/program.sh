# psql with the service in the file that is named.
export PGSERVICEFILE=$1
exec "$PSQL" -XAtc "$QUERY" service=YOUR_NAME
