# PgBouncer with the settings of the file that is named, and psql as its client.
folder=$(mktemp -d)
trap 'kill "$pool" 2>/dev/null; wait; cat "$folder/log" >&2; rm -rf "$folder"' EXIT
chmod 777 "$folder"
{
  cat "$1"
  printf '%s\n' 'auth_type = any' 'listen_addr =' 'listen_port = 6432' "unix_socket_dir = $folder"
} >"$folder/pgbouncer.ini"
# It refuses to run as root, who keeps the right to read every file.
[ "$(id -u)" != 0 ] || rights='setpriv --reuid=65534 --clear-groups --inh-caps=+dac_override --ambient-caps=+dac_override'
${rights-} "$PGBOUNCER" "$folder/pgbouncer.ini" >"$folder/log" 2>&1 &
pool=$!
# wait_for TEST…: at most 20 seconds.
wait_for() {
  tries=200
  until "$@" || [ $((tries -= 1)) = 0 ]; do sleep 0.1; done
}
wait_for test -S "$folder/.s.PGSQL.6432"
name=$(sed -n '/^\[databases\]$/{n;s/ = .*//p}' "$1")
"$PSQL" -XAtc "$QUERY" "host=$folder port=6432 user=any dbname=$name" >"$folder/answer" 2>&1 &
client=$!
# A client waits for two minutes and is not told why: the log says so at once.
is_over() { ! kill -0 "$client" 2>/dev/null || grep -q ' S-.* closing because: ' "$folder/log"; }
wait_for is_over
kill "$client" 2>/dev/null
wait "$client"
grep -x encrypted "$folder/answer"
