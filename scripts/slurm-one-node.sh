#!/usr/bin/env bash
# Starts Slurm with this machine as its only node, for trying and testing `scorebook sweep --emit slurm`; needs root, and
# Debian's packages slurm-wlm and munge (apt-get install slurm-wlm munge). Everything it writes is below the folder FOLDER.
#   scripts/slurm-one-node.sh start FOLDER    then: export SLURM_CONF=FOLDER/slurm.conf; sbatch ...
#   scripts/slurm-one-node.sh stop FOLDER
set -euo pipefail
action=${1:?start or stop} folder=$(mkdir -p "${2:?a folder}" && cd "$2" && pwd)

stop() {
  # Only what was started here is ended; munged, which authenticates the others, last.
  local name pid
  for name in slurmd slurmctld munged; do
    [ -f "$folder/$name.pid" ] || continue
    pid=$(cat "$folder/$name.pid")
    kill "$pid" 2>/dev/null || continue
    # The daemon writes its state as it ends; whoever deletes FOLDER next must find it quiet.
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  done
}

start() {
  mkdir -p "$folder/state" "$folder/spool" "$folder/log"
  # munged refuses folders that others may write.
  install -d -m 0711 -o munge -g munge /run/munge
  [ -s /etc/munge/munge.key ] || { dd if=/dev/urandom of=/etc/munge/munge.key bs=1024 count=1 status=none; chown munge: /etc/munge/munge.key; chmod 400 /etc/munge/munge.key; }
  pgrep -x munged >/dev/null || { setpriv --reuid munge --regid munge --init-groups /usr/sbin/munged; cp /run/munge/munged.pid "$folder/munged.pid"; }
  local host; host=$(hostname -s)
  cat > "$folder/slurm.conf" <<CONF
ClusterName=one-node
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SchedulerParameters=sched_interval=2
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd.log
SlurmctldPort=16817
SlurmdPort=16818
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF="$folder/slurm.conf"
  /usr/sbin/slurmctld
  /usr/sbin/slurmd
  for _ in $(seq 50); do sinfo -h -o %t 2>/dev/null | grep -q idle && return; sleep 0.2; done
  echo "Slurm does not answer; its logs are in $folder/log" >&2
  return 1
}

"$action"
