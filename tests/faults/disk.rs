//! The real window on a disk that fills up: said on the screen, and with room again everything is
//! there. Each sitting has a small disk of its own, in a namespace of its own.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use invigil_tests::{
    journey::{check_in_quickly, hand_in_quickly, save},
    script::number,
    window::Window,
};

use crate::{
    namespaces::need_namespaces,
    room::seed,
    seat::{Seat, count, view},
    window::{LETTERS, boots},
};

#[tokio::test]
async fn a_disk_that_fills_up_is_said_and_nothing_is_lost() {
    need_namespaces("--mount");
    let seed = seed();
    let fills = count("FILLS", 2);
    // Using up the journal's own room takes most of what one log may hold.
    for n in 0..fills {
        sitting(n, number(seed, n)).await;
    }
}

#[tokio::test]
async fn a_disk_that_is_full_at_the_hand_in_is_said_and_the_result_comes_with_room() {
    need_namespaces("--mount");
    let (mut seat, window, disk) = seated().await;
    seat.answer(&window, 3, "C").await;
    for id in ["review", "submit"] {
        window.click(id).await;
    }
    let ballast = disk.join("ballast");
    fill(&ballast);
    window.click("submit-confirm").await;
    // The journal has room of its own for the hand-in; the result has none.
    window.find("unsealed").await;
    let why = window.text_of("unsealed-why").await;
    assert!(why.contains("disk is full"), "{why}");
    std::fs::remove_file(ballast).expect("room again");
    std::os::unix::fs::symlink(disk.join("demo"), seat.data.path().join("demo")).expect("a link");
    let result = save(&window, seat.data.path()).await;
    assert_eq!(boots(&seat.read(&result)), 1);
    window.close().await;
}

/// A test that runs on a small disk of its own; the disk's folder as it is seen from outside.
async fn seated() -> (Seat, Window, PathBuf) {
    let seat = Seat::new();
    let disk = seat.data.path().join("disk");
    std::fs::create_dir(&disk).expect("a folder");
    let path = disk.display().to_string();
    let mount = format!("mount -t tmpfs -o size=160m tmpfs '{path}'; exec \"$@\"");
    let below = ["unshare", "--mount", "sh", "-ec", &mount, "sh"];
    let window = seat.open(&[("INVIGIL_DATA", &path)], &below).await;
    check_in_quickly(&window).await;
    let pid = window.app_pid(&seat.app);
    let inside = PathBuf::from(format!("/proc/{pid}/root{path}"));
    (seat, window, inside)
}

async fn sitting(n: u64, roll: u64) {
    let (mut seat, window, inside) = seated().await;
    for k in 0..roll % 3 {
        seat.answer(&window, 1 + (roll >> 8) % 10, LETTERS[(k % 4) as usize])
            .await;
    }
    fill_once(&mut seat, &window, &inside.join("ballast"), n).await;
    std::os::unix::fs::symlink(inside.join("demo"), seat.data.path().join("demo")).expect("a link");
    // The result is verified while the disk is there: it goes with the namespace.
    let result = hand_in_quickly(&window, seat.data.path()).await;
    assert_eq!(boots(&seat.read(&result)), 1);
    window.close().await;
}

/// No room at all, which a person is told; room again, and the answer on the screen is saved.
async fn fill_once(seat: &mut Seat, window: &Window, ballast: &Path, n: u64) {
    fill(ballast);
    let writes = use_up(window).await;
    window.click(&format!("nav-{}", 1 + n % 10)).await;
    // What the person did besides may be refused first: that is closed, an answer is kept and
    // offered again.
    let kept = "const notice = document.querySelector('[data-testid=notice]');
        const close = notice?.querySelector('[data-testid=notice-close]');
        close?.click();
        return notice && !close ? notice.dataset.code : null";
    let start = Instant::now();
    let mut answers = 0;
    let code = loop {
        let code = window.script(kept).await;
        if !code.is_null() {
            break code;
        }
        window.type_text(["a", "b", "c", "d"][answers % 4]).await;
        answers += 1;
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "the full disk is said"
        );
    };
    assert_eq!(
        code,
        "storage.disk-full",
        "{}",
        window.text_of("notice").await
    );
    std::fs::remove_file(ballast).expect("room again");
    let calm = "return !document.querySelector('[data-testid=notice]')";
    window.until("the notice goes with room again", calm).await;
    let shown = window
        .script("return document.querySelector('[name^=item-]:checked')?.value")
        .await;
    let saved = view(window).await["items"][(n % 10) as usize]["response"].clone();
    assert_eq!(saved, shown, "the answer on the screen is saved");
    seat.remember(&view(window).await);
    println!("fill {n}: said after {writes} long and {answers} short writes");
}

/// The journal writes into room that it took beforehand. A document that is replaced again and
/// again uses that up, until a write is refused.
async fn use_up(window: &Window) -> u64 {
    let script = "
        const done = arguments[arguments.length - 1];
        const ask = (command) => window.__TAURI_INTERNALS__.invoke('candidate', {command});
        (async () => {
          let view = await ask({do: 'view'});
          if (view.tasks[0].language !== 'python') view = await ask({do: 'chooseLanguage', task: 1, language: 'python', seq: view.takenSeq + 1});
          let long = view.tasks[0].text.length;
          for (let n = 0; n < 4000; n += 1) {
            const insert = 'x'.repeat(30000 + n % 7);
            try {
              view = await ask({do: 'edit', task: 1, language: 'python', edits: [{at: 0, delete: long, insert}], seq: view.takenSeq + 1});
              view = await ask({do: 'flag', position: 1, on: n % 2 === 0, seq: view.takenSeq + 1});
            } catch (refused) {
              return {refused: refused.code ?? String(refused), n};
            }
            long = insert.length;
          }
          return {refused: 'never', n: 4000};
        })().then(done, (e) => done({refused: e.code ?? String(e), n: -1}));";
    let ended = window.wait_script(script).await;
    assert_eq!(ended["refused"], "storage.disk-full", "{ended}");
    ended["n"].as_u64().expect("a number")
}

/// Zeros until there is no room.
fn fill(ballast: &Path) {
    let mut file = std::fs::File::create(ballast).expect("a file");
    for size in [1 << 16, 512] {
        let zeros = vec![0; size];
        while file.write_all(&zeros).is_ok() {}
    }
}
