//! Languages, limits, verdicts, checkers and test groups of coding questions.
//!
//! The way through: a [`Program`] and a [`Problem`] go in; [`run_samples`] and [`run_custom`]
//! serve whoever writes the program, [`judge`] runs the hidden tests. Everything runs through the
//! sandbox's [`Execute`](invigil_sandbox::Execute), which whoever calls brings along.
//! [`replay`] repeats a logged run, [`check`] proves a problem, [`kattis`] reads packages.
//! Deliberately absent: files, clocks, processes, and any grade: what a score is worth beside
//! other answers is the grading's.

mod card;
mod check;
mod checker;
mod custom;
mod error;
mod explain;
mod judge;
pub mod kattis;
mod language;
mod limits;
mod problem;
mod record;
mod replay;
mod run;
mod runtimes;
mod typescript;
mod verdict;

pub use card::{Card, card};
pub use check::{
    CheckCode, CheckFinding, CheckReport, Expected, InputValidator, OutputCase, Proof, Submission,
    SubmissionReport, Timing, check,
};
pub use checker::{
    Checker, CustomChecker, Diff, DiffRow, Difference, DifferenceKind, Mark, Piece, TokenRules,
    Tolerance, diff,
};
pub use error::RunnerError;
pub use judge::{GroupReport, JudgeReport, judge, score_of_counts};
pub use language::{Program, SOURCE_CAP, file_name, guest, is_repeatable};
pub use limits::{Budget, Calibration, OUTPUT_CAP, fuel_per_ms};
pub use problem::{Group, MicroPoints, OnReject, POINT, Problem, Scoring, Test, ValidatorArgs};
pub use record::{RunRecord, seed};
pub use replay::{Field, LoggedRun, NotComparable, Replay, Scope, replay};
pub use run::{
    Context, INPUT_CAP, Progress, RunReport, ShownTest, TestReport, run_custom, run_samples,
};
pub use runtimes::Runtimes;
pub use verdict::{Advice, Reason, Verdict};
