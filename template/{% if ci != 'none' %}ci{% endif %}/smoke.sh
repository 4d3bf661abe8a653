#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -e dvc.yaml ]; then
    echo "There is no pipeline yet, so there is nothing to smoke-test."
    exit
fi
make setup
make smoke
