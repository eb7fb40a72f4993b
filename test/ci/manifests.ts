/**
 * Kubernetes manifests against the schemas of its API, as the API server would with strict field validation.
 * Law: the schemas (of the package kubernetes-models) let unknown fields pass, so a field that no schema has asked for
 * is one: `concurencyPolicy` would be dropped in silence.
 */

import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** As `apiVersion kind`. */
const KINDS: Readonly<Record<string, { readonly prototype: { validate(): void } }>> = {
  'v1 ConfigMap': ConfigMap,
  'v1 Namespace': Namespace,
  'v1 ServiceAccount': ServiceAccount,
  'batch/v1 CronJob': CronJob,
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
};

/** What is wrong with it, as the path of each field. */
export function manifestProblems(manifest: Manifest): readonly string[] {
  const Kind = KINDS[`${manifest.apiVersion} ${manifest.kind}`];
  if (Kind === undefined) return [`no schema for ${manifest.apiVersion} ${manifest.kind}`];
  const { value, unread } = watched(manifest);
  try {
    // Not of an instance: making one would read every field.
    Kind.prototype.validate.call(value);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return unread().map((path) => `${path} is not known`);
}

/** A copy that remembers which of its fields were read. */
function watched(original: object): { readonly value: object; unread(): readonly string[] } {
  const paths = new Set<string>();
  const copy = (value: unknown, path: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => {
      const at = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
      paths.add(at);
      return [key, copy(inner, at)] as const;
    });
    const target = Array.isArray(value)
      ? entries.map(([, inner]) => inner)
      : Object.fromEntries(entries);
    return new Proxy(target, {
      get(object, key, receiver) {
        if (typeof key === 'string') {
          paths.delete(Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
        }
        return Reflect.get(object, key, receiver);
      },
    });
  };
  return { value: copy(original, '') as object, unread: () => [...paths].sort() };
}
