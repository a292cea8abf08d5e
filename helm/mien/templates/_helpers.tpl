{{/*
What all names begin with. Helm takes release names of 53 letters, with dots, that begin with a digit; a Service wants
none of these, Flink's operator at most 45 letters, and Strimzi has this name twice in the names of its pods. A name
that is changed ends in a digest, so that two releases do not meet.
*/}}
{{- define "mien.name" -}}
{{- $name := .Release.Name | replace "." "-" -}}
{{- if not (regexMatch "^[a-z]" $name) -}}
{{- $name = printf "mien-%s" $name -}}
{{- end -}}
{{- if or (gt (len $name) 26) (ne $name .Release.Name) -}}
{{- $name = printf "%s-%s" ($name | trunc 17 | trimSuffix "-") (sha256sum .Release.Name | trunc 8) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{- define "mien.labels" -}}
app.kubernetes.io/name: mien
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* Argument: list of root and component. */}}
{{- define "mien.selector" -}}
app.kubernetes.io/name: mien
app.kubernetes.io/instance: {{ (index . 0).Release.Name | quote }}
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

{{/* The port of an address such as https://[2001:db8::1]:8081/path. */}}
{{- define "mien.port" -}}
{{- $authority := get (urlParse .) "host" -}}
{{- $port := regexFind ":[0-9]+$" (regexReplaceAll "^\\[[^\\]]*\\]" $authority "") -}}
{{- $port | trimPrefix ":" | default (ternary "443" "80" (hasPrefix "https:" .)) -}}
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
- name: mien-kafka-client
  mountPath: /etc/mien/kafka
  readOnly: true
{{- end }}
{{- end -}}

{{- define "mien.kafkaVolume" -}}
{{- if .Values.kafka.clientSecret }}
- name: mien-kafka-client
  secret:
    secretName: {{ .Values.kafka.clientSecret | quote }}
{{- end }}
{{- end -}}

{{/* Argument: list of root and the user of the image. Keys are files that only their owner may read: one user for all. */}}
{{- define "mien.podSecurity" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $values := $root.Values -}}
{{- $user := ternary 9999 (index . 2) (not (empty $values.keys.claim)) -}}
runAsNonRoot: true
{{- if not $values.pods.anyUser }}
runAsUser: {{ $user }}
runAsGroup: {{ $user }}
fsGroup: {{ $user }}
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- if semverCompare ">=1.29-0" $root.Capabilities.KubeVersion.Version }}
{{- with $component.sysctls }}
sysctls:
{{- range $name, $value := . }}
  - {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "mien.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* What a user wants of a component's pods, beside the chart's. Argument: list of root and the component's values. */}}
{{- define "mien.podLabels" -}}
{{- with (index . 1).podLabels }}
{{- toYaml . }}
{{- end }}
{{- end -}}

{{/* Argument: list of root, the component's values and the user of the image. */}}
{{- define "mien.pod" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
# The variables that Kubernetes makes of services begin with MIEN_ where the release is called mien, and are no options.
enableServiceLinks: false
securityContext: {{- include "mien.podSecurity" (list $root $component (index . 2)) | nindent 2 }}
{{- with $root.Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . | quote }}
{{- end }}
{{- end }}
{{- with $component.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with $component.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $component.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $component.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $component.topologySpreadConstraints }}
topologySpreadConstraints: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Argument: list of the component's values and YAML of the chart's own variables, or nothing. */}}
{{- define "mien.environment" -}}
{{- $own := index . 1 -}}
{{- with (index . 0).envFrom }}
envFrom: {{- toYaml . | nindent 2 }}
{{- end }}
{{- if or $own (index . 0).env }}
env:
{{- with $own }}
{{- . | nindent 2 }}
{{- end }}
{{- with (index . 0).env }}
{{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{/* A service account. Argument: list of root, the component's name and its values. */}}
{{- define "mien.serviceAccount" -}}
{{- $root := index . 0 -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "mien.name" $root }}-{{ index . 1 }}
  labels: {{- include "mien.labels" $root | nindent 4 }}
  {{- with (index . 2).serviceAccountAnnotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Options of the processes that seal or open records. */}}
{{- define "mien.keyOptions" -}}
{{- if .Values.keys.claim }}
- --keys
- /var/lib/mien-keys
- --master-key
- {{ .Values.keys.masterKeyUrl | default "/run/mien-keys/master-key.json" | quote }}
{{- end }}
{{- end -}}

{{- define "mien.keyMounts" -}}
{{- if .Values.keys.claim }}
- {name: mien-keys, mountPath: /var/lib/mien-keys}
{{- if .Values.keys.masterKeySecret }}
- {name: mien-master-key, mountPath: /run/mien-keys, readOnly: true}
{{- end }}
{{- end }}
{{- end -}}

{{- define "mien.keyVolumes" -}}
{{- if .Values.keys.claim }}
- name: mien-keys
  persistentVolumeClaim:
    claimName: {{ .Values.keys.claim | quote }}
{{- with .Values.keys.masterKeySecret }}
- name: mien-master-key
  emptyDir: {medium: Memory, sizeLimit: 1Mi}
- name: mien-master-key-secret
  secret:
    secretName: {{ . | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
A master key must be readable by its owner alone, and that must be the process's user: what Kubernetes mounts of a secret
belongs to root and is readable by the pod's group. Argument: list of root and the image.
*/}}
{{- define "mien.keyInit" -}}
{{- $root := index . 0 -}}
{{- if and $root.Values.keys.claim $root.Values.keys.masterKeySecret }}
initContainers:
  - name: master-key
    image: {{ index . 1 | quote }}
    imagePullPolicy: {{ $root.Values.images.pullPolicy }}
    command: [bash, -ec, "umask 077; cat /mnt/master-key.json > /run/mien-keys/master-key.json"]
    securityContext: {{- include "mien.containerSecurity" $root | nindent 6 }}
    resources:
      requests: {cpu: 10m, memory: 16Mi}
      limits: {memory: 32Mi}
    volumeMounts:
      - {name: mien-master-key, mountPath: /run/mien-keys}
      - {name: mien-master-key-secret, mountPath: /mnt, readOnly: true}
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

{{/* Flink's 1600m and 4g as Kubernetes writes them. */}}
{{- define "mien.bytes" -}}
{{- . | replace "m" "Mi" | replace "g" "Gi" -}}
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
{{- if and (eq $inference.guarantee "EXACTLY_ONCE") (ge $checkpoint (include "mien.milliseconds" $inference.transactionTimeout | int64)) -}}
{{- fail (printf "inference.checkpointInterval: %s (expected: less than inference.transactionTimeout of %s, or the broker gives up transactions before they are committed)" $inference.checkpointInterval $inference.transactionTimeout) -}}
{{- end -}}
{{- if and $inference.exact $inference.freshness -}}
{{- fail (printf "inference.freshness: %s (expected: none with inference.exact, since which cells are passed over hangs on the load)" $inference.freshness) -}}
{{- end -}}
{{- if not $inference.state.checkpoints -}}
{{- fail "inference.state.checkpoints: none (expected: s3://bucket/folder or another place that outlives the pods; without it a restart loses the windows under way)" -}}
{{- end -}}
{{- if and (hasPrefix "file:" $inference.state.checkpoints) (not $inference.volumes) -}}
{{- fail (printf "inference.state.checkpoints: %s (expected: a volume in inference.volumes that all pods see, mounted there, or an object store)" $inference.state.checkpoints) -}}
{{- end -}}
{{- if and (eq $inference.mode "operator") (eq $inference.upgradeMode "last-state") (not $inference.state.highAvailability) -}}
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
{{- if and (eq $inference.mode "standalone") (eq $inference.upgradeMode "savepoint") (gt (int $inference.jobManager.replicas) 1) -}}
{{- fail (printf "inference.jobManager.replicas: %d (expected: 1 with upgradeMode savepoint, since another job manager would begin the job again that an upgrade has stopped; or upgradeMode last-state)" (int $inference.jobManager.replicas)) -}}
{{- end -}}
{{- $patience := include "mien.milliseconds" $inference.savepointTimeout | int64 -}}
{{- if lt $patience 1000 -}}
{{- fail (printf "inference.savepointTimeout: %s (expected: at least 1s)" $inference.savepointTimeout) -}}
{{- end -}}
{{- if and .Values.keys.claim (eq (empty .Values.keys.masterKeySecret) (empty .Values.keys.masterKeyUrl)) -}}
{{- fail "keys: masterKeySecret and masterKeyUrl are both given or both missing (expected: one of them, what the keys of keys.claim are wrapped by)" -}}
{{- end -}}
{{- if and (not .Values.keys.claim) (or .Values.keys.masterKeySecret .Values.keys.masterKeyUrl .Values.keys.plainReadings) -}}
{{- fail "keys.claim: none (expected: the claim of a volume with the keys' folder, that all pods see, since another key of keys is set)" -}}
{{- end -}}
{{- range $component := list "ingest" "inference" "dashboard" "gateway" "registry" "topics" -}}
{{- range (index $.Values $component).volumes -}}
{{- if hasPrefix "mien-" (.name | default "" | toString) -}}
{{- fail (printf "%s.volumes: %s (expected: a name that does not begin with mien-, as the chart's own do)" $component .name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $key := list "execution.checkpointing.interval" "execution.checkpointing.dir" "parallelism.default" "pipeline.object-reuse" -}}
{{- if hasKey $inference.flinkConfiguration $key -}}
{{- fail (printf "inference.flinkConfiguration: %s (expected: not here; the chart and the job set it from values of their own)" $key) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.dashboard.enabled (not .Values.dashboard.tokenSecret) -}}
{{- fail "dashboard.tokenSecret: none (expected: the name of a secret with the key token, since the page is open to the network, or dashboard.enabled=false)" -}}
{{- end -}}
{{- if and .Values.gateway.enabled (not .Values.gateway.tokenSecret) -}}
{{- fail "gateway.tokenSecret: none (expected: the name of a secret with the key tokens.yaml, the streams and their tokens, or gateway.enabled=false)" -}}
{{- end -}}
{{- range $component := list "dashboard" "gateway" -}}
{{- $ingress := (index $.Values $component).ingress -}}
{{- if and $ingress.enabled (or (not $ingress.host) (not $ingress.tlsSecret)) -}}
{{- fail (printf "%s.ingress: host or tlsSecret missing (expected: both, since tokens would travel in clear)" $component) -}}
{{- end -}}
{{- end -}}
{{- $names := list -}}
{{- range .Values.ingest.deployments -}}
{{- if has .name $names -}}
{{- fail (printf "ingest.deployments: %s twice (expected: each name once)" .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- if and (or .inputs .drawn .bundled .feeds .feedsConfigMap) (hasKey . "replicas") (gt (int .replicas) 1) -}}
{{- fail (printf "ingest.deployments: %s has feeds and %d replicas (expected: 1, or each would publish the same feeds)" .name (int .replicas)) -}}
{{- end -}}
{{- if and .feeds .feedsConfigMap -}}
{{- fail (printf "ingest.deployments: %s has feeds and feedsConfigMap (expected: one of them)" .name) -}}
{{- end -}}
{{- $streams := list -}}
{{- range .feeds -}}
{{- if has .name $streams -}}
{{- fail (printf "ingest.deployments: feed %s twice (expected: each name once)" .name) -}}
{{- end -}}
{{- $streams = append $streams .name -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The way to a component from outside. Argument: list of root, the component's name and its values. */}}
{{- define "mien.ingress" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $ingress := (index . 2).ingress -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "mien.name" $root }}-{{ $component }}
  labels: {{- include "mien.labels" $root | nindent 4 }}
  {{- with $ingress.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with $ingress.className }}
  ingressClassName: {{ . | quote }}
  {{- end }}
  tls:
    - hosts: [{{ $ingress.host | quote }}]
      secretName: {{ $ingress.tlsSecret | quote }}
  rules:
    - host: {{ $ingress.host | quote }}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: {{ include "mien.name" $root }}-{{ $component }}
                port: {name: http}
{{- end -}}
