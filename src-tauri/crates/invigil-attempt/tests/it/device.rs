//! The device journal: serials rise, heads can be proved.

use std::sync::Arc;

use invigil_attempt::{Attempt, Device};
use invigil_clock::Clock;
use invigil_crypto::random::FixedRandom;
use invigil_log::DeviceEntry;
use invigil_model::{AttemptId, TicketId};
use uuid::Uuid;

use super::{Laptop, TICKET, code, header};

fn device(laptop: &Laptop) -> Device {
    Device::open(laptop.path(), &FixedRandom::new(9), laptop.vault.clone()).expect("device")
}

fn start(device: &mut Device, n: u128) -> DeviceEntry {
    let (attempt, ticket) = (AttemptId(Uuid::from_u128(n)), TicketId(Uuid::from_u128(n)));
    device.start(attempt, ticket, 7).expect("start")
}

fn ended(laptop: &Laptop) -> Attempt {
    let mut attempt = laptop.running();
    attempt.submit(laptop.clock.read()).expect("submit");
    attempt
}

#[test]
fn each_attempt_has_a_serial_and_a_provable_place() {
    let laptop = Laptop::new();
    let mut journal = device(&laptop);
    let (one, two) = (start(&mut journal, 10), start(&mut journal, 11));
    assert_eq!((one.line.serial, two.line.serial), (1, 2));
    assert_eq!(start(&mut journal, 10), one, "asked again");
    assert_eq!(
        (journal.head().size, journal.head().root),
        (two.size, two.head)
    );
    assert_eq!(DeviceEntry::read(&two.write()), Ok(two.clone()));
    let key = journal.key().public();
    drop(journal);
    let mut journal = device(&laptop);
    assert_eq!(journal.key().public(), key);
    assert_eq!(start(&mut journal, 11), two);
    assert_eq!(start(&mut journal, 12).line.serial, 3);
}

#[test]
fn an_end_is_recorded_once_and_after_its_start() {
    let laptop = Laptop::new();
    let sealed = ended(&laptop).seal().expect("seal");
    let mut journal = device(&laptop);
    assert_eq!(code(journal.end(&sealed)), "attempt.not-found");
    journal
        .start(header().attempt_id, TICKET, 7)
        .expect("start");
    journal.end(&sealed).expect("end");
    journal.end(&sealed).expect("again");
    assert_eq!(journal.head().size, 2);
    drop(journal);
    assert_eq!(device(&laptop).head().size, 2);
}

#[test]
fn a_lost_journal_never_gives_a_serial_twice() {
    let laptop = Laptop::new();
    let mut journal = device(&laptop);
    assert_eq!(start(&mut journal, 10).line.serial, 1);
    drop(journal);
    invigil_storage::move_aside(&laptop.path().join("device.sqlite")).expect("lost");
    assert_eq!(start(&mut device(&laptop), 11).line.serial, 2);
}

#[test]
fn a_changed_line_is_noticed_and_the_file_kept() {
    let laptop = Laptop::new();
    let mut journal = device(&laptop);
    start(&mut journal, 10);
    drop(journal);
    let path = laptop.path().join("device.sqlite");
    let db = invigil_storage::open(
        &path,
        &["select 1"],
        invigil_storage::Durability::Consistent,
    )
    .expect("open");
    db.execute("update lines set line = replace(line, '[1,', '[2,')", [])
        .expect("tamper");
    drop(db);
    let random = FixedRandom::new(9);
    let refused = Device::open(laptop.path(), &random, Arc::clone(&laptop.vault));
    assert_eq!(code(refused), "attempt.damaged");
    assert!(invigil_files::exists(
        &laptop.path().join("device.sqlite.corrupt-1")
    ));
    assert_eq!(start(&mut device(&laptop), 11).line.serial, 2);
}
