import { describe, expect, it } from '@jest/globals';

import { compile } from './compile.ts';
import { formatSource } from './format.ts';
import { EVERYTHING, sourceOf } from './testing/findings.ts';
import { programPieces, untidied } from './testing/programs.ts';
import { randomOf } from './testing/random.ts';

const formatted = (source: string): string => {
  const result = formatSource(source);
  return 'text' in result ? result.text : result.diagnostics.map(({ code }) => code).join();
};

describe('formatting', () => {
  it('gives the one form of a policy', () => {
    const source = `/* the policy */ policy "P" syntax "stella-dsl@1" {metadata{a=1;b:"x" // b
// own line

;tags=["a",/* in */"b"]}
settings { }


profile severity { map vendor_weight { source "GHSA" => +0.5 source "OSV" => 0.0 }
 // about exposure
 env exposure { if env.exposure=="internet" then +0.5;if env.runtime == "legacy" // why
 then +0.25 } }
rule a priority 10 { when vex.any( status in ["not_affected","fixed"] )and(not advisory . has_tag("kev"))or vex.latest( ).status=="fixed" and severity.score>=-1
then status:=vex.status;;annotate when := [ 1,2 ] /* trailing */
// before the warning
warn message "x" else requireVex{vendors=[]
justifications:["a"],}
because "y"; }
rule b{when component.name in ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","cccccccccccccccccccccccccccc"] then ignore until "2030-01-01T00:00:00Z"} // end
}
// last`;
    expect(formatted(source)).toBe(`/* the policy */
policy "P" syntax "stella-dsl@1" {
  metadata {
    a = 1
    b: "x" // b
    // own line

    tags = ["a", /* in */ "b"]
  }

  settings {}

  profile severity {
    map vendor_weight {
      source "GHSA" => +0.5
      source "OSV" => 0.0
    }
    // about exposure
    env exposure {
      if env.exposure == "internet" then +0.5
      if env.runtime == "legacy" // why
        then +0.25
    }
  }

  rule a priority 10 {
    when vex.any(status in ["not_affected", "fixed"]) and (not advisory.has_tag("kev"))
      or vex.latest().status == "fixed" and severity.score >= -1
    then status := vex.status
         annotate when := [1, 2] /* trailing */
         // before the warning
         warn message "x"
    else requireVex { vendors = [], justifications: ["a"] }
    because "y"
  }

  rule b {
    when component.name in [
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
      "cccccccccccccccccccccccccccc"
    ]
    then ignore until "2030-01-01T00:00:00Z"
  } // end
}
// last
`);
  });

  it('changes nothing when done again, and keeps the IR and every comment', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const source = untidied(programPieces(randomOf(seed)), randomOf(~seed));
      const once = formatted(source);
      expect(formatted(once)).toBe(once);
      expect(compile(once).compiled?.irDigest).toBe(compile(source).compiled?.irDigest);
      expect(compile(once).compiled?.irDigest).toBeDefined();
      expect(commentsOf(once)).toStrictEqual(commentsOf(source));
    }
    expect(compile(formatted(EVERYTHING)).compiled?.irDigest).toBe(compile(EVERYTHING).compiled?.irDigest);
  });

  it('does not ask whether names and types are right', () => {
    expect(formatted(sourceOf('rule r { when oops > "x" then status := "gone" }')))
      .toBe(`policy "P" syntax "stella-dsl@1" {
  rule r {
    when oops > "x"
    then status := "gone"
  }
}
`);
  });

  it.each([
    ['', 'DSL_UNEXPECTED_TOKEN'],
    [sourceOf('rule r { when then status := "fixed" }'), 'DSL_UNEXPECTED_TOKEN'],
    [`${sourceOf('')} /* open`, 'DSL_UNTERMINATED_COMMENT'],
    [sourceOf('').padEnd(1_048_577), 'DSL_SOURCE_TOO_LARGE'],
  ])('refuses what does not parse: %#', (source, code) => {
    expect(formatted(source)).toBe(code);
  });
});

const commentsOf = (source: string): string[] =>
  (source.replaceAll('\r\n', '\n').match(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g) ?? [])
    .filter((piece) => !piece.startsWith('"'))
    .map((comment) => comment.trimEnd());
