#!/usr/bin/env bash
# Resolves docker-compose.yml with compose's own loader, which needs Go and no Docker engine, and
# fails unless every published port listens on loopback alone.
set -euo pipefail
cd "$(dirname "$0")/.."

LOADER=github.com/compose-spec/compose-go/v2
VERSION=v2.16.2

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
(
  cd "$folder"
  export GOFLAGS=-mod=mod
  go mod init compose-check
  go get "$LOADER/cmd@$VERSION"
  go build -o compose-loader "$LOADER/cmd"
) >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }

"$folder/compose-loader" docker-compose.yml | tee "$folder/resolved"
published="$(grep -c 'published:' "$folder/resolved")"
loopback="$(grep -c 'host_ip: 127.0.0.1' "$folder/resolved")"
if [ "$published" -ne 2 ] || [ "$loopback" -ne 2 ]; then
  echo "of $published ports $loopback are on loopback; both should be" >&2
  exit 1
fi
