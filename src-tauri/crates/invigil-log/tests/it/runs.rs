//! Runs of the candidate's code in the fold, and what a recruiter finds to run again.

use invigil_log::{Event, Fold, MAX_RUNS, RunInput, RunVerdict, Stamped};
use invigil_model::Language;

use super::{LIMIT, check_in, edit, form, language, ran, run, started};

const STARTER: &str = "pass\n";

fn python(events: impl IntoIterator<Item = (u64, Event)>) -> Result<(), &'static str> {
    let chosen = (1, language(Language::Python));
    let events: Vec<_> = std::iter::once(chosen).chain(events).collect();
    started(&events).map(drop).map_err(|(_, code)| code)
}

#[test]
fn a_run_names_the_document_as_it_stands() {
    let stale = run(1, RunInput::Samples, STARTER, "");
    assert_eq!(python([(2, stale.clone())]), Ok(()));
    assert_eq!(
        python([(2, edit(0, 0, "#")), (3, stale)]),
        Err("log.run-code")
    );
    let current = run(1, RunInput::Samples, "#pass\n", "");
    assert_eq!(python([(2, edit(0, 0, "#")), (3, current)]), Ok(()));
}

#[test]
fn runs_count_up_and_are_in_the_language_chosen_last() {
    let of = |n| run(n, RunInput::Samples, STARTER, "");
    assert_eq!(python([(2, of(2))]), Err("log.run-number"));
    assert_eq!(python([(2, of(1)), (2, of(1))]), Err("log.run-number"));
    assert_eq!(python([(2, of(1)), (2, of(2))]), Ok(()));
    assert_eq!(
        python([(2, language(Language::JavaScript)), (2, of(1))]),
        Err("log.language-not-chosen")
    );
    let most = (1..=MAX_RUNS + 1).map(|n| (2, of(n)));
    assert_eq!(python(most), Err("log.run-number"));
}

#[test]
fn only_a_run_of_its_own_input_has_one_and_it_is_capped() {
    let refused = Err("log.text-not-allowed");
    let samples = run(1, RunInput::Samples, STARTER, "1");
    assert_eq!(python([(2, samples)]), refused);
    let long = "x".repeat(64 * 1024 + 1);
    let custom = |stdin: &str| run(1, RunInput::Custom, STARTER, stdin);
    assert_eq!(python([(2, custom(&long))]), refused);
    assert_eq!(python([(2, custom(&long[1..]))]), Ok(()));
}

#[test]
fn cases_end_once_in_their_order_with_a_verdict_that_fits() {
    use RunVerdict::{Accepted, Cancelled, Done, TimeLimit, WrongAnswer};
    let samples = |ends: &[(u16, RunVerdict)]| {
        let run = (2, run(1, RunInput::Samples, STARTER, ""));
        let ends = ends
            .iter()
            .map(|(case, verdict)| (3, ran(1, *case, *verdict)));
        python(std::iter::once(run).chain(ends))
    };
    let refused = Err("log.run-outcome");
    assert_eq!(samples(&[(1, Accepted), (2, WrongAnswer)]), Ok(()));
    assert_eq!(samples(&[(2, TimeLimit)]), Ok(()), "the first was cut off");
    assert_eq!(samples(&[(2, Accepted), (1, Accepted)]), refused);
    assert_eq!(samples(&[(1, Accepted), (1, Accepted)]), refused);
    assert_eq!(samples(&[(3, Accepted)]), refused, "there are two samples");
    assert_eq!(samples(&[(1, Done)]), refused);
    let custom = |verdict| {
        let run = (2, run(1, RunInput::Custom, STARTER, "x"));
        python([run, (3, ran(1, 0, verdict))])
    };
    assert_eq!((custom(Done), custom(Cancelled)), (Ok(()), Ok(())));
    assert_eq!(custom(Accepted), refused);
    assert_eq!(python([(2, ran(1, 0, Done))]), refused, "nothing ran");
}

#[test]
fn only_a_program_that_ended_well_has_an_output_to_judge() {
    use RunVerdict::{Accepted, Done, TimeLimit, WrongAnswer};
    let ended = |case, verdict, how: &str| {
        let input = if case == 0 {
            RunInput::Custom
        } else {
            RunInput::Samples
        };
        let mut outcome = ran(1, case, verdict);
        if let Event::Ran { end, .. } = &mut outcome {
            *end = how.into();
        }
        python([(2, run(1, input, STARTER, "")), (3, outcome)])
    };
    for (case, verdict) in [(1, Accepted), (1, WrongAnswer), (0, Done)] {
        assert_eq!(ended(case, verdict, "exit 0"), Ok(()));
        for how in ["exit 1", "out-of-fuel", ""] {
            assert_eq!(ended(case, verdict, how), Err("log.run-outcome"), "{how}");
        }
    }
    assert_eq!(ended(1, TimeLimit, "out-of-fuel"), Ok(()));
}

#[test]
fn a_run_under_way_at_the_deadline_may_tell_its_end_but_none_begins() {
    let begin = run(1, RunInput::Custom, STARTER, "");
    let end = ran(1, 0, RunVerdict::Done);
    assert_eq!(python([(2, begin.clone()), (LIMIT, end)]), Ok(()));
    assert_eq!(python([(LIMIT, begin)]), Err("log.late"));
}

#[test]
fn the_fold_can_keep_each_run_with_its_code_and_outcomes() {
    let mut fold = Fold::keeping_runs(&form());
    let events = [
        (0, check_in()),
        (0, Event::Start { limit_ms: LIMIT }),
        (1, language(Language::Python)),
        (2, run(1, RunInput::Samples, STARTER, "")),
        (3, ran(1, 1, RunVerdict::Accepted)),
        (3, ran(1, 2, RunVerdict::WrongAnswer)),
        (4, edit(0, 4, "go")),
        (5, run(2, RunInput::Custom, "go\n", "7")),
    ];
    for (at, event) in events {
        fold.push(&Stamped { at, event }).expect("legal");
    }
    let runs = fold.runs();
    let seen: Vec<_> = runs
        .iter()
        .map(|r| {
            (
                r.number,
                r.at,
                r.code.as_str(),
                r.stdin.as_str(),
                r.cases.len(),
            )
        })
        .collect();
    assert_eq!(seen, [(1, 2, STARTER, "", 2), (2, 5, "go\n", "7", 0)]);
    assert_eq!(runs[0].cases[1].verdict, RunVerdict::WrongAnswer);
}
