<?php
// The extension pgsql for PHP.
// SNIPPET
if (!$connection) {
    exit(1);
}
echo pg_fetch_result(pg_query($connection, getenv('QUERY')), 0, 0), "\n";
