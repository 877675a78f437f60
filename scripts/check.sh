#!/usr/bin/env bash
# Every check that runs no test, with the settings of production; goes on after a failure.
# With `--quick` only those that take a second or two, as before a commit.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export PYTHONPATH="$PWD"

set -a
. ./.env.example
SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))')
RECORD_SIGNING_KEY=$(python -c 'from voting.records.record_format import new_seed; print(new_seed())')
VAR_DIR=$(mktemp -d)
set +a
trap 'rm -rf "$VAR_DIR"' EXIT

failed=()
step() {
  local name=$1
  shift
  echo "== $name"
  "$@" || failed+=("$name")
}

templates() { find . -path ./.venv -prune -o -path ./var -prune -o -name '*.html' -print; }
# The history check would ask the database, which nothing else here needs.
no_missing_migrations() {
  DATABASE_URL=sqlite://:memory: python manage.py makemigrations --check --dry-run
}

step "format (make fix repairs it)" ruff format --check --quiet .
step "lint" ruff check --quiet .
step "shape of the house" python scripts/check_house.py
step "template format (make fix repairs it)" djade --check --target-version 5.2 $(templates)
step "template lines" python scripts/check_templates.py

if [ "${1:-}" != --quick ]; then
  step "types" mypy --no-error-summary .
  step "floors and wings" env NO_COLOR=1 lint-imports --no-logo
  step "what nobody calls" python scripts/check_dead_code.py
  step "template lint" djlint --lint --quiet $(templates)
  step "migrations" no_missing_migrations
  step "production settings" python manage.py check --deploy --fail-level WARNING
  step "static files" python manage.py collectstatic --noinput --verbosity 0
fi

if [ ${#failed[@]} -gt 0 ]; then
  printf '\nNOT GOOD:'
  printf ' %s;' "${failed[@]}"
  echo
  exit 1
fi
printf '\nmake check: all good\n'
