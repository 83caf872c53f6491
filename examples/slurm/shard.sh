#!/bin/bash
#SBATCH --job-name=shard
#SBATCH --cpus-per-task=1
#SBATCH --mem=500M
#SBATCH --time=04:00:00
# If the node dies, the task begins again on another one.
#SBATCH --requeue
# The program is told before its time is up (by srun: the shell gets no signal), and has half a minute for calls in flight.
#SBATCH --signal=TERM@90
#SBATCH --output=shard-%A_%a.out
#SBATCH --open-mode=append

# One shard, by its number in the array: sbatch --array=5 shard.sh 8 does the fifth of eight again.
of=$1
shift
srun batch-kimi --quiet --shard "auto/$of" "$@"
code=$?

# By this name, and not by SLURM_JOB_ID: the last task's is the whole array's.
again() { scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"; }
case $code in
130) again ;;                                                # the time was up: it goes on where it stopped
4) [ "${SLURM_RESTART_COUNT:-0}" -ge 10 ] || again ;;         # paused: no network, a quota, the budget
esac
exit "$code"
