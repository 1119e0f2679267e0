//! Gives a module's asyncify the host's room to unwind into (`wasi::Stacks`), at its snapshot.
//!
//! Asyncify's four functions are exported. Each calls the host beside what it did; their checks,
//! which came after the damage, are the host's. The call needs an import, and a new one would move
//! every function's number: one that only JavaScript around the module would serve is renamed.

use std::collections::HashMap;

use wasm_encoder::{
    CodeSection, EntityType, Function, ImportSection, Instruction, Module, RawSection,
};
use wasmparser::{ExternalKind, Import, Parser, Payload, TypeRef};

use super::EngineError;
use crate::wasi::{REWIND, REWOUND, STACK_MODULE, STACK_STEP, UNWOUND};

/// Two numbers in, one out, like the host's; nothing here ever compares values of JavaScript.
const UNUSED: &str = "js-value-equal: func(";
/// Globals: C's stack pointer, asyncify's state and its buffer.
const STACK: u32 = 0;
const STATE: u32 = 1;
const BUFFER: u32 = 2;

fn broken(what: impl std::fmt::Display) -> EngineError {
    EngineError::Compile(format!("asyncify: {what}"))
}

/// The module with the host's room, or as it is where it does not unwind.
pub(super) fn widen(wasm: &[u8]) -> Result<Vec<u8>, EngineError> {
    let exports = exports(wasm)?;
    if exports.is_empty() {
        return Ok(wasm.to_vec());
    }
    let mut module = Module::new();
    let (mut imported, mut host) = (0, None);
    let (mut code, mut index, mut bodies) = (CodeSection::new(), 0, 0);
    let mut replaced = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(broken)?;
        match &payload {
            Payload::ImportSection(imports) => {
                let mut section = ImportSection::new();
                for import in imports.clone().into_imports() {
                    let import = import.map_err(broken)?;
                    if take_over(&mut section, &import)? {
                        host = Some(imported);
                    }
                    imported += 1;
                }
                module.section(&section);
                index = imported;
            }
            Payload::CodeSectionStart { count, .. } => bodies = *count,
            Payload::CodeSectionEntry(body) => {
                let name = exports.get(&index);
                match name.and_then(|name| asyncify(name, host?)) {
                    Some(function) => {
                        code.function(&function);
                        replaced += 1;
                    }
                    None => {
                        code.raw(&wasm[body.range()]);
                    }
                }
                (index, bodies) = (index + 1, bodies - 1);
                if bodies == 0 {
                    module.section(&code);
                }
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let data = &wasm[range];
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    if replaced == 4 {
        Ok(module.finish())
    } else {
        Err(broken("not the functions that are known here"))
    }
}

/// The names of asyncify's functions by their numbers.
fn exports(wasm: &[u8]) -> Result<HashMap<u32, String>, EngineError> {
    let mut found = HashMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::ExportSection(exports) = payload.map_err(broken)? else {
            continue;
        };
        for export in exports {
            let export = export.map_err(broken)?;
            if export.kind == ExternalKind::Func && export.name.starts_with("asyncify_") {
                found.insert(export.index, export.name.to_owned());
            }
        }
    }
    Ok(found)
}

/// Copies an import; whether it is the one that becomes the host's.
fn take_over(section: &mut ImportSection, import: &Import<'_>) -> Result<bool, EngineError> {
    let TypeRef::Func(kind) = import.ty else {
        return Err(broken("an import that is no function"));
    };
    let unused = import.name.starts_with(UNUSED);
    let (module, name) = if unused {
        (STACK_MODULE, STACK_STEP)
    } else {
        (import.module, import.name)
    };
    section.import(module, name, EntityType::Function(kind));
    Ok(unused)
}

/// What stands in an asyncify function's place.
fn asyncify(name: &str, host: u32) -> Option<Function> {
    use Instruction::{Call, Drop, End, GlobalGet, GlobalSet, I32Const, LocalGet};
    let (state, step, given) = match name {
        "asyncify_start_unwind" => (1, None, true),
        "asyncify_stop_unwind" => (0, Some(UNWOUND), false),
        "asyncify_start_rewind" => (2, Some(REWIND), true),
        "asyncify_stop_rewind" => (0, Some(REWOUND), false),
        _ => return None,
    };
    let mut function = Function::new([]);
    let step = step.map_or(GlobalGet(STACK), |step| I32Const(step.cast_signed()));
    // A host that ends the guest ends it while no frame takes itself for one that unwinds.
    let body = if given {
        [
            &[step, LocalGet(0), Call(host), Drop][..],
            &[LocalGet(0), GlobalSet(BUFFER)],
            &[I32Const(state), GlobalSet(STATE), End],
        ]
    } else {
        [
            &[I32Const(state), GlobalSet(STATE)][..],
            &[step, GlobalGet(BUFFER), Call(host), Drop],
            &[End],
        ]
    };
    for instruction in body.concat() {
        function.instruction(&instruction);
    }
    Some(function)
}
