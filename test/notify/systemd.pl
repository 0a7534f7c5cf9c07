#!/usr/bin/perl
# Plays systemd for one process: gives it a notification socket and prints every message it sends.
#
#   systemd.pl descriptor|socket COMMAND [ARG ...]
#
# "descriptor" passes a connected datagram socket as OpenFile= does (systemd 253), "socket" only its
# address. Each message is printed as a line of hexadecimal digits, then "exit CODE" or "signal NUMBER".
# A line "kill NAME" on standard input sends that signal. Perl, because Node has no datagram sockets
# of this family and every Debian has Perl.
use strict;
use warnings;
use File::Temp qw(tempdir);
use IO::Select;
use POSIX qw(dup2 :sys_wait_h);
use Socket;

my $way = shift @ARGV;
my $address = tempdir(CLEANUP => 1) . '/notify';
socket(my $server, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
bind($server, pack_sockaddr_un($address)) or die "bind: $!";
$| = 1;

my $parent = $$;
my $child = fork() // die "fork: $!";
if ($child == 0) {
    $ENV{NOTIFY_SOCKET} = $address;
    if ($way eq 'descriptor') {
        $^F = 3;    # descriptors up to 3 stay open for the command
        socket(my $client, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
        connect($client, pack_sockaddr_un($address)) or die "connect: $!";
        dup2(fileno($client), 3) or die "dup2: $!" if fileno($client) != 3;
        @ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES)} = ($$, 1, 'notify');
    }
    $ENV{WATCHDOG_PID} = $$ if $ENV{WATCHDOG_USEC};
    exec @ARGV or die "exec: $!";
}

sub show { printf "%s\n", unpack('H*', $_[0]) }

my $waiting = IO::Select->new($server, \*STDIN);
my $status;
until (defined $status) {
    for my $ready ($waiting->can_read(0.02)) {
        if ($ready == $server) {
            recv($server, my $message, 65536, 0) // die "recv: $!";
            show($message);
        } elsif (sysread(STDIN, my $line, 4096)) {
            kill $1, $child while $line =~ /kill (\w+)/g;
        } else {
            # Whoever started us is gone: nothing is to be left running.
            kill 'KILL', $child;
            $waiting->remove(\*STDIN);
        }
    }
    $status = $? if waitpid($child, WNOHANG) == $child;
}
while ($waiting->can_read(0.05) && grep { $_ == $server } $waiting->can_read(0)) {
    recv($server, my $message, 65536, 0) // last;
    show($message);
}
print WIFSIGNALED($status) ? 'signal ' . WTERMSIG($status) : 'exit ' . WEXITSTATUS($status), "\n";
