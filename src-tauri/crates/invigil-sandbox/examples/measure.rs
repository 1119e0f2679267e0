#![allow(
    clippy::all,
    clippy::disallowed_methods,
    missing_docs,
    clippy::print_stdout,
    clippy::unwrap_used
)]
use invigil_sandbox::{engine::*, *};
use std::time::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let guest = match a[1].as_str() {
        "python" => Guest::Python,
        "ruby" => Guest::Ruby,
        _ => Guest::JavaScript,
    };
    let backend = if std::env::var("PULLEY").is_ok() {
        Backend::Portable
    } else {
        Backend::Native
    };
    let t = Instant::now();
    let engine = Engine::new(backend).unwrap();
    let eng = t.elapsed();
    let cache = format!("{}.{:?}.code", a[2], backend);
    let key = [1; 32];
    let module = [2; 32];
    let t = Instant::now();
    let code = std::fs::read(&cache).ok().and_then(|b| {
        println!("read {:?}", t.elapsed());
        TrustedCode::open(b, &module, &engine.identity(), &key).ok()
    });
    let code = code.unwrap_or_else(|| {
        let t = Instant::now();
        let c = engine.compile(&std::fs::read(&a[2]).unwrap()).unwrap();
        println!("compile {:?}", t.elapsed());
        std::fs::write(&cache, c.seal(&module, &engine.identity(), &key)).unwrap();
        c
    });
    let open = t.elapsed();
    let t = Instant::now();
    let code = if std::env::var("SHARE").is_ok() {
        let f = code.share().unwrap();
        println!("share {:?}", t.elapsed());
        TrustedCode::shared_by_parent(f).unwrap()
    } else {
        code
    };
    let t = Instant::now();
    let loaded = engine.load(guest, &code).unwrap();
    println!(
        "engine {eng:?} read+mac {open:?} load {:?} size {}",
        t.elapsed(),
        std::fs::metadata(&cache).unwrap().len()
    );
    drop(code);
    let mut x = WasmExecutor::new().unwrap();
    x.add(loaded);
    let n: usize = std::env::var("N")
        .ok()
        .and_then(|x| x.parse().ok())
        .unwrap_or(1);
    let fuel: u64 = std::env::var("FUEL")
        .ok()
        .and_then(|x| x.parse().ok())
        .unwrap_or(20_000_000_000);
    let mem: u64 = std::env::var("MEM")
        .ok()
        .and_then(|x| x.parse().ok())
        .unwrap_or(256 << 20);
    let job = Job {
        guest,
        source: std::fs::read_to_string(&a[3]).unwrap(),
        args: a.get(5..).unwrap_or_default().to_vec(),
        files: vec![],
        stdin: a
            .get(4)
            .map(|p| std::fs::read(p).unwrap())
            .unwrap_or_default(),
        seed: 1,
        limits: Limits {
            fuel,
            memory: mem,
            output: 8 << 20,
            wall: Duration::from_secs(100),
        },
    };
    let mut times = vec![];
    let mut all: Vec<Outcome> = vec![];
    for _ in 0..n {
        let t = Instant::now();
        let o = x.execute(&job, &mut |_, _| {}).unwrap();
        times.push(t.elapsed());
        if !all.contains(&o) {
            all.push(o)
        }
    }
    let first = times[0];
    times.sort();
    println!(
        "first {first:?} p50 {:?} min {:?}; distinct {}",
        times[n / 2],
        times[0],
        all.len()
    );
    let o = &all[0];
    println!(
        "{:?} fuel {} peak {} refused {:?}",
        o.end, o.fuel, o.peak_memory, o.refused
    );
    println!(
        "--out {}\n{}\n--err\n{}",
        o.stdout.len(),
        String::from_utf8_lossy(&o.stdout[..o.stdout.len().min(1500)]),
        String::from_utf8_lossy(&o.stderr[..o.stderr.len().min(2500)])
    );
}
