import { z } from 'zod';

// Manifests of Kubernetes, as far as tests look at them.

export type Manifest = {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly [member: string]: unknown;
};

const Probe = z.looseObject({ httpGet: z.looseObject({ path: z.string() }) });
const Container = z.looseObject({
  image: z.string(),
  command: z.array(z.string()),
  env: z.array(z.looseObject({ name: z.string() })).optional(),
  resources: z.looseObject({ limits: z.record(z.string(), z.unknown()) }),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
  startupProbe: Probe.optional(),
  livenessProbe: Probe.optional(),
  readinessProbe: Probe.optional(),
});
const PodSpec = z.looseObject({
  securityContext: z.looseObject({ runAsUser: z.int() }),
  containers: z.array(Container).min(1),
  volumes: z.array(
    z.looseObject({
      name: z.string(),
      emptyDir: z.record(z.string(), z.unknown()).optional(),
      secret: z.looseObject({ secretName: z.string(), defaultMode: z.int() }).optional(),
    }),
  ),
});
const Workload = z.looseObject({
  spec: z.looseObject({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }).optional(),
    template: z.object({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: PodSpec,
    }),
  }),
});

export const Policies = z.array(
  z.looseObject({
    spec: z.looseObject({
      podSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
      ingress: z.array(z.unknown()).nullish(),
      egress: z.array(z.looseObject({ ports: z.array(z.looseObject({ port: z.int() })) })).optional(),
    }),
  }),
);

/** What runs, and as which part of the registry. */
export type Pod = {
  readonly component: string;
  readonly kind: string;
  readonly spec: z.infer<typeof PodSpec>;
};

const RUNNING = ['Deployment', 'StatefulSet', 'Job'];

export const ofKind = (manifests: readonly Manifest[], kind: string): readonly Manifest[] =>
  manifests.filter((manifest) => manifest.kind === kind);

/** The pods of all workloads. Throws for one whose selector does not find its own pods. */
export const podsOf = (manifests: readonly Manifest[]): readonly Pod[] =>
  manifests
    .filter(({ kind }) => RUNNING.includes(kind))
    .map((manifest) => {
      const { selector, template } = Workload.parse(manifest).spec;
      const { labels } = template.metadata;
      for (const [label, wanted] of Object.entries(selector?.matchLabels ?? {}))
        if (labels[label] !== wanted)
          throw new Error(`${manifest.metadata.name} selects ${label}=${wanted}, which its pods have not`);
      return {
        component: labels['app.kubernetes.io/component'] ?? '',
        kind: manifest.kind,
        spec: template.spec,
      };
    });
