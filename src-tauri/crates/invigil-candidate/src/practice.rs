//! The practice package that every build carries: pre-signed by a key that was thrown away, so
//! that practising shows the same screens as a test and proves nothing.

use crate::Offer;

const PACKAGE: &[u8] = include_bytes!("../../../../assets/practice/practice.exampkg");
const TICKET: &[u8] = include_bytes!("../../../../assets/practice/practice.ticket");
const CODE: &str = include_str!("../../../../assets/practice/code.txt");

/// The offer's id.
const ID: &str = "practice";

/// The practice test.
pub(crate) fn offer() -> Offer {
    Offer {
        id: ID.to_owned(),
        title: "Practice test".to_owned(),
        note:
            "The same screens as a real test, with easier questions. Nothing is handed to anybody."
                .to_owned(),
        package: PACKAGE.to_vec(),
        ticket: TICKET.to_vec(),
        code: Some(CODE.trim().to_owned()),
    }
}
