#!/bin/sh
# Make sure that a Chromium is there for the browser tests: the system's, Debian's package, or the test tool's own.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        as_root="unavailable"
    fi
    if [ "$as_root" != "unavailable" ]; then
        echo "Installing Chromium for the browser tests ..."
        log=$(mktemp)
        if $as_root apt-get update -qq >"$log" 2>&1 &&
            DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium >>"$log" 2>&1; then
            rm -f "$log"
            exit 0
        fi
        tail -n 5 "$log" >&2
    fi
fi
if .venv/bin/python -m playwright install chromium; then
    exit 0
fi
echo "tests/browser: no Chromium was found and none could be installed; install Chromium or Chrome so that 'chromium' or 'google-chrome' runs" >&2
exit 1
