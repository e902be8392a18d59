//! The difference between two files, as `diff -u` shows it.

use similar::TextDiff;

/// The number of lines around a difference.
const CONTEXT: usize = 3;

/// Returns the unified difference between the expected and the built bytes of a file. Of bytes that are not text, only
/// their number is given.
pub fn unified(path: &str, expected: &[u8], built: &[u8]) -> String {
    let (Ok(right), Ok(ours)) = (std::str::from_utf8(expected), std::str::from_utf8(built)) else {
        return format!("{path} differs: {} bytes expected, {} built\n", expected.len(), built.len());
    };
    let names = (format!("expected/{path}"), format!("built/{path}"));
    let diff = TextDiff::from_lines(right, ours);
    diff.unified_diff().context_radius(CONTEXT).header(&names.0, &names.1).to_string()
}
