//! The guests as they ship, compiled once a machine and kept in the target folder.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use invigil_crypto::digest::{hex, sha256};
use invigil_sandbox::{
    Execute, Guest, GuestFile, Job, Limits, Manifest, Outcome, TrustedCode,
    engine::{Backend, Engine, WasmExecutor},
};

/// One of the languages in wasm.
#[derive(Clone, Copy)]
pub(crate) struct Language {
    pub(crate) guest: Guest,
    /// The folder's name in `tests/programs` and `tests/escapes`.
    pub(crate) name: &'static str,
    pub(crate) extensions: &'static [&'static str],
}

pub(crate) const PYTHON: Language = Language {
    guest: Guest::Python,
    name: "python",
    extensions: &["py"],
};
pub(crate) const RUBY: Language = Language {
    guest: Guest::Ruby,
    name: "ruby",
    extensions: &["rb"],
};
pub(crate) const JAVASCRIPT: Language = Language {
    guest: Guest::JavaScript,
    name: "javascript",
    extensions: &["js", "mjs"],
};

pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

impl Language {
    /// The files of this language in a folder of tests, in order.
    pub(crate) fn files(self, folder: &str) -> Vec<PathBuf> {
        let folder = root().join("tests").join(folder).join(self.name);
        let mut files: Vec<PathBuf> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| self.is_program(path))
            .collect();
        files.sort();
        files
    }

    fn is_program(self, path: &Path) -> bool {
        let end = path.extension().unwrap_or_default();
        self.extensions.iter().any(|one| end == *one)
    }

    /// An executor with this guest.
    pub(crate) fn executor(self, backend: Backend) -> WasmExecutor {
        let mut executor = WasmExecutor::new().unwrap();
        let engine = Engine::new(backend).unwrap();
        let code = self.code(&engine);
        executor.add(engine.load(self.guest, &code).unwrap());
        executor
    }

    /// The compiled module, from a file under a key of the tests' own, or compiled and kept.
    pub(crate) fn code(self, engine: &Engine) -> TrustedCode {
        const KEY: [u8; 32] = *b"compiled guests of tests, no one";
        let manifest = Manifest::pinned();
        let entry = manifest.entry(self.guest).unwrap();
        let digest = entry.digest().unwrap();
        let identity = engine.identity();
        let made_by = hex(&sha256(identity.as_bytes()));
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!(
            "{}-{}-{}.code",
            self.name,
            &entry.sha256[..16],
            &made_by[..16]
        ));
        if let Ok(file) = fs::read(&kept)
            && let Ok(code) = TrustedCode::open(file, &digest, &identity, &KEY)
        {
            return code;
        }
        let packed = fs::read(root().join("assets/runtimes").join(&entry.file)).unwrap();
        let module = entry.unpack(&packed).unwrap();
        let code = engine.compile(&module).unwrap();
        let fresh = kept.with_extension(format!("new{}", std::process::id()));
        fs::write(&fresh, code.seal(&digest, &identity, &KEY)).unwrap();
        fs::rename(&fresh, &kept).unwrap();
        code
    }

    /// A job with room for any honest program.
    pub(crate) fn job(self, source: String, stdin: Vec<u8>) -> Job {
        Job {
            guest: self.guest,
            source,
            args: Vec::new(),
            files: Vec::<GuestFile>::new(),
            stdin,
            seed: 7,
            limits: Limits {
                fuel: 40_000_000_000,
                memory: 256 << 20,
                output: 8 << 20,
                wall: Duration::from_secs(60),
            },
        }
    }
}

/// Runs a job and forgets its output's pieces: the outcome has all of it.
pub(crate) fn run(executor: &mut WasmExecutor, job: &Job) -> Outcome {
    executor.execute(job, &mut |_, _| {}).unwrap()
}
