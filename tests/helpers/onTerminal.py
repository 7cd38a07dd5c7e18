"""Runs a program on a new terminal: onTerminal.py COLS ROWS PROGRAM ARGS…  Our input is what is typed, our output what is shown.
SIGUSR1 changes the size to 101x33; SIGUSR2 sends SIGTERM to the program. Prints how the terminal was left and the status."""
import fcntl, os, pty, select, signal, struct, sys, termios

cols, rows = int(sys.argv[1]), int(sys.argv[2])
pid, master = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
    os.execvp(sys.argv[3], sys.argv[3:])


def size(columns, lines):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


signal.signal(signal.SIGUSR1, lambda *_: size(101, 33))
signal.signal(signal.SIGUSR2, lambda *_: os.kill(pid, signal.SIGTERM))
slave_echo = None
typing = True
while True:
    ready, _, _ = select.select([master] + ([0] if typing else []), [], [])
    if 0 in ready:
        typed = os.read(0, 4096)
        typing = bool(typed)
        os.write(master, typed)
    if master in ready:
        try:
            shown = os.read(master, 65536)
        except OSError:
            break
        if not shown:
            break
        os.write(1, shown)
    try:
        slave_echo = bool(termios.tcgetattr(master)[3] & termios.ECHO)
    except termios.error:
        pass
_, status = os.waitpid(pid, 0)
os.write(1, ("\n[pty echo=%s status=%d]\n" % (slave_echo, os.waitstatus_to_exitcode(status))).encode())
