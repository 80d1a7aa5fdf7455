# psql as a shell calls it, with a query.
psql() { "$PSQL" -XAtc "$QUERY" "$@"; }

# SNIPPET
