# DBD::Pg for Perl.
use strict;
use warnings;

# SNIPPET
print $connection->selectrow_array($ENV{QUERY}), "\n";
