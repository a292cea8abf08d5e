{{/* Flink's configuration in both modes, as YAML of strings. */}}
{{- define "mien.flinkConfiguration" -}}
{{- $inference := .Values.inference -}}
{{- $name := include "mien.name" . -}}
{{- $configuration := dict
  "taskmanager.numberOfTaskSlots" ($inference.slotsPerTaskManager | toString)
  "state.backend.type" $inference.state.backend
  "execution.checkpointing.dir" $inference.state.checkpoints
  "execution.checkpointing.externalized-checkpoint-retention" "RETAIN_ON_CANCELLATION"
  "taskmanager.memory.task.off-heap.size" "1024m"
  "web.submit.enable" "false"
  "web.cancel.enable" "false"
  "metrics.reporters" "prom"
  "metrics.reporter.prom.factory.class" "org.apache.flink.metrics.prometheus.PrometheusReporterFactory"
  "metrics.reporter.prom.port" "9249"
  "env.java.opts.all" "-Dorg.bytedeco.javacpp.cachedir=/var/lib/flink-native -Dorg.bytedeco.javacpp.maxBytes=0 -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 --add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.net=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.time=ALL-UNNAMED --add-exports=java.base/sun.net.util=ALL-UNNAMED"
-}}
{{- with $inference.state.savepoints -}}
{{- $_ := set $configuration "execution.checkpointing.savepoint-dir" . -}}
{{- end -}}
{{- with $inference.state.highAvailability -}}
{{- $_ := set $configuration "high-availability.type" "kubernetes" -}}
{{- $_ := set $configuration "high-availability.storageDir" . -}}
{{- end -}}
{{- if $inference.gpu.enabled -}}
{{- $_ := set $configuration "external-resources" "gpu" -}}
{{- $_ := set $configuration "external-resource.gpu.amount" ($inference.gpu.amount | toString) -}}
{{- $_ := set $configuration "external-resource.gpu.driver-factory.class" "org.apache.flink.externalresource.gpu.GPUDriverFactory" -}}
{{- $_ := set $configuration "external-resource.gpu.kubernetes.config-key" $inference.gpu.resource -}}
{{- end -}}
{{- if eq $inference.mode "standalone" -}}
{{- $_ := set $configuration "jobmanager.rpc.address" (printf "%s-jobmanager" $name) -}}
{{- $_ := set $configuration "jobmanager.bind-host" "0.0.0.0" -}}
{{- $_ := set $configuration "taskmanager.bind-host" "0.0.0.0" -}}
{{- $_ := set $configuration "taskmanager.rpc.port" "6122" -}}
{{- $_ := set $configuration "rest.bind-address" "0.0.0.0" -}}
{{- $_ := set $configuration "blob.server.port" "6124" -}}
{{- $_ := set $configuration "jobmanager.memory.process.size" $inference.jobManager.memory -}}
{{- $_ := set $configuration "taskmanager.memory.process.size" $inference.taskManager.memory -}}
{{- $_ := set $configuration "parallelism.default" ($inference.parallelism | toString) -}}
{{- if $inference.state.highAvailability -}}
{{- $_ := set $configuration "kubernetes.cluster-id" (printf "%s-inference" $name) -}}
{{- $_ := set $configuration "kubernetes.namespace" .Release.Namespace -}}
{{- end -}}
{{- end -}}
{{- toYaml (merge (deepCopy $inference.flinkConfiguration) $configuration) -}}
{{- end -}}

{{/* What the job is told, in both modes; a list of YAML strings. */}}
{{- define "mien.jobOptions" -}}
{{- $inference := .Values.inference -}}
{{ include "mien.kafkaOptions" . }}
- --schema-registry
- {{ include "mien.registryUrl" . | quote }}
- --model
- {{ $inference.model | quote }}
- --purpose
- {{ .Values.purpose | quote }}
{{- if $inference.gpu.enabled }}
- --device
- GPU
{{- if $inference.gpu.cpuFallback }}
- --cpu-fallback
{{- end }}
{{- end }}
- --window
- {{ $inference.window | quote }}
- --slide
- {{ $inference.slide | quote }}
- --minimum-frames
- {{ $inference.minimumFrames | quote }}
- --tolerated-padding
- {{ $inference.toleratedPadding | quote }}
{{- with $inference.smallestFace }}
- --smallest-face
- {{ . | quote }}
{{- end }}
- --batch
- {{ $inference.batch | quote }}
- --batch-delay
- {{ $inference.batchDelay | quote }}
- --precision
- {{ $inference.precision | quote }}
{{- if $inference.exact }}
- --exact
{{- end }}
{{- with $inference.freshness }}
- --freshness
- {{ . | quote }}
{{- end }}
- --guarantee
- {{ $inference.guarantee | quote }}
- --checkpoint-interval
- {{ $inference.checkpointInterval | quote }}
- --transaction-timeout
- {{ $inference.transactionTimeout | quote }}
- --group
- {{ $inference.group | quote }}
{{- include "mien.keyOptions" . }}
{{- if .Values.keys.plainReadings }}
- --plain-readings
{{- end }}
{{- end -}}

{{- define "mien.jobImage" -}}
{{- $gpu := .Values.inference.gpu -}}
{{- include "mien.image" (list . .Values.images.job (ternary $gpu.imageTagSuffix "" $gpu.enabled)) -}}
{{- end -}}

{{/* Mounts and volumes of Flink's pods. */}}
{{- define "mien.flinkMounts" -}}
- {name: mien-native, mountPath: /var/lib/flink-native}
{{- include "mien.kafkaMount" . }}
{{- include "mien.keyMounts" . }}
{{- with .Values.inference.volumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "mien.flinkVolumes" -}}
- name: mien-native
  emptyDir: {sizeLimit: 3Gi}
{{- include "mien.kafkaVolume" . }}
{{- include "mien.keyVolumes" . }}
{{- with .Values.inference.volumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "mien.flinkSecurity" -}}
# Flink's entrypoint writes its configuration below /opt/flink at each start: the root file system stays writable.
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
{{- end -}}

{{/* The variables of Flink's pods: environmentSecret, and what the component's values say. Argument: list of root and YAML of further ones. */}}
{{- define "mien.flinkEnvironment" -}}
{{- $inference := (index . 0).Values.inference -}}
{{- $from := $inference.envFrom -}}
{{- with $inference.environmentSecret -}}
{{- $from = prepend $from (dict "secretRef" (dict "name" .)) -}}
{{- end -}}
{{- include "mien.environment" (list (dict "env" $inference.env "envFrom" $from) (index . 1)) -}}
{{- end -}}
