#!/bin/sh
# Makes the two roles beside the owner, when the database is first made: the portal's own, which can change no table and switch
# off no trigger, and the auditor's, which only reads. What they may do is set by every migration (foundation/database_roles.py).
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 \
  --set runtime="$RUNTIME_PASSWORD" --set audit="$AUDIT_PASSWORD" <<'SQL'
CREATE ROLE portal_runtime LOGIN PASSWORD :'runtime';
CREATE ROLE portal_audit LOGIN PASSWORD :'audit' CONNECTION LIMIT 5;
ALTER ROLE portal_audit SET default_transaction_read_only = on;
SQL
