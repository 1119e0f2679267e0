//! `issue` and `rotate` at moments that only a set clock reaches, through the use cases.

use std::{path::Path, sync::Arc};

use invigil_clock::FakeClock;
use invigil_crypto::random::SystemRandom;
use invigil_model::Notice;
use invigil_recruiter::{Context, Issued, Org, Unlocked, candidates};

const SECRET: &str = "correct horse battery";
const DAY_MS: i64 = 24 * 3_600 * 1_000;

struct Desk {
    dir: tempfile::TempDir,
    clock: Arc<FakeClock>,
    context: Context,
}

impl Desk {
    /// An organisation of this moment.
    fn new() -> Self {
        let clock = Arc::new(FakeClock::new());
        let desk = Self {
            dir: tempfile::tempdir().expect("a temporary folder"),
            context: Context {
                clock: clock.clone(),
                random: Arc::new(SystemRandom::new()),
            },
            clock,
        };
        Org::init(&desk.context, &desk.org(), "Acme", SECRET, None).expect("an organisation");
        desk
    }

    fn org(&self) -> std::path::PathBuf {
        self.dir.path().join("org")
    }

    fn days(&self, days: i64) {
        self.clock.step_wall(days * DAY_MS);
    }

    fn unlocked(&self) -> Unlocked {
        let org = Org::open(&self.org()).expect("the organisation");
        org.unlock(SECRET).expect("its keys")
    }

    fn issue(&self) -> Result<Issued, Notice> {
        let rows = candidates::parse(b"ref,name\nc-1,A Person\n").expect("one row");
        let out = self.dir.path().join("out");
        self.unlocked()
            .issue(&self.context, "backend-engineer", &rows, &out)
    }

    /// Issuing is refused for `why`, with `next` as the way out, and leaves nothing.
    #[track_caller]
    fn cannot_issue(&self, why: &str, next: &str) {
        let notice = self.issue().expect_err("no laptop would open it");
        assert_eq!(notice.code.0, "org.cannot-issue");
        assert_eq!(notice.what, "Nothing was issued.");
        assert!(notice.why.contains(why), "{}", notice.why);
        assert!(notice.next.contains(next), "{}", notice.next);
        assert!(!self.dir.path().join("out").exists());
        assert!(is_empty(&self.org().join("issued")));
    }
}

fn is_empty(dir: &Path) -> bool {
    std::fs::read_dir(dir).expect("a folder").next().is_none()
}

#[test]
fn after_the_trust_file_expired_nothing_is_issued_until_there_is_a_new_key() {
    let desk = Desk::new();
    desk.days(366);
    desk.cannot_issue("had expired", "invigil org rotate");
    let rotated = desk.unlocked().rotate(&desk.context, SECRET, None);
    assert_eq!(rotated.expect("a new key").seq, 2);
    desk.issue().expect("it can be issued again");
}

#[test]
fn with_the_clock_set_back_nothing_is_issued_and_no_key_is_made() {
    let desk = Desk::new();
    desk.days(-365);
    desk.cannot_issue("was not valid yet", "Set this machine's clock");
    let rotated = desk.unlocked().rotate(&desk.context, SECRET, None);
    assert_eq!(rotated.expect_err("no key").code.0, "org.root-time");
    desk.days(365);
    desk.issue().expect("the clock is right again");
}

#[test]
fn after_the_root_expired_nothing_is_issued_and_no_key_is_made() {
    let desk = Desk::new();
    desk.days(11 * 365);
    desk.cannot_issue("had expired", "invigil org init");
    let before = std::fs::read(desk.org().join("trust/org.signers")).expect("org.signers");
    let rotated = desk.unlocked().rotate(&desk.context, SECRET, None);
    let notice = rotated.expect_err("no key");
    assert_eq!(notice.code.0, "org.root-time");
    assert!(notice.next.contains("invigil org init"), "{}", notice.next);
    let after = std::fs::read(desk.org().join("trust/org.signers")).expect("org.signers");
    assert_eq!(after, before);
}
