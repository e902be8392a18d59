//! How two files differ, as `diff -u` shows it.

use similar::TextDiff;

/// Lines around a difference.
const CONTEXT: usize = 3;

/// Returns the unified difference between the expected and the built bytes of a file. Bytes that are no text are named
/// by their number alone.
pub fn unified(path: &str, expected: &[u8], built: &[u8]) -> String {
    let (Ok(right), Ok(ours)) = (std::str::from_utf8(expected), std::str::from_utf8(built)) else {
        return format!("{path} differs: {} bytes expected, {} built\n", expected.len(), built.len());
    };
    let names = (format!("expected/{path}"), format!("built/{path}"));
    let diff = TextDiff::from_lines(right, ours);
    diff.unified_diff().context_radius(CONTEXT).header(&names.0, &names.1).to_string()
}
