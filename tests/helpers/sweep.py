"""Everything that hostile code with root could try from inside a session's container, bounded. Takes JSON as its argument:
hosts, ports, outside (an address for packets), resolvers, and for the proxy, where there is one, proxied (authorities) and
foreign (credentials). Prints JSON: what got anywhere, and the controls."""
import base64, ctypes, errno, json, os, select, socket, struct, sys, time

plan = json.loads(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
unreachable = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EACCES, errno.EPERM, errno.EINVAL}
question = b"\xc1\xa0\x01\x00\x00\x01\0\0\0\0\0\0\x07example\x03com\0\0\1\0\1"


def connects(targets, limit=0.5):
    """Of TCP targets, those that anything answered for, if only with a refusal."""
    reached, waiting = [], {}
    for host, port in targets:
        one = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        one.setblocking(False)
        code = one.connect_ex((host, port))
        if code == errno.EINPROGRESS:
            waiting[one] = (host, port)
        else:
            if code not in unreachable:
                reached.append([host, port, errno.errorcode.get(code, "connected")])
            one.close()
    until = time.time() + limit
    while waiting and time.time() < until:
        _, ready, _ = select.select([], list(waiting), [], until - time.time())
        for one in ready:
            code = one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            host, port = waiting.pop(one)
            if code not in unreachable:
                reached.append([host, port, errno.errorcode.get(code, "connected")])
            one.close()
    return reached


def open_on_loopback():
    found = []
    for port in range(1, 65536):
        one = socket.socket()
        one.settimeout(0.2)
        # A socket that happens to call its own number is connected to itself.
        if one.connect_ex(("127.0.0.1", port)) == 0 and one.getsockname() != one.getpeername():
            found.append(port)
        one.close()
    return found


def datagrams(targets):
    """Of UDP targets, those to which a datagram left."""
    left = []
    for host, port in targets:
        one = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        try:
            one.sendto(question, (host, port))
            left.append([host, port])
        except OSError:
            pass
        one.close()
    return left


def raw():
    """Raw sockets that sent something out of the container: ICMP, a forged TCP packet, a frame on any device."""
    sent = []
    forged = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, 1, 0, 64, 6, 0, socket.inet_aton("10.0.0.1"), socket.inet_aton(plan["outside"])) + bytes(20)
    for name, family, kind, protocol, packet, target in [
        ("icmp", socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP, b"\x08\0\xf7\xff\0\0\0\0", (plan["outside"], 0)),
        ("ping socket", socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP, b"\x08\0\0\0\0\0\0\0", (plan["outside"], 0)),
        ("forged packet", socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW, forged, (plan["outside"], 0)),
        ("icmp6", socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6, b"\x80\0\0\0\0\0\0\0", ("2606:4700:4700::1111", 0)),
    ]:
        try:
            socket.socket(family, kind, protocol).sendto(packet, target)
            sent.append(name)
        except OSError:
            pass
    for device in devices():
        if device == "lo":
            continue
        try:
            one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            one.bind((device, 0))
            one.send(b"\xff" * 12 + b"\x88\xb5" + bytes(46))
            sent.append("frame on " + device)
        except OSError:
            pass
    return sent


def devices():
    with open("/proc/net/dev") as table:
        return [line.split(":")[0].strip() for line in table if ":" in line]


def machine():
    """Ports of the virtual machine's host that took a connection: no namespace divides these."""
    found = []
    for port in (22, 80, 443, 1024, 2375, 2376, 5000, 8080):
        try:
            one = socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
            one.settimeout(0.5)
            one.connect((2, port))
            found.append(port)
        except OSError:
            pass
    return found


def names():
    """Names that were resolved, by any means that needs no proxy."""
    found = []
    try:
        found.append(["the system's resolver", socket.getaddrinfo("example.com", 80)[0][4][0]])
    except OSError:
        pass
    for host in plan["resolvers"]:
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            try:
                one = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind)
                one.settimeout(0.5)
                one.connect((host, 53))
                one.send(question if kind == socket.SOCK_DGRAM else struct.pack("!H", len(question)) + question)
                if one.recv(512):
                    found.append([host, "answered"])
            except OSError:
                pass
    return found


def ask_proxy(text, then=b""):
    """What the proxy says to raw bytes, and to more of them if it has opened a tunnel."""
    one = socket.create_connection(("127.0.0.1", 18080), 5)
    one.settimeout(8)
    one.sendall(text)
    answer = one.recv(65536)
    if then and answer.startswith(b"HTTP/1.1 200"):
        one.sendall(then)
        answer = b""
        try:
            while b"\r\n\r\n" not in answer:
                chunk = one.recv(65536)
                if not chunk:
                    break
                answer += chunk
        except OSError:
            pass
    one.close()
    return answer


def through_proxy():
    """For each authority: the status and the rule that stopped it, asked in a tunnel and in absolute form."""
    results = {}
    for authority in plan["proxied"]:
        get = f"GET / HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n".encode()
        tunnel = ask_proxy(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode(), get)
        plain = ask_proxy(get.replace(b"GET /", f"GET http://{authority}/".encode()))
        results[authority] = [summary(tunnel), summary(plain)]
    return results


def summary(answer):
    head = answer.split(b"\r\n\r\n")[0].decode("latin1")
    status = head.split(" ")[1] if head.startswith("HTTP/") else ("closed" if not answer else "foreign bytes")
    denied = [line.split(": ", 1)[1] for line in head.split("\r\n") if line.lower().startswith("x-clauderon-denied")]
    return " ".join([status, *denied])


def dns_in_tunnel(authority):
    query = struct.pack("!H", len(question)) + question
    answer = ask_proxy(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode(), query)
    return "answered" if b"\x07example\x03com" in answer else "no name"



def kernel():
    """Ways to more rights that worked."""
    worked = []
    CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWNS = 0x10000000, 0x40000000, 0x00020000
    attempts = [
        ["a new user namespace", lambda: libc.unshare(CLONE_NEWUSER)],
        ["a new network namespace", lambda: libc.unshare(CLONE_NEWNET)],
        ["a new mount namespace", lambda: libc.unshare(CLONE_NEWNS)],
        ["a mount", lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None)],
        ["a mount of the cgroups", lambda: libc.mount(b"cgroup", b"/tmp", b"cgroup", 0, b"memory")],
        ["a device file", lambda: libc.mknod(b"/tmp/disk", 0o60600, os.makedev(8, 0))],
        ["another root", lambda: libc.chroot(b"/tmp")],
        ["another user", lambda: libc.setuid(12345)] if os.getuid() != 0 else ["another owner", lambda: libc.chown(b"/etc/passwd", 12345, 12345)],
        ["a kernel program (bpf)", lambda: libc.syscall(321, 0, 0, 0)],
        ["kernel keys", lambda: libc.syscall(250, 0, -3, 0)],
        ["the kernel's log", lambda: libc.klogctl(3, ctypes.create_string_buffer(16), 16)],
        ["a kernel module", lambda: libc.syscall(175, b"", 0, b"")],
        ["the clock", lambda: libc.syscall(227, 0, ctypes.byref((ctypes.c_long * 2)(1, 0)))],
    ]
    for name, attempt in attempts:
        child = os.fork()
        if child == 0:
            os._exit(0 if attempt() >= 0 else 1)
        if os.waitpid(child, 0)[1] == 0:
            worked.append(name)
    for path in ["/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/net/ipv4/ip_forward", "/sys/fs/cgroup/memory/release_agent", "/sys/kernel/uevent_helper"]:
        try:
            os.close(os.open(path, os.O_WRONLY))
            worked.append("writing " + path)
        except OSError:
            pass
    for path in ["/proc/kcore", "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/kvm", "/var/run/docker.sock", "/run/containerd/containerd.sock"]:
        try:
            if os.read(os.open(path, os.O_RDONLY), 1):
                worked.append("reading " + path)
        except OSError:
            pass
    return worked


status = {line.split(":")[0]: line.split(":")[1].strip() for line in open("/proc/self/status")}
hosts, ports = plan["hosts"], plan["ports"]
report = {
    "user": os.getuid(),
    "capabilities": status["CapEff"],
    "newPrivileges": status["NoNewPrivs"] == "0",
    "seccomp": status["Seccomp"],
    "devices": devices(),
    "routes": sum(1 for _ in open("/proc/net/route")) - 1,
    "reached": connects([(host, port) for host in hosts for port in ports]),
    "loopback": open_on_loopback(),
    "datagrams": datagrams([(host, port) for host in hosts for port in (53, 67, 123, 137, 443, 500, 1900, 5353, 51820)]),
    "raw": raw(),
    "names": names(),
    "machine": machine(),
    "kernel": kernel(),
}
if "proxied" in plan:
    wrong = base64.b64encode(plan["foreign"].encode()).decode()
    report.update({
        "proxied": through_proxy(),
        "dnsInTunnel": [dns_in_tunnel(it) for it in ("1.1.1.1:53", "9.9.9.9:853", "8.8.8.8:443")],
        "foreign": summary(ask_proxy(f"CONNECT api.anthropic.com:443 HTTP/1.1\r\nHost: api.anthropic.com\r\nProxy-Authorization: Basic {wrong}\r\n\r\n".encode())),
        "control": summary(ask_proxy(b"GET http://clauderon.internal/ HTTP/1.1\r\nHost: clauderon.internal\r\n\r\n")),
    })
print(json.dumps(report))
