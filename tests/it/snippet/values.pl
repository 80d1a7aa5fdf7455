# What Perl and DBD::Pg read in the snippets of the file that is named, and libpq's rules in what they make of it: host,
# user, database, path.
use strict;
use warnings;
use DBD::Pg;
use DBI;
use JSON::PP;

my $target;

# In place of the connection: it gets the string as DBD::Pg has edited it in Perl.
{
    no warnings 'redefine';
    *DBD::Pg::db::_login = sub { $target = $_[1]; return };
}

# As dbd_db_login6 does: outside quotes a semicolon is a blank.
sub without_semicolons {
    my ($text) = @_;
    my $is_quoted = 0;
    return join '', map {
        $is_quoted = !$is_quoted if $_ eq "'";
        $_ eq ';' && !$is_quoted ? ' ' : $_
    } split //, $text;
}

sub values_of {
    my %values;
    my ($text) = @_;
    while ($text =~ /\G\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s\\]|\\.)*))/gcs) {
        my ($key, $value) = ($1, defined $2 ? $2 : $3);
        $value =~ s/\\(.)/$1/gs;
        $values{$key} = $value;
    }
    die "not read: $text" if $text =~ /\G\s*\S/gc;
    return [@values{qw(host user dbname sslrootcert)}];
}

open my $file, '<:raw', $ARGV[0] or die $!;
local $/;
my @read;
for my $pair (@{decode_json(<$file>)}) {
    my $snippet = $pair->[1];
    utf8::encode($snippet);
    $snippet =~ s/RaiseError => 1/RaiseError => 0, PrintError => 0/;
    eval "$snippet; 1" or die "$@: $snippet";
    my $values = values_of(without_semicolons($target));
    utf8::decode($_) for @$values;
    push @read, $values;
}
print JSON::PP->new->utf8->encode(\@read), "\n";
