#!/bin/sh
# Make sure that the tests have what no Python package brings: a Chromium (the system's, Debian's package, or the test tool's own) and nginx.
set -eu

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

# Install a package of Debian's; quiet, but for the last lines where it fails.
install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    log=$(mktemp)
    if as_root apt-get update -qq >"$log" 2>&1 &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >>"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 5 "$log" >&2
    return 1
}

has_any() {
    for name in "$@"; do
        if command -v "$name" >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

if ! has_any nginx /usr/sbin/nginx /usr/local/sbin/nginx /opt/homebrew/bin/nginx; then
    echo "Installing nginx for the tests of the servers ..."
    install nginx-light || echo "tests: no nginx was found and none could be installed; the tests that need it will be skipped" >&2
fi
if ! has_any chromium chromium-browser google-chrome google-chrome-stable; then
    echo "Installing Chromium for the browser tests ..."
    if ! install chromium && ! .venv/bin/python -m playwright install chromium; then
        echo "tests/browser: no Chromium was found and none could be installed; install Chromium or Chrome so that 'chromium' or 'google-chrome' runs" >&2
        exit 1
    fi
fi
