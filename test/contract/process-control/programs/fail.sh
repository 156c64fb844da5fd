#!/bin/sh
# A long story on both streams, and a bad end.
i=0
while [ "$i" -lt 40 ]; do i=$((i + 1)); echo "step $i"; done
echo "the unit pegasus-replica has failed" >&2
exit 3
