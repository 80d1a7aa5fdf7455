# psql with the URI of the file that is named.
exec "$PSQL" -XAtc "$QUERY" "$(cat "$1")"
