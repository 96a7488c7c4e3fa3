#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Time from exec to the first answer, and memory a second later, of a generated service as it is packaged.

The contestants take turns, one process at a time; a ratio is taken inside a round against plain Boot of that round.
Called by benchmarks/run.
"""
import argparse, datetime, os, platform, re, shlex, signal, socket, statistics, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
JAVA = os.environ.get("JAVA", "java")
REFERENCE = "boot, java -jar"
BOOT = ROOT / "benchmarks/hello/target/hello-app.jar"
LIVE = []  # only processes started here are ever ended


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Contestant:
    def __init__(self, name, command, ports, request):
        self.name, self.command, self.ports, self.request = name, command, ports, request

    def answers(self, port):
        method, path, body = self.request
        try:
            with socket.create_connection(("127.0.0.1", port), 10) as s:
                s.settimeout(10)
                s.sendall(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                          f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
                data = b""
                while chunk := s.recv(65536):
                    data += chunk
            return data.startswith(b"HTTP/1.1 200") and b'"name":"bench"' in data
        except OSError:
            return False

    def start(self, jvm):
        """start once: seconds to the first answer; CPU seconds and MiB a second after that"""
        ports = [free_port() for _ in self.ports]
        arguments = [f"--{name}={port}" for name, port in zip(self.ports, ports)]
        with tempfile.TemporaryDirectory() as folder, open(Path(folder) / "log", "w+b") as log:
            begin = time.monotonic()
            process = subprocess.Popen([*self.command, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=log, start_new_session=True, env={**os.environ, "JAVA_OPTS": jvm})
            LIVE.append(process)
            while not self.answers(ports[0]):
                if process.poll() is not None or time.monotonic() - begin > 120:
                    log.seek(0)
                    raise SystemExit(f"{self.name} does not answer as it must:\n{log.read()[-3000:].decode()}")
                time.sleep(0.003)
            ready = time.monotonic() - begin
            time.sleep(1)
            fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            rss = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())[1]
            stop(process)
            return dict(ready=ready, cpu=sum(int(x) for x in fields[11:13]) / TICK, rss=int(rss) / 1024)


def stop(process):
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    LIVE.remove(process)


def contestants(kind, jvm):
    name = f"{kind}-greetings"
    target = ROOT / "archetype/target/services" / name / "target"
    jar, packaged = target / f"{name}.jar", target / name / "bin" / name
    for file in (BOOT, jar, packaged):
        if not file.exists():
            raise SystemExit(f"{file} is missing; benchmarks/run builds it if SPROCKET_BENCHMARKS_BUILT is not set")
    ports = ["server.port", "management.server.port"] + (["spring.grpc.server.port"] if kind == "all" else [])
    greet = ("POST", "/greetings", '{"name":"bench"}')
    java = [JAVA, *shlex.split(jvm), "-jar"]
    return [Contestant(REFERENCE, [*java, str(BOOT)], ports[:1], ("GET", "/hello/bench", "")),
            Contestant(f"{kind}, as packaged", [str(packaged)], ports, greet),
            Contestant(f"{kind}, java -jar", [*java, str(jar)], ports, greet)]


def header(args):
    cpu = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    jvm = subprocess.run([JAVA, "-version"], capture_output=True, text=True).stderr.split("\n")
    print(f"# start\n\n- command: `benchmarks/run start {' '.join(shlex.quote(x) for x in sys.argv[1:])}`"
          f"\n- date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
          f"\n- machine: {cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"
          f"\n- JVM: {jvm[2].strip() if len(jvm) > 2 else '?'}, flags {args.jvm}"
          f"\n- load before: {Path('/proc/loadavg').read_text().strip()}"
          f"\n- {args.rounds} rounds{'' if args.quick else ' after one that does not count'}\n", flush=True)


def table(figures, what, form):
    print(f"\n| {what} | min | median | max | × {REFERENCE} | range |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    reference = [f[what] for f in figures[REFERENCE]]
    for name, own in figures.items():
        values = [f[what] for f in own]
        ratios = [value / base for value, base in zip(values, reference)]
        cells = [form.format(f(values)) for f in (min, statistics.median, max)]
        print("| " + " | ".join([name, *cells, f"**{statistics.median(ratios):.2f}**",
                                 f"{min(ratios):.2f}-{max(ratios):.2f}"]) + " |")


def main():
    a = argparse.ArgumentParser(prog="benchmarks/run start")
    a.add_argument("--quick", action="store_true", help="only shows that it runs; not for a claim")
    a.add_argument("--kind", choices=["server", "all"], default="server", help="which generated service")
    a.add_argument("--rounds", type=int, help="how often each is started")
    a.add_argument("--jvm", default="-Xmx512m", help="JVM flags for all")
    args = a.parse_args()
    rounds = args.rounds or (1 if args.quick else 11)
    args.rounds = rounds
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    everybody = contestants(args.kind, args.jvm)
    header(args)
    figures = {contestant.name: [] for contestant in everybody}
    try:
        for turn in range(0 if args.quick else -1, rounds):
            shift = turn % len(everybody)
            for contestant in everybody[shift:] + everybody[:shift]:
                figure = contestant.start(args.jvm)
                if turn >= 0:
                    figures[contestant.name].append(figure)
    finally:
        for process in list(LIVE):
            stop(process)
    table(figures, "ready", "{:.2f} s")
    table(figures, "cpu", "{:.2f} s")
    table(figures, "rss", "{:.0f} MiB")
    print(f"\nload after: {Path('/proc/loadavg').read_text().strip()}")


main()
