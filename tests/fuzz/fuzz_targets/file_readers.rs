//! Whole files as people hand them on: package, ticket, key package, result, grade. Starts from
//! the vectors, each of them valid but for one property.
#![no_main]

use std::sync::LazyLock;

use invigil_bundle::{
    age::Identity,
    doc::{
        grade,
        issuer::Anchor,
        keypkg,
        package::{self, Package},
        ticket,
        verify::{self, VerifyInputs},
    },
    trust::TrustFile,
};
use libfuzzer_sys::fuzz_target;

const PACKAGE: &[u8] = include_bytes!("../../vectors/doc/00-valid.exampkg");
const GRADE_SIG: &[u8] = include_bytes!("../../vectors/doc/00-valid-grade.json.sig");

struct World {
    root: TrustFile,
    mailbox: [Identity; 1],
    package: Package,
}

static WORLD: LazyLock<World> = LazyLock::new(|| World {
    root: TrustFile::read(include_bytes!("../../vectors/result/root.pub_signers")).expect("a root"),
    mailbox: [include_str!("../../vectors/result/mailbox.key")
        .trim()
        .parse()
        .expect("an identity")],
    package: package::open_package(PACKAGE, &Anchor::default())
        .expect("a package")
        .package()
        .clone(),
});

fuzz_target!(|bytes: &[u8]| {
    let world = &*WORLD;
    let pinned = Anchor {
        root: Some(&world.root),
        revoked: None,
    };
    for anchor in [pinned, Anchor::default()] {
        let _ = package::open_package(bytes, &anchor);
        let _ = ticket::read_ticket(bytes, &anchor);
        let _ = grade::read_grade(bytes, GRADE_SIG, &[], &anchor);
    }
    let _ = keypkg::open_keys(bytes, &world.mailbox, &world.package);
    let _ = verify::verify_envelope_only(bytes);
    let inputs = VerifyInputs {
        identities: &world.mailbox,
        anchor: pinned,
        ..VerifyInputs::default()
    };
    let _ = verify::verify_result(bytes, &inputs);
});
