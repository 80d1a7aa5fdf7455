<?php
// What PHP reads in the snippets of the file that is named, and libpq's rules in what PHP makes of it: host, user,
// database, path.
namespace Snippet;

class PDO
{
    public function __construct(public string $target)
    {
    }
}

function values(string $target): array
{
    preg_match_all("/(\\w+)=(?:'((?:[^'\\\\]|\\\\.)*)'|((?:[^\\s'\\\\]|\\\\.)*))(?:\\s+|$)/su", $target, $found, PREG_SET_ORDER);
    if (implode('', array_column($found, 0)) !== $target) {
        throw new \Exception("not read: $target");
    }
    $values = [];
    foreach ($found as $pair) {
        $values[$pair[1]] = preg_replace('/\\\\(.)/su', '$1', ($pair[2] ?? '') !== '' ? $pair[2] : ($pair[3] ?? ''));
    }
    return [$values['host'], $values['user'], $values['dbname'], $values['sslrootcert']];
}

// In place of the real one.
function pg_connect(string $target): object
{
    return (object) ['target' => $target];
}

$read = [];
foreach (json_decode(file_get_contents($argv[1])) as [$client, $snippet]) {
    eval("namespace Snippet; $snippet");
    // As pdo_pgsql does.
    $read[] = $client === 'pdo'
        ? values(str_replace(';', ' ', substr($connection->target, strlen('pgsql:'))))
        : values($connection->target);
}
echo json_encode($read, JSON_THROW_ON_ERROR), "\n";
