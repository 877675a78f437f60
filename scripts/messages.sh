#!/usr/bin/env bash
# Collect the texts to translate and compile the translations; LANGUAGES="fr nl" begins new ones.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export SECRET_KEY=unused RECORD_SIGNING_KEY=$(printf %032d 0 | base64) DATABASE_URL=sqlite://:memory: EMAIL_URL=memorymail:// REDIS_URL=redis://unused

if ! command -v msgfmt >/dev/null && ! python scripts/system.py gettext; then
  echo "Translations need gettext (Debian: apt install gettext)" >&2
  exit 1
fi
languages=(--all)
[ -n "${LANGUAGES:-}" ] && read -ra languages <<<"$(printf -- '--locale %s ' $LANGUAGES)"
python manage.py makemessages --no-wrap --ignore 'var/*' --ignore '.venv/*' "${languages[@]}"
python manage.py compilemessages --ignore .venv
