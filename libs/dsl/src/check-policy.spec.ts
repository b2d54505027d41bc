import { describe, expect, it } from '@jest/globals';

import { checkPolicy } from './check-policy.ts';
import { irBytes } from './ir.ts';
import { parsePolicy } from './parse-policy.ts';
import { programOf } from './testing/programs.ts';
import { tokenize } from './tokens.ts';

const PROGRAMS = 100;

const UNSORTED = `policy "p" syntax "stella-dsl@1" {
  metadata { owner = "b"; Author = "a"; labels = ["z", "a"] }
  settings { shadow = true; default_status = "fixed"; signals { seen: boolean; epss: decimal }; env { zone: string; exposure: string } }
  profile severity { map vendor_weight { source "b" => 1; source "a" => 2 }; env e { if signals.seen then 1 } }
  rule r {
    when vex.latest().status in ["fixed"] and vex.any(status == "fixed") and component.has_tag("a")
    then requireVex { vendors: ["b", "a"], justifications: ["c"] }
    else annotate key := image.name
    because "b"
  }
}`;

describe('a checked policy', () => {
  it.each<[string, readonly string[]]>([
    ['with everything out of order', [UNSORTED]],
    ['of a generated program', Array.from({ length: PROGRAMS }, (_, seed) => programOf(seed))],
  ])('%s has its members in the order of its bytes', (_what, sources) => {
    for (const source of sources) {
      const faults: string[] = [];
      const report = (code: string): void => void (code.startsWith('DSL_') && faults.push(code));
      const { policy } = checkPolicy(parsePolicy(tokenize(source, report), report), report);
      expect(faults).toStrictEqual([]);
      expect(JSON.stringify(policy)).toBe(new TextDecoder().decode(irBytes(policy)));
    }
  });
});
