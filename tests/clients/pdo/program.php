<?php
// PDO for PHP.
// SNIPPET
echo $connection->query(getenv('QUERY'))->fetchColumn(), "\n";
