//! TypeScript to JavaScript by taking the types off, every line staying where it was.
//!
//! What only types need becomes spaces, so that an error in line 7 of the JavaScript is in line 7
//! of what the candidate wrote. Enums, parameter properties, `import` and `export` are written
//! anew within their lines. Deliberately absent: type checking (as in every runtime that runs
//! TypeScript directly), namespaces with values, modules of several files, JSX.

mod edits;
mod erase;
mod revision;
mod rewrite;

use oxc_allocator::Allocator;
use oxc_ast_visit::Visit;
use oxc_parser::Parser;
use oxc_span::SourceType;

pub(crate) use revision::ERASER;

use edits::Edits;
use erase::Eraser;

/// The program without its types; the error is written as the JavaScript engine writes its own.
pub(crate) fn strip(source: &str) -> Result<String, String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::ts()).parse();
    let error = parsed
        .diagnostics
        .iter()
        .find(|d| d.severity == oxc_diagnostics::Severity::Error);
    if let Some(error) = error {
        let at = error.labels.first().map_or(0, |label| label.offset());
        return Err(message(source, at as usize, &error.message));
    }
    let mut eraser = Eraser {
        edits: Edits::new(source),
        refused: None,
    };
    eraser.visit_program(&parsed.program);
    match eraser.refused {
        Some((at, what)) => Err(message(source, at, what)),
        None => Ok(eraser.edits.apply()),
    }
}

fn message(source: &str, at: usize, what: &str) -> String {
    let before = &source.as_bytes()[..at.min(source.len())];
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|b| **b != b'\n').count() + 1;
    format!("SyntaxError: {what}\n    at main.ts:{line}:{column}\n")
}
