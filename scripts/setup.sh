#!/usr/bin/env bash
# Makes .venv/ with the pinned requirements; does nothing when they are there already.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

mkdir -p .venv
exec 9>.venv/.setup-lock
flock 9 2>/dev/null || true # two first starts at once: the second waits

wanted=$(cat requirements.txt requirements-dev.txt | cksum)
[ "$(cat .venv/.installed 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null &&
  exec .venv/bin/python scripts/system.py pango

# The distribution's own first: it is built with all optimisations and runs a fifth faster than most
# that were built by hand. One without venv is taken only where nothing else is there.
find_python() {
  local name needed
  for needed in 'sys, ensurepip, venv' sys; do
    for name in ${PYTHON:-/usr/bin/python3 python3.11 python3 python3.13 python3.12}; do
      if "$name" -c "import $needed; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
        command -v "$name"
        return
      fi
    done
  done
  fail "Python 3.11 or newer is needed; install it (Debian 12: apt install python3 python3-venv) or name it: make setup PYTHON=/path/to/python3.11"
}

python=$(find_python)
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  echo "Making .venv/ with $("$python" --version)"
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then # Debian ships them apart
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && "$python" scripts/system.py python3-venv || true
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
      fail "Python's venv module is incomplete; install it (Debian: apt install python3-venv) and try again"
  fi
  "$python" -m venv .venv || fail "could not make .venv/"
fi

# uv installs the same pins in a tenth of the time; pip does it wherever uv cannot.
echo "Installing the pinned requirements"
pip() { .venv/bin/python -m pip install -q --disable-pip-version-check "$@"; }
sed -n '/^uv==/,/# via/p' requirements-dev.txt >.venv/uv.txt
pip -r .venv/uv.txt 2>/dev/null &&
  .venv/bin/uv pip install -q --python .venv/bin/python --link-mode copy \
    -r requirements.txt -r requirements-dev.txt 2>.venv/uv.log ||
  pip -r requirements.txt -r requirements-dev.txt ||
  fail "the requirements could not be installed; the lines above say why"
echo "$wanted" >.venv/.installed
exec .venv/bin/python scripts/system.py pango
