//! Limits that a package states: given as they are, or refused.

use invigil_model::Language;
use invigil_runner::{Budget, CheckCode, check, fuel_per_ms, judge, kattis::KattisError};
use invigil_sandbox::{End, Guest, Job, Limits, Outcome};

use crate::{
    packages::{Files, legacy, loaded, modern, with},
    support::{CONTEXT, Scripted, doubles, ended, prints, python},
};

const MIB: u64 = 1 << 20;

fn stating(limits: &str) -> Files {
    let yaml = format!("problem_format_version: 2025-09\nname: D\nuuid: 1\n{limits}\n");
    with(modern(), &[("problem.yaml", &yaml)])
}

fn refused(files: &Files) -> (&'static str, String) {
    let error: KattisError = loaded(files).map(|_| ()).expect_err("refused");
    (error.code().0, error.to_string())
}

#[test]
fn runs_and_validators_have_the_limits_that_a_package_states() {
    let files = with(
        stating(
            "limits: {time_limit: 2.5, memory: 300, output: 4, code: 1, validation_time: 20, validation_memory: 700, validation_output: 2, compilation_time: 5}",
        ),
        &[("output_validator/main.py", "valid")],
    );
    let proof = loaded(&files).expect("loads");
    let validator = Budget::new(Language::Python, 20_000, 700).with_output(2 * MIB);
    let program = Budget::new(Language::Python, 2500, 300).with_output(4 * MIB);
    let mut seen: Vec<(bool, Limits)> = Vec::new();
    let mut executor = Scripted(|job: &Job| {
        let is_program = ["double", "triple"].contains(&job.source.as_str());
        seen.push((is_program, job.limits));
        Ok(match job.source.as_str() {
            "double" => doubles(job),
            "triple" => prints("?"),
            _ => ended(End::Exit(42), "", ""),
        })
    });
    let double = python("double");
    judge(&mut executor, CONTEXT, &proof.problem, &double, &mut |_| {}).expect("judged");
    for (is_program, limits) in seen.drain(..) {
        let budget = if is_program { program } else { validator };
        assert_eq!(limits, budget.limits());
    }
    let mut executor = Scripted(|job: &Job| {
        let is_program = ["double", "triple"].contains(&job.source.as_str());
        seen.push((is_program, job.limits));
        Ok(match is_program {
            true => doubles(job),
            false => ended(End::Exit(42), "", ""),
        })
    });
    check(&mut executor, CONTEXT, &proof, &mut |_| {}).expect("not cancelled");
    // Planted wrong solutions run with the margin, and with the same cap on output.
    let wide = program.scaled(3, 2).limits();
    for (is_program, limits) in seen {
        let own = [program.limits(), wide];
        let given = is_program && own.contains(&limits);
        assert!(given || limits == validator.limits(), "{limits:?}");
    }
}

#[test]
fn what_is_not_stated_has_the_runners_own_limits() {
    let proof = loaded(&modern()).expect("loads");
    let program = proof.problem.budget(Language::Python);
    assert_eq!((program.memory, program.output), (512 * MIB, 8 * MIB));
    let validator = proof.input_validators[0].program.budget;
    assert_eq!(validator, Budget::new(Language::Python, 10_000, 512));
}

#[test]
fn a_time_limit_whose_fuel_is_not_spent_within_the_net_is_refused() {
    let loads = |stated: &str, time_ms: u32, languages: &[Language]| {
        let proof = loaded(&stating(stated)).expect(stated);
        assert_eq!(proof.problem.limits.time_ms, time_ms);
        let (numerator, denominator) = proof.timing.margin;
        for language in languages {
            let budget = proof.problem.budget(*language);
            let limits = budget.scaled(numerator, denominator).limits();
            // A laptop five times slower than the one that burns 11 million a millisecond.
            let spent = u128::from(limits.fuel) * 5 / 11_000_000;
            assert!(limits.wall.as_millis() >= spent, "{language}: {stated}");
        }
    };
    let all = [Language::Python, Language::Ruby, Language::JavaScript];
    let too_long = |files: &Files, most: &str| {
        let (code, why) = refused(files);
        assert_eq!(code, "kattis.limit", "{why}");
        assert!(why.ends_with(&format!("at most {most}")), "{why}");
    };
    loads("limits: {time_limit: 8.1}", 8100, &all);
    // Ruby is not offered where it cannot be given that long, unless the package asks for it.
    let longer = "limits: {time_limit: 8.2}";
    loads(longer, 8200, &[Language::Python, Language::JavaScript]);
    let ruby = "submissions/accepted/good.rb";
    let proof = loaded(&with(stating(longer), &[(ruby, "double")])).expect("loads");
    assert_eq!(proof.skipped, [ruby]);
    let asked = stating(&format!("languages: [python3, ruby]\n{longer}"));
    too_long(&asked, "8.148 s in ruby");
    too_long(&stating("limits: {time_limit: 41}"), "40 s in java");
    let ruby = "limits: {time_limit: 12, time_multipliers: {time_limit_to_tle: 1}}";
    loads(ruby, 12_000, &all);
    let python = |seconds| format!("languages: [python3, cpp]\nlimits: {{time_limit: {seconds}}}");
    loads(&python(14), 14_000, &[Language::Python]);
    too_long(&stating(&python(15)), "14.666 s in python");
    let old = with(
        legacy(),
        &[
            ("problem.yaml", "type: scoring\nlimits: {time_limit: 7}\n"),
            ("submissions/accepted/good.py", "double"),
        ],
    );
    assert_eq!(loaded(&old).expect("loads").problem.limits.time_ms, 7000);
}

#[test]
fn a_validator_is_given_what_it_asks_for_or_the_longest_that_the_net_holds() {
    for (seconds, given) in [(5, 5000), (22, 22_000), (60, 22_000)] {
        let files = stating(&format!("limits: {{validation_time: {seconds}}}"));
        let proof = loaded(&files).expect("loads");
        let budget = proof.input_validators[0].program.budget;
        assert_eq!(budget, Budget::new(Language::Python, given, 512));
    }
}

#[test]
fn a_limit_that_follows_from_slow_references_is_no_longer_than_the_net_holds() {
    let files = with(modern(), &[("submissions/wrong_answer/bad.rb", "triple")]);
    let proof = loaded(&files).expect("loads");
    let mut executor = Scripted(|job: &Job| {
        Ok(match job.source.as_str() {
            "double" => Outcome {
                fuel: fuel_per_ms(Guest::Python) * 9000,
                ..doubles(job)
            },
            "triple" => prints("?"),
            _ => ended(End::Exit(42), "", ""),
        })
    });
    let report = check(&mut executor, CONTEXT, &proof, &mut |_| {}).expect("not cancelled");
    let findings = report.findings.iter();
    let found: Vec<_> = findings.map(|f| (f.code, f.place.as_str())).collect();
    let tight = CheckCode::LimitTooTight;
    assert_eq!(found, [(tight, "ruby"), (tight, "python")]);
    for finding in &report.findings {
        let why = "the longest that the sandbox holds on a slow laptop";
        assert!(finding.message.ends_with(why), "{}", finding.message);
    }
    assert_eq!(report.calibrations[0].limit_ms, 14_666);
}

#[test]
fn other_limits_that_cannot_be_given_are_refused() {
    let check = |files: &Files, code: &str, place: &str| {
        let (found, why) = refused(files);
        assert_eq!(found, code, "{why}");
        assert!(why.contains(place), "{why}");
    };
    for key in [
        "output: 9",
        "code: 257",
        "validation_memory: 2049",
        "validation_output: 9",
    ] {
        let files = stating(&format!("limits: {{{key}}}"));
        let (name, _) = key.split_once(':').expect("a key");
        check(&files, "kattis.limit", name);
        let files = stating(&format!("limits: {{{name}: 0}}"));
        check(&files, "kattis.value", name);
    }
    check(
        &stating("limits: {validation_time: 0}"),
        "kattis.value",
        "validation_time",
    );
    let long = "x".repeat(1025);
    let good = "submissions/accepted/good.py";
    let files = with(stating("limits: {code: 1}"), &[(good, &long)]);
    check(&files, "kattis.too-large", good);
    let java = |files| with(files, &[("submissions/accepted/Main.java", "x")]);
    for (key, held) in [("compilation_time", 30), ("compilation_memory", 512)] {
        let enough = stating(&format!("limits: {{{key}: {held}}}"));
        assert!(loaded(&java(enough)).is_ok(), "{key}");
        let files = stating(&format!("limits: {{{key}: {}}}", held - 1));
        assert!(loaded(&files).is_ok(), "{key}");
        check(&java(files), "kattis.compiler-limits", "limits");
    }
}
