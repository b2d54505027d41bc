{{- define "registry.name" -}}
{{- printf "%s-%s" .root.Release.Name .part | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "registry.selector" -}}
app.kubernetes.io/name: policy-registry
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "registry.labels" -}}
{{ include "registry.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "registry.image" -}}
{{- with .root.Values.image -}}
{{- if .digest -}}{{ .repository }}@{{ .digest }}{{- else -}}{{ .repository }}:{{ .tag | default $.root.Chart.AppVersion }}{{- end -}}
{{- end -}}
{{- end -}}

{{- define "registry.natsUrl" -}}
{{- if .root.Values.nats.enabled -}}
nats://{{ include "registry.name" (dict "root" .root "part" "nats") }}:4222
{{- else -}}
{{ required "nats.url is required where nats.enabled is false" .root.Values.nats.url }}
{{- end -}}
{{- end -}}

{{/* What every pod is: nobody's user, without a token of the cluster. Service links would be settings that no process knows. */}}
{{- define "registry.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .root.Values.runAsUser }}
  runAsGroup: {{ .root.Values.runAsGroup }}
  fsGroup: {{ .root.Values.runAsGroup }}
  seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "registry.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{- define "registry.ownImage" -}}
image: {{ include "registry.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{ include "registry.container" . }}
{{- end -}}

{{/* The pod's processes are spread over nodes where there are several. */}}
{{- define "registry.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{ include "registry.selector" . | nindent 8 }}
{{- end -}}

{{/* Settings that every application has. Its name is its pod's. */}}
{{- define "registry.env" -}}
- name: INSTANCE_NAME
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- { name: HTTP_HOST, value: 0.0.0.0 }
- { name: HTTP_PORT, value: {{ .port | quote }} }
- { name: LOG_LEVEL, value: {{ .root.Values.logLevel }} }
{{- if and .root.Values.otlpEndpoint (ne .part "policy-engine") }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ .root.Values.otlpEndpoint | quote }} }
{{- end }}
{{- range $key, $value := .values.env }}
- { name: {{ $key }}, value: {{ $value | quote }} }
{{- end }}
{{- end -}}

{{- define "registry.probes" -}}
ports: [{ name: http, containerPort: {{ .port }} }]
startupProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
{{- end -}}

{{- define "registry.disruption" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "registry.name" . }}
  labels: {{ include "registry.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{ include "registry.selector" . | nindent 6 }}
{{- end -}}

{{- define "registry.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "registry.name" . }}
  labels: {{ include "registry.labels" . | nindent 4 }}
spec:
  {{- if .headless }}
  clusterIP: None
  {{- end }}
  selector: {{ include "registry.selector" . | nindent 4 }}
  ports:
    - { name: http, port: {{ .port }}, targetPort: http }
{{- end -}}

{{/* Where blobs lie; `secret` is the Secret with the access keys. */}}
{{- define "registry.objectStoreEnv" -}}
{{- with .root.Values.objectStore -}}
{{- if eq .type "s3" -}}
- { name: OBJECT_STORE, value: s3 }
- { name: S3_ENDPOINT, value: {{ required "objectStore.endpoint is required where objectStore.type is s3" .endpoint | quote }} }
- { name: S3_REGION, value: {{ .region | quote }} }
- { name: S3_BUCKET_PREFIX, value: {{ .bucketPrefix | quote }} }
- { name: S3_CREDENTIALS_FILE, value: /run/object-store/object-store.json }
{{- with .retentionDays }}
- { name: S3_RETENTION_DAYS, value: {{ . | quote }} }
{{- end }}
{{- if .hasCa }}
- { name: NODE_EXTRA_CA_CERTS, value: /run/object-store/ca.crt }
{{- end }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "registry.objectStoreMount" -}}
{{- if eq .root.Values.objectStore.type "s3" -}}
- { name: object-store, mountPath: /run/object-store, readOnly: true }
{{- end -}}
{{- end -}}

{{- define "registry.objectStoreVolume" -}}
{{- if eq .root.Values.objectStore.type "s3" -}}
- name: object-store
  secret: { secretName: {{ .secret }}, defaultMode: 288 }
{{- end -}}
{{- end -}}

{{/* The port of an address that has one or not. */}}
{{- define "registry.objectStorePort" -}}
{{- $url := urlParse .root.Values.objectStore.endpoint -}}
{{- regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default (ternary "80" "443" (eq $url.scheme "http")) -}}
{{- end -}}
