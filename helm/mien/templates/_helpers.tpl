{{- define "mien.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "mien.labels" -}}
app.kubernetes.io/name: mien
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* Argument: list of root and component. */}}
{{- define "mien.selector" -}}
app.kubernetes.io/name: mien
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* Argument: list of root, image's name and the end of the tag. */}}
{{- define "mien.image" -}}
{{- $images := (index . 0).Values.images -}}
{{- with $images.registry }}{{ . | trimSuffix "/" }}/{{ end -}}
{{- index . 1 }}:{{ $images.tag }}{{ index . 2 }}
{{- end -}}

{{- define "mien.bootstrap" -}}
{{- if .Values.strimzi.enabled -}}
{{ include "mien.name" . }}-kafka-bootstrap:9092
{{- else -}}
{{ .Values.kafka.bootstrapServers }}
{{- end -}}
{{- end -}}

{{- define "mien.registryUrl" -}}
{{- .Values.registry.url | default (printf "http://%s-registry:8081" (include "mien.name" .)) -}}
{{- end -}}

{{/* Options that every command has; a list of YAML strings. */}}
{{- define "mien.kafkaOptions" -}}
- --bootstrap-servers
- {{ include "mien.bootstrap" . | quote }}
{{- if .Values.kafka.clientSecret }}
- --kafka-config
- /etc/mien/kafka/client.properties
{{- end }}
{{- end -}}

{{- define "mien.kafkaMount" -}}
{{- if .Values.kafka.clientSecret }}
- name: kafka-client
  mountPath: /etc/mien/kafka
  readOnly: true
{{- end }}
{{- end -}}

{{- define "mien.kafkaVolume" -}}
{{- if .Values.kafka.clientSecret }}
- name: kafka-client
  secret:
    secretName: {{ .Values.kafka.clientSecret | quote }}
{{- end }}
{{- end -}}

{{- define "mien.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "mien.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "mien.pullSecrets" -}}
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "mien.probes" -}}
startupProbe:
  httpGet: {path: /health/live, port: metrics}
  periodSeconds: 3
  failureThreshold: 40
livenessProbe:
  httpGet: {path: /health/live, port: metrics}
  periodSeconds: 10
  failureThreshold: 3
readinessProbe:
  httpGet: {path: /health/ready, port: metrics}
  periodSeconds: 5
{{- end -}}

{{/* Milliseconds of a duration such as 500ms, 2s, 5m, 1h. */}}
{{- define "mien.milliseconds" -}}
{{- if hasSuffix "ms" . -}}{{ trimSuffix "ms" . | int64 }}
{{- else if hasSuffix "s" . -}}{{ mul (trimSuffix "s" . | int64) 1000 }}
{{- else if hasSuffix "m" . -}}{{ mul (trimSuffix "m" . | int64) 60000 }}
{{- else -}}{{ mul (trimSuffix "h" . | int64) 3600000 }}
{{- end -}}
{{- end -}}

{{/* What the schema cannot say: values that fit their types and would still break the delivery. */}}
{{- define "mien.refuse" -}}
{{- $inference := .Values.inference -}}
{{- if not (trim .Values.purpose) -}}
{{- fail "purpose: blank (expected: what the readings are for; it is stamped on each of them)" -}}
{{- end -}}
{{- if and (not .Values.strimzi.enabled) (not .Values.kafka.bootstrapServers) -}}
{{- fail "kafka.bootstrapServers: none (expected: host:port of your brokers, or strimzi.enabled=true)" -}}
{{- end -}}
{{- if and .Values.strimzi.enabled .Values.kafka.bootstrapServers -}}
{{- fail (printf "kafka.bootstrapServers: %s (expected: none, since strimzi.enabled makes a cluster)" .Values.kafka.bootstrapServers) -}}
{{- end -}}
{{- if and (eq .Values.topics.manage "strimzi") (not .Values.strimzi.enabled) -}}
{{- fail "topics.manage: strimzi (expected: job or none, unless strimzi.enabled=true)" -}}
{{- end -}}
{{- if and .Values.strimzi.enabled (gt (int .Values.topics.replication) (int .Values.strimzi.replicas)) -}}
{{- fail (printf "topics.replication: %d (expected: at most the %d brokers of strimzi.replicas)" (int .Values.topics.replication) (int .Values.strimzi.replicas)) -}}
{{- end -}}
{{- $window := include "mien.milliseconds" $inference.window | int64 -}}
{{- $slide := include "mien.milliseconds" $inference.slide | int64 -}}
{{- if ne (mod $window 16) 0 -}}
{{- fail (printf "inference.window: %s (expected: 16 cells of a whole number of milliseconds)" $inference.window) -}}
{{- end -}}
{{- $cell := div $window 16 -}}
{{- if ne (mod $slide $cell) 0 -}}
{{- fail (printf "inference.slide: %s (expected: a whole number of cells of %dms, a sixteenth of the window)" $inference.slide $cell) -}}
{{- end -}}
{{- if gt $slide $window -}}
{{- fail (printf "inference.slide: %s (expected: at most the window of %s, or frames between windows are lost)" $inference.slide $inference.window) -}}
{{- end -}}
{{- $checkpoint := include "mien.milliseconds" $inference.checkpointInterval | int64 -}}
{{- if lt $checkpoint 100 -}}
{{- fail (printf "inference.checkpointInterval: %s (expected: at least 100ms)" $inference.checkpointInterval) -}}
{{- end -}}
{{- if and (eq $inference.guarantee "EXACTLY_ONCE") (ge $checkpoint 600000) -}}
{{- fail (printf "inference.checkpointInterval: %s (expected: less than the transaction timeout of 10m, or the broker gives up transactions before they are committed)" $inference.checkpointInterval) -}}
{{- end -}}
{{- if not $inference.state.checkpoints -}}
{{- fail "inference.state.checkpoints: none (expected: s3://bucket/folder or another place that outlives the pods; without it a restart loses the windows under way)" -}}
{{- end -}}
{{- if and (hasPrefix "file:" $inference.state.checkpoints) (not $inference.volumes) -}}
{{- fail (printf "inference.state.checkpoints: %s (expected: a volume in inference.volumes that all pods see, mounted there, or an object store)" $inference.state.checkpoints) -}}
{{- end -}}
{{- if and (eq $inference.upgradeMode "last-state") (not $inference.state.highAvailability) -}}
{{- fail "inference.upgradeMode: last-state (expected: inference.state.highAvailability set to a folder beside the checkpoints, or upgradeMode savepoint)" -}}
{{- end -}}
{{- if and (eq $inference.upgradeMode "savepoint") (not $inference.state.savepoints) -}}
{{- fail "inference.state.savepoints: none (expected: a folder beside the checkpoints, since upgradeMode is savepoint)" -}}
{{- end -}}
{{- if eq $inference.upgradeMode "stateless" -}}
{{- fail "inference.upgradeMode: stateless (expected: last-state or savepoint, or an upgrade loses the windows under way)" -}}
{{- end -}}
{{- if and (gt (int $inference.jobManager.replicas) 1) (not $inference.state.highAvailability) -}}
{{- fail (printf "inference.jobManager.replicas: %d (expected: 1 without inference.state.highAvailability)" (int $inference.jobManager.replicas)) -}}
{{- end -}}
{{- range $key := list "execution.checkpointing.interval" "execution.checkpointing.dir" "parallelism.default" "pipeline.object-reuse" -}}
{{- if hasKey $inference.flinkConfiguration $key -}}
{{- fail (printf "inference.flinkConfiguration: %s (expected: not here; the chart and the job set it from values of their own)" $key) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.dashboard.enabled (not .Values.dashboard.tokenSecret) -}}
{{- fail "dashboard.tokenSecret: none (expected: the name of a secret with the key token, since the page is open to the network, or dashboard.enabled=false)" -}}
{{- end -}}
{{- if and .Values.dashboard.ingress.enabled (or (not .Values.dashboard.ingress.host) (not .Values.dashboard.ingress.tlsSecret)) -}}
{{- fail "dashboard.ingress: host or tlsSecret missing (expected: both, since the token would travel in clear)" -}}
{{- end -}}
{{- $names := list -}}
{{- range .Values.ingest.deployments -}}
{{- if has .name $names -}}
{{- fail (printf "ingest.deployments: %s twice (expected: each name once)" .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- if and (or .inputs .drawn) (gt (int (default 1 .replicas)) 1) -}}
{{- fail (printf "ingest.deployments: %s has feeds and %d replicas (expected: 1, or each would publish the same feeds)" .name (int .replicas)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
