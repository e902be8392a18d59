//! `handout serve`: runs the preview until Ctrl-C, and reports changes and problems in the terminal.

use std::path::PathBuf;
use std::sync::mpsc;

use clap::Args;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use super::report;
use super::{AudienceArgs, FINE, LinkArgs, PdfArgs, say, source_date};
use crate::config;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::serve::{self, Follow, Notice, Preview, ServeOptions, Watching};
use crate::site::Drafts;
use crate::snapshot::{Options, Snapshot};

/// The flags of `handout serve`.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a user sets or not")]
pub struct ServeArgs {
    /// Folder of the guide
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Port to listen on; the next free one if it is in use, any free one for 0
    #[arg(long, value_name = "N", default_value_t = 4000)]
    port: u16,
    /// Name or address of this machine to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    host: String,
    /// Let other devices on the local network open the preview
    #[arg(long, conflicts_with = "host")]
    lan: bool,
    /// Open the preview in the browser
    #[arg(long)]
    open: bool,
    /// Go to the edited page in the browser
    #[arg(long)]
    follow: bool,
    /// Include pages marked as drafts
    #[arg(long)]
    drafts: bool,
    #[command(flatten)]
    pdfs: PdfArgs,
    /// Look for changes at intervals, where the system does not report them
    #[arg(long)]
    poll: bool,
    /// Address the site will have, for canonical links and the sitemap [default: `url` in site.toml]
    #[arg(long, value_name = "URL", value_parser = config::address::base_url)]
    base_url: Option<String>,
    #[command(flatten)]
    audience: AudienceArgs,
    #[command(flatten)]
    links: LinkArgs,
}

/// An event that the terminal waits for.
enum Event {
    Notice(Notice),
    Stop,
}

/// Runs the preview until it is interrupted; returns the exit code.
pub fn run(args: &ServeArgs) -> Result<u8, Error> {
    let (sender, events) = mpsc::channel();
    let stop = sender.clone();
    let preview = serve::serve(args.options(), move |notice| drop(sender.send(Event::Notice(notice))))?;
    ctrlc::set_handler(move || drop(stop.send(Event::Stop)))
        .map_err(|error| Error::refused(&args.root, format!("cannot listen for Ctrl-C: {error}")))?;
    say(&greeting(args, &preview));
    if args.open && opener::open(&preview.url).is_err() {
        say("No browser could be opened; open the address above.");
    }
    let mut terminal = Terminal::default();
    for event in events {
        match event {
            Event::Notice(notice) => terminal.show(notice),
            Event::Stop => break,
        }
    }
    say("Stopped.");
    Ok(FINE)
}

impl ServeArgs {
    fn options(&self) -> ServeOptions {
        let guide = Options {
            base_url: self.base_url.clone(),
            audience: self.audience.name.clone(),
            trust_links_to: self.links.trust_links_to.clone(),
            drafts: if self.drafts { Drafts::Shown } else { Drafts::Left },
            pdfs: self.pdfs.pdfs(),
            source_date: source_date(),
            ..Options::new(&self.root)
        };
        ServeOptions {
            guide,
            host: if self.lan { "0.0.0.0".to_owned() } else { self.host.clone() },
            port: self.port,
            watching: if self.poll { Watching::Poll } else { Watching::Native },
            follow: if self.follow { Follow::Edited } else { Follow::Stay },
        }
    }
}

/// Returns the text that says where the preview is and how to stop it.
fn greeting(args: &ServeArgs, preview: &Preview) -> String {
    let snapshot = preview.snapshot();
    let mut lines = Vec::new();
    if let Some(port) = preview.taken {
        lines.push(format!("Port {port} is in use, so another one is used."));
    }
    let pages = report::count(snapshot.site.shown().count(), "page");
    lines.push(format!("Preview of “{}”, {pages}: {}/", snapshot.config.title, preview.url));
    if args.lan {
        let drafts = if args.drafts { ", drafts too" } else { "" };
        lines.push(format!("Anyone on this network can read it{drafts}."));
        lines.extend(qr(&preview.url));
    }
    lines.push("Press Ctrl-C to stop.".to_owned());
    lines.join("\n")
}

/// Returns an address as a QR code, for the camera of a phone.
fn qr(url: &str) -> Option<String> {
    let code = QrCode::new(format!("{url}/")).ok()?;
    // Dark on light, regardless of the terminal's colours.
    let drawn = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    Some(drawn)
}

/// What the terminal has shown, so that nothing is shown twice.
#[derive(Default)]
struct Terminal {
    shown: Vec<Diagnostic>,
    /// Whether the guide had errors, or could not be read, last time.
    failed: bool,
}

impl Terminal {
    fn show(&mut self, notice: Notice) {
        match notice {
            Notice::Updated { snapshot, problems, edited, took } => {
                let what = edited.map_or("The guide".to_owned(), |url| url.to_string());
                let news = took.map(|took| format!("{what} changed: {} ms", took.as_millis()));
                self.update(&snapshot, problems, news);
            }
            Notice::Unreadable(why) => {
                self.failed = true;
                let refusal = report::refusal(&why);
                anstream::eprintln!("{refusal}\nThe preview still shows the last good version.");
            }
            Notice::CannotWatch(why) => say(&format!(
                "File changes are not reported here ({why}), so Handout looks for them, as with --poll."
            )),
            Notice::NoEvents => {
                say("File changes are not reported here, as in some containers, network folders and WSL: \
                 start the preview with --poll to see them sooner.");
            }
        }
    }

    fn update(&mut self, snapshot: &Snapshot, problems: Vec<Diagnostic>, news: Option<String>) {
        if problems != self.shown {
            report::draw(snapshot, &problems);
            if !problems.is_empty() {
                anstream::eprintln!("{}.", report::summary(&problems));
            }
        }
        if let Some(news) = news {
            say(&format!("{news}."));
        }
        let failed = report::has_errors(&problems);
        if self.failed && !failed {
            say("All errors fixed.");
        }
        (self.failed, self.shown) = (failed, problems);
    }
}
