#!/bin/bash
# The commands of Flink's official image, as far as Mien's compose file and chart use them:
#   jobmanager | standalone-job --job-classname C [options] | taskmanager | anything else is run as it is
# FLINK_PROPERTIES: lines of configuration, stronger than conf/config.yaml.
set -euo pipefail
home=${FLINK_HOME:-/opt/flink}
conf=$(mktemp -d -t flink-conf.XXXXXX)
cp "$home"/conf/* "$conf"/
# A key twice would be an error: what the properties say replaces the file's line.
while IFS= read -r line; do
  [[ $line =~ ^[[:space:]]*([^:#[:space:]]+): ]] || continue
  sed -i "\\|^${BASH_REMATCH[1]//./\\.}:|d" "$conf/config.yaml"
  printf '%s\n' "${line#"${line%%[![:space:]]*}"}" >> "$conf/config.yaml"
done <<< "${FLINK_PROPERTIES:-}"
export FLINK_CONF_DIR=$conf FLINK_PLUGINS_DIR=$home/plugins FLINK_LIB_DIR=$home/lib
log=(-Dlog4j2.configurationFile="$conf/log4j2.properties" -Dlog4j.configurationFile="$conf/log4j2.properties")
opens=$(sed -n 's/^env\.java\.opts\.all: *//p' "$conf/config.yaml")
# Flink's own calculation of memory: the first line of the result are the JVM's options, the second Flink's.
memory() {
  java $opens "${log[@]}" -cp "$home/lib/*" org.apache.flink.runtime.util.bash.BashJavaUtils "$1" --configDir "$conf" 2> /dev/null \
    | sed -n 's/^BASH_JAVA_UTILS_EXEC_RESULT://p'
}
case ${1:-help} in
  jobmanager | standalone-job)
    class=org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint
    [[ $1 == standalone-job ]] && class=org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint
    shift
    mapfile -t lines < <(memory GET_JM_RESOURCE_PARAMS)
    exec java ${lines[0]} $opens "${log[@]}" ${FLINK_ENV_JAVA_OPTS:-} -cp "$home/lib/*" "$class" --configDir "$conf" ${lines[1]:-} "$@" ;;
  taskmanager)
    shift
    mapfile -t lines < <(memory GET_TM_RESOURCE_PARAMS)
    exec java ${lines[0]} $opens "${log[@]}" ${FLINK_ENV_JAVA_OPTS:-} -cp "$home/lib/*" org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir "$conf" ${lines[1]:-} "$@" ;;
  help) sed -n '2,4p' "$0" ;;
  *) exec "$@" ;;
esac
