#!/bin/sh
# Pegasus' onebox in its own words: it stops without waiting, and refuses to start what still runs.
# As shipped with 2.0 to 2.5 it takes the folder in which it is started for its own; a test makes the newer one of it.
ROOT=$(pwd)
if [ ! -d "$ROOT/onebox" ]; then echo "ERROR: $ROOT/onebox is not there"; exit 1; fi
cd "$ROOT" || exit 1
command=$1; option=$2; id=$3
case "$option" in
  -m) name="meta@$id"; port=$((34600 + id)) ;;
  -r) name="replica@$id"; port=$((34800 + id)) ;;
  -c) name="collector@0"; port=34101 ;;
  *) exit 1 ;;
esac
pidfile="$name.pid"
case "$command" in
  start_onebox_instance)
    if [ -f "$pidfile" ]; then echo "INFO: $name already running"; exit 1; fi
    echo "$name" >> starts
    node server.mjs "$port" "$pidfile" >/dev/null 2>&1 &
    echo "$!" > "$pidfile"
    echo "INFO: $name started"
    ;;
  stop_onebox_instance)
    if [ ! -f "$pidfile" ]; then echo "INFO: $name is not running"; exit 1; fi
    kill "$(cat "$pidfile")"
    echo "INFO: $name stopped"
    ;;
esac
