//! Which of the JDKs works: the first that compiles and runs a program in the jail.

use std::path::Path;

use super::{
    COMPILE_CPU, COMPILE_OUTPUT, COMPILE_WALL, Java, Jdk, LEAST, jdk,
    used::{How, Used},
};
use crate::{Fault, Guest, Job, Limits, Stream, output::Output};

/// Says which version runs it.
const PROGRAM: &str = "public class Main {
  public static void main(String[] args) { System.out.print(System.getProperty(\"java.version\")); }
}
";
const NONE: &str = "no runtime pack for Java is installed, and no JDK (version 17 or later) is in \
                    JAVA_HOME, on the PATH or under /usr/lib/jvm";
/// Characters of what a JDK says that does not work.
const WORDS: usize = 200;

impl Java {
    /// The JDK, tried out before its first use. What is known of it stays known.
    pub(crate) fn ready(&mut self) -> Result<Jdk, Fault> {
        let known = match &self.jdk {
            Some(known) => known.clone(),
            None => {
                let found = self.first_that_works()?;
                self.jdk.insert(found).clone()
            }
        };
        known.map_err(super::unavailable)
    }

    /// The JDK that runs, once it was tried out.
    pub(crate) fn jdk(&self) -> Option<&Jdk> {
        self.jdk.as_ref()?.as_ref().ok()
    }

    /// The inner error says of each JDK why it does not work.
    fn first_that_works(&self) -> Result<Result<Jdk, String>, Fault> {
        let mut refused = Vec::new();
        for mut jdk in jdk::among(&self.places.homes) {
            match self.try_out(&jdk)? {
                Ok(version) => {
                    jdk.version = version;
                    return Ok(Ok(jdk));
                }
                Err(why) => refused.push(format!("{}: {why}", jdk.home.display())),
            }
        }
        Ok(Err(match refused.as_slice() {
            [] => NONE.to_owned(),
            all => format!("no JDK here works locked in; {}", all.join("; ")),
        }))
    }

    /// The version that a JDK says it is; the inner error is why it does not work.
    fn try_out(&self, jdk: &Jdk) -> Result<Result<String, String>, Fault> {
        let folder = self.next_folder()?;
        let tried = self.compile_and_run(jdk, &folder);
        // A left-over folder is in the way of nobody.
        let _ = invigil_files::remove_folder(&folder);
        if self.slot.is_cancelled() {
            return Err(Fault::Cancelled);
        }
        match tried {
            Err(Fault::WallClock(_)) => Ok(Err(format!("nothing came of it in {COMPILE_WALL:?}"))),
            tried => tried,
        }
    }

    fn compile_and_run(&self, jdk: &Jdk, folder: &Path) -> Result<Result<String, String>, Fault> {
        if let Some(words) = self.javac(jdk, PROGRAM, folder)? {
            return Ok(Err(format!("it does not compile: {}", cut(&words))));
        }
        let mut nobody = |_: Stream, _: &[u8]| {};
        let mut output = Output::new(COMPILE_OUTPUT, &mut nobody);
        let used = self.run(jdk, folder, &job(), &mut output)?;
        if !matches!(
            used,
            Used {
                how: How::Code(0),
                full: false,
                ..
            }
        ) {
            return Ok(Err(format!("it does not run: {}", cut(&output.stderr))));
        }
        Ok(Ok(String::from_utf8_lossy(&output.stdout).into_owned()))
    }
}

fn job() -> Job {
    Job {
        guest: Guest::Java,
        source: PROGRAM.to_owned(),
        args: Vec::new(),
        files: Vec::new(),
        stdin: Vec::new(),
        seed: 0,
        limits: Limits {
            fuel: COMPILE_CPU * 1_000_000,
            memory: LEAST,
            output: COMPILE_OUTPUT,
            wall: COMPILE_WALL,
        },
    }
}

/// The beginning of what it said, on one line.
fn cut(words: &[u8]) -> String {
    let words = String::from_utf8_lossy(words);
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ").chars().take(WORDS).collect()
}
