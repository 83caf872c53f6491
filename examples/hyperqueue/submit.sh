#!/bin/sh
# One job, done by an array of tasks of HyperQueue, in the folder with the config: sh examples/hyperqueue/submit.sh 8 [options of batch-kimi]
set -eu
of=$1
shift
# A task whose worker is lost begins again on another one, however often that happens: it goes on where it stopped.
hq submit --wait --name shards --array "1-$of" --crash-limit unlimited --stdout 'shard-%{TASK_ID}.out' --stderr 'shard-%{TASK_ID}.err' \
    batch-kimi --quiet --shard "auto/$of" "$@" ||
    echo "tasks to submit once more: $(hq job task-ids last --filter failed,canceled)" >&2
batch-kimi finish
