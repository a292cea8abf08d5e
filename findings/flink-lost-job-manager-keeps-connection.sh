#!/usr/bin/env bash
# Does a Flink task manager find its new job manager after heartbeat.timeout, if the old one went together with its network?
#
# Version   org.apache.flink:flink-runtime 2.3.0 with its RPC system as shipped, no high availability; JDK 17; Linux 6 with network
#           namespaces (root, or user namespaces that anyone may make), iproute2; Maven
# Expected  The old host vanishes (no FIN, no RST: a node that lost power or its link), a new job manager answers at the same name on
#           another address. After heartbeat.timeout the task manager closes the connection, looks the name up and registers
# Happens   It says so, and goes on asking over the TCP connection that it has to that name: "Could not resolve ResourceManager address",
#           every 20 s, until taskmanager.registration.timeout ends the process (with the defaults 50 s and 5 minutes later). 2.3's
#           configuration has no option for a heartbeat of the transport itself.
#           The connection has SO_KEEPALIVE: with net.ipv4.tcp_keepalive_time 5, _intvl 2 and _probes 2 on the task manager's
#           host (Linux: 7200, 75, 9) the kernel gives it up after 9 s, and the task manager registers as soon as Java looks the
#           name up anew (30 s). If the old process ends first, so that its host still says FIN, all is well too
# Seen      as-it-comes: registered no; ended yes: Could not register at the ResourceManager within the specified maximum registration
#           duration. keep-alive: registered yes, after 32 s; ended no
set -euo pipefail

if [[ ${1:-} != inside ]]; then
  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT
  cat > "$work/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.flink</groupId><artifactId>flink-runtime</artifactId><version>2.3.0</version></dependency>
    <dependency><groupId>org.apache.flink</groupId><artifactId>flink-clients</artifactId><version>2.3.0</version></dependency>
    <dependency><groupId>org.apache.flink</groupId><artifactId>flink-rpc-akka-loader</artifactId><version>2.3.0</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.24.3</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>2.24.3</version></dependency>
  </dependencies>
</project>
POM
  mvn -B -q -f "$work/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$work/lib"
  own=(--net --mount --pid --fork --kill-child --mount-proc)
  ((EUID == 0)) || own+=(--user --map-root-user)
  unshare "${own[@]}" "$(readlink -f -- "${BASH_SOURCE[0]}")" inside "$work"
  exit
fi

work=$2
mount -t tmpfs tmpfs /run
echo '127.0.0.1 localhost' > "$work/hosts"
mount --bind "$work/hosts" /etc/hosts
sysctl -qw net.ipv4.ip_forward=1
ip link set lo up

# NAME ADDRESS: a host, one hop away from all others.
host() {
  ip netns add "$1"
  ip link add "to-$1" type veth peer name eth0 netns "$1"
  ip link set "to-$1" up
  ip addr add 10.77.0.1/32 dev "to-$1"
  ip route add "$2/32" dev "to-$1"
  ip -n "$1" link set lo up
  ip -n "$1" link set eth0 up
  ip -n "$1" addr add "$2/32" dev eth0
  ip -n "$1" route add 10.77.0.1/32 dev eth0
  ip -n "$1" route add default via 10.77.0.1
}
# ADDRESS: of the name that all know the job manager by.
call() { printf '127.0.0.1 localhost\n%s flink-jm\n' "$1" > "$work/hosts"; }
cat > "$work/log4j.properties" <<'LOG'
rootLogger.level = INFO
rootLogger.appenderRef.c.ref = C
appender.c.name = C
appender.c.type = CONSOLE
appender.c.layout.type = PatternLayout
appender.c.layout.pattern = %d{HH:mm:ss} %p %c{1} %m%n
LOG
mkdir "$work/job-manager" "$work/task-manager"
cat > "$work/job-manager/config.yaml" <<'CONF'
jobmanager.rpc.address: flink-jm
jobmanager.bind-host: 0.0.0.0
jobmanager.memory.process.size: 700m
heartbeat.interval: 2 s
heartbeat.timeout: 10 s
CONF
cat > "$work/task-manager/config.yaml" <<'CONF'
jobmanager.rpc.address: flink-jm
heartbeat.interval: 2 s
heartbeat.timeout: 10 s
taskmanager.registration.timeout: 60 s
taskmanager.host: 10.77.1.10
taskmanager.resource-id: worker
taskmanager.bind-host: 0.0.0.0
taskmanager.cpu.cores: 1.0
taskmanager.numberOfTaskSlots: 1
taskmanager.memory.task.heap.size: 128m
taskmanager.memory.task.off-heap.size: 0m
taskmanager.memory.framework.heap.size: 128m
taskmanager.memory.framework.off-heap.size: 64m
taskmanager.memory.managed.size: 64m
taskmanager.memory.network.min: 64m
taskmanager.memory.network.max: 64m
taskmanager.memory.jvm-metaspace.size: 128m
taskmanager.memory.jvm-overhead.min: 64m
taskmanager.memory.jvm-overhead.max: 64m
CONF
flink() { # HOST CLASS CONF LOG
  ip netns exec "$1" java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j.configurationFile="$work/log4j.properties" \
    --add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED -cp "$work/lib/*" "$2" \
    --configDir "$work/$3" > "$work/$4" 2>&1 &
}
await() { # SECONDS PATTERN FILE
  local end=$((SECONDS + $1))
  until grep -q "$2" "$work/$3" 2> /dev/null; do
    ((SECONDS < end)) || return 1
    sleep 0.5
  done
}

trial() { # NAME
  host old 10.77.1.2
  host new 10.77.1.3
  host workers 10.77.1.10
  call 10.77.1.2
  [[ $1 == as-it-comes ]] || ip netns exec workers sysctl -qw net.ipv4.tcp_keepalive_time=5 net.ipv4.tcp_keepalive_intvl=2 net.ipv4.tcp_keepalive_probes=2
  flink old org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint job-manager "$1-old.log"
  flink workers org.apache.flink.runtime.taskexecutor.TaskManagerRunner task-manager "$1-workers.log"
  local worker=$!
  await 90 'Successful registration' "$1-workers.log" || { tail "$work/$1-workers.log" >&2; exit 2; }
  ip link del to-old
  local lost=$SECONDS registered=no ended=no
  call 10.77.1.3
  flink new org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint job-manager "$1-new.log"
  while ((SECONDS - lost < 120)); do
    if grep -q 'Registering TaskManager' "$work/$1-new.log"; then
      registered="yes, after $((SECONDS - lost)) s"
      break
    elif ! kill -0 "$worker" 2> /dev/null; then
      ended="yes: $(grep -o 'Could not register at the ResourceManager within the specified maximum registration duration' "$work/$1-workers.log" | head -1)"
      break
    fi
    sleep 1
  done
  echo "$1: registered $registered; ended $ended"
  pkill -9 java || true
  wait || true
  for name in old new workers; do ip netns del "$name"; done
  ip link del to-new 2> /dev/null || true
  ip link del to-workers 2> /dev/null || true
}
first=$(trial as-it-comes)
second=$(trial keep-alive)
printf '%s\n%s\n' "$first" "$second"
[[ $first == *'registered no; ended yes: Could not register'* && $second == *'registered yes'* ]]
