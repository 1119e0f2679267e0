//! Rows as text: one JSON array a line.

use rusqlite::{Row, types::ValueRef};

/// A row of `columns` values as a line.
///
/// Integers as digits; reals as the shortest text that reads back the same, always with a point
/// or an exponent (`1.0`, `1e300`, infinity as `9e999`); text as a JSON string, bytes that are no
/// UTF-8 replaced; a blob as `{"hex":"00ff"}`; NULL as `null`.
pub(super) fn line(row: &Row<'_>, columns: usize) -> rusqlite::Result<String> {
    let mut line = String::from("[");
    for column in 0..columns {
        if column > 0 {
            line.push(',');
        }
        push(&mut line, row.get_ref(column)?);
    }
    line.push_str("]\n");
    Ok(line)
}

/// The names of the columns as a line.
pub(super) fn header<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut line = String::from("{\"columns\":[");
    for (column, name) in names.enumerate() {
        if column > 0 {
            line.push(',');
        }
        push_text(&mut line, name);
    }
    line.push_str("]}\n");
    line
}

fn push(line: &mut String, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => line.push_str("null"),
        ValueRef::Integer(number) => line.push_str(&number.to_string()),
        ValueRef::Real(number) if number.is_infinite() => {
            line.push_str(if number > 0.0 { "9e999" } else { "-9e999" });
        }
        ValueRef::Real(number) => line.push_str(&format!("{number:?}")),
        ValueRef::Text(bytes) => push_text(line, &String::from_utf8_lossy(bytes)),
        ValueRef::Blob(bytes) => {
            line.push_str("{\"hex\":\"");
            for byte in bytes {
                line.push_str(&format!("{byte:02x}"));
            }
            line.push_str("\"}");
        }
    }
}

fn push_text(line: &mut String, text: &str) {
    line.push('"');
    for c in text.chars() {
        match c {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            c if c < ' ' => line.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => line.push(c),
        }
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: ValueRef<'_>, expected: &str) {
        let mut line = String::new();
        push(&mut line, value);
        assert_eq!(line, expected);
    }

    #[test]
    fn each_kind_of_value_has_one_form() {
        check(ValueRef::Null, "null");
        check(ValueRef::Integer(i64::MIN), "-9223372036854775808");
        check(ValueRef::Real(1.0), "1.0");
        check(ValueRef::Real(0.1 + 0.2), "0.30000000000000004");
        check(ValueRef::Real(1e300), "1e300");
        check(ValueRef::Real(f64::NEG_INFINITY), "-9e999");
        check(
            ValueRef::Text("a\"\\\n\u{1}é".as_bytes()),
            r#""a\"\\\n\u0001é""#,
        );
        check(ValueRef::Text(&[0xff]), "\"\u{fffd}\"");
        check(ValueRef::Blob(&[0, 255]), r#"{"hex":"00ff"}"#);
    }
}
