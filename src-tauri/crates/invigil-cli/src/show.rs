//! What the commands print for people, and the JSON for programs.

use invigil_model::{Code, Notice, shown};
use invigil_recruiter::{
    BankHit, GradeReport, InspectReport, Issued, Made, Opened, ReplayLine, ReplayReport,
    VerifyReport,
};
use serde::Serialize;

/// Pretty JSON; its field names are stable.
pub(crate) fn json(value: &impl Serialize) -> Result<String, Notice> {
    serde_json::to_string_pretty(value).map_err(|e| {
        Notice::new(
            Code("cli.json"),
            "The output could not be written.",
            e.to_string(),
            "Report this.",
        )
    })
}

pub(crate) fn organisation(made: &Made) -> String {
    format!(
        "Made the organisation {} (id {}) in {}.\n\
         root key      {}\n\
         eight words   {}\n\
         root key file {}\n\n\
         Tell candidates the eight words with the invitation. Move the root key file offline:\n\
         issue and grade work without it.\n",
        made.name,
        made.id,
        made.dir.display(),
        made.fingerprint,
        made.words.join(" "),
        made.root_key.display()
    )
}

pub(crate) fn issued(issued: &Issued) -> String {
    let mut out = format!(
        "Issued {} to {}.\n\
         package       {}\n\
         tickets       {}\n\
         access code   {}\n\
         private files {}\n\n\
         Say the code at the start, or send it apart from the package; never put it on a slip.\n\
         Any two forms share at most {} of 10 questions; seat neighbours at most {}.\n",
        issued.title,
        people(issued.tickets.len()),
        issued.package.display(),
        issued
            .tickets
            .first()
            .and_then(|t| t.path.parent())
            .map(|p| p.display().to_string())
            .unwrap_or_default(),
        issued.code,
        issued.private.display(),
        issued.max_shared,
        issued.neighbour_shared,
    );
    for warning in &issued.warnings {
        out.push_str(&format!("warning: {warning}\n"));
    }
    out
}

fn people(count: usize) -> String {
    match count {
        1 => "1 candidate".to_owned(),
        n => format!("{n} candidates"),
    }
}

pub(crate) fn verification(report: &VerifyReport) -> String {
    let noted = report
        .checks
        .iter()
        .filter(|c| c.outcome == "noted")
        .count();
    let mut out = match report.verdict {
        "verified" if noted == 0 => "Every check that can be made holds.\n".to_owned(),
        "verified" => format!("No check fails; noted, below: {noted}.\n"),
        "practice" => "PRACTICE: this is no result; it never imports.\n".to_owned(),
        "envelope-only" => {
            "Sealed: the envelope alone was checked, because there is no mailbox key here.\n"
                .to_owned()
        }
        _ => format!(
            "Refused: {}\n  code: {}\n  next: {}\n",
            report.reason.as_deref().unwrap_or_default(),
            report.code.as_deref().unwrap_or_default(),
            report.next.as_deref().unwrap_or_default()
        ),
    };
    out.push_str(&format!("tier {}: {}\n", report.tier, report.tier_meaning));
    if let Some(title) = &report.title {
        out.push_str(&format!(
            "{}, candidate {} ({})\n",
            shown(title),
            shown(report.candidate_ref.as_deref().unwrap_or_default()),
            shown(report.candidate_name.as_deref().unwrap_or_default())
        ));
    }
    if report.scripted == Some(true) {
        out.push_str("A script gave the answers, not a person.\n");
    }
    if let Some((answered, of)) = report.answered {
        out.push_str(&format!("{answered} of {of} questions answered\n"));
    }
    if let Some(sums) = &report.sums_sha256 {
        out.push_str(&format!("result {sums}\n"));
    }
    out.push('\n');
    for check in &report.checks {
        out.push_str(&format!(
            "  {:<11}  {:<12}  {}\n",
            check.outcome, check.id, check.proves
        ));
        if let Some(detail) = &check.detail {
            out.push_str(&format!("  {:<11}  {:<12}  ({detail})\n", "", ""));
        }
    }
    out.push_str("\nNot shown by any of this:\n");
    for fact in report.not_shown {
        out.push_str(&format!("  - {fact}\n"));
    }
    out
}

pub(crate) fn opened(opened: &Opened) -> String {
    let mut out = format!(
        "Wrote {} files to {}. Opening is not verifying; from inside that folder, each of these\n\
         must succeed:\n",
        opened.files,
        opened.dir.display()
    );
    for step in &opened.steps {
        out.push_str(&format!("\n{}:\n\n", step.shows));
        for command in &step.commands {
            out.push_str(&format!("  {}\n", command.line));
        }
    }
    out.push_str(&format!(
        "\nNot shown by any of this:\n\n{}\n",
        opened.not_shown
    ));
    out
}

/// `12.3 %` from 1/10,000.
fn percent(n: u16) -> String {
    format!("{}.{} %", n / 100, n % 100 / 10)
}

fn interval(bounds: Option<(u16, u16)>) -> String {
    match bounds {
        Some((low, high)) => format!("95 % interval {} to {}", percent(low), percent(high)),
        None => "not enough items".to_owned(),
    }
}

pub(crate) fn grade(grade: &GradeReport) -> String {
    let mut out = format!(
        "{}  {}: {} of {} right, {}; tier {}{}\n",
        shown(&grade.candidate_ref),
        shown(&grade.title),
        grade.right,
        grade.of,
        interval(grade.interval),
        grade.tier,
        if grade.scripted { "; scripted" } else { "" }
    );
    for skill in &grade.skills {
        out.push_str(&format!(
            "  {:<24} {} of {}, {}\n",
            skill.skill.english(),
            skill.right,
            skill.of,
            interval(skill.interval)
        ));
    }
    out.push_str(&format!("  {:<24} {}\n", "Coding", grade.coding));
    for group in grade.tasks.iter().flat_map(|task| &task.groups) {
        out.push_str(&format!(
            "    {:<22} {} of {}, weight {}\n",
            group.name, group.passed, group.of, group.weight
        ));
    }
    out.push_str(&format!("  signed on {}: {}\n", grade.graded, grade.file));
    for warning in &grade.warnings {
        out.push_str(&format!("  warning: {warning}\n"));
    }
    out
}

/// "Identical", as far as it was compared, or the first difference.
pub(crate) fn replay(report: &ReplayReport) -> String {
    let mut out = format!(
        "{}  {}\n",
        shown(&report.candidate_ref),
        replay_headline(report)
    );
    for line in &report.cases {
        out.push_str(&format!(
            "  run {:<3} {:<10} {:<10} {:<9} {}\n",
            line.run,
            case(line.case),
            line.language.to_string(),
            line.verdict.unwrap_or("cut off"),
            replayed(line)
        ));
    }
    out
}

fn replay_headline(report: &ReplayReport) -> String {
    if let Some(line) = report.first_difference() {
        return format!(
            "run {}, {}: NOT the same: {}",
            line.run,
            case(line.case),
            replayed(line)
        );
    }
    let tally = report.tally();
    let parts = [
        (tally.every_bit, "identical in every bit"),
        (tally.outcome, "with the same end, verdict and output"),
        (tally.not_compared, "NOT compared"),
        (tally.without_outcome, "without an outcome in the log"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if parts.is_empty() {
        return "no logged run to run again".to_owned();
    }
    format!("logged inputs run again: {}", parts.join(", "))
}

fn case(case: u16) -> String {
    match case {
        0 => "own input".to_owned(),
        n => format!("sample {n}"),
    }
}

fn replayed(line: &ReplayLine) -> String {
    match &line.replay {
        None => "nothing to compare: the log holds no outcome".to_owned(),
        Some(replay) => replay.english(),
    }
}

pub(crate) fn inspection(report: &InspectReport) -> String {
    let mut out = format!(
        "{} (not trusted: what the file says of itself)\n",
        report.kind
    );
    for (name, value) in &report.facts {
        out.push_str(&format!("  {name:<14} {value}\n"));
    }
    for (name, size) in &report.entries {
        out.push_str(&format!("  {size:>10}  {name}\n"));
    }
    out
}

pub(crate) fn hits(hits: &[BankHit]) -> String {
    let line = |hit: &BankHit| {
        let place = hit.cell.as_deref().unwrap_or("coding task");
        let excerpt = hit.excerpt.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{} ({place})\n    {excerpt}\n", hit.id)
    };
    hits.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proportions_are_shown_with_one_decimal() {
        assert_eq!(percent(10_000), "100.0 %");
        assert_eq!(percent(9_050), "90.5 %");
        assert_eq!(interval(None), "not enough items");
    }
}
