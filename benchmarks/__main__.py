"""Runs every benchmark, one process each, so that none warms up another: ``python -m benchmarks [NAME ...]``."""

import os
import pkgutil
import subprocess
import sys
import time

import benchmarks

WITH_NUTS = {"nuts_mix"}
"""Benchmarks that run whole in the environment of benchmarks/requirements-nuts.txt, whose Python NUTS_PYTHON names."""


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; return 1 where one fails."""
    known = sorted(m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.name.startswith("_"))
    if unknown := set(names) - set(known):
        print(f"There is no benchmark {', '.join(sorted(unknown))}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    failed = []
    for name in names or known:
        print(f"── {name}", flush=True)
        begin = time.monotonic()
        python = os.environ.get("NUTS_PYTHON", "") if name in WITH_NUTS else sys.executable
        if not python:
            print("   Skipped: NUTS_PYTHON does not name a Python with benchmarks/requirements-nuts.txt.\n", flush=True)
            continue
        if subprocess.run([python, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
        print(f"   ({time.monotonic() - begin:.1f} s)\n", flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
