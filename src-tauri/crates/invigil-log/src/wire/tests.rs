//! Each value has one spelling, and nothing else is read.

use super::*;
use proptest::prelude::*;

fn check<T: Field + PartialEq + std::fmt::Debug>(text: &str, expected: Option<&T>) {
    let mut cursor = Cursor::new(text);
    let got = T::read(&mut cursor).ok().filter(|_| cursor.at_end());
    assert_eq!(got.as_ref(), expected, "{text}");
}

#[test]
fn a_number_has_one_spelling() {
    check("0", Some(&0u64));
    check("18446744073709551615", Some(&u64::MAX));
    check("-9223372036854775808", Some(&i64::MIN));
    check("9223372036854775807", Some(&i64::MAX));
    for bad in [
        "",
        "00",
        "01",
        "-1",
        "+1",
        "1.0",
        "1e0",
        " 1",
        "18446744073709551616",
    ] {
        check::<u64>(bad, None);
    }
    check::<u16>("65536", None);
    for bad in [
        "-0",
        "-",
        "--1",
        "-01",
        "9223372036854775808",
        "-9223372036854775809",
    ] {
        check::<i64>(bad, None);
    }
}

#[test]
fn a_string_has_one_spelling() {
    check(r#""a\n\u0000\"\\""#, Some(&"a\n\0\"\\".to_owned()));
    for bad in [
        r#""\/""#,
        r#""\u000a""#,
        r#""\u0041""#,
        r#""\u001F""#,
        r#""\ud800""#,
        r#""a"#,
        "\"\n\"",
        r#""\u00""#,
        r#""\u00é""#,
        r#""\"#,
    ] {
        check::<String>(bad, None);
    }
}

#[test]
fn an_id_is_lower_case_and_hyphenated() {
    let id = Uuid::from_u128(0xabc);
    check(&format!("\"{id}\""), Some(&id));
    check::<Uuid>(&format!("\"{}\"", id.as_simple()), None);
    check::<Uuid>(&format!("\"{}\"", id.to_string().to_uppercase()), None);
}

proptest! {
    #[test]
    fn strings_are_spelled_as_the_json_library_spells_them(text in any::<String>()) {
        let mut out = String::new();
        text.write(&mut out);
        prop_assert_eq!(&out, &serde_json::to_string(&text).expect("json"));
        check(&out, Some(&text));
    }

    #[test]
    fn digits_at_once_are_digits_one_after_the_other(
        text in "[0-9]{0,10}[0-9,:/é\u{7f}\u{80}ÿ]{0,9}", from in 0usize..4,
    ) {
        let mut cursors = [Cursor::new(&text), Cursor::new(&text)];
        if text.is_char_boundary(from) {
            for cursor in &mut cursors {
                cursor.back_to(from.min(text.len()));
            }
        }
        let [one, two] = &mut cursors;
        prop_assert_eq!(one.digits(), two.more_digits());
        prop_assert_eq!(one.at, two.at);
    }

    #[test]
    fn a_plain_string_is_the_string(text in "[a-z\n\t\r\"\\\\/é]{0,3}", spelled in "\"[a-z\\\\\"/nrtu0é]{0,6}\"") {
        let mut out = String::new();
        text.write(&mut out);
        for line in [out, spelled] {
            let mut cursor = Cursor::new(&line);
            if let Some(plain) = cursor.plain() {
                let mut whole = Cursor::new(&line);
                prop_assert_eq!(String::read(&mut whole), Ok(plain.to_owned()));
                prop_assert_eq!(cursor.at, whole.at);
            }
        }
    }

    #[test]
    fn whatever_is_read_is_written_the_same(text in "\"[a-z\\\\\"u0-9nrt\u{1}é]{0,12}\"") {
        let mut cursor = Cursor::new(&text);
        if let Ok(value) = String::read(&mut cursor) {
            let mut out = String::new();
            value.write(&mut out);
            prop_assert_eq!(out, &text[..cursor.at]);
        }
    }
}
