//! Programs in Java that try to get out by odder ways than those in `java`, or to use memory that is
//! not the heap's.

use invigil_sandbox::{End, GuestFile, Job, Outcome};

use crate::{
    java::{check, java, source},
    jobs::{ends, run, text},
};

fn outcome(job: &Job) -> Outcome {
    let (mut worker, _scratch) = java();
    run(&mut worker, job).expect("an outcome")
}

#[test]
fn no_link_leads_outside_and_none_is_made() {
    check(
        "String[] links = {\"/proc/self/root/etc/passwd\", \"/proc/thread-self/root/etc/passwd\",
           \"/proc/self/cwd/../../../etc/passwd\", \"/dev/fd/../root/etc/passwd\"};
         for (String p : links)
           try { new FileInputStream(p).read(); System.out.println(p + \" read\"); }
           catch (IOException e) { }
         Path outside = Path.of(\"/etc/passwd\"), inside = Path.of(\"link\");
         try { Files.createSymbolicLink(inside, outside); System.out.println(\"a link\"); }
         catch (IOException | UnsupportedOperationException e) { }
         try { Files.createLink(inside, outside); System.out.println(\"a hard link\"); }
         catch (IOException | UnsupportedOperationException e) { }
         System.out.println(Files.exists(inside, LinkOption.NOFOLLOW_LINKS));",
        "false\n",
    );
}

#[test]
fn arguments_arrive_as_they_are_however_many_and_long() {
    let mut job = source(
        "int n = 0; for (String a : args) n += a.length();
         System.out.println(args.length + \" \" + n + \" \" + args[0] + \" \" + args[1]);",
    );
    job.args = vec!["a".repeat(4000); 64];
    // What the launcher would read as its own in another place: a file of options, an option.
    job.args[0] = "@/etc/passwd".to_owned();
    job.args[1] = "--version".to_owned();
    let (mut worker, _scratch) = java();
    let (end, out, err) = ends(&mut worker, &job);
    assert_eq!(end, End::Exit(0), "{err}");
    assert_eq!(out, "64 248021 @/etc/passwd --version\n");
}

#[test]
fn bytes_that_are_no_text_are_read_and_written_as_they_are() {
    let mut job = source(
        "Path bad = Path.of(\"bad.txt\");
         try { System.out.print(Files.readString(bad)); }
         catch (java.nio.charset.CharacterCodingException e) { System.out.print(\"no text \"); }
         System.out.print(Files.readAllBytes(bad).length + \" \");
         System.out.println(new String(System.in.readAllBytes(), \"UTF-8\").length());
         System.out.write(0xff); System.out.flush();",
    );
    job.files.push(GuestFile {
        path: "bad.txt".to_owned(),
        bytes: b"\xff\xfea".to_vec(),
    });
    job.stdin = b"a\xff\xc3\n".to_vec();
    let outcome = outcome(&job);
    assert_eq!(outcome.end, End::Exit(0), "{}", text(outcome.stderr));
    assert_eq!(outcome.stdout, b"no text 3 4\n\xff");
}

#[test]
fn a_file_is_read_at_once_however_large() {
    let mut job = source("System.out.print(Files.readAllBytes(Path.of(\"large\")).length);");
    job.files.push(GuestFile {
        path: "large".to_owned(),
        bytes: vec![b'a'; 40 << 20],
    });
    let outcome = outcome(&job);
    assert_eq!(outcome.end, End::Exit(0), "{}", text(outcome.stderr));
    assert_eq!(text(outcome.stdout), (40 << 20).to_string());
}

#[test]
fn buffers_outside_of_the_heap_are_few_whatever_the_memory_limit() {
    let mut bomb = source(
        "var all = new ArrayList<java.nio.ByteBuffer>();
         while (true) all.add(java.nio.ByteBuffer.allocateDirect(1 << 20));",
    );
    bomb.limits.memory = 512 << 20;
    let outcome = outcome(&bomb);
    assert_eq!(outcome.end, End::OutOfMemory, "{}", text(outcome.stderr));
    assert!(outcome.peak_memory < 256 << 20, "{}", outcome.peak_memory);
}

/// Thirteen threads that hold some 45 MiB of stack each, under a limit of 32 MiB; and what the library
/// takes for itself, which no option of the virtual machine bounds.
#[test]
fn stacks_of_threads_and_the_librarys_memory_are_no_way_around_the_memory_limit() {
    for body in [
        "var all = new java.util.concurrent.CountDownLatch(13);
         class Deep implements Runnable {
           int down(int n) throws InterruptedException {
             if (n > 0) return 1 + down(n - 1);
             all.countDown(); all.await(); return 0;
           }
           public void run() {
             try { down(2_600_000); } catch (StackOverflowError | InterruptedException e) { all.countDown(); }
           }
         }
         for (int i = 0; i < 13; i++) new Thread(null, new Deep(), \"\", 64 << 20).start();
         all.await(); System.out.println(\"all\");",
        "var all = new ArrayList<java.util.zip.Deflater>();
         while (true) all.add(new java.util.zip.Deflater());",
    ] {
        let mut bomb = source(body);
        bomb.limits.memory = 32 << 20;
        let outcome = outcome(&bomb);
        assert_eq!(
            outcome.end,
            End::OutOfMemory,
            "{body}: {}",
            String::from_utf8_lossy(&outcome.stderr)
        );
        assert!(outcome.peak_memory < 2200 << 20, "{}", outcome.peak_memory);
    }
}

#[test]
fn a_program_that_fills_its_heap_and_recurses_deeply_stays_within_its_memory() {
    check(
        "class Deep implements Runnable {
           int down(int n) { return n == 0 ? 0 : 1 + down(n - 1); }
           public void run() { System.out.println(down(2_000_000)); }
         }
         var all = new ArrayList<byte[]>(); for (int i = 0; i < 70; i++) all.add(new byte[1 << 20]);
         var deep = new Thread(null, new Deep(), \"\", 1 << 30); deep.start(); deep.join();
         Thread[] many = new Thread[300];
         var held = new java.util.concurrent.CountDownLatch(1);
         for (int i = 0; i < many.length; i++) {
           many[i] = new Thread(() -> { try { held.await(); } catch (InterruptedException e) { } });
           many[i].start();
         }
         held.countDown(); for (Thread t : many) t.join();
         System.out.println(all.size());",
        "2000000\n70\n",
    );
}
