#!/usr/bin/perl
# Plays systemd for one process: gives it a notification socket, and prints every message that it sends.
#
#   systemd.pl descriptor|socket COMMAND [ARG ...]
#
# "descriptor" passes a connected datagram socket as OpenFile= does (systemd 253), "socket" passes its address alone.
# SOCKETS lists the sockets of a socket unit, as in "port-5001=127.0.0.1:5001 port-5001=[::1]:5001", or
# "unix-5001=/tmp/socket".
#
# Output: each message as "message" and hexadecimal digits, and at the end "exit CODE" or "signal NUMBER".
# Input: a line "kill NAME" sends that signal. After a line "again" the process starts once more at its end, with
# "restarted" in the output. The end of the input kills the process.
#
# Perl, because Node has no datagram sockets of this family, and every Debian has Perl.
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

my @sockets = map { listening($_) } split / /, delete $ENV{SOCKETS} // '';

# The name and the open socket of one word of SOCKETS.
sub listening {
    if (my ($unix, $path) = $_[0] =~ m{^([^=]+)=(/.+)$}) {
        socket(my $socket, AF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
        bind($socket, pack_sockaddr_un($path)) or die "bind: $!";
        listen($socket, 4096) or die "listen: $!";
        return [$unix, $socket];
    }
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
        my @passed = (@sockets, ['notify', $client]);
        $^F = 2 + @passed;    # descriptors up to this one stay open for the command
        # By way of higher numbers: a descriptor must not overwrite one that is still to be passed.
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

sub show { printf "message %s\n", unpack('H*', $_[0]) }

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
            # The test is over, and leaves no process behind.
            $again = 0;
            kill 'KILL', $child;
            $waiting->remove(\*STDIN);
        }
    }
    next unless waitpid($child, WNOHANG) == $child;
    if ($again) {
        print "restarted\n";
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
