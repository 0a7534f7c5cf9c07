#!/usr/bin/perl
# Plays systemd for one process: gives it a notification socket and prints every message it sends.
#
#   systemd.pl descriptor|socket COMMAND [ARG ...]
#
# "descriptor" passes a connected datagram socket as OpenFile= does (systemd 253), "socket" only its
# address. SOCKETS lists what a socket unit would hold, as in "port-5001=127.0.0.1:5001 port-5001=[::1]:5001". Each
# message is printed as a line of hexadecimal digits, then "exit CODE" or "signal NUMBER". A line "kill NAME" on
# standard input sends that signal; after "again" the process is started once more when it has ended; the end of the
# input kills it. Perl, because Node has no datagram sockets of this family and every Debian has Perl.
use strict;
use warnings;
use File::Temp qw(tempdir);
use IO::Select;
use POSIX qw(dup2 :sys_wait_h);
use Socket qw(:all);

my $way = shift @ARGV;
my $address = tempdir(CLEANUP => 1) . '/notify';
socket(my $server, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
bind($server, pack_sockaddr_un($address)) or die "bind: $!";
$| = 1;

my @held = map { hold($_) } split / /, delete $ENV{SOCKETS} // '';

# A name and a socket that listens.
sub hold {
    my ($name, $host, $port) = $_[0] =~ /^(.+)=\[?([^\]]+)\]?:(\d+)$/ or die "SOCKETS: $_[0]";
    my $isV6 = $host =~ /:/;
    socket(my $socket, $isV6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0) or die "socket: $!";
    setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1) or die "setsockopt: $!";
    setsockopt($socket, IPPROTO_IPV6, IPV6_V6ONLY, 1) or die "setsockopt: $!" if $isV6 && $host ne '::';
    my $raw = inet_pton($isV6 ? AF_INET6 : AF_INET, $host) or die "address: $host";
    bind($socket, $isV6 ? pack_sockaddr_in6($port, $raw) : pack_sockaddr_in($port, $raw)) or die "bind: $!";
    listen($socket, 4096) or die "listen: $!";
    return [$name, $socket];
}

sub start {
    my $child = fork() // die "fork: $!";
    return $child if $child;
    $ENV{NOTIFY_SOCKET} = $address;
    if ($way eq 'descriptor') {
        socket(my $client, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
        connect($client, pack_sockaddr_un($address)) or die "connect: $!";
        my @passed = (@held, ['notify', $client]);
        $^F = 2 + @passed;    # descriptors up to this one stay open for the command
        # First out of each other's way.
        my @copies = map { POSIX::dup2(fileno($_->[1]), 100 + fileno($_->[1])) // die "dup2: $!" } @passed;
        for my $at (0 .. $#copies) {
            dup2($copies[$at], 3 + $at) or die "dup2: $!";
            POSIX::close($copies[$at]);
        }
        @ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES)} = ($$, scalar @passed, join ':', map { $_->[0] } @passed);
    }
    $ENV{WATCHDOG_PID} = $$ if $ENV{WATCHDOG_USEC};
    exec @ARGV or die "exec: $!";
}

my $child = start();
my $again;

sub show { printf "%s\n", unpack('H*', $_[0]) }

my $waiting = IO::Select->new($server, \*STDIN);
my $status;
until (defined $status) {
    for my $ready ($waiting->can_read(0.02)) {
        if ($ready == $server) {
            recv($server, my $message, 65536, 0) // die "recv: $!";
            show($message);
        } elsif (sysread(STDIN, my $line, 4096)) {
            $again = 1 if $line =~ /again/;
            kill $1, $child while $line =~ /kill (\w+)/g;
        } else {
            # Whoever started us is gone: nothing is to be left running.
            kill 'KILL', $child;
            $waiting->remove(\*STDIN);
        }
    }
    next unless waitpid($child, WNOHANG) == $child;
    if ($again) {
        $child = start();
        $again = 0;
    } else {
        $status = $?;
    }
}
while ($waiting->can_read(0.05) && grep { $_ == $server } $waiting->can_read(0)) {
    recv($server, my $message, 65536, 0) // last;
    show($message);
}
print WIFSIGNALED($status) ? 'signal ' . WTERMSIG($status) : 'exit ' . WEXITSTATUS($status), "\n";
