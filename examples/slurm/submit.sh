#!/bin/sh
# One job, done by an array of tasks, in the folder with the config: sh examples/slurm/submit.sh 8 [options of batch-kimi]
set -eu
here=$(dirname "$0")
of=$1
array=$(sbatch --parsable --array="1-$of" "$here/shard.sh" "$@")
# When all tasks have ended, however they ended, what is answered is written; exit code 4 if something is not answered.
finish=$(sbatch --parsable --dependency="afterany:$array" --job-name=finish --output=finish-%j.out --time=30 --wrap="batch-kimi finish")
echo "array $array, then $finish"
