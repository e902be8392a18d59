//! A guide of any size, always the same: about 9 KB per page, with headings, lists, tables, alerts, footnotes, code and
//! valid cross links.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// The number of pages in a section, without its landing page.
const SECTION: usize = 100;

const WORDS: [&str; 48] = [
    "warm", "gentle", "hands", "before", "feeding", "slowly", "circle", "toward", "comfort", "parents",
    "often", "milk", "supply", "rest", "breath", "skin", "contact", "evening", "towel", "oil", "pressure",
    "light", "pause", "minutes", "each", "side", "again", "until", "soft", "notice", "change", "write",
    "down", "day", "week", "help", "ask", "nurse", "clinic", "sleep", "water", "meal", "calm", "music",
    "pump", "session", "baby", "latch",
];

/// A random number generator that always gives the same numbers (xorshift64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("below a usize")
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<_> = (0..count).map(|_| WORDS[self.below(WORDS.len())]).collect();
        words.join(" ")
    }
}

/// Writes a guide with this many pages into a folder.
pub fn generate(root: &Path, pages: usize) -> io::Result<()> {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    fs::create_dir_all(root.join("content"))?;
    fs::write(root.join("site.toml"), "title = \"A large guide\"\nurl = \"https://example.org/guide\"\n")?;
    fs::write(root.join("content/index.md"), "---\ntitle: A large guide\n---\n\nMade to be measured.\n")?;
    for number in 0..pages {
        let (section, place) = (number / SECTION, number % SECTION);
        let folder = root.join(format!("content/section-{section:04}"));
        if place == 0 {
            fs::create_dir_all(&folder)?;
            fs::write(
                folder.join("index.md"),
                format!("---\ntitle: Section {section}\norder: {section}\n---\n\nText.\n"),
            )?;
        }
        fs::write(folder.join(format!("page-{number:06}.md")), page(&mut numbers, number, pages))?;
    }
    Ok(())
}

fn page(numbers: &mut Numbers, number: usize, pages: usize) -> String {
    let mut out = format!(
        "---\ntitle: Page {number} about {}\ndescription: {}\nreviewed: 2026-01-{:02}\ntags: [{}]\n---\n\n",
        numbers.words(3),
        numbers.words(12),
        number % 28 + 1,
        numbers.words(2).replace(' ', ", "),
    );
    for part in 0..8 {
        let _ = write!(out, "## {} {part}\n\n", numbers.words(3));
        for _ in 0..3 {
            paragraph(numbers, pages, &mut out);
        }
        match part % 4 {
            0 => {
                for step in 1..6 {
                    let _ = writeln!(out, "{step}. **{}** {}", numbers.words(2), numbers.words(10));
                }
            }
            1 => {
                out.push_str("| When | What | Why |\n| --- | :-: | --: |\n");
                for _ in 0..5 {
                    let _ = writeln!(
                        out,
                        "| {} | {} | {} |",
                        numbers.words(2),
                        numbers.words(3),
                        numbers.words(4)
                    );
                }
            }
            2 => {
                let _ = writeln!(
                    out,
                    "> [!NOTE]\n> {}\n>\n> - {}\n> - {}",
                    numbers.words(12),
                    numbers.words(4),
                    numbers.words(5)
                );
            }
            _ => {
                let _ = writeln!(
                    out,
                    "```text\n{}\n{}\n```\n\nA claim.[^{part}]\n\n[^{part}]: {}.",
                    numbers.words(6),
                    numbers.words(6),
                    numbers.words(9)
                );
            }
        }
        out.push('\n');
    }
    out
}

fn paragraph(numbers: &mut Numbers, pages: usize, out: &mut String) {
    let other = numbers.below(pages);
    let _ = write!(
        out,
        "{} *{}* {}.\nSee [{}](../section-{:04}/page-{other:06}.md), {} `{}`.\n{}.\n\n",
        numbers.words(9),
        numbers.words(2),
        numbers.words(8),
        numbers.words(3),
        other / SECTION,
        numbers.words(7),
        numbers.words(1),
        numbers.words(12),
    );
}
