#!/bin/bash
# The story of docs/en/cluster.md on one machine: Slurm with four nodes of its own and a simulator in the platform's place, all
# in a temporary folder and ended when it ends. Needs batch-kimi and batch-sim in a folder (target/debug), and Debian's
# slurm-wlm, munge and curl; about five minutes: examples/slurm/try.sh target/debug
set -euo pipefail
PATH=$(cd "$1" && pwd):$PATH:/usr/sbin
scripts=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
export TRY_SLURM=$dir SLURM_CONF=$dir/slurm.conf MOONSHOT_API_KEY=sk-nobodys-key-for-a-simulator
host=$(hostname -s) address=$(getent hosts "$(hostname)" | awk '{ print $1; exit }') port=$((20000 + RANDOM % 20000))
cd "$dir"

say() { printf '%(%T)T  %s\n' -1 "$*"; }
# What runs here, or only on one node: daemons have a variable of ours, tasks Slurm's; what started a task shows none of its own.
of() {
    local own
    own=$(grep -lzsx "TRY_SLURM=$dir" /proc/[0-9]*/environ | xargs -r grep -lzsxE "$1" | cut -d/ -f3)
    { echo "$own"; ps -o ppid= -p "$(echo "$own" | paste -sd,)" 2>/dev/null; } | tr -d ' ' | sort -u | grep -vxE "1|$$|" || true
}
end() {
    of '(DAEMON|SLURMD_NODENAME)=.*' | xargs -r kill -9 || true
    [ "${1:-1}" = 0 ] && rm -rf "$dir" || echo "failed; all is left in $dir"
}
trap 'end $?' EXIT
must() { "$@" || { say "not so: $*"; exit 1; }; }
wait_until() { for _ in $(seq 600); do if eval "$1"; then return; fi; sleep 0.5; done; say "waited in vain: $1"; squeue; exit 1; }

simulator() { # that takes so many milliseconds to answer; it has no past
    DAEMON=sim batch-sim --dialect kimi --latency-ms "$1" >"sim.$1" 2>&1 &
    disown
    wait_until "grep -qs listening sim.$1"
    url=$(grep -o 'http.*/v1' "sim.$1")
    sed -i "s#\"base_url\": .*#\"base_url\": \"$url\"#" batch_config_kimi.json
}
stat() { curl -s "${url%/v1}/stats" | grep -o "\"$1\":[0-9]*" | head -n 1 | cut -d: -f2; }
node() {
    DAEMON=$1 slurmd -D -N "$1" >"$dir/slurmd.$1" 2>&1 &
    disown
}

# --- Slurm
mkdir -m 700 munge state
head -c 1024 /dev/urandom >munge/key && chmod 400 munge/key
DAEMON=munged munged --foreground --force --key-file=munge/key --socket="$dir/munge/socket" --pid-file="$dir/munge/pid" \
    --log-file="$dir/munge/log" --seed-file="$dir/munge/seed" >munge/out 2>&1 &
disown
cat >slurm.conf <<END
ClusterName=try
SlurmctldHost=$host($address)
SlurmctldPort=$port
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
# A task that is requeued begins again cred_expire seconds later; 120 where nothing else is said.
AuthInfo=socket=$dir/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool.%n
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
# A node that is silent for so long is down.
SlurmdTimeout=10
ReturnToService=2
SchedulerParameters=bf_interval=1,sched_interval=2
Licenses=kimi:8
$(for n in 1 2 3 4; do echo "NodeName=node$n NodeHostname=$host NodeAddr=$address Port=$((port + n)) CPUs=2 RealMemory=2000"; done)
PartitionName=main Nodes=ALL Default=YES State=UP
END
wait_until '[ -S munge/socket ]'
DAEMON=slurmctld slurmctld -D -i >slurmctld.out 2>&1 &
disown
for n in 1 2 3 4; do node node$n; done
wait_until '[ "$(sinfo -h -t idle -o %D 2>/dev/null)" = 4 ]'
say "$(sinfo -h -o '%D nodes, %t: %N')"

# --- A job: 25 people, 2 models, 5 prompts
mkdir study && cd study
batch-kimi init --quiet
for n in $(seq 11 32); do
    { cat 'examples/测试输入问答记录/患者1_问答记录.txt'; echo "患者：这是第 $n 份。"; } >"examples/测试输入问答记录/患者${n}_问答记录.txt"
done
simulator 0
batch-kimi --quiet --output-dir one 2>../one.err
all=$(stat answered)
say "one process: $all answers, $(ls one/*.json | wc -l) files"

# --- An array that meets all that an array meets: 8 shards, 2 calls at once each
simulator 4000
say "$(SBATCH_TIMELIMIT=2 SBATCH_SIGNAL=TERM@60 "$scripts/submit.sh" 8 --concurrency 16 --lang en)"
wait_until '[ "$(squeue -h -t R | wc -l)" = 8 ] && [ "$(stat answered)" -ge 30 ]'
say "running: $(squeue -h -t R -S N,i -o '%i %N' | paste -sd,), $(stat answered) answers; now node2 loses its power"
lost=$(squeue -h -w node2 -o %i | paste -sd,)
# All at once: nobody is left who could report that the others are dead.
dead=$(of '(DAEMON|SLURMD_NODENAME)=node2')
kill -STOP $dead && kill -KILL $dead
wait_until '[ -n "$(sinfo -h -t down -o %N)" ]'
say "$(sinfo -h -t down -o '%N is %t'); requeued: $(squeue -h -t PD -o '%i %r' | grep -v Depend | paste -sd,)"
node node2
wait_until '[ "$(squeue -h -t R -j "$lost" | wc -l)" = 2 ]'
say "node2 is back ($(sinfo -h -n node2 -o %t)); run again: $(squeue -h -j "$lost" -o '%i %N' | paste -sd,), $(stat answered) answers"
wait_until 'grep -q "code 130" shard-*.out'
say "the time is up: $(cat shard-*.out | grep -m 1 Interrupted | cut -d' ' -f6-)"
wait_until '[ -z "$(squeue -h)" ]'
twice=$(stat answered_twice) lost=$(stat abandoned)
say "$(grep -l 'code 130' shard-*.out | wc -l) tasks came to their time limit and went on; $(stat answered) answers, $twice twice, $lost lost on the way"
must [ "$((twice + lost))" -le 4 ]
must [ "$(stat distinct)" = "$all" ]
must diff -r -x .batch one output/raw_kimi
say "the files are those of one process; finish: exit code $(scontrol show job "$(ls finish-*.out | tr -dc 0-9)" | grep -o 'ExitCode=[0-9]*' | cut -d= -f2)"

# --- Licences: 8 calls at once are the cluster's, 4 a task's
rm -r output shard-*.out
simulator 1500
sbatch --parsable --licenses=kimi:4 --array=1-4 "$scripts/shard.sh" 4 --concurrency 16 >../array
most=0
while [ -n "$(squeue -h)" ]; do
    now=$(squeue -h -t R | wc -l)
    [ "$now" -le "$most" ] || most=$now
    sleep 0.5
done
say "array $(cat ../array), 4 licences of 8 a task: of 4 tasks $most at a time, $(stat peak_in_flight) calls at once at most"
must [ "$most" = 2 ]
must [ "$(stat peak_in_flight)" -le 8 ]
must diff -r -x .batch one output/raw_kimi
say "the files are those of one process"
