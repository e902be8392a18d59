//! `handout serve`: starts the preview, and says in the terminal what it sees until Ctrl-C.

use std::path::PathBuf;
use std::sync::mpsc;

use clap::Args;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use super::report::{self, Report};
use super::{FINE, PdfArgs, say, source_date};
use crate::config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::serve::{self, Follow, Notice, Place, Settings, Watching};
use crate::site::Drafts;
use crate::snapshot::{Options, Snapshot};

/// The flags of `handout serve`.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a user sets or not")]
pub struct ServeArgs {
    /// Folder of the guide
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Port to listen at; the next free one if it is taken, and any free one for 0
    #[arg(long, value_name = "N", default_value_t = 4000)]
    port: u16,
    /// Name or address of this machine to listen at
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    host: String,
    /// Let other devices in the local network see the preview, drafts and all
    #[arg(long, conflicts_with = "host")]
    lan: bool,
    /// Open the preview in the browser
    #[arg(long)]
    open: bool,
    /// Let the open page go to the page that was edited
    #[arg(long)]
    follow: bool,
    /// Include pages marked as drafts
    #[arg(long)]
    drafts: bool,
    #[command(flatten)]
    pdfs: PdfArgs,
    /// Look for changes again and again, where the system does not tell of them
    #[arg(long)]
    poll: bool,
    /// Address the site will have, for canonical links and the sitemap [default: `url` in site.toml]
    #[arg(long, value_name = "URL", value_parser = config::base_url)]
    base_url: Option<String>,
}

/// Runs the preview until somebody ends it.
pub fn run(args: &ServeArgs) -> Result<u8, Error> {
    let place = serve::listen(if args.lan { "0.0.0.0" } else { &args.host }, args.port)?;
    let settings = args.settings();
    let first = Snapshot::take(&settings.options, None)?;
    let (sender, notices) = mpsc::channel();
    let stop = sender.clone();
    ctrlc::set_handler(move || drop(stop.send(Notice::Stop)))
        .map_err(|error| Error::refused(&args.root, format!("cannot listen for Ctrl-C: {error}")))?;
    let greeting = greeting(args, &place, &first);
    let url = place.url.clone();
    serve::start(place, first, settings, sender)?;
    say(&greeting);
    if args.open && opener::open(&url).is_err() {
        say("No browser could be opened: open the address above.");
    }
    let mut terminal = Terminal::default();
    for notice in notices {
        if let Notice::Stop = notice {
            break;
        }
        terminal.tell(notice);
    }
    say("Stopped.");
    Ok(FINE)
}

impl ServeArgs {
    fn settings(&self) -> Settings {
        Settings {
            options: self.pdfs.over(Options {
                root: self.root.clone(),
                output: None,
                base_url: self.base_url.clone(),
                drafts: if self.drafts { Drafts::Shown } else { Drafts::Left },
                source_date: source_date(),
                ..Options::default()
            }),
            watching: if self.poll { Watching::Poll } else { Watching::Native },
            follow: if self.follow { Follow::Edited } else { Follow::Stay },
        }
    }
}

/// Where the preview is, and how to end it.
fn greeting(args: &ServeArgs, place: &Place, now: &Snapshot) -> String {
    let mut lines = Vec::new();
    if let Some(port) = place.taken {
        lines.push(format!("Port {port} is taken, so another one is used."));
    }
    let pages = report::count(now.site.shown().count(), "page");
    lines.push(format!("Preview of “{}”, {pages}: {}/", now.config.title, place.url));
    if args.lan {
        lines.push("Everybody in this network can read it, drafts included if they are shown.".to_owned());
        lines.extend(qr(&place.url));
    }
    lines.push("Ctrl-C ends it.".to_owned());
    lines.join("\n")
}

/// The address for a phone's camera.
fn qr(url: &str) -> Option<String> {
    let code = QrCode::new(format!("{url}/")).ok()?;
    // Dark on light, whatever the terminal's colours are.
    let drawn = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    Some(drawn)
}

/// What the terminal has said, so that nothing is said twice.
#[derive(Default)]
struct Terminal {
    said: Vec<Diagnostic>,
    /// Whether the guide had errors, or could not be read, when it was last looked at.
    wrong: bool,
}

impl Terminal {
    fn tell(&mut self, notice: Notice) {
        match notice {
            Notice::Looked { now, problems, edited, took } => {
                let what = edited.map_or("The guide".to_owned(), |url| url.to_string());
                let news = took.map(|took| format!("{what} changed: {} ms", took.as_millis()));
                self.looked(&now, problems, news);
            }
            Notice::Refused(why) => {
                self.wrong = true;
                anstream::eprintln!("{}\nThe preview shows what was there before.", report::refusal(&why));
            }
            Notice::CannotWatch(why) => say(&format!(
                "The system cannot tell of changes here ({why}), so they are looked for, as with --poll."
            )),
            Notice::Unwatched => say(
                "Files change here and the system does not tell, as in some containers, network folders and WSL: \
                 start the preview with --poll to see changes sooner.",
            ),
            Notice::Stop => {}
        }
    }

    fn looked(&mut self, now: &Snapshot, problems: Vec<Diagnostic>, news: Option<String>) {
        let report = Report::new(problems, Severity::Error);
        if report.problems() != self.said {
            report.print_all(now);
        }
        if let Some(news) = news {
            say(&format!("{news}."));
        }
        if self.wrong && !report.failed() {
            say("All errors are mended.");
        }
        self.wrong = report.failed();
        self.said = report.problems().to_vec();
    }
}
