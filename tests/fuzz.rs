//! The corpora of the fuzz targets, replayed, and many inputs made from them by small changes: nothing panics.

use std::fs;
use std::path::Path;

use handout::fuzzing::TARGETS;

use crate::laws::Numbers;

/// Returns the inputs of a target, in order.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("a corpus").map(|file| file.expect("a file").path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read(file).expect("an input")).collect()
}

/// Changes an input as a fuzzer does: some bytes go, come twice, or become others.
fn changed(input: &[u8], others: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    const BYTES: &[u8] = b"\n\n  `*_[](){}<>|:#\"'\\&-!^~$.\x00\xff";
    let mut out = input.to_vec();
    for _ in 0..=numbers.below(6) {
        let (from, to) = (numbers.below(out.len() + 1), numbers.below(out.len() + 1));
        let part = from.min(to)..from.max(to).min(from.min(to) + 40);
        match numbers.below(5) {
            0 => drop(out.drain(part)),
            1 => out.splice(part.start..part.start, out[part.clone()].to_vec()).for_each(drop),
            2 => out.insert(part.start, BYTES[numbers.below(BYTES.len())]),
            3 => {
                let other = &others[numbers.below(others.len())];
                let start = numbers.below(other.len() + 1);
                let end = (start + 40).min(other.len());
                out.splice(part.start..part.start, other[start..end].to_vec()).for_each(drop);
            }
            _ => out.extend(out[part].to_vec()),
        }
    }
    out
}

#[test]
fn no_input_of_a_corpus_and_nothing_near_it_panics() {
    for (name, target) in TARGETS {
        let inputs = corpus(name);
        assert!(inputs.len() > 2, "{name}");
        let mut numbers = Numbers(0xF0_22);
        // A page is typeset a hundred times more slowly than a head is read.
        let rounds = match *name {
            "markdown-pdf" => 2,
            name if name.starts_with("markdown") => 20,
            _ => 300,
        };
        for input in &inputs {
            target(input);
            for _ in 0..rounds {
                target(&changed(input, &inputs, &mut numbers));
            }
        }
    }
}
