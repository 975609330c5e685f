"""Runs broken off at any moment, and machines that fail: is the result that of an undisturbed run?

    python benchmarks/faults.py [--kills N] [--documents N] [--seed N]

Runs over short releases, over a folder that holds a run of some of them already, are ended by kill -9 at
N (30) random moments for one worker and for two, and run again. Then: a disk that is full (a tmpfs, where one
may be mounted, else a limit on the size of files), a file that cannot be read, one that changes while it is
read, and a folder taken away in the middle of a run. Exit code 1 where a result differs or a folder does not
hold what it should.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from runs import content, write_short

from extract.emit.verify import verify
from extract.engines.run import Settings, run


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="youcheng-faults-") as name:
        faults = Faults(Path(name), args.documents)
        chance = random.Random(args.seed)
        for workers in (1, 2):
            faults.killed(args.kills, workers, chance)
        faults.full()
        faults.unreadable()
        faults.changing()
        faults.taken_away()
    sys.exit(faults.failed)


class Faults:
    """An input folder, and what runs leave that nothing disturbs: over a part of it, then over all."""

    def __init__(self, folder: Path, documents: int) -> None:
        self._folder = folder
        self._inputs = folder / "in"
        write_short(self._inputs, documents)
        self._some = str(self._inputs / "000007.txt")
        self._former = folder / "former"
        run([self._some], self._former, Settings())
        undisturbed = folder / "undisturbed"
        shutil.copytree(self._former, undisturbed)
        run([str(self._inputs)], undisturbed, Settings())
        self._wanted = content(undisturbed)
        self.failed = False

    def killed(self, times: int, workers: int, chance: random.Random) -> None:
        out = self._out()
        began = time.monotonic()
        self._start(out, workers).communicate()
        whole = time.monotonic() - began
        same = killed = left = 0
        for _ in range(times):
            out = self._out()
            process = self._start(out, workers)
            try:
                process.communicate(timeout=chance.uniform(0, 1.1 * whole))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                killed += 1
                left += self._holds_a_run(out)
            else:
                left += 1
            same += self._again(out)
        self._say(
            f"{workers} worker(s): killed {killed} of {times} times, {left} times a whole run was left,"
            f" {same} times the next gave the same bytes",
            left == same == times,
        )

    def full(self) -> None:
        """A tmpfs of 1 MiB, where one may be mounted; else no file may grow over 40 kB."""
        small = self._folder / "small"
        small.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)]
        mounted = subprocess.run(mount, capture_output=True).returncode == 0
        try:
            out = small / "out" if mounted else self._out()
            if mounted:
                shutil.copytree(self._former, out)
            process = self._start(out, 1, None if mounted else _small_files)
            said = process.communicate()[1]
            kept = self._holds_a_run(out)
            if mounted:
                subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)
            same = self._again(out)
        finally:
            if mounted:
                subprocess.run(["umount", str(small)], check=True)
        well = process.returncode == 4 and kept and same and b"Traceback" not in said
        self._say(f"{'a full tmpfs' if mounted else 'files too large'}: exit code {process.returncode}", well)

    def unreadable(self) -> None:
        """A link to this process's memory, of which the first byte cannot be read."""
        (self._inputs / "unreadable.txt").symlink_to("/proc/self/mem")
        out = self._out()
        summary = run([str(self._inputs)], out, Settings())
        (self._inputs / "unreadable.txt").unlink()
        self._say(f"a file that cannot be read: {summary.errors}", summary.errors == {"unreadable": 1})

    def changing(self) -> None:
        """A file that is written anew all the time: one of its states is read."""
        path, stop = self._inputs / "changing.txt", threading.Event()

        def write() -> None:
            for number in iter(int, 1):
                if stop.is_set():
                    return
                text = f"2024年3月1日，运城市与义王市结为友好城市。目前有{number % 90 + 2}对友好城市。\n"
                path.write_text(text * 2000, encoding="utf-8")

        writer = threading.Thread(target=write)
        writer.start()
        try:
            out = self._out()
            run([str(self._inputs)], out, Settings())
        finally:
            stop.set()
            writer.join()
            path.unlink()
        wrong = list(verify(out))
        self._say(f"a file that changes while it is read: {len(wrong)} problems", not wrong)

    def taken_away(self) -> None:
        out = self._out()
        process = self._start(out, 2)
        parts = out / ".work" / "parts" / "texts"
        while process.poll() is None and not (parts.is_dir() and any(parts.iterdir())):
            time.sleep(0.01)
        while out.exists():  # what is written meanwhile is in the way of being removed
            shutil.rmtree(out, ignore_errors=True)
        said = process.communicate()[1]
        shutil.copytree(self._former, out, dirs_exist_ok=True)
        well = process.returncode == 4 and self._again(out) and b"Traceback" not in said
        self._say(f"a folder taken away: exit code {process.returncode}", well)

    def _out(self) -> Path:
        """The folder of a run, with the former one in it."""
        out = self._folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(self._former, out)
        return out

    def _start(
        self, out: Path, workers: int, limit: Callable[[], None] | None = None
    ) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "extract.cli",
            "run",
            str(self._inputs),
            "--out",
            str(out),
            "--quiet",
        ]
        return subprocess.Popen(
            [*command, "--workers", str(workers)], stderr=subprocess.PIPE, preexec_fn=limit
        )

    def _holds_a_run(self, out: Path) -> bool:
        """Whether a folder holds the former run or the new one, whole, but for what is being put in place."""
        if (out / ".work" / "ready").exists():
            return True
        found = {name: data for name, data in content(out).items() if not name.startswith(".work/")}
        return found in (content(self._former), self._wanted)

    def _again(self, out: Path) -> bool:
        run([str(self._inputs)], out, Settings())
        return content(out) == self._wanted

    def _say(self, what: str, well: bool) -> None:
        self.failed = self.failed or not well
        print(f"{what}: {'well' if well else 'FAILED'}", flush=True)


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))


if __name__ == "__main__":
    main()
