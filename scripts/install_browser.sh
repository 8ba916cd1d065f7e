#!/usr/bin/env bash
# Makes sure that the browser of the tests is there: Debian's chromium where apt is, otherwise the test tool's own.
# Usage: install_browser.sh PYTHON
set -euo pipefail
python=${1:?"usage: install_browser.sh PYTHON"}

own() { "$python" - <<'PY'
import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    sys.exit(not pathlib.Path(p.chromium.executable_path).exists())
PY
}

apt() {
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
        root=(sudo -n)
    fi
    "${root[@]}" apt-get update -qq &&
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if ! command -v chromium >/dev/null && ! own 2>/dev/null; then
    echo "Installing Chromium for the browser tests."
    if ! { command -v apt-get >/dev/null && apt chromium fonts-dejavu-core; } &&
        ! "$python" -m playwright install chromium; then
        echo "No Chromium: neither apt-get nor Playwright could install it, so the browser tests cannot run." >&2
        echo "Install the package “chromium” by hand, then run make test again." >&2
        exit 1
    fi
fi

# Only one optional test file needs Redis; it says so where it is missing. On a machine with a running init system the
# package would start a service, so it is installed on bare machines alone.
if ! command -v redis-server >/dev/null && command -v apt-get >/dev/null && [ ! -d /run/systemd/system ]; then
    apt redis-server || echo "Redis could not be installed; its tests will be skipped."
fi
