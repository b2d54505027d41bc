import { EngineRefused, EngineUnavailable } from '@policy-registry/finding';
import type { z } from 'zod';

import { checkModule, type CompiledModule, type ModuleFacts, type ModuleFault } from './check-module.ts';
import type { OpaServer, RegoError } from './opa-server.ts';
import { packageOf } from './rego-pack.ts';
import { relocated, tokensOf, type Place } from './rego-source.ts';

/** What OPA and the check of the compiled module say of a source that was put into OPA. */
export type Placed =
  | {
      readonly kind: 'not_compiled';
      readonly errors: readonly RegoError[];
      readonly placeOf: (place: Place) => Place;
    }
  | {
      readonly kind: 'compiled';
      readonly ast: z.infer<typeof CompiledModule>;
      readonly faults: readonly ModuleFault[];
      readonly facts: ModuleFacts;
    };

// An evaluation that finds the pack gone must not take it for a pack that says nothing.
const MARKER = 'registry_pack';

const packIdOf = (packageName: string): string => `packs/${packageName}`;
const batchIdOf = (packageName: string): string => `batch/${packageName}`;
/** Where the answers of a pack are asked for. */
export const batchPathOf = (packageName: string): string => `registry/batch/${packageName}/answer`;

/** Puts a module into OPA under a package of its own. Never evaluated before it was checked: see {@link placePack}. */
export const placeModule = async (opa: OpaServer, source: string, packageName: string): Promise<Placed> => {
  const { text, originalPlace } = relocated(tokensOf(source), `packs.${packageName}`);
  const id = packIdOf(packageName);
  const errors = await opa.put(id, `${text}\n${MARKER} := "${packageName}"\n`);
  if (errors.length > 0) return { kind: 'not_compiled', errors, placeOf: originalPlace };
  const ast = await opa.get(id);
  if (ast === undefined) throw new EngineUnavailable('UNREACHABLE', 'OPA has lost the module that it took');
  return { kind: 'compiled', ast, ...checkModule(ast, packageName) };
};

/** Makes a compiled pack ready to be evaluated; gives the name of its package. A module with faults is refused. */
export const placePack = async (opa: OpaServer, module: string): Promise<string> => {
  const packageName = packageOf(module);
  const placed = await placeModule(opa, module, packageName);
  if (placed.kind === 'not_compiled' || placed.faults.length > 0) {
    await removePack(opa, packageName);
    throw new EngineRefused('IR_INVALID', 'the compiled pack is none that this engine compiles');
  }
  const errors = await opa.put(batchIdOf(packageName), batchModule(packageName));
  if (errors.length > 0)
    throw new Error(`OPA does not compile the batch module: ${errors[0]?.message ?? ''}`);
  return packageName;
};

export const removePack = async (opa: OpaServer, packageName: string): Promise<void> => {
  await opa.remove(batchIdOf(packageName));
  await opa.remove(packIdOf(packageName));
};

// One query for many findings; a pack sees one of them at a time as `input`. The version and the marker are read in the
// same evaluation: without the marker the answer as a whole is undefined.
const batchModule = (packageName: string): string => `package registry.batch.${packageName}

import rego.v1

answer := {
	"version": opa.runtime().version,
	"pack": data.packs.${packageName}.${MARKER},
	"answers": [answer |
		some finding in input.findings
		document := object.union(finding, input.setting)
		answer := {
			"outcome": [outcome | outcome := data.packs.${packageName}.outcome with input as document],
			"missing": [missing | missing := data.packs.${packageName}.missing with input as document],
		}
	],
}
`;
