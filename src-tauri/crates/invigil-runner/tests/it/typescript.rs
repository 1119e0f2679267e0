//! TypeScript without its types: the JavaScript that the guest gets.

use invigil_model::Language;
use invigil_runner::{Advice, Program, Reason, Verdict, run_custom};
use invigil_sandbox::Job;
use proptest::prelude::*;

use crate::support::{CONTEXT, Scripted, prints, problem};

/// The source of the job, or the compile error.
fn ran(source: &str) -> Result<String, Reason> {
    let mut seen = None;
    let mut executor = Scripted(|job: &Job| {
        seen = Some(job.source.clone());
        Ok(prints(""))
    });
    let program = Program::new(Language::TypeScript, source).expect("sound");
    let run = run_custom(
        &mut executor,
        CONTEXT,
        &problem(),
        &program,
        b"",
        &mut |_| {},
    );
    let test = run.expect("runs").tests.remove(0);
    seen.ok_or(test.report.reason)
}

fn check(source: &str, expected: &str) {
    let found = ran(source).expect("it compiles");
    // How many spaces a type leaves is its length; what is left is what counts here.
    let trimmed = |text: &str| -> Vec<String> {
        let packed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        text.lines().map(packed).collect()
    };
    assert_eq!(trimmed(&found), trimmed(expected), "{source}");
    assert_eq!(
        found.matches('\n').count(),
        source.matches('\n').count(),
        "{source}"
    );
}

#[test]
fn types_become_spaces() {
    check("let a: number = 1;", "let a         = 1;");
    check(
        "function f<T>(x: T, y?: string): T { return x as T; }",
        "function f   (x   , y         )    { return x     ; }",
    );
    check(
        "const m = new Map<string, number[]>();",
        "const m = new Map                    ();",
    );
    check("x!.y = <any>z;", "x .y =      z;");
    check(
        "let d!: Date; const s = o satisfies P;",
        "let d       ; const s = o            ;",
    );
    check(
        "for (const x of xs as number[]) {}",
        "for (const x of xs            ) {}",
    );
    check(
        "function g(this: Window, a: number) {}",
        "function g(              a        ) {}",
    );
    check(
        "try {} catch (e: unknown) {}",
        "try {} catch (e         ) {}",
    );
    check(
        "const f = async <T,>(x: T): Promise<T> => x;",
        "const f = async     (x   )             => x;",
    );
    check(
        "const e = \"é\" as string; let s = `${a as B}`;",
        "const e = \"é\"          ; let s = `${a     }`;",
    );
}

#[test]
fn statements_of_types_alone_end_the_one_before() {
    check(
        "const a = b\ninterface X { y: number }\n(c)",
        "const a = b\n;\n(c)",
    );
    check("const a = b as C\n(d)", "const a = b;\n(d)");
    check(
        "type A = string;\ndeclare const x: A;\nlet y = 1",
        ";\n;\nlet y = 1",
    );
    check(
        "function f(a: string): void;\nfunction f(a: any) {}",
        ";\nfunction f(a     ) {}",
    );
    check("if (a) b as C\nelse d", "if (a) b;\nelse d");
}

#[test]
fn classes_lose_modifiers_and_keep_members() {
    check(
        "abstract class A<T> extends B<T> implements C, D {\n  private readonly x: number = 1\n  declare z: number;\n  static y?: string\n  abstract f(): void;\n  public async g(a?: T): Promise<void> {}\n  [key: string]: unknown;\n}",
        "         class A    extends B                     {\n                   x         = 1\n  ;\n  static y ;\n  ;\n         async g(a    )                {}\n  ;\n}",
    );
    check(
        "class P {\n  constructor(private x: number, public readonly y = 2, z: number) {}\n}",
        "class P { x; y;\n  constructor(        x        ,                 y = 2, z        ) { this.x = x; this.y = y;}\n}",
    );
    check(
        "class Q extends P { constructor(readonly a: number) { super(a, 1)\n log(a) } }",
        "class Q extends P { a; constructor(         a        ) { super(a, 1); this.a = a;\n log(a) } }",
    );
}

#[test]
fn parameter_properties_are_fields_ahead_of_the_class_s_own() {
    check(
        "class N {\n  next: N | null = null;\n  constructor(val: string);\n  constructor(public val: any) {}\n}",
        "class N { val;\n  next = null;\n  ;\n  constructor( val ) { this.val = val;}\n}",
    );
    check(
        "const K = class<T> {private a?: T;constructor(readonly b: T){<any>b; }}",
        "const K = class { b; a ;constructor( b ){ this.b = b; b; }}",
    );
    check(
        "class D extends B {constructor(public override x: number) {super(x);<any>y}}",
        "class D extends B { x;constructor( x ) {super(x);; this.x = x; y}}",
    );
}

#[test]
fn namespaces_of_types_alone_are_blanked_out() {
    check(
        "namespace A { export interface X { a: 1 }\n type Y = X; namespace B {} ; }\nlet a: A.X",
        ";\n\nlet a;",
    );
    check("export namespace A.B { export type X = 1 }\nf()", ";\nf()");
}

#[test]
fn an_arrow_never_stands_behind_a_line_end() {
    check(
        "const f = (a: X): Map<\n  string,\n  number\n> => new Map();",
        "const f = (a   \n\n\n) => new Map();",
    );
}

#[test]
fn enums_imports_and_exports_are_written_anew() {
    check(
        "enum Color {\n  Red,\n  Blue = \"b\", // sky\n}",
        "var Color = ((Color, $value = -1) => {\n  $value = Color[\"Red\"] = ($value + 1); const Red = $value; if (typeof $value === \"number\") Color[$value] = \"Red\";\n  $value = Color[\"Blue\"] = (\"b\"); const Blue = $value; if (typeof $value === \"number\") Color[$value] = \"Blue\";  // sky\nreturn Color; })(Color || {});",
    );
    check(
        "enum E { A = 1, B = (A as number) + 1, C = <any>\n\"c\"!, D = f((x: number) => x) }",
        "var E = ((E, $value = -1) => { $value = E[\"A\"] = (1); const A = $value; if (typeof $value === \"number\") E[$value] = \"A\"; $value = E[\"B\"] = ((A ) + 1); const B = $value; if (typeof $value === \"number\") E[$value] = \"B\"; $value = E[\"C\"] = (\n\"c\" ); const C = $value; if (typeof $value === \"number\") E[$value] = \"C\"; $value = E[\"D\"] = (f((x ) => x)); const D = $value; if (typeof $value === \"number\") E[$value] = \"D\"; return E; })(E || {});",
    );
    check("import * as fs from 'fs';", "const fs = require('fs');");
    check(
        "import rl, { createInterface as c, type Interface } from \"readline\";",
        "const rl = require(\"readline\"), { createInterface: c } = require(\"readline\");",
    );
    check("import type { A } from './a';\nexport {};", ";\n;");
    check(
        "import {\n  a,\n  b,\n} from 'm'\nf()",
        "const { a, b } = require('m');\n\n\n\nf()",
    );
    check(
        "export function f(): void {}\nexport default class K {}",
        "       function f()       {}\n               class K {}",
    );
    check("export type T = 1;\nexport default (1)", ";\n;void (1)");
    check("import fs = require('fs');", "const fs = require('fs');");
}

#[test]
fn what_does_not_compile_names_its_line() {
    let refused = |source: &str, line| match ran(source) {
        Err(Reason::Syntax {
            line: found,
            message,
        }) => {
            assert_eq!(found, Some(line), "{message}");
        }
        other => panic!("{other:?}"),
    };
    refused("let a = 1;\nlet b: = 2;\n", 2);
    refused("\n\nnamespace N { export const a = 1; }", 3);
    refused("namespace N { interface A {} const a = 1; }", 1);
    refused("namespace N.M {\n namespace O { enum E { A } } }", 1);
    refused("export * from './other';", 1);
    let program = Program::new(Language::TypeScript, "let = ;").expect("sound");
    let mut executor = Scripted(|_: &Job| panic!("never runs"));
    let run = run_custom(
        &mut executor,
        CONTEXT,
        &problem(),
        &program,
        b"",
        &mut |_| {},
    )
    .expect("runs");
    assert_eq!(run.verdict, Verdict::CompileError);
    assert_eq!(
        run.tests[0].report.look_at_next,
        Some(Advice::MendSyntax { line: Some(1) })
    );
}

proptest! {
    #[test]
    fn lines_stay_and_nothing_panics(parts in prop::collection::vec(prop::sample::select(vec![
        "let a: number = 1", "\n", ";", "type A<T> = T extends B ? 1 : 2", "class C { private x?: y; z!: 1 }",
        "enum E { A, B = 1 << 2, 'c d' = 3 }", "enum F { A = (1\n as any), B }", "(x as any)",
        "class D {constructor(private a: 1\n) {} b = 2 }", "namespace N { type A = 1\n }", "f<T>(x!)", "interface I {\n a: 1 }", "é", "// c\n",
        "import { a } from 'b'", "export const q: {\n a: 1 } = z", "const f = (a?: b): c is d => a", "{", "}", "`${x}`", "<T>y",
    ]), 0..12)) {
        let source = parts.join(" ");
        if let Ok(found) = ran(&source) {
            prop_assert_eq!(found.matches('\n').count(), source.matches('\n').count());
        }
    }
}
