#!/bin/bash
# A server that is too old is refused in one sentence. None is at hand: this one only says who it is.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

perl -MIO::Socket::INET -e 'exit 0' 2>/dev/null || skip_all 'there is no perl with sockets'
perl -MIO::Socket::INET -e '
    $| = 1;
    my $listener = IO::Socket::INET->new(Listen => 9, LocalAddr => "127.0.0.1") or die;
    print $listener->sockport, "\n";
    sub message { my ($type, $body) = @_; return $type . pack("N", 4 + length $body) . $body }
    alarm 300;
    while (my $client = $listener->accept) {
        sysread $client, my $greeting, 1000;
        syswrite $client, message("R", pack "N", 0) . message("S", "server_version\x0011.22\0")
            . message("S", "client_encoding\0UTF8\0") . message("S", "standard_conforming_strings\0on\0")
            . message("K", pack "NN", 1, 2) . message("Z", "I");
        sysread $client, my $end, 1000;
    }' >"$work/port" &
old=$!
wait_for 10 test -s "$work/port"
target="host=127.0.0.1 port=$(cat "$work/port") sslmode=disable gssencmode=disable user=nobody dbname=none"
exits 1 'dump from a server older than 12' pgsnap dump -d "$target" -f "$work/old.pgsnap"
is "$err" 'pgsnap dump: error: the server is PostgreSQL 11.22, but pgsnap needs 12 or newer' 'it is refused in one sentence'
is "$(find "$work" -name 'old.pgsnap*')" '' 'no file is left'
exits 1 'restore into a server older than 12' pgsnap restore -d "$target" "$root/tests/files/good-rows.pgsnap"
like "$err" 'PostgreSQL 11\.22, but pgsnap needs 12 or newer' 'it is refused too'
kill "$old"
done_testing
