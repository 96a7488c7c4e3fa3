#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""CPU per request (http-cpu) and memory (rss) of the hello application, CPU per call (grpc) of the echo application,
plain and with our starters.

All servers are up at once and take turns; a ratio is taken inside a round against plain Boot of the same round.
Called by benchmarks/run.
"""
import argparse, datetime, os, platform, re, resource, shlex, signal, socket, statistics, subprocess, sys, tempfile, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")
BODY = b'{"name":"bench","n":42}'
JAVA = os.environ.get("JAVA", "java")
REFERENCE = "boot"
LIVE = []  # only processes started here are ever ended

# Each default of starter-server that can cost something per request, switched to plain Boot's alone.
VARIANTS = {
    "all opinions off": "--sprocket.opinions.enabled=false",
    "problem details off": "--sprocket.server.problem-details.enabled=false",
    "request id off": "--sprocket.server.request-id.enabled=false",
    "trace context off": "--sprocket.server.trace-context.enabled=false",
    "security headers off": "--sprocket.server.security-headers.enabled=false",
    "body limit off": "--sprocket.server.body-limit.enabled=false",
    "body rate off": "--sprocket.server.body-limit.minimum-rate=0B",
    "context propagation off": "--spring.task.execution.propagate-context=false",
    "drain off": "--sprocket.server.drain.enabled=false",
    "port watch off": "--sprocket.server.port-watch.enabled=false",
    "Boot's HTTP observation": "--sprocket.server.http-metrics=observation",
    "no histogram": "--management.metrics.distribution.slo.http.server.requests=",
    "request-handled events on": "--spring.mvc.publish-request-handled-events=true",
    "100 requests a connection": "--server.tomcat.max-keep-alive-requests=100",
    "virtual threads off": "--spring.threads.virtual.enabled=false",
}

# What of starter-rpc can cost something per call, likewise.
RPC_VARIANTS = {
    "all opinions off": "--sprocket.opinions.enabled=false",
    "context off": "--sprocket.rpc.server.context.enabled=false",
    "errors off": "--sprocket.rpc.server.errors.enabled=false",
    "handler threads off": "--sprocket.rpc.server.handler-threads.enabled=false",
    "Boot's gRPC observation": "--sprocket.rpc.server.metrics=observation",
    "metrics off": "--spring.grpc.server.observation.enabled=false",
}
NON_BLOCKING = "--spring.profiles.active=non-blocking"


def app(module):
    return HERE / module / "target" / f"{module}-app.jar"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    PORT = "--server.port"

    def __init__(self, name, module, jvm, arguments, folder):
        self.name, self.port = name, free_port()
        command = [JAVA, *shlex.split(jvm), "-jar", str(app(module)), f"{self.PORT}={self.port}"]
        if module in ("hello-management", "hello-server"):
            command.append(f"--management.server.port={free_port()}")
        self.log = Path(folder) / (re.sub(r"[^a-z0-9]+", "-", name) + ".log")
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(command + shlex.split(arguments), stdout=out, stderr=out, cwd=folder,
                                            stdin=subprocess.DEVNULL, start_new_session=True)
        LIVE.append(self)

    def answer(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as s:
                s.settimeout(2)
                s.sendall(b"GET /hello/bench HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                data = b""
                while chunk := s.recv(65536):
                    data += chunk
            return data
        except OSError:
            return b""

    def is_ready(self):
        return BODY in self.answer()

    def await_ready(self):
        end = time.monotonic() + 60
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{self.name} does not answer as it must:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.01)

    def load(self, requests, connections):
        """requests a second; every request must be answered, with no other status and exactly the right bytes"""
        done = subprocess.run(["h2load", "--h1", "-t", "1", "-c", str(connections), "-n", str(requests),
                               f"http://127.0.0.1:{self.port}/hello/bench"], capture_output=True, text=True)
        # h2load counts no 2xx where the status line has no reason phrase, as Tomcat's has none
        right = re.search(rf" {requests} done, .* 0 errored, 0 timeout.*, 0 3xx, 0 4xx, 0 5xx.*"
                          rf"\({requests * len(BODY)}\) data", done.stdout, re.DOTALL)
        if not right:
            raise SystemExit(f"{self.name} answered wrongly:\n{done.stdout}{done.stderr}")
        return float(re.search(r"([\d.]+) req/s", done.stdout)[1])

    def cpu(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(int(x) for x in fields[11:15]) / TICK

    def rss(self):
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1024

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        LIVE.remove(self)


class EchoServer(Server):
    """a server of bench.Echo/Say; all share the one client, whose compiler warms up for all of them"""
    PORT = "--spring.grpc.server.port"
    client = None

    def ask(self, calls, in_flight):
        if EchoServer.client is None or EchoServer.client.poll() is not None:
            EchoServer.client = subprocess.Popen([JAVA, "-Xmx512m", "-jar", str(app("echo-load"))], text=True,
                                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.client.stdin.write(f"{self.port} {calls} {in_flight}\n")
        self.client.stdin.flush()
        return self.client.stdout.readline()

    def is_ready(self):
        return self.ask(1, 1)[:1].isdigit()

    def load(self, calls, in_flight):
        answer = self.ask(calls, in_flight)
        if not answer[:1].isdigit():
            raise SystemExit(f"{self.name} answered wrongly: {answer}")
        return float(answer)

    @staticmethod
    def end_client():
        if EchoServer.client is not None:
            EchoServer.client.stdin.close()
            EchoServer.client.wait(30)


def stop_all():
    for server in list(LIVE):
        server.process.terminate()
    for server in list(LIVE):
        server.stop()


def contestants(kind, only, extra):
    if kind == "grpc":
        known = {"boot": ("echo", ""), "rpc": ("echo-rpc", ""), "rpc @NonBlocking": ("echo-rpc", NON_BLOCKING)}
        known.update({f"rpc, {name}": ("echo-rpc", arguments) for name, arguments in RPC_VARIANTS.items()})
    else:
        known = {"boot": ("hello", ""), "server": ("hello-server", "")}
    if kind == "rss":
        known.update({"management": ("hello-management", ""), "pubsub": ("hello-pubsub", "")})
    elif kind == "http-cpu":
        known.update({f"server, {name}": ("hello-server", arguments) for name, arguments in VARIANTS.items()})
    wanted = [REFERENCE, *only.split(";")] if only else list(known)
    for variant in extra:
        name, arguments = variant.split("|", 1)
        known[name] = ("echo-rpc" if kind == "grpc" else "hello-server", arguments)
        wanted.append(name)
    return {name: known[name] for name in known if name in wanted}


def machine():
    """seconds of the whole machine so far: in processes but not in those that have ended below this one; all"""
    spent = [int(x) for x in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    ended = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    return sum(spent[:3]) / TICK - ended, sum(spent) / TICK


def header(args, command):
    cpu = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    jvm = subprocess.run([JAVA, "-version"], capture_output=True, text=True).stderr.split("\n")
    print(f"# {args.kind}\n\n- command: `{command}`"
          f"\n- date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
          f"\n- machine: {cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"
          f"\n- JVM: {jvm[2].strip() if len(jvm) > 2 else '?'}, flags {args.jvm}"
          f"\n- load before: {Path('/proc/loadavg').read_text().strip()}", flush=True)


def spread(figures, form="{:.1f}"):
    return [form.format(f(figures)) for f in (min, statistics.median, max)]


def row(cells):
    print("| " + " | ".join(str(c) for c in cells) + " |")


def start(args, folder, only):
    names = contestants(args.kind, only, args.variant)
    servers = []
    for name, (module, arguments) in names.items():
        servers.append((EchoServer if args.kind == "grpc" else Server)(name, module, args.jvm, arguments, folder))
        servers[-1].await_ready()  # one at a time: many that start at once keep each other from it
    return servers


def cpu(args, folder, only, forks):
    rows = []
    for fork in range(forks):
        servers = start(args, folder, only)
        for _ in range(4):
            for server in servers:
                server.load(max(args.connections, args.warm // 4), args.connections)
        for turn in range(args.rounds):
            shift = (turn + fork) % len(servers)
            for server in servers[shift:] + servers[:shift]:
                before, cpu = machine(), server.cpu()
                rate = server.load(args.n, args.connections)
                spent, after = server.cpu() - cpu, machine()
                others = (after[0] - before[0] - spent) / (after[1] - before[1])
                rows.append(dict(name=server.name, round=(fork, turn), cpu=spent * 1e6 / args.n, rate=rate,
                                 rss=server.rss(), others=100 * others))
        stop_all()
    row(["server", "CPU µs/req min", "median", "max", f"× {REFERENCE}", "range", "req/s", "RSS MiB", "first/last", "CPU of others %"])
    row(["---"] + ["---:"] * 9)
    reference = {r["round"]: r["cpu"] for r in rows if r["name"] == REFERENCE}
    for name in dict.fromkeys(r["name"] for r in rows):
        own = [r for r in rows if r["name"] == name]
        ratios = [r["cpu"] / reference[r["round"]] for r in own]
        first, last = (statistics.mean(r["cpu"] for r in own if r["round"][1] == k) for k in (0, args.rounds - 1))
        row([name, *spread([r["cpu"] for r in own]), f"**{statistics.median(ratios):.2f}**",
             f"{min(ratios):.2f}-{max(ratios):.2f}", f"{statistics.median(r['rate'] for r in own):.0f}",
             f"{statistics.median(r['rss'] for r in own):.0f}", f"{first / last:.2f}", f"{statistics.median(r['others'] for r in own):.0f}"])


def rss(args, folder):
    figures = {}
    for _ in range(args.forks):
        for server in start(args, folder, args.only):
            server.load(args.n, args.connections)
            figures.setdefault(server.name, []).append(server)
            server.measured = server.rss()
        stop_all()
    row(["application", "RSS MiB min", "median", "max", f"above {REFERENCE}"])
    row(["---"] + ["---:"] * 4)
    plain = statistics.median(s.measured for s in figures[REFERENCE])
    for name, servers in figures.items():
        own = [s.measured for s in servers]
        row([name, *spread(own, "{:.0f}"), f"{statistics.median(own) - plain:+.0f}"])


def main():
    a = argparse.ArgumentParser(prog="benchmarks/run")
    a.add_argument("kind", choices=["http-cpu", "grpc", "rss"])
    a.add_argument("--quick", action="store_true", help="only shows that it runs; not for a claim")
    a.add_argument("--times", type=int, help="how often the whole measurement is repeated; a table each")
    a.add_argument("--forks", type=int, help="how often all servers are started anew")
    a.add_argument("--rounds", type=int, help="turns of each server in a fork")
    a.add_argument("--n", type=int, help="requests a turn")
    a.add_argument("--warm", type=int, help="requests of warm-up for each server")
    a.add_argument("--connections", type=int, help="connections, or calls in flight on one")
    a.add_argument("--only", help="names between semicolons, beside boot; if not given, server or rpc, and then once every switch")
    a.add_argument("--variant", action="append", default=[], metavar="'NAME|ARGUMENTS'", help="our application once more")
    a.add_argument("--jvm", help="JVM flags for all")
    args = a.parse_args()
    args.connections = args.connections or (64 if args.kind == "grpc" else 32)
    full = dict(times=2, forks=3, rounds=6, n=50_000, warm=300_000, jvm="-Xmx512m")
    quick = dict(times=1, forks=1, rounds=1, n=500, warm=500, jvm="-Xmx512m -XX:TieredStopAtLevel=1")
    if args.kind == "rss":
        full.update(times=1, forks=5, n=20_000)
    if args.kind == "grpc":
        full.update(n=100_000)
    for key, value in (quick if args.quick else full).items():
        if getattr(args, key) is None:
            setattr(args, key, value)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    header(args, "benchmarks/run " + " ".join(shlex.quote(x) for x in sys.argv[1:]))
    print(f"- {args.times} × {args.forks} forks, {args.rounds} rounds of {args.n} requests over {args.connections}"
          f" connections, warm-up {args.warm}" if args.kind == "http-cpu"
          else f"- {args.times} × {args.forks} forks, {args.rounds} rounds of {args.n} calls, {args.connections} in flight"
          f" on one connection, warm-up {args.warm}" if args.kind == "grpc"
          else f"- {args.forks} forks, RSS after {args.n} requests")
    ours = "rpc;rpc @NonBlocking" if args.kind == "grpc" else "server"
    with tempfile.TemporaryDirectory() as folder:
        try:
            if args.kind == "rss":
                print(flush=True)
                rss(args, folder)
            else:
                for _ in range(args.times):
                    print(flush=True)
                    cpu(args, folder, args.only or ours, args.forks)
                if not args.only and not args.quick:
                    print("\nEach default switched alone, 1 fork:\n", flush=True)
                    cpu(args, folder, None, 1)
        finally:
            stop_all()
            EchoServer.end_client()
    print(f"\nload after: {Path('/proc/loadavg').read_text().strip()}")


main()
