//! The languages of this program, made ready on this machine.
//!
//! The modules travel inside the program; compiling one takes seconds to a minute, so that the
//! compiled code is kept in a folder, under a MAC whose key is in that folder's vault. Everything
//! runs in the sandbox's worker process.

use std::path::{Path, PathBuf};

use invigil_crypto::{
    digest::{Digest, sha256, unhex},
    random::{self, SystemRandom},
};
use invigil_files::Access;
use invigil_model::{Code, Language, Notice};
use invigil_sandbox::{
    CancelHandle, Execute, Fault, Guest, JavaPlaces, Manifest, ModuleEntry, TrustedCode, Worker,
    WorkerProgram,
    engine::{Backend, Engine, EngineId},
};
use invigil_vault::SecretStore;

use crate::{Card, card, typescript};

/// Name of the MAC's key in the vault.
const KEY: &str = "runtimes-mac";
/// Where the optional pack for Java is unpacked.
const PACK: &str = "java";
/// The largest file of compiled code.
const CODE_CAP: u64 = 512 << 20;

/// What runs code on this machine.
pub struct Runtimes {
    dir: PathBuf,
    pack: PathBuf,
    vault: Box<dyn SecretStore>,
    manifest: Manifest,
    id: Digest,
    worker: Worker,
    ready: Vec<Guest>,
}

impl Runtimes {
    /// Over a folder that keeps what was made ready; the worker is this very program again.
    pub fn open(dir: &Path) -> Result<Self, Notice> {
        let program = WorkerProgram::beside_this_program().map_err(|e| {
            Notice::new(
                Code("runtimes.program"),
                "Code cannot be run.",
                format!("This program does not find itself: {e}."),
                "Start it again from where it was installed.",
            )
        })?;
        Self::open_with(dir, program)
    }

    /// [`Runtimes::open`] with another program as the worker.
    pub fn open_with(dir: &Path, program: WorkerProgram) -> Result<Self, Notice> {
        invigil_files::create_dir(dir, Access::Private).map_err(|e| e.notice())?;
        let vault = invigil_vault::open(&dir.join("vault")).map_err(|e| e.notice())?;
        let manifest = Manifest::pinned();
        let sqlite = invigil_sandbox::sqlite_version();
        let id = EngineId::new(manifest.digests(), sqlite, typescript::ERASER);
        let pack = dir.join(PACK);
        let places = JavaPlaces::on_this_machine(Some(&pack), dir.join("scratch"));
        Ok(Self {
            pack,
            dir: dir.to_owned(),
            vault,
            id: unhex(&id.to_string()).unwrap_or_default(),
            manifest,
            worker: Worker::new(program).with_java(places),
            ready: Vec::new(),
        })
    }

    /// Names what runs a guest: with the same id, the same job gives the same outcome. For Java it
    /// is known once that is ready.
    pub fn engine_id(&self, guest: Guest) -> Digest {
        match (guest, self.worker.jdk()) {
            (Guest::Java, Some(jdk)) => sha256(format!("java {}", jdk.version).as_bytes()),
            (Guest::Java, None) => sha256(b"java absent"),
            _ => self.id,
        }
    }

    /// The card of a language. Java's names the JDK that runs it, once it is ready.
    pub fn card(&self, language: Language) -> Card {
        let mut card = card(language);
        if let (Language::Java, Some(jdk)) = (language, self.worker.jdk()) {
            let pack = invigil_files::resolve(&self.pack).is_ok_and(|pack| pack == jdk.home);
            let of = if pack { " of the runtime pack" } else { "" };
            card.version = format!("{} on JDK {}{of}", card.version, jdk.version);
        }
        card
    }

    /// Makes a guest ready: from kept code, else by compiling it; Java by a first program in the
    /// jail. The error is why it cannot run here, in a person's words.
    pub fn prepare(&mut self, guest: Guest) -> Result<(), String> {
        if self.ready.contains(&guest) {
            return Ok(());
        }
        match guest {
            Guest::Python | Guest::Ruby | Guest::JavaScript => self.load(guest)?,
            Guest::Java | Guest::Sql => {}
        }
        self.worker.warm_up(guest).map_err(|fault| words(&fault))?;
        self.ready.push(guest);
        Ok(())
    }

    /// What runs jobs of the guests that are ready.
    pub fn executor(&mut self) -> &mut dyn Execute {
        &mut self.worker
    }

    /// The next job gets a process that has seen no other program.
    pub fn renew(&mut self) {
        self.worker.renew();
    }

    /// What takes the run under way back, from any thread.
    pub fn cancel_handle(&self) -> CancelHandle {
        self.worker.cancel_handle()
    }

    /// The worker's process, for tests that end it.
    pub fn worker_id(&self) -> Option<u32> {
        self.worker.process_id()
    }

    fn load(&mut self, guest: Guest) -> Result<(), String> {
        let entry = self
            .manifest
            .entry(guest)
            .map_err(|e| e.to_string())?
            .clone();
        let module = entry
            .digest()
            .ok_or("its entry in the manifest is damaged")?;
        let backend = Backend::Native;
        let engine = Engine::new(backend).map_err(|e| e.to_string())?;
        let key = self.key()?;
        let path = self.dir.join(format!("{}.code", name(guest)));
        let kept = invigil_files::read(&path, CODE_CAP)
            .ok()
            .and_then(|file| TrustedCode::open(file, &module, &engine.identity(), &key).ok());
        let code = match kept {
            Some(code) => code,
            None => compile(&engine, guest, &entry, &module, &key, &path)?,
        };
        let added = self.worker.add_code(guest, backend, &code);
        added.map_err(|fault| words(&fault))
    }

    fn key(&self) -> Result<[u8; 32], String> {
        let kept = self.vault.get(KEY).map_err(|e| e.to_string())?;
        if let Some(key) = kept.and_then(|k| k.as_slice().try_into().ok()) {
            return Ok(key);
        }
        let key = random::bytes(&SystemRandom::new()).map_err(|e| e.to_string())?;
        self.vault.put(KEY, &key).map_err(|e| e.to_string())?;
        Ok(key)
    }
}

/// Compiles a module and keeps the code. Where it cannot be kept it still runs: the next start
/// compiles it again.
fn compile(
    engine: &Engine,
    guest: Guest,
    entry: &ModuleEntry,
    module: &[u8; 32],
    key: &[u8; 32],
    path: &Path,
) -> Result<TrustedCode, String> {
    let wasm = entry.unpack(packed(guest)).map_err(|e| e.to_string())?;
    let code = engine.compile(&wasm).map_err(|e| e.to_string())?;
    let sealed = code.seal(module, &engine.identity(), key);
    let _kept = invigil_files::write(path, &sealed, Access::Private);
    Ok(code)
}

fn words(fault: &Fault) -> String {
    match fault {
        Fault::Unavailable { reason, .. } => reason.clone(),
        other => other.to_string(),
    }
}

fn name(guest: Guest) -> &'static str {
    match guest {
        Guest::Python => "python",
        Guest::Ruby => "ruby",
        Guest::JavaScript => "javascript",
        Guest::Sql => "sql",
        Guest::Java => "java",
    }
}

/// The module as it travels in the program.
fn packed(guest: Guest) -> &'static [u8] {
    match guest {
        Guest::Python => include_bytes!("../../../../assets/runtimes/python.wasm.zst"),
        Guest::Ruby => include_bytes!("../../../../assets/runtimes/ruby.wasm.zst"),
        Guest::JavaScript => include_bytes!("../../../../assets/runtimes/javascript.wasm.zst"),
        Guest::Sql | Guest::Java => &[],
    }
}
