#!/usr/bin/perl
# Tries to get out of the network namespace it runs in, and says what happened. It judges nothing: which places to try,
# and what an outcome means, is decided on the host. Plain Perl without a module, so that the image needs none.
#
# Its argument has a line for each thing to do. It works on all of them at once and writes one line for each: id, stage,
# errno, bytes in hex; "end" comes last.
#   limit MILLISECONDS                                   for everything together
#   try ID FAMILY TYPE PROTOCOL ADDRESS PAYLOAD          address and payload in hex, "-" for no payload
#   resolvers ID QUERY                                   the query to each IPv4 server of /etc/resolv.conf, UDP and TCP
#   self ID                                              a datagram to ourselves: must come back
#   packet ID                                            a frame on each network device but loopback
#   file ID PATH                                         the file's content

my ($LIMIT, $NONBLOCK, $EINPROGRESS, $EAGAIN, $MAX_BYTES) = (0.6, 2048, 115, 11, 4096);
my ($INET, $PACKET, $STREAM, $DGRAM, $RAW) = (2, 17, 1, 2, 3);
my @open;
$| = 1;
$SIG{PIPE} = 'IGNORE';

sub say_result {
  my ($id, $stage, $errno, $bytes) = @_;
  print join(' ', $id, $stage, $errno, defined $bytes && length $bytes ? unpack('H*', $bytes) : '-'), "\n";
}

sub attempt {
  my ($id, $family, $type, $protocol, $address, $payload) = @_;
  my $socket;
  socket($socket, $family, $type | $NONBLOCK, $protocol) or return say_result($id, 'socket', $! + 0);
  setsockopt($socket, 1, 6, pack('i', 1)) if $type != $STREAM; # SO_BROADCAST
  my $connected = connect($socket, $address);
  my $errno = $! + 0;
  return say_result($id, 'connect', $errno) if !$connected && $errno != $EINPROGRESS;
  my $one = { id => $id, socket => $socket, payload => $payload, type => $type, state => 'connecting' };
  push @open, $one;
  connected($one) if $connected;
}

sub connected {
  my ($one) = @_;
  $one->{state} = 'connected';
  return if !length $one->{payload};
  my $sent = send($one->{socket}, $one->{payload}, 0);
  return finish($one, 'send', $! + 0) if !defined $sent;
  $one->{state} = 'sent';
}

sub finish {
  my ($one, $stage, $errno, $bytes) = @_;
  say_result($one->{id}, $stage, $errno, $bytes);
  close $one->{socket};
  @open = grep { $_ != $one } @open;
}

# Ends waiting for the answers of all attempts, or at the limit.
sub wait_for_all {
  my $left = $LIMIT;
  while (@open && $left > 0) {
    my ($reading, $writing) = ('', '');
    for my $one (@open) {
      vec($one->{state} eq 'connecting' ? $writing : $reading, fileno($one->{socket}), 1) = 1;
    }
    my $before = $left;
    (my $ready, $left) = select($reading, $writing, undef, $left);
    last if $ready <= 0 && $left <= 0;
    for my $one (@open) {
      my $number = fileno($one->{socket});
      next if !defined $number;
      if ($one->{state} eq 'connecting' && vec($writing, $number, 1)) {
        my $errno = unpack('i', getsockopt($one->{socket}, 1, 4)); # SO_ERROR
        $errno ? finish($one, 'connect', $errno) : connected($one);
      } elsif (vec($reading, $number, 1)) {
        my $bytes = '';
        my $from = recv($one->{socket}, $bytes, $MAX_BYTES, 0);
        if (!defined $from) {
          finish($one, 'receive', $! + 0) if $! + 0 != $EAGAIN;
        } elsif (!length $bytes && $one->{type} == $STREAM) {
          finish($one, 'closed', 0);
        } else {
          finish($one, 'answered', 0, $bytes);
        }
      }
    }
  }
  finish($_, $_->{state} eq 'connecting' ? 'waiting' : $_->{state}, 0) for @{ [@open] };
}

sub content {
  my ($path) = @_;
  open(my $file, '<', $path) or return;
  local $/;
  return scalar <$file>;
}

sub resolvers {
  my ($id, $query) = @_;
  my %seen;
  for my $line (split /\n/, content('/etc/resolv.conf') // '') {
    next if $line !~ /^\s*nameserver\s+(\d+)\.(\d+)\.(\d+)\.(\d+)\s*$/ || $seen{"$1.$2.$3.$4"}++;
    my $address = pack('S n C4 x8', $INET, 53, $1, $2, $3, $4);
    attempt("$id/udp/$1.$2.$3.$4", $INET, $DGRAM, 0, $address, $query);
    attempt("$id/tcp/$1.$2.$3.$4", $INET, $STREAM, 0, $address, pack('n', length $query) . $query);
  }
  say_result($id, 'read', 0, join(' ', sort keys %seen));
}

sub self_test {
  my ($id) = @_;
  my ($listening, $name);
  socket($listening, $INET, $DGRAM | $NONBLOCK, 0) && bind($listening, pack('S n C4 x8', $INET, 0, 127, 0, 0, 1))
    && defined($name = getsockname($listening)) && connect($listening, $name)
    or return say_result($id, 'socket', $! + 0);
  my $one = { id => $id, socket => $listening, payload => 'heard', type => $DGRAM };
  push @open, $one;
  connected($one);
}

sub packet {
  my ($id) = @_;
  my $tried = 0;
  for my $line (split /\n/, content('/proc/net/dev') // '') {
    next if $line !~ /^\s*([^\s:|]+):/ || $1 eq 'lo';
    my $device = $1;
    my $number = content("/sys/class/net/$device/ifindex");
    next if !defined $number;
    $tried++;
    my $socket;
    socket($socket, $PACKET, $RAW, 0) or return say_result($id, 'socket', $! + 0, $device);
    my $frame = pack('H*', 'ffffffffffff020000000001' . '88b5') . 'clauderon' . "\0" x 40;
    my $address = pack('S n i S C C a8', $PACKET, 0x88b5, $number, 1, 0, 6, "\xff" x 6);
    return say_result($id, 'sent', 0, $device) if defined send($socket, $frame, 0, $address);
  }
  say_result($id, 'send', 19, $tried); # ENODEV: there is none that takes a frame
}

for my $words (map { [split / /] } split /\n/, $ARGV[0]) {
  my ($what, $id, @rest) = @$words;
  if ($what eq 'limit') { $LIMIT = $id / 1000 }
  elsif ($what eq 'try') {
    my ($family, $type, $protocol, $address, $payload) = @rest;
    attempt($id, $family, $type, $protocol, pack('H*', $address), $payload eq '-' ? '' : pack('H*', $payload));
  }
  elsif ($what eq 'resolvers') { resolvers($id, pack('H*', $rest[0])) }
  elsif ($what eq 'self') { self_test($id) }
  elsif ($what eq 'packet') { packet($id) }
  elsif ($what eq 'file') {
    my $text = content($rest[0]);
    say_result($id, defined $text ? 'read' : 'open', defined $text ? 0 : $! + 0, $text);
  }
}
wait_for_all();
say_result('end', 'end', 0);
