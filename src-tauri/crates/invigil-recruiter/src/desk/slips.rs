//! Slips to print and hand out: reference and seat, and the organisation's words to compare. The
//! access code is never on them, nor a name.

use std::fmt::Write;

use crate::{Org, candidates::CandidateRow};

/// The page's name beside the package.
pub(super) const NAME: &str = "slips.html";

const HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>Slips</title>\n<style>\n\
@page { margin: 12mm }\n\
* { box-sizing: border-box }\n\
body { margin: 0 auto; max-width: 190mm; font: 11pt/1.45 Inter, system-ui, sans-serif; color: #000; background: #fff }\n\
main { display: grid; grid-template-columns: 1fr 1fr }\n\
section { break-inside: avoid; padding: 6mm; border: 0.5pt dashed #555; overflow-wrap: anywhere }\n\
h1 { margin: 0; font-size: 11pt } p { margin: 0 }\n\
dl { display: grid; grid-template-columns: auto 1fr; gap: 1mm 4mm; margin: 3mm 0; align-items: baseline }\n\
dt { font-size: 9pt } dd { margin: 0; font-size: 18pt; font-weight: 650; font-variant-numeric: tabular-nums }\n\
.code { display: inline-block; width: 52mm; border-bottom: 0.5pt solid #000 }\n\
.small { font-size: 9pt } .words { font-family: 'JetBrains Mono', ui-monospace, monospace; font-size: 9pt }\n\
</style>\n</head>\n<body>\n<main>\n";

/// One slip a candidate, eight to a page of A4.
pub(super) fn page(org: &Org, title: &str, candidates: &[CandidateRow]) -> String {
    let (name, title) = (text(org.name()), text(title));
    let words = text(&org.words().join(" "));
    let mut html = HEAD.to_owned();
    for row in candidates {
        let seat = row.seat.map_or_else(|| "any".to_owned(), seat);
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<section>\n<h1>{title}</h1>\n<p>{name}</p>\n<dl><dt>Reference</dt><dd>{}</dd><dt>Seat</dt><dd>{seat}</dd></dl>\n<p>Access code <span class=\"code\">&nbsp;</span></p>\n<p class=\"small\">It is told in the room. Before you type it, compare these words with those on the screen:</p>\n<p class=\"words\">{words}</p>\n</section>\n",
            text(&row.candidate_ref.0)
        );
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

/// `B4` where the row has a letter, else `27-4`.
fn seat((row, column): (u32, u32)) -> String {
    let letter = (1..=26).contains(&row).then(|| b'A' + (row - 1) as u8);
    letter.map_or_else(
        || format!("{row}-{column}"),
        |letter| format!("{}{column}", char::from(letter)),
    )
}

/// Untrusted words as the text of a page.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
