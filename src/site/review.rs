//! Reviews: until when each page counts as reviewed, and what is due on a day. The day is an input, and no output
//! depends on it.

use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::parse::ReviewRule;
use crate::raw::Spanned;
use crate::site::id::PageId;
use crate::site::model::Site;

/// Whether to report what is due, and on which day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DueDates {
    /// It is not reported.
    #[default]
    Ignored,
    /// It is a note on this day.
    Noted(Date),
    /// It is an error on this day.
    Required(Date),
}

impl DueDates {
    /// Returns what is due in a site.
    pub fn check(self, site: &Site) -> Vec<Diagnostic> {
        let (today, severity) = match self {
            DueDates::Ignored => return Vec::new(),
            DueDates::Noted(today) => (today, Severity::Note),
            DueDates::Required(today) => (today, Severity::Error),
        };
        let due = site.shown().flat_map(|id| [site.review_due(id, today), site.expired(id, today)]);
        due.flatten().map(|problem| Diagnostic { severity, ..problem }).collect()
    }
}

impl Site {
    /// Returns the day by which a page is to be reviewed again.
    pub fn next_review(&self, id: PageId) -> Option<Date> {
        let last = self.page(id).outline.front.last_review()?;
        match self.review_rule(id)? {
            ReviewRule::Every(period) => Some(last.plus(period)),
            ReviewRule::Never => None,
        }
    }

    /// Returns how long a review of a page counts: as the page says, else as the guide says of its kind.
    fn review_rule(&self, id: PageId) -> Option<ReviewRule> {
        let (front, review) = (&self.page(id).outline.front, &self.config().review);
        let lineage = &self.names.kinds.of(&front.kind.value).lineage;
        let is_asked =
            review.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|it| lineage.contains(&it.value)));
        let every = review.every.filter(|_| is_asked).map(ReviewRule::Every);
        front.review_every.or(every)
    }

    fn review_due(&self, id: PageId, today: Date) -> Option<Diagnostic> {
        let outline = &self.page(id).outline;
        let ReviewRule::Every(period) = self.review_rule(id)? else { return None };
        let Some(reviewed) = &outline.front.reviewed else {
            // A page for missing addresses, one without a file, and the list of sources claim nothing.
            let is_asked = !outline.synthetic && !outline.is_not_found() && self.sources != Some(id);
            let problem = Diagnostic::note(Place::file(&outline.source), "the page was never reviewed");
            return is_asked.then(|| problem.help(NEVER_HELP));
        };
        let place = || Place::span(&outline.source, reviewed.span.clone());
        if reviewed.value > today {
            return Some(
                Diagnostic::note(place(), "the review of this page is in the future").help(FUTURE_HELP),
            );
        }
        let next = reviewed.value.plus(period);
        let message = format!("the next review of this page was due by {next}");
        (next < today).then(|| {
            Diagnostic::note(place(), message).label(format!("more than {period} ago")).help(DUE_HELP)
        })
    }

    fn expired(&self, id: PageId, today: Date) -> Option<Diagnostic> {
        let outline = &self.page(id).outline;
        let Spanned { value: last, span } =
            outline.front.valid_until.as_ref().filter(|it| it.value < today)?;
        let message = format!("the page was valid until {last}");
        Some(Diagnostic::note(Place::span(&outline.source, span.clone()), message).help(EXPIRED_HELP))
    }
}

const NEVER_HELP: &str =
    "write the day of its review as `reviewed: 2026-11-01`, or `review_every: never` if it needs none";
const FUTURE_HELP: &str = "write the day on which it was reviewed, or correct the clock of this computer";
const DUE_HELP: &str = "check it against its sources, then write the day of that into `reviewed`";
const EXPIRED_HELP: &str = "renew it and give it a later day, or take it out of the guide with `draft: true`";

/// Reports a page whose last day is before its review.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let problem = |id: PageId| {
        let outline = &site.page(id).outline;
        let (reviewed, last) = (outline.front.last_review()?, outline.front.valid_until.as_ref()?);
        let message = format!("`valid_until` is before the review of {reviewed}");
        let place = Place::span(&outline.source, last.span.clone());
        (last.value < reviewed).then(|| Diagnostic::error(place, message))
    };
    site.shown().filter_map(problem).collect()
}
