//! Java in its jail: what runs, what ends it, what it cannot reach.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    time::Duration,
};

use invigil_files::Access;
use invigil_sandbox::{End, Fault, Guest, GuestFile, JavaPlaces, Jdk, Job, Worker};
use tempfile::TempDir;

use crate::jobs::{ends, job, run, text, timed, worker};

/// A worker with Java, and the folder that it compiles in.
pub(crate) fn java() -> (Worker, TempDir) {
    let scratch = tempfile::tempdir().expect("temp dir");
    let places = JavaPlaces::on_this_machine(None, scratch.path().to_owned());
    (worker().with_java(places), scratch)
}

/// The same with the JDKs of these folders alone.
fn java_of(homes: Vec<PathBuf>) -> (Worker, TempDir) {
    let scratch = tempfile::tempdir().expect("temp dir");
    let places = JavaPlaces {
        homes,
        scratch: scratch.path().to_owned(),
    };
    (worker().with_java(places), scratch)
}

/// Every JDK of this machine. The tests need one: `cargo xtask` installs it.
fn jdks() -> Vec<Jdk> {
    let homes = invigil_files::list(Path::new("/usr/lib/jvm")).expect("a JDK is installed");
    let jdks: Vec<Jdk> = homes.iter().filter_map(|home| Jdk::at(home)).collect();
    assert!(!jdks.is_empty(), "no JDK under /usr/lib/jvm");
    jdks
}

/// A folder that says it is a JDK, with something else for `java`.
fn pretender() -> TempDir {
    let home = tempfile::tempdir().expect("temp dir");
    let release = "JAVA_VERSION=\"99.0.1\"\nMODULES=\"java.base jdk.compiler\"\n";
    let bin = home.path().join("bin");
    invigil_files::create_dir(&bin, Access::Private).expect("made");
    for (path, text) in [("bin/java", "no program"), ("release", release)] {
        let path = home.path().join(path);
        invigil_files::write(&path, text.as_bytes(), Access::Private).expect("written");
    }
    home
}

/// A program whose `main` has this body, with room for any honest one.
pub(crate) fn source(body: &str) -> Job {
    let source = format!(
        "import java.io.*; import java.net.*; import java.nio.file.*; import java.util.*;\n\
         public class Main {{\n  static int deep(int n) {{ return 1 + deep(n + 1); }}\n  \
         public static void main(String[] args) throws Exception {{\n    {body}\n  }}\n}}\n"
    );
    let mut job = job(Guest::Java, &source, "");
    job.limits.fuel = 10_000_000;
    job.limits.memory = 128 << 20;
    job
}

pub(crate) fn check(body: &str, expected: &str) {
    let (mut worker, _scratch) = java();
    let (end, out, err) = ends(&mut worker, &source(body));
    assert_eq!(
        (end, out.as_str(), err.as_str()),
        (End::Exit(0), expected, ""),
        "{body}"
    );
}

#[test]
fn a_program_reads_writes_and_ends() {
    let (mut worker, _scratch) = java();
    let mut echo = source(
        "var in = new Scanner(System.in); System.out.println(\"Grüße \" + in.nextInt() + args[0]);
         System.err.println(\"done\"); System.exit(7);",
    );
    echo.args.push("!".to_owned());
    echo.stdin = b"42\n".to_vec();
    let (outcome, first) = timed(|| run(&mut worker, &echo).expect("an outcome"));
    assert_eq!(outcome.end, End::Exit(7));
    assert!(
        outcome.fuel > 0 && outcome.peak_memory > 1 << 20,
        "{outcome:?}"
    );
    assert_eq!(text(outcome.stdout), "Grüße 42!\n");
    assert_eq!(text(outcome.stderr), "done\n");
    let (_, second) = timed(|| run(&mut worker, &echo).expect("an outcome"));
    println!("Java: compiled and run {first} ms, run again {second} ms");
}

#[test]
fn the_jobs_files_are_in_the_working_folder_and_cannot_be_changed() {
    let (mut worker, _scratch) = java();
    let mut reads = source(
        "System.out.print(Files.readString(Path.of(\"in/a.txt\")));
         try { Files.writeString(Path.of(\"in/a.txt\"), \"x\"); System.out.println(\"got out\"); }
         catch (IOException e) { System.out.println(\"refused\"); }",
    );
    reads.files.push(GuestFile {
        path: "in/a.txt".to_owned(),
        bytes: b"data\n".to_vec(),
    });
    let (_, out, _) = ends(&mut worker, &reads);
    assert_eq!(out, "data\nrefused\n");
}

#[test]
fn a_source_that_does_not_compile_has_the_compilers_words() {
    let (mut worker, scratch) = java();
    let wrong = source("int x = \"text\";");
    for _ in 0..2 {
        let (end, out, err) = ends(&mut worker, &wrong);
        assert_eq!((end, out.as_str()), (End::CompileError, ""));
        assert!(
            err.contains("Main.java:5: error: incompatible types"),
            "{err}"
        );
    }
    let left = invigil_files::list(scratch.path()).expect("list");
    assert_eq!(left.len(), 1, "one folder for one source");
    drop(worker);
    assert_eq!(invigil_files::list(scratch.path()).expect("list").len(), 0);
}

#[test]
fn two_workers_over_one_folder_each_run_their_own_program() {
    let scratch = tempfile::tempdir().expect("temp dir");
    let places = JavaPlaces::on_this_machine(None, scratch.path().to_owned());
    let mut workers = [1, 2].map(|n| {
        let prints = source(&format!("System.out.print({n});"));
        (worker().with_java(places.clone()), prints, n.to_string())
    });
    for _ in 0..2 {
        for (worker, prints, expected) in &mut workers {
            let (end, out, err) = ends(worker, prints);
            assert_eq!((end, &out), (End::Exit(0), &*expected), "{err}");
        }
    }
    let left = || invigil_files::list(scratch.path()).expect("list").len();
    assert_eq!(left(), 2, "a folder each");
    let [first, mut second] = workers;
    drop(first);
    assert_eq!(left(), 1, "each removes its own");
    assert_eq!(ends(&mut second.0, &second.1).1, "2");
}

#[test]
fn a_folder_that_is_there_already_is_left_to_whoever_made_it() {
    let (mut worker, scratch) = java();
    // Whichever number comes next: tests run in any order.
    const THERE: usize = 300;
    for n in 0..THERE {
        let name = format!("java-{}-{n}", std::process::id());
        invigil_files::create_dir(&scratch.path().join(name), Access::Private).expect("made");
    }
    let (_, out, _) = ends(&mut worker, &source("System.out.print(1);"));
    assert_eq!(out, "1");
    drop(worker);
    let left = invigil_files::list(scratch.path()).expect("list");
    assert_eq!(left.len(), THERE);
}

#[test]
fn a_loop_ends_with_its_fuel() {
    let (mut worker, _scratch) = java();
    let mut spin = source("long n = 0; while (true) n++;");
    spin.limits.fuel = 600_000;
    let outcome = run(&mut worker, &spin).expect("an outcome");
    assert_eq!((outcome.end, outcome.fuel), (End::OutOfFuel, 600_000));
}

#[test]
fn memory_stack_and_output_have_their_ends() {
    let (mut worker, _scratch) = java();
    let mut bomb =
        source("var l = new ArrayList<byte[]>(); while (true) l.add(new byte[1 << 20]);");
    bomb.limits.memory = 64 << 20;
    let outcome = run(&mut worker, &bomb).expect("an outcome");
    assert_eq!(outcome.end, End::OutOfMemory, "{}", text(outcome.stderr));
    let (end, _, _) = ends(&mut worker, &source("System.out.println(deep(0));"));
    assert_eq!(end, End::Trap("stack overflow".to_owned()));
    let mut flood = source("while (true) System.out.println(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\");");
    flood.limits.output = 10_000;
    let outcome = run(&mut worker, &flood).expect("an outcome");
    assert_eq!(
        (outcome.end, outcome.stdout.len()),
        (End::OutputLimit, 10_000)
    );
}

#[test]
fn no_file_outside_is_read_and_none_is_written() {
    check(
        "String[] paths = {\"/etc/passwd\", \"/etc/hostname\", \"/root\", \"/home\", \"/tmp\", \"..\", \"/proc/1/environ\"};
         for (String p : paths) {
           File f = new File(p);
           try {
             if (f.list() != null) System.out.println(p + \" listed\");
             new FileInputStream(f).read(); System.out.println(p + \" read\");
           } catch (IOException e) { }
         }
         for (String p : new String[] {\"/tmp/invigil-out\", \"out\", \"../classes/Main.class\"})
           try { new FileOutputStream(p).write(1); System.out.println(p + \" written\"); }
           catch (IOException e) { }
         System.out.println(\"none\");",
        "none\n",
    );
}

#[test]
fn no_network_and_no_process_is_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    check(
        &format!(
            "try {{ new Socket(\"127.0.0.1\", {port}); System.out.println(\"connected\"); }} catch (IOException e) {{ }}
             try {{ new ServerSocket(0); System.out.println(\"listens\"); }} catch (IOException e) {{ }}
             try {{ new DatagramSocket(); System.out.println(\"sends\"); }} catch (IOException e) {{ }}
             for (String c : new String[] {{\"/bin/true\", \"/bin/sh\"}})
               try {{ new ProcessBuilder(c).start().waitFor(); System.out.println(c); }} catch (IOException e) {{ }}
             try {{ Runtime.getRuntime().exec(\"/bin/true\"); System.out.println(\"ran\"); }} catch (IOException e) {{ }}
             ProcessHandle.current().parent().ifPresent(p -> System.out.println(p.destroyForcibly()));
             System.out.println(System.getenv().keySet());"
        ),
        "[LANG]\n",
    );
}

#[test]
fn threads_run() {
    check(
        "var t = new Thread[8]; var sum = new java.util.concurrent.atomic.AtomicInteger();
         for (int i = 0; i < 8; i++) { int k = i; t[i] = new Thread(() -> sum.addAndGet(k)); t[i].start(); }
         for (var x : t) x.join();
         System.out.println(sum);",
        "28\n",
    );
}

#[test]
fn a_run_is_cancelled_and_the_next_one_works() {
    let (mut worker, _scratch) = java();
    let cancel = worker.cancel_handle();
    let spin = source("System.out.println(\"on\"); while (true);");
    let result = invigil_sandbox::Execute::execute(&mut worker, &spin, &mut |_, _| {
        cancel.cancel();
    });
    assert_eq!(result, Err(Fault::Cancelled));
    let (_, out, _) = ends(&mut worker, &source("System.out.println(1);"));
    assert_eq!(out, "1\n");
}

#[test]
fn a_program_that_waits_instead_of_working_is_ended_for_that() {
    let (mut worker, _scratch) = java();
    for waits in [
        "System.out.println(1); Thread.sleep(3600_000L);",
        "System.out.println(1); Object o = new Object(); synchronized (o) { o.wait(); }",
    ] {
        let mut waits = source(waits);
        waits.limits.wall = Duration::from_secs(4);
        let outcome = run(&mut worker, &waits).expect("an outcome");
        assert_eq!(outcome.end, End::Waited);
        assert_eq!(text(outcome.stdout), "1\n");
        assert!(outcome.fuel < 2_000_000, "{}", outcome.fuel);
    }
}

#[test]
fn a_program_that_works_past_the_safety_net_is_not_said_to_wait() {
    let (mut worker, _scratch) = java();
    let mut works = source("long n = 0; while (true) n++;");
    works.limits.fuel = 100_000_000;
    works.limits.wall = Duration::from_secs(2);
    assert_eq!(
        run(&mut worker, &works),
        Err(Fault::WallClock(works.limits.wall))
    );
}

#[test]
fn what_a_program_used_does_not_count_the_app() {
    let app = vec![1u8; 300 << 20];
    let (mut worker, _scratch) = java();
    let outcome = run(&mut worker, &source("System.out.println(1);")).expect("an outcome");
    assert!(outcome.peak_memory < 200 << 20, "{}", outcome.peak_memory);
    assert_eq!(
        app.iter()
            .step_by(4096)
            .map(|b| usize::from(*b))
            .sum::<usize>(),
        300 << 8
    );
}

#[test]
fn without_a_place_java_is_honestly_absent() {
    let Err(Fault::Unavailable { guest, reason }) = run(&mut worker(), &source("")) else {
        panic!("there is no Java here");
    };
    assert_eq!((guest, reason.is_empty()), (Guest::Java, false));
    let (mut none, _scratch) = java_of(Vec::new());
    let Err(Fault::Unavailable { reason, .. }) = none.warm_up(Guest::Java) else {
        panic!("there is no JDK here");
    };
    assert!(reason.contains("JAVA_HOME"), "{reason}");
    assert_eq!(none.jdk(), None);
}

#[test]
fn a_jdk_that_does_not_work_locked_in_is_absent_and_the_reason_says_which() {
    let pretender = pretender();
    let home = pretender.path().to_owned();
    let (mut worker, scratch) = java_of(vec![home.clone(), home.clone()]);
    let Err(Fault::Unavailable { reason, .. }) = worker.warm_up(Guest::Java) else {
        panic!("it is no Java");
    };
    let named = reason.matches(&home.display().to_string()).count();
    assert!(named >= 1 && reason.contains("does not"), "{reason}");
    assert_eq!(reason.matches("it does not compile").count(), 1, "{reason}");
    assert_eq!(worker.jdk(), None);
    assert_eq!(invigil_files::list(scratch.path()).expect("list").len(), 0);
    let again = run(&mut worker, &source("System.out.println(1);"));
    assert!(
        matches!(&again, Err(Fault::Unavailable { reason: r, .. }) if *r == reason),
        "{again:?}"
    );
}

#[test]
fn the_next_jdk_is_tried_where_one_does_not_work() {
    let pretender = pretender();
    let real = jdks().remove(0);
    let (mut worker, _scratch) = java_of(vec![pretender.path().to_owned(), real.home.clone()]);
    worker.warm_up(Guest::Java).expect("the second one works");
    assert_eq!(worker.jdk(), Some(&real));
    let (_, out, _) = ends(&mut worker, &source("System.out.println(1);"));
    assert_eq!(out, "1\n");
}

#[test]
fn each_jdk_of_this_machine_starts_compiles_and_runs() {
    for jdk in jdks() {
        let (mut worker, _scratch) = java_of(vec![jdk.home.clone()]);
        let says = source(
            "System.out.println(System.getProperty(\"java.version\") + \" \" + Locale.getDefault()
               + \" \" + TimeZone.getDefault().getID() + \" \" + new java.security.SecureRandom().nextInt(1));",
        );
        let (end, out, err) = ends(&mut worker, &says);
        assert_eq!(end, End::Exit(0), "{err}");
        assert_eq!(out, format!("{} en_US UTC 0\n", jdk.version));
        assert_eq!(worker.jdk(), Some(&jdk));
    }
}

#[test]
fn each_jdk_takes_the_same_programs_java_17_and_its_base() {
    for jdk in jdks() {
        let (mut worker, _scratch) = java_of(vec![jdk.home.clone()]);
        for refused in [
            "new java.util.logging.SimpleFormatter();",
            "java.sql.Connection c = null;",
            "java.net.http.HttpClient.newHttpClient();",
            "new javax.swing.JFrame();",
            "sun.misc.Unsafe u = null;",
            // Java 21.
            "Object o = 1; System.out.println(switch (o) { case Integer i -> 1; default -> 2; });",
            "new ArrayList<Integer>().getFirst();",
        ] {
            let (end, _, err) = ends(&mut worker, &source(refused));
            assert_eq!(end, End::CompileError, "{}: {refused}: {err}", jdk.version);
        }
        let by_name = "for (String name : new String[] {\"java.sql.Connection\", \"java.net.http.HttpClient\", \"java.awt.Point\"})
             try { Class.forName(name); System.out.println(name); } catch (ClassNotFoundException e) { }
           record P(int x) { }
           Object o = new P(3);
           if (o instanceof P p) System.out.println(\"\"\"
             %s %d\"\"\".formatted(p, List.of(1, 2).stream().mapToInt(n -> n).sum()));";
        let (end, out, err) = ends(&mut worker, &source(by_name));
        let all = (end, out.as_str(), err.as_str());
        assert_eq!(all, (End::Exit(0), "P[x=3] 3\n", ""), "{}", jdk.version);
    }
}
